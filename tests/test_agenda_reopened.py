"""A table that is opened again while motions about it are being prepared."""

from datetime import timedelta

import pytest

from models.actions import agenda as act
from models.actions import agreeing
from models.actions import stage as stage_act
from models.actions.ballot import void
from models.errors_vote import NoAgreedTable
from models.rules.motion import MotionKind, TieStep
from models.voting import Motion, MotionState, ReviewSession
from tests.sessions import Sitting
from tests.test_agenda import in_order, locked


class Prepared(Sitting):
    """The usual session of an agreed table; nothing of it is open."""

    def __init__(self, stage):
        self.way = locked(stage, answers=in_order(8))
        super().__init__(stage)
        self.by(act.fill, self.id, "", lambda draft: draft.kind.value + draft.unit_name)

    def reopens(self):
        def asks(session):
            me = self.way.head(session)
            why = "Bổ sung số liệu của đơn vị"
            stage_act.ask_reopening(session, me, self.way.period_id, why, self.stage.clock())

        def confirms(session):
            now = self.stage.clock()
            until, me = now + timedelta(days=3), self.way.deputy(session)
            stage_act.confirm_reopening(session, me, self.way.period_id, until, now)

        self.stage.do(asks)
        self.stage.do(confirms)

    def agrees_anew(self, place=1, points="10"):
        """The second of the ranking falls behind."""

        def changes(session):
            sheet, me = self.way.sheets(session)[place], self.way.head(session)
            why, now = "Hội nghị thống nhất", self.stage.clock()
            agreeing.change(session, me, sheet.id, "I.1.1", points, why, now)

        self.stage.do(changes)
        self.stage.clock.advance(timedelta(days=5))
        self.way.agree()

    def first(self, kind):
        return next(
            each
            for each in sorted(self.stage.rows(Motion), key=lambda each: each.place)
            if each.kind is kind and each.session_id == self.id
        )


@pytest.mark.parametrize("kind", [MotionKind.SCORE_TABLE, MotionKind.HONOUR])
def test_what_rests_on_the_table_is_not_opened_while_it_is_under_review(stage, kind):
    prepared = Prepared(stage)
    number = prepared.first(kind).id
    prepared.reopens()
    with pytest.raises(NoAgreedTable):
        prepared.open(number)

    assert prepared.motion(number).state is MotionState.DRAFT
    prepared.open(prepared.first(MotionKind.HEAD).id)  # an election needs no table


def test_the_motion_is_about_the_table_that_was_agreed_last(stage):
    prepared = Prepared(stage)
    motion = prepared.first(MotionKind.SCORE_TABLE)
    prepared.reopens()
    prepared.agrees_anew()
    prepared.open(motion.id)

    assert prepared.motion(motion.id).subject["version"] > motion.subject["version"]


def test_a_tie_is_told_apart_by_the_points_that_were_agreed_last(stage):
    prepared = Prepared(stage)
    motion = prepared.first(MotionKind.HEAD)
    before = motion.terms["merits"]
    prepared.reopens()
    prepared.agrees_anew()
    prepared.open(motion.id)
    after = prepared.motion(motion.id).terms["merits"]

    assert TieStep.CRITERIA.value in motion.terms["ties"]
    assert set(after) == set(before)
    assert after != before


def test_an_election_that_was_prepared_first_learns_the_points(stage):
    way = locked(stage, answers=in_order(8))
    sitting = Sitting(stage)
    stage.do(lambda s: setattr(s.get_one(ReviewSession, sitting.id), "year", 2025))
    sitting.by(act.fill, sitting.id, "", lambda draft: draft.kind.value)
    motion = next(each for each in stage.rows(Motion) if each.kind is MotionKind.HEAD)
    assert motion.terms["merits"] == {}, "nothing is agreed of that year"
    stage.do(lambda s: setattr(s.get_one(ReviewSession, sitting.id), "year", 2026))
    sitting.open(motion.id)

    assert way.period_id
    assert len(sitting.motion(motion.id).terms["merits"]) == len(motion.options)


def test_a_vote_that_was_void_can_be_taken_from_the_usual_items_again(stage):
    prepared = Prepared(stage)
    motion = prepared.first(MotionKind.SCORE_TABLE)
    prepared.open(motion.id)
    prepared.by(void, motion.id, "Mở nhầm thời điểm")
    count, _ = prepared.by(act.fill, prepared.id, "", lambda draft: draft.kind.value)

    assert count == 1
    again = [each for each in stage.rows(Motion) if each.kind is MotionKind.SCORE_TABLE]
    assert [each.state for each in again] == [MotionState.VOID, MotionState.DRAFT]
    assert prepared.by(act.fill, prepared.id, "", lambda draft: draft.kind.value)[0] == 0

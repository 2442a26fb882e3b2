"""Two people at one moment on PostgreSQL: a session is made once, and nothing is opened half."""

import pytest

from models.actions import agenda as act
from models.actions import agenda_motion, agenda_order
from models.errors_vote import MotionChanged, NotADraft
from models.rules.motion import MotionKind
from models.rules.motion_edits import Part
from models.voting import Motion, MotionState, ReviewSession
from tests.sessions import Sitting
from tests.test_one_moment import together


@pytest.fixture
def stage(postgresql_stage):
    """Each transaction has a connection of its own, so that two can be open at once."""
    return postgresql_stage


def by_head(stage, sitting, work, *args):
    """An action of the head, as `together` takes it."""
    return lambda session: work(session, sitting.actor(session, "Cục Thuế"), *args, stage.clock())


def test_one_press_that_comes_twice_makes_one_session(stage):
    sitting = Sitting(stage)
    press = by_head(stage, sitting, act.new, sitting.cluster_id, None, "Phiên", "123")
    second = together(stage, press, press)

    assert len(stage.rows(ReviewSession)) == 2, "the first one is the sitting's own"
    assert second == stage.rows(ReviewSession)[-1].id


def test_the_usual_motions_are_put_on_the_agenda_once(stage):
    sitting = Sitting(stage)
    press = by_head(stage, sitting, act.fill, sitting.id, "", lambda draft: draft.kind.value)
    together(stage, press, press)

    assert [each.kind for each in stage.rows(Motion)] == [MotionKind.HEAD, MotionKind.DEPUTY]


def test_two_who_add_an_item_at_once_add_one(stage):
    sitting = Sitting(stage)
    add = agenda_order.add
    one = by_head(stage, sitting, add, sitting.id, MotionKind.DOCUMENT, 0, "", lambda _: "Một")
    other = by_head(stage, sitting, add, sitting.id, MotionKind.HEAD, 0, "", lambda _: "Hai")

    assert isinstance(together(stage, one, other), MotionChanged)
    assert len(stage.rows(Motion)) == 1


def test_a_motion_that_is_being_opened_is_not_changed_under_way(stage):
    sitting = Sitting(stage)
    number = sitting.add(MotionKind.DOCUMENT)

    def opens(session):
        motion = session.get(Motion, number)
        act.standing(session, sitting.actor(session, "Cục Thuế"), sitting.id)
        motion.state = MotionState.OPEN

    change = by_head(stage, sitting, agenda_motion.change, number, 1, Part.TITLE, "Khác")

    assert isinstance(together(stage, opens, change), NotADraft)
    assert stage.rows(Motion)[0].title == "Nội dung 1"

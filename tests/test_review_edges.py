"""The edges of appraisal and review: what never comes back, what counts nothing, two seats."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from models.actions import agreeing, appointing, explaining, objecting, submission
from models.actions import appraisal as appraisal_act
from models.actions import evidence as evidence_act
from models.actions import period as period_act
from models.actions import stage as stage_act
from models.actions.evidence import Given
from models.agreement import Agreed
from models.appraisal import Appraisal
from models.errors import SheetNotHandedIn
from models.errors_review import LeftOut, NotAppraised, OtherOfficeNeeded
from models.evidence import EvidenceKind
from models.queries.appraisal import Mark, appraised
from models.queries.scores import scores_of
from models.rules.answers import Answer, to_json
from models.rules.calendar import end_of_day, local_date
from models.rules.kinds import Layer
from models.rules.stages import Stage
from models.sheet import Entry, Period, Sheet
from tests.way import Way

WHY = "theo biên bản kiểm tra của khối"
LEADER = "I.1.2"
BEST = {2: {LEADER: Answer(Decimal(140), Decimal(100))}}


def sheet_at(session, way, place):
    return way.sheets(session)[place]


def actor_at(session, way, place):
    return way.actors(session)[sheet_at(session, way, place).unit_id]


def returned(stage, way, place):
    """Sent back, to come again today."""

    def work(session):
        due = end_of_day(local_date(stage.clock()))
        sheet = sheet_at(session, way, place)
        period_act.return_sheet(session, way.head(session), sheet.id, WHY, due, stage.clock())

    stage.do(work)


def in_appraisal(stage, answers=None, **how):
    way = Way(stage)
    way.submit_all(answers or {}, **how)
    way.close()
    return way


def under_review(stage, answers=None):
    way = in_appraisal(stage, answers)
    way.appraise_all()
    way.open()
    return way


# -- a returned sheet that never comes back -------------------------------------------------------


async def test_a_returned_sheet_that_never_comes_back_does_not_hold_up_the_table(stage):
    way = in_appraisal(stage, BEST)
    returned(stage, way, 2)
    way.appraise_all()

    with pytest.raises(NotAppraised):
        way.open()

    stage.clock.advance(timedelta(days=40))
    way.open()

    assert stage.period().stage is Stage.REVIEW


async def test_units_are_compared_without_a_sheet_that_never_came_back(stage):
    way = in_appraisal(stage, BEST)
    before = stage.do(lambda s: sheet_at(s, way, 1).computed[LEADER])
    returned(stage, way, 2)
    stage.clock.advance(timedelta(days=40))
    way.open()

    assert before == "37.50"
    assert stage.do(lambda s: sheet_at(s, way, 1).computed[LEADER]) == "60.00"


async def test_an_explanation_of_a_sheet_that_never_comes_back_needs_no_answer(stage):
    way = in_appraisal(stage)
    way.appraise_all({1: {"I.1.1": ("80", WHY)}})

    def explains(session):
        me, sheet = actor_at(session, way, 1), sheet_at(session, way, 1)
        explaining.explain(session, me, sheet.id, "I.1.1", WHY, stage.clock())

    stage.do(explains)
    returned(stage, way, 1)
    stage.clock.advance(timedelta(days=40))
    way.open()

    assert stage.period().stage is Stage.REVIEW


async def test_an_item_is_appraised_anew_when_its_proof_comes_with_the_returned_sheet(stage):
    way = in_appraisal(stage)
    way.appraise_all()
    stage.clock.advance(timedelta(minutes=5))
    returned(stage, way, 1)
    stage.clock.advance(timedelta(minutes=5))

    def proves(session):
        me, sheet = actor_at(session, way, 1), sheet_at(session, way, 1)
        given = Given(EvidenceKind.PDF, "a" * 64, "qd.pdf", 10)
        evidence_act.attach(session, me, sheet.id, "I.1.1", given, "", stage.clock())

    stage.do(proves)

    def comes_back(session):
        me, sheet = actor_at(session, way, 1), sheet_at(session, way, 1)
        submission.submit(session, me, sheet.id, stage.clock())

    stage.do(comes_back)

    def waiting(session):
        sheet = sheet_at(session, way, 1)
        seen = appraised(session, way.head(session), sheet.id, stage.clock())
        return [item.code for item in seen.marked(Mark.WAITING)], sheet.appraised_at

    assert stage.do(waiting) == (["I.1.1"], None)


# -- what the conference agrees ------------------------------------------------------------------


def agrees_points(stage, way, place, code, typed, why=WHY):
    def work(session):
        sheet = sheet_at(session, way, place)
        agreeing.change(session, way.head(session), sheet.id, code, typed, why, stage.clock())

    stage.do(work)


async def test_points_are_not_agreed_where_they_would_count_nothing(stage):
    way = in_appraisal(stage)

    def is_not_assigned(session):
        entry = session.get_one(Entry, (sheet_at(session, way, 1).id, "I.1.1"))
        entry.answer = to_json(Answer(not_assigned=True))

    stage.do(is_not_assigned)
    way.appraise_all()
    way.open()

    with pytest.raises(LeftOut):
        agrees_points(stage, way, 1, "I.1.1", "80")


async def test_points_are_not_agreed_for_a_unit_without_a_sheet(stage):
    way = Way(stage)
    way.submit_all(but=(1,))
    stage.clock.advance(timedelta(days=40))
    way.close()
    way.appraise_all()
    way.open()

    with pytest.raises(SheetNotHandedIn):
        agrees_points(stage, way, 1, "I.1.1", "80")


def sheet_period(session, way):
    return session.get_one(Period, way.period_id)


async def test_the_same_result_recognised_twice_is_one_version(stage):
    way = under_review(stage)
    before = stage.period().version
    agrees_points(stage, way, 1, LEADER, "130")
    agrees_points(stage, way, 1, LEADER, "130")

    assert stage.period().version == before + 1


async def test_a_result_agreed_alone_is_measured_by_the_target_that_the_unit_stated(stage):
    way = under_review(stage)
    agrees_points(stage, way, 1, LEADER, "130")

    [row] = [each for each in stage.rows(Appraisal, code=LEADER) if each.answer]
    standing = stage.do(
        lambda s: {
            place: scores_of(s, sheet_period(s, way)).layers[sheet.id][Layer.STANDING][LEADER]
            for place, sheet in enumerate(way.sheets(s))
        }
    )

    assert Decimal(row.answer["target"]) == 100
    assert standing[1] == Decimal("60.00")
    assert standing[2] == Decimal("40.00")


# -- who may, with two seats ---------------------------------------------------------------------


def seated(actor, *others):
    """The actor with the seats of others as well."""
    return replace(actor, seats=(*actor.seats, *(seat for other in others for seat in other.seats)))


async def test_a_colleague_of_the_head_does_not_confirm_a_reopening_as_the_deputy(stage):
    way = under_review(stage)
    stage.clock.advance(timedelta(days=7))
    way.agree()

    def asks(session):
        stage_act.ask_reopening(session, way.head(session), way.period_id, WHY, stage.clock())

    stage.do(asks)

    def confirms(session):
        deputy, head = way.deputy(session), way.head(session)
        until = stage.clock() + timedelta(days=3)
        me = seated(deputy, head)
        stage_act.confirm_reopening(session, me, way.period_id, until, stage.clock())

    with pytest.raises(OtherOfficeNeeded):
        stage.do(confirms)


async def test_who_speaks_for_two_units_objects_for_the_one_at_hand(stage):
    way = under_review(stage)

    def objects(session):
        first, second = actor_at(session, way, 3), actor_at(session, way, 4)
        me = replace(seated(first, second), seat=second.seats[0])
        return agreeing.speaking_unit(me, sheet_period(session, way)), second.seats[0].unit_id

    said, at_hand = stage.do(objects)

    assert said == at_hand


async def test_who_has_two_seats_appraises_for_the_unit_that_was_named(stage):
    way = in_appraisal(stage)

    def names(session):
        unit = sheet_at(session, way, 5).unit_id
        appointing.appoint(session, way.head(session), way.period_id, unit, stage.clock())

    stage.do(names)

    def recognises(session):
        plain, named = actor_at(session, way, 6), actor_at(session, way, 5)
        sheet = sheet_at(session, way, 1)
        me = seated(plain, named)
        appraisal_act.agree(session, me, sheet.id, "I.1.1", 0, stage.clock())
        return named.seats[0].unit_id

    named = stage.do(recognises)

    assert [row.unit_id for row in stage.rows(Appraisal)] == [named]


async def test_under_review_the_head_may_name_who_answers_objections_to_its_own_points(stage):
    head = await stage.head()
    named = await stage.joins("Cục Hải quan")
    way = under_review(stage)

    def objects(session):
        sheet = stage_sheet(session, way)
        me = next(each for unit, each in way.actors(session).items() if unit != sheet.unit_id)
        objecting.object_to(session, me, sheet.id, "I.1.1", WHY, stage.clock())

    stage.do(objects)
    await stage.later(seconds=5)
    await head.send("/start")
    await head.tap_data(f"objections.objections:{way.period_id}")
    await head.tap("⏳ 1.")
    await head.tap("👥")
    await head.tap("Hải quan")
    await stage.later(seconds=5)
    await named.send("/start")
    await named.tap_data("objections.objection:1")
    await named.send("90 vì số liệu được kiểm tra lại")
    await named.tap("📨")

    assert "thẩm định" in "".join(named.texts)
    assert [row.points for row in stage.rows(Agreed)] == [Decimal(90)]


def stage_sheet(session, way):
    """The head unit's own."""
    units = {seat.unit_id for seat in way.head(session).seats}
    return next(sheet for sheet in way.sheets(session) if sheet.unit_id in units)


async def test_the_letter_of_the_opening_is_still_true_after_a_change_of_points(stage):
    member = await stage.joins("Cục Hải quan")
    way = in_appraisal(stage)
    way.appraise_all()
    await stage.later(seconds=5)
    way.open()
    agrees_points(stage, way, 1, "I.1.1", "80")
    await stage.later(seconds=5)

    assert sum("đã mở bảng tổng hợp điểm" in text for text in member.texts) == 1


async def test_an_explanation_reaches_the_head_when_its_appraiser_has_been_dismissed(stage):
    head = await stage.head()
    await stage.joins("Cục Hải quan")
    way = in_appraisal(stage)

    def appraised_and_dismissed(session):
        now, sheets = stage.clock(), way.sheets(session)
        customs = next(s for s in sheets if s.id == way_sheet)
        sheet = next(each for each in sheets if each not in (customs, stage_sheet(session, way)))
        named = way.actors(session)[customs.unit_id]
        appointing.appoint(session, way.head(session), way.period_id, customs.unit_id, now)
        session.flush()
        appraisal_act.change(session, named, sheet.id, "I.1.1", "80", WHY, None, now)
        appraisal_act.agree_rest(session, named, sheet.id, "", now)
        session.flush()
        appraisal_act.tell(session, named, sheet.id, now)
        appointing.dismiss(session, way.head(session), way.period_id, customs.unit_id, now)
        return sheet.id

    way_sheet = way.sheet_of("Cục Hải quan")
    sheet_id = stage.do(appraised_and_dismissed)

    def explains(session):
        me = way.actors(session)[session.get_one(Sheet, sheet_id).unit_id]
        explaining.explain(session, me, sheet_id, "I.1.1", WHY, stage.clock())

    stage.do(explains)
    await stage.later(seconds=5)

    assert any("giải trình" in text for text in head.texts)


async def test_every_objection_can_be_reached_however_many_there_are(stage):
    head = await stage.head()
    way = under_review(stage)

    def objects(session):
        me, sheets = actor_at(session, way, 3), way.sheets(session)
        for code in ("I.1.1", "I.1.2", "I.1.3"):
            for sheet in sheets:
                objecting.object_to(session, me, sheet.id, code, WHY, stage.clock())
        return 3 * len(sheets)

    count = stage.do(objects)
    await head.send("/start")
    await head.tap_data(f"objections.objections:{way.period_id}")
    listed = [label for label in head.buttons if "⏳" in label]
    while any("▶️" in label for label in head.buttons):
        await head.tap("▶️")
        listed += [label for label in head.buttons if "⏳" in label]

    assert len(listed) == len(set(listed)) == count > 12

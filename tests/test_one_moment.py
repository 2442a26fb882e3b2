"""Two people at one moment on PostgreSQL: nobody is overtaken unseen, nobody waits forever."""

import threading
import time
from decimal import Decimal

import pytest
from sqlmodel import Session, text

from models.actions import agreeing, explaining, grounds, objecting, submission
from models.actions import appraisal as appraisal_act
from models.actions import period as period_act
from models.actions import sheet as sheet_act
from models.actions import stage as stage_act
from models.agreement import Agreed, Ineligible, TableVersion
from models.appraisal import Appraisal, Exchange
from models.errors import Refusal
from models.errors_review import WrongStage
from models.rules.answers import Answer
from models.rules.calendar import end_of_day, local_date
from models.rules.stages import Stage as At
from models.rules.workdays import end_of_working_day
from models.sheet import Sheet
from tests.way import Way

WHY = "theo biên bản kiểm tra của khối"
LESS = {"I.1.1": Answer(Decimal(90))}


@pytest.fixture
def stage(postgresql_stage):
    """Each transaction has a connection of its own, so that two can be open at once."""
    return postgresql_stage


def together(stage, first, second):
    """`first` is done and not committed while `second` begins; what came of the second.

    The second either ends by itself or is seen to wait for the first, which then commits.
    """
    outcome = []

    def run():
        try:
            outcome.append(stage.do(second))
        except Refusal as refusal:
            outcome.append(refusal)
        except Exception as error:  # noqa: BLE001 - a deadlock is to be seen, too
            outcome.append(error)

    with Session(stage.database.engine, expire_on_commit=False) as session:
        first(session)
        session.flush()
        other = threading.Thread(target=run)
        other.start()
        while other.is_alive() and not _somebody_waits(stage):
            time.sleep(0.01)
        session.commit()
    other.join(30)
    assert outcome, "both wait"
    return outcome[0]


def _somebody_waits(stage):
    query = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with stage.database.engine.connect() as connection:
        return connection.execute(query).scalar_one() > 0


def row_of(session, way, place):
    return way.sheets(session)[place]


def actor_at(session, way, place):
    return way.actors(session)[row_of(session, way, place).unit_id]


def under_review(stage):
    way = Way(stage)
    way.submit_all({1: LESS})
    way.close()
    way.appraise_all()
    way.open()
    return way


def in_appraisal(stage, **how):
    way = Way(stage)
    way.submit_all({1: LESS}, **how)
    way.close()
    return way


def objects(way, place, at):
    def work(session):
        me = actor_at(session, way, place)
        objecting.object_to(session, me, row_of(session, way, place).id, "I.1.1", WHY, at)

    return work


def agrees(stage, way):
    return lambda s: stage_act.agree(s, way.head(s), way.period_id, stage.clock())


def opens(stage, way):
    until = end_of_working_day(stage.clock(), 3)
    return lambda s: stage_act.open_table(s, way.head(s), way.period_id, until, stage.clock())


async def past_objections(stage):
    written = stage.clock()
    await stage.later(days=7)
    return written


async def test_an_objection_written_in_time_is_never_left_behind_in_a_locked_table(stage):
    way = under_review(stage)
    written = await past_objections(stage)

    came = together(stage, agrees(stage, way), objects(way, 1, written))

    assert isinstance(came, WrongStage)
    assert not stage.rows(Exchange)
    assert stage.period().stage is At.LOCKED


async def test_a_table_is_not_locked_over_an_objection_that_is_being_raised(stage):
    way = under_review(stage)
    written = await past_objections(stage)

    came = together(stage, objects(way, 1, written), agrees(stage, way))

    assert type(came).__name__ == "ObjectionsWaiting"
    assert stage.period().stage is At.REVIEW


async def test_agreed_points_are_in_the_version_or_refused(stage):
    way = under_review(stage)
    written = await past_objections(stage)

    def changes(session):
        sheet = row_of(session, way, 1)
        agreeing.change(session, way.head(session), sheet.id, "I.1.1", "80", WHY, written)

    came = together(stage, agrees(stage, way), changes)

    assert isinstance(came, WrongStage)
    assert not stage.rows(Agreed)
    assert len(stage.rows(TableVersion)) == 1


async def test_two_changes_of_two_sheets_at_one_moment_are_two_versions(stage):
    way = under_review(stage)
    before = stage.period().version

    def changes(place, points):
        def work(session):
            sheet = row_of(session, way, place)
            head = way.head(session)
            agreeing.change(session, head, sheet.id, "I.1.1", points, WHY, stage.clock())

        return work

    came = together(stage, changes(1, "80"), changes(2, "70"))

    assert came is None
    assert stage.period().version == before + 2
    assert {row.points for row in stage.rows(Agreed)} == {Decimal(80), Decimal(70)}


async def test_a_ground_is_in_the_agreed_version_or_refused(stage):
    way = under_review(stage)
    await past_objections(stage)

    def blocks(session):
        unit = row_of(session, way, 1).unit_id
        grounds.block(session, way.head(session), way.period_id, unit, "K.1", WHY, stage.clock())

    came = together(stage, agrees(stage, way), blocks)

    assert isinstance(came, WrongStage), came
    assert not stage.rows(Ineligible)


async def test_nothing_is_recognised_behind_an_opened_table(stage):
    way = in_appraisal(stage)

    def recognises(session):
        sheet = row_of(session, way, 1)
        appraisal_act.agree(session, way.head(session), sheet.id, "I.1.1", 0, stage.clock())

    came = together(stage, opens(stage, way), recognises)

    assert isinstance(came, WrongStage), came
    assert not stage.rows(Appraisal)


async def test_a_table_is_not_opened_over_an_appraisal_that_is_begun(stage):
    way = in_appraisal(stage)

    def recognises(session):
        sheet = row_of(session, way, 1)
        appraisal_act.agree(session, way.head(session), sheet.id, "I.1.1", 0, stage.clock())

    came = together(stage, recognises, opens(stage, way))

    assert type(came).__name__ == "NotAppraised", came
    assert stage.period().stage is At.APPRAISAL


async def test_an_explanation_is_not_left_behind_by_the_opening(stage):
    way = in_appraisal(stage)
    way.appraise_all({1: {"I.1.1": ("80", WHY)}})

    def explains(session):
        me, sheet = actor_at(session, way, 1), row_of(session, way, 1)
        explaining.explain(session, me, sheet.id, "I.1.1", WHY, stage.clock())

    came = together(stage, opens(stage, way), explains)

    assert isinstance(came, WrongStage), came
    assert not stage.rows(Exchange)


async def test_a_sheet_is_not_returned_behind_an_opened_table(stage):
    way = in_appraisal(stage)
    due = end_of_working_day(stage.clock(), 3)

    def returns(session):
        sheet = row_of(session, way, 1)
        period_act.return_sheet(session, way.head(session), sheet.id, WHY, due, stage.clock())

    came = together(stage, opens(stage, way), returns)

    assert isinstance(came, WrongStage), came
    assert {sheet.state for sheet in stage.rows(Sheet)} == {"submitted"}


async def test_a_sheet_is_not_withdrawn_behind_the_closing(stage):
    way = Way(stage)
    way.submit_all()

    def withdraws(session):
        me, sheet = actor_at(session, way, 1), row_of(session, way, 1)
        submission.withdraw(session, me, sheet.id, stage.clock())

    def closes(session):
        stage_act.close_scoring(session, way.head(session), way.period_id, stage.clock())

    came = together(stage, closes, withdraws)

    assert isinstance(came, WrongStage), came
    assert {sheet.state for sheet in stage.rows(Sheet)} == {"submitted"}


LEADER = "I.1.2"


def results(stage, way, given):
    """Place -> its result of the item that is compared across the cluster, of 100 planned."""

    def work(session):
        for place, actual in given.items():
            me, sheet = actor_at(session, way, place), row_of(session, way, place)
            answer = Answer(Decimal(actual), Decimal(100))
            sheet_act.record(session, me, sheet.id, LEADER, answer, stage.clock())

    stage.do(work)


def compared(stage, way):
    """What every unit has for it, in their order."""
    return stage.do(lambda s: [sheet.computed.get(LEADER) for sheet in way.sheets(s)])


def submits(way, place, at):
    def work(session):
        me, sheet = actor_at(session, way, place), row_of(session, way, place)
        submission.submit(session, me, sheet.id, at)

    return work


async def test_a_sheet_handed_in_at_the_closing_is_compared_with_the_others(stage):
    way = Way(stage)
    way.submit_all(but=(1,))
    results(stage, way, {1: 120})
    written = stage.clock()
    await stage.later(days=40)

    def closes(session):
        stage_act.close_scoring(session, way.head(session), way.period_id, stage.clock())

    came = together(stage, submits(way, 1, written), closes)
    points = compared(stage, way)

    assert came is None, came
    assert points[1] == "60.00"
    assert set(points) == {"60.00", "45.00"}


async def test_two_returned_sheets_that_come_back_at_one_moment_are_compared_with_each_other(stage):
    way = in_appraisal(stage)
    due = end_of_day(local_date(stage.clock()))

    def returns(session):
        for place in (1, 2):
            sheet = row_of(session, way, place)
            period_act.return_sheet(session, way.head(session), sheet.id, WHY, due, stage.clock())

    stage.do(returns)
    results(stage, way, {1: 120, 2: 140})

    now = stage.clock()
    came = together(stage, submits(way, 1, now), submits(way, 2, now))

    assert came is None, came
    assert compared(stage, way)[:4] == ["37.50", "45.00", "60.00", "37.50"]

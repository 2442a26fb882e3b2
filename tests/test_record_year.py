"""A whole year in the record: votes, lot, run-off, honours, election, handover, papers."""

from datetime import timedelta

from models.actions import ballot, handing_over, issuing_papers, lots
from models.award import HonourState
from models.handover import Handover
from models.people import Person
from models.record import RecordEntry
from models.rules.handover import ITEMS
from models.rules.motion import MotionKind, OwnUnit, TieStep
from tests.sessions import USUAL
from tests.test_election import Elections
from tests.test_honours import DECISION, TWO, Honours, act
from tests.test_record_votes import HALF, PLAIN, good, kinds, replace

HEIR = "Kho bạc"


class Year(Honours, Elections):
    """A cluster's year by the actions themselves."""


def year_of_honours(year):
    """Votes on what each unit is proposed for, one of them without the unit; then proposals."""
    for name, (_, code) in year.ranks.items():
        own = OwnUnit.EXCLUDED if name == HEIR else OwnUnit.ALLOWED
        about = {"unit": year.unit(name), "honour": code, "period": year.period_id}
        motion = year.add(MotionKind.HONOUR, title=f"Đề nghị tặng: {name}", subject=about,
                          terms=replace(USUAL, own_unit=own))  # fmt: skip
        year.open(motion)
        for _, each in year.units():
            if own is OwnUnit.ALLOWED or name not in each:
                year.cast(motion, each, "yes")
        year.close_early(motion)
    assert year.proposes(*year.ranks) == len(year.ranks)
    year.by(act.award, year.proposal("Cục Thuế").id, DECISION)
    assert year.proposal("Cục Thuế").state is HonourState.AWARDED


async def year_of_votes(year):
    """A tie that a lot ends, a run-off, a void vote, the minutes of all that."""
    low = (replace(HALF.thresholds[0], den=4),)
    run_off, lot = (
        year.add(MotionKind.CHOICE, options=PLAIN[:2], title=f"Chọn phương án: {step.value}",
                 terms=replace(HALF, thresholds=low, ties=(step,)))
        for step in (TieStep.RUN_OFF, TieStep.LOT)
    )  # fmt: skip
    few = year.add(title="Ít phiếu", terms=replace(HALF, quorum=(1, 3)))
    silent = year.add()
    year.open()
    for motion in (run_off, lot):
        year.cast_all(motion, *["a", "b"] * 4)
    year.cast_all(few, *["yes"] * 3)
    for motion in (run_off, lot, few, silent):
        await year.run_out(motion)
    year.by(lots.announce, lot, "Giải đặc biệt xổ số miền Bắc ngày 01/12/2026")
    year.by(lots.drawn, lot, "012 345")
    year.by(lots.confirm, lot, lots.drawn_mark("012 345"), who="Cục Quản lý thị trường")
    second = year.by(lambda session, me, _: ballot.further_round(session, me, run_off))
    year.open(second)
    year.by(ballot.extend, second, year.stage.clock() + timedelta(hours=3))
    year.cast_all(second, *["a"] * 8)
    year.close_early(second)
    year.stage.clock.advance(timedelta(minutes=5))
    year.by(issuing_papers.number_count_minutes, year.id)


def hand_over(year):
    motion = year.elected(MotionKind.HEAD, HEIR, "Cục Hải quan")
    assert year.records(motion)
    (row,) = year.stage.rows(Handover)
    year.by(lambda session, me, now: handing_over.give(
        session, me, row.id, list(range(len(ITEMS))), now, given=True))  # fmt: skip
    version = year.stage.rows(Handover)[0].version
    year.by(handing_over.confirm_given, row.id, version)
    year.by(handing_over.confirm_taken, row.id, version, who=HEIR)


async def test_a_whole_year_is_good_and_names_nobody(either_stage):
    year = Year(either_stage, TWO)
    year_of_honours(year)
    await year_of_votes(year)
    hand_over(year)

    there = kinds(either_stage)
    assert {"opened", "extended", "void", "closed", "lot-committed", "lot-drawn", "honours",
            "honour-decided", "paper", "elected", "handover"} == set(there)  # fmt: skip
    words = good(either_stage, len(there))
    assert "CHÚ Ý" not in words
    assert "không dựa trên phiếu nào" not in words
    assert "Phiếu bị hủy, không có kết quả: 1." in words
    assert "dưới 5 lá, không tính lại được số phiếu: 1." in words
    whole = "".join(row.body for row in either_stage.rows(RecordEntry))
    assert not [row.name for row in either_stage.rows(Person) if row.name in whole]

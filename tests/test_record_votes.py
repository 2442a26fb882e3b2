"""What the product counts, checked from the export by the verifier that shares no code with it."""

import json
from dataclasses import replace

import pytest

from models.actions import ballot, casting, lots
from models.record import RecordEntry
from models.rules.motion import (
    Base,
    Form,
    MotionKind,
    Op,
    Option,
    OwnUnit,
    Terms,
    Threshold,
    TieStep,
)
from models.rules.paper import COLLECTED, INVALID, ISSUED, OPTION, WRITTEN
from models.voting import PaperCount
from tests.sessions import USUAL, Sitting
from tests.test_record import checked

HALF = Terms((Threshold(Op.MORE_THAN, 1, 2, Base.VALID),))
PLAIN = [Option("a", "Phương án A"), Option("b", "Phương án B"), Option("c", "Phương án C")]


def kinds(stage):
    return [row.kind for row in stage.rows(RecordEntry)]


def facts(stage, place):
    return json.loads(stage.rows(RecordEntry)[place].body)["facts"]


def good(stage, entries):
    """The record is good, has so many entries, and its last checkpoint holds."""
    last = stage.rows(RecordEntry)[-1]
    words = checked(stage, f"{last.seq}:{last.hash[:16]}")
    assert f"{entries} mục" in words
    return words


@pytest.mark.parametrize("cast", [8, 6])
async def test_secret_votes_of_every_method(either_stage, cast):
    sitting = Sitting(either_stage)
    yes = sitting.add()
    choice = sitting.add(MotionKind.CHOICE, options=PLAIN, terms=replace(HALF, seats=2))
    order = sitting.add(MotionKind.RANKING, options=PLAIN, terms=replace(HALF, thresholds=()))
    sitting.open()
    sitting.cast_all(yes, *(["yes"] * 5 + ["no", "abstain", "yes"])[:cast])
    sitting.cast_all(choice, *([("a", "b")] * 3 + [("a",), ("c",), (), ("b", "c"), ("a",)])[:cast])
    sitting.cast_all(order, *([("a", "b", "c")] * 4 + [("c", "b", "a")] * 4)[:cast])
    await sitting.run_out(yes)
    await sitting.run_out(order)

    good(either_stage, 6)
    for place in (3, 4, 5):
        assert ("ballots" in facts(either_stage, place)) == (cast == 8)


async def test_few_secret_ballots_do_not_tell_who_had_more(stage):
    sitting = Sitting(stage)
    rules = replace(HALF, quorum=(1, 3), seats=2)
    choice = sitting.add(MotionKind.CHOICE, options=PLAIN, terms=rules)
    sitting.open()
    sitting.cast_all(choice, ("a", "b"), ("b",), ("a", "b"))
    await sitting.run_out(choice)

    assert sitting.motion(choice).result["elected"] == ["b", "a"]
    assert facts(stage, 1)["result"]["elected"] == ["a", "b"]
    good(stage, 2)


async def test_named_votes_comments_and_a_unit_left_out(either_stage):
    sitting = Sitting(either_stage)
    document = sitting.add(form=Form.OPEN)
    question = sitting.add(MotionKind.QUESTION, Form.OPEN)
    rules = replace(USUAL, own_unit=OwnUnit.EXCLUDED)
    honour = sitting.add(
        MotionKind.HONOUR, terms=rules, subject={"unit": sitting.unit("Kho bạc"), "honour": "BK"}
    )
    sitting.open()
    names = [name for _, name in sitting.units()]
    sitting.cast_all(document, *["yes"] * 6, "no")
    for name in names[:7]:
        unit = sitting.unit(name)
        sitting.by(casting.answer, question, unit, "Đề nghị làm rõ", who=name)
    for name in names:
        if "Kho bạc" not in name:
            sitting.cast(honour, name, "yes")
    await sitting.run_out(document)
    await sitting.run_out(honour)

    good(either_stage, 6)
    assert "Đề nghị làm rõ" not in "".join(row.body for row in either_stage.rows(RecordEntry))


async def test_a_run_off_is_the_one_that_was_asked_for(either_stage):
    sitting = Sitting(either_stage)
    options = sitting.unit_options("Cục Hải quan", "Kho bạc", "Cục Thống kê")
    first = sitting.add(MotionKind.HEAD, options=options, terms=HALF)
    sitting.open()
    keys = [each.key for each in options]
    sitting.cast_all(first, *([keys[0]] * 3 + [keys[1]] * 3 + [keys[2]] * 2))
    await sitting.run_out(first)
    second = either_stage.do(
        lambda session: ballot.further_round(session, sitting.actor(session, "Cục Thuế"), first)
    )
    sitting.open(second)
    sitting.cast_all(second, *([keys[0]] * 5 + [keys[1]] * 3))
    await sitting.run_out(second)

    assert kinds(either_stage) == ["opened", "closed", "opened", "closed"]
    good(either_stage, 4)


async def test_a_lot_a_void_vote_and_more_time(either_stage):
    sitting = Sitting(either_stage)
    quarter = Threshold(Op.AT_LEAST, 1, 4, Base.VALID)
    terms = replace(HALF, thresholds=(quarter,), ties=(TieStep.LOT,))
    tied = sitting.add(MotionKind.CHOICE, options=PLAIN, terms=terms)
    wrong = sitting.add()
    silent = sitting.add()
    sitting.open()
    later = sitting.motion(tied).closes_at.replace(minute=59)
    sitting.by(ballot.extend, tied, later)
    sitting.by(ballot.void, wrong, "Nhầm nội dung biểu quyết")
    sitting.cast_all(tied, *(["a"] * 4 + ["b"] * 4))
    await sitting.run_out(silent)
    await sitting.run_out(tied)
    sitting.by(lots.announce, tied, "Giải đặc biệt xổ số miền Bắc ngày 01/12/2026")
    sitting.by(lots.drawn, tied, "012 345")
    sitting.by(lots.confirm, tied, lots.drawn_mark("012 345"), who="Cục Quản lý thị trường")

    assert kinds(either_stage) == [
        *["opened"] * 3, "extended", "void", "void", "closed", "lot-committed", "lot-drawn",
    ]  # fmt: skip
    good(either_stage, 9)


@pytest.mark.parametrize(
    ("kind", "votes"),
    [(MotionKind.DOCUMENT, {"yes": 5, "no": 1, "abstain": 1}),
     (MotionKind.CHOICE, {"a": 4, "b": 2, "c": 0})],
)  # fmt: skip
async def test_paper_ballots(either_stage, kind, votes):
    sitting = Sitting(either_stage)
    options = PLAIN if kind is MotionKind.CHOICE else ()
    motion = sitting.add(kind, Form.PAPER, options=options, terms=HALF)
    sitting.open()
    numbers = {ISSUED: 8, COLLECTED: 8, INVALID: 1, WRITTEN: 0}
    numbers |= {f"{OPTION}{key}": count for key, count in votes.items()}

    def tellers(session):
        for name in ("Cục Hải quan", "Kho bạc"):
            me = sitting.actor(session, name)
            session.add(
                PaperCount(
                    motion_id=motion, person_id=me.person_id, unit_id=me.seats[0].unit_id,
                    numbers=numbers, at=either_stage.clock(),
                )
            )  # fmt: skip

    either_stage.do(tellers)
    sitting.close_early(motion)

    good(either_stage, 2)

"""Lots: announced before anybody can know the number, drawn by two, worked out by anybody."""

import hashlib
import json
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from bot import verify
from handlers.i18n import translator
from handlers.views import results_words as words
from models.actions import lots
from models.actions.ballot import further_round
from models.actions.issuing_papers import number_count_minutes
from models.cluster import Cluster, Office, OfficeTerm
from models.errors import NotForYou, NothingTyped, NotYourCluster, StaleCard, TextTooLong
from models.errors_vote import (
    LotCommitted,
    LotNotCommitted,
    LotSourceNeeded,
    NoFurtherRound,
    NoLot,
    StillOpen,
)
from models.people import Role
from models.queries.record import export
from models.queries.results import result_for
from models.record import RecordEntry
from models.rules.lot import commitment
from models.rules.motion import MotionKind, TieStep
from models.rules.presets import PRESETS
from models.rules.tally import read_count
from models.voting import LotDraw
from tests.databases import OTHER_CLUSTER
from tests.meetings import living
from tests.sessions import USUAL, Sitting
from tests.test_group import linked
from tests.test_one_moment import together

VI = translator("vi")
SOURCE = "Giải đặc biệt xổ số kiến thiết miền Bắc, kỳ quay ngày 10/11/2026"
THREE = ("Kho bạc", "Ngân hàng", "Hải quan")
DEPUTY, SECRETARY = "Quản lý thị trường", "Thống kê"
TERMS = replace(
    USUAL, thresholds=(PRESETS["more_than_half"].threshold,), seats=2, ties=(TieStep.LOT,)
)


def keys_of(sitting):
    return [f"u{sitting.unit(name)}" for name in THREE]


def with_offices(sitting, **held):
    """Units hold the offices of deputy and secretary, and nobody else does."""
    units = {Office(office): sitting.unit(unit) for office, unit in held.items()}
    terms = {"from_on": date(2026, 1, 1), "to_on": date(2026, 12, 31)}

    def work(session):
        cluster_id = sitting.cluster_id_in(session)
        rows = session.exec(select(OfficeTerm).where(OfficeTerm.cluster_id == cluster_id)).all()
        for row in rows:
            if row.office is not Office.HEAD:
                session.delete(row)
        for office, unit_id in units.items():
            session.add(OfficeTerm(cluster_id=cluster_id, unit_id=unit_id, office=office, **terms))

    sitting.stage.do(work)


async def tied(sitting):
    """One place is clear, two units are equal for the other."""
    a, b, c = keys_of(sitting)
    options = sitting.unit_options(*THREE)
    motion = sitting.add(MotionKind.CHOICE, title="Chọn hai", options=options, terms=TERMS)
    sitting.open(motion)
    sitting.cast_all(motion, *[(a, b)] * 3, *[(a, c)] * 3, *[(b, c)] * 2)
    await sitting.run_out(motion)
    count = read_count(sitting.motion(motion).result)
    assert (count.further, count.elected, count.seats_left) == ("lot", (a,), 1)
    return motion


def confirm(sitting, motion, drawn="12345", who=DEPUTY, role=Role.LEADER):
    sitting.by(lots.confirm, motion, lots.drawn_mark(drawn), who=who, role=role)


def entries(sitting, kind):
    rows = sitting.stage.rows(RecordEntry, cluster_id=sitting.cluster_id, kind=kind)
    return [json.loads(row.body)["facts"] for row in rows]


# -- the talk -------------------------------------------------------------------------------------


async def test_a_lot_is_announced_drawn_confirmed_and_told(either_stage):
    stage = either_stage
    head, deputy = await stage.joins("Cục Thuế"), await stage.joins(DEPUTY)
    member = await stage.joins("Kho bạc")
    sitting = Sitting(stage)
    with_offices(sitting, deputy=DEPUTY)
    motion = await tied(sitting)
    await stage.later(seconds=5)
    await head.tap("Xem kết quả")
    await head.tap("Bốc thăm")
    assert "Đề nghị nhập nguồn công khai" in living(head)
    await head.send("xổ số")
    assert "Đề nghị nhập nguồn công khai" in living(head)
    await head.send(SOURCE)
    assert SOURCE in living(head)
    assert not stage.rows(LotDraw)
    data = head.data("Công bố bốc thăm")
    await head.tap("Công bố bốc thăm")
    await head.tap_data(data)

    a, b, c = keys_of(sitting)
    mark = commitment(sitting.motion(motion).seal, [b, c], SOURCE)
    assert mark in living(head)
    facts = {"ballot": sitting.motion(motion).seal, "source": SOURCE, "keys": [b, c]}
    assert entries(sitting, "lot-committed") == [{**facts, "keys": sorted([b, c]),
                                                  "commitment": mark}]  # fmt: skip

    await head.send("12 345")
    assert "Số rút được: 12 345" in living(head)
    with pytest.raises(LookupError):
        head.data("Xác nhận đúng")
    await stage.later(seconds=5)
    assert "12 345" not in member.text
    assert "Đề nghị xác nhận số bốc thăm" in deputy.text
    letter = deputy.card_id
    await deputy.tap("Xác nhận đúng", message_id=letter)
    await deputy.tap("Xác nhận đúng", message_id=letter)

    order = sorted([b, c], key=lambda key: hashlib.sha256(f"{mark}\n12345\n{key}".encode())
                   .hexdigest())  # fmt: skip
    count = read_count(sitting.motion(motion).result)
    assert (count.elected, count.decided_by, count.further) == ((a, order[0]), "lot", "")
    assert (count.tied, count.seats_left) == ((), 0)
    assert entries(sitting, "lot-drawn") == [
        {"ballot": sitting.motion(motion).seal, "drawn": "12 345", "order": order}
    ]
    await stage.later(seconds=5)
    assert "Kết quả bốc thăm" in member.text
    assert "Số rút được: 12 345" in member.text
    winner = dict(zip(keys_of(sitting), THREE, strict=True))[order[0]]
    assert winner in member.text
    await member.tap("Xem kết quả")
    assert "được phân định bằng bốc thăm công khai" in living(member)
    await member.tap("Bốc thăm")
    assert "ai cũng có thể tính lại" in living(member)


async def test_the_group_is_told_before_and_after(stage):
    _, group = await linked(stage)
    sitting = Sitting(stage)
    with_offices(sitting, deputy=DEPUTY)
    motion = await tied(sitting)
    sitting.by(lots.announce, motion, SOURCE)
    await stage.later(seconds=10)
    before = [each.data["text"] for each in group.posts if "Mã cam kết" in each.data["text"]]
    sitting.by(lots.drawn, motion, "12345")
    await stage.later(seconds=10)
    assert not any("12345" in each.data["text"] for each in group.posts)
    confirm(sitting, motion)
    await stage.later(seconds=10)

    (lot,) = stage.rows(LotDraw)
    assert len(before) == 1
    assert SOURCE in before[0]
    assert lot.commitment in before[0]
    after = [each.data["text"] for each in group.posts if "Số rút được" in each.data["text"]]
    assert len(after) == 1
    assert "Số rút được: 12345" in after[0]


# -- what is refused ------------------------------------------------------------------------------


async def test_nothing_is_drawn_before_it_is_announced(stage):
    sitting = Sitting(stage)
    with_offices(sitting, deputy=DEPUTY)
    motion = await tied(sitting)

    with pytest.raises(LotNotCommitted):
        sitting.by(lots.drawn, motion, "12345")
    with pytest.raises(LotNotCommitted):
        confirm(sitting, motion)
    sitting.by(lots.announce, motion, SOURCE)
    with pytest.raises(LotNotCommitted):
        confirm(sitting, motion)
    with pytest.raises(NoFurtherRound):
        stage.do(lambda s: further_round(s, sitting.actor(s, "Cục Thuế"), motion))


@pytest.mark.parametrize(
    ("source", "refusal"),
    [("", LotSourceNeeded), ("   \n ", LotSourceNeeded), ("xổ số", LotSourceNeeded),
     ("a" * 301, TextTooLong)],
)  # fmt: skip
async def test_a_lot_needs_a_source_that_says_something(stage, source, refusal):
    sitting = Sitting(stage)
    motion = await tied(sitting)

    with pytest.raises(refusal):
        sitting.by(lots.announce, motion, source)
    assert not stage.rows(LotDraw)


async def test_what_was_announced_stays(stage):
    sitting = Sitting(stage)
    motion = await tied(sitting)
    sitting.by(lots.announce, motion, SOURCE)
    sitting.by(lots.announce, motion, f"  {SOURCE}\n")

    with pytest.raises(LotCommitted):
        sitting.by(lots.announce, motion, f"{SOURCE} (kỳ sau)")
    assert [row.source for row in stage.rows(LotDraw)] == [SOURCE]
    assert len(entries(sitting, "lot-committed")) == 1


async def test_a_result_without_a_tie_has_no_lot(stage):
    sitting = Sitting(stage)
    motion = sitting.add()
    sitting.open(motion)
    sitting.cast_all(motion, *["yes"] * 8)
    with pytest.raises(StillOpen):
        sitting.by(lots.announce, motion, SOURCE)
    await sitting.run_out(motion)

    for act, given in ((lots.announce, SOURCE), (lots.drawn, "1"), (lots.confirm, "x")):
        with pytest.raises(NoLot):
            sitting.by(act, motion, given)


async def test_only_the_head_announces_and_says_what_was_drawn(stage):
    sitting = Sitting(stage)
    with_offices(sitting, deputy=DEPUTY, secretary=SECRETARY)
    motion = await tied(sitting)
    for who in (DEPUTY, SECRETARY, "Kho bạc"):
        with pytest.raises(NotForYou):
            sitting.by(lots.announce, motion, SOURCE, who=who)
    sitting.by(lots.announce, motion, SOURCE)
    with pytest.raises(NotForYou):
        sitting.by(lots.drawn, motion, "1", who=SECRETARY)
    other = Sitting(stage, cluster=OTHER_CLUSTER, head="Liên minh")
    for act, given in ((lots.announce, SOURCE), (lots.drawn, "1"), (lots.confirm, "1")):
        with pytest.raises(NotYourCluster):
            stage.do(lambda s, act=act, given=given: act(
                s, other.actor(s, "Liên minh"), motion, given, stage.clock()))  # fmt: skip


@pytest.mark.parametrize(("text", "refusal"), [(" \n\t", NothingTyped), ("1" * 101, TextTooLong)])
async def test_what_was_drawn_must_be_something(stage, text, refusal):
    sitting = Sitting(stage)
    motion = await tied(sitting)
    sitting.by(lots.announce, motion, SOURCE)

    with pytest.raises(refusal):
        sitting.by(lots.drawn, motion, text)


async def test_a_second_person_of_another_unit_confirms_what_was_on_screen(stage):
    sitting = Sitting(stage)
    with_offices(sitting, deputy=DEPUTY, secretary="Cục Thuế")
    motion = await tied(sitting)
    sitting.by(lots.announce, motion, SOURCE)
    sitting.by(lots.drawn, motion, "12346")
    sitting.by(lots.drawn, motion, "12345")

    for who, role in (("Cục Thuế", Role.LEADER), ("Cục Thuế", Role.OFFICER),
                      ("Kho bạc", Role.LEADER)):  # fmt: skip
        with pytest.raises(NotForYou):
            confirm(sitting, motion, who=who, role=role)
    with pytest.raises(StaleCard):
        confirm(sitting, motion, drawn="12346")
    confirm(sitting, motion)
    before = sitting.motion(motion).result
    confirm(sitting, motion)
    confirm(sitting, motion, drawn="anything")
    with pytest.raises(NoLot):
        sitting.by(lots.drawn, motion, "99999")
    assert sitting.motion(motion).result == before
    assert len(entries(sitting, "lot-drawn")) == 1


async def test_where_nobody_else_holds_an_office_any_other_unit_confirms(stage):
    sitting = Sitting(stage)
    with_offices(sitting)
    motion = await tied(sitting)
    sitting.by(lots.announce, motion, SOURCE)
    sitting.by(lots.drawn, motion, "7")
    with pytest.raises(NotForYou):
        confirm(sitting, motion, "7", who="Cục Thuế")
    confirm(sitting, motion, "7", who="Kho bạc")

    result = stage.do(lambda s: result_for(s, sitting.actor(s, "Kho bạc"), motion))
    assert len(result.elected) == 2
    assert words.mark_of(result) == "✔"


def test_two_who_confirm_at_one_moment_are_one_confirmation(pg_flat):
    sitting = Sitting(pg_flat)
    with_offices(sitting, deputy=DEPUTY, secretary=SECRETARY)
    a, b, c = keys_of(sitting)
    options = sitting.unit_options(*THREE)
    motion = sitting.add(MotionKind.CHOICE, title="Chọn hai", options=options, terms=TERMS)
    sitting.open(motion)
    sitting.cast_all(motion, *[(a, b)] * 3, *[(a, c)] * 3, *[(b, c)] * 2)
    sitting.close_early(motion)
    sitting.by(lots.announce, motion, SOURCE)
    sitting.by(lots.drawn, motion, "12345")

    def work(who):
        mark = lots.drawn_mark("12345")
        return lambda session: lots.confirm(
            session, sitting.actor(session, who), motion, mark, pg_flat.clock()
        )

    together(pg_flat, work(DEPUTY), work(SECRETARY))
    assert len(entries(sitting, "lot-drawn")) == 1
    assert len(sitting.motion(motion).result["elected"]) == 2


async def test_the_record_of_a_lot_passes_the_verifier(stage, tmp_path, capsys):
    sitting = Sitting(stage)
    with_offices(sitting, deputy=DEPUTY)
    motion = await tied(sitting)
    sitting.by(lots.announce, motion, SOURCE)
    sitting.by(lots.drawn, motion, " 12 345")
    confirm(sitting, motion)
    sitting.by(number_count_minutes, sitting.id)
    path = tmp_path / "record.json"
    whole = stage.do(
        lambda s: export(s, s.get_one(Cluster, sitting.cluster_id_in(s)), 2026, stage.clock())
    )
    path.write_text(json.dumps(whole, ensure_ascii=False), "utf-8")

    assert verify.main(["verify", str(path)]) == 0, capsys.readouterr()
    assert len(whole["entries"]) == 5

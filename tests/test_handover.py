"""The handover: ticked and explained by one head, confirmed by both, owed until it is done."""

from datetime import UTC, date, datetime

import pytest

from models.actions import calendar as calendar_act
from models.actions import handing_over as act
from models.calendar import StepDone
from models.cluster import Cluster
from models.errors import NotForYou, NotYourCluster
from models.errors_vote import (
    HandoverChanged,
    HandoverDone,
    HandoverFull,
    HandoverLine,
    HandoverOpen,
)
from models.handover import Handover, HandoverItem
from models.people import Mandate, Role
from models.post import Letter
from models.queries.calendar import year_calendar
from models.queries.handover import of_year
from models.queries.owed_calendar import owed
from models.record import RecordEntry
from models.rules.calendar import local_date
from models.rules.handover import ITEMS, OWN_AT_MOST, parse_notes, place_of
from models.rules.motion import MotionKind
from models.rules.record import canonical
from models.rules.year_steps import YearStep
from tests.databases import CLUSTER, OTHER_CLUSTER
from tests.sessions import Sitting
from tests.test_election import USUAL, Elections
from tests.test_one_moment import together
from tests.test_record import checked
from tests.test_submission import presses

JANUARY = datetime(2027, 1, 10, 2, tzinfo=UTC)


class Handing:
    """Kho bạc follows Cục Thuế; the calendar of 2026 is in force."""

    def __init__(self, stage):
        self.stage, self.sitting = stage, Elections(stage)
        motion = self.sitting.elected(MotionKind.HEAD, "Kho bạc")
        stage.do(
            lambda s: calendar_act.put_in_force(
                s, self.sitting.actor(s, "Cục Thuế"), self.sitting.cluster_id_in(s), 2026,
                stage.clock(),
            )
        )  # fmt: skip
        self.sitting.records(motion)
        self.id = self.row.id

    @property
    def row(self):
        return self.stage.rows(Handover)[0]

    def new_year(self):
        self.stage.clock.advance(JANUARY - self.stage.clock())
        return self

    def by(self, verb, *args, who="Cục Thuế", **how):
        return self.stage.do(self.doing(verb, *args, who=who, **how))

    def doing(self, verb, *args, who="Cục Thuế", **how):
        me = self.stage.do(lambda session: self.sitting.actor(session, who))
        return lambda session: verb(session, me, self.id, *args, self.stage.clock(), **how)

    def gives_all(self, but=()):
        self.by(act.give, [place for place in range(10) if place not in but], given=True)
        return self

    def lines(self):
        return sorted(self.stage.rows(HandoverItem), key=lambda each: place_of(each.code))

    def owes(self):
        """Who owes the handover now: units' ids."""
        number = self.sitting.cluster_id
        found = self.stage.do(lambda s: owed(s, [number], self.stage.clock()))
        return {each.unit_id for each in found if each.about["code"] == "handover"}

    def is_done(self):
        number = self.sitting.cluster_id
        found = self.stage.do(lambda s: year_calendar(s, number, 2026, self.stage.clock()))
        return found.state(YearStep.HANDOVER).done


# -- the talk ---------------------------------------------------------------------------------


async def test_both_heads_confirm_the_list_after_new_year(either_stage):
    stage = either_stage
    going = await stage.head()
    coming = await stage.joins("Kho bạc")
    member = await stage.joins("Bảo hiểm")
    handing = Handing(stage).new_year()
    number = handing.sitting.cluster_id
    await presses(going, f"handover.show:{number}:2026")

    assert "🤝 Bàn giao nhiệm vụ năm 2026" in going.card
    assert "⬜ 9. Cờ luân lưu Cụm trưởng" in going.card
    assert "✅ Xác nhận đã bàn giao" not in going.buttons
    await going.tap("⬜ 1")
    assert "✅ 1. Quy chế" in going.card
    await going.tap("✏️ Ghi lý do")
    await going.send("6 = chưa có văn bản trả lời\n8 - không có")
    assert "➖ 6. Tờ trình và văn bản trả lời của cơ quan thường trực: chưa có văn bản trả lời" in (
        going.card)  # fmt: skip
    await going.tap("➕ Thêm nội dung")
    await going.send("Con dấu <cụm>")
    assert "⬜ 11. Con dấu &lt;cụm&gt;" in going.card or "⬜ 11. Con dấu <cụm>" in going.card
    await going.tap("☑️ Đã giao tất cả")
    assert "✅ 11." in going.card
    assert "➖ 6." in going.card
    await going.tap("✅ Xác nhận đã bàn giao")

    assert "Bên giao đã xác nhận" in going.card
    assert any("Đề nghị Kho bạc Nhà nước tỉnh kiểm tra danh mục và xác nhận" in text
               for text in coming.texts)  # fmt: skip
    await coming.tap("🤝 Mở danh mục bàn giao")
    assert "☑️ 1" not in coming.buttons
    await coming.tap("✅ Xác nhận đã nhận bàn giao")

    assert "Hoàn thành bàn giao" in coming.card
    assert any("Hai đơn vị đã xác nhận bàn giao: đã giao 9/11 nội dung" in text
               for text in member.texts)  # fmt: skip
    assert "handover" in [each.kind for each in stage.rows(RecordEntry)]
    assert handing.is_done()


async def test_members_read_and_cannot_press(stage):
    await stage.head()
    member = await stage.joins("Bảo hiểm")
    handing = Handing(stage)
    await presses(member, f"handover.show:{handing.sitting.cluster_id}:2026")

    assert "Bên giao (Cụm trưởng): Cục Thuế Thanh Hóa" in member.card
    assert "⬜ 1" not in member.buttons
    for data in ("tick:{}:0:1", "all:{}", "give:{}:1", "take:{}:1", "note:{}", "more:{}"):
        await presses(member, "handover." + data.format(handing.id))

        assert "Cụm trưởng" in member.card or "không" in member.card, data
    assert not any(line.given for line in handing.lines())


async def test_without_another_head_nothing_is_handed_over(stage):
    head = await stage.head()
    number = stage.rows(Cluster, code=CLUSTER)[0].id
    await presses(head, f"handover.show:{number}:2026")

    assert "Nếu vẫn đơn vị cũ tiếp tục thì không phải bàn giao" in head.card


async def test_the_calendars_step_leads_to_the_list(stage):
    going = await stage.head()
    handing = Handing(stage).new_year()
    await presses(going, f"calendar.step:{handing.sitting.cluster_id}:2026:handover")
    await going.tap("🤝 Danh mục bàn giao")

    assert "🤝 Bàn giao nhiệm vụ năm 2026" in going.card


async def test_the_outgoing_head_is_reminded_though_it_is_head_no_more(stage):
    going = await stage.head()
    Handing(stage).new_year()
    stage.clock.advance(datetime(2027, 1, 29, 1, tzinfo=UTC) - stage.clock())
    await stage.later(hours=1)
    await stage.later(hours=2)

    assert any("Bàn giao" in text and "31/01" in text for text in going.texts)


async def test_a_typed_line_that_is_none_is_refused(stage):
    going = await stage.head()
    handing = Handing(stage)
    await presses(going, f"handover.note:{handing.id}")
    for typed in ("chưa có", "11 = x", "0 = x", "6 = x\nvà nữa"):
        await going.send(typed)

        assert "Đề nghị nhập số thứ tự từ 1 đến 10" in going.card, typed
    await going.send("6 = " + "dài " * 100)
    assert "300" in going.card
    await going.send("6 = chưa có")

    assert "✅ Đã ghi nhận" in going.card


# -- rules of the list ------------------------------------------------------------------------


def test_a_line_is_given_or_explained_before_the_list_is_confirmed(flat):
    handing = Handing(flat).gives_all(but=[5])
    with pytest.raises(HandoverOpen):
        handing.by(act.confirm_given, handing.row.version)
    handing.by(act.explain, {5: "chưa có văn bản trả lời"})
    handing.by(act.confirm_given, handing.row.version)
    handing.by(act.confirm_given, handing.row.version)

    assert handing.row.outgoing_at is not None
    assert len(flat.rows(Letter, kind="handover-given")) == 1


def test_the_incoming_head_confirms_last_and_only_what_was_on_screen(flat):
    handing = Handing(flat).gives_all()
    version = handing.row.version
    with pytest.raises(HandoverOpen):
        handing.by(act.confirm_taken, version, who="Kho bạc")
    handing.by(act.confirm_given, version)
    handing.by(act.explain, {9: "12.000.000 đồng"})  # takes the confirmation back
    assert handing.row.outgoing_at is None
    for verb, who in ((act.confirm_given, "Cục Thuế"), (act.confirm_taken, "Kho bạc")):
        with pytest.raises(HandoverChanged):
            handing.by(verb, version, who=who)
    handing.by(act.confirm_given, handing.row.version)
    handing.by(act.confirm_taken, handing.row.version, who="Kho bạc")
    handing.by(act.confirm_taken, handing.row.version, who="Kho bạc")

    assert [each.kind for each in flat.rows(RecordEntry)].count("handover") == 1
    assert len(flat.rows(StepDone)) == 1


def test_what_both_confirmed_stays(flat):
    handing = Handing(flat).gives_all()
    handing.by(act.confirm_given, handing.row.version)
    handing.by(act.confirm_taken, handing.row.version, who="Kho bạc")
    for verb, args, how in (
        (act.give, ([0],), {"given": False}),
        (act.explain, ({0: "mất"},), {}),
        (act.add, ("Con dấu",), {}),
    ):
        with pytest.raises(HandoverDone):
            handing.by(verb, *args, **how)
    handing.by(act.confirm_given, handing.row.version)  # again: nothing

    body = next(each.body for each in flat.rows(RecordEntry) if each.kind == "handover")
    assert "nhật ký" in checked(flat).lower()
    assert '"incoming":"thanh-hoa-kho-bac' in body
    assert canonical({"code": "pennant", "given": True, "note": "", "title": ""}) in body


def test_what_is_so_already_changes_nothing(flat):
    handing = Handing(flat).gives_all()
    version = handing.row.version
    handing.gives_all()
    handing.by(act.explain, {0: "-"})
    handing.by(act.add, "Con dấu")
    handing.by(act.add, "Con dấu")

    assert handing.row.version == version + 1
    assert [line.title for line in handing.lines()[10:]] == ["Con dấu"]


def test_each_unit_confirms_for_itself_only(flat):
    handing = Handing(flat).gives_all()
    version = handing.row.version
    for who in ("Kho bạc", "Bảo hiểm"):
        for verb, args, how in (
            (act.give, ([0],), {"given": False}),
            (act.explain, ({0: "mất"},), {}),
            (act.add, ("Con dấu",), {}),
            (act.confirm_given, (version,), {}),
        ):
            with pytest.raises(NotForYou):
                handing.by(verb, *args, who=who, **how)
    for who in ("Cục Thuế", "Bảo hiểm"):
        with pytest.raises(NotForYou):
            handing.by(act.confirm_taken, version, who=who)
    other = Sitting(flat, cluster=OTHER_CLUSTER, head="Liên minh")
    with pytest.raises(NotYourCluster):
        flat.do(lambda s: act.give(
            s, other.actor(s, "Liên minh"), handing.id, [0], flat.clock(), given=True))  # fmt: skip
    number, today = handing.row.cluster_id, date(2026, 11, 9)
    with pytest.raises(NotYourCluster):
        flat.do(lambda s: of_year(s, other.actor(s, "Liên minh"), number, 2026, today))


def test_who_speaks_for_both_units_gives_and_takes(flat):
    handing = Handing(flat).gives_all()

    terms = {"cluster_id": handing.row.cluster_id, "unit_id": handing.row.incoming_id}
    terms |= {"role": Role.OFFICER, "from_on": local_date(flat.clock())}

    def work(session):
        person = handing.sitting.actor(session, "Cục Thuế").person_id
        session.add(Mandate(person_id=person, **terms))

    flat.do(work)
    handing.by(act.confirm_given, handing.row.version)
    handing.by(act.confirm_taken, handing.row.version)

    assert handing.row.incoming_at is not None


def test_lines_that_are_none(flat):
    handing = Handing(flat)
    for places in ([10], [-1], [99]):
        with pytest.raises(HandoverLine):
            handing.by(act.give, places, given=True)
    for number in range(OWN_AT_MOST):
        handing.by(act.add, f"Nội dung {number}")
    with pytest.raises(HandoverFull):
        handing.by(act.add, "Thêm nữa")
    assert [place_of(line.code) for line in handing.lines()] == list(range(20))


def test_confirming_and_changing_at_one_moment(pg_flat):
    handing = Handing(pg_flat).gives_all()
    handing.by(act.confirm_given, handing.row.version)
    take = handing.doing(act.confirm_taken, handing.row.version, who="Kho bạc")
    change = handing.doing(act.explain, {0: "còn thiếu"})

    assert isinstance(together(pg_flat, change, take), HandoverChanged)
    assert handing.row.incoming_at is None


def test_who_owes_the_handover(flat):
    handing = Handing(flat).new_year()
    tax, treasury = handing.row.outgoing_id, handing.row.incoming_id
    assert handing.owes() == {tax}
    handing.gives_all().by(act.confirm_given, handing.row.version)
    assert handing.owes() == {treasury}
    handing.by(act.give, [3], given=False)
    assert handing.owes() == {tax}
    handing.by(act.give, [3], given=True)
    handing.by(act.confirm_given, handing.row.version)
    handing.by(act.confirm_taken, handing.row.version, who="Kho bạc")
    assert handing.owes() == set()
    assert handing.is_done()


def test_a_second_election_does_not_begin_the_list_anew(flat):
    handing = Handing(flat).gives_all()
    motion = handing.sitting.elected(MotionKind.HEAD, "Ngân hàng")
    days = (date(2027, 6, 1), date(2027, 12, 31))
    handing.sitting.records(motion, days, shorten=True)

    assert len(flat.rows(Handover)) == 1
    assert all(line.given for line in handing.lines())
    assert days > USUAL


@pytest.mark.parametrize(("text", "found"), [
    ("6 = chưa có", ((6, "chưa có"),)),
    ("6: chưa có\n\n10. không", ((6, "chưa có"), (10, "không"))),
    ("6 -", ((6, "-"),)),
    ("6 = -", ((6, "-"),)),
    ("6", ()),
    ("sáu = x", ()),
    ("6 = x\nhai", ()),
    ("", ()),
])  # fmt: skip
def test_reading_notes(text, found):
    assert parse_notes(text) == found


def test_the_usual_lines_are_the_ten_of_the_checklist():
    assert len(ITEMS) == len(set(ITEMS)) == 10

"""Talks about the steps of reminders, and about a person's quiet hours and zone."""

from datetime import date

from models.audit import Audit
from models.cluster import Cluster, Office, OfficeTerm, Unit
from models.people import Person, Role
from models.reminder import LadderSetting
from models.rules.ladder import Audience, Tone, read_ladder
from tests.databases import CLUSTER
from tests.test_reminding import DUE_IN, reminded, until
from tests.test_submission import presses


def cluster_id(stage):
    return stage.rows(Cluster, code=CLUSTER)[0].id


def stored(stage):
    (row,) = stage.rows(LadderSetting)
    return read_ladder(row.rungs, row.after_days)


async def at_sheets(stage):
    """The head at the steps of self-score sheets."""
    head = await stage.head()
    await presses(head, f"reminders.plan:{cluster_id(stage)}")
    await head.tap("Các mốc nhắc")
    await head.tap("Bảng tự chấm điểm")
    return head


async def at_secretary(stage):
    """Somebody of the unit that is the cluster's secretary."""
    (unit,) = stage.rows(Unit, code="thanh-hoa-cuc-thong-ke")
    term = OfficeTerm(
        cluster_id=cluster_id(stage),
        unit_id=unit.id,
        office=Office.SECRETARY,
        from_on=date(2026, 1, 1),
        to_on=date(2026, 12, 31),
    )
    stage.do(lambda session: session.add(term))
    return await stage.joins("Cục Thống kê", Role.OFFICER)


async def test_the_usual_steps_stand_there_in_plain_words(stage):
    head = await at_sheets(stage)

    assert "1. Trước hạn 14 ngày, lúc 9:00\nnhẹ nhàng, không chuông · cán bộ phụ trách" in head.card
    assert "5. Đúng ngày đến hạn, lúc 9:00\nkhẩn trương, có chuông" in head.card
    assert "danh sách gửi Cụm trưởng" in head.card
    assert "mỗi ngày làm việc nhắc một lần như lần cuối, tối đa 10 lần" in head.card
    assert not stage.rows(LadderSetting), "looking changes nothing"


async def test_the_head_types_other_days_and_they_ring(either_stage):
    stage = either_stage
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    head = await at_sheets(stage)
    stage.open_period(DUE_IN)
    await head.tap("Đổi các ngày")
    await head.send("12, 5, 5, 0")

    assert "Đã thay đổi các mốc nhắc" in head.card
    assert "2. Trước hạn 5 ngày" in head.card
    assert [rung.days for rung in stored(stage).rungs] == [12, 5, 0]

    await until(stage, 11, 9)
    await until(stage, 16, 9)
    await until(stage, 18, 9)

    assert ["còn 12 ngày" in each or "còn 5 ngày" in each for each in reminded(officer)] == [
        True,
        True,
    ]
    (line,) = stage.rows(Audit, verb="ladder changed")
    assert (line.part, line.new["rungs"][1]["days"]) == ("sheet", 5)


async def test_days_beyond_the_limits_are_refused_and_nothing_changes(stage):
    head = await at_sheets(stage)
    await head.tap("Đổi các ngày")
    for typed in ("90, 7", "mười bốn"):
        await head.send(typed)

        assert "tối đa 8 số ngày, mỗi số từ 0 đến 60" in head.card

    await head.send(", ,")

    assert "cần có ít nhất một lần nhắc" in head.card.lower()
    assert not stage.rows(LadderSetting)


async def test_a_steps_tone_and_readers_are_toggled(stage):
    head = await at_sheets(stage)
    await head.tap("Mốc 2")
    again = head.data("○ khẩn trương")
    await head.tap("○ khẩn trương")
    await head.tap("☐ thủ trưởng")
    await presses(head, again)

    assert "khẩn trương, có chuông · cán bộ phụ trách, thủ trưởng đơn vị" in head.card
    rung = stored(stage).rungs[1]
    assert (rung.tone, rung.audience) == (Tone.URGENT, {Audience.OFFICER, Audience.LEADER})
    assert len(stage.rows(Audit, verb="ladder changed")) == 2, "pressed twice, changed once"

    await head.tap("☑ thủ trưởng")
    await head.tap("☑ cán bộ")

    assert "Cần có ít nhất một lần nhắc và người nhận" in head.card
    assert stored(stage).rungs[1].audience == {Audience.OFFICER}


async def test_hour_and_days_after_are_chosen_and_the_usual_steps_come_back(stage):
    head = await at_sheets(stage)
    await head.tap("Đổi giờ")
    await head.tap("● 9:00")

    assert not stage.rows(LadderSetting), "as they were"

    await head.tap("Đổi giờ")
    await head.tap("15:00")
    await head.tap("Sau hạn")
    await head.tap("○ 0")

    assert "Sau hạn: không nhắc." in head.card
    assert ({rung.hour for rung in stored(stage).rungs}, stored(stage).after_days) == ({15}, 0)

    await head.tap("Các loại việc")

    assert "Bảng tự chấm điểm: 14, 7, 3, 1, 0 · đã điều chỉnh" in head.card

    await head.tap("Bảng tự chấm điểm")
    await head.tap("thường dùng")

    assert "Trở về các mốc thường dùng?" in head.card
    assert stage.rows(LadderSetting), "not yet"

    await head.tap("Dùng các mốc này")

    assert "lúc 9:00" in head.card
    assert not stage.rows(LadderSetting)


FORGED = (
    "ladders.hour:{}:sheet:21",
    "ladders.after:{}:sheet:21",
    "ladders.tone:{}:sheet:7:shrill",
    "ladders.tone:{}:sheet:8:calm",
    "ladders.audience:{}:sheet:7:x",
    "ladders.show:{}:prize",
    "reminders.slot:{}:soon:00000000",
    "reminders.hold:{}:20261116T0200Z",
    "settings.rest:0:23",
    "settings.rest:-1:99",
)


async def test_a_forged_button_changes_nothing(stage):
    head = await at_sheets(stage)
    for payload in FORGED:
        await presses(head, payload.format(cluster_id(stage)))

        assert "⚠️" in head.card, payload
    assert not stage.rows(LadderSetting)
    assert {person.quiet_from for person in stage.rows(Person)} == {21}


async def test_the_secretary_reads_and_only_the_head_changes(stage):
    secretary = await at_secretary(stage)
    here = cluster_id(stage)
    await presses(secretary, f"ladders.show:{here}:sheet")

    assert "Chỉ Trưởng khối/Cụm trưởng" in secretary.card
    assert not [label for label in secretary.buttons if "Đổi" in label]

    for payload in (f"ladders.hour:{here}:sheet:8", f"ladders.reset:{here}:sheet"):
        await presses(secretary, payload)
        assert "⚠️" in secretary.card

    member = await stage.joins("Cục Hải quan")
    for route in (f"ladders.list:{here}", f"reminders.plan:{here}"):
        await presses(member, route)
        assert "⚠️" in member.card
    assert not stage.rows(LadderSetting)


# -- a person's own hours -----------------------------------------------------------------------


async def to_settings(phone):
    await phone.stage.settle()
    await phone.send("/start")
    await phone.tap("Cài đặt")


async def test_quiet_hours_are_chosen_and_kept(either_stage):
    stage = either_stage
    await stage.head()
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    stage.open_period(DUE_IN)
    await to_settings(officer)

    assert "Giờ yên lặng: từ 21:00 đến 7:00" in officer.card

    await officer.tap("Giờ yên lặng")
    await officer.tap("không có")

    assert "● không có" in officer.buttons

    await officer.tap("◀️ Cài đặt")

    assert "Giờ yên lặng: không có" in officer.card

    await until(stage, 19, 23)

    assert len(reminded(officer)) == 1, "at night, as was wished"


async def test_a_zone_is_typed_and_reminders_follow_its_clocks(stage):
    await stage.head()
    officer = await stage.joins("Kho bạc", Role.OFFICER)
    stage.open_period(DUE_IN)
    await to_settings(officer)
    await officer.tap("Múi giờ")
    await officer.send("Hà Nội")

    assert "Không có múi giờ “Hà Nội”" in officer.card

    await officer.send("europe/berlin")

    assert "Hiện nay: Europe/Berlin, 02:30" in officer.card
    await until(stage, 16, 14, 59)
    before = len(reminded(officer))
    await until(stage, 16, 15)

    assert len(reminded(officer)) == before + 1, "nine o'clock in Berlin"

    await to_settings(officer)
    await officer.tap("Múi giờ")
    await officer.tap("Việt Nam")

    assert "● Việt Nam" in officer.buttons

"""Talks about who sees whose points: before publication, after it, and by office."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlmodel import select

from models.cluster import Cluster, Office, OfficeTerm, PointsVisible, Unit
from models.people import Role
from models.sheet import Sheet
from tests.stage import MONDAY
from tests.test_board import begun, everybody_submits, line, to_board
from tests.test_sheet import sheet_of
from tests.test_submission import presses


def _give(session, sheet_id, points):
    session.get(Sheet, sheet_id).points = Decimal(points)


async def screens(phone, stage):
    """Everything that a member can reach, by buttons and by payloads of their own making."""
    others = [row.id for row in stage.rows(Sheet) if row.id != sheet_of(phone)]
    await to_board(phone)
    seen = [phone.card, " ".join(phone.buttons)]
    for sheet in others:
        for data in (f"board.unit:{sheet}", f"board.sheet:{sheet}:0", f"sheet.show:{sheet}",
                     f"sheet.history:{sheet}:1", f"board.return:{sheet}", f"sheet.part:{sheet}:0",
                     f"board.reasoned:{sheet}", f"sheet.check:{sheet}"):  # fmt: skip
            await phone.tap_data(data)

            assert phone.card.startswith("⚠️"), data
            seen.append(phone.card)
    return "\n".join(seen)


async def test_members_see_no_points_of_others_before_they_are_published_and_do_after(stage):
    head, phones = await everybody_submits(stage)
    for number, sheet in enumerate(stage.rows(Sheet)):
        stage.do(partial(_give, sheet_id=sheet.id, points=600 + number))
    member = phones[3]
    seen = await screens(member, stage)
    strangers = [f"{600 + number}" for number in range(8) if number != 3]

    assert not any(points in seen for points in strangers)
    assert "603 điểm" in seen, "their own are theirs"

    await to_board(member)

    assert [label for label in member.buttons if "Cục" in label] == []

    await to_board(head)
    await head.tap("📣 Công bố điểm")
    data = head.data("📣 Công bố")
    await head.tap("📣 Công bố")

    assert any("📣 Đã công bố điểm" in text for text in head.texts)
    assert any("đã công bố điểm tự chấm" in text for text in member.texts)

    await presses(head, data)

    assert "đã được công bố trước đó" in head.card

    await to_board(member)

    assert all(points in member.card for points in strangers)

    await member.tap("✅ Cục Hải quan")
    await member.tap("Xem bảng tự chấm điểm")

    assert "I.1.1 95%" in member.card


async def test_a_cluster_may_always_show_the_points(stage):
    def work(session):
        cluster = session.exec(select(Cluster)).first()
        cluster.points_visible = PointsVisible.ALWAYS

    stage.do(work)
    _, half = await begun(stage)
    await to_board(half)

    assert "đã nộp, 95 điểm" in line(half, "Cục Hải quan")

    await half.tap("✅ Cục Hải quan")
    await half.tap("Xem bảng tự chấm điểm")

    assert "I.1.1 95%" in half.card


async def test_points_are_published_after_the_end_and_not_before(stage):
    head, _ = await begun(stage)
    publish = f"board.publish:{stage.period().id}"

    assert not any("📣" in label for label in head.buttons)

    await presses(head, publish)

    assert "còn được nộp đến 23:59 ngày 03/12/2026" in head.card

    await stage.later(days=25)
    await to_board(head)
    await head.tap("📣 Công bố điểm")

    assert "Không thể thu hồi" in head.card

    await head.tap("📣 Công bố")

    assert stage.period().published_at is not None


RIGHTS = {
    "deputy": ({"see"}, Office.DEPUTY),
    "secretary": ({"see", "remind"}, Office.SECRETARY),
    "observer": ({"see"}, None),
    "member": (set(), None),
}


@pytest.mark.parametrize("who", RIGHTS)
async def test_each_office_may_what_the_table_of_rights_says(stage, who):
    may, office = RIGHTS[who]
    await begun(stage)
    if who == "observer":
        phone = await stage.joins("", Role.OBSERVER)
    else:
        phone = await stage.joins("Cục Dự trữ")
    if office:
        stage.do(lambda session: session.add(_term(session, office)))
    period, sheet = stage.period().id, 5
    await to_board(phone)

    assert ("95 điểm" in line(phone, "Cục Hải quan")) == ("see" in may)
    assert any("🔔" in label for label in phone.buttons) == ("remind" in may)
    assert not any("🗓" in label or "📣" in label for label in phone.buttons)

    await phone.tap_data(f"board.sheet:{sheet}:0")

    assert ("I.1.1" in phone.card) == ("see" in may)

    for data in (f"board.publish:{period}", f"board.sure:{period}", f"period.move:{period}",
                 f"board.return:{sheet}", f"board.returned:{sheet}:20261130T1659Z",
                 "people.show:1", "period.new:1"):  # fmt: skip
        await presses(phone, data)

        assert "do Cụm trưởng" in phone.card, data

    await presses(phone, f"board.remind:{period}:0")

    assert any("Đã nhắc" in text for text in phone.texts) == ("remind" in may)


def _term(session, office):
    unit = session.exec(select(Unit).where(Unit.code == "thanh-hoa-du-tru")).one()
    return OfficeTerm(cluster_id=1, unit_id=unit.id, office=office, from_on=MONDAY.date(),
                      to_on=MONDAY.date() + timedelta(days=30))  # fmt: skip

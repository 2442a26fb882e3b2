"""Talks about who sees whose points by office and by setting; see also test_visibility.py."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models.cluster import Cluster, Office, OfficeTerm, PointsVisible, Unit
from models.people import Role
from tests.stage import MONDAY
from tests.test_board import begun, line, to_board
from tests.test_submission import presses


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
    assert not any("🗓" in label or "➡️" in label for label in phone.buttons)

    await phone.tap_data(f"board.sheet:{sheet}:0")

    assert ("I.1.1" in phone.card) == ("see" in may)

    for data in (f"agreeing.close:{period}", f"agreeing.closed:{period}",
                 f"agreeing.published:{period}", f"period.move:{period}",
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

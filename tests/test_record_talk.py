"""Talks about the record: who opens it, what it says, what is taken away."""

import json
from pathlib import Path

import pytest

from bot import verify
from models.cluster import Cluster
from models.people import Role
from models.rules.motion import Form, MotionKind, Terms
from models.voting import Motion, MotionState, ReviewSession
from tests.databases import CLUSTER, OTHER_CLUSTER
from tests.test_record import add, cluster_of

TITLE = "Đề nghị tặng <Cờ thi đua> cho Cục Hải quan"


def cluster_id(stage, code=CLUSTER):
    return stage.rows(Cluster, code=code)[0].id


async def opens(stage, phone, year=2026, code=CLUSTER, page=""):
    await phone.tap_data(f"record.show:{cluster_id(stage, code)}:{year}{page}")


def a_vote(stage, seal="ab" * 16):
    """A motion that was opened, as far as the record's card looks at it."""

    def work(session):
        person, now = 1, stage.clock()
        cluster = cluster_of(session)
        found = ReviewSession(
            cluster_id=cluster.id, year=2026, title="Phiên", draft="x", made_by=person, made_at=now
        )
        session.add(found)
        session.flush()
        session.add(
            Motion(
                session_id=found.id, cluster_id=cluster.id, place=1, kind=MotionKind.HONOUR,
                form=Form.SECRET, title=TITLE, terms=Terms(thresholds=()).stored(),
                state=MotionState.OPEN, made_by=person, seal=seal,
            )
        )  # fmt: skip

    stage.do(work)
    add(stage, "opened", {"ballot": seal})


VERIFIER = Path(verify.__file__).read_bytes()
WHO = ("head", "deputy", "member", "observer")


async def somebody(stage, who):
    if who == "head":
        return await stage.head()
    if who == "observer":
        return await stage.joins("", Role.OBSERVER)
    return await stage.joins("Cục Quản lý thị trường" if who == "deputy" else "Cục Dự trữ")


@pytest.mark.parametrize("who", WHO)
async def test_every_member_opens_the_record_and_takes_it_away(stage, who):
    phone = await somebody(stage, who)
    for _ in range(3):
        add(stage)
    await opens(stage, phone)

    assert "Nhật ký năm 2026" in phone.card
    assert "Số mục: 3" in phone.card
    assert "3. Hai đơn vị xác nhận bàn giao, " in phone.card
    assert phone.buttons == ["⬇️ Tải về", "🏠 Trang chính"]

    await phone.tap("⬇️ Tải về")
    (name, content), (program, code) = phone.files
    mark = verify.verify(content).entries[-1]

    assert name == f"nhat-ky-{CLUSTER}-2026.json"
    assert program == "kiem-tra-nhat-ky.py"
    assert code == VERIFIER
    assert f"Đầu chuỗi: 3:{mark.hash[:16]}" in phone.card
    captions = [post.data.get("caption", "") for post in phone.posts if post.file]
    assert f"verify {name} --checkpoint 3:{mark.hash[:16]}" in captions[1]


async def test_a_milestone_names_its_vote(stage):
    phone = await stage.joins("Cục Hải quan")
    a_vote(stage)
    await opens(stage, phone)

    assert f"1. Mở bỏ phiếu: {TITLE}, " in phone.card


async def test_a_year_without_entries_says_so_and_has_nothing_to_download(stage):
    phone = await stage.joins("Cục Hải quan")
    await opens(stage, phone, 2031)

    assert "chưa có mục nào" in phone.card
    assert phone.buttons == ["🏠 Trang chính"]


async def test_years_and_pages_are_turned(stage):
    phone = await stage.joins("Cục Hải quan")
    for _ in range(8):
        add(stage, told=False)
    add(stage, year=2027, told=False)
    await opens(stage, phone)

    assert "8. " in phone.card
    assert "\n1. " not in phone.card

    await phone.tap("▶️")

    assert "1. " in phone.card
    assert "Số mục: 8" in phone.card

    await phone.tap("Nhật ký năm 2027")

    assert "Số mục: 1" in phone.card
    assert "Nhật ký năm 2026" in phone.buttons

    await phone.tap("🏠")

    assert "Nhật ký" not in phone.card.partition("\n")[0]


async def test_the_card_follows_the_record_by_itself(either_stage):
    phone = await either_stage.joins("Cục Hải quan")
    await opens(either_stage, phone)
    add(either_stage)
    await either_stage.later(seconds=2)

    assert "Số mục: 1" in phone.card
    assert phone.buttons[0] == "⬇️ Tải về"


async def test_another_cluster_and_strangers_see_nothing(stage):
    phone = await stage.joins("Cục Hải quan")
    stranger = stage.stranger()
    await stranger.send("/start")
    add(stage, code=OTHER_CLUSTER)
    for name in ("show", "take"):
        await phone.tap_data(f"record.{name}:{cluster_id(stage, OTHER_CLUSTER)}:2026")

        assert "Số mục" not in phone.card
        assert not phone.files

        await stranger.tap_data(f"record.{name}:{cluster_id(stage)}:2026", stranger.posts[-1].id)

        assert "Số mục" not in stranger.text
        assert not stranger.files


@pytest.mark.parametrize("data", [
    "record.show", "record.show:1", "record.show:x:2026", "record.show:1:zz",
    "record.take:999:2026", "record.show:1:2026:y", "record.show:1:-5:-9",
    "record.take:1:999999999",
])  # fmt: skip
async def test_a_forged_button_gains_nothing(stage, data):
    phone = await stage.joins("Cục Hải quan")
    add(stage)
    await phone.tap_data(data)

    assert "lỗi" not in phone.card.lower()
    for _, content in phone.files[:1]:
        assert json.loads(content)["entries"] == []


async def test_the_record_reads_in_english_too(stage):
    phone = await stage.joins("Cục Hải quan")
    await phone.send("/settings")
    await phone.tap("English")
    add(stage)
    await opens(stage, phone)

    assert "Entries: 1" in phone.card
    assert "Handover confirmed by both units" in phone.card


def test_every_kind_has_its_words():
    from handlers.i18n import translator
    from handlers.views.record import milestone_words
    from models.queries.record import Milestone
    from tests.stage import MONDAY

    t, plain = translator("vi"), "Mục nhật ký"
    for kind in (*verify.KINDS, "honour-decided", "handover"):
        assert milestone_words(Milestone(1, kind, MONDAY, "0" * 64), t) != plain
    assert milestone_words(Milestone(1, "other", MONDAY, "0" * 64), t) == plain

"""The demo, as a newcomer meets it: one command, a browser, three clusters."""

import asyncio
import contextlib
import re
import socket
import sys
from types import SimpleNamespace

import httpx
import pytest
from playwright.async_api import expect

from bot.demo.cast import CLUSTER, PROVINCES
from bot.demo.cluster import let_write
from bot.demo.conference_story import WAITED_FOR
from bot.demo.program import prepare
from models.queries.reminding import next_reminder
from models.rules.calendar import local
from models.rules.tally import read_count
from models.voting import Envelope, Motion
from tests.browser import open_browser, script_errors
from tests.playground.judge import judge_calls
from tests.sample_files import picture
from tests.stage import Phone, Stage

STARTS_WITHIN = 60
"""Seconds. A quiet machine needs 6; here it says that the demo starts at all, not how fast."""

DRAWN_WITHIN = 30_000
"""Milliseconds for a paper or a picture, beside other work on the machine."""
DIGEST = "📅 Công việc trong tuần"
D_3 = "Kính nhắc: còn 3 ngày đến hạn."
PICTURE = "img[src*='/playground/files/']"
WORKBOOK = "a[download$='.xlsx']"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextlib.asynccontextmanager
async def program():
    """`python -m bot demo`, until it says where it is; it ends well when told to stop."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", str(free_port()),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said = ""
    try:
        async with asyncio.timeout(STARTS_WITHIN):
            while not (found := re.search(r"(http://\S+)/#people=(\S+)", said)):
                line = await process.stdout.readline()
                assert line, said
                said += line.decode()
        yield found[0], found[1]
    finally:
        process.terminate()
        said += (await process.stdout.read()).decode()
        ended = await process.wait()
    assert ended == 0, said
    assert "Traceback" not in said


@pytest.fixture
async def played(tmp_path):
    """What the demo begins with, without a page: the app, the people, and what they were sent."""
    stage = Stage(f"sqlite:///{tmp_path}/demo.db")
    stage.database.upgrade()
    stage.cast = prepare(stage.database, stage.store, stage.keys, stage.world, stage.clock())
    let_write(stage.world, stage.cast)
    await stage.begin()
    await stage.settle()
    yield stage
    await stage.end()


def written_to(stage):
    """Each message that has come since the last look: (who got it, its first line)."""
    seen = stage.__dict__.setdefault("seen", set())
    names = {each.user_id: each.seat.note for each in stage.cast.personas}
    found = [
        (names[chat.id], post.data["text"].partition("\n")[0], (chat.id, post.id))
        for chat in stage.world.chats.values()
        for post in chat.posts.values()
        if chat.id in names and (chat.id, post.id) not in seen
    ]
    seen.update(key for _, _, key in found)
    return sorted((who, line) for who, line, _ in found)


async def to_next_reminder(stage):
    """As the button on top of the page."""
    at = stage.do(lambda session: next_reminder(session, stage.clock()))
    await stage.later(seconds=(at - stage.clock()).total_seconds())
    return local(at).strftime("%d/%m %H:%M")


async def the_provinces_wait_for_three_votes(played):
    """Four votes are decided, two are open on which three have yet to vote, one is a draft."""
    found = played.rows(Motion)
    assert [each.state.value for each in found] == [*["closed"] * 4, "open", "open", "draft"]
    assert [read_count(each.result).elected for each in found[:4]] == [("yes",)] * 4
    for motion in found[4:6]:
        assert len(played.rows(Envelope, motion_id=motion.id)) == 6
    for unit in WAITED_FOR:
        phone = Phone(played, played.cast.who(PROVINCES, unit).user_id)
        await phone.send("/start")
        assert phone.buttons[0] == "▶️ Bỏ phiếu", "what comes next is the first button"
    assert len(played.keys.seals()) == 2, "nothing is left of the keys of what is decided"


async def the_right_four_of_eight_are_reminded(played):
    written_to(played)
    assert await to_next_reminder(played) == "11/11 09:00"
    assert all("(Cụm 10)" not in who for who, _ in written_to(played))

    assert await to_next_reminder(played) == "12/11 09:00"
    assert [each for each in written_to(played) if "(Cụm 10)" in each[0]] == [
        ("Cán bộ thi đua · Cục Dự trữ Nhà nước (Cụm 10)", D_3),
        ("Cán bộ thi đua · Kho bạc Nhà nước (Cụm 10)", D_3),
        ("Cán bộ thi đua · Ngân hàng Nhà nước (Cụm 10)", D_3),
        ("Cán bộ thi đua · đang tự chấm điểm · Cục Hải quan (Cụm 10)", D_3),
    ]

    assert await to_next_reminder(played) == "13/11 09:00"
    told = written_to(played)
    assert sum(who.startswith("Lãnh đạo") for who, _ in told if "(Cụm 10)" in who) == 4
    assert [line for who, line in told if who.startswith("Cụm trưởng")] == [
        "Kính báo: các đơn vị chưa hoàn thành."
    ]

    assert await to_next_reminder(played) == "16/11 08:00"
    assert {line for _, line in written_to(played)} == {DIGEST}


async def the_heads_home_card_leads_to_the_whole_year(played):
    head = Phone(played, played.cast.who(CLUSTER, "Cục Thuế").user_id)
    await head.send("/start")
    assert head.buttons[0] == "▶️ Trả lời giấy mời", "what comes next is the first button"
    for label, said in (
        ("Lịch năm", "✅ 5. 08:00 thứ Năm 09/07 – Hội nghị sơ kết"),
        ("Lịch năm", "▫️ 4. thứ Hai 15/06"),  # July's review was held without it
        ("Cuộc họp", "Họp trù bị bình xét thi đua năm 2026 (3/8 đơn vị đã trả lời)"),
        ("Thông báo", "(4/8 đơn vị đã xác nhận)"),
        ("Phong trào thi đua", "Thi đua cao điểm quý IV"),
        ("Lịch nhắc", "09:00 thứ Năm 12/11"),
    ):
        await head.tap(label)
        assert said in head.card
        await head.tap("Trang chính")


async def test_forwarded_to_three_days_before_the_deadline_the_right_four_are_reminded(played):
    """One start for both: the time is moved on last."""
    assert {line for _, line in written_to(played)} == {DIGEST}, "nothing of the past rings"

    await the_heads_home_card_leads_to_the_whole_year(played)
    await the_provinces_wait_for_three_votes(played)
    await the_right_four_of_eight_are_reminded(played)


@pytest.fixture
async def stage():
    """The demo's page as it opens; `phone` opens another of its people."""
    async with program() as (address, url), open_browser() as browser:
        page = await browser.new_page(viewport={"width": 1500, "height": 900})
        errors = script_errors(page)
        await page.goto(address)
        await expect(page.get_by_test_id("column")).to_have_count(3)
        async with httpx.AsyncClient() as client:
            people = (await client.get(f"{url}/playground/people")).json()
        stage = SimpleNamespace(page=page, url=url, errors=errors, people=people)
        yield stage
        await page.close()


async def phone(stage, *words):
    """The phone of the one person whose note holds these words, opened by the picker if need be."""
    [person] = [who for who in stage.people if all(word in who["note"] for word in words)]
    column = stage.page.locator(f"section[data-person-id='{person['id']}']")
    if await column.count() == 0:
        await stage.page.get_by_test_id("person-picker").click()
        await stage.page.locator(f"input[data-person-id='{person['id']}']").check()
        await stage.page.get_by_test_id("person-picker").click()
    return column


def card(column):
    """The newest message that has buttons."""
    return column.get_by_test_id("message").filter(has=column.page.get_by_test_id("button")).last


async def press(column, label):
    await card(column).get_by_test_id("button").filter(has_text=label).first.click()


async def types(column, text):
    await column.get_by_test_id("composer").fill(text)
    await column.get_by_test_id("composer").press("Enter")


async def a_cluster_is_played_to_the_deadline(stage, tmp_path):
    head = await phone(stage, "Cụm trưởng", "theo dõi")
    officer = await phone(stage, "chưa bắt đầu tự chấm")
    await press(head, "Bảng theo dõi tiến độ")
    await expect(card(head)).to_contain_text("3/8 đơn vị đã nộp")
    await expect(card(head)).to_contain_text("Kho bạc Nhà nước – chưa bắt đầu")

    await press(officer, "Bắt đầu tự chấm điểm")
    await press(officer, "Bắt đầu từ I.1.1")
    await press(officer, "95%")
    await expect(card(officer)).to_contain_text("Đã lưu I.1.1")
    await types(officer, "80/100")
    await expect(card(officer)).to_contain_text("Đã lưu I.1.2")
    await expect(card(head)).to_contain_text("Kho bạc Nhà nước – hoàn thành 6%")

    await press(officer, "Phần I")
    await press(officer, "Toàn bảng")
    await press(officer, "Kiểm tra và nộp")
    await press(officer, "Vẫn nộp")
    await expect(officer).to_contain_text("Mã tiếp nhận")
    await expect(card(head)).to_contain_text("4/8 đơn vị đã nộp")

    await head.get_by_test_id("chat-tab").nth(1).click()
    await expect(card(head)).to_contain_text("4/8 đơn vị đã nộp")
    await expect(head.get_by_test_id("pinned")).to_be_visible()
    await head.get_by_test_id("chat-tab").nth(0).click()

    deadline = stage.page.get_by_test_id("next-deadline")
    await deadline.click()  # the bloc's time for objections
    await expect(deadline).to_contain_text("15/11")
    await deadline.click()
    await expect(card(head)).to_contain_text("quá hạn 1 ngày")
    await stage.page.screenshot(path=tmp_path / "demo.png")
    async with httpx.AsyncClient() as client:
        calls = (await client.get(f"{stage.url}/playground/calls")).json()

    assert stage.errors == []
    assert judge_calls(calls["calls"] if isinstance(calls, dict) else calls) > 40
    assert (tmp_path / "demo.png").stat().st_size > 20_000


async def the_bloc_answers_an_objection(stage):
    head = await phone(stage, "Trưởng khối · bảng điểm")
    member = await phone(stage, "xem bảng điểm, nêu ý kiến")
    await press(head, "Bảng tổng hợp điểm")
    await expect(card(head)).to_contain_text("1. Liên minh Hợp tác xã: 1.008,75")
    await expect(card(head)).to_contain_text("2. Cục Thống kê: 996,17")
    await expect(card(head)).to_contain_text("3. Cục Thuế: 992 (đồng hạng)")
    await expect(card(head)).to_contain_text("3. Kho bạc Nhà nước: 992 (đồng hạng)")

    for kind, file in (("Ảnh", PICTURE), ("PDF", "a[download$='.pdf']"), ("Excel", WORKBOOK)):
        await press(head, kind)
        await expect(head.locator(file)).to_have_count(1, timeout=DRAWN_WITHIN)
        await expect(head.get_by_test_id("message").last).to_contain_text(kind)  # the card is below

    await press(head, "Ý kiến của các đơn vị")
    await press(head, "⏳ 1. Sở Tư pháp")
    await expect(card(head)).to_contain_text("phiếu thu nộp ngày 30/10/2026")
    await types(head, "18 vì phiếu thu ngày 30/10 còn trong thời hạn")
    await press(head, "Gửi trả lời")
    await expect(card(head)).to_contain_text("tiếp thu")
    await press(member, "Bảng tổng hợp điểm")
    await expect(card(member)).to_contain_text("9. Sở Tư pháp: 953,67")

    assert stage.errors == []


async def a_bonus_is_proved_and_evidence_looked_at(stage):
    officer = await phone(stage, "đang tự chấm điểm")
    observer = await phone(stage, "Quan sát viên")
    await press(officer, "Tiếp tục")
    await expect(card(officer)).to_contain_text("chưa có minh chứng")
    await press(officer, "Minh chứng B.4")
    await officer.get_by_test_id("file-input").set_input_files(
        [{"name": "anh.png", "mimeType": "image/png", "buffer": picture("PNG")}]
    )
    await officer.get_by_test_id("send").click()
    await expect(card(officer)).to_contain_text("Đã nhận minh chứng")

    await press(observer, "Bảng tổng hợp điểm")
    await press(observer, "Cục Thuế")
    await press(observer, "I.1.4")
    await press(observer, "Minh chứng")
    await press(observer, "so-thu-ngan-sach")
    await expect(observer.locator(PICTURE)).to_have_count(1, timeout=DRAWN_WITHIN)

    assert stage.errors == []


async def the_provinces_end_a_vote(stage):
    member = await phone(stage, "Lãnh đạo · bỏ phiếu kín")
    head = await phone(stage, "điều hành phiên bỏ phiếu")
    await press(head, "Bình xét, bỏ phiếu")
    await press(head, "Phiên bình xét thi đua năm 2026")
    await press(head, "📊 5")
    await expect(card(head)).to_contain_text("Đã bỏ phiếu 6/9 đơn vị")

    await press(member, "Bỏ phiếu")
    await press(member, "⬜ 4")
    await press(member, "Tôi đã đọc và hiểu")
    for label in ("Không đồng ý", "Xác nhận", "Nội dung tiếp theo", "Tỉnh Hải Dương", "Xác nhận"):
        await press(member, label)
    await expect(card(member)).to_contain_text("Đã bỏ phiếu 2/2 nội dung")
    await expect(card(head)).to_contain_text("Đã bỏ phiếu 7/9 đơn vị")

    deadline = stage.page.get_by_test_id("next-deadline")
    await expect(deadline).to_contain_text("10:30")
    await deadline.click()
    await expect(deadline).to_contain_text("12/11")
    for column in (member, head):
        await expect(column).to_contain_text("Hội nghị bầu Tỉnh Hải Dương làm Cụm trưởng năm 2027.")
        await expect(column).to_contain_text("Không đạt tỷ lệ quy định")
    await press(head, "Xem kết quả")
    await expect(card(head)).to_contain_text("✔ 5. Bầu Cụm trưởng năm 2027: Hải Dương")
    assert stage.errors == []


async def test_a_newcomer_plays_all_three_clusters(stage, tmp_path):
    """One start for all of it: the time is moved on last."""
    await the_bloc_answers_an_objection(stage)
    await a_bonus_is_proved_and_evidence_looked_at(stage)
    await the_provinces_end_a_vote(stage)
    await a_cluster_is_played_to_the_deadline(stage, tmp_path)

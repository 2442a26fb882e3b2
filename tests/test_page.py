"""The page of the playground, as a person meets it in a browser."""

import contextlib
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from playwright.async_api import expect
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.clock import MovableClock
from bot.playground import DEFAULT_TOKEN, World, serve
from tests.browser import open_browser, script_errors

SATURDAY = datetime(2026, 11, 21, 2, 41, tzinfo=UTC)
DEADLINE = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
REMINDER = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SCRIPT = "Hùng <script>document.title='hỏng'</script>"


def keyboard():
    link = "https://t.me/thidua_playground_bot?start=phieu3"
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton("Thêm một", callback_data="add")],
            [InlineKeyboardButton("Nộp", callback_data="submit")],
            [InlineKeyboardButton("Xoá", callback_data="delete")],
            [InlineKeyboardButton("Mở phiếu", url=link)],
        ]
    )


async def start(update, context):
    words = f"<b>Điểm</b>: 0 {' '.join(context.args)}".strip()
    await update.effective_message.reply_html(words, reply_markup=keyboard())


async def press(update, context):
    query = update.callback_query
    if query.data == "submit":
        await query.answer("Còn 12 tiêu chí chưa chấm.", show_alert=True)
    elif query.data == "delete":
        await query.answer()
        await query.message.delete()
    else:
        await query.answer("Đã lưu.")
        await query.edit_message_text("Điểm: 1", reply_markup=keyboard())


async def echo(update, context):
    name = update.effective_user.first_name
    await update.effective_message.reply_text(f"{name}: {update.effective_message.text}")


@contextlib.asynccontextmanager
async def small_bot(url):
    builder = Application.builder().token(DEFAULT_TOKEN)
    app = builder.base_url(f"{url}/bot").base_file_url(f"{url}/file/bot").build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(press))
    app.add_handler(MessageHandler(filters.TEXT, echo))
    async with app:
        await app.updater.start_polling()
        await app.start()
        try:
            yield app.bot
        finally:
            await app.updater.stop()
            await app.stop()


@pytest.fixture
async def stage():
    """The playground, a small bot in it, and the page open before two people."""
    clock = MovableClock(lambda: SATURDAY)
    world = World(clock)
    mai = world.add_person("Nguyễn Thị Mai", note="UBND Phường 5 · đại diện")
    hung = world.add_person(SCRIPT, note="Cục Thuế Thanh Hóa · cụm trưởng")
    world.next_deadline = lambda: DEADLINE if clock() < DEADLINE else None
    world.next_reminder = lambda: REMINDER if clock() < REMINDER else None
    async with open_browser() as browser, serve(world) as url, small_bot(url) as bot:
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        errors = script_errors(page)
        await page.goto(url)
        columns = [page.locator(f"section[data-person-id='{who}']") for who in (mai, hung)]
        yield SimpleNamespace(
            page=page, errors=errors, world=world, bot=bot, url=url, mai=columns[0], hung=columns[1]
        )
        await page.close()


def messages(column):
    return column.get_by_test_id("message")


async def begin(column):
    await column.get_by_test_id("start").click()
    await expect(messages(column)).to_have_count(2)


async def test_the_page_opens_on_the_first_people_without_script_errors(stage):
    await expect(stage.page.get_by_test_id("column")).to_have_count(2)
    await expect(stage.page).to_have_title("Thi Đua Bot · Bản trình diễn")
    await expect(stage.mai.get_by_test_id("start")).to_be_visible()

    assert stage.errors == []


async def test_two_people_side_by_side_talk_with_the_bot(stage):
    for column, words in ((stage.mai, "Kính chào"), (stage.hung, "Xin chào")):
        await column.get_by_test_id("composer").fill(words)
        await column.get_by_test_id("composer").press("Enter")

    await expect(messages(stage.mai).last).to_contain_text("Nguyễn Thị Mai: Kính chào")
    await expect(messages(stage.hung).last).to_contain_text(f"{SCRIPT}: Xin chào")
    await expect(messages(stage.mai).first).to_have_attribute("data-from", "me")
    assert stage.errors == []


async def test_a_press_edits_the_message_in_place_and_shows_a_toast(stage):
    await begin(stage.mai)
    card = messages(stage.mai).last
    before = await card.get_attribute("data-message-id")
    await card.get_by_test_id("button").filter(has_text="Thêm một").click()

    await expect(card).to_contain_text("Điểm: 1")
    await expect(card).to_contain_text("đã sửa")
    await expect(stage.mai.get_by_test_id("toast")).to_have_text("Đã lưu.")
    await expect(stage.hung.get_by_test_id("toast")).to_have_count(0)
    await expect(messages(stage.mai)).to_have_count(2)
    assert await card.get_attribute("data-message-id") == before


async def test_an_alert_stays_in_its_phone_until_it_is_acknowledged(stage):
    await begin(stage.mai)
    await messages(stage.mai).last.get_by_test_id("button").filter(has_text="Nộp").click()
    alert = stage.mai.get_by_test_id("alert")
    await expect(alert).to_contain_text("Còn 12 tiêu chí chưa chấm.")
    await alert.get_by_role("button", name="Đã hiểu").click()

    await expect(alert).to_have_count(0)


async def test_a_deleted_message_goes(stage):
    await begin(stage.mai)
    await messages(stage.mai).last.get_by_test_id("button").filter(has_text="Xoá").click()

    await expect(messages(stage.mai)).to_have_count(1)


async def test_a_button_that_is_gone_says_so(stage):
    await begin(stage.mai)
    gone = {"status": 404, "json": {"error": "no such button"}}
    await stage.page.route("**/presses", lambda route: route.fulfill(**gone))
    await messages(stage.mai).last.get_by_test_id("button").first.click()

    await expect(stage.mai.get_by_test_id("toast")).to_have_text("Nút này không còn trên màn hình")


async def test_a_script_tag_in_a_name_is_shown_as_text(stage):
    heading = stage.hung.get_by_role("heading", level=2)

    await expect(heading).to_have_text(SCRIPT)
    await expect(stage.page).to_have_title("Thi Đua Bot · Bản trình diễn")
    assert await stage.hung.locator("script").count() == 0


async def test_formatted_text_becomes_nodes_at_utf_16_offsets(stage):
    await begin(stage.mai)
    person = int(await stage.mai.get_attribute("data-person-id"))
    words = "🗳️🗳️ <b>Phiếu <i>kín</i></b>\n<blockquote>Điều 24</blockquote>\nhết <u>hạn</u>"
    await stage.bot.send_message(person, words, parse_mode="HTML")
    last = messages(stage.mai).last

    await expect(last.locator("strong")).to_have_text("Phiếu kín")
    await expect(last.locator("strong em")).to_have_text("kín")
    await expect(last.locator("blockquote")).to_have_text("Điều 24")
    await expect(last.locator("u")).to_have_text("hạn")


async def test_the_bots_own_link_starts_it_in_the_private_chat(stage):
    await begin(stage.mai)
    await messages(stage.mai).last.get_by_test_id("button").filter(has_text="Mở phiếu").click()

    await expect(messages(stage.mai).nth(2)).to_contain_text("/start phieu3")
    await expect(messages(stage.mai).nth(3)).to_contain_text("Điểm: 0 phieu3")
    assert len(stage.page.context.pages) == 1


async def test_the_clock_moves_by_a_day_and_to_the_next_reminder_and_deadline(stage):
    clock = stage.page.get_by_test_id("clock")
    reminder = stage.page.get_by_test_id("next-reminder")
    deadline = stage.page.get_by_test_id("next-deadline")
    await expect(clock).to_have_text("thứ Bảy 21/11/2026, 09:41")
    await expect(deadline).to_contain_text("17:00 thứ Sáu 27/11")
    await stage.page.get_by_test_id("advance-day").click()
    await expect(clock).to_have_text("Chủ nhật 22/11/2026, 09:41")
    await reminder.click()
    await expect(clock).to_have_text("thứ Ba 24/11/2026, 09:00")
    await expect(reminder).to_be_disabled()
    await deadline.click()

    await expect(clock).to_have_text("thứ Sáu 27/11/2026, 17:00")
    await expect(deadline).to_be_disabled()
    assert stage.world.clock() == DEADLINE


async def test_people_are_opened_and_closed_and_the_address_remembers_them(stage):
    hung = await stage.hung.get_attribute("data-person-id")
    await stage.page.get_by_test_id("person-picker").click()
    await stage.page.locator("#people input").first.uncheck()
    await expect(stage.page.get_by_test_id("column")).to_have_count(1)
    await stage.page.reload()

    await expect(stage.page.get_by_test_id("column")).to_have_count(1)
    await expect(stage.hung).to_be_visible()
    assert stage.page.url.endswith(f"#people={hung}")


async def test_six_open_people_all_get_news_without_using_up_the_connections(stage):
    people = [stage.world.add_person(f"Đại diện {number}") for number in range(3, 7)]
    everybody = ",".join(map(str, stage.world.people))
    await stage.page.goto("about:blank")  # else it only goes to another part of the same page
    await stage.page.goto(f"{stage.url}/#people={everybody}")
    await expect(stage.page.get_by_test_id("column")).to_have_count(6)
    for person in people:
        column = stage.page.locator(f"section[data-person-id='{person}']")
        await column.get_by_test_id("start").click()
        await expect(messages(column)).to_have_count(2)

    assert stage.errors == []


async def test_a_group_shows_its_senders_and_the_unread_badge(stage):
    members = list(stage.world.people)
    facts = {"title": "Cụm thi đua số 2", "members": members}
    await stage.page.request.post(f"{stage.url}/playground/groups", data=facts)
    tabs = stage.mai.get_by_test_id("chat-tab")
    await expect(tabs).to_have_count(2)
    await tabs.nth(1).click()
    await stage.mai.get_by_test_id("composer").fill("Kính gửi các đơn vị")
    await stage.mai.get_by_test_id("send").click()

    badge = stage.hung.get_by_test_id("chat-tab").nth(1).locator(".badge")
    await expect(badge).to_be_visible()
    await stage.hung.get_by_test_id("chat-tab").nth(1).click()
    await expect(messages(stage.hung).last).to_contain_text("Nguyễn Thị Mai")
    await expect(messages(stage.hung).last).to_contain_text("Kính gửi các đơn vị")


async def test_a_server_that_went_away_is_announced_until_it_is_back(stage):
    await begin(stage.mai)
    banner = stage.page.get_by_test_id("offline")
    await stage.page.route("**/playground/**", lambda route: route.abort())
    await stage.mai.get_by_test_id("composer").fill("Có ai không?")
    await stage.mai.get_by_test_id("composer").press("Enter")
    await expect(banner).to_have_text("Mất kết nối, đang thử lại…")
    await expect(stage.mai.get_by_test_id("composer")).to_have_value("Có ai không?")
    await stage.page.unroute("**/playground/**")
    await expect(banner).to_be_empty(timeout=15_000)
    await stage.mai.get_by_test_id("composer").press("Enter")

    await expect(messages(stage.mai).last).to_contain_text("Nguyễn Thị Mai: Có ai không?")


async def test_a_narrow_screen_shows_one_person_at_a_time(stage):
    await stage.page.set_viewport_size({"width": 390, "height": 844})
    await expect(stage.mai).to_be_in_viewport(ratio=0.9)
    await stage.page.locator(".tabs button").nth(1).click()

    await expect(stage.hung).to_be_in_viewport(ratio=0.9)
    await expect(stage.mai).not_to_be_in_viewport(ratio=0.5)
    wide = await stage.page.evaluate("document.documentElement.scrollWidth")
    assert wide == 390

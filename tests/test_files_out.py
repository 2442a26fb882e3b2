"""Files that the bot makes and sends: after the commit, once, with the card below them."""

import asyncio
import threading
from dataclasses import dataclass, field

import pytest
from markupsafe import Markup
from telegram.error import NetworkError

from bot import inbox
from bot.courier import AT_ONCE
from bot.playground import DEFAULT_TOKEN, World, serve
from bot.telegram import AnswerTooLargeError, Telegram, make_bot, make_request
from handlers.screen import File, Screen, button
from handlers.tables import ACTS, ROUTES
from models.errors import FileLost
from models.post import Inbox
from tests import sample_files as sample


@dataclass
class Shelf:
    """A screen with a button that sends these files."""

    files: list = field(default_factory=list)
    pressed: int = 0

    def show(self, _turn):
        rows = ((button("Tải tệp", "test.files"),), (button("Trang chủ", "home.show"),))
        return Screen(Markup("Văn bản"), rows, "test.shelf")

    def send(self, turn):
        self.pressed += 1
        return self.show(turn).noticing(Markup("Văn bản gửi kèm")).sending(*self.files)


@pytest.fixture
def shelf(monkeypatch):
    made = Shelf()
    monkeypatch.setitem(ROUTES, "test.shelf", made.show)
    monkeypatch.setitem(ACTS, "test.files", made.send)
    return made


async def at_shelf(stage):
    phone = await stage.joins("Kho bạc")
    await phone.tap_data("test.shelf")
    return phone


def made(name="Biên bản.pdf", content=None, **more):
    return File(name, lambda: content or sample.pdf(), **more)


def kinds(phone, since):
    """What stands below this message, from top to bottom."""
    return [
        "text" if "text" in post.data else "photo" if "photo" in post.data else "document"
        for post in phone.posts
        if post.id > since
    ]


async def instantly(_seconds):
    """For waits that Telegram asks for."""


def calls(stage, name):
    return [row for row in stage.world.calls.after(0) if row["method"] == name]


async def hangs_for(monkeypatch, chat_id):
    """Documents to this chat wait for the event that is returned; how many wait is counted."""
    go_on, waiting, document = asyncio.Event(), [], Telegram.document

    async def hang(self, to, *rest):
        if to == chat_id:
            waiting.append(to)
            await go_on.wait()
        await document(self, to, *rest)

    monkeypatch.setattr(Telegram, "document", hang)
    return go_on, waiting


# -- as it should be --------------------------------------------------------------------------


async def test_the_card_stands_below_the_file_and_the_old_one_has_no_buttons(either_stage, shelf):
    phone = await at_shelf(either_stage)
    old, shelf.files = phone.card_id, [made(caption=Markup("<b>Biên bản</b>"))]
    await phone.tap("Tải tệp")

    assert phone.files == [("Biên bản.pdf", sample.pdf())]
    assert kinds(phone, old) == ["document", "text"]
    assert "Văn bản gửi kèm" in phone.card
    assert phone.card_id > old
    assert "reply_markup" not in phone.chat.posts[old].data
    assert phone.posts[-2].data["caption"] == "Biên bản"

    await phone.tap("Tải tệp")

    assert shelf.pressed == 2  # the new card is the living one


async def test_files_are_made_after_the_commit_outside_of_the_database_thread(stage, shelf):
    phone = await at_shelf(stage)
    places = []

    def make():
        waiting = stage.rows(Inbox, done_at=None)  # would wait for a transaction still open
        places.append((threading.current_thread().name, waiting))
        return sample.pdf()

    shelf.files = [File("a.pdf", make)]
    await phone.tap("Tải tệp")
    ((thread, waiting),) = places

    assert not thread.startswith("database")
    assert waiting == []


async def test_a_stored_file_is_sent_as_it_was_kept(stage, shelf):
    phone = await at_shelf(stage)
    shelf.files = [File("Minh chứng.pdf", stored=stage.store.put(b"%PDF as it was"))]
    await phone.tap("Tải tệp")

    assert phone.files == [("Minh chứng.pdf", b"%PDF as it was")]


async def test_photos_that_follow_each_other_are_albums_of_ten(stage, shelf):
    phone = await at_shelf(stage)
    old = phone.card_id
    shelf.files = [
        made("a.pdf"),
        *(made(f"{n}.png", sample.picture("PNG"), kind="photo") for n in range(11)),
        made("b.pdf"),
    ]
    await phone.tap("Tải tệp")
    groups = [post.data.get("media_group_id") for post in phone.posts if "photo" in post.data]

    assert kinds(phone, old) == ["document", *["photo"] * 11, "document", "text"]
    assert [len(calls(stage, name)) for name in ("sendMediaGroup", "sendPhoto")] == [1, 1]
    assert len(set(groups[:10])) == 1
    assert groups[10] is None


async def test_what_telegram_takes_no_photo_of_goes_as_a_document(stage, shelf):
    phone = await at_shelf(stage)
    old = phone.card_id
    strip, noise = sample.picture("PNG", (4000, 100)), sample.picture("PNG") + bytes(11 * 2**20)
    shelf.files = [made(f"{n}.png", each, kind="photo") for n, each in enumerate((strip, noise))]
    await phone.tap("Tải tệp")

    assert kinds(phone, old) == ["document", "document", "text"]


async def test_what_is_going_on_is_told_while_a_file_is_made(stage, shelf):
    phone = await at_shelf(stage)
    shelf.files = [made(), made("a.png", sample.picture("PNG"), kind="photo")]
    await phone.tap("Tải tệp")

    assert [row["params"]["action"] for row in calls(stage, "sendChatAction")] == [
        "upload_document",
        "upload_photo",
    ]


# -- trouble ----------------------------------------------------------------------------------

NOT_SENT = "Chưa gửi được tệp"


@pytest.mark.parametrize(
    "fault",
    [
        {"error_code": 502},
        {"error_code": 413},
        {"error_code": 400},
        {"drop": "before"},
        {"drop": "after"},
        {"retry_after": 600},
    ],
)
async def test_a_file_that_does_not_go_out_is_said_once_and_can_be_asked_for_again(
    stage, shelf, fault
):
    phone = await at_shelf(stage)
    shelf.files = [made()]
    stage.world.faults.order({"method": "sendDocument", "times": 1, **fault})
    await phone.tap("Tải tệp")

    assert NOT_SENT in phone.card
    assert len(calls(stage, "sendDocument")) == 1
    assert len(phone.files) == (fault.get("drop") == "after")

    await phone.tap("Tải tệp")

    assert phone.files[-1] == ("Biên bản.pdf", sample.pdf())
    assert NOT_SENT not in phone.card


async def test_what_cannot_be_said_at_once_is_said_later(stage, shelf):
    phone = await at_shelf(stage)
    shelf.files = [made()]
    for method in ("sendDocument", "sendMessage", "sendChatAction"):
        stage.world.faults.order({"method": method, "times": 1, "drop": "before"})
    await phone.tap("Tải tệp")
    for _ in range(3):
        await stage.later(seconds=8)

    assert NOT_SENT in phone.card
    assert len(calls(stage, "sendDocument")) == 1


async def test_who_asks_again_and_again_holds_up_nobody_else(stage, shelf, monkeypatch):
    eager, other = await at_shelf(stage), await stage.joins("Cục Thuế")
    await other.tap_data("test.shelf")
    shelf.files = [made()]
    go_on, waiting = await hangs_for(monkeypatch, eager.chat.id)
    for _ in range(2 * AT_ONCE):
        await eager.tap("Tải tệp", settle=False)
        await stage.app.accept(await stage.pull())
        await stage.app.lanes.settle()
    await other.tap("Tải tệp", settle=False)
    await stage.app.accept(await stage.pull())
    async with asyncio.timeout(10):
        while not other.files:
            await other.chat.changed.wait(1)

    assert len(waiting) == 1  # one after the other, for one and the same chat

    go_on.set()
    await stage.settle()

    assert len(eager.files) == shelf.pressed - 1
    assert eager.posts[-1].id == eager.card_id


async def test_a_short_flood_wait_is_waited_for(stage, shelf):
    phone = await at_shelf(stage)
    stage.app.courier.sleep = instantly
    shelf.files = [made()]
    stage.world.faults.order({"method": "sendDocument", "times": 1, "retry_after": 5})
    await phone.tap("Tải tệp")

    assert len(phone.files) == 1
    assert NOT_SENT not in phone.card


async def test_who_has_blocked_us_gets_nothing_and_is_known_to_have_gone(stage, shelf):
    phone = await at_shelf(stage)
    shelf.files = [made()]
    stage.world.faults.order({"method": "sendDocument", "times": 1, "error_code": 403})
    before = len(phone.posts)
    await phone.tap("Tải tệp")

    assert len(phone.posts) == before
    assert not phone.files

    await phone.send("/start")

    assert phone.buttons


async def test_a_bug_in_the_making_is_told_with_its_reference(stage, shelf, caplog):
    phone = await at_shelf(stage)

    def broken():
        raise ZeroDivisionError

    shelf.files = [File("a.pdf", broken)]
    await phone.tap("Tải tệp")
    reference = caplog.text.partition("trouble where=file reference=")[2][:8]

    assert len(reference) == 8
    assert reference in phone.card
    assert phone.buttons


async def test_a_file_that_is_lost_is_said_in_words(stage, shelf):
    phone = await at_shelf(stage)
    shelf.files = [File("a.pdf", stored="0" * 64)]
    await phone.tap("Tải tệp")

    assert "Không tìm thấy tệp đã lưu" in phone.card


async def test_a_refusal_while_making_is_said_in_its_words(stage, shelf):
    phone = await at_shelf(stage)

    def refuses():
        raise FileLost

    shelf.files = [File("a.pdf", refuses)]
    await phone.tap("Tải tệp")

    assert "Không tìm thấy tệp đã lưu" in phone.card


async def test_killed_before_sending_the_card_is_shown_and_the_button_works(either_stage, shelf):
    phone = await at_shelf(either_stage)
    shelf.files = [made()]
    await phone.tap("Tải tệp", settle=False)
    app, (raw,) = either_stage.app, await either_stage.pull()
    either_stage.do(lambda session: inbox.accept(session, [raw], either_stage.clock()))
    either_stage.do(
        lambda session: app.dispatcher.take(session, phone.user_id, either_stage.clock())
    )
    await either_stage.restart()
    await either_stage.later(seconds=30)

    assert not phone.files
    assert "Văn bản gửi kèm" in phone.card

    await phone.tap("Tải tệp")

    assert len(phone.files) == 1


# -- over the wire ----------------------------------------------------------------------------


async def test_files_go_out_and_come_in_over_http():
    world = World(tokens=[DEFAULT_TOKEN])
    person = world.add_person("An")
    world.person(person).started = True
    async with serve(world, 0) as url:
        bot = make_bot(DEFAULT_TOKEN, url)
        async with bot:
            await Telegram(bot).document(person, "Biên bản.pdf", sample.pdf(), Markup("<i>x</i>"))
            await Telegram(bot).photos(
                person, [(f"{n}.png", sample.picture("PNG"), Markup()) for n in range(2)]
            )
            posts = list(world.chats[person].posts.values())
            file = await bot.get_file(posts[0].file.id)
            content = bytes(await file.download_as_bytearray())

    assert [post.file.name for post in posts] == ["Biên bản.pdf", "0.png", "1.png"]
    assert content == sample.pdf()


async def test_an_answer_without_end_is_not_read_to_its_end():
    sent = 0

    async def endless(reader, writer):
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            while sent < 200:
                writer.write(b"100000\r\n" + bytes(2**20) + b"\r\n")
                await writer.drain()
                sent += 1
        except ConnectionError:
            return
        finally:
            writer.close()

    server = await asyncio.start_server(endless, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, make_request(1) as request:
        with pytest.raises(NetworkError) as trouble:
            await request.retrieve(f"http://127.0.0.1:{port}/file")

    assert isinstance(trouble.value.__cause__, AnswerTooLargeError)
    assert sent < 100

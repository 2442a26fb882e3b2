"""Files that people send: fetched before the turn, taken once, refused in words."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from markupsafe import Markup
from sqlmodel import select
from telegram.error import TimedOut

from bot import inbox, uploads
from bot.playground.acts import say, send_file
from bot.playground.params import Upload
from bot.store import Store
from bot.telegram import LARGEST_FILE
from bot.updates import read
from handlers.screen import Screen, button
from handlers.tables import FILES, ROUTES
from models.people import Mandate, Role
from models.post import Inbox
from models.rules.calendar import local_date
from tests import sample_files as sample


@dataclass
class Desk:
    """A screen that takes files, and what came to it."""

    taken: list = field(default_factory=list)

    def show(self, _turn):
        rows = ((button("Khác", "test.other"),),)
        return Screen(Markup("Đề nghị gửi tệp"), rows, "test.show", takes="test.take:12")

    def take(self, turn):
        self.taken.append((turn.args, turn.upload))
        return self.show(turn).noticing(Markup("Đã nhận {}").format(turn.upload.name))

    @property
    def names(self):
        return [upload.name for _, upload in self.taken]


@pytest.fixture
def desk(monkeypatch):
    made = Desk()
    monkeypatch.setitem(ROUTES, "test.show", made.show)
    monkeypatch.setitem(FILES, "test.take", made.take)
    return made


async def instantly(_seconds):
    """For waits between tries."""


async def at_desk(stage, unit="Kho bạc"):
    phone = await stage.joins(unit)
    await phone.tap_data("test.show")
    assert "Đề nghị gửi tệp" in phone.card
    return phone


async def fetched(stage, phone, change=None):
    """The raw update of what was just sent, perhaps with a lie in it."""
    raws = await stage.pull()
    if change:
        change(raws[0]["message"])
    await stage.app.accept(raws)
    await stage.settle()
    return phone.text


def calls(stage, name):
    return [row for row in stage.world.calls.after(0) if row["method"] == name]


# -- taken ------------------------------------------------------------------------------------


async def test_a_document_comes_whole_with_its_name_and_caption(either_stage, desk):
    phone = await at_desk(either_stage)
    await phone.send_file("Báo cáo.pdf", sample.pdf(), caption="QĐ 12")
    ((args, upload),) = desk.taken

    assert args == ("12",)
    assert (upload.name, upload.kind, upload.caption) == ("Báo cáo.pdf", "pdf", "QĐ 12")
    assert upload.content == sample.pdf()
    assert either_stage.store.get(upload.sha256) == sample.pdf()
    assert "Đã nhận Báo cáo.pdf" in phone.card


async def test_a_name_that_leads_elsewhere_leads_nowhere(stage, desk):
    phone = await at_desk(stage)
    await phone.send_file("x", sample.pdf(), settle=False)
    await fetched(
        stage, phone, lambda message: message["document"].update(file_name="../../etc/x.exe")
    )

    assert desk.names == ["x.pdf"]
    assert [path.name for path in stage.store.root.rglob("*") if path.is_file()] == [
        desk.taken[0][1].sha256
    ]


async def test_a_photo_is_kept_without_the_place_where_it_was_taken(stage, desk):
    phone = await at_desk(stage)
    await phone.send_photo(sample.photo_from_a_phone())
    ((_, upload),) = desk.taken

    assert (upload.kind, upload.mime, upload.name) == ("image", "image/jpeg", "anh.jpg")
    assert b"TelephoneMaker" not in stage.store.get(upload.sha256)


async def test_what_was_taken_is_removed_and_the_card_stays_one(stage, desk):
    phone = await at_desk(stage)
    album, before = stage.world.next_album(), len(phone.posts)
    for number in range(10):
        await phone.send_file(f"{number}.pdf", sample.pdf(number + 1), album=album, settle=False)
    await stage.settle()

    assert desk.names == [f"{number}.pdf" for number in range(10)]
    assert len(phone.posts) == before
    assert "Đã nhận 9.pdf" in phone.card


async def test_the_largest_size_of_a_photo_is_taken():
    sizes = [
        {"file_id": name, "file_unique_id": name, "width": side, "height": side, "file_size": side}
        for name, side in (("s", 90), ("l", 1280), ("m", 320))
    ]
    event = read(message_with(photo=sizes, media_group_id="7", caption="x"))

    assert (event.file.id, event.file.kind, event.file.size) == ("l", "photo", 1280)
    assert (event.file.album, event.file.caption) == ("7", "x")


@pytest.mark.parametrize(
    "content",
    [
        {"video": {"file_id": "v"}},
        {"animation": {}, "document": {"file_id": "g", "file_unique_id": "g"}},
        {"sticker": {}},
        {"voice": {}},
    ],
)
async def test_other_attachments_are_no_file_that_could_be_taken(content):
    event = read(message_with(**content))

    assert event.kind == "file"
    assert event.file is None


def message_with(**content):
    return {
        "update_id": 1,
        "message": {
            "message_id": 5,
            "date": 0,
            "chat": {"id": 7, "type": "private"},
            "from": {"id": 7, "is_bot": False, "first_name": "An"},
            **content,
        },
    }


async def test_nothing_that_a_log_could_show_holds_what_was_sent(stage, desk):
    phone = await at_desk(stage)
    await phone.send_file("Đơn tố cáo.pdf", sample.pdf(), caption="mật")
    ((_, upload),) = desk.taken
    event = read(message_with(document={"file_id": "d", "file_unique_id": "d", "file_name": "mật"}))

    assert "tố cáo" not in repr(upload)
    assert "mật" not in repr(upload) + repr(event)


# -- refused ----------------------------------------------------------------------------------


async def test_a_file_that_no_screen_expects_is_refused_unfetched(stage):
    phone = await stage.joins("Kho bạc")
    await phone.send_file("a.pdf", sample.pdf())

    assert "không cần gửi tệp" in phone.text
    assert not calls(stage, "getFile")


async def test_a_video_is_refused_where_a_file_is_expected(stage, desk):
    phone = await at_desk(stage)
    await phone.send_file("a.mp4", b"x", settle=False)

    def as_video(message):
        message["video"] = message.pop("document")

    await fetched(stage, phone, as_video)

    assert not desk.taken
    assert not calls(stage, "getFile")
    assert "Đề nghị gửi tệp" in phone.card


async def test_a_strangers_file_is_not_fetched(stage, desk):
    phone = stage.stranger()
    await phone.send("/start")
    await phone.send_file("a.pdf", sample.pdf())

    assert "mã tham gia" in phone.text
    assert not calls(stage, "getFile")


async def test_who_has_lost_the_seat_is_not_served_on_an_old_card(stage, desk):
    phone = await at_desk(stage)

    def end_mandates(session):
        for row in session.exec(select(Mandate)):
            row.to_on = local_date(stage.clock()) - timedelta(days=1)

    stage.do(end_mandates)
    await phone.send_file("a.pdf", sample.pdf())

    assert not desk.taken
    assert not calls(stage, "getFile")


async def test_files_in_a_group_are_nobodys_business(stage, desk):
    phone = await stage.joins("Kho bạc")
    group = stage.world.chats[stage.world.add_group("Cụm 10", [phone.user_id])]
    await stage.settle()
    before = len(group.posts)
    stored = stage.world.files.keep(Upload("a.pdf", "application/pdf", sample.pdf()), "document")
    send_file(stage.world, phone.person, group, stored, "/start")
    await stage.settle()

    assert len(group.posts) == before + 1
    assert not calls(stage, "getFile")


async def test_what_says_that_it_is_too_large_is_not_fetched(stage, desk):
    phone = await at_desk(stage)
    await phone.send_file("a.pdf", sample.pdf(), settle=False)
    words = await fetched(
        stage, phone, lambda message: message["document"].update(file_size=25 * 2**20)
    )

    assert "lớn hơn 20 MB" in words
    assert not calls(stage, "getFile")


async def test_what_is_too_large_and_says_otherwise_is_refused_too(stage, desk):
    phone = await at_desk(stage)
    await phone.send_file("a.pdf", sample.pdf() + bytes(25 * 2**20), settle=False)
    words = await fetched(stage, phone, lambda message: message["document"].update(file_size=10))

    assert "lớn hơn 20 MB" in words
    assert not desk.taken


async def test_what_grows_while_it_is_fetched_is_refused(stage, desk, monkeypatch):
    phone = await at_desk(stage)
    monkeypatch.setattr(
        "tests.inprocess.InProcess._download", lambda _self, _path: (200, bytes(LARGEST_FILE + 1))
    )
    await phone.send_file("a.pdf", sample.pdf())

    assert "lớn hơn 20 MB" in phone.text
    assert not desk.taken


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bao-cao.pdf", sample.EXE, "thuộc loại .exe"),
        ("bao-cao.docx", sample.bomb(), "quá lớn sau khi giải nén"),
        ("anh.png", sample.png_header(40_000, 40_000), "lớn hơn 64 triệu điểm ảnh"),
        ("a.pdf", sample.pdf(pages=0), "không có trang nào"),
        ("a.docm", sample.package(sample.MACROS), "macro"),
        ("a.jpg", sample.picture()[:300], "có thể tệp đã hỏng"),
    ],
)
async def test_what_cannot_be_taken_is_refused_in_words(stage, desk, name, content, words):
    phone = await at_desk(stage)
    await phone.send_file(name, content)

    assert words in phone.text
    assert "Đề nghị gửi tệp" in phone.card
    assert not desk.taken
    assert not list(stage.store.root.rglob("*"))


async def test_after_a_refusal_the_next_file_is_taken(stage, desk):
    phone = await at_desk(stage)
    await phone.send_file("a.pdf", sample.EXE, settle=False)
    await phone.send_file("b.pdf", sample.pdf(), settle=False)
    await stage.settle()

    assert desk.names == ["b.pdf"]


# -- workbooks that nobody asked for ----------------------------------------------------------


async def test_a_workbook_finds_its_reader_where_no_file_is_expected(stage, desk, monkeypatch):
    monkeypatch.setitem(FILES, "workbook.take", desk.take)
    phone = await stage.joins("Kho bạc")
    await phone.send_file("Bảng điểm.xlsx", sample.xlsx())

    assert desk.names == ["Bảng điểm.xlsx"]
    assert desk.taken[0][0] == ()


async def test_only_a_real_workbook_reaches_its_reader(stage, desk, monkeypatch):
    monkeypatch.setitem(FILES, "workbook.take", desk.take)
    phone = await stage.joins("Kho bạc")
    await phone.send_file("a.xlsx", sample.docx())
    await phone.send_file("a.docx", sample.xlsx())

    assert not desk.taken
    assert len(calls(stage, "getFile")) == 1


async def test_a_screen_that_takes_files_gets_the_workbook_itself(stage, desk, monkeypatch):
    monkeypatch.setitem(FILES, "workbook.take", lambda _turn: pytest.fail("not this one"))
    phone = await at_desk(stage)
    await phone.send_file("a.xlsx", sample.xlsx())

    assert desk.names == ["a.xlsx"]


# -- trouble ----------------------------------------------------------------------------------


async def test_a_fetch_that_fails_is_tried_again(stage, desk):
    phone = await at_desk(stage)
    stage.app.uploads.sleep = instantly
    stage.world.faults.order({"method": "getFile", "times": 2, "drop": "before"})
    await phone.send_file("a.pdf", sample.pdf())

    assert desk.names == ["a.pdf"]
    assert len(calls(stage, "getFile")) == 3


@pytest.mark.parametrize("fault", [{"error_code": 502}, {"retry_after": 3}, {"drop": "before"}])
async def test_a_fetch_that_keeps_failing_asks_for_the_file_again(stage, desk, fault):
    phone = await at_desk(stage)
    stage.app.uploads.sleep = instantly
    stage.world.faults.order({"method": "getFile", **fault})
    await phone.send_file("a.pdf", sample.pdf())

    assert "Hiện chưa tiếp nhận được tệp" in phone.text
    assert len(calls(stage, "getFile")) == len(uploads.PAUSES) + 1

    stage.world.faults.mend()
    await phone.send_file("a.pdf", sample.pdf())

    assert desk.names == ["a.pdf"]


@pytest.mark.parametrize("fault", [{"error_code": 400}, {"retry_after": 3600}])
async def test_what_will_not_mend_itself_is_not_tried_again(stage, desk, fault):
    phone = await at_desk(stage)
    stage.world.faults.order({"method": "getFile", **fault})
    await phone.send_file("a.pdf", sample.pdf())

    assert "Hiện chưa tiếp nhận được tệp" in phone.text
    assert len(calls(stage, "getFile")) == 1


async def test_a_break_in_the_middle_of_the_bytes_is_tried_again(stage, desk, monkeypatch):
    phone = await at_desk(stage)
    stage.app.uploads.sleep = instantly
    answers = [TimedOut(), (200, sample.pdf())]

    def download(_self, _path):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr("tests.inprocess.InProcess._download", download)
    await phone.send_file("a.pdf", sample.pdf())

    assert desk.names == ["a.pdf"]


async def test_a_full_disk_is_said_and_nothing_is_taken(stage, desk, monkeypatch):
    phone = await at_desk(stage)

    def full(_self, _content):
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(Store, "put", full)
        await phone.send_file("a.pdf", sample.pdf())

    assert "Hiện chưa tiếp nhận được tệp" in phone.text
    assert not desk.taken


async def test_a_restart_between_fetching_and_turn_loses_nothing(either_stage, desk):
    phone = await at_desk(either_stage)
    await phone.send_file("a.pdf", sample.pdf(), settle=False)
    raws = await either_stage.pull()
    either_stage.do(lambda session: inbox.accept(session, raws, either_stage.clock()))
    event = read(json.loads(either_stage.rows(Inbox, update_id=raws[0]["update_id"])[0].body))
    await either_stage.app.uploads.bring(event.file)

    assert not desk.taken

    await either_stage.restart()

    assert desk.names == ["a.pdf"]
    assert "Đã nhận a.pdf" in phone.card
    assert len([path for path in either_stage.store.root.rglob("*") if path.is_file()]) == 1


async def test_stopping_breaks_a_fetch_off_and_the_next_life_takes_it_up(stage, desk, monkeypatch):
    phone = await at_desk(stage)
    begun, never = asyncio.Event(), asyncio.Event()

    async def slow(_self, _file_id):
        begun.set()
        await never.wait()

    await phone.send_file("a.pdf", sample.pdf(), settle=False)
    with monkeypatch.context() as patch:
        patch.setattr(uploads.Uploads, "_fetch", slow)
        await stage.app.accept(await stage.pull())
        await begun.wait()
        await stage.app.stop()

    assert not desk.taken

    stage.app = stage.new_app()
    await stage.begin()
    await stage.settle()

    assert desk.names == ["a.pdf"]


async def test_a_slow_fetch_holds_up_nobody_else(stage, desk, monkeypatch):
    slow_one, other = await at_desk(stage), await stage.joins("Cục Thuế", Role.OFFICER)
    begun, go_on = asyncio.Event(), asyncio.Event()
    fetch = uploads.Uploads._fetch

    async def slow(self, file_id):
        begun.set()
        await go_on.wait()
        return await fetch(self, file_id)

    monkeypatch.setattr(uploads.Uploads, "_fetch", slow)
    stage.app.lanes._slots = asyncio.Semaphore(1)
    await slow_one.send_file("a.pdf", sample.pdf(), settle=False)
    await stage.app.accept(await stage.pull())
    await begun.wait()
    others = len(other.texts)
    say(stage.world, other.person, other.chat, "/start")
    await stage.app.accept(await stage.pull())
    async with asyncio.timeout(10):
        while len(other.texts) == others:
            await other.chat.changed.wait(1)

    assert not desk.taken

    go_on.set()
    await stage.settle()

    assert desk.names == ["a.pdf"]


async def test_of_a_turn_that_the_database_refused_the_file_is_not_fetched_again(
    stage, desk, monkeypatch
):
    phone = await at_desk(stage)
    take, failures = desk.take, [OSError()]

    def fails_once(turn):
        if failures:
            raise failures.pop()
        return take(turn)

    monkeypatch.setitem(FILES, "test.take", fails_once)
    await phone.send_file("a.pdf", sample.pdf())

    assert desk.names == ["a.pdf"]
    assert len(calls(stage, "getFile")) == 1

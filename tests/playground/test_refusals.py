import io

import aiohttp
import pytest
from telegram.constants import (
    CallbackQueryLimit,
    FileSizeLimit,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    MediaGroupLimit,
    MessageLimit,
    PollingLimit,
    WebhookLimit,
)

from bot.playground import editing, files, formatting, intake, markup, params, sending, updates
from tests.playground.conftest import keyboard

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def test_the_limits_are_those_that_python_telegram_bot_knows():
    assert params.MAX_TEXT == MessageLimit.MAX_TEXT_LENGTH
    assert params.MAX_CAPTION == MessageLimit.CAPTION_LENGTH
    assert formatting.MAX_ENTITIES == MessageLimit.MESSAGE_ENTITIES
    assert editing.MAX_ANSWER == CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
    assert markup.MAX_DATA_BYTES == InlineKeyboardButtonLimit.MAX_CALLBACK_DATA
    assert markup.MAX_BUTTONS == InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
    assert markup.MAX_ROW == InlineKeyboardMarkupLimit.BUTTONS_PER_ROW
    assert sending.ALBUM.start == MediaGroupLimit.MIN_MEDIA_LENGTH
    assert sending.ALBUM[-1] == MediaGroupLimit.MAX_MEDIA_LENGTH
    assert updates.MAX_BATCH == PollingLimit.MAX_LIMIT
    assert intake.MAX_CONNECTIONS == WebhookLimit.MAX_CONNECTIONS_LIMIT


def test_the_file_sizes_are_telegrams():
    # python-telegram-bot states them in decimal megabytes, Telegram counts binary ones.
    mega = (1024 / 1000) ** 2
    assert FileSizeLimit.FILESIZE_DOWNLOAD * mega == files.MAX_DOWNLOAD
    assert FileSizeLimit.FILESIZE_UPLOAD * mega == files.MAX_UPLOAD
    assert FileSizeLimit.PHOTOSIZE_UPLOAD * mega == files.MAX_PHOTO


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        ("message text is empty", {"text": ""}),
        ("text must be non-empty", {"text": "  \n"}),
        ("message is too long", {"text": "đ" * 4097}),
        ("unsupported parse_mode", {"text": "x", "parse_mode": "Markdown5"}),
        ("message to be replied not found", {"text": "x", "reply_parameters": {"message_id": 999}}),
        ("chat not found", {"text": "x", "chat_id": 5}),
        ("chat_id is empty", {"text": "x", "chat_id": None}),
        ("BUTTON_DATA_INVALID", {"text": "x", "reply_markup": keyboard("đ" * 33)}),
        ("reply markup is too long", {"text": "x", "reply_markup": keyboard(*["a"] * 101)}),
        (
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
        ),
    ],
)
async def test_a_message_is_refused_in_telegrams_words(telegram, an, words, sent):
    refusal = await telegram.refused("sendMessage", **{"chat_id": an, **sent})

    assert refusal == (400, f"Bad Request: {words}")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<u1>x</u1>", 'Unsupported start tag "u1" at byte offset 0'),
        ("đ < 5", 'Unsupported start tag "" at byte offset 3'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        (
            "<b><i>x</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
    ],
)
async def test_wrong_html_is_refused_in_tdlibs_words(telegram, an, html, words):
    refusal = await telegram.refused("sendMessage", chat_id=an, text=html, parse_mode="HTML")

    assert refusal == (400, f"Bad Request: can't parse entities: {words}")


async def test_the_longest_text_and_data_pass(telegram, an):
    sent = await telegram.bot(
        "sendMessage",
        chat_id=an,
        text=f"<b>{'đ' * 4096}</b>",
        parse_mode="HTML",
        reply_markup=keyboard("đ" * 32),
    )

    assert len(sent["text"]) == 4096


async def test_edits_are_refused_when_they_change_nothing_or_have_no_target(telegram, an):
    sent = await telegram.bot("sendMessage", chat_id=an, text="x", reply_markup=keyboard("A"))
    theirs = await telegram.say(an, "tôi")
    edit = {"chat_id": an, "message_id": sent["message_id"], "text": "x"}
    same = await telegram.refused("editMessageText", **edit, reply_markup=keyboard("A"))
    missing = await telegram.refused("editMessageText", **{**edit, "message_id": 999})
    foreign = await telegram.refused("editMessageText", **{**edit, "message_id": theirs})
    caption = await telegram.refused("editMessageCaption", **edit, caption="y")
    without_keys = await telegram.bot("editMessageText", **edit)

    assert same == (400, NOT_MODIFIED)
    assert missing == (400, "Bad Request: message to edit not found")
    assert foreign == (400, "Bad Request: message can't be edited")
    assert caption == (400, "Bad Request: there is no caption in the message to edit")
    assert "reply_markup" not in without_keys


async def test_deletion_ends_after_48_hours(telegram, an):
    sent = await telegram.bot("sendMessage", chat_id=an, text="x")
    missing = await telegram.refused("deleteMessage", chat_id=an, message_id=999)
    telegram.later(hours=49)
    late = await telegram.refused("deleteMessage", chat_id=an, message_id=sent["message_id"])
    skipped = await telegram.bot("deleteMessages", chat_id=an, message_ids=[sent["message_id"]])

    assert missing == (400, "Bad Request: message to delete not found")
    assert late == (400, "Bad Request: message can't be deleted")
    assert skipped
    assert len((await telegram.see(an))["messages"]) == 2


async def test_a_press_is_answered_once_and_within_15_seconds(telegram, an):
    sent = await telegram.bot("sendMessage", chat_id=an, text="x", reply_markup=keyboard("A"))
    ids = []
    for _ in range(2):
        _, body = await telegram.press(an, sent["message_id"], "A")
        ids.append(body["callback_query_id"])
    await telegram.bot("answerCallbackQuery", callback_query_id=ids[0])
    twice = await telegram.refused("answerCallbackQuery", callback_query_id=ids[0])
    long = await telegram.refused("answerCallbackQuery", callback_query_id=ids[1], text="x" * 201)
    telegram.later(seconds=16)
    late = await telegram.refused("answerCallbackQuery", callback_query_id=ids[1])

    assert twice == late == (400, TOO_OLD)
    assert long == (400, "Bad Request: MESSAGE_TOO_LONG")


async def test_people_can_shut_the_bot_out(telegram, an):
    stranger = telegram.world.add_person("Chi")
    send = {"chat_id": an, "text": "x"}
    first = await telegram.refused("sendMessage", chat_id=stranger, text="x")
    await telegram.people("POST", f"people/{an}/block")
    blocked = await telegram.refused("sendMessage", **send)
    await telegram.people("POST", f"people/{an}/unblock")
    await telegram.bot("sendMessage", **send)
    told = [update["my_chat_member"] for update in await telegram.updates()]
    await telegram.people("POST", f"people/{an}/deactivate")
    gone = await telegram.refused("sendMessage", **send)

    assert first == (403, "Forbidden: bot can't initiate conversation with a user")
    assert blocked == (403, "Forbidden: bot was blocked by the user")
    assert gone == (403, "Forbidden: user is deactivated")
    assert [change["new_chat_member"]["status"] for change in told] == ["kicked", "member"]


async def test_unknown_methods_and_tokens_are_refused(telegram):
    assert await telegram.refused("sendTelegram") == (404, "Not Found")
    status, body = await telegram.raw("getMe", token="hello")
    assert (status, body["description"]) == (401, "Unauthorized")


async def test_files_over_the_limits_are_refused(telegram, an):
    async def send(kind, content):
        form = aiohttp.FormData({"chat_id": str(an)})
        form.add_field(kind, io.BytesIO(content), filename="f")
        _, body = await telegram.raw(f"send{kind.capitalize()}", data=form)
        return body

    big = await send("document", b"x" * (files.MAX_DOWNLOAD + 1))
    photo = await send("photo", b"x" * (files.MAX_PHOTO + 1))
    broken = await send("photo", b"not a picture")
    huge = await send("document", b"x" * (files.MAX_UPLOAD + 1))
    file_id = big["result"]["document"]["file_id"]

    assert await telegram.refused("getFile", file_id=file_id) == (
        400,
        "Bad Request: file is too big",
    )
    assert photo["description"].endswith(
        "is too big for a photo; the maximum size is 10485760 bytes"
    )
    assert broken["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    assert huge["error_code"] == 413
    wrong = await telegram.refused("sendDocument", chat_id=an, document="nope")
    assert wrong == (400, "Bad Request: wrong file identifier/HTTP URL specified")

import asyncio
import json

import aiohttp
import pytest

from tests.playground.conftest import keyboard

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big") + b"\x08"
)


async def test_the_bot_knows_itself_in_any_case_and_over_get(telegram):
    async with telegram.http.get(f"{telegram.url}/bot1:abc/GETME") as answer:
        body = await answer.json()

    assert body["result"]["is_bot"]


async def test_a_start_with_payload_arrives_as_a_command(telegram):
    person = telegram.world.add_person("Bình")
    await telegram.say(person, "/start vote-7")
    (update,) = await telegram.updates()

    assert update["message"]["text"] == "/start vote-7"
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_a_card_is_sent_pressed_edited_and_toasted(telegram, an):
    card = await telegram.bot(
        "sendMessage",
        chat_id=an,
        text="<b>Bỏ phiếu</b>",
        parse_mode="HTML",
        reply_markup=keyboard("Đồng ý", "Không"),
    )
    status, pressed = await telegram.press(an, card["message_id"], "Đồng ý")
    (update,) = await telegram.updates()
    query = update["callback_query"]
    await telegram.bot(
        "editMessageText", chat_id=an, message_id=card["message_id"], text="Đã ghi phiếu"
    )
    await telegram.bot("answerCallbackQuery", callback_query_id=query["id"], text="Đã ghi")
    seen = await telegram.see(an)

    assert status == 200
    assert pressed["callback_query_id"] == query["id"]
    assert query["data"] == "đồng ý"
    last = seen["messages"][-1]
    assert (last["from"], last["text"], last["edited"], last["buttons"]) == (
        "bot",
        "Đã ghi phiếu",
        True,
        [],
    )
    assert [(toast["text"], toast["show_alert"]) for toast in seen["toasts"]] == [("Đã ghi", False)]


async def test_a_button_that_is_gone_cannot_be_pressed(telegram, an):
    card = await telegram.bot("sendMessage", chat_id=an, text="Thẻ", reply_markup=keyboard("Nộp"))
    await telegram.bot("editMessageReplyMarkup", chat_id=an, message_id=card["message_id"])
    status, body = await telegram.press(an, card["message_id"], {"data": "nộp"})

    assert status == 404
    assert "error" in body


async def test_whoever_watches_learns_of_news_edits_and_deletions(telegram, an):
    seen = await telegram.see(an)
    watching = asyncio.ensure_future(telegram.see(an, after=seen["version"], wait=5))
    await asyncio.sleep(0.05)
    sent = await telegram.bot("sendMessage", chat_id=an, text="Mới")
    news = await watching
    await telegram.bot("deleteMessage", chat_id=an, message_id=sent["message_id"])
    after = await telegram.see(an, after=news["version"])

    assert [message["text"] for message in news["messages"]] == ["Mới"]
    assert after["deleted"] == [sent["message_id"]]
    assert after["messages"] == []


async def test_typing_shows_for_five_seconds(telegram, an):
    await telegram.bot("sendChatAction", chat_id=an, action="typing")
    now = (await telegram.see(an))["typing"]
    telegram.later(seconds=6)

    assert now
    assert not (await telegram.see(an))["typing"]


async def test_a_pin_is_seen_and_announced(telegram, an):
    sent = await telegram.bot("sendMessage", chat_id=an, text="Bảng điểm")
    await telegram.bot("pinChatMessage", chat_id=an, message_id=sent["message_id"])
    seen = await telegram.see(an)
    chat = await telegram.bot("getChat", chat_id=an)
    await telegram.bot("unpinAllChatMessages", chat_id=an)

    assert seen["pinned"] == sent["message_id"]
    assert seen["messages"][-1]["service"]
    assert chat["pinned_message"]["text"] == "Bảng điểm"
    assert (await telegram.see(an))["pinned"] is None


async def test_urlencoded_and_json_bodies_mean_the_same(telegram, an):
    markup = '{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}'
    form = {"chat_id": str(an), "text": "x", "reply_markup": markup}
    status, body = await telegram.raw("sendMessage", data=form)

    assert status == 200
    assert body["result"]["reply_markup"]["inline_keyboard"][0][0]["text"] == "A"


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_a_file_goes_both_ways_and_is_sent_again_by_id(telegram, an, kind):
    form = aiohttp.FormData({"chat_id": str(an), "caption": "Minh chứng"})
    form.add_field(kind, PNG, filename="a.png", content_type="image/png")
    _, body = await telegram.raw(f"send{kind.capitalize()}", data=form)
    sent = body["result"]
    file_id = (sent["photo"][-1] if kind == "photo" else sent["document"])["file_id"]
    info = await telegram.bot("getFile", file_id=file_id)
    again = await telegram.bot(f"send{kind.capitalize()}", chat_id=an, **{kind: file_id})
    path = f"{telegram.url}/file/bot1:a/{info['file_path']}"
    async with telegram.http.get(path) as answer:
        downloaded = await answer.read()
    seen = (await telegram.see(an))["messages"][-1]["file"]
    async with telegram.http.get(telegram.url + seen["url"]) as answer:
        opened = await answer.read()

    assert downloaded == opened == PNG
    assert again[kind] == sent[kind]


async def test_a_person_sends_a_document_and_the_bot_downloads_it(telegram, an):
    form = aiohttp.FormData({"kind": "document", "caption": "Báo cáo"})
    form.add_field("file", b"noi dung", filename="bc.pdf", content_type="application/pdf")
    status, _ = await telegram.people("POST", f"people/{an}/messages", data=form)
    (update,) = await telegram.updates()
    document = update["message"]["document"]

    assert status == 200
    assert (document["file_name"], document["file_size"]) == ("bc.pdf", 8)


async def test_an_album_shares_its_id_and_attaches_its_files(telegram, an):
    items = [{"type": "photo", "media": f"attach://f{n}", "caption": f"Ảnh {n}"} for n in (1, 2)]
    form = aiohttp.FormData({"chat_id": str(an), "media": json.dumps(items)})
    for n in (1, 2):
        form.add_field(f"f{n}", PNG, filename=f"{n}.png", content_type="image/png")
    status, body = await telegram.raw("sendMediaGroup", data=form)

    assert status == 200
    assert len({message["media_group_id"] for message in body["result"]}) == 1


async def test_a_document_becomes_another_one_in_place(telegram, an):
    form = aiohttp.FormData({"chat_id": str(an)})
    form.add_field("document", b"1", filename="1.txt")
    _, body = await telegram.raw("sendDocument", data=form)
    media = json.dumps({"type": "document", "media": "attach://new", "caption": "Bản 2"})
    message_id = str(body["result"]["message_id"])
    form = aiohttp.FormData({"chat_id": str(an), "message_id": message_id, "media": media})
    form.add_field("new", b"22", filename="2.txt")
    status, body = await telegram.raw("editMessageMedia", data=form)
    seen = (await telegram.see(an))["messages"][-1]

    assert status == 200, body
    assert (seen["file"]["name"], seen["text"]) == ("2.txt", "Bản 2")


async def test_copies_are_the_bots_and_forwards_name_their_origin(telegram, an):
    source = await telegram.say(an, "Ý kiến")
    place = {"chat_id": an, "from_chat_id": an, "message_id": source}
    await telegram.bot("copyMessage", **place)
    forward = await telegram.bot("forwardMessage", **place)

    assert forward["forward_origin"]["sender_user"]["id"] == an
    assert [m["from"] for m in (await telegram.see(an))["messages"][-3:]] == ["me", "bot", "bot"]


async def test_commands_are_kept_per_scope_and_language(telegram, an):
    command = {"command": "bang", "description": "Bảng điểm"}
    scope = {"type": "chat", "chat_id": an}
    await telegram.bot("setMyCommands", commands=[command], scope=scope, language_code="vi")
    kept = await telegram.bot("getMyCommands", scope=scope, language_code="vi")
    offered = await telegram.people("GET", f"people/{an}/commands")
    await telegram.bot("deleteMyCommands", scope=scope, language_code="vi")

    assert kept == [command]
    assert offered == (200, [command])
    assert await telegram.bot("getMyCommands", scope=scope, language_code="vi") == []


async def test_the_bot_keeps_what_it_says_about_itself(telegram, an):
    await telegram.bot("setMyName", name="Bot Thi đua")
    await telegram.bot("setMyDescription", description="Chấm điểm cụm")
    await telegram.bot("setMyShortDescription", short_description="Chấm điểm", language_code="vi")
    await telegram.bot("setChatMenuButton", chat_id=an, menu_button={"type": "commands"})

    assert await telegram.bot("getMyName", language_code="vi") == {"name": "Bot Thi đua"}
    assert (await telegram.bot("getMyDescription"))["description"] == "Chấm điểm cụm"
    assert (await telegram.bot("getMyShortDescription"))["short_description"] == ""
    assert await telegram.bot("getChatMenuButton", chat_id=an) == {"type": "commands"}
    assert await telegram.bot("logOut")
    assert await telegram.bot("close")


async def test_a_reply_keyboard_stands_below_the_chat_until_removed(telegram, an):
    keys = {"keyboard": [[{"text": "Có"}, {"text": "Không"}]]}
    await telegram.bot("sendMessage", chat_id=an, text="?", reply_markup=keys)
    shown = (await telegram.see(an))["keyboard"]
    gone = {"remove_keyboard": True}
    await telegram.bot("sendMessage", chat_id=an, text=".", reply_markup=gone)

    assert shown == [["Có", "Không"]]
    assert (await telegram.see(an))["keyboard"] is None

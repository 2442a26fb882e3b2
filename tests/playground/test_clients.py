"""One small scenario, played by bots that three other teams' libraries drive."""

import asyncio
import contextlib
import os
import shutil
import tempfile
from pathlib import Path

import aiogram
import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.ext import Application, CallbackQueryHandler, CommandHandler

from bot.playground import DEFAULT_TOKEN
from tests.playground.judge import judge_calls

GRAMMY = "1.46.0"


async def play(telegram):
    """Start, press, and what is then on the screen."""
    person = telegram.world.add_person("An")
    await telegram.say(person, "/start")
    card = await wait_for(telegram, person, lambda seen: seen["messages"][1:])
    status, _ = await telegram.press(person, card[-1]["message_id"], "Đồng ý")
    toasts = await wait_for(telegram, person, lambda seen: seen["toasts"])
    last = (await telegram.see(person))["messages"][-1]

    assert status == 200
    assert card[-1]["entities"] == [{"type": "bold", "offset": 0, "length": 8}]
    assert (last["text"], last["edited"], last["buttons"]) == ("Đã ghi phiếu", True, [])
    assert [toast["text"] for toast in toasts] == ["Cảm ơn"]
    _, calls = await telegram.people("GET", "calls")
    assert judge_calls(calls) >= 4


async def wait_for(telegram, person, wanted):
    version = 0
    async with asyncio.timeout(20):
        while True:
            seen = await telegram.see(person, after=version, wait=5)
            if found := wanted(await telegram.see(person)):
                return found
            version = seen["version"]


async def test_python_telegram_bot_plays_the_scenario(telegram):
    async def start(update, context):
        keys = InlineKeyboardMarkup([[InlineKeyboardButton("Đồng ý", callback_data="yes")]])
        await update.message.reply_html("<b>Bỏ phiếu</b>", reply_markup=keys)

    async def yes(update, context):
        await update.callback_query.edit_message_text("Đã ghi phiếu")
        await update.callback_query.answer("Cảm ơn")

    base = f"{telegram.url}/bot"
    app = Application.builder().token(DEFAULT_TOKEN).base_url(base).build()
    app.add_handlers([CommandHandler("start", start), CallbackQueryHandler(yes)])
    async with app:
        await app.start()
        await app.updater.start_polling(timeout=1)
        await play(telegram)
        await app.updater.stop()
        await app.stop()


async def test_aiogram_plays_the_scenario(telegram):
    dispatcher = aiogram.Dispatcher()

    @dispatcher.message(aiogram.filters.CommandStart())
    async def start(message):
        button = aiogram.types.InlineKeyboardButton(text="Đồng ý", callback_data="yes")
        keys = aiogram.types.InlineKeyboardMarkup(inline_keyboard=[[button]])
        await message.answer("<b>Bỏ phiếu</b>", parse_mode="HTML", reply_markup=keys)

    @dispatcher.callback_query()
    async def yes(query):
        await query.message.edit_text("Đã ghi phiếu")
        await query.answer("Cảm ơn")

    session = AiohttpSession(api=TelegramAPIServer.from_base(telegram.url))
    bot = aiogram.Bot(DEFAULT_TOKEN, session=session)
    polling = asyncio.ensure_future(
        dispatcher.start_polling(bot, handle_signals=False, polling_timeout=1)
    )
    await play(telegram)
    await dispatcher.stop_polling()
    await polling


async def run(*command, **options):
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, **options
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode(errors="replace")


async def grammy_folder():
    """grammY in a folder of its own, kept between runs; skipped without npm, but not in CI."""
    folder = Path(tempfile.gettempdir()) / f"playground-grammy-{GRAMMY}"
    if not (folder / "done").exists():
        missing = [tool for tool in ("node", "npm") if shutil.which(tool) is None]
        code, output = 1, f"{missing} not found"
        if not missing:
            folder.mkdir(exist_ok=True)
            install = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"]
            code, output = await run(*install, "--prefix", folder, f"grammy@{GRAMMY}", cwd=folder)
        if code and os.environ.get("CI") == "true":
            pytest.fail(output)
        if code:
            pytest.skip(f"grammY cannot be installed: {output[-300:]}")
        (folder / "done").touch()
    return folder


async def test_grammy_plays_the_scenario(telegram):
    folder = await grammy_folder()
    script = Path(__file__).with_name("scenario.mjs")
    process = await asyncio.create_subprocess_exec(
        "node", script, folder, telegram.url, DEFAULT_TOKEN, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(20):
            assert (await process.stdout.readline()).strip() == b"ready"
        await play(telegram)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()

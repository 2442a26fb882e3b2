"""A bare echo bot, as python-telegram-bot's own first example: stock settings, long polling."""

import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from tests.bench.programs import TOKEN


async def start(update: Update, _context: ContextTypes.DEFAULT_TYPE):
    """Something to press."""
    row = [
        InlineKeyboardButton("A", callback_data="a"),
        InlineKeyboardButton("B", callback_data="b"),
    ]
    await update.message.reply_text("Hello", reply_markup=InlineKeyboardMarkup([row]))


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE):
    """Say it again."""
    await update.message.reply_text(update.message.text)


async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE):
    """Answer the press."""
    await update.callback_query.answer("ok")


def main(url):
    """Run until told to stop."""
    application = Application.builder().token(TOKEN).base_url(f"{url}/bot").build()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    application.add_handler(CallbackQueryHandler(answer))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1])

"""What the desk is measured beside: the plainest thing that does the same work.

python -m benchmarks.plain echo
python -m benchmarks.plain jobs COUNT PEOPLE   echo, and a job each in APScheduler's store, due when told "/fire"
python -m benchmarks.plain queue COUNT         echo, and that many jobs waiting in the library's JobQueue
python -m benchmarks.plain walk FILE           read every event and hash it, as `verify` must at the least
python -m benchmarks.plain nothing             what starting it takes
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sqlite3
import sys
from datetime import timedelta
from typing import Any

FIRST_PERSON = 1001
at_once = asyncio.Semaphore(8)
the_bot: Any = None


async def send(chat_id: int) -> None:
    """What a job does."""
    async with at_once:
        await the_bot.send_message(chat_id, "🔔 This is due.")


def serve(kind: str, arguments: list[str]) -> None:
    """An echo bot as the library's own example has it."""
    from telegram.ext import ApplicationBuilder, CallbackQueryHandler, MessageHandler, filters

    address = os.environ["TELEGRAM_API_URL"]
    builder = ApplicationBuilder().token(os.environ["BOT_TOKEN"]).base_url(f"{address}/bot")
    application = builder.post_init(_ready).build()
    if kind == "jobs":
        count, people = map(int, arguments)
        application.add_handler(MessageHandler(filters.Regex("^/fire"), _fire))
        application.bot_data["jobs"] = [FIRST_PERSON + number % people for number in range(count)]
    if kind == "queue":
        for number in range(int(arguments[0])):
            application.job_queue.run_once(_nothing, timedelta(days=1, seconds=number), chat_id=number)
    application.add_handler(MessageHandler(filters.ALL, _echo))
    application.add_handler(CallbackQueryHandler(_echo))
    application.run_polling()


async def _ready(application: Any) -> None:
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    global the_bot  # noqa: PLW0603  (a stored job finds its function by name, and the function the bot)
    the_bot = application.bot
    chats = application.bot_data.get("jobs")
    if chats is None:
        return
    store = SQLAlchemyJobStore("sqlite:///jobs.sqlite")
    scheduler = AsyncIOScheduler(jobstores={"default": store}, timezone="UTC")
    scheduler.start(paused=True)
    for chat_id in chats:
        scheduler.add_job(send, "date", args=[chat_id], misfire_grace_time=None)
    application.bot_data["scheduler"] = scheduler


async def _fire(update: Any, context: Any) -> None:
    context.bot_data["scheduler"].resume()


async def _echo(update: Any, context: Any) -> None:
    if update.callback_query is not None:
        await update.callback_query.answer("Logged.")
        await update.callback_query.edit_message_text(f"Logged {update.callback_query.id}.")
    elif update.message is not None:
        await update.message.reply_text(update.message.text)


async def _nothing(context: Any) -> None:
    """A job that is not due."""


def walk(file: str) -> int:
    """Hash every event of a record that holds one newsroom; returns how many hashes are wrong."""
    with sqlite3.connect(file) as db:
        db.row_factory = sqlite3.Row
        places = dict(db.execute("SELECT id, position FROM event").fetchall())
        rows = db.execute(
            "SELECT event.*, number FROM event JOIN request ON request.id = request_id ORDER BY position"
        )
        return sum(_hash(row, places) != row["hash"] for row in rows)


def _hash(row: sqlite3.Row, places: dict[int, int]) -> str:
    link = {
        "position": row["position"], "request": row["number"], "kind": row["kind"], "member": row["member_id"],
        "happened_at": _instant(row["happened_at"]), "recorded_at": _instant(row["recorded_at"]),
        "channel": row["channel"], "contact": row["contact"], "text": row["text"],
        "details": json.loads(row["details"]), "corrects": places.get(row["corrects_event_id"]),
        "previous": row["previous_hash"],
    }  # fmt: skip
    form = json.dumps(link, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(form.encode()).hexdigest()


def _instant(stored: str) -> str:
    return f"{stored.replace(' ', 'T')}{'' if '.' in stored else '.000000'}Z"


if __name__ == "__main__":
    what, *more = sys.argv[1:]
    if what == "walk":
        sys.exit(1 if walk(*more) else 0)
    if what != "nothing":
        serve(what, more)

"""The store of the local Telegram: one SQLite database, in memory or in a file that survives a kill -9."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Json = dict[str, Any]
SCHEMA = """
CREATE TABLE IF NOT EXISTS person (
  user_id INTEGER PRIMARY KEY, json TEXT NOT NULL, started INTEGER NOT NULL DEFAULT 0,
  blocked INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS chat (
  chat_id INTEGER PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, bot_status TEXT NOT NULL,
  next_message_id INTEGER NOT NULL DEFAULT 1, migrated_to INTEGER);
CREATE TABLE IF NOT EXISTS member (
  chat_id INTEGER NOT NULL, user_id INTEGER NOT NULL, status TEXT NOT NULL, PRIMARY KEY (chat_id, user_id));
CREATE TABLE IF NOT EXISTS message (
  chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, from_bot INTEGER NOT NULL, json TEXT NOT NULL,
  PRIMARY KEY (chat_id, message_id));
CREATE TABLE IF NOT EXISTS file (
  file_id TEXT PRIMARY KEY, unique_id TEXT NOT NULL, path TEXT NOT NULL UNIQUE, size INTEGER NOT NULL,
  content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS pending (
  update_id INTEGER PRIMARY KEY, kind TEXT NOT NULL, json TEXT NOT NULL, confirmed INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS pending_open ON pending (update_id) WHERE confirmed = 0;
CREATE TABLE IF NOT EXISTS callback (
  query_id TEXT PRIMARY KEY, chat_id INTEGER NOT NULL, user_id INTEGER NOT NULL, asked REAL NOT NULL,
  answered INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS setting (key TEXT PRIMARY KEY, json TEXT NOT NULL);
"""


class Store:
    """One connection, used from one event loop. Changes made together are committed together.

    A change is in the open transaction until `durable` (or `commit`) returns; what a bot is told over HTTP is
    always told after that. `path` None keeps everything in memory.
    """

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(":memory:" if path is None else path)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.executescript(SCHEMA)
        self._connection.commit()
        self._flush: asyncio.Future[None] | None = None

    def run(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run one changing statement and return how many rows it changed."""
        return self._connection.execute(sql, values).rowcount

    def one(self, sql: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
        """Return the first row, or None."""
        row: tuple[Any, ...] | None = self._connection.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return every row."""
        return self._connection.execute(sql, values).fetchall()

    def setting(self, key: str, default: Any = None) -> Any:
        """Return the remembered value of `key` as it was put, or `default`."""
        row = self.one("SELECT json FROM setting WHERE key = ?", (key,))
        return default if row is None else json.loads(row[0])

    def put_setting(self, key: str, value: object) -> None:
        """Remember a JSON value under `key`; None forgets it."""
        if value is None:
            self.run("DELETE FROM setting WHERE key = ?", (key,))
        else:
            self.run("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, json.dumps(value)))

    def next_number(self, key: str, first: int) -> int:
        """Return the next value of a counter that starts at `first` and never gives a value twice."""
        value: int = self.setting(key, first)
        self.put_setting(key, value + 1)
        return value

    def commit(self) -> None:
        """Make everything so far durable, now."""
        self._connection.commit()

    async def durable(self) -> None:
        """Wait until everything so far is on disk; callers of the same turn of the loop share one commit."""
        if not self._connection.in_transaction:
            return
        if self._flush is None:
            loop = asyncio.get_running_loop()
            self._flush = loop.create_future()
            loop.call_soon(self._commit_shared)
        await asyncio.shield(self._flush)

    def _commit_shared(self) -> None:
        flush, self._flush = self._flush, None
        if flush is None or flush.done():
            return
        try:
            self._connection.commit()
        except sqlite3.Error as error:
            flush.set_exception(error)
        else:
            flush.set_result(None)

    def close(self) -> None:
        """Commit and close; the store is of no use afterwards."""
        self._connection.commit()
        self._connection.close()

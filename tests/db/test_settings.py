"""Settings in one column: what was chosen is kept whatever version reads it, and nothing unusable gets in."""

from __future__ import annotations

import logging
from typing import Annotated

import pytest
import sqlalchemy as sa
from alembic import command
from pydantic import Field
from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlmodel import SQLModel, select

from db.engine import Database
from db.migrations.upgrading import alembic_config, upgrade
from db.settings import MemberSettings, NewsroomSettings, Replans, Settings
from db.tables import Member, Newsroom
from tests.db.test_migrations import at, differences
from tests.db.world import ASKED, World, make_world

MODELS = (NewsroomSettings, MemberSettings)


class Later(NewsroomSettings):
    """The settings of a version to come."""

    halfway: Annotated[bool, Replans.REMINDERS] = True
    patience: Annotated[int, Field(ge=1, le=14)] = 3


@pytest.mark.parametrize("model", MODELS)
def test_every_default_is_one_that_the_model_accepts(model: type[Settings]) -> None:
    defaults = model().model_dump()
    assert defaults
    assert model.model_validate(defaults).model_dump() == defaults


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("timezone", "Asia/Atlantis"), ("timezone", "../../etc/passwd"), ("timezone", None),
        ("language", "Khmer!"), ("country", "cambodia"), ("digest_time", "25:00"), ("digest_time", "8:30"),
        ("last_hour", "soon"), ("office_days", ""), ("office_days", "mon,mon"), ("office_days", "tue,mon"), ("office_hours", "17:00-09:00"),
        ("digest_days", ""), ("deadline", "0wd"), ("deadline", "2mo"), ("quiet", "22:00-22:00"), ("quiet", "22-7"),
        ("remind_before", "perhaps"), ("remind_mornings", "perhaps"), ("remind_weekly", "perhaps"), ("clean_copies", "perhaps"),
        ("office_hours", "9-5"), ("fair_hours", 0), ("fair_hours", 721), ("fair_hours", "soon"), ("retention", 29), ("retention", 3651),
    ],
)  # fmt: skip
def test_a_value_out_of_bounds_is_refused(key: str, value: object) -> None:
    chosen = NewsroomSettings(fair_hours=48)
    with pytest.raises(ValueError, match=key):
        chosen.changed(key, value)
    assert chosen == NewsroomSettings(fair_hours=48)


def test_there_is_no_setting_of_another_name() -> None:
    with pytest.raises(KeyError):
        NewsroomSettings().changed("colour", "red")


def test_only_what_was_chosen_is_kept_and_no_other_value_is_touched() -> None:
    chosen = NewsroomSettings().changed("digest_time", None).changed("fair_hours", 24)
    assert chosen.stored() == {"digest_time": None, "fair_hours": 24}
    assert NewsroomSettings.read(chosen.stored()) == chosen
    assert (chosen.timezone, chosen.digest_time) == ("Asia/Phnom_Penh", None)


def test_what_a_setting_moves_stands_beside_it() -> None:
    assert NewsroomSettings.replans("timezone") == {Replans.REMINDERS, Replans.DIGEST}
    assert NewsroomSettings.replans("digest_time") == {Replans.DIGEST}
    assert NewsroomSettings.replans("fair_hours") == set()
    assert Later.replans("halfway") == {Replans.REMINDERS}
    assert Later.bounds("patience") == {"low": 1, "high": 14}


def test_a_setting_of_a_newer_version_is_kept_through_a_change_by_this_one() -> None:
    newer = Later().changed("halfway", False).stored()
    changed = NewsroomSettings.read(newer).changed("fair_hours", 48)
    assert Later.read(changed.stored()) == Later(halfway=False, fair_hours=48)


def test_a_value_that_cannot_be_used_counts_as_not_chosen_is_told_and_is_kept(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stored = {"fair_hours": 9_999, "timezone": "Asia/Gone", "country": "DE"}
    with caplog.at_level(logging.WARNING):
        found = NewsroomSettings.read(stored)
        NewsroomSettings.read(stored)
    assert (found.fair_hours, found.timezone, found.country) == (24, "Asia/Phnom_Penh", "DE")
    assert found.changed("country", "KH").stored() == stored | {"country": "KH"}
    assert found.changed("fair_hours", 48).stored() == stored | {"fair_hours": 48}
    assert [record.getMessage() for record in caplog.records] == [
        "NewsroomSettings: fair_hours cannot be 9999, so its default holds",
        "NewsroomSettings: timezone cannot be 'Asia/Gone', so its default holds",
    ]


async def test_a_change_is_written_and_read_back(world: World) -> None:
    async with world.write() as session:
        room = await session.get_one(Newsroom, world.here.id)
        room.settings = room.settings.changed("fair_hours", 36)
    async with world.database.read() as session:
        here, there = (await session.exec(select(Newsroom).order_by(sa.text("id")))).all()
    assert (here.settings.fair_hours, there.settings.fair_hours) == (36, 24)
    assert isinstance(here.settings, NewsroomSettings)


async def test_one_more_setting_needs_no_migration(
    new_engines: None, empty_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Database(empty_url) as database:
        await upgrade(database)
        await make_world(database)
    monkeypatch.setattr(SQLModel.metadata.tables["newsroom"].columns["settings"].type, "model", Later)
    assert await at(empty_url, differences) == []
    async with Database(empty_url) as database:
        async with database.write() as session:
            room = await session.get_one(Newsroom, 1)
            assert isinstance(room.settings, Later)
            assert room.settings.halfway is True
            room.settings = room.settings.changed("halfway", False)
        async with database.read() as session:
            settings = (await session.get_one(Newsroom, 1)).settings
            assert (getattr(settings, "halfway", None), settings.timezone) == (False, "Asia/Phnom_Penh")


ROOMS = (
    {"timezone": "Europe/Berlin", "language": "km", "country": "DE-BE", "digest_time": None, "fair_hours": 48},
    {"timezone": "Asia/Phnom_Penh", "language": "en", "country": "KH", "digest_time": "09:15", "fair_hours": 24},
)  # fmt: skip


def as_the_second_version_did(connection: Connection) -> None:
    command.upgrade(alembic_config(connection), "0002")
    known = sa.MetaData()
    known.reflect(connection)
    for number, chosen in enumerate(ROOMS, 1):
        kept = {"id": number, "name": f"Room {number}", "digest_since": ASKED, "created_at": ASKED}
        connection.execute(known.tables["newsroom"].insert(), kept | chosen | {"requests_logged": 0})
        person = dict.fromkeys(("id", "newsroom_id", "telegram_id"), number) | {
            "name": "Dara",
            "role": "editor",
        }
        own = {"language": "en" if number == 1 else None, "joined_at": ASKED}
        connection.execute(known.tables["member"].insert(), person | own)


async def test_what_was_chosen_before_is_moved(empty_url: URL) -> None:
    await at(empty_url, as_the_second_version_did)
    async with Database(empty_url) as database:
        await upgrade(database)
        async with database.read() as session:
            rooms = (await session.exec(select(Newsroom).order_by(sa.text("id")))).all()
            people = (await session.exec(select(Member).order_by(sa.text("id")))).all()
    assert [room.settings.stored() for room in rooms] == list(ROOMS)
    assert [person.settings.stored() for person in people] == [{"language": "en"}, {}]
    assert await at(empty_url, differences) == []

"""What an office has changed of its content: one row for each changed thing, laid over the files at the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, DateTime, Table, Text, delete, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import cases, metadata

overrides = Table(
    "overrides", metadata,
    Column("city", Text, primary_key=True),
    Column("kind", Text, primary_key=True, comment="unit, rule, topic, week, holiday, sentence"),
    Column("key", Text, primary_key=True),
    Column("value", JSONB, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Override:
    """One thing that the office wants otherwise than the files say."""

    kind: str
    key: str
    value: Mapping[str, Any]
    by: str = ""
    at: datetime | None = None


async def all_of(connection: AsyncConnection, city: str) -> list[Override]:
    """Everything that was changed in a city, in a fixed order."""
    shown = (overrides.c.kind, overrides.c.key, overrides.c.value, overrides.c.by, overrides.c.at)
    query = select(*shown).where(overrides.c.city == city).order_by(overrides.c.kind, overrides.c.key)
    return [Override(*row) for row in await connection.execute(query)]


async def put(connection: AsyncConnection, city: str, one: Override) -> None:
    """Stores a change, in the place of an older one of the same thing."""
    values = {"value": dict(one.value), "by": one.by, "at": func.now()}
    made = upsert(overrides).values(city=city, kind=one.kind, key=one.key, **values)
    await connection.execute(made.on_conflict_do_update(index_elements=["city", "kind", "key"], set_=values))


async def remove(connection: AsyncConnection, city: str, kind: str, key: str) -> None:
    """Forgets a change, so that the files are right again."""
    fits = (overrides.c.city == city) & (overrides.c.kind == kind) & (overrides.c.key == key)
    await connection.execute(delete(overrides).where(fits))


async def hold(connection: AsyncConnection, city: str) -> None:
    """Lets one change of a city's content be made at a time, so that each is checked against what is true."""
    await connection.execute(select(func.pg_advisory_xact_lock(137, func.hashtext(city))))


async def lately_filed(connection: AsyncConnection, limit: int) -> list[tuple[str, str, int | None]]:
    """Code, topic and region of the newest cases, to try rules on."""
    query = select(cases.c.code, cases.c.topic, cases.c.region).order_by(cases.c.id.desc()).limit(limit)
    return [(row.code, row.topic, row.region) for row in await connection.execute(query)]


async def open_codes(connection: AsyncConnection, unit: str, finals: tuple[str, ...]) -> list[str]:
    """Codes of the cases that a unit still has to do with."""
    query = select(cases.c.code).where(cases.c.unit == unit, cases.c.status.not_in(finals)).order_by(cases.c.id)
    return list((await connection.execute(query)).scalars())

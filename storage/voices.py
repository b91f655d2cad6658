"""What citizens said of a result in their own words, until a person has read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Select,
    Table,
    Text,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case, Event
from errors import NotFoundError
from storage.case_list import Filter, jurisdiction
from storage.case_store import select_case, to_case
from storage.tables import Moment, cases, events, metadata, staff

voices = Table(
    "voices", metadata,
    Column("event", BigInteger, ForeignKey("events.id"), primary_key=True),
    Column("case", BigInteger, ForeignKey("cases.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("read", Moment, comment="when somebody read it"),
    Column("by", BigInteger, ForeignKey("staff.id"), comment="who read it"),
    Column("answer", Text, nullable=False, server_default="", comment="what the citizen was told in return"),
    Column("follower", BigInteger, ForeignKey("chats.id"), comment="the chat of a follower who said it"),
    Index("ix_voices_case", "case"),
    Index("ix_voices_unread", "event", postgresql_where=text("read IS NULL")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voice:
    """One thing that a citizen said, the case it is about, and who has read it."""

    id: int
    case: Case
    event: Event
    read: datetime | None = None
    by: str = ""
    """Name of whoever read it."""
    answer: str = ""
    follower: int | None = None
    """The chat of somebody who follows the case; None where its own citizen said it."""


async def put(connection: AsyncConnection, case: Case, at: datetime, follower: int | None = None) -> None:
    """Puts the newest event of a case before a person; call it with the case locked."""
    newest = select(func.max(events.c.id), events.c.case, literal(at), literal(follower, BigInteger)).where(
        events.c.case == case.id
    )
    query = insert(voices).from_select(["event", "case", "at", "follower"], newest.group_by(events.c.case))
    await connection.execute(query)


_EVENT = ("what", "by", "at", "status", "unit", "note", "more")


def _select() -> Select[Any]:
    said = (events.c[name].label(f"event_{name}") for name in _EVENT)
    own = (
        voices.c.event.label("voice"),
        voices.c.read,
        voices.c.answer,
        voices.c.follower,
        staff.c.name.label("reader"),
    )
    query = select_case().add_columns(*own, *said).join(voices, voices.c.case == cases.c.id)
    return query.join(events, events.c.id == voices.c.event).outerjoin(staff, staff.c.id == voices.c.by)


def _made(row: Any) -> Voice:
    event = Event(*(row[f"event_{name}"] for name in _EVENT))
    told = (row["read"], row["reader"] or "", row["answer"], row["follower"])
    return Voice(row["voice"], to_case(dict(row)), event, *told)


async def unread(connection: AsyncConnection, reach: Filter, limit: int = 50) -> Sequence[Voice]:
    """What waits to be read within somebody's reach, oldest first."""
    query = _select().where(*jurisdiction(reach)).where(voices.c.read.is_(None)).order_by(voices.c.event).limit(limit)
    return [_made(row) for row in (await connection.execute(query)).mappings()]


async def lately(connection: AsyncConnection, reach: Filter, limit: int = 20) -> Sequence[Voice]:
    """What was read last within somebody's reach, newest first."""
    query = (
        _select()
        .where(*jurisdiction(reach))
        .where(voices.c.read.is_not(None))
        .order_by(voices.c.read.desc())
        .limit(limit)
    )
    return [_made(row) for row in (await connection.execute(query)).mappings()]


async def count_unread(connection: AsyncConnection, reach: Filter) -> int:
    """How much waits to be read within somebody's reach, exactly."""
    query = select(func.count()).select_from(voices.join(cases, cases.c.id == voices.c.case))
    return int((await connection.execute(query.where(*jurisdiction(reach), voices.c.read.is_(None)))).scalar_one())


async def by_id(connection: AsyncConnection, id: int) -> Voice:
    """One of them, held for this transaction; raises NotFoundError."""
    query = _select().where(voices.c.event == id).with_for_update(of=voices)
    row = (await connection.execute(query)).mappings().first()
    if row is None:
        raise NotFoundError("voice")
    return _made(row)


async def settle(connection: AsyncConnection, id: int, by: int, at: datetime, answer: str) -> None:
    """Notes who has read it, and what was answered."""
    change = update(voices).where(voices.c.event == id).values(read=at, by=by, answer=answer)
    await connection.execute(change)

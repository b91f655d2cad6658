"""The inbox: raw updates as they came, handled once, in order, and set aside when they can't be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import updates

TRIES = 3


@dataclass(frozen=True, slots=True)
class Kept:
    """One raw update that waits."""

    id: int
    channel: str
    update_id: str
    chat: str
    raw: Mapping[str, Any]
    tries: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is stored of an update on arrival; `chat` is its place in the order."""

    channel: str
    update_id: str
    chat: str
    raw: Mapping[str, Any]
    answers: str = ""
    """Of a photo in a group: the message that it replies to, which must be a question of ours."""


async def keep(connection: AsyncConnection, arrivals: Sequence[Arrival]) -> None:
    """Stores raw updates; one seen before changes nothing."""
    if not arrivals:
        return
    rows = [
        {"channel": one.channel, "update_id": one.update_id, "chat": one.chat, "raw": dict(one.raw)} for one in arrivals
    ]
    await connection.execute(insert(updates).values(rows).on_conflict_do_nothing())


async def next_of(connection: AsyncConnection, chat: str) -> Kept | None:
    """The oldest update of a chat that nobody has handled; call it with the chat locked."""
    columns = (updates.c.id, updates.c.channel, updates.c.update_id, updates.c.chat, updates.c.raw, updates.c.tries)
    query = select(*columns).where(updates.c.chat == chat, updates.c.state == "new").order_by(updates.c.id).limit(1)
    row = (await connection.execute(query)).first()
    return Kept(*row) if row else None


async def done(connection: AsyncConnection, id: int) -> None:
    """Marks an update as handled, in one transaction with what it caused; only its id is kept, to know it again."""
    await connection.execute(update(updates).where(updates.c.id == id).values(state="done", raw={}))


async def failed(connection: AsyncConnection, id: int, error: str) -> bool:
    """Counts a failed try; after the third the update is dead. True if it died now."""
    tries = updates.c.tries + 1
    change = update(updates).where(updates.c.id == id, updates.c.state == "new")
    row = (await connection.execute(change.values(tries=tries, error=error).returning(updates.c.tries))).first()
    if row is None or row.tries < TRIES:
        return False
    await connection.execute(update(updates).where(updates.c.id == id).values(state="dead"))
    return True


async def waiting_chats(connection: AsyncConnection) -> list[str]:
    """Chats with updates that nobody has handled yet: after a crash, at start."""
    query = (
        select(updates.c.chat).where(updates.c.state == "new").group_by(updates.c.chat).order_by(func.min(updates.c.id))
    )
    return list((await connection.execute(query)).scalars())


async def dead(connection: AsyncConnection, limit: int = 100) -> list[Mapping[str, Any]]:
    """Dead letters for the administrator: where from, when, which fault; newest first, without their text."""
    columns = (updates.c.id, updates.c.at, updates.c.channel, updates.c.error)
    query = select(*columns).where(updates.c.state == "dead").order_by(updates.c.id.desc()).limit(limit)
    return [dict(row) for row in (await connection.execute(query)).mappings()]


async def revive(connection: AsyncConnection, id: int) -> str | None:
    """Gives a dead letter another three tries; the chat to be drained, or None if there is no such letter."""
    change = update(updates).where(updates.c.id == id, updates.c.state == "dead").values(state="new", tries=0)
    row = (await connection.execute(change.returning(updates.c.chat))).first()
    return str(row.chat) if row else None


async def count_updates(connection: AsyncConnection) -> Mapping[str, int]:
    """How many updates wait and are dead, for the health and metrics pages."""
    query = select(updates.c.state, func.count()).where(updates.c.state.in_(("new", "dead"))).group_by(updates.c.state)
    return {row[0]: row[1] for row in await connection.execute(query)}

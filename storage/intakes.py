"""What operators write down for others: callers, and people in a talk; one conversation each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.desk_tables import intakes
from storage.tables import chats

PHONE = "phone"
"""The channel of these conversations: nobody but an operator reads or writes there."""


async def begin(connection: AsyncConnection, chat: int, staff: int, now: datetime, owner: int | None) -> None:
    """Opens an intake, or opens it again when the same caller is back."""
    values = {"staff": staff, "at": now, "owner": owner, "ended": None}
    put = upsert(intakes).values(chat=chat, **values)
    await connection.execute(put.on_conflict_do_update(index_elements=["chat"], set_=values))


async def end(connection: AsyncConnection, chat: int, now: datetime) -> None:
    """The call is over."""
    await connection.execute(update(intakes).where(intakes.c.chat == chat).values(ended=now))


async def of_chat(connection: AsyncConnection, chat: int) -> Mapping[str, Any] | None:
    """One intake, with the key of its conversation and of the one it is written for."""
    row = (await connection.execute(_intake().where(intakes.c.chat == chat))).mappings().first()
    return dict(row) if row else None


async def opened(connection: AsyncConnection, since: datetime, limit: int = 50) -> list[Mapping[str, Any]]:
    """Intakes that began since a moment and go on, oldest first."""
    query = _intake().where(intakes.c.ended.is_(None), intakes.c.at > since).order_by(intakes.c.at).limit(limit)
    return [dict(row) for row in (await connection.execute(query)).mappings()]


def _intake() -> Any:
    owner = chats.alias("owner")
    kept = (*intakes.c, chats.c.key, owner.c.key.label("owner_key"))
    whole = intakes.join(chats, chats.c.id == intakes.c.chat).outerjoin(owner, owner.c.id == intakes.c.owner)
    return select(*kept).select_from(whole)

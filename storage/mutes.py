"""Who wants less news: a chat altogether, or of one case."""

from sqlalchemy import BigInteger, Column, ForeignKey, Table, Text, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import Moment, metadata

ALL = ""
"""Stands for every case of a chat."""

mutes = Table(
    "mutes", metadata,
    Column("at", Moment, nullable=False, server_default=func.now()),
    Column("chat", BigInteger, ForeignKey("chats.id"), primary_key=True),
    Column("about", Text, primary_key=True, comment="tracking code; empty: every case"),
)  # fmt: skip


async def of_chat(connection: AsyncConnection, chat: int) -> frozenset[str]:
    """What a chat has muted: codes, and «» for everything."""
    return frozenset((await connection.execute(select(mutes.c.about).where(mutes.c.chat == chat))).scalars())


async def muted(connection: AsyncConnection, chat: int, code: str) -> bool:
    """Whether a chat wants less news of a case."""
    return not (await of_chat(connection, chat)).isdisjoint((ALL, code))


async def turn(connection: AsyncConnection, chat: int, about: str, *, on: bool) -> None:
    """Mutes or unmutes; to unmute everything unmutes each case too."""
    if on:
        await connection.execute(insert(mutes).values(chat=chat, about=about).on_conflict_do_nothing())
        return
    mine = mutes.c.chat == chat
    await connection.execute(delete(mutes).where(mine if about == ALL else mine & (mutes.c.about == about)))

"""Who follows whose case: people told of the news of a case that somebody else filed."""

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Exists,
    ForeignKey,
    Index,
    Table,
    Text,
    exists,
    func,
    select,
    text,
    update,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from storage.case_store import select_case, to_case
from storage.tables import Moment, cases, chats, metadata

follows = Table(
    "follows", metadata,
    Column("at", Moment, nullable=False, server_default=func.now()),
    Column("case", BigInteger, ForeignKey("cases.id"), primary_key=True),
    Column("chat", BigInteger, ForeignKey("chats.id"), primary_key=True),
    Column("muted", Boolean, nullable=False, server_default="false", comment="no longer wants to hear of it"),
    Column("answer", Text, nullable=False, server_default="", comment="on the present result: asked, good, half, bad"),
    Index("ix_follows_chat", "chat"),
)  # fmt: skip
UNHAPPY = ("half", "bad")
JOIN_LOCK = 3
"""First half of the advisory lock of joins."""


@dataclass(frozen=True, slots=True)
class Follower:
    """One person who hears of a case that somebody else filed."""

    chat: int
    key: str


async def add(connection: AsyncConnection, case: int, chat: int) -> bool:
    """Begins to follow a case; False if this chat did so already, so that nobody counts twice."""
    fresh = upsert(follows).values(case=case, chat=chat, muted=False)
    again = fresh.on_conflict_do_update(
        index_elements=("case", "chat"), set_={"muted": False}, where=follows.c.muted.is_(True)
    )
    begun = (await connection.execute(again.returning(follows.c.chat))).first() is not None
    return begun and await _counted(connection, case, 1)


async def mute(connection: AsyncConnection, case: int, chat: int) -> bool:
    """Stops following a case; False if this chat did not follow it."""
    mine = (follows.c.case == case, follows.c.chat == chat, follows.c.muted.is_(False))
    stopped = (await connection.execute(update(follows).where(*mine).values(muted=True))).rowcount == 1
    return stopped and await _counted(connection, case, -1)


async def _counted(connection: AsyncConnection, case: int, by: int) -> bool:
    """The count is added to, not set, so that two who come at once are both counted."""
    await connection.execute(update(cases).where(cases.c.id == case).values(followers=cases.c.followers + by))
    return True


async def of_case(connection: AsyncConnection, case: int) -> list[Follower]:
    """Who is to hear of a case, longest first; whoever has a case of their own joined to it hears of that one."""
    query = select(follows.c.chat, chats.c.key).join(chats, chats.c.id == follows.c.chat)
    query = query.where(follows.c.case == case, follows.c.muted.is_(False), ~_own_joined(follows.c.case))
    query = query.order_by(follows.c.at, follows.c.chat)
    return [Follower(*row) for row in await connection.execute(query)]


async def of_chat(connection: AsyncConnection, chat: int, limit: int = 20) -> list[tuple[Case, str]]:
    """The cases that a person follows, newest first, each with their word on its present result."""
    query = select_case().add_columns(follows.c.answer).join(follows, follows.c.case == cases.c.id)
    query = query.where(follows.c.chat == chat, follows.c.muted.is_(False), ~_own_joined(cases.c.id))
    query = query.order_by(follows.c.at.desc()).limit(limit)
    rows = (await connection.execute(query)).mappings()
    return [(to_case(dict(row)), str(row["answer"])) for row in rows]


def _own_joined(main: ColumnElement[int]) -> Exists:
    """Whether this follower has a case of their own that is joined to the one that they follow."""
    own = cases.alias("own")
    return exists().where(own.c.joined_to == main, own.c.chat == follows.c.chat)


async def answered(connection: AsyncConnection, case: int, chat: int, answer: str) -> bool:
    """Keeps a follower's word on the present result; False if this chat doesn't follow, or said so before."""
    mine = (follows.c.case == case, follows.c.chat == chat, follows.c.muted.is_(False), follows.c.answer != answer)
    return (await connection.execute(update(follows).where(*mine).values(answer=answer))).rowcount == 1


async def forget_answers(connection: AsyncConnection, case: int) -> None:
    """A new result is there: what was said of the one before no longer counts."""
    await connection.execute(update(follows).where(follows.c.case == case).values(answer=""))


async def doubted(connection: AsyncConnection, case: int) -> bool:
    """Whether a follower says that the present result is not done."""
    query = select(follows.c.chat).where(follows.c.case == case, follows.c.answer.in_(UNHAPPY)).limit(1)
    return (await connection.execute(query)).first() is not None


async def inherit(connection: AsyncConnection, case: int, heir: int) -> None:
    """Whoever followed one case follows another from now on; the heir's own citizen needs no second telling."""
    there = select(follows.c.chat).where(follows.c.case == heir)
    owner = select(cases.c.chat).where(cases.c.id == heir).scalar_subquery()
    kept = (follows.c.case == case, follows.c.chat != owner, follows.c.chat.not_in(there))
    await connection.execute(update(follows).where(*kept).values(case=heir))
    await connection.execute(update(follows).where(follows.c.case == case).values(muted=True))
    for one in (case, heir):
        mine = select(func.count()).where(follows.c.case == one, follows.c.muted.is_(False)).scalar_subquery()
        await connection.execute(update(cases).where(cases.c.id == one).values(followers=mine))


async def joined(connection: AsyncConnection, main: int, lock: bool = False) -> list[Case]:
    """The cases that are joined to a main one, oldest first."""
    query = select_case().where(cases.c.joined_to == main).order_by(cases.c.id)
    rows = await connection.execute(query.with_for_update(of=cases) if lock else query)
    return [to_case(dict(row)) for row in rows.mappings()]


async def one_at_a_time(connection: AsyncConnection) -> None:
    """Only one transaction joins cases at a time, so that two that cross never wait for each other."""
    await connection.execute(text("SELECT pg_advisory_xact_lock(:kind, 0)"), {"kind": JOIN_LOCK})


async def hold(connection: AsyncConnection, case: int) -> None:
    """Locks a case for this transaction: a main case is always locked before those that are joined to it."""
    await connection.execute(select(cases.c.id).where(cases.c.id == case).with_for_update())

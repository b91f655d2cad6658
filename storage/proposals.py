"""Suggestions that an operator has released, without who made them, and how many support each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    Select,
    Table,
    Text,
    and_,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from dialogues.proposal import Proposal
from storage.case_list import Filter
from storage.case_store import select_case, to_case
from storage.tables import Moment, cases, metadata

proposals = Table(
    "proposals", metadata,
    Column("case", BigInteger, ForeignKey("cases.id"), primary_key=True),
    Column("at", Moment, nullable=False, comment="when it was released"),
    Column("by", BigInteger, ForeignKey("staff.id"), nullable=False),
    Column("city", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("region", Integer),
    Column("text", Text, nullable=False, comment="its reviewed words, with nothing of its author"),
    Index("ix_proposals_city", "city", "case"),
)  # fmt: skip

supports = Table(
    "supports", metadata,
    Column("at", Moment, nullable=False, server_default=func.now()),
    Column("case", BigInteger, ForeignKey("proposals.case", ondelete="CASCADE"), primary_key=True),
    Column("chat", BigInteger, ForeignKey("chats.id"), primary_key=True),
    Column("told", Moment, comment="when this supporter heard the answer"),
)  # fmt: skip


async def release(connection: AsyncConnection, case: Case, text: str, by: int, at: datetime) -> None:
    """Lists a suggestion with its reviewed words; once more changes the words and keeps the support."""
    told = {"topic": case.topic, "region": case.where.region, "text": text, "by": by}
    query = insert(proposals).values(case=case.id, at=at, city=case.city, **told)
    await connection.execute(query.on_conflict_do_update(index_elements=["case"], set_=told))


async def withdraw(connection: AsyncConnection, case: int) -> None:
    """Takes a suggestion off the list, with its support."""
    await connection.execute(delete(proposals).where(proposals.c.case == case))


def _counted(chat: int) -> Select[Any]:
    mine = func.coalesce(func.bool_or(supports.c.chat == chat), False)
    own = func.bool_or(cases.c.chat == chat)
    shown = (proposals.c.case, proposals.c.text, proposals.c.topic, proposals.c.region)
    query = select(*shown, func.count(supports.c.chat), mine, own)
    joined = proposals.outerjoin(supports, supports.c.case == proposals.c.case).join(
        cases, cases.c.id == proposals.c.case
    )
    return query.select_from(joined).group_by(proposals.c.case)


async def listed(connection: AsyncConnection, city: str, final: Sequence[str], chat: int) -> tuple[Proposal, ...]:
    """What may be supported in a city: the most supported first, then the newest."""
    query = _counted(chat).where(proposals.c.city == city, cases.c.status.not_in(final))
    order = query.order_by(func.count(supports.c.chat).desc(), proposals.c.case.desc()).limit(100)
    return tuple(Proposal(*row) for row in await connection.execute(order))


async def support(connection: AsyncConnection, case: int, chat: int, at: datetime) -> bool:
    """Counts one chat's support, once; False if there is no such suggestion on the list."""
    if (await connection.execute(select(proposals.c.case).where(proposals.c.case == case))).first() is None:
        return False
    await connection.execute(insert(supports).values(case=case, chat=chat, at=at).on_conflict_do_nothing())
    return True


async def untold(connection: AsyncConnection, case: int, at: datetime) -> Sequence[int]:
    """The chats of those who support a suggestion and have not heard its answer; from now on they have."""
    owner = select(cases.c.chat).where(cases.c.id == case).scalar_subquery()
    fresh = update(supports).where(supports.c.case == case, supports.c.told.is_(None), supports.c.chat != owner)
    found = await connection.execute(fresh.values(told=at).returning(supports.c.chat))
    return sorted(found.scalars())


async def of_case(connection: AsyncConnection, case: int) -> tuple[str, int] | None:
    """The released words of a suggestion and its support; None if it is not on the list."""
    query = select(proposals.c.text, func.count(supports.c.chat)).where(proposals.c.case == case)
    query = query.outerjoin(supports, supports.c.case == proposals.c.case).group_by(proposals.c.case)
    row = (await connection.execute(query)).first()
    return (row[0], row[1]) if row else None


async def for_staff(
    connection: AsyncConnection, kinds: Sequence[str], statuses: Sequence[str], reach: Filter, limit: int
) -> list[tuple[Case, str, int]]:
    """Cases of these kinds within somebody's reach, newest first: with released words (or none) and support."""
    number = select(func.count()).where(supports.c.case == cases.c.id).scalar_subquery()
    query = select_case().add_columns(proposals.c.text, number.label("support"))
    query = query.outerjoin(proposals, proposals.c.case == cases.c.id).where(
        and_(cases.c.kind.in_(kinds), cases.c.status.in_(statuses))
    )
    if reach.units is not None:
        query = query.where(cases.c.unit.in_(reach.units) | cases.c.also.overlap(list(reach.units)))
    if reach.topics is not None:
        query = query.where(cases.c.topic.in_(reach.topics))
    rows = (await connection.execute(query.order_by(cases.c.id.desc()).limit(limit))).mappings()
    return [(to_case(dict(row)), row["text"] or "", row["support"]) for row in rows]

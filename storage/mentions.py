"""Who was named in an internal remark and has not yet opened the case."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, Table, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import Moment, metadata

mentions = Table(
    "mentions", metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("at", Moment, nullable=False, server_default=func.now()),
    Column("case", BigInteger, ForeignKey("cases.id"), nullable=False),
    Column("staff", BigInteger, ForeignKey("staff.id"), nullable=False, comment="who is meant"),
    Column("by", BigInteger, ForeignKey("staff.id"), nullable=False),
    Column("seen", Moment),
    Index("ix_mentions_unseen", "staff", "case", postgresql_where=text("seen IS NULL")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """A case on which somebody named a person, by whom and since when."""

    case: int
    by: int
    at: datetime


async def add(connection: AsyncConnection, case: int, people: Collection[int], by: int, at: datetime) -> None:
    """Notes that these people were named."""
    if people:
        rows = [{"case": case, "staff": one, "by": by, "at": at} for one in sorted(people)]
        await connection.execute(insert(mentions).values(rows))


async def unseen(connection: AsyncConnection, staff: int) -> list[Mention]:
    """Where a person was named and has not looked since, newest first; the last naming of each case."""
    query = select(mentions.c.case, mentions.c.by, mentions.c.at).where(
        mentions.c.staff == staff, mentions.c.seen.is_(None)
    )
    rows = await connection.execute(query.order_by(mentions.c.id.desc()))
    found: dict[int, Mention] = {}
    for row in rows:
        found.setdefault(row.case, Mention(*row))
    return list(found.values())


async def see(connection: AsyncConnection, staff: int, case: int, at: datetime) -> None:
    """The person has opened the case."""
    fits = (mentions.c.staff == staff) & (mentions.c.case == case) & mentions.c.seen.is_(None)
    await connection.execute(update(mentions).where(fits).values(seen=at))

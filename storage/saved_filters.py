"""Filters of the inbox that staff keep under a name, for themselves or for their unit."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Identity, Index, Table, Text, func, or_, select, text
from sqlalchemy import delete as sql_delete
from sqlalchemy import insert as sql_insert
from sqlalchemy import update as sql_update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import Moment, metadata

saved_filters = Table(
    "saved_filters", metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("at", Moment, nullable=False, server_default=func.now()),
    Column("staff", BigInteger, ForeignKey("staff.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("unit", Text, comment="the unit whose people see it too"),
    Column("first", Boolean, nullable=False, server_default="false", comment="what its owner sees first"),
    Index("ix_saved_filters_staff", "staff", "id"),
    Index("ix_saved_filters_unit", "unit", postgresql_where=text("unit IS NOT NULL")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter with its name; `query` is that of the inbox's address."""

    id: int
    staff: int
    name: str
    query: str
    unit: str | None = None
    first: bool = False


_KEPT = (saved_filters.c.id, saved_filters.c.staff, saved_filters.c.name, saved_filters.c.query, saved_filters.c.unit,
         saved_filters.c.first)  # fmt: skip


async def seen_by(connection: AsyncConnection, staff: int, units: Iterable[str]) -> list[SavedFilter]:
    """A person's own filters and those that colleagues share with their units, oldest first."""
    shared = saved_filters.c.unit.in_(sorted(units))
    query = select(*_KEPT).where(or_(saved_filters.c.staff == staff, shared)).order_by(saved_filters.c.id)
    return [SavedFilter(*row) for row in await connection.execute(query)]


async def first_of(connection: AsyncConnection, staff: int) -> str | None:
    """What a person wants to see first; None for all open cases."""
    query = select(saved_filters.c.query).where(saved_filters.c.staff == staff, saved_filters.c.first)
    return (await connection.execute(query.limit(1))).scalar()


async def count_of(connection: AsyncConnection, staff: int) -> int:
    """How many filters a person keeps."""
    query = select(func.count()).where(saved_filters.c.staff == staff)
    return int((await connection.execute(query)).scalar_one())


async def add(connection: AsyncConnection, staff: int, name: str, query: str, unit: str | None, *, first: bool) -> int:
    """Keeps a filter; its number."""
    if first:
        await _none_first(connection, staff)
    made = sql_insert(saved_filters).values(staff=staff, name=name, query=query, unit=unit, first=first)
    return int((await connection.execute(made.returning(saved_filters.c.id))).scalar_one())


async def change(connection: AsyncConnection, staff: int, id: int, name: str, unit: str | None, *, first: bool) -> bool:
    """Renames a filter of one's own, shares it or keeps it to oneself, and puts it first or not; False if not own."""
    if first:
        await _none_first(connection, staff)
    own = (saved_filters.c.id == id) & (saved_filters.c.staff == staff)
    made = sql_update(saved_filters).where(own).values(name=name, unit=unit, first=first)
    return (await connection.execute(made)).rowcount == 1


async def delete(connection: AsyncConnection, staff: int, id: int) -> bool:
    """Forgets a filter of one's own; False if it is nobody's or somebody else's."""
    own = (saved_filters.c.id == id) & (saved_filters.c.staff == staff)
    return (await connection.execute(sql_delete(saved_filters).where(own))).rowcount == 1


async def _none_first(connection: AsyncConnection, staff: int) -> None:
    await connection.execute(sql_update(saved_filters).where(saved_filters.c.staff == staff).values(first=False))

"""Which unit has had the overview of which day: each once, however many processes look."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Column, Date, Table, Text, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import metadata, unit_groups

digests = Table(
    "digests", metadata,
    Column("unit", Text, primary_key=True),
    Column("day", Date, primary_key=True),
)  # fmt: skip


async def first(connection: AsyncConnection, unit: str, day: date) -> bool:
    """Whether the caller is the first to tell this unit of this day; another process waits for the answer."""
    made = insert(digests).values(unit=unit, day=day).on_conflict_do_nothing().returning(digests.c.unit)
    return (await connection.execute(made)).first() is not None


async def untold(connection: AsyncConnection, day: date) -> Sequence[str]:
    """Units with a messenger group that were not told of a day yet."""
    told = select(digests.c.unit).where(digests.c.day == day)
    query = select(unit_groups.c.unit).where(unit_groups.c.unit.not_in(told)).distinct().order_by(unit_groups.c.unit)
    return list((await connection.execute(query)).scalars())

"""The ready sentences that units keep for themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.floor_tables import unit_templates


async def add(connection: AsyncConnection, unit: str, status: str, group: str, text: str, staff: int) -> int:
    """Stores a sentence; its number."""
    made = insert(unit_templates).values(unit=unit, status=status, group=group, text=text, staff=staff)
    return int((await connection.execute(made.returning(unit_templates.c.id))).scalar_one())


async def of_unit(connection: AsyncConnection, unit: str) -> list[Mapping[str, Any]]:
    """All sentences of a unit, by status."""
    query = select(unit_templates).where(unit_templates.c.unit == unit)
    rows = await connection.execute(query.order_by(unit_templates.c.status, unit_templates.c.id))
    return [dict(row) for row in rows.mappings()]


async def count(connection: AsyncConnection, unit: str) -> int:
    """How many sentences a unit has."""
    query = select(func.count(unit_templates.c.id)).where(unit_templates.c.unit == unit)
    return int((await connection.execute(query)).scalar_one())


async def by_id(connection: AsyncConnection, id: int) -> Mapping[str, Any] | None:
    """One sentence."""
    row = (await connection.execute(select(unit_templates).where(unit_templates.c.id == id))).mappings().first()
    return dict(row) if row else None


async def drop(connection: AsyncConnection, id: int) -> None:
    """Takes a sentence away."""
    await connection.execute(delete(unit_templates).where(unit_templates.c.id == id))


async def fitting(connection: AsyncConnection, units: Sequence[str], group: str, status: str) -> list[str]:
    """The sentences of some units for a status, for this group of topics or for all."""
    mine = select(unit_templates.c.text).where(
        unit_templates.c.unit.in_(units),
        unit_templates.c.status == status,
        unit_templates.c.group.in_(("", group)),
    )
    return list((await connection.execute(mine.order_by(unit_templates.c.id.desc()))).scalars())

"""How often work was called done without a photo of it, unit by unit."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.evidence import PHOTO
from storage.tables import cases, events


@dataclass(frozen=True, slots=True)
class Unproven:
    """Results of one unit for which a photo was due, and those that came with a reason instead."""

    unit: str
    without: int
    all: int


async def by_unit(connection: AsyncConnection) -> list[Unproven]:
    """Units with results that a photo should prove, those with the most reasons first."""
    without = events.c.more["without"].astext == PHOTO
    due = events.c.more.has_key("photos") | without
    counts = (func.count().filter(without), func.count())
    query = select(cases.c.unit, *counts).select_from(events).join(cases, cases.c.id == events.c.case)
    query = query.where(events.c.what == "move", due).group_by(cases.c.unit).order_by(counts[0].desc(), cases.c.unit)
    return [Unproven(*row) for row in await connection.execute(query)]

"""Cases on a map: counted by the cells of a grid, so that a city of a million cases is drawn as quickly as a street."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from math import floor

from sqlalchemy import ColumnElement, and_, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from storage.case_list import Filter, narrowed
from storage.case_store import select_case, to_case
from storage.tables import cases

MANY = 5_000
"""Among more cases than these, the newest are found quickest by walking from the newest on."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map, in degrees."""

    south: float
    west: float
    north: float
    east: float

    def snapped(self, grid: "Grid") -> "Box":
        """The whole cells of a grid that this part touches."""
        return Box(
            floor(self.south / grid.lat) * grid.lat, floor(self.west / grid.lon) * grid.lon,
            (floor(self.north / grid.lat) + 1) * grid.lat, (floor(self.east / grid.lon) + 1) * grid.lon,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grid:
    """How high and wide a cell is, in degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Cell:
    """The cases of one cell, counted; where they lie on average."""

    row: int
    column: int
    count: int
    late: int
    urgent: int
    emergency: int
    lat: float
    lon: float

    def box(self, grid: Grid) -> Box:
        """The part of the map that it covers."""
        south, west = self.row * grid.lat, self.column * grid.lon
        return Box(south, west, south + grid.lat, west + grid.lon)


def _within(box: Box) -> ColumnElement[bool]:
    """The lower edges belong to a part, the upper ones to its neighbours: a case lies in exactly one cell."""
    return and_(
        cases.c.lat >= box.south, cases.c.lat < box.north, cases.c.lon >= box.west, cases.c.lon < box.east
    )  # fmt: skip


async def cells(
    connection: AsyncConnection, by: Filter, box: Box, grid: Grid, running: Collection[str], at: datetime
) -> list[Cell]:
    """The cells of a part of the map that hold cases; late are those whose deadline runs and is over."""
    row, column = func.floor(cases.c.lat / grid.lat), func.floor(cases.c.lon / grid.lon)
    late = and_(cases.c.status.in_(running), cases.c.due <= at)
    counted = select(
        row.label("row"), column.label("column"), func.count(), func.count().filter(late),
        func.count().filter(cases.c.urgency == "urgent"), func.count().filter(cases.c.urgency == "emergency"),
        func.avg(cases.c.lat), func.avg(cases.c.lon),
    )  # fmt: skip
    query = narrowed(counted, by).where(_within(box)).group_by(row, column)
    # PostgreSQL takes each case for a cell of its own and would sort them all on the disk; there are few cells.
    await connection.execute(text("SET LOCAL enable_sort = off"))
    found = [Cell(int(one[0]), int(one[1]), *one[2:]) for one in await connection.execute(query)]
    await connection.execute(text("SET LOCAL enable_sort = on"))
    return found


async def inside(connection: AsyncConnection, by: Filter, box: Box, limit: int, found: int) -> list[Case]:
    """Cases in a part of the map, newest first; `found` says how many there are in all."""
    # Among few, PostgreSQL would walk through all cases from the newest on; the sum keeps it from that order.
    order = cases.c.id if found > MANY else cases.c.id + 0
    query = narrowed(select_case(), by).where(_within(box)).order_by(order.desc()).limit(limit)
    return [to_case(dict(row)) for row in (await connection.execute(query)).mappings()]


async def count(connection: AsyncConnection, by: Filter, box: Box) -> int:
    """How many cases lie in a part of the map."""
    query = narrowed(select(func.count(cases.c.id)), by).where(_within(box))
    return int((await connection.execute(query)).scalar_one())


async def unplaced(connection: AsyncConnection, by: Filter) -> int:
    """How many cases have no point on any map."""
    query = narrowed(select(func.count(cases.c.id)), by).where(cases.c.lat.is_(None))
    return int((await connection.execute(query)).scalar_one())

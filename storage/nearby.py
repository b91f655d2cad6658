"""Cases around a place, found by index: by a box around the point, and by region and group of topics."""

from collections.abc import Collection
from datetime import datetime, timedelta
from math import cos, radians
from typing import Any

from sqlalchemy import Select, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from cases.nearness import KINDS, Report
from cities.city import KM_A_DEGREE
from storage.case_store import select_case, to_case
from storage.tables import cases

MOST = 200
"""So many are looked at by point, and by area; the newest count."""
RECENT = 2000
"""Among so many of the newest open cases bundles are looked for."""


async def around(
    connection: AsyncConnection, report: Report, statuses: Collection[str], since: datetime, within: str
) -> list[Case]:
    """Cases that may lie where a report does, whose topic's code begins with `within` (of digits below all nines)."""
    wanted = _wanted(statuses, since, within)
    rows: dict[int, dict[str, Any]] = {}
    queries = [by_point(wanted, report), by_area(wanted, report)]
    for query in (one for one in queries if one is not None):
        found = (await connection.execute(query.order_by(cases.c.id.desc()).limit(MOST))).mappings()
        rows |= {row["id"]: dict(row) for row in found}
    return [to_case(row) for row in rows.values()]


def _wanted(statuses: Collection[str], since: datetime, within: str) -> Select[Any]:
    # Whatever was filed or closed since then was changed since then; how old it is exactly is judged later.
    return select_case().where(
        cases.c.status.in_(statuses), cases.c.changed >= since, cases.c.protected.is_(False),
        cases.c.joined_to.is_(None), cases.c.kind.in_(KINDS), cases.c.topic >= within,
        cases.c.topic < str(int(within) + 1).zfill(len(within)),
    )  # fmt: skip


def by_point(wanted: Select[Any], report: Report) -> Select[Any] | None:
    """Those in the box around the report's point; None without one."""
    where, metres = report.where, report.topic.near
    if where.lat is None or where.lon is None or not metres:
        return None
    high = metres / 1000 / KM_A_DEGREE
    wide = high / cos(radians(where.lat))
    return wanted.where(
        cases.c.lat.between(where.lat - high, where.lat + high),
        cases.c.lon.between(where.lon - wide, where.lon + wide),
    )  # fmt: skip


def by_area(wanted: Select[Any], report: Report) -> Select[Any]:
    """Those of the same region, or of none."""
    region = report.where.region
    here = cases.c.region.is_(None) if region is None else or_(cases.c.region == region, cases.c.region.is_(None))
    return wanted.where(here)


async def newest(connection: AsyncConnection, statuses: Collection[str], at: datetime, days: int) -> list[Case]:
    """The newest open cases that are not joined to another: bursts of copies are looked for among them."""
    query = select_case().where(
        cases.c.status.in_(statuses), cases.c.filed >= at - timedelta(days=days), cases.c.protected.is_(False),
        cases.c.joined_to.is_(None),
    )  # fmt: skip
    rows = await connection.execute(query.order_by(cases.c.id.desc()).limit(RECENT))
    return [to_case(dict(row)) for row in rows.mappings()]

"""What somebody's day holds beyond filters: cases to which the citizen has said something last, and some by number."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from storage.case_list import Filter, conditions
from storage.case_store import select_case, to_case
from storage.tables import cases, events

CITIZEN, HOUSE, FILED = "citizen", "house", "file"


def _answered(by: Filter) -> Select[tuple[int, object]]:
    """Cases whose last word is the citizen's, and when it was said; what the house itself notes is no word."""
    spoken = (events.c.case == cases.c.id, events.c.by != HOUSE)
    last = (
        select(events.c.by, events.c.what, events.c.at).where(*spoken).order_by(events.c.id.desc()).limit(1).lateral()
    )
    theirs = (last.c.by == CITIZEN, last.c.what != FILED)
    return select(cases.c.id, last.c.at).join(last, true()).where(*conditions(by), *theirs)


async def answered(connection: AsyncConnection, by: Filter, limit: int) -> tuple[int, list[Case]]:
    """How many cases wait for an answer to their citizen, and the last ones of them."""
    found = _answered(by).subquery()
    whole = int((await connection.execute(select(func.count()).select_from(found))).scalar_one())
    query = select_case().join(found, found.c.id == cases.c.id).order_by(found.c.at.desc()).limit(limit)
    return whole, [to_case(dict(row)) for row in (await connection.execute(query)).mappings()]


async def by_ids(connection: AsyncConnection, numbers: Sequence[int]) -> list[Case]:
    """Cases by their numbers, in that order."""
    rows = (await connection.execute(select_case().where(cases.c.id.in_(numbers)))).mappings()
    found = {row["id"]: to_case(dict(row)) for row in rows}
    return [found[number] for number in numbers if number in found]

"""The review pool: cases whose topic the reader did not surely know, and what operators made of them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, func, insert, not_, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import MISROUTED, UNSURE
from storage.claims import REVIEW, held, held_by
from storage.desk_tables import UNSURE_READING, reviews
from storage.tables import cases, evidence

POOL = (UNSURE, MISROUTED)
KEPT, CHANGED, SKIPPED = "kept", "changed", "skipped"
SKIPPED_FOR = timedelta(hours=1)
"""A case that somebody skipped comes to the others first."""


def _pool(query: Select[Any], opened: Iterable[str], staff: int, now: datetime) -> Select[Any]:
    of_case = reviews.c.case == cases.c.id
    seen = exists().where(of_case, reviews.c.outcome != SKIPPED)
    skipped = exists().where(
        of_case, reviews.c.outcome == SKIPPED, reviews.c.staff == staff, reviews.c.at > now - SKIPPED_FOR
    )
    read_so = select(evidence.c.case).where(text(UNSURE_READING), evidence.c.case.is_not(None))
    doubtful = and_(cases.c.id.in_(read_so), not_(seen))
    mine = held_by(REVIEW, cases.c.id, staff, now)
    return query.where(
        cases.c.status.in_(list(opened)), or_(cases.c.alarm.in_(POOL), doubtful), not_(skipped),
        or_(mine, not_(held(REVIEW, cases.c.id, now))),
    )  # fmt: skip


async def next_case(connection: AsyncConnection, opened: Iterable[str], staff: int, now: datetime) -> str | None:
    """Code of the next case for this person: what they have in hand, then the urgent, then the oldest.

    A case that another transaction is just taking is passed over.
    """
    first = (held_by(REVIEW, cases.c.id, staff, now).desc(), (cases.c.urgency == "normal"), cases.c.id)
    query = _pool(select(cases.c.code), opened, staff, now).order_by(*first).limit(1)
    found: str | None = (await connection.execute(query.with_for_update(of=cases, skip_locked=True))).scalar()
    return found


async def waiting(connection: AsyncConnection, opened: Iterable[str], staff: int, now: datetime) -> int:
    """How many cases wait for this person."""
    return int((await connection.execute(_pool(select(func.count(cases.c.id)), opened, staff, now))).scalar_one())


async def note(connection: AsyncConnection, case: int, staff: int, outcome: str, now: datetime) -> None:
    """Notes what came of one look."""
    await connection.execute(insert(reviews).values(case=case, staff=staff, outcome=outcome, at=now))


async def done(connection: AsyncConnection, staff: int, since: datetime) -> int:
    """How many cases this person has settled since a moment."""
    mine = and_(reviews.c.staff == staff, reviews.c.outcome != SKIPPED, reviews.c.at >= since)
    return int((await connection.execute(select(func.count()).where(mine))).scalar_one())

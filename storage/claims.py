"""Who of the staff has a talk, a case or a call in hand: leases, so that nobody does the same thing twice."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Exists, delete, exists, literal, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from storage.desk_tables import claims

TALK, REVIEW, CALL = "talk", "review", "call"
MINUTES = 15
"""Whoever does nothing for so long has gone away, and somebody else may take it."""


async def take(
    connection: AsyncConnection, kind: str, ref: int, staff: int, now: datetime, over: bool = False
) -> bool:  # fmt: skip
    """Takes or renews a lease; False if a colleague holds it. `over` takes it from them."""
    values = {"staff": staff, "until": now + timedelta(minutes=MINUTES)}
    free = or_(claims.c.until <= now, claims.c.staff == staff, literal(over))
    put = upsert(claims).values(kind=kind, ref=ref, **values)
    taken = put.on_conflict_do_update(index_elements=["kind", "ref"], set_=values, where=free).returning(claims.c.ref)
    return (await connection.execute(taken)).first() is not None


async def drop(connection: AsyncConnection, kind: str, ref: int) -> None:
    """Ends a lease."""
    await connection.execute(delete(claims).where(claims.c.kind == kind, claims.c.ref == ref))


async def holders(connection: AsyncConnection, kind: str, now: datetime) -> Mapping[int, int]:
    """Who holds what at this moment: number of the thing, number of the person."""
    query = select(claims.c.ref, claims.c.staff).where(claims.c.kind == kind, claims.c.until > now)
    return {row.ref: row.staff for row in await connection.execute(query)}


def held(kind: str, ref: ColumnElement[int], now: datetime) -> Exists:
    """Condition: somebody holds it."""
    return exists().where(claims.c.kind == kind, claims.c.ref == ref, claims.c.until > now)


def held_by(kind: str, ref: ColumnElement[int], staff: int, now: datetime) -> Exists:
    """Condition: this person holds it."""
    return held(kind, ref, now).where(claims.c.staff == staff)

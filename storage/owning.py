"""Which open cases somebody has, and the accounts that could have one."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from storage.case_store import select_case, to_case
from storage.tables import cases


async def held_by(connection: AsyncConnection, staff: int) -> list[Case]:
    """The open cases that somebody has, locked for this transaction."""
    query = select_case().where(cases.c.assignee == staff, cases.c.finished.is_(None)).with_for_update(of=cases)
    return [to_case(dict(row)) for row in (await connection.execute(query)).mappings()]


async def loads(connection: AsyncConnection) -> Mapping[int, int]:
    """How many open cases each person has."""
    has = (cases.c.assignee.is_not(None), cases.c.finished.is_(None))
    query = select(cases.c.assignee, func.count()).where(*has).group_by(cases.c.assignee)
    return {row[0]: row[1] for row in await connection.execute(query)}

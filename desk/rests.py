"""Kinds to which nothing more is owed rest: after some quiet the house closes the case, and says so."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from desk.house import House


async def begin(connection: AsyncConnection, house: House, case: Case, now: datetime) -> None:
    """Sets the timer of a case that rests where it stands now, and takes back an earlier one."""
    rests = house.workflow.life(case.kind).rests
    if not rests:
        return
    await house.jobs.forget(connection, case.chat, "rest", case.code)
    if case.status in rests:
        at = now + timedelta(hours=rests[case.status])
        await house.jobs.wake(connection, case.chat, at, "rest", case.code)

"""What goes with the kind of a case when staff correct it: timers, and a place on the list of suggestions."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case, Event
from desk import rests
from desk.house import House
from storage import case_store, proposals

TIMERS = ("rest", "feedback", "review")


async def turned(connection: AsyncConnection, house: House, before: Case, after: Case, now: datetime) -> None:
    """Takes back what was set for the former kind, and sets what is the new one's."""
    for timer in TIMERS if after.status != before.status else TIMERS[:1]:
        await house.jobs.forget(connection, after.chat, timer, after.code)
    await rests.begin(connection, house, after, now)
    number = after.id or 0
    if not house.workflow.life(after.kind).listed and await proposals.of_case(connection, number):
        await proposals.withdraw(connection, number)
        await case_store.append(connection, number, Event("unlist", "house", now))

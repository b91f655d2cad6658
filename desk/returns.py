"""A unit says that a case isn't theirs: it goes back to the operators' pool, with a reason and perhaps a proposal."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import MISROUTED, Case, Event, move
from cases.policy import Person
from cities.units import OPERATOR
from desk import joins, orders, ringing, tell
from desk.house import House
from errors import NotAllowedError, NotFoundError, StaleError
from storage import case_store


async def send_back(
    connection: AsyncConnection, house: House, person: Person, code: str, reason: str, now: datetime,
    topic: str = "", region: int | None = None, version: int | None = None,
) -> Case:  # fmt: skip
    """Back to the beginning, at the operators' desk; the citizen is told when it has found its place."""
    case = await case_store.by_code(connection, code, lock=True)
    if not person.reaches(case):
        raise NotFoundError("case")
    if not person.may("refer"):
        raise NotAllowedError("refer")
    if version is not None and version != case.version:
        raise StaleError(case.status)
    _check(house, case, reason, topic, region)
    more = {"text": reason.strip(), "topic": topic, "region": region}
    event = Event("misrouted", f"staff:{person.id}", now, house.workflow.after("file").key, OPERATOR, more=more)
    after = replace(move(case, event, house.workflow, house.city.working), also=(), review=None, alarm=MISROUTED)
    after = ringing.start(house, after, now)
    await case_store.save(connection, after, event)
    await orders.call_off(connection, after, now)
    await joins.go_along(connection, house, after, replace(event, more={}), tells=False)
    await house.jobs.forget(connection, case.chat, "feedback", case.code)
    await tell.groups(connection, house, after, now, former=case.unit)
    await tell.panel(connection, after)
    return after


def _check(house: House, case: Case, reason: str, topic: str, region: int | None) -> None:
    if case.joined_to:
        raise NotAllowedError("joined")
    if house.workflow[case.status].final or case.unit == OPERATOR:
        raise NotAllowedError("step")
    if not reason.strip():
        raise NotAllowedError("needs_reason")
    if (topic and topic not in house.topics) or (region is not None and region not in house.city.regions):
        raise NotFoundError("topic or region")

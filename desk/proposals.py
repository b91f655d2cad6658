"""Suggestions are shown to others only after an operator has reviewed their words."""

import re
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case, Event
from cases.policy import Person
from desk import tell
from desk.house import House
from errors import NotAllowedError, NotFoundError
from persian import latin_digits
from storage import case_store, proposals

LIMIT = 400
"""Letters of a listed suggestion."""
PERSONAL = re.compile(r"\d(?:[\s\-.]?\d){4,}|@|https?:|www\.", re.IGNORECASE)
"""Numbers of five digits or more, addresses of letters and pages: they tell who somebody is."""


async def _hold(connection: AsyncConnection, house: House, person: Person, code: str) -> Case:
    case = await case_store.by_code(connection, code, lock=True)
    if not person.reaches(case) or not house.workflow.life(case.kind).listed:
        raise NotFoundError("case")
    if not person.may_on("desk", case):
        raise NotAllowedError("desk")
    return case


async def release(
    connection: AsyncConnection, house: House, person: Person, code: str, text: str, now: datetime
) -> None:  # fmt: skip
    """Lists a suggestion in words that tell nothing of its author; raises NotAllowedError with the reason's key."""
    case, words = await _hold(connection, house, person, code), " ".join(text.split())
    if not words:
        raise NotAllowedError("nothing")
    if len(words) > LIMIT:
        raise NotAllowedError("long")
    if case.protected or PERSONAL.search(latin_digits(words)):
        raise NotAllowedError("personal")
    await proposals.release(connection, case, words, person.id, now)
    await case_store.append(
        connection, case.id or 0, Event("release", f"staff:{person.id}", now, more={"public": words})
    )
    await tell.panel(connection, case)


async def take_back(connection: AsyncConnection, house: House, person: Person, code: str, now: datetime) -> None:
    """Takes a suggestion off the list."""
    case = await _hold(connection, house, person, code)
    await proposals.withdraw(connection, case.id or 0)
    await case_store.append(connection, case.id or 0, Event("unlist", f"staff:{person.id}", now))
    await tell.panel(connection, case)

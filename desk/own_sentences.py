"""The ready sentences of a unit: added and taken away by those who look after them."""

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.policy import Person
from cases.templates import fault
from desk.house import House
from errors import NotAllowedError, NotFoundError
from storage import people, unit_templates

MOST = 200
"""Sentences of one unit."""


async def add(
    connection: AsyncConnection, house: House, person: Person, unit: str, status: str, group: str, text: str
) -> int:  # fmt: skip
    """Adds a sentence; raises NotAllowedError with the reason's key."""
    steps = house.workflow.statuses
    if unit not in house.city.units or status not in steps or not steps[status].button:
        raise NotAllowedError("sentence_for")
    if group and group not in {one.code for one in house.topics.groups.values()}:
        raise NotAllowedError("sentence_for")
    if not person.keeps(unit):
        raise NotAllowedError("templates")
    if fault(text.strip()):
        raise NotAllowedError("sentence_text")
    if await unit_templates.count(connection, unit) >= MOST:
        raise NotAllowedError("sentence_many")
    number = await unit_templates.add(connection, unit, status, group, text.strip(), person.id)
    await people.record(connection, f"staff:{person.id}", "sentence_add", unit=unit, status=status, after=text.strip())
    return number


async def drop(connection: AsyncConnection, person: Person, id: int) -> str:
    """Takes a sentence away; its unit. Another unit's sentence is as if there were none."""
    one = await unit_templates.by_id(connection, id)
    if one is None or not person.keeps(one["unit"]):
        raise NotFoundError("sentence")
    await unit_templates.drop(connection, id)
    await people.record(
        connection, f"staff:{person.id}", "sentence_drop", unit=one["unit"], status=one["status"], before=one["text"]
    )
    return str(one["unit"])

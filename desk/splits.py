"""One case that holds several matters is split: each further matter becomes a case of the same citizen."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases import codes
from cases.case import Case, Event
from cases.filing import new_case
from cases.policy import Person
from desk import filing, joins, near, tell
from desk.house import House
from dialogues.message import Reply
from errors import NotAllowedError, StaleError
from persian import code as show_code
from persian import day_hour
from storage import case_store

MOST = 4
"""Further cases that one case can be split into at once."""


async def split(
    connection: AsyncConnection, house: House, person: Person, code: str, parts: Mapping[str, str], now: datetime,
    version: int,
) -> list[Case]:  # fmt: skip
    """Files a case for each topic of `parts`, with the unit that stands beside it or the one that routing finds.

    Raises NotFoundError, NotAllowedError with the reason's key, or StaleError when `version` is no longer true.
    """
    case = await joins.reached(connection, person, code)
    if version != case.version:
        raise StaleError(case.status)
    _check(house, case, parts)
    by, chat = f"staff:{person.id}", await case_store.chat_of(connection, case.id or 0)
    made = [await _part(connection, house, case, chat, topic, unit, by, now) for topic, unit in parts.items()]
    event = Event("split", by, now, more={"cases": [one.code for one in made]})
    after = replace(case, changed=now, version=case.version + 1)
    await case_store.save(connection, after, event)
    await tell.panel(connection, after)
    await tell.say(connection, house, chat, [Reply(_told(house, case, made))], now)
    return made


def _check(house: House, case: Case, parts: Mapping[str, str]) -> None:
    if not parts:
        raise NotAllowedError("split_none")
    if len(parts) > MOST:
        raise NotAllowedError("split_many")
    if case.joined_to:
        raise NotAllowedError("joined")
    if house.workflow[case.status].final:
        raise NotAllowedError("split_closed")
    if case.topic in parts or any(topic not in house.topics for topic in parts):
        raise NotAllowedError("split_topic")
    if any(unit and unit not in house.city.units for unit in parts.values()):
        raise NotAllowedError("unit")


async def _part(
    connection: AsyncConnection, house: House, case: Case, chat: int, topic: str, unit: str, by: str, now: datetime
) -> Case:
    """One further case: same citizen, place and words, but its own topic, unit and deadline."""
    about = house.topics[topic]
    told = {"words": case.words, "kind": case.kind, "urgency": about.urgency}
    code = codes.make(secrets.randbelow(10**8))
    made = new_case(code, about, told, case.where, case.chat, now, house.city, house.workflow, {})
    if unit:
        made = replace(made, unit=unit, alarm="")
    made = await near.marked(connection, house, made)
    event = Event("file", by, now, made.status, made.unit, more={"alarm": made.alarm, "from": case.code})
    return await filing.show(connection, house, replace(made, id=await case_store.add(connection, made, chat, event)))


def _told(house: House, case: Case, made: list[Case]) -> str:
    """One message with all new codes."""
    say = house.sentences.say
    lines = [
        say(
            "near.split_line", title=house.told(one), code=show_code(one.code), unit=house.unit(one.unit),
            due=day_hour(one.term.due),
        )
        for one in made
    ]  # fmt: skip
    return say("near.split", code=show_code(case.code), list="\n".join(lines))

"""Changes of content by an administrator: each checked, recorded with before and after, and told to every process."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Event, move
from cases.policy import Person
from desk import overlay, steps, tell
from desk.house import House
from errors import NotAllowedError
from storage import case_store, overrides, people
from storage.database import announce
from storage.overrides import Override


async def put(
    connection: AsyncConnection, house: House, person: Person, kind: str, key: str, value: Mapping[str, Any]
) -> None:  # fmt: skip
    """Makes a change; raises NotAllowedError with the reason if it can't be made, and then nothing has changed."""
    _allowed(person)
    await overrides.hold(connection, house.city.key)
    changes = await overrides.all_of(connection, house.city.key)
    new = Override(kind, key, value, f"staff:{person.id}")
    overlay.tried(house, changes, new)
    before = overlay.stored(changes, kind, key)
    if before and before.value == value:
        raise NotAllowedError("nothing")
    await overrides.put(connection, house.city.key, new)
    await _told(connection, person, kind, key, before.value if before else None, value)


async def remove(connection: AsyncConnection, house: House, person: Person, kind: str, key: str) -> None:
    """Takes a change back: what was shipped holds again."""
    _allowed(person)
    await overrides.hold(connection, house.city.key)
    before = overlay.stored(await overrides.all_of(connection, house.city.key), kind, key)
    if before is None:
        raise NotAllowedError("nothing")
    await overrides.remove(connection, house.city.key, kind, key)
    await _told(connection, person, kind, key, before.value, None)


def _allowed(person: Person) -> None:
    if not person.may("rules"):
        raise NotAllowedError("rules")


async def _told(
    connection: AsyncConnection, person: Person, kind: str, key: str, before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:  # fmt: skip
    await people.record(connection, f"staff:{person.id}", f"rules_{kind}", key=key, before=before, after=after)
    await announce(connection, overlay.NOTICE)


async def switch_off(
    connection: AsyncConnection, house: House, person: Person, key: str, successor: str, note: str, now: datetime
) -> int:  # fmt: skip
    """Switches a unit off; its open cases go to the successor, and their citizens are told; how many there were."""
    if not note.strip():
        raise NotAllowedError("needs_note")
    former = next((one for one in await overrides.all_of(connection, house.city.key) if one.key == key), None)
    names = former.value if former and former.kind == "unit" else {}
    await put(connection, house, person, "unit", key, {**names, "successor": successor})
    finals = tuple(one.key for one in house.workflow.statuses.values() if one.final)
    codes = await overrides.open_codes(connection, key, finals)
    for code in codes:
        await _hand_over(connection, house, person, code, successor, note, now)
    return len(codes)


async def _hand_over(
    connection: AsyncConnection, house: House, person: Person, code: str, unit: str, note: str, now: datetime
) -> None:  # fmt: skip
    """Refers one case to the successor of its unit; one that waits for somebody else goes on waiting, and quietly."""
    case = await case_store.by_code(connection, code, lock=True)
    working = case.status in house.workflow.needing_work
    status = house.workflow.after("refer").key if working else case.status
    event = Event("move", f"staff:{person.id}", now, status, unit, note)
    after = replace(move(case, event, house.workflow, house.city.working), review=case.review)
    await case_store.save(connection, after, event)
    if working:
        await steps.follow(connection, house, after, event, former=case.unit)
        return
    await tell.groups(connection, house, after, now, former=case.unit)
    await tell.panel(connection, after)

"""A result that the citizen refused again: only who inspects lets the unit tell the next one."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import DISPUTED, Case, Event
from cases.policy import Person
from desk import steps, tell
from desk.house import House
from errors import NotAllowedError
from storage import case_store


async def vouch(
    connection: AsyncConnection, house: House, person: Person, code: str, text: str, now: datetime
) -> Case:  # fmt: skip
    """The inspector has looked into it: what was seen stands in the history, and the unit may tell a result again."""
    case = await steps.spoken_of(connection, person, code, "inspect", text)
    if not case.disputed:
        raise NotAllowedError("undisputed")
    event = Event("vouch", f"staff:{person.id}", now, case.status, more={"text": text.strip()})
    alarm = "" if case.alarm == DISPUTED else case.alarm
    after = replace(case, disputed=False, alarm=alarm, changed=now, version=case.version + 1)
    await case_store.save(connection, after, event)
    await tell.groups(connection, house, after, now, anew=True)
    await tell.panel(connection, after)
    return after

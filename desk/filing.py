"""Filing a case: stored with its evidence and photos, shown to its units, all in the caller's transaction."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case, Event
from desk import near, rests, ringing, tell
from desk.house import House
from storage import case_store


async def file(
    connection: AsyncConnection, house: House, case: Case, chat: int, photos: tuple[str, ...],
    evidence: Mapping[str, Any], more: Mapping[str, Any] | None = None,
) -> Case:  # fmt: skip
    """Stores the case; its unit sees it at commit. `more` goes into the history: who wrote it down."""
    case = ringing.start(house, await near.marked(connection, house, case), case.filed)
    event = Event("file", "citizen", case.filed, case.status, case.unit, more={"alarm": case.alarm, **(more or {})})
    number = await case_store.add(connection, case, chat, event)
    await house.media.give(connection, photos, chat, number)
    await case_store.keep_evidence(connection, chat, number, str(evidence.get("model", "")), evidence)
    return await show(connection, house, replace(case, id=number))


async def show(connection: AsyncConnection, house: House, case: Case) -> Case:
    """Shows a new case to its units and to every open page."""
    await tell.groups(connection, house, case, case.filed)
    await tell.panel(connection, case)
    await rests.begin(connection, house, case, case.filed)
    return case

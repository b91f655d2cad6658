"""Filing a case: stored with its evidence and photos, shown to its units, all in the caller's transaction."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case, Event
from desk import ringing, tell
from desk.house import House
from storage import case_store


async def file(
    connection: AsyncConnection, house: House, case: Case, chat: int, photos: tuple[str, ...],
    evidence: Mapping[str, Any],
) -> Case:  # fmt: skip
    """Stores the case; its unit sees it at commit."""
    case = ringing.start(house, case, case.filed)
    event = Event("file", "citizen", case.filed, case.status, case.unit, more={"alarm": case.alarm})
    number = await case_store.add(connection, case, chat, event)
    case = replace(case, id=number)
    await house.media.give(connection, photos, chat, number)
    await case_store.keep_evidence(connection, chat, number, str(evidence.get("model", "")), evidence)
    await tell.groups(connection, house, case, case.filed)
    await tell.panel(connection, case)
    return case

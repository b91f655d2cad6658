"""What people who follow a case say of its result: kept, counted apart, and never without consequence."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import DOUBTED, Case, Event, may_reopen
from desk import answers, tell, voices
from desk.house import House
from errors import NotFoundError
from storage import case_store, follows

ASKED = "asked"
"""Marks that a follower was asked about the present result."""


async def echo(
    connection: AsyncConnection, house: House, chat: int, code: str, answer: str, now: datetime
) -> Case | None:  # fmt: skip
    """A follower's word: its citizen's own word decides, but a «not done» is an alarm; None if nothing is new."""
    case = await case_store.by_code(connection, code, lock=True)
    if not await follows.answered(connection, case.id or 0, chat, answer) or answer in ("", ASKED):
        return None
    event = Event("echo", "follower", now, more={"answer": answer})
    status = house.workflow[case.status]
    if answer in follows.UNHAPPY and status.counts == "silent" and may_reopen(case, now, house.workflow):
        return await answers.reopen(connection, house, case, event)
    after = case
    if answer in follows.UNHAPPY and status.asks == "feedback":
        after = replace(case, alarm=case.alarm or DOUBTED, changed=now, version=case.version + 1)
        await case_store.save(connection, after, event)
    else:
        await case_store.append(connection, case.id or 0, event)
    await tell.panel(connection, after)
    return after


async def explain(
    connection: AsyncConnection, house: House, chat: int, code: str, text: str, photos: tuple[str, ...], now: datetime
) -> Case:  # fmt: skip
    """Why a follower says that it isn't done: kept, and put before a person as the citizen's own reason is."""
    case = await case_store.by_code(connection, code, lock=True)
    if chat not in [one.chat for one in await follows.of_case(connection, case.id or 0)]:
        raise NotFoundError("case")
    await house.media.give(connection, photos, chat, case.id or 0)
    event = Event("echo_why", "follower", now, more={"text": text, "photos": list(photos)})
    await case_store.append(connection, case.id or 0, event)
    await voices.keep(connection, house, case, event, chat)
    await tell.panel(connection, case)
    return case

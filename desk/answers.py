"""What citizens do to their own cases: rate, object, add, withdraw, or stay silent."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import REVIEW, Case, Event, afresh, alarmed, may_reopen, move
from cases.filing import hours
from desk import tell
from desk.house import House
from errors import NotAllowedError, NotFoundError
from storage import case_store


async def _own(connection: AsyncConnection, chat: int, code: str) -> Case:
    case = await case_store.by_code(connection, code, lock=True)
    if await case_store.chat_of(connection, case.id or 0) != chat:
        raise NotFoundError("case")
    return case


async def _happen(connection: AsyncConnection, house: House, case: Case, what: str, event: Event) -> Case:
    after = move(case, replace(event, status=house.workflow.after(what).key), house.workflow, house.city.working)
    event = replace(event, status=after.status)
    await case_store.save(connection, after, event)
    await house.jobs.forget(connection, case.chat, "feedback", case.code)
    await tell.panel(connection, after)
    return after


async def rate(
    connection: AsyncConnection, house: House, chat: int, code: str, answer: str, now: datetime
) -> Case | None:
    """The citizen's word on a result: good closes, half and bad return it; None if it no longer matters."""
    case = await _own(connection, chat, code)
    if house.workflow[case.status].asks != "feedback":
        return None
    event = Event("rate", "citizen", now, more={"answer": answer})
    if answer == "good":
        after = await _happen(connection, house, case, "happy", event)
        await tell.groups(connection, house, after, now)
        return after
    return await _reopen(connection, house, case, event)


async def _reopen(connection: AsyncConnection, house: House, case: Case, event: Event) -> Case:
    begun = afresh(case, event.at, hours(house.topic(case)), house.city.working)
    after = await _happen(connection, house, replace(begun, reopened=case.reopened + 1), "unhappy", event)
    await case_store.set_asked(connection, case.id or 0, 0)
    await tell.groups(connection, house, after, event.at, anew=True)
    return after


async def object_to(connection: AsyncConnection, house: House, chat: int, code: str, text: str, now: datetime) -> Case:
    """«It isn't done»: reopened inside the window, else NotAllowedError; an open case gets the words."""
    case = await _own(connection, chat, code)
    event = Event("objection", "citizen", now, more={"text": text})
    if may_reopen(case, now, house.workflow):
        return await _reopen(connection, house, case, event)
    if house.workflow[case.status].final:
        raise NotAllowedError("window")
    await case_store.append(connection, case.id or 0, event)
    await tell.panel(connection, case)
    return case


async def add(
    connection: AsyncConnection, house: House, chat: int, code: str, what: str, text: str, photos: tuple[str, ...],
    now: datetime,
) -> Case:  # fmt: skip
    """Words or photos added by the citizen; an answer to a question of the unit sets the case moving again."""
    case = await _own(connection, chat, code)
    await house.media.give(connection, photos, chat, case.id or 0)
    event = Event(what, "citizen", now, more={"text": text, "photos": list(photos)})
    if house.workflow[case.status].asks == "information" and what == "add":
        after = await _happen(connection, house, case, "answer", event)
        await tell.groups(connection, house, after, now)
        return after
    await case_store.append(connection, case.id or 0, event)
    await tell.panel(connection, case)
    return case


async def withdraw(connection: AsyncConnection, house: House, chat: int, code: str, now: datetime) -> Case | None:
    """The citizen takes a case back; None if it was closed before."""
    case = await _own(connection, chat, code)
    if house.workflow[case.status].final:
        return None
    after = await _happen(connection, house, case, "withdraw", Event("withdraw", "citizen", now))
    await tell.groups(connection, house, after, now)
    return after


async def asked(
    connection: AsyncConnection, house: House, chat: int, code: str, now: datetime, reminder_days: int
) -> None:
    """Counts one more feedback question and sets the next reminder."""
    case = await _own(connection, chat, code)
    number = await case_store.asked(connection, case.id or 0)
    await case_store.set_asked(connection, case.id or 0, number + 1)
    await house.jobs.wake(connection, case.chat, now + timedelta(days=reminder_days), "feedback", code)


async def review(connection: AsyncConnection, house: House, chat: int, code: str, now: datetime) -> None:
    """The day of review has come: the case stands among the alarms until somebody takes a step."""
    case = await _own(connection, chat, code)
    event = Event("review", "house", now, case.status)
    after = replace(alarmed(case, REVIEW), changed=now, version=case.version + 1)
    await case_store.save(connection, after, event)
    await tell.groups(connection, house, after, now, anew=True)
    await tell.panel(connection, after)


async def unseen(connection: AsyncConnection, chat: int, code: str) -> None:
    """Not seen yet is no silence: the reminders begin anew."""
    case = await _own(connection, chat, code)
    await case_store.set_asked(connection, case.id or 0, 1)


async def silence(connection: AsyncConnection, house: House, chat: int, code: str, now: datetime) -> Case | None:
    """No answer after all reminders: closed, and counted apart from satisfied ones."""
    case = await _own(connection, chat, code)
    if house.workflow[case.status].asks != "feedback":
        return None
    event = Event("silence", "house", now)
    after = await _happen(connection, house, case, "silence", event)
    await tell.citizen(connection, house, after, replace(event, status=after.status))
    await tell.groups(connection, house, after, now)
    return after

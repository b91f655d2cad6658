"""The feedback question by telephone: the citizen's word, who called, and silence by the same rule as reminders."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case, Event
from cases.policy import Person
from desk import answers, tell
from desk.house import House
from errors import NotAllowedError, NotFoundError, StaleError
from storage import calls, case_store, claims, contacts, people
from storage.calls import LATER, MISSED, Wait
from storage.claims import CALL

PAUSE = timedelta(hours=20)
"""Whoever was not reached is called again on another day."""
ANSWERS = ("good", "half", "bad")


@dataclass(frozen=True, slots=True)
class Call:
    """A call that may be made now: about which case, to which number, and how often in vain before."""

    case: Case
    number: str
    tries: int


def _check(person: Person) -> None:
    if not (person.may("desk") and person.may("reporter")):
        raise NotAllowedError("reporter")


def waits(house: House, now: datetime) -> Wait:
    """What is due for a call at this moment."""
    before = now - timedelta(minutes=house.feedback_minutes)
    return Wait(house.workflow.asking("feedback"), before, now - PAUSE)


async def take(connection: AsyncConnection, house: House, person: Person, code: str, now: datetime) -> None:
    """Takes a call in hand, so that nobody else calls meanwhile; raises StaleError if a colleague has it."""
    _check(person)
    case = await case_store.by_code(connection, code)
    if not await _asked_by_call(connection, house, case):
        raise NotFoundError("call")
    if not await claims.take(connection, CALL, case.id or 0, person.id, now):
        raise StaleError(case.status)
    await people.record(connection, f"staff:{person.id}", "call", case=case.id)


async def held(connection: AsyncConnection, house: House, person: Person, code: str, now: datetime) -> Call:
    """The call that this person has in hand, with the number; raises NotFoundError for all others."""
    _check(person)
    case = await case_store.by_code(connection, code)
    number = case.id or 0
    if (await claims.holders(connection, CALL, now)).get(number) != person.id:
        raise NotFoundError("call")
    contact = await contacts.of_chat(connection, await case_store.chat_of(connection, number))
    if contact is None:
        raise NotFoundError("call")
    telephone = await contacts.read(connection, house.seal, contact.number) or ""
    return Call(case, telephone, await case_store.asked(connection, number))


async def record(
    connection: AsyncConnection, house: House, person: Person, code: str, answer: str, reason: str, now: datetime
) -> Case | None:
    """The citizen's word as it was said on the telephone; None if it no longer matters."""
    call = await held(connection, house, person, code, now)
    chat = await case_store.chat_of(connection, call.case.id or 0)
    await claims.drop(connection, CALL, call.case.id or 0)
    way = {"way": "call", "called_by": f"staff:{person.id}"}
    if answer == LATER:
        await answers.unseen(connection, chat, code)
        await _append(connection, call.case, Event(LATER, "citizen", now, more=way))
        return call.case
    if answer not in ANSWERS:
        raise NotAllowedError("nothing")
    after = await answers.rate(connection, house, chat, code, answer, now, way)
    if after and reason:
        await _append(connection, after, Event("reason", "citizen", now, more={"text": reason, **way}))
    return after


async def missed(connection: AsyncConnection, house: House, person: Person, code: str, now: datetime) -> Case | None:
    """Nobody answered; after as many attempts as there are questions in the chat, this is silence."""
    call = await held(connection, house, person, code, now)
    number = call.case.id or 0
    await claims.drop(connection, CALL, number)
    await _append(connection, call.case, Event(MISSED, f"staff:{person.id}", now))
    await case_store.set_asked(connection, number, call.tries + 1)
    if call.tries < house.workflow.reminders:
        return None
    return await answers.silence(connection, house, await case_store.chat_of(connection, number), code, now)


async def _append(connection: AsyncConnection, case: Case, event: Event) -> None:
    await case_store.append(connection, case.id or 0, event)
    await tell.panel(connection, case)


async def _asked_by_call(connection: AsyncConnection, house: House, case: Case) -> bool:
    contact = await contacts.of_chat(connection, await case_store.chat_of(connection, case.id or 0))
    return bool(contact and contact.called and house.workflow[case.status].asks == "feedback")


async def listed(
    connection: AsyncConnection, house: House, now: datetime
) -> tuple[list[Case], int, dict[int, int], dict[int, int]]:  # fmt: skip
    """Whom to call, how many in all, who of the staff has whom in hand, and how often each was called in vain."""
    wait = waits(house, now)
    found = await calls.due(connection, wait)
    tries = await calls.tries(connection, [case.id or 0 for case in found])
    holders = await claims.holders(connection, CALL, now)
    return found, await calls.count(connection, wait), dict(holders), dict(tries)

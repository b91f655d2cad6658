"""What citizens do to their own cases: rate, object, add, withdraw, or stay silent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import REVIEW, Case, Event, afresh, alarmed, may_reopen, move, refused
from desk import followers, joins, ladder, orders, ringing, tell, texts, voices
from desk.house import House
from dialogues.message import Reply
from errors import NotAllowedError, NotFoundError
from persian import code as show_code
from storage import case_store, follows


async def _own(connection: AsyncConnection, chat: int, code: str) -> Case:
    case = await case_store.by_code(connection, code)
    if case.joined_to:
        await follows.hold(connection, case.joined_to)
    case = await case_store.by_code(connection, code, lock=True)
    if await case_store.chat_of(connection, case.id or 0) != chat:
        raise NotFoundError("case")
    return case


async def _happen(connection: AsyncConnection, house: House, case: Case, what: str, event: Event) -> Case:
    alone, status = await joins.apart(connection, case), house.workflow.after(what, case.kind)
    after = move(alone, replace(event, status=status.key), house.workflow, house.city.working)
    if what == "unhappy":
        after = ringing.start(house, after, event.at)
    event = replace(event, status=after.status)
    await case_store.save(connection, after, event)
    if house.workflow[after.status].final:
        await orders.call_off(connection, after, event.at)
    await house.jobs.forget(connection, case.chat, "feedback", case.code)
    await tell.panel(connection, after)
    await followers.hear(connection, house, after, event)
    return after


async def rate(
    connection: AsyncConnection, house: House, chat: int, code: str, answer: str, now: datetime,
    way: Mapping[str, str] | None = None,
) -> Case | None:  # fmt: skip
    """The citizen's word on a result: good closes, half and bad return it; None if it no longer matters.

    Half and bad still matter where the house closed the case without a word, as long as the window is open.
    `way` goes into the history: a text message, or who called.
    """
    case = await _own(connection, chat, code)
    status = house.workflow[case.status]
    unheard = answer != "good" and status.counts == "silent" and may_reopen(case, now, house.workflow)
    if status.asks != "feedback" and not unheard:
        return None
    event = Event("rate", "citizen", now, more={"answer": answer, **(way or {})})
    if answer == "good":
        after = await _happen(connection, house, case, "happy", event)
        await tell.groups(connection, house, after, now)
        return after
    return await reopen(connection, house, case, event)


async def reopen(connection: AsyncConnection, house: House, case: Case, event: Event) -> Case:
    """An unhappy word brings a case back to its unit, with a new deadline."""
    begun = afresh(refused(case), event.at, house.hours(case), house.city.working, house.workflow.ladder)
    after = await _happen(connection, house, begun, "unhappy", event)
    await case_store.set_asked(connection, case.id or 0, 0)
    await tell.groups(connection, house, after, event.at, anew=True)
    return after


async def object_to(connection: AsyncConnection, house: House, chat: int, code: str, text: str, now: datetime) -> Case:
    """«It isn't done»: reopened inside the window, else NotAllowedError; an open case gets the words."""
    case = await _own(connection, chat, code)
    event = Event("objection", "citizen", now, more={"text": text})
    if may_reopen(case, now, house.workflow):
        after = await reopen(connection, house, case, event)
        await voices.keep(connection, house, after, event)
        return after
    if house.workflow[case.status].final:
        raise NotAllowedError("window")
    return await _said(connection, house, case, event)


async def _said(connection: AsyncConnection, house: House, case: Case, event: Event) -> Case:
    """Writes words into the history and sees to it that somebody reads them."""
    await case_store.append(connection, case.id or 0, event)
    await voices.keep(connection, house, case, event)
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
    if case.joined_to:
        beside = replace(event, by="follower", more={"text": text})
        await case_store.append(connection, case.joined_to, beside)
    elif house.workflow[case.status].asks == "information" and what == "add":
        after = await _happen(connection, house, case, "answer", event)
        await voices.keep(connection, house, after, event)
        await tell.groups(connection, house, after, now)
        return after
    return await _said(connection, house, case, event)


async def withdraw(connection: AsyncConnection, house: House, chat: int, code: str, now: datetime) -> Case | None:
    """The citizen takes a case back; None if it was closed before."""
    case = await _own(connection, chat, code)
    if house.workflow[case.status].final:
        return None
    await joins.bequeath(connection, house, case, now)
    after = await _happen(connection, house, case, "withdraw", Event("withdraw", "citizen", now))
    await tell.groups(connection, house, after, now)
    return after


async def leave(connection: AsyncConnection, house: House, chat: int, code: str, now: datetime) -> None:
    """A citizen says that their case is another one than the main case that staff joined it to."""
    await joins.leave(connection, house, await _own(connection, chat, code), "citizen", now)


async def asked(
    connection: AsyncConnection, house: House, chat: int, code: str, now: datetime, reminder_days: int
) -> None:
    """Counts one more feedback question and sets the next reminder, unless the result was just answered or refused."""
    case = await _own(connection, chat, code)
    if house.workflow[case.status].asks != "feedback":
        return
    number = await case_store.asked(connection, case.id or 0)
    await case_store.set_asked(connection, case.id or 0, number + 1)
    await house.jobs.wake(connection, case.chat, now + timedelta(days=reminder_days), "feedback", code)
    if text := await texts.question(connection, house, case):
        await tell.say(connection, house, text.chat, [text.reply], now)


async def review(connection: AsyncConnection, house: House, chat: int, code: str, now: datetime) -> None:
    """The day of review has come: the case stands among the alarms, and rung by rung, until somebody takes a step."""
    case = await _own(connection, chat, code)
    if "date" not in house.workflow[case.status].needs:
        return  # Staff took a step while the timer waited for the case.
    rings, rungs = await case_store.reviews(connection, case.id or 0), house.workflow.ladder
    here, then = rungs.reviewing(rings), rungs.reviewing(rings + 1)
    told = await ladder.call(connection, house, here, case, now, here.title) if here else 0
    event = Event("review", "house", now, case.status, more={"rung": here.key, "people": told} if here else {})
    after = replace(alarmed(case, REVIEW), unmanned=not told, changed=now, version=case.version + 1)
    await case_store.save(connection, after, event)
    if then:
        at = rungs.again(then, now, house.city.working)
        await house.jobs.wake(connection, case.chat, at, "review_again", case.code)
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
    if await follows.doubted(connection, case.id or 0):
        return await _doubted(connection, house, case, now)
    event = Event("silence", "house", now)
    after = await _happen(connection, house, case, "silence", event)
    await tell.citizen(connection, house, after, replace(event, status=after.status))
    await tell.groups(connection, house, after, now)
    return after


async def rest(connection: AsyncConnection, house: House, chat: int, code: str, now: datetime) -> Case | None:
    """Nothing more is owed and all was quiet: the house closes the case as heard; None if it was just moved on."""
    case = await _own(connection, chat, code)
    if case.status not in house.workflow.life(case.kind).rests:
        return None
    event = Event("hear", "house", now)
    after = await _happen(connection, house, case, "hear", event)
    await tell.citizen(connection, house, after, replace(event, status=after.status))
    await tell.groups(connection, house, after, now)
    return after


async def _doubted(connection: AsyncConnection, house: House, case: Case, now: datetime) -> Case:
    """Its citizen is silent, but somebody who follows it says that it is not done: then it is not closed."""
    after = await reopen(connection, house, case, Event("doubt", "house", now))
    text = house.sentences.say(
        "near.reopened", code=show_code(case.code), title=house.told(case), unit=house.unit(case.unit)
    )
    chat = await case_store.chat_of(connection, case.id or 0)
    await tell.say(connection, house, chat, [Reply(text)], now)
    return after

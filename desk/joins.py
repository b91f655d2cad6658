"""Several cases that are one: they join a main case, go along with it, and can leave again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case, Event, afresh
from cases.policy import Person
from desk import ringing, tell
from desk.house import House
from dialogues.message import Button, Reply
from errors import NotAllowedError, NotFoundError
from persian import code as show_code
from storage import case_store, follows

TIMERS = ("feedback", "review")


async def reached(connection: AsyncConnection, person: Person, code: str) -> Case:
    """A case held for this transaction, if the person may correct it; its main case is held before it."""
    case = await case_store.by_code(connection, code)
    if case.joined_to:
        await follows.hold(connection, case.joined_to)
    case = await case_store.by_code(connection, code, lock=True)
    if not person.reaches(case):
        raise NotFoundError("case")
    if not person.may_on("correct", case):
        raise NotAllowedError("correct")
    return case


async def join(
    connection: AsyncConnection, house: House, person: Person, main_code: str, codes: Sequence[str], now: datetime
) -> Case:
    """Joins cases to a main one; what is joined to it already stays as it is, so pressing twice does no harm.

    Raises NotFoundError, or NotAllowedError with the reason's key; then nothing is joined.
    """
    await follows.one_at_a_time(connection)
    main = await reached(connection, person, main_code)
    if main.joined_to or main.protected or house.workflow[main.status].final:
        raise NotAllowedError("join_main")
    wanted = sorted(set(codes) - {main_code})
    if not wanted:
        raise NotAllowedError("join_none")
    fresh = []
    for code in wanted:
        case = await reached(connection, person, code)
        if case.joined_to != main.id:
            _check(house, case)
            fresh.append(case)
    by = f"staff:{person.id}"
    for case in fresh:
        await _join(connection, house, case, main, by, now)
    if fresh:
        event = Event("joined", by, now, more={"cases": [case.code for case in fresh]})
        await case_store.append(connection, main.id or 0, event)
        await tell.panel(connection, main)
    return main


def _check(house: House, case: Case) -> None:
    status = house.workflow[case.status]
    if case.protected or case.joined_to or status.final or status.asks == "feedback":
        raise NotAllowedError("join_open")


async def _join(
    connection: AsyncConnection, house: House, case: Case, main: Case, by: str, now: datetime
) -> None:  # fmt: skip
    """One case joins; whatever was joined to it or followed it comes along."""
    for one in await follows.joined(connection, case.id or 0, lock=True):
        again = replace(one, joined_to=main.id, version=one.version + 1)
        await case_store.save(connection, again, Event("join", by, now, more={"to": main.code}))
    was = {"to": main.code, "status": case.status, "unit": case.unit, "also": list(case.also), "rang": bool(case.ring)}
    after = replace(_alongside(case, main, now), joined_to=main.id, alarm="")
    await case_store.save(connection, after, Event("join", by, now, more=was))
    await follows.inherit(connection, case.id or 0, main.id or 0)
    chat = await case_store.chat_of(connection, case.id or 0)
    if chat != await case_store.chat_of(connection, main.id or 0):
        await follows.add(connection, main.id or 0, chat)
    for timer in TIMERS:
        await house.jobs.forget(connection, case.chat, timer, case.code)
    await _question(connection, house, after, now)
    values = {"code": show_code(case.code), "title": house.told(case), "main": show_code(main.code)}
    buttons = ((Button(house.sentences.button("near.leave"), f"c:leave:{case.code}"),),)
    await tell.say(connection, house, chat, [Reply(house.sentences.say("near.joined", **values), buttons)], now)
    await _shown(connection, house, after, case.unit, now)


async def _shown(connection: AsyncConnection, house: House, case: Case, former: str, now: datetime) -> None:
    await tell.groups(connection, house, case, now, former=former if former != case.unit else "")
    await tell.panel(connection, case)


def _alongside(case: Case, main: Case, now: datetime) -> Case:
    """A joined case where its main one stands."""
    return replace(
        case, status=main.status, unit=main.unit, also=main.also, term=main.term, stopped=main.stopped,
        review=main.review, changed=now, version=case.version + 1, ring=None, rings=0,
    )  # fmt: skip


async def go_along(connection: AsyncConnection, house: House, main: Case, event: Event, tells: bool = True) -> None:
    """Joined cases take each step of their main one, and their citizens hear it of their own case if it `tells`.

    Only the end is their own: a joined case is closed by the word of its own citizen, or by the silence rule.
    """
    if house.workflow[main.status].final:
        return
    for case in await follows.joined(connection, main.id or 0, lock=True):
        if house.workflow[case.status].final:
            continue
        after = _alongside(case, main, event.at)
        unit = after.unit if after.unit != case.unit else ""
        moved = Event("main", "house", event.at, after.status, unit, event.note, {**event.more, "main": main.code})
        await case_store.save(connection, after, moved)
        await tell.panel(connection, after)
        if tells:
            await _news(connection, house, after, event)


async def _news(connection: AsyncConnection, house: House, case: Case, event: Event) -> None:
    await house.jobs.forget(connection, case.chat, "feedback", case.code)
    await _question(connection, house, case, event.at)
    if text := tell.words(house, case, event, followers=True):
        details = Button(house.sentences.button("cards.details"), f"c:details:{case.code}")
        chat = await case_store.chat_of(connection, case.id or 0)
        await tell.say(connection, house, chat, [Reply(text, ((details,),))], event.at)


async def _question(connection: AsyncConnection, house: House, case: Case, now: datetime) -> None:
    """The citizen of a joined case is asked about a result as if it were alone."""
    if house.workflow[case.status].asks == "feedback":
        await case_store.set_asked(connection, case.id or 0, 0)
        at = now + timedelta(minutes=house.feedback_minutes)
        await house.jobs.wake(connection, case.chat, at, "feedback", case.code)


async def apart(connection: AsyncConnection, case: Case) -> Case:
    """A case that stands for itself from now on: its citizen has spoken for it alone; it is not stored yet."""
    if case.joined_to is None:
        return case
    await follows.mute(connection, case.joined_to, await case_store.chat_of(connection, case.id or 0))
    return replace(case, joined_to=None)


async def leave(connection: AsyncConnection, house: House, case: Case, by: str, now: datetime) -> Case:
    """A joined case goes its own way again from where it stood before, with a new deadline; its citizen is told."""
    if case.joined_to is None or house.workflow[case.status].final:
        raise NotAllowedError("not_joined")
    events = await case_store.history(connection, case.id or 0)
    was = next(event.more for event in reversed(events) if event.what == "join" and "status" in event.more)
    status = house.workflow[was["status"]]
    alone = replace(
        await apart(connection, case), status=status.key, unit=was["unit"], also=tuple(was["also"]), review=None,
        changed=now, version=case.version + 1,
    )  # fmt: skip
    after = afresh(alone, now, house.hours(alone), house.city.working, house.workflow.ladder)
    after = after if status.clock else replace(after, stopped=now)
    after = ringing.start(house, after, now) if was.get("rang") else after
    await case_store.save(connection, after, Event("leave", by, now, after.status, after.unit))
    await house.jobs.forget(connection, case.chat, "feedback", case.code)
    text = house.sentences.say("near.left", code=show_code(case.code), title=house.told(case), status=status.title)
    await tell.say(connection, house, await case_store.chat_of(connection, case.id or 0), [Reply(text)], now)
    await _shown(connection, house, after, case.unit, now)
    return after


async def bequeath(connection: AsyncConnection, house: House, main: Case, now: datetime) -> None:
    """The main case is taken back by its citizen: the oldest joined one takes its place for all the others."""
    waiting = await follows.joined(connection, main.id or 0, lock=True)
    heirs = [case for case in waiting if not house.workflow[case.status].final]
    if not heirs:
        return
    heir = replace(heirs[0], joined_to=None, alarm=main.alarm, changed=now, version=heirs[0].version + 1)
    if heir.urgency == main.urgency:
        # It has stood where the main case stood, so its rungs and its ring are those of the main case too.
        heir = replace(heir, rung=main.rung, bell=main.bell, ring=main.ring, rings=main.rings)
    await case_store.save(connection, heir, Event("leave", "house", now, heir.status, more={"main": main.code}))
    for case in heirs[1:]:
        after = replace(case, joined_to=heir.id, version=case.version + 1)
        await case_store.save(connection, after, Event("join", "house", now, more={"to": heir.code}))
        await tell.panel(connection, after)
    await follows.inherit(connection, main.id or 0, heir.id or 0)
    if heir.review and "date" in house.workflow[heir.status].needs:
        await house.jobs.wake(connection, heir.chat, heir.review, "review", heir.code)
    await tell.groups(connection, house, heir, now, anew=True)
    await tell.panel(connection, heir)

"""Telling people: the citizen in the same chat, the unit in its group, the panel at once."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import REVIEW, WARNED, Case, Event
from desk import texts
from desk.house import House
from dialogues import quiet
from dialogues.message import Button, Reply
from persian import code as show_code
from persian import count, day, day_hour, persian_digits
from storage import case_store, mutes, people, talks
from storage.database import announce


async def panel(connection: AsyncConnection, case: Case) -> None:
    """Announces a changed case to every open page."""
    await announce(connection, f"case {case.id}")


async def say(
    connection: AsyncConnection, house: House, chat: int, replies: list[Reply], now: datetime,
    case: int | None = None, hold: datetime | None = None,
) -> None:  # fmt: skip
    """Puts replies for any chat into the outbox; they are sent right after the commit, or not before `hold`."""
    key = await talks.chat_key(connection, chat)
    await talks.say_lines(connection, chat, replies, case, hold)
    await house.jobs.deliver(connection, key, hold or now)
    await announce(connection, f"send {key}")


def morning(house: House, case: Case, now: datetime) -> datetime | None:
    """Until when news of a case wait, because it is night; None for now. Emergencies never wait."""
    return None if case.urgency == "emergency" else quiet.ends(now, house.pace)


def words(house: House, case: Case, event: Event, followers: bool = False) -> str:
    """The sentence that a status tells the citizen or followers, with the unit's own words; empty if there is none."""
    status = house.workflow[case.status]
    tells = (status.tells_followers if followers else "") or status.tells
    opinion = status.opinions.get(str(event.more.get("opinion")))
    text = tells.format(
        code=show_code(case.code), title=house.told(case), unit=house.unit(case.unit), note=event.note,
        due=day_hour(case.term.due), date=day(case.review) if case.review else "",
        opinion=opinion.tells if opinion else "",
    )  # fmt: skip
    return text.strip()


async def citizen(connection: AsyncConnection, house: House, case: Case, event: Event) -> None:
    """Tells the citizen what a status tells, with the unit's own sentence."""
    text = words(house, case, event)
    chat = await case_store.chat_of(connection, case.id or 0)
    if not text or await spared(connection, house, case, chat):
        return
    buttons = [Button(house.sentences.button("cards.details"), f"c:details:{case.code}")]
    if house.workflow[case.status].asks == "information":
        buttons.insert(0, Button(house.sentences.button("cards.answer"), f"c:add:{case.code}"))
    shown = event if not case.protected else replace(event, more={})
    hold = morning(house, case, event.at)
    await say(connection, house, chat, pictured(text, (tuple(buttons),), shown), event.at, hold=hold)
    if short := await texts.news(connection, house, case):
        await say(connection, house, short.chat, [short.reply], event.at, hold=hold)


async def news(connection: AsyncConnection, house: House, case: Case, reply: Reply, now: datetime) -> None:
    """Something that the citizen did not ask for just now: at night it waits, and whoever muted news is spared it."""
    chat = await case_store.chat_of(connection, case.id or 0)
    if await mutes.muted(connection, chat, case.code):
        return
    await say(connection, house, chat, [reply], now, hold=morning(house, case, now))


def pictured(text: str, buttons: tuple[tuple[Button, ...], ...], event: Event) -> list[Reply]:
    """News with the photos of the work that the event brought: the words stand under the first one."""
    first, *further = event.more.get("photos") or [None]
    return [Reply(text, buttons, photo=first), *(Reply("", photo=one) for one in further)]


async def spared(connection: AsyncConnection, house: House, case: Case, chat: int) -> bool:
    """Whether a chat that muted its news is spared this one: never a question, never a result."""
    return house.workflow[case.status].quiet and await mutes.muted(connection, chat, case.code)


def card(house: House, case: Case) -> Reply:
    """What a unit's group sees: no words of the citizen, no address, nobody's name."""
    sentences, status = house.sentences, house.workflow[case.status]
    flag = _clock_flag(house, case)
    flag += sentences.say("staff.card_urgent") if case.urgency != "normal" else ""
    if case.reopened and status.clock:
        flag += sentences.say("staff.card_reopened")
    if case.alarm == WARNED:
        flag += sentences.say("staff.card_warned")
    text = sentences.say(
        "staff.card", flag=flag, code=show_code(case.code), title=house.title(case), place=house.area(case),
        kind=sentences.table("report", "kinds")[case.kind], status=status.title, due=day_hour(case.term.due),
    )  # fmt: skip
    if case.followers:
        text = sentences.say("staff.card_followers", card=text, n=count(case.followers))
    if case.joined_to:
        return Reply(sentences.say("staff.card_joined", card=text))
    acts = [(act, house.workflow.after(event, case.kind)) for act, event in (("accept", "accept"), ("done", "finish"))]
    may = [(act, to) for act, to in acts if to.key in status.next and to.fits(case.kind)]
    row = [Button(to.button, f"s:{act}:{case.code}") for act, to in may]
    if not status.final:
        row.append(Button(sentences.button("staff.refer"), f"s:refer:{case.code}"))
    return Reply(text, (tuple(row),) if row else ())


def _clock_flag(house: House, case: Case) -> str:
    """What the clock says of a case: it rings, its deadline is near or over, its day of review has come."""
    say, climbed = house.sentences.say, house.workflow.ladder.of(case.urgency)[: case.rung]
    if case.ring and case.rings:
        return say("clock.card_ring", n=persian_digits(case.rings))
    if case.alarm == REVIEW:
        return say("clock.card_review")
    if not climbed or not house.workflow[case.status].clock:
        return ""
    return say("clock.card_late" if climbed[-1].share >= 1 else "clock.card_soon")


async def groups(
    connection: AsyncConnection, house: House, case: Case, now: datetime, anew: bool = False, former: str = ""
) -> None:
    """Sends the card to the groups of the case's units, or edits the one already there."""
    here = await people.groups_of(connection, (case.unit, *case.also))
    left = await people.groups_of(connection, [former]) if former else []
    for chat in dict.fromkeys(here + left):
        sent = await talks.card_line(connection, chat, case.id or 0)
        reply = card(house, case)
        if chat not in here:
            reply = Reply(reply.text)
        if sent and not (anew and chat in here):
            reply = Reply(reply.text, reply.buttons, edits=sent)
        if sent or chat in here:
            if await talks.outdate(connection, chat, case.id or 0):
                # A new card was to come in the morning: it still does, as the case is now.
                reply = Reply(reply.text, reply.buttons)
            hold = morning(house, case, now) if house.pace.group_quiet and not reply.edits else None
            await say(connection, house, chat, [reply], now, case.id, hold)

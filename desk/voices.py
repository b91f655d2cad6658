"""The citizen's own words are put before a person: kept until read, answered if there is something to say."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case, Event
from cases.policy import Person
from desk import tell
from desk.house import House
from dialogues.message import Button, Reply
from errors import NotAllowedError, NotFoundError
from persian import code as show_code
from storage import case_store, voices
from storage.voices import Voice

MUST_BE_READ = ("reason", "objection", "why", "echo_why")
"""What a citizen says of a result, or asks about it; anything else added is only marked as new."""


async def keep(
    connection: AsyncConnection, house: House, case: Case, event: Event, follower: int | None = None
) -> None:
    """Sees to it that somebody reads an event just written; reasons that were only tapped are counted, not read.

    `follower` is the chat of somebody who follows the case: an answer then goes there, not to its citizen.
    """
    if event.what not in MUST_BE_READ:
        await case_store.set_added(connection, case.id or 0, event.at)
        return
    tapped = event.more.get("text", "") in house.sentences.table("feedback", "reasons").values()
    if event.more.get("photos") or (event.more.get("text") and not tapped):
        await voices.put(connection, case, event.at, follower)


async def looked(connection: AsyncConnection, person: Person, case: Case) -> None:
    """Somebody who works on the case has opened it: what was added is no longer new."""
    if case.added and person.may_on("work", case):
        await case_store.set_added(connection, case.id or 0, None)
        await tell.panel(connection, case)


async def read(
    connection: AsyncConnection, house: House, person: Person, id: int, now: datetime, answer: str = ""
) -> Voice:
    """Marks words as read by this person; an answer goes into the history and to the citizen, muted or not."""
    voice = await voices.by_id(connection, id)
    if not person.reaches(voice.case):
        raise NotFoundError("voice")
    if not person.may_on("listen", voice.case):
        raise NotAllowedError("listen")
    if voice.read and not answer:
        return voice
    await voices.settle(connection, id, person.id, now, answer or voice.answer)
    if answer:
        await _answer(connection, house, person, voice, answer, now)
    await tell.panel(connection, voice.case)
    return voice


async def _answer(
    connection: AsyncConnection, house: House, person: Person, voice: Voice, text: str, now: datetime
) -> None:  # fmt: skip
    case, by = voice.case, f"staff:{person.id}"
    event = Event("echo_reply", by, now, more={"text": text}) if voice.follower else Event("reply", by, now, note=text)
    await case_store.append(connection, case.id or 0, event)
    words = house.sentences.say(
        "feedback.reply", unit=house.unit(case.unit), code=show_code(case.code), title=house.told(case), text=text
    )
    buttons = ((Button(house.sentences.button("cards.details"), f"c:details:{case.code}"),),)
    chat = voice.follower or await case_store.chat_of(connection, case.id or 0)
    await tell.say(connection, house, chat, [Reply(words, buttons)], now)

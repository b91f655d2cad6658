"""Citizens who asked for a human: the operator writes in the same chat, and hands back to the bot."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.policy import Person
from desk import tell
from desk.house import House
from dialogues.message import Reply
from errors import NotAllowedError
from storage import claims, people, talks
from storage.claims import TALK
from storage.database import announce


def _check(person: Person) -> None:
    if not person.may("desk"):
        raise NotAllowedError("desk")


async def answer(
    connection: AsyncConnection, house: House, person: Person, chat: int, text: str, now: datetime
) -> None:  # fmt: skip
    """Writes to a citizen as the operator; the person's name is not told. Not while a colleague answers."""
    _check(person)
    if not await claims.take(connection, TALK, chat, person.id, now):
        raise NotAllowedError("held")
    words = house.sentences.say("talk.operator_says", text=text.strip())
    await tell.say(connection, house, chat, [Reply(words)], now)
    await people.record(connection, f"staff:{person.id}", "answer", chat=chat)
    await announce(connection, f"talk {chat}")


async def claim(connection: AsyncConnection, person: Person, chat: int, now: datetime) -> None:
    """Takes a talk in hand, also out of a colleague's; everybody at the desk sees it at once."""
    _check(person)
    await claims.take(connection, TALK, chat, person.id, now, over=True)
    await people.record(connection, f"staff:{person.id}", "claim", chat=chat)
    await announce(connection, f"talk {chat}")


async def hand_back(connection: AsyncConnection, house: House, person: Person, chat: int, now: datetime) -> None:
    """Ends the operator's part; the conversation itself says so to the citizen, in its proper order."""
    _check(person)
    key = await talks.chat_key(connection, chat)
    await talks.set_waiting(connection, chat, None)
    await claims.drop(connection, TALK, chat)
    await house.jobs.wake(connection, key, now, "operator", str(int(now.timestamp())))
    await people.record(connection, f"staff:{person.id}", "hand_back", chat=chat)
    await announce(connection, f"talk {chat}")

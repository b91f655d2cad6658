"""What a unit's group may ask for: its late cases, its day, and what can be asked; for linked members only."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.policy import Person
from desk import digest
from desk.house import House
from dialogues.message import Message
from persian import join
from storage import people, watch_list
from storage.case_list import Filter
from storage.talks import Talk

ASKED = ("late", "today", "help")


def asked(message: Message, house: House) -> str:
    """What a message in a group asks for; empty if it is no command of ours."""
    word = message.text.strip().partition(" ")[0].partition("@")[0]
    if not word.startswith("/"):
        return ""
    return next((name for name in ASKED if house.sentences.means(f"clock.{name}", word)), "")


async def answer(
    connection: AsyncConnection, house: House, talk: Talk, message: Message, person: Person | None, now: datetime
) -> str:
    """The answer: only about units whose group this is and which the member reaches; a refusal is recorded."""
    what, units = asked(message, house), await watch_list.units_of(connection, talk.id)
    if what == "help" or not units:
        return house.sentences.say("clock.help" if units else "clock.help_unbound")
    if person is None:
        await people.record(connection, f"{message.chat.channel}:{message.sender}", "refused_list", chat=talk.id)
        return house.sentences.say("clock.list_not_linked")
    mine = units & person.units if person.role.scope == "units" else units
    if not mine or not person.may("see"):
        await people.record(connection, f"staff:{person.id}", "refused_list", chat=talk.id)
        return house.sentences.say("clock.list_not_yours")
    by = Filter(units=mine, topics=person.role.topics if person.role.scope == "tags" else None)
    name = join([house.unit(key) for key in sorted(mine)])
    tell = digest.late if what == "late" else digest.today
    return await tell(connection, house, by, name, now)

"""A unit's day in its group: the numbers of the morning, what is late and what is due, without personal data."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case
from desk import caution_news, tell
from desk.house import House
from dialogues.message import Reply
from persian import TEHRAN, count, day, persian_digits
from persian import code as show_code
from storage import digests, people, watch_list
from storage.case_list import Filter
from storage.database import Database
from storage.watch_list import Day

SHOWN = 10
"""Cases of one list; longer ones are for the page."""
PARTS = ("ringing", "new", "due", "late", "objected", "waiting")
UNITS = (("day", 1440), ("hour", 60), ("minute", 1))


def tonight(now: datetime) -> datetime:
    """The end of today in the city."""
    return datetime.combine(now.astimezone(TEHRAN).date() + timedelta(days=1), time(), TEHRAN)


async def units(database: Database, house: House, now: datetime) -> Sequence[str]:
    """Units whose group has not had today's overview, once the office is open."""
    if not house.city.working.open(now):
        return ()
    async with database.transaction() as connection:
        return await digests.untold(connection, now.astimezone(TEHRAN).date())


async def tell_unit(connection: AsyncConnection, house: House, unit: str, now: datetime) -> bool:
    """Tells a unit of its day, once; a day without work is not worth a message."""
    if not await digests.first(connection, unit, now.astimezone(TEHRAN).date()):
        return False
    found = await numbers(connection, house, Filter(units=frozenset([unit])), now)
    lines = _lines(house, found) if any(getattr(found, part) for part in PARTS) else []
    if lines := [*lines, *await caution_news.today(connection, house, unit, now)]:
        head = house.sentences.say("clock.today", day=day(now), unit=house.unit(unit))
        for chat in await people.groups_of(connection, [unit]):
            await tell.say(connection, house, chat, [Reply("\n".join([head, *lines]))], now)
    return True


async def numbers(connection: AsyncConnection, house: House, by: Filter, now: datetime) -> Day:
    """The numbers of today."""
    return await watch_list.day(connection, by, house.workflow, now, tonight(now))


def _lines(house: House, found: Day) -> list[str]:
    say = house.sentences.say
    made = [say(f"clock.{part}", n=count(number)) for part in PARTS if (number := getattr(found, part))]
    return made or [say("clock.calm")]


async def today(connection: AsyncConnection, house: House, by: Filter, name: str, now: datetime) -> str:
    """Today on demand: the numbers, and the cases that are due today."""
    found = await numbers(connection, house, by, now)
    lines = [house.sentences.say("clock.today_asked", day=day(now), unit=name), *_lines(house, found)]
    due = await watch_list.urgent_first(connection, by, house.workflow, now, tonight(now), SHOWN)
    if due:
        lines += [house.sentences.say("clock.due_list"), *_listed(house, due, found.due, now)]
    return "\n".join(lines)


async def late(connection: AsyncConnection, house: House, by: Filter, name: str, now: datetime) -> str:
    """The cases whose deadline is over, longest first."""
    found = await watch_list.urgent_first(connection, by, house.workflow, None, now, SHOWN)
    if not found:
        return house.sentences.say("clock.late_none", unit=name)
    whole = (await numbers(connection, house, by, now)).late
    return "\n".join([house.sentences.say("clock.late_list", unit=name), *_listed(house, found, whole, now)])


def _listed(house: House, cases: Sequence[Case], whole: int, now: datetime) -> list[str]:
    say = house.sentences.say
    lines = [
        say("clock.line", number=persian_digits(number), code=show_code(case.code), title=house.title(case),
            place=house.area(case), due=span(house, case.term.due, now))
        for number, case in enumerate(cases, 1)
    ]  # fmt: skip
    return lines + ([say("clock.more", n=count(whole - len(cases)))] if whole > len(cases) else [])


def span(house: House, due: datetime, now: datetime) -> str:
    """How late it is, or how much time is left, in the largest unit that fits."""
    minutes = int(abs((due - now).total_seconds()) // 60)
    name, size = next(((name, size) for name, size in UNITS if minutes >= size), UNITS[-1])
    which = "over" if due <= now else "left"
    return house.sentences.say(f"clock.{which}_{name}", n=persian_digits(minutes // size))

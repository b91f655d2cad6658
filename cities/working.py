"""When the offices of a city work: hours of each weekday and holidays; counts office time between moments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import jdatetime

from content import Faults, Node
from persian import TEHRAN

WEEK = ("saturday", "sunday", "monday", "tuesday", "wednesday", "thursday", "friday")
SATURDAY = 5
"""Number of the week's first day, as Python counts weekdays."""
DAY = timedelta(days=1)
LONGEST = 3660
"""Days after which a search for office time is given up: a city that never opens."""
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Working:
    """Office hours of the seven days from Saturday on (None: closed), and the days on which nobody works."""

    week: tuple[Span | None, ...]
    holidays: frozenset[date]

    @property
    def day(self) -> timedelta:
        """The office time of the longest day."""
        return max(_length(span) for span in self.week if span)

    def open(self, now: datetime) -> bool:
        """Whether the offices are open at a moment."""
        opens, _ = next(self._open(now), (None, None))
        return opens is not None and opens <= now

    def closing(self, day: date) -> datetime | None:
        """When the offices close on a day; None on a free one."""
        begin = datetime.combine(day, time.min, TEHRAN)
        _, closes = next(self._open(begin), (None, None))
        return closes if closes and closes.date() == day else None

    def between(self, begin: datetime, end: datetime) -> timedelta:
        """The office time between two moments; nothing if the second is not later."""
        total = timedelta()
        if end <= begin:
            return total
        for opens, closes in self._open(begin):
            if opens >= end:
                break
            total += min(closes, end) - max(opens, begin)
        return total

    def after(self, begin: datetime, needed: timedelta) -> datetime:
        """The moment at which so much office time has passed since another."""
        for opens, closes in self._open(begin):
            start = max(opens, begin)
            if start + needed <= closes:
                return (start + needed).astimezone(begin.tzinfo)
            needed -= closes - start
        return begin + needed

    def _open(self, begin: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The spans of office time that end after a moment, in order."""
        first = begin.astimezone(TEHRAN).date()
        for day in (first + DAY * number for number in range(LONGEST)):
            span = self.week[(day.weekday() - SATURDAY) % len(WEEK)]
            if span and day not in self.holidays:
                opens, closes = (datetime.combine(day, at, TEHRAN) for at in span)
                if closes > begin:
                    yield opens, closes


def _length(span: Span) -> timedelta:
    return datetime.combine(date.min, span[1]) - datetime.combine(date.min, span[0])


def span(text: str) -> Span | None:
    """Office hours of a day from text like «07:30-16:00»; None for a free day; raises ValueError."""
    if not text:
        return None
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError(text)
    opens, closes = (time(int(found[at]), int(found[at + 1])) for at in (1, 3))
    if opens >= closes:
        raise ValueError(text)
    return opens, closes


def read(node: Node, holidays: Node, faults: Faults) -> Working | None:
    """Office hours from `working` of city.yml and the Jalali days of holidays.yml."""
    if not faults.keys(node, (), WEEK):
        return None
    found = {name: _span(node, name, faults) for name in node}
    if not any(found.values()):
        faults.add(node, "a city must work on some day of the week")
        return None
    days = (_day(str(one), holidays, faults) for one in holidays.get("days", ()))
    return Working(tuple(found.get(name) for name in WEEK), frozenset(filter(None, days)))


def _span(node: Node, name: str, faults: Faults) -> Span | None:
    try:
        return span(str(node[name]) or "-")
    except ValueError:
        faults.add(node, f'office hours of {name} must be like "07:30-16:00"', name)
        return None


def _day(text: str, node: Node, faults: Faults) -> date | None:
    try:
        made: date = jdatetime.date(*map(int, text.split("/"))).togregorian()
    except (TypeError, ValueError):
        faults.add(node, f"«{text}» is no Jalali day like 1405/01/13", "days")
        return None
    return made

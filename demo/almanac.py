"""The office hours of some years, counted once: the same answers as cities/working.py, a hundred times as fast."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate

from cities.working import DAY, SATURDAY, WEEK, Working
from persian import TEHRAN


@dataclass(frozen=True)
class Almanac(Working):
    """Office hours as seconds: when each span opens and closes, and how much had passed at its end."""

    opens: tuple[float, ...] = ()
    closes: tuple[float, ...] = ()
    passed: tuple[float, ...] = ()

    @cached_property
    def day(self) -> timedelta:
        """The office time of the longest day."""
        return super().day

    def between(self, begin: datetime, end: datetime) -> timedelta:
        """The office time between two moments; nothing if the second is not later."""
        return timedelta(seconds=max(self._at(end.timestamp()) - self._at(begin.timestamp()), 0))

    def after(self, begin: datetime, needed: timedelta) -> datetime:
        """The moment at which so much office time has passed since another."""
        wanted = self._at(begin.timestamp()) + needed.total_seconds()
        span = bisect_left(self.passed, wanted)
        if not needed or span == len(self.passed):
            return super().after(begin, needed)
        return datetime.fromtimestamp(self.closes[span] - (self.passed[span] - wanted), begin.tzinfo)

    def _at(self, moment: float) -> float:
        """The office time that had passed at a moment."""
        span = bisect_right(self.opens, moment) - 1
        if span < 0:
            return 0
        return self.passed[span] - max(self.closes[span] - moment, 0)


def almanac(working: Working, first: date, days: int) -> Almanac:
    """The office hours of so many days from one on."""
    spans = []
    for day in (first + DAY * number for number in range(days)):
        span = working.week[(day.weekday() - SATURDAY) % len(WEEK)]
        if span and day not in working.holidays:
            spans.append([datetime.combine(day, at, TEHRAN).timestamp() for at in span])
    return Almanac(
        working.week, working.holidays, tuple(opens for opens, _ in spans), tuple(closes for _, closes in spans),
        tuple(accumulate(closes - opens for opens, closes in spans)),
    )  # fmt: skip

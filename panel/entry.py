"""What staff type into forms, read with care: days, searches, texts."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import jdatetime

from cases.templates import blanks
from cities.units import Unit
from errors import NotAllowedError
from persian import TEHRAN, fold, jalali, latin_digits, persian_digits
from topics.tree import Topic

NOTE_LIMIT = 1500
"""Letters of a sentence to a citizen; messengers take 4096 with everything around it."""
YEARS = 10
FOUND = 12
MORNING = 9
"""The hour at which a day of review begins."""


def read_day(text: str, at: datetime) -> datetime | None:
    """A Jalali day YYYY/MM/DD after today, as the moment when its office hours begin; None if nothing was written.

    Raises NotAllowedError("bad_date") for anything that is no such day.
    """
    plain = latin_digits(text).strip().replace("-", "/")
    if not plain:
        return None
    try:
        year, month, day = (int(part) for part in plain.split("/"))
        found = jdatetime.date(year, month, day).togregorian()
    except ValueError as error:
        raise NotAllowedError("bad_date") from error
    today = at.astimezone(TEHRAN).date()
    if not today < found <= today + timedelta(days=366 * YEARS):
        raise NotAllowedError("bad_date")
    return datetime(found.year, found.month, found.day, MORNING, tzinfo=TEHRAN)


def near_days(at: datetime) -> Sequence[tuple[int, str]]:
    """Days that are often meant, one, three, six and twelve months from now, ready to be put into the field."""
    days = ((months, jalali(at + timedelta(days=30 * months + months // 2))) for months in (1, 3, 6, 12))
    return [(months, persian_digits(f"{day.year}/{day.month:02d}/{day.day:02d}")) for months, day in days]


def read_text(text: str, needed: bool = False) -> str:
    """A text without blank ends; raises NotAllowedError("long"), or ("nothing") when one is needed."""
    if len(text) > NOTE_LIMIT:
        raise NotAllowedError("long")
    if needed and not text.strip():
        raise NotAllowedError("nothing")
    return text.strip()


def read_note(text: str) -> str:
    """A sentence for a citizen; raises NotAllowedError("blank") while a blank of a ready sentence is not filled in."""
    note = read_text(text)
    if blanks(note):
        raise NotAllowedError("blank")
    return note


def _all_in(query: str, text: str) -> bool:
    """Whether a text holds every word; a number counts only whole, so that 6 does not find 16."""
    folded = fold(text)
    words = folded.split()
    return all(word in (words if word.isdecimal() else folded) for word in fold(query).split())


def find_units(query: str, units: Iterable[Unit], region: int | None) -> Sequence[Unit]:
    """Units whose names hold every word; those of the case's own region and of the whole city first."""
    found = [unit for unit in units if _all_in(query, f"{unit.title} {unit.short}")]
    return sorted(found, key=lambda unit: (unit.region != region, unit.region is not None))[:FOUND]


def find_topics(query: str, topics: Iterable[Topic]) -> Sequence[Topic]:
    """Topics whose title, names or code hold every word; titles before names."""
    if not query.strip():
        return []
    found = [one for one in topics if _all_in(query, f"{one.code} {one.title} {' '.join(one.names)}")]
    return sorted(found, key=lambda one: not _all_in(query, one.title))[:FOUND]

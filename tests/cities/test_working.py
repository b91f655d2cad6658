"""Office time: what lies between two moments, and when so much of it has passed."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cities import working
from cities.working import Working
from content import Faults, read
from persian import TEHRAN

SPAN = (time(8), time(16))
SATURDAY = datetime(2026, 11, 21, 8, tzinfo=TEHRAN)
"""A Saturday at opening time: 30 Aban 1405."""
HOLIDAY = date(2026, 11, 24)
OFFICE = Working((*[SPAN] * 5, (time(8), time(13)), None), frozenset({HOLIDAY}))
MOMENTS = st.datetimes(datetime(2026, 3, 21), datetime(2027, 3, 20), timezones=st.just(UTC))  # noqa: DTZ001 (they are given one)
HOURS = st.floats(0, 500).map(lambda hours: timedelta(hours=hours))


def at(days: int, hour: float) -> datetime:
    return SATURDAY + timedelta(days=days, hours=hour - 8)


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [
        (at(0, 9), at(0, 11), 2),
        (at(0, 6), at(0, 20), 8),
        (at(0, 15), at(1, 9), 2),
        (at(2, 8), at(4, 16), 16),
        (at(5, 8), at(7, 8), 5),
        (at(6, 0), at(6, 23), 0),
        (at(1, 9), at(0, 9), 0),
    ],
    ids=[
        "within a day",
        "a whole day",
        "over night",
        "over a holiday",
        "half Thursday, no Friday",
        "Friday",
        "backwards",
    ],
)
def test_only_office_hours_count(begin: datetime, end: datetime, hours: float) -> None:
    assert OFFICE.between(begin, end) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("begin", "hours", "end"),
    [
        (at(0, 9), 2, at(0, 11)),
        (at(0, 15), 2, at(1, 9)),
        (at(0, 20), 1, at(1, 9)),
        (at(2, 8), 9, at(4, 9)),
        (at(5, 12), 2, at(7, 9)),
        (at(0, 8), 8, at(0, 16)),
    ],
    ids=["within a day", "over night", "filed at night", "over a holiday", "over Friday", "until closing time"],
)
def test_office_time_ends_when_it_is_used_up(begin: datetime, hours: float, end: datetime) -> None:
    assert OFFICE.after(begin, timedelta(hours=hours)) == end


@given(MOMENTS, HOURS)
def test_after_and_between_agree(begin: datetime, needed: timedelta) -> None:
    end = OFFICE.after(begin, needed)
    assert end >= begin
    assert abs(OFFICE.between(begin, end) - needed) < timedelta(milliseconds=1)


@given(MOMENTS, HOURS, HOURS)
def test_who_gets_more_time_is_never_due_sooner(begin: datetime, one: timedelta, other: timedelta) -> None:
    assert OFFICE.after(begin, min(one, other)) <= OFFICE.after(begin, max(one, other))


@pytest.mark.parametrize(
    ("week", "days", "said"),
    [
        ("{saturday: 16:00-08:00}", "[]", "office hours of saturday"),
        ("{saturday: all day}", "[]", "office hours of saturday"),
        ("{}", "[]", "must work on some day"),
        ("{saturday: 08:00-16:00}", "[1405/13/01]", "is no Jalali day"),
        ("{saturday: 08:00-16:00}", "[soon]", "is no Jalali day"),
        ("{someday: 08:00-16:00}", "[]", "someday"),
    ],
)
def test_broken_hours_are_told(tmp_path: Path, week: str, days: str, said: str) -> None:
    path, faults = tmp_path / "city.yml", Faults()
    path.write_text(f"working: {week}\nholidays: {{days: {days}}}\n", encoding="utf-8")
    top = read(path, faults)
    working.read(top["working"], top["holidays"], faults)
    assert said in " ".join(map(str, faults.found))

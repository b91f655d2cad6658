"""How long a unit has, and what a standstill does to it."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.terms import Term, bucket, resumed, term
from cities.working import Working
from persian import TEHRAN

OFFICE = Working((*[(time(8), time(16))] * 5, (time(8), time(13)), None), frozenset())
NOW = datetime(2026, 11, 21, 8, tzinfo=TEHRAN)
"""A Saturday at opening time."""
MINUTES = st.integers(0, 60_000).map(lambda minutes: timedelta(minutes=minutes))


def test_a_days_hours_are_one_day_of_the_office() -> None:
    assert term(NOW, 24, "normal", OFFICE).due == NOW + timedelta(hours=8)
    assert term(NOW, 72, "urgent", OFFICE).due == NOW + timedelta(days=2, hours=8)


def test_an_emergency_runs_by_the_clock() -> None:
    night = NOW + timedelta(hours=15)
    assert term(night, 2, "emergency", OFFICE).due == night + timedelta(hours=2)


def test_four_fifths_are_soon() -> None:
    made = term(NOW, 30, "normal", OFFICE)
    assert [bucket(made, at) for at in (NOW, made.soon, made.due)] == ["within", "soon", "late"]
    assert OFFICE.between(NOW, made.soon) == 0.8 * OFFICE.between(NOW, made.due)


@pytest.mark.parametrize("urgency", ["normal", "emergency"])
def test_what_was_left_is_left_after_a_standstill(urgency: str) -> None:
    before = term(NOW, 30, urgency, OFFICE)
    stopped, later = NOW + timedelta(hours=3), NOW + timedelta(days=9, hours=1)
    after = resumed(before, stopped, later, urgency, OFFICE)
    for old, new in ((before.soon, after.soon), (before.due, after.due)):
        spent = OFFICE.between if urgency == "normal" else lambda begin, end: end - begin
        assert spent(stopped, old) == spent(later, new)


def test_what_was_late_stays_late() -> None:
    before = term(NOW, 2, "normal", OFFICE)
    assert resumed(before, NOW + timedelta(days=2), NOW + timedelta(days=3), "normal", OFFICE) == before


@given(MINUTES, MINUTES, st.sampled_from(["normal", "emergency"]))
def test_a_standstill_never_takes_time_away(worked: timedelta, paused: timedelta, urgency: str) -> None:
    before = term(NOW, 96, urgency, OFFICE)
    after = resumed(before, NOW + worked, NOW + worked + paused, urgency, OFFICE)
    assert isinstance(after, Term)
    assert after.due >= before.due
    assert after.soon <= after.due

"""Letters, digits and dates."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import persian


def test_digits_go_both_ways() -> None:
    assert persian.persian_digits("137") == "۱۳۷"
    assert persian.latin_digits("۱۳۷ ٤٥") == "137 45"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("خيابان كريمخان", "خیابان کریمخان"),
        ("می‌خواهم", "می خواهم"),
        ("سلاااااام!!!", "سلام"),
        ("ولیعصر،  پلاک ۱۲", "ولیعصر پلاک 12"),
        ("KOOCHE", "kooche"),
        ("آسفالت", "اسفالت"),
    ],
)
def test_what_people_type_folds_to_one_form(written: str, plain: str) -> None:
    assert persian.fold(written) == plain


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = persian.fold(text)
    assert persian.fold(once) == once


def test_dates_are_jalali_and_of_tehran() -> None:
    late_evening = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
    assert persian.day(late_evening) == "یکشنبه ۱ آذر"
    assert persian.day_hour(late_evening) == "یکشنبه ۱ آذر، ساعت ۰:۳۰"
    assert persian.stamp(late_evening) == "۱۴۰۵/۰۹/۰۱ ۰۰:۳۰"


def test_weekday_is_right_on_a_known_day() -> None:
    assert persian.day(datetime(2024, 3, 20, 8, 0, tzinfo=UTC)) == "چهارشنبه ۱ فروردین"


def test_names_are_joined_as_in_speech() -> None:
    assert persian.join([]) == ""
    assert persian.join(["۱۱۵"]) == "۱۱۵"
    assert persian.join(["۱۱۵", "۱۲۵", "۱۱۰"]) == "۱۱۵، ۱۲۵ و ۱۱۰"


def test_a_code_stays_left_to_right() -> None:
    assert persian.code("1370482916").strip(persian.LTR + persian.POP) == "۱۳۷۰۴۸۲۹۱۶"

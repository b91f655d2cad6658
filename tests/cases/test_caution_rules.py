"""The rules of an inspector's notice to a unit: where each act leads, whose time is over, which codes count."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import codes
from cases.cautions import (
    AGAIN,
    ANSWER,
    ANSWERED,
    CALLED_OFF,
    MOST,
    OPEN,
    SETTLED,
    STEPS,
    Caution,
    Word,
    default_due,
    read_codes,
    step,
)
from errors import NotAllowedError
from library import Content
from persian import TEHRAN, persian_digits

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
DUE = NOW + timedelta(days=3)


def caution() -> Caution:
    return Caution(1, NOW, "works-6", 1, "چرا؟", DUE)


@given(st.lists(st.tuples(st.sampled_from(list(STEPS)), st.integers(1, 200)), max_size=12))
def test_no_order_of_acts_leads_past_the_rules(acts: list[tuple[str, int]]) -> None:
    now, one, done = NOW, caution(), 0
    for what, hours in acts:
        now += timedelta(hours=hours)
        word = Word(now, 2, what, "x", now + timedelta(days=3) if what == AGAIN else one.due)
        if STEPS[what][0] != one.state:
            with pytest.raises(NotAllowedError, match="caution"):
                step(one, word)
            continue
        one, done = step(one, word), done + 1
        assert one.version == 1 + done
        assert one.state == STEPS[what][1]
        if one.state == OPEN:
            assert (one.answered, one.told, one.in_time) == (None, None, None)
        if what == ANSWER:
            assert one.in_time is (now <= one.due) is not word.late
        if one.state in (SETTLED, CALLED_OFF):
            assert not one.late(now + timedelta(days=900))


def test_only_an_owed_answer_can_be_late() -> None:
    one = caution()
    assert not one.late(DUE - timedelta(seconds=1))
    assert one.late(DUE)
    answered = step(one, Word(DUE + timedelta(hours=1), 2, ANSWER, "x", DUE))
    assert (answered.state, answered.late(DUE + timedelta(days=9)), answered.in_time) == (ANSWERED, False, False)


def test_three_office_days_skip_free_days(content: Content) -> None:
    working = content.city.working
    wednesday = datetime(2026, 11, 25, 12, 0, tzinfo=TEHRAN)
    due = default_due(wednesday, working)
    assert working.between(wednesday, due) == 3 * working.day
    assert due > wednesday + timedelta(days=3)


def test_codes_are_read_however_they_are_parted() -> None:
    one, two = codes.make(1), codes.make(2)
    assert read_codes("") == []
    for typed in (
        f"{one}, {two}",
        f"{one}\n{two}\n",
        f"{one} {two}",
        persian_digits(f"{one}، {two}"),
        f"{one},{two},{one}",
    ):
        assert read_codes(typed) == [one, two]


@pytest.mark.parametrize("typed", ["چاله", "123", "1000000000", codes.make(1)[:-1], f"{codes.make(1)}, سلام"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(NotAllowedError, match="caution_code"):
        read_codes(typed)


def test_a_notice_names_a_few_cases_only() -> None:
    most = [codes.make(number) for number in range(MOST)]
    assert read_codes("\n".join(most)) == most
    with pytest.raises(NotAllowedError, match="caution_many"):
        read_codes("\n".join([*most, codes.make(99)]))

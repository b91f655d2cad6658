"""What policy lets a coach hear of young helpers, and what is cut out of their words."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cases.case import MISROUTED, UNSURE
from cases.policy import PERMISSIONS, Person
from cases.unnamed import GAP, unnamed
from library import Content
from panel.filters import reach
from persian import latin_digits
from tests.cases.test_case import make


def coach(content: Content, *helped: int) -> Person:
    return Person(7, "م", content.roles["coach"], helped=frozenset(helped))


def test_a_coach_hears_of_helpers_cases_and_may_do_nothing_else(content: Content) -> None:
    case = replace(make(content), id=5)
    mine, nobodys = coach(content, 5), coach(content, 6)
    assert {act for act in PERMISSIONS if mine.may_on(act, case)} == {"accompany"}
    assert not any(nobodys.may_on(act, case) for act in PERMISSIONS)
    assert mine.reads_helper(case)
    assert not nobodys.reads_helper(case)
    assert not any((mine.sees_words(case), mine.sees_place(case), mine.sees_points, mine.sees_site(case)))
    assert not mine.hears(replace(case, urgency="emergency"))
    assert not mine.keeps(case.unit)
    assert not mine.may_give(case, mine)
    assert not mine.may_free(replace(case, assignee=mine.id))


def test_a_protected_case_is_out_of_a_coachs_reach(content: Content) -> None:
    case = replace(make(content, "0201"), id=5)
    assert case.protected
    assert not coach(content, 5).reaches(case)


def test_words_wait_until_it_is_known_what_they_are_about(content: Content) -> None:
    case, mine = replace(make(content), id=5), coach(content, 5)
    for unknown in (replace(case, topic=""), replace(case, alarm=UNSURE), replace(case, alarm=MISROUTED)):
        assert mine.reaches(unknown)
        assert not mine.reads_helper(unknown)


def test_nobody_else_holds_the_permission_or_the_reach_of_a_coach(content: Content) -> None:
    case = replace(make(content), id=5)
    for key, role in content.roles.items():
        other = Person(8, "x", role, helped=frozenset({5}))
        assert other.may("accompany") == (key == "coach"), key
        if role.scope not in ("all", "helpers"):
            assert not other.reaches(case), key


def test_the_filter_keeps_a_coach_to_the_same_cases(content: Content) -> None:
    by = reach(coach(content, 5))
    assert (by.cases, by.unprotected) == (frozenset({5}), True)
    assert reach(coach(content)).cases == frozenset(), "none entrusted: none found"
    assert not reach(Person(1, "a", content.roles["operator"])).unprotected


def test_numbers_and_addresses_are_cut_out_and_the_rest_stays() -> None:
    said = "چاله جلوی پلاک ۱۲ است. زنگ بزنید ۰۹۱۲ ۱۲۳ ۴۵ ۶۷ یا @sara_m یا www.a.ir/sara ممنون"
    assert unnamed(said) == f"چاله جلوی پلاک ۱۲ است. زنگ بزنید {GAP} یا {GAP} یا {GAP} ممنون"
    assert unnamed("کوچهٔ ۱۲ پلاک ۵، ساعت ۱۰:۳۰") == "کوچهٔ ۱۲ پلاک ۵، ساعت ۱۰:۳۰"


@given(st.text(), st.from_regex(r"[0۰]9[0-9۰-۹]{9}", fullmatch=True), st.text())
def test_no_telephone_number_is_left_whatever_stands_around_it(before: str, number: str, after: str) -> None:
    shown = latin_digits(unnamed(f"{before} {number} {after}"))
    assert latin_digits(number) not in shown
    assert not re.search(r"\d{5}", shown, re.ASCII)

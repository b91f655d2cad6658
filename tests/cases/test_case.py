"""The rules of a case, pure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import codes
from cases.case import BOUNCED, WARNED, Case, Event, Step, Where, afresh, alarmed, may_reopen, move, step, under
from cases.filing import new_case, owners
from cases.policy import Person
from cases.terms import term
from errors import NotAllowedError
from library import Content

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HOMELESS, PLAYGROUND = "0301", "0106"


def make(content: Content, topic: str = "0601", region: int | None = 3) -> Case:
    told = {"words": "چاله", "kind": "request", "urgency": "normal"}
    return new_case(
        codes.make(1),
        content.topics[topic],
        told,
        Where("ونک", region),
        "web:1",
        NOW,
        content.city,
        content.workflow,
        {},
    )


@given(st.integers(0, 10**8 - 1), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_in_a_code_is_always_noticed(number: int, place: int, by: int) -> None:
    code = codes.make(number)
    assert codes.valid(code)
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    assert not codes.valid(wrong)


def test_a_case_goes_to_the_unit_of_its_region_with_a_deadline(content: Content) -> None:
    case = make(content)
    assert (case.unit, case.alarm) == ("works-3", "")
    assert case.term == term(NOW, content.topics["0601"].hours, "normal", content.city.working)


def test_no_route_never_means_silence(content: Content) -> None:
    case = make(content, region=None)
    assert (case.unit, case.alarm) == ("operator", "no_route")
    assert owners(None, 3, content.city)[0] == "operator"


def test_both_owners_of_a_child_among_bins_see_the_case(content: Content) -> None:
    case = make(content, "0201")
    assert case.protected
    assert case.also


def test_steps_need_what_the_status_needs(content: Content) -> None:
    case, may = make(content), frozenset({"work", "refer"})
    with pytest.raises(NotAllowedError, match="needs_note"):
        step(case, Step("done"), "staff:1", may, NOW, content.workflow)
    with pytest.raises(NotAllowedError, match="needs_date"):
        step(case, Step("planned", "سال آینده"), "staff:1", may, NOW, content.workflow)
    event = step(case, Step("done", "پر شد"), "staff:1", may, NOW, content.workflow)
    assert move(case, event, content.workflow, content.city.working).status == "done"


def test_nobody_on_the_staff_can_close_a_case(content: Content) -> None:
    everything = frozenset({"see", "reporter", "work", "refer", "correct", "desk", "figures", "people"})
    for status in content.workflow.statuses.values():
        case = replace(make(content), status=status.key)
        for target in content.workflow.statuses.values():
            if target.final:
                with pytest.raises(NotAllowedError):
                    step(case, Step(target.key, "x"), "staff:1", everything, NOW, content.workflow)


def test_a_referral_names_another_unit_and_a_reason(content: Content) -> None:
    case, may = make(content), frozenset({"refer"})
    with pytest.raises(NotAllowedError, match="same_unit"):
        step(case, Step("referred", "r", case.unit), "staff:1", may, NOW, content.workflow)
    event = step(case, Step("referred", "مربوط به منطقهٔ ۶ است", "works-6"), "staff:1", may, NOW, content.workflow)
    assert move(case, event, content.workflow, content.city.working).unit == "works-6"


def test_the_window_for_objecting_is_never_restarted(content: Content) -> None:
    workflow, working = content.workflow, content.city.working
    closed = move(replace(make(content), status="done"), Event("rate", "citizen", NOW, "confirmed"), workflow, working)
    assert closed.finished == NOW
    later = move(closed, Event("move", "house", NOW + timedelta(days=30), "confirmed"), workflow, working)
    assert later.finished == NOW
    assert may_reopen(later, NOW + timedelta(days=59), workflow)
    assert not may_reopen(later, NOW + timedelta(days=61), workflow)


def test_the_deadline_stands_still_while_the_citizen_is_waited_for(content: Content) -> None:
    case, working = make(content), content.city.working
    asked = move(case, Event("move", "staff:1", NOW + timedelta(hours=1), "waiting_info"), content.workflow, working)
    again = move(asked, Event("move", "staff:1", NOW + timedelta(hours=2), "waiting_info"), content.workflow, working)
    assert asked.term == again.term == case.term
    assert asked.stopped == again.stopped == NOW + timedelta(hours=1)
    later = NOW + timedelta(days=14)
    told = move(again, Event("add", "citizen", later, "in_progress"), content.workflow, working)
    assert told.stopped is None
    assert working.between(later, told.term.due) == working.between(NOW + timedelta(hours=1), case.term.due)


def test_a_withdrawn_case_is_not_reopened(content: Content) -> None:
    gone = move(make(content), Event("withdraw", "citizen", NOW, "withdrawn"), content.workflow, content.city.working)
    assert not may_reopen(gone, NOW, content.workflow)


def test_policy_denies_by_default(content: Content) -> None:
    case = make(content, "0201")
    own = Person(1, "a", content.roles["unit_staff"], frozenset({case.unit}))
    other = Person(2, "b", content.roles["unit_staff"], frozenset({"works-9"}))
    council = Person(3, "c", content.roles["council"])
    assert own.may_on("work", case)
    assert not other.may_on("see", case)
    assert council.may_on("see", case)
    assert not council.may_on("work", case)
    assert not council.sees_words(case)
    assert not council.sees_place(make(content))
    assert not own.may("reporter")


def test_a_role_for_tags_reaches_the_cases_of_their_topics_alone(content: Content) -> None:
    deputy = Person(4, "ص", content.roles["social_deputy"])
    secretariat = Person(5, "ک", content.roles["child_secretariat"])
    pothole, homeless, playground = make(content), make(content, HOMELESS), make(content, PLAYGROUND)
    assert [deputy.reaches(case) for case in (pothole, homeless, playground)] == [False, True, False]
    assert [secretariat.reaches(case) for case in (pothole, homeless, playground)] == [False, False, True]


def test_other_hours_count_from_the_filing_of_a_case_that_ran_through(content: Content) -> None:
    case, working = make(content), content.city.working
    ladder = content.workflow.ladder
    hours = content.topics["0601"].hours
    assert under(case, hours, hours, NOW + timedelta(days=9), working, ladder) is case
    assert under(case, hours, 2 * hours, NOW + timedelta(hours=3), working, ladder).term == term(
        NOW, 2 * hours, "normal", working
    )


def test_other_hours_count_from_now_where_time_was_lost(content: Content) -> None:
    case, working, hours = make(content), content.city.working, content.topics["0601"].hours
    ladder = content.workflow.ladder
    later = NOW + timedelta(days=40)
    asked = move(case, Event("move", "staff:1", NOW, "waiting_info"), content.workflow, working)
    told = move(asked, Event("add", "citizen", later, "in_progress"), content.workflow, working)
    for lost in (told, afresh(case, later, hours, working, ladder)):
        assert under(lost, hours, hours // 2, later, working, ladder).term == term(later, hours // 2, "normal", working)
    still = under(asked, hours, hours // 2, later, working, ladder)
    assert (still.stopped, still.term) == (later, term(later, hours // 2, "normal", working))


def test_an_alarm_that_no_step_answers_is_not_hidden(content: Content) -> None:
    lost = make(content, region=None)
    assert alarmed(lost, WARNED).alarm == "no_route"
    assert alarmed(alarmed(make(content), BOUNCED), WARNED).alarm == WARNED

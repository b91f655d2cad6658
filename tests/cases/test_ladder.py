"""The ladder: every rung once and in order, never while the clock stands still, and never skipped."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import ladder
from cases.case import Case, Event, Where, afresh, climb, move
from cases.ladder import URGENCIES
from cases.terms import between, length, term
from content import Faults
from library import Content
from settings import ROOT
from tests.cases.test_terms import NOW, OFFICE

HOURS = 72
ROLES = ("unit_staff", "unit_head", "supervisor", "inspector")
WORKING, WAITING, DONE = "in_progress", "waiting_info", "done"
MOVES = st.lists(
    st.tuples(st.integers(1, 6_000).map(lambda minutes: timedelta(minutes=minutes)),
              st.sampled_from(["look", WORKING, WAITING, "again"])), min_size=1, max_size=25,
)  # fmt: skip


def new(content: Content, urgency: str = "normal", begin: datetime = NOW) -> Case:
    where = Where("x", 3)
    made = Case(
        "1", "0601", "request", "registered", "works-3", "web:1", "x", urgency, False, where, {}, begin,
        term(begin, HOURS, urgency, OFFICE), begin,
    )  # fmt: skip
    return afresh(made, begin, HOURS, OFFICE, content.workflow.ladder)


def climbed(case: Case, now: datetime, content: Content) -> tuple[Case, list[tuple[int, datetime]]]:
    """What the watch does at a moment: each rung that is due, with when it was due."""
    made = []
    while case.bell is not None and case.bell <= now and case.stopped is None:
        due = case.bell
        case = climb(case, HOURS, OFFICE, content.workflow.ladder)
        made.append((case.rung, due))
    return case, made


@pytest.mark.parametrize("urgency", URGENCIES)
def test_rungs_stand_where_the_ladder_says(content: Content, urgency: str) -> None:
    case = new(content, urgency)
    _, found = climbed(case, NOW + timedelta(days=400), content)
    rungs, whole = content.workflow.ladder.of(urgency), length(HOURS, urgency, OFFICE)
    spent = [between(NOW, at, urgency, OFFICE) for _, at in found]
    assert [number for number, _ in found] == list(range(1, len(rungs) + 1))
    for rung, time in zip(rungs, spent, strict=True):
        assert abs(time - rung.share * whole) < timedelta(milliseconds=1)


def test_the_first_rung_is_the_near_deadline_and_the_third_the_deadline(content: Content) -> None:
    case = new(content)
    _, found = climbed(case, NOW + timedelta(days=400), content)
    assert abs(found[0][1] - case.term.soon) < timedelta(milliseconds=1)
    assert found[2][1] == case.term.due


@given(moves=MOVES, urgency=st.sampled_from(URGENCIES))
def test_no_rung_is_skipped_or_climbed_twice_and_a_stopped_clock_never_climbs(
    content: Content, moves: list[tuple[timedelta, str]], urgency: str
) -> None:
    case, now, seen = new(content, urgency), NOW, [0]
    for span, what in moves:
        now += span
        if what == "look":
            standing, before = case.stopped is not None, case.rung
            case, made = climbed(case, now, content)
            assert not (standing and made)
            assert [number for number, _ in made] == list(range(before + 1, case.rung + 1))
            seen += [number for number, _ in made]
        elif what == "again":
            case, seen = afresh(case, now, HOURS, OFFICE, content.workflow.ladder), [0]
        else:
            case = move(case, Event("move", "staff:1", now, what), content.workflow, OFFICE)
    assert seen == list(range(len(seen)))
    case = move(case, Event("move", "staff:1", now, WORKING), content.workflow, OFFICE)
    case, _ = climbed(case, now + timedelta(days=900), content)
    assert case.rung == len(content.workflow.ladder.of(urgency))
    assert case.bell is None


@given(pause=st.integers(1, 90_000).map(lambda minutes: timedelta(minutes=minutes)), urgency=st.sampled_from(URGENCIES))
def test_a_standstill_leaves_as_much_time_until_the_next_rung_as_there_was(
    content: Content, pause: timedelta, urgency: str
) -> None:
    case, stopped = new(content, urgency), NOW + timedelta(minutes=50)
    left = between(stopped, case.bell or NOW, urgency, OFFICE)
    waits = move(case, Event("move", "staff:1", stopped, WAITING), content.workflow, OFFICE)
    after = move(waits, Event("add", "citizen", stopped + pause, WORKING), content.workflow, OFFICE)
    assert between(stopped + pause, after.bell or NOW, urgency, OFFICE) == left


def test_late_time_in_a_standstill_does_not_count(content: Content) -> None:
    case, _ = climbed(new(content), NOW + timedelta(days=4), content)
    assert case.rung == 3
    waits = move(case, Event("move", "staff:1", NOW + timedelta(days=4), WAITING), content.workflow, OFFICE)
    year = NOW + timedelta(days=365)
    back = move(waits, Event("add", "citizen", year, WORKING), content.workflow, OFFICE)
    assert climbed(back, year, content)[1] == []


def test_a_step_keeps_what_was_climbed_and_a_new_term_begins_anew(content: Content) -> None:
    case, _ = climbed(new(content), NOW + timedelta(days=4), content)
    stepped = move(case, Event("move", "staff:1", NOW + timedelta(days=5), WORKING), content.workflow, OFFICE)
    assert (stepped.rung, stepped.bell) == (case.rung, case.bell)
    again = afresh(stepped, NOW + timedelta(days=5), HOURS, OFFICE, content.workflow.ladder)
    assert (again.rung, again.unmanned) == (0, False)


def test_any_step_ends_the_ringing_and_takes_the_mark_of_an_empty_rung_away(content: Content) -> None:
    ringing = replace(new(content, "urgent"), ring=NOW, rings=3, unmanned=True)
    after = move(ringing, Event("move", "staff:1", NOW, WORKING), content.workflow, OFFICE)
    assert (after.ring, after.rings, after.unmanned) == (None, 0, False)


def test_whom_a_rung_concerns(content: Content) -> None:
    rungs = content.workflow.ladder
    assert [rungs.level("normal", role) for role in ROLES] == [1, 3, 4, 5]
    assert rungs.level("normal", "operator") == 3
    assert rungs.level("emergency", "operator") == 4


def test_a_day_of_review_is_repeated_on_its_last_rung(content: Content) -> None:
    rungs = content.workflow.ladder
    keys = [rung.key for rung in map(rungs.reviewing, range(6)) if rung]
    assert keys[3:] == ["review_inspector"] * 3
    assert len(set(keys)) == 4


def test_a_city_replaces_whole_lists(tmp_path: Path) -> None:
    own, faults = tmp_path / "ladder.yml", Faults()
    own.write_text("rungs:\n  urgent:\n    - {key: only, share: 0.5, roles: [unit_head], title: t}\n", "utf-8")
    made = ladder.load(ROOT / "cases" / "ladder.yml", ROLES, faults, own)
    faults.close()
    assert [rung.key for rung in made.of("urgent")] == ["only"]
    assert len(made.of("normal")) == 5


@pytest.mark.parametrize(
    ("old", "new_text", "says"),
    [
        ("roles: [inspector]", "roles: [king]", "role «king»"),
        ("share: 0.9", "share: 0.1", "must rise"),
        ("citizen: true", "citizen: true, roles: [inspector]", "either roles or the citizen"),
        ("grace: 0.5", "", "«grace» is missing"),
    ],
)
def test_a_wrong_ladder_is_refused(tmp_path: Path, old: str, new_text: str, says: str) -> None:
    path, faults = tmp_path / "ladder.yml", Faults()
    path.write_text((ROOT / "cases" / "ladder.yml").read_text("utf-8").replace(old, new_text), "utf-8")
    ladder.load(path, ROLES, faults)
    assert any(says in fault.what for fault in faults.found)

"""Kinds have lives of their own; muting and disputes hold on every path through the workflow."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cases import workflow
from cases.case import DISPUTED, Case, Event, Step, may_reopen, move, refused, step
from cases.filing import hours
from content import Faults
from errors import NotAllowedError
from library import Content
from settings import ROOT
from tests.cases.test_case import NOW, make

STAFF = frozenset({"see", "work", "refer", "correct", "assign", "desk"})
INSPECTOR = STAFF | {"inspect"}
ASKING = ("feedback", "information")


def of_kind(content: Content, kind: str) -> Case:
    return replace(make(content), kind=kind)


def taken(case: Case, to: str, content: Content, may: frozenset[str] = STAFF) -> Case:
    flow = content.workflow
    needs = flow[to].needs
    opinion = next(iter(flow[to].opinions), "")
    review = NOW + timedelta(days=30) if "date" in needs else None
    unit = ("parks-3" if case.unit == "works-3" else "works-3") if "unit" in needs else ""
    event = step(case, Step(to, "به این دلیل", unit, review, opinion), "staff:1", may, NOW, flow)
    return move(case, event, flow, content.city.working)


def test_every_kind_that_citizens_have_has_a_life(content: Content) -> None:
    assert set(content.workflow.lives) == set(content.sentences.table("report", "kinds"))


def test_each_kind_can_be_answered_and_comes_to_an_end(content: Content) -> None:
    """From the first status each kind reaches the citizen's word, or a rest that the house ends."""
    flow = content.workflow
    for kind, life in flow.lives.items():
        steps = flow.steps(flow.after("file").key, STAFF, kind)
        assert any(one.asks == "feedback" or one.key in life.rests for one in steps), kind
        assert flow.after("hear", kind).final or not life.rests, kind


def test_an_answer_is_owed_in_the_time_of_its_kind(content: Content) -> None:
    topic, flow = content.topics["0601"], content.workflow
    assert hours(topic, "request", flow) == topic.hours
    assert hours(topic, "criticism", flow) == flow.life("criticism").hours != topic.hours
    assert hours(None, "suggestion", flow) == hours(None, "request", flow)


def test_what_asks_or_closes_can_never_be_muted(content: Content) -> None:
    for status in content.workflow.statuses.values():
        assert not (status.quiet and (status.asks or status.final)), status.key


@pytest.mark.parametrize("what", ["asks: feedback", "final: true"])
def test_a_city_cannot_mute_a_question_or_a_result(tmp_path: Path, what: str) -> None:
    text = f"statuses:\n  x:\n    title: x\n    colour: teal\n    quiet: true\n    {what}\n    after: []\n"
    (tmp_path / "workflow.yml").write_text(text, encoding="utf-8")
    faults = Faults()
    workflow.load(ROOT / "cases" / "workflow.yml", faults, tmp_path / "workflow.yml")
    assert any("can't be quiet" in str(one) for one in faults.found)


def test_a_life_that_names_no_status_is_a_fault(tmp_path: Path) -> None:
    for name in ("workflow.yml", "lives.yml"):
        (tmp_path / name).write_text((ROOT / "cases" / name).read_text(encoding="utf-8"), encoding="utf-8")
    path = tmp_path / "lives.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("finish: delivered", "finish: nowhere"), encoding="utf-8")
    faults = Faults()
    workflow.load(tmp_path / "workflow.yml", faults)
    assert any("finish" in str(one) for one in faults.found)


walks = some.lists(some.tuples(some.sampled_from(("staff", "staff", "bad", "good")), some.integers(0, 30)), max_size=25)
kinds = some.sampled_from(("request", "criticism", "complaint", "suggestion", "opinion", "thanks"))


@given(kinds, walks)
def test_no_walk_of_the_staff_closes_a_case_or_ends_a_dispute(
    content: Content, kind: str, walk: list[tuple[str, int]]
) -> None:  # fmt: skip
    """Only the citizen's yes closes; after the second no, staff without the inspector tell no further result."""
    flow, case, refusals = content.workflow, of_kind(content, kind), 0
    for who, number in walk:
        before = case
        if who == "staff":
            may = flow.steps(case.status, STAFF, kind)
            if not may:
                continue
            wanted = may[number % len(may)]
            if case.disputed and wanted.asks == "feedback":
                with pytest.raises(NotAllowedError, match=DISPUTED):
                    taken(case, wanted.key, content)
                continue
            case = taken(case, wanted.key, content)
            assert not flow[case.status].final
            assert wanted.fits(kind)
            assert case.disputed == before.disputed
        elif flow[case.status].asks == "feedback":
            event = "happy" if who == "good" else "unhappy"
            refusals += who == "bad"
            case = refused(case) if who == "bad" else case
            case = move(case, Event("rate", "citizen", NOW, flow.after(event, kind).key), flow, content.city.working)
            if who == "good":
                assert flow[case.status].final
                return
            assert case.disputed == (refusals >= 2)
            assert (case.alarm == DISPUTED) == case.disputed


def test_the_inspector_may_tell_the_result_of_a_dispute(content: Content) -> None:
    case = replace(make(content), reopened=2, disputed=True, alarm=DISPUTED, status="in_progress")
    with pytest.raises(NotAllowedError, match=DISPUTED):
        taken(case, "done", content)
    after = taken(case, "done", content, INSPECTOR)
    assert (after.status, after.disputed, after.alarm) == ("done", False, "")


def test_what_was_withdrawn_guided_or_heard_is_not_reopened(content: Content) -> None:
    for status in content.workflow.statuses.values():
        case = replace(make(content), status=status.key, finished=NOW)
        if status.counts in ("withdrawn", "guided", "heard"):
            assert not may_reopen(case, NOW, content.workflow), status.key
        elif status.final:
            assert may_reopen(case, NOW, content.workflow), status.key
            late = NOW + timedelta(days=content.workflow.reopen_days, seconds=1)
            assert not may_reopen(case, late, content.workflow)

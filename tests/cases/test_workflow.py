"""The workflow as data: the visitor's opinions, what a city adds, and what is refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cases import workflow
from cases.case import Step, step
from cases.workflow import Workflow
from content import Faults
from errors import NotAllowedError
from library import Content
from settings import ROOT
from tests.cases.test_case import make

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HERE = ROOT / "cases" / "workflow.yml"
TRIAL = """statuses:
  trial:
    title: آزمایش شد
    colour: teal
    button: ثبت آزمایش
    by: [work]
    tells: "نمونهٔ گزارش {code} آزمایش شد. {note}"
    after: [in_progress, visited]
    next: [done]
"""


def with_city(folder: Path, text: str) -> tuple[Workflow | None, str]:
    path, faults = folder / "workflow.yml", Faults()
    path.write_text(text, encoding="utf-8")
    return workflow.load(HERE, faults, path), " ".join(map(str, faults.found))


def test_a_visit_needs_one_of_its_four_opinions(content: Content) -> None:
    case, may = make(content), frozenset({"work"})
    assert list(content.workflow["visited"].opinions) == ["doable", "repeat_in_progress", "repeat_done", "no_action"]
    for opinion in ("", "fine"):
        with pytest.raises(NotAllowedError, match="needs_opinion"):
            step(case, Step("visited", opinion=opinion), "staff:1", may, NOW, content.workflow)
    event = step(case, Step("visited", opinion="doable"), "staff:1", may, NOW, content.workflow)
    assert event.more == {"opinion": "doable"}


def test_an_opinion_that_is_none_of_the_status_is_not_kept(content: Content) -> None:
    case, may = make(content), frozenset({"work"})
    event = step(case, Step("in_progress", opinion="doable"), "staff:1", may, NOW, content.workflow)
    assert event.more == {}


def test_plans_stop_the_clock_and_name_a_day(content: Content) -> None:
    for key in ("planned", "long_term", "needs_budget"):
        status = content.workflow[key]
        assert not status.clock
        assert set(status.needs) == {"note", "date"}


def test_a_city_adds_a_status(tmp_path: Path) -> None:
    made, faults = with_city(tmp_path, TRIAL)
    assert made is not None
    assert faults == ""
    may = frozenset({"work"})
    assert "trial" in [status.key for status in made.steps("in_progress", may)]
    assert "trial" not in [status.key for status in made.steps("registered", may)]
    assert [status.key for status in made.steps("trial", may)] == ["done"]


def test_a_city_without_statuses_of_its_own_has_the_common_ones(tmp_path: Path) -> None:
    faults = Faults()
    assert workflow.load(HERE, faults, tmp_path / "none.yml") == workflow.load(HERE, faults)
    assert faults.found == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("    after: [in_progress, visited]\n", "", "after"),
        ("next: [done]", "next: [gone]", "does not exist"),
        ("next: [done]", "next: [confirmed]", "may not close"),
        ("    button: ثبت آزمایش\n", "", "needs a button"),
        ("next: [done]", "needs: [opinion]", "needs an opinion exactly"),
        ("next: [done]", "needs: [luck]", "is not known"),
        ("colour: teal", "colour: teal\n    final: true", "may not close"),
    ],
)
def test_a_citys_fault_is_told(tmp_path: Path, before: str, after: str, said: str) -> None:
    assert before in TRIAL
    _, faults = with_city(tmp_path, TRIAL.replace(before, after))
    assert said in faults

"""The examination: its marks worked out by hand, and what the whole reader must reach in it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import library
from content import Faults
from nlu import exam
from nlu.exam import Asked, Marks
from nlu.reading import Guess, Issue, Place, Reader, Reading

FLOORS = {
    "topic": 0.93,
    "topic among three": 0.97,
    "group": 0.942,
    "act": 0.963,
    "kind": 0.85,
    "numbers told": 0.955,
    "no alarm": 0.925,
    "every matter": 0.63,
    "kept whole": 0.964,
    "place F1": 0.735,
    "Finglish topic": 0.956,
}
"""What was measured when the content was last frozen, less one and a half in a hundred."""


class Said:
    """A reader that gives the reading prepared for a text."""

    def __init__(self, readings: Mapping[str, Reading]) -> None:
        self.readings = readings

    def read(self, text: str) -> Reading:
        return self.readings[text]

    def read_place(self, text: str) -> Place | None:
        return None


def issue(*codes: str) -> Issue:
    return Issue("", tuple(Guess(code, "", 0.5 / place, f"{code}01") for place, code in enumerate(codes, 1)))


def marks(asked: Asked, reading: Reading) -> Marks:
    return exam.sit(Said({asked.text: reading}), [asked])


def share(found: Marks) -> dict[str, float]:
    return {name: one for name, (one, _) in found.items()}


REPORT: dict[str, Any] = {"act": "report", "kind": "request"}


@pytest.mark.parametrize(
    ("guesses", "topic", "three", "group"),
    [
        (("0601", "0602"), 1, 1, 1),
        (("0602", "0601"), 0, 1, 1),
        (("1201", "0602", "0601"), 0, 1, 0),
        (("1201", "0602", "0603", "0601"), 0, 0, 0),
        (("0604",), 1, 1, 1),
    ],
)
def test_a_topic_is_right_first_or_among_three(guesses: tuple[str, ...], topic: int, three: int, group: int) -> None:
    asked = Asked("x", codes=("0601", "0604"))
    found = share(marks(asked, Reading("x", issues=(issue(*guesses),), **REPORT)))
    assert (found["topic"], found["topic among three"], found["group"]) == (topic, three, group)


def test_no_topic_at_all_is_wrong() -> None:
    found = share(marks(Asked("x", codes=("0601",)), Reading("x", "chatter")))
    assert (found["topic"], found["topic among three"], found["group"], found["act"]) == (0, 0, 0, 0)


def test_a_leaf_is_its_topic() -> None:
    reading = Reading("x", issues=(Issue("", (Guess("060101", "", 0.9),)),), **REPORT)
    assert share(marks(Asked("x", codes=("0601",)), reading))["topic"] == 1


def test_finglish_is_marked_once_more() -> None:
    asked = Asked("x", codes=("0601",), style=("finglish", "short"))
    found = share(marks(asked, Reading("x", issues=(issue("0601"),), **REPORT)))
    assert (found["Finglish topic"], found["Finglish topic among three"]) == (1, 1)
    assert "Finglish group" not in found


@pytest.mark.parametrize(
    ("wanted", "given", "name", "right"),
    [
        ((), (), "no alarm", 1),
        ((), ("125",), "no alarm", 0),
        (("115", "110"), ("110", "125"), "numbers told", 1),
        (("115",), ("110",), "numbers told", 0),
        (("115",), (), "numbers told", 0),
    ],
)
def test_one_of_the_numbers_must_be_told_and_none_without_need(
    wanted: tuple[str, ...], given: tuple[str, ...], name: str, right: int
) -> None:
    found = share(marks(Asked("x", codes=("0601",), numbers=wanted), Reading("x", "report", numbers=given)))
    assert found[name] == right
    assert len(found.keys() & {"no alarm", "numbers told"}) == 1


def test_every_matter_must_come_first_in_some_part() -> None:
    asked = Asked("x", several=(("0601", "0602"), ("1420",)))
    both = Reading("x", issues=(issue("1420"), issue("0602", "0601")), **REPORT)
    second = Reading("x", issues=(issue("0601", "1420"),), **REPORT)
    assert share(marks(asked, both))["every matter"] == 1
    assert share(marks(asked, second))["every matter"] == 0
    assert "kept whole" not in share(marks(asked, both))


def test_one_matter_is_to_be_kept_whole() -> None:
    asked = Asked("x", codes=("0601",))
    assert share(marks(asked, Reading("x", issues=(issue("0601"),), **REPORT)))["kept whole"] == 1
    parted = Reading("x", issues=(issue("0601"), issue("1420")), **REPORT)
    assert share(marks(asked, parted))["kept whole"] == 0


@pytest.mark.parametrize(
    ("found", "wanted", "f1"),
    [
        ("خیابان بهار", "خیابان بهار", 1),
        ("خیابان بهار", "سر خیابان بهار", 0.8),
        ("میدان ونک", "خیابان بهار", 0),
        ("", "خیابان بهار", 0),
        ("خیابان بهار", "", 0),
        ("", "", 1),
        ("خيابانِ بهار!", "خیابان بهار", 1),
    ],
)
def test_a_place_is_marked_by_its_words(found: str, wanted: str, f1: float) -> None:
    assert exam.overlap(found, wanted) == pytest.approx(f1)
    reading = Reading("x", place=Place(found) if found else None, **REPORT)
    assert share(marks(Asked("x", codes=("0601",), place=wanted), reading))["place F1"] == pytest.approx(f1)


def test_a_region_is_asked_only_where_it_follows() -> None:
    reading = Reading("x", place=Place("ونک", region=3), **REPORT)
    assert share(marks(Asked("x", codes=("0601",), region=3), reading))["region"] == 1
    assert share(marks(Asked("x", codes=("0601",), region=6), reading))["region"] == 0
    assert "region" not in share(marks(Asked("x", codes=("0601",)), reading))


def test_what_is_no_report_is_asked_for_its_act_alone() -> None:
    assert set(marks(Asked("x", act="thank"), Reading("x", "thank", "thanks"))) == {"act", "no alarm"}


def test_marks_are_shares_of_all_that_were_asked() -> None:
    paper = [Asked("a", codes=("0601",), kinds=("request",)), Asked("b", codes=("1420",)), Asked("c", act="greet")]
    reader = Said({
        "a": Reading("a", "report", "complaint", (issue("0601"),)),
        "b": Reading("b", "report", "request", (issue("9002", "1420"),)),
        "c": Reading("c", "ask"),
    })  # fmt: skip
    found = exam.sit(reader, paper)
    assert found["topic"] == (0.5, 2)
    assert found["topic among three"] == (1, 2)
    assert found["kind"] == (0, 1)
    assert found["act"] == pytest.approx((2 / 3, 3))
    assert found["no alarm"] == (1, 3)
    assert ("topic", "50.0%", 2) in exam.rows(found)


def test_worse_is_what_fell_by_more_than_chance() -> None:
    old: Marks = {"topic": (0.9, 100), "act": (0.9, 100), "gone": (1.0, 1)}
    assert exam.worse({"topic": (0.895, 100), "act": (0.88, 100)}, old) == ["act: 88.0%, was 90.0%"]
    assert exam.worse({"topic": (1.0, 100), "act": (0.9, 100)}, old) == []


def test_a_paper_is_read_and_its_faults_are_told(tmp_path: Path) -> None:
    path = tmp_path / "held_out.yml"
    path.write_text(
        'version: "3.1"\nexamination:\n'
        '- {text: x, codes: ["0601"], kinds: [request], numbers: ["115"], place: ونک, region: 3, style: [short]}\n'
        '- {text: y, all: [["0601", "0602"], ["1420"]]}\n- {text: z, act: greet}\n- {codes: ["0601"]}\n'
        "- {text: w, colour: red}\n",
        encoding="utf-8",
    )
    faults = Faults()
    one, two, three = exam.load(path, faults)
    assert one == Asked(
        "x", codes=("0601",), kinds=("request",), numbers=("115",), place="ونک", region=3, style=("short",)
    )
    assert (two.several, two.act) == ((("0601", "0602"), ("1420",)), "report")
    assert (three.act, three.codes) == ("greet", ())
    assert [f"{fault.line} {fault.what}" for fault in faults.found] == [
        "6 «text» is missing", "7 «colour» is not known here",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def sat(reader: Reader) -> Marks:
    """The marks of the whole reader, who sits the paper once."""
    return exam.sit(reader, library.examination())


@pytest.mark.parametrize("name", FLOORS)
def test_the_reader_passes(sat: Marks, name: str) -> None:
    right, asked = sat[name]
    assert right >= FLOORS[name], f"{right:.1%} of {asked}"

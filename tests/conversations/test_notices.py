"""No notice without a transcript: whatever the house tells of its own accord is read by a test in this folder first.

A status is told when a transcript comes to it and reads a piece of its own sentence; another sentence when a transcript
reads a piece that stands in no other notice.
"""

import ast
import re
import string
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from settings import ROOT
from tests.conversations.player import plain

HERE = Path(__file__).parent
READ = ("b", "card", "sms")
SHORTEST = 6
"""Letters of a piece that can be no accident."""
ROOMS = ("desk", "bot")
PARTS_OF_NOTICES = re.compile(
    r"^(cards\..*|clock\.(over_.*|left_.*|more)|near\.(today|yesterday|days|at|more|card_place|split_line|area)|track\.brief_place)$"
)
"""Words that only fill a blank of another sentence."""
ELSEWHERE = {
    "cautions.about": "tests/desk/test_cautions.py",
    "clock.bounced": "tests/desk/test_watch.py",
    "clock.line": "tests/conversations/83_clock_group.yml",
    "clock.person": "tests/desk/test_watch.py",
    "clock.today_asked": "tests/conversations/83_clock_group.yml",
    "feedback.reply": "tests/panel/test_voices.py",
    "sms.agreed": "tests/panel/test_intake.py",
    "staff.card": "tests/conversations/56_unit_group.yml",
    "staff.card_followers": "tests/desk/test_near.py",
    "staff.card_warned": "tests/desk/test_told.py",
    "staff.done_note": "tests/desk/test_groups.py",
    "staff.group_only": "tests/desk/test_told.py",
    "suggest.answered": "tests/desk/test_supporters.py",
    "talk.trouble": "tests/desk/test_told.py",
    "work.attached": "tests/desk/test_told.py",
    "work.reported": "tests/desk/test_told.py",
}
"""Sentences of blanks alone, or told to staff in a chat of their own, where other tests read them."""


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


STATUSES: Mapping[str, Any] = read(ROOT / "cases" / "workflow.yml")["statuses"]
STEPS = [
    step
    for folder in (HERE, HERE / "texts")
    for path in sorted(folder.glob("*.yml"))
    for talk in read(path)
    for step in talk["talk"]
]


def pieces(step: Mapping[str, Any]) -> list[str]:
    """What a step reads, without the codes in it."""
    found = [step.get(key) for key in READ]
    texts = [one for part in found for one in (part if isinstance(part, list) else [part])]
    said = (plain(piece) for text in texts if text is not None for piece in re.split(r"\{\w+\}", str(text)))
    return [piece for piece in said if len(piece) >= SHORTEST]


@cache
def standing(sentence: str) -> list[str]:
    """What stands in a sentence itself, between its blanks."""
    return [plain(part) for part, *_ in string.Formatter().parse(sentence)]


def holds(sentence: str, piece: str) -> bool:
    return any(piece in part for part in standing(sentence))


def own_words() -> Iterator[tuple[str, str, str]]:
    """(status, opinion, sentence) of everything that a step of staff may tell."""
    for key, status in STATUSES.items():
        if status.get("by") and status.get("tells"):
            yield key, "", status["tells"]
        for opinion, one in status.get("opinions", {}).items():
            yield key, opinion, one["tells"]


@pytest.mark.parametrize(("key", "opinion", "sentence"), list(own_words()))
def test_every_step_of_staff_is_read_by_a_citizen(key: str, opinion: str, sentence: str) -> None:
    taken = [step for step in STEPS if step.get("staff", {}).get("to") == key]
    taken = [step for step in taken if step["staff"].get("opinion", "") == opinion] if opinion else taken
    assert any(holds(sentence, piece) for step in taken for piece in pieces(step)), sentence


def house_words() -> dict[str, str]:
    """What the house itself tells: statuses that no step of staff reaches, and what their followers hear."""
    own = {key: one["tells"] for key, one in STATUSES.items() if one.get("tells") and not one.get("by")}
    own.pop("reopened")  # Whoever objects is answered with a sentence of their own; this one is for the others.
    beside = {
        f"{key}, to followers": one["tells_followers"] for key, one in STATUSES.items() if "tells_followers" in one
    }
    return own | beside


def named() -> set[str]:
    """The names of all sentences that desk and bot say by themselves."""
    found = set()
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value if "." in node.value else f"staff.{node.value}")
    return found


def told() -> dict[str, str]:
    """The sentences themselves, by name, and what statuses tell."""
    says = {
        f"{path.stem}.{key}": text
        for path in sorted((ROOT / "dialogues").glob("*.yml"))
        for key, text in read(path).get("say", {}).items()
    }
    wanted = named()
    kept = {key: text for key, text in says.items() if key in wanted and not PARTS_OF_NOTICES.match(key)}
    return kept | house_words()


TOLD = told()
PIECES = {piece for step in STEPS for piece in pieces(step)}


@pytest.mark.parametrize("name", sorted(set(TOLD) - set(ELSEWHERE)))
def test_every_notice_of_the_house_is_read(name: str) -> None:
    others = [text for key, text in TOLD.items() if key != name]
    mine = {piece for piece in PIECES if holds(TOLD[name], piece)}
    assert any(not any(holds(other, piece) for other in others) for piece in mine), TOLD[name]


def test_what_is_read_elsewhere_is_still_told() -> None:
    assert set(ELSEWHERE) <= set(TOLD)
    assert all((ROOT / path).exists() for path in ELSEWHERE.values())

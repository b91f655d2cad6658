"""Reviewed answers to questions about services, read from dialogues/answers/; none is made up at run time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import jdatetime

from content import Faults, Node, nodes, read
from nlu.nearest import Nearest

SURE, AHEAD, TIMES = 0.25, 0.03, 1.1
"""An answer is shown at once if it is at least so near, and so far ahead of the second, in likeness and in times."""
OFFERED = 0.1
"""An answer that is less near is not even offered as a choice."""
CHOICES = 3
TITLE_LIMIT, FEWEST, MOST = 32, 6, 12
"""Letters of a title, which stands on a button; phrasings of one question."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One reviewed answer with the ways in which people ask for it."""

    key: str
    title: str
    asks: tuple[str, ...]
    say: str
    call: tuple[str, ...]
    reviewed: date
    source: str
    cities: tuple[str, ...] = ()

    def stale(self, today: date, months: int) -> bool:
        """Whether its review is longer ago than it may be."""
        return (today - self.reviewed).days > months * 30.5


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question: one answer that is surely meant, or some that may be, nearest first."""

    sure: Answer | None = None
    maybe: tuple[Answer, ...] = ()
    likeness: float = 0.0


class Answers:
    """All answers of one city by key."""

    def __init__(self, answers: Sequence[Answer] = ()) -> None:
        self.by_key: Mapping[str, Answer] = {one.key: one for one in answers}

    @cached_property
    def _nearest(self) -> Nearest:
        return Nearest({key: (one.title, *one.asks) for key, one in self.by_key.items()})

    def ready(self) -> None:
        """Makes everything ready that the first question would else wait for."""
        if self.by_key:
            _ = self._nearest

    def find(self, text: str) -> Found:
        """What a question may be answered with; nothing where nothing is near."""
        near = self._nearest(text, CHOICES) if self.by_key else []
        if not near:
            return Found()
        (best, likeness), rest = near[0], near[1:]
        second = rest[0][1] if rest else 0.0
        if likeness >= SURE and likeness - second >= AHEAD and likeness >= TIMES * second:
            return Found(self.by_key[best], (), likeness)
        return Found(None, tuple(self.by_key[key] for key, value in near if value >= OFFERED), likeness)

    def stale(self, today: date, months: int) -> list[Answer]:
        """Answers that somebody should look at again, oldest first."""
        found = (one for one in self.by_key.values() if one.stale(today, months))
        return sorted(found, key=lambda one: one.reviewed)


NO_ANSWERS = Answers()
_NEED, _MAY = ("title", "asks", "say"), ("call", "cities", "reviewed", "source")


def load(folder: Path, city: str, numbers: Mapping[str, str], cities: Sequence[str], faults: Faults) -> Answers:
    """Reads every file of a folder, checks all and keeps the answers that hold for a city."""
    made: dict[str, Answer] = {}
    for path in sorted(folder.glob("*.yml")):
        top = read(path, faults)
        faults.keys(top, ("answers", "reviewed", "source"))
        for key, node in nodes(top, "answers", faults):
            if key in made:
                faults.add(node, f"«{key}» stands in another file too")
            if _fine(node, numbers, cities, faults) and (one := _answer(key, node, top, faults)):
                made[key] = one
    return Answers([one for one in made.values() if not one.cities or city in one.cities])


def _fine(node: Node, numbers: Mapping[str, str], cities: Sequence[str], faults: Faults) -> bool:
    if not faults.keys(node, _NEED, _MAY):
        return False
    for what, key in _wrong(node, numbers, cities):
        faults.add(node, what, key)
    return isinstance(node["asks"], list)


def _wrong(node: Node, numbers: Mapping[str, str], cities: Sequence[str]) -> Iterator[tuple[str, str]]:
    asks = node["asks"] if isinstance(node["asks"], list) else []
    if not FEWEST <= len(asks) <= MOST:
        yield f"a question needs {FEWEST} to {MOST} phrasings", "asks"
    if len(set(asks)) < len(asks):
        yield "a phrasing stands twice", "asks"
    if len(str(node["title"]).replace("\u200c", "")) > TITLE_LIMIT:
        yield f"the title is too long for a button ({TITLE_LIMIT} letters)", "title"
    for number in set(map(str, node.get("call", ()))) - set(numbers):
        yield f"number {number} has no name in numbers.yml", "call"
    for city in set(node.get("cities", ())) - set(cities):
        yield f"there is no city «{city}»", "cities"


def _answer(key: str, node: Node, top: Node, faults: Faults) -> Answer | None:
    reviewed = str(node.get("reviewed", top.get("reviewed", "")))
    try:
        day: date = jdatetime.date(*map(int, reviewed.split("/"))).togregorian()
    except (TypeError, ValueError):
        faults.add(node, f"«{reviewed}» is no Jalali day like 1405/01/13", "reviewed")
        return None
    asks, call, cities = (tuple(map(str, node.get(part, ()))) for part in ("asks", "call", "cities"))
    source = str(node.get("source", top.get("source", "")))
    return Answer(key, str(node["title"]), asks, str(node["say"]), call, day, source, cities)

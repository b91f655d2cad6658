"""Sentences that operators use: put into an answer by occasion, or read aloud on the telephone."""

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from content import Faults, Node, read

HERE = Path(__file__).parent
SCRIPT = ("hello", "finished", "answered", "happy", "unhappy", "busy", "wrong")
FILLED = ("title", "place", "day", "note")


@dataclass(frozen=True, slots=True)
class Occasion:
    """When something is said, and how it may be said."""

    title: str
    sentences: Sequence[str]


@cache
def canned(path: Path = HERE / "canned.yml") -> Sequence[Occasion]:
    """The sentences by occasion; raises ContentError with everything that is wrong."""
    faults = Faults()
    top = read(path, faults)
    faults.keys(top, ("occasions",))
    made = [_occasion(node, faults) for node in top.get("occasions", ())]
    faults.close()
    return [one for one in made if one]


def _occasion(node: Node, faults: Faults) -> Occasion | None:
    if not faults.keys(node, ("title", "sentences")):
        return None
    if not all(isinstance(one, str) for one in node["sentences"]):
        faults.add(node, "each sentence must be a text in quotes", "sentences")
    return Occasion(node["title"], tuple(node["sentences"]))


@cache
def script(path: Path = HERE / "script.yml") -> Mapping[str, str]:
    """What is read on the telephone; raises ContentError when a part is missing or asks for what nobody knows."""
    faults = Faults()
    top = read(path, faults)
    faults.keys(top, ("say",))
    said = top.get("say", Node())
    faults.keys(said, SCRIPT)
    for key, text in said.items():
        if unknown := {name for _, name, _, _ in string.Formatter().parse(str(text)) if name} - set(FILLED):
            faults.add(said, f"nobody fills in {', '.join(sorted(unknown))}", key)
    faults.close()
    return dict(said)

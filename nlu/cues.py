"""Words that help the trained heads, read from nlu/cues.yml and folded."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from content import Faults, read
from persian import NUMBER_WORDS, fold

_PARTS = ("kinds", "child", "joints", "english")


def anywhere(phrases: Iterable[str], ending: str = r"\b") -> re.Pattern[str]:
    """A pattern that finds any of the phrases as whole words in folded text."""
    folded = sorted({fold(str(phrase)) for phrase in phrases}, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, folded)) + ")" + ending)


@dataclass(frozen=True, slots=True)
class Cues:
    """The lists as patterns over folded text."""

    kinds: Mapping[str, re.Pattern[str]]
    young: re.Pattern[str]
    age: re.Pattern[str]
    oldest: int
    strong: frozenset[str]
    weak: frozenset[str]
    english: frozenset[str]

    def kind(self, folded: str) -> str | None:
        """The kind that a word of the message names."""
        return next((kind for kind, pattern in self.kinds.items() if pattern.search(folded)), None)

    def child(self, folded: str) -> bool:
        """Whether a child seems to be writing."""
        said = self.age.search(folded)
        years = (int(said[1]) if said[1].isdecimal() else NUMBER_WORDS[said[1]]) if said else None
        return bool(self.young.search(folded)) or (years is not None and 4 < years <= self.oldest)


def load(path: Path, faults: Faults) -> Cues:
    """Reads nlu/cues.yml."""
    top = read(path, faults)
    if not faults.keys(top, _PARTS):
        faults.close()
    kinds, child, joints = (top[key] for key in _PARTS[:3])
    ages = "|".join(re.escape(fold(word)) for word in child["ages"])
    number = "|".join((r"\d{1,2}", *NUMBER_WORDS))
    return Cues(
        {kind: anywhere(words) for kind, words in kinds.items()},
        anywhere(child["words"]),
        re.compile(rf"\b({number}) (?:{ages})\b"),
        int(child["oldest"]),
        frozenset(fold(word) for word in joints["strong"]),
        frozenset(fold(word) for word in joints["weak"]),
        frozenset(top["english"]),
    )

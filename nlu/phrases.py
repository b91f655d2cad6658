"""Phrases that are looked for in folded text: as one pattern, asked only where one of them can begin."""

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from nlu import spelling
from persian import fold

GAP = r"(?:\S+ ){0,3}?"
"""What «*» in a phrase stands for."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """A pattern, and by the first word of each phrase all words that a text must have for it to be searched."""

    pattern: re.Pattern[str]
    needed: Mapping[str, Sequence[frozenset[str]]]

    def search(self, text: str, had: AbstractSet[str]) -> re.Match[str] | None:
        """The first of them in a text that has these words (or beginnings of words)."""
        return self.pattern.search(text) if self._possible(had) else None

    def cut(self, text: str, had: AbstractSet[str]) -> tuple[str, int]:
        """The text without them, and how many they were."""
        return self.pattern.subn(" ", text) if self._possible(had) else (text, 0)

    def _possible(self, had: AbstractSet[str]) -> bool:
        return any(words <= had for first in self.needed.keys() & had for words in self.needed[first])


def whole(phrases: Iterable[str], before: str = "") -> Phrases:
    """Phrases of whole words; `before` is the pattern of what must stand before them."""
    folded = sorted({fold(str(phrase)) for phrase in phrases}, key=len, reverse=True)
    pattern = rf"\b{before}(?:" + "|".join(map(re.escape, folded)) + r")\b"
    return Phrases(re.compile(pattern), _needed(map(str.split, folded)))


def begun(phrases: Iterable[str]) -> Phrases:
    """Phrases of beginnings of words; «*» stands for up to three other words."""
    parts = [[fold(part).split() for part in str(phrase).split("*") if fold(part)] for phrase in phrases]
    made = [(r"\S* " + GAP).join(r"\S* ".join(map(re.escape, part)) for part in phrase) for phrase in parts]
    pattern = r"\b(?:" + "|".join(sorted(made, key=len, reverse=True)) + ")"
    return Phrases(re.compile(pattern), _needed(list(chain(*phrase)) for phrase in parts))


def _needed(phrases: Iterable[list[str]]) -> Mapping[str, Sequence[frozenset[str]]]:
    made: dict[str, list[frozenset[str]]] = {}
    for words in phrases:
        made.setdefault(words[0], []).append(frozenset(words))
    return made


def beginnings(text: str) -> AbstractSet[str]:
    """All beginnings of the words of a text."""
    return frozenset().union(*map(_beginnings, text.split()))


@lru_cache(maxsize=20_000)
def _beginnings(word: str) -> frozenset[str]:
    return spelling.beginnings([word])

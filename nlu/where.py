"""The words by which people say where, and tokens that remember where they stand in the raw text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from content import Faults, Node, read
from persian import NUMBER_WORDS, fold

PHRASE = 4
"""Words the longest phrase of places.yml may have."""
_WORD = re.compile("[\\w\u064b-\u065f\u0670]+")
_LISTS = (
    "region", "plate", "corner", "inside", "glue", "sides", "titles", "common", "stop", "fillers", "sorry", "vague",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One folded word and the raw letters it came from."""

    word: str
    start: int
    end: int

    @property
    def number(self) -> int | None:
        """The number it says, in digits or as a word."""
        return int(self.word) if self.word.isdecimal() else NUMBER_WORDS.get(self.word)


def tokens(text: str) -> list[Token]:
    """Words of a raw text; a half-space parts them as a space does."""
    made = []
    for found in _WORD.finditer(text):
        word = fold(found[0]).replace(" ", "")
        if word:
            made.append(Token(word, found.start(), found.end()))
    return made


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of places.yml, folded."""

    sorts: Mapping[str, str]
    lists: Mapping[str, frozenset[str]]
    heads: frozenset[str] = frozenset()
    """The first word of every phrase: most words of a message begin none."""

    def phrase(self, run: list[Token], at: int, *names: str) -> int:
        """How many words at this place are a phrase of one of the lists (0: none)."""
        if at >= len(run) or run[at].word not in self.heads:
            return 0
        for size in range(min(PHRASE, len(run) - at), 0, -1):
            phrase = " ".join(token.word for token in run[at : at + size])
            if any(phrase in self.lists[name] for name in names):
                return size
        return 0

    def sort(self, run: list[Token], at: int) -> tuple[int, str]:
        """How many words say what sort of place follows, and which."""
        if at >= len(run) or run[at].word not in self.heads:
            return 0, ""
        for size in range(min(PHRASE, len(run) - at), 0, -1):
            phrase = " ".join(token.word for token in run[at : at + size])
            if phrase in self.sorts:
                return size, self.sorts[phrase]
        return 0, ""


def _folded(node: Node, key: str) -> frozenset[str]:
    return frozenset(filter(None, (fold(str(word)) for word in node[key])))


def load(path: Path, faults: Faults) -> Words:
    """Reads nlu/places.yml."""
    top = read(path, faults)
    if not faults.keys(top, ("sorts", *_LISTS)):
        return Words({}, dict.fromkeys(_LISTS, frozenset()))
    sorts = {word: sort for sort in top["sorts"] for word in _folded(top["sorts"], sort)}
    lists = {name: _folded(top, name) for name in _LISTS}
    heads = {phrase.split()[0] for phrase in (*sorts, *(word for words in lists.values() for word in words))}
    return Words(sorts, lists, frozenset(heads))

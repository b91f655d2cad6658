"""Concepts of the city: for each object and each trouble the words people have for it, found again in folded text.

Two messages that share no word share a concept: «the lid is gone» and «the manhole has no cover» meet here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from content import Faults, Node, read
from persian import ENDINGS, fold, skeleton

VERSION = "3.1"
SHORTEST = 3
"""Letters that must remain of a word when an ending is taken off, and consonants by which a Latin word is known."""
LONGEST = 5
"""Words a form may have."""
MEANT = ""
"""Key of a tree's node under which the concepts stand whose form ends there."""
_Tree = dict[str, Any]
_Shapes = Callable[[str], tuple[str, ...]]
"""What a word may be in a tree."""


@lru_cache(maxsize=20_000)
def stems(word: str) -> tuple[str, ...]:
    """The word, and what is left of it without each ending it may have («cheraghhamun»: cheraghha, cheragh)."""
    made = {word: None}
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            made[word[: -len(ending)]] = None
    return tuple(made)


@lru_cache(maxsize=20_000)
def bones(word: str) -> tuple[str, ...]:
    """The consonants of a word in Latin letters; nothing of any other."""
    return (skeleton(word),) if word.isascii() else ()


class Found(NamedTuple):
    """A concept that some words name, and the first and last of them."""

    concept: str
    first: int
    last: int


@dataclass(frozen=True)
class Lexicon:
    """Forms as trees of words; Latin ones by their consonants too."""

    forms: Mapping[str, tuple[str, ...]]
    """Concept and its forms, as written."""
    _plain: _Tree = field(default_factory=dict)
    _bones: _Tree = field(default_factory=dict)

    def __post_init__(self) -> None:
        for concept, forms in self.forms.items():
            for form in forms:
                words = fold(form).split()[:LONGEST]
                _plant(self._plain, words, concept)
                consonants = [skeleton(word) for word in words]
                if len("".join(consonants)) >= SHORTEST and all(consonants):
                    _plant(self._bones, consonants, concept)

    def __len__(self) -> int:
        return sum(map(len, self.forms.values()))

    def concepts(self, folded: str) -> list[str]:
        """Every concept that is named, once, in the order of the text; of two forms at one place the longer counts."""
        return list(dict.fromkeys(one.concept for one in self.found(folded.split())))

    def found(self, words: Sequence[str]) -> list[Found]:
        """Every concept that folded words name, with the first and the last of its words."""
        return [found for at in range(len(words)) for found in self._longest(words, at)]

    def _longest(self, words: Sequence[str], at: int) -> list[Found]:
        """What the longest form means that begins at a word."""
        size, meant = _grown(self._plain, stems, words, at, 0)
        if words[at].isascii():
            size, meant = max((size, meant), _grown(self._bones, bones, words, at, 0), key=lambda pair: pair[0])
        return [Found(concept, at, at + size - 1) for concept in meant]


def _plant(tree: _Tree, words: Sequence[str], concept: str) -> None:
    for word in words:
        tree = tree.setdefault(word, {})
    if words:
        tree.setdefault(MEANT, {})[concept] = None


def _grown(tree: _Tree, shapes: _Shapes, words: Sequence[str], at: int, size: int) -> tuple[int, Mapping[str, None]]:
    """The longest form that begins at a word: how many words it has, and what it means."""
    best: tuple[int, Mapping[str, None]] = (size, tree[MEANT]) if MEANT in tree else (0, {})
    for shape in shapes(words[at]) if at < len(words) else ():
        if shape in tree and (one := _grown(tree[shape], shapes, words, at + 1, size + 1))[0] > best[0]:
            best = one
    return best


def _lists(top: Node, faults: Faults) -> Iterator[tuple[str, tuple[str, ...]]]:
    for node in top.get("nlu", ()):
        if isinstance(node, Node) and faults.keys(node, ("lookup", "examples")):
            lines = str(node["examples"]).splitlines()
            yield str(node["lookup"]), tuple(line.removeprefix("- ").strip() for line in lines if line.strip())


def load(path: Path, faults: Faults) -> Lexicon:
    """Reads nlu/data/lexicon.yml: lookup tables in Rasa's format, which Rasa itself takes as features."""
    top = read(path, faults)
    faults.keys(top, ("version", "nlu"))
    return Lexicon(dict(_lists(top, faults)))

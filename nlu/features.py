"""From folded text to TF-IDF numbers: our own n-gram loop, the same in training and in reading."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import log, sqrt

import numpy as np
import numpy.typing as npt

from nlu.lexicon import Lexicon
from persian import fold, skeleton

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
LIMIT = 1000
"""Letters that are analysed: a formal letter has said its matter by then, and a flood can't slow the others."""
CONCEPTS = 8
"""Concepts of a text that are paired; more are a list, not a matter."""
RAW_LIMIT = 2 * LIMIT
"""Raw letters that are folded at all; marks and repeats fall away, so it is more than LIMIT."""


def prepare(text: str) -> str:
    """The folded beginning of a text, cut at a word: all that is looked at."""
    folded = fold(text[:RAW_LIMIT])
    return folded if len(folded) <= LIMIT else folded[:LIMIT].rpartition(" ")[0] or folded[:LIMIT]


def words(text: str, sizes: tuple[int, ...]) -> list[str]:
    """Runs of neighbouring words."""
    parts = text.split()
    return [" ".join(parts[start : start + size]) for size in sizes for start in range(len(parts) - size + 1)]


@lru_cache(maxsize=20_000)
def _pieces(word: str, sizes: tuple[int, ...]) -> tuple[str, ...]:
    padded, made = f" {word} ", []
    for size in sizes:
        if size >= len(padded):
            made.append(padded)
            break
        made += [padded[start : start + size] for start in range(len(padded) - size + 1)]
    return tuple(made)


def letters(text: str, sizes: tuple[int, ...]) -> list[str]:
    """Runs of neighbouring letters within each word and its margins, as scikit-learn's char_wb has them."""
    made: list[str] = []
    for word in text.split():
        made += _pieces(word, sizes)
    return made


def sets(text: str, sizes: tuple[int, ...]) -> list[str]:
    """Concepts alone and in pairs, wherever in the text they stand."""
    parts = sorted(text.split()[:CONCEPTS])
    return ["+".join(some) for size in sizes for some in combinations(parts, size)]


@dataclass(frozen=True, slots=True)
class Block:
    """One sort of n-gram with its own dictionary and length norm."""

    key: str
    cut: Callable[[str, tuple[int, ...]], list[str]]
    sizes: tuple[int, ...]
    view: str = "folded"
    """What it cuts: the folded text, its bones (in which Persian and Finglish are alike), or its concepts."""
    fewest: int = 2
    """Texts an n-gram must stand in to be kept."""

    def grams(self, views: Mapping[str, str]) -> Counter[str]:
        """How often each n-gram stands in the text."""
        return Counter(self.cut(views[self.view], self.sizes))


BLOCKS = (
    Block("word", words, (1, 2)),
    Block("letter", letters, (2, 3, 4, 5)),
    Block("bone_word", words, (1, 2), "bones"),
    Block("bone", letters, (2, 3, 4), "bones"),
    Block("concept", sets, (1, 2), "concepts"),
)


class Vectoriser:
    """Knows every n-gram's place and weight; turns text into sparse numbers."""

    def __init__(
        self,
        places: Mapping[str, Mapping[str, int]],
        weights: Floats,
        lexicon: Lexicon,
        blocks: Sequence[Block] = BLOCKS,
    ) -> None:
        self.places = places
        self.lexicon = lexicon
        self.weights = weights
        self.blocks = tuple(blocks)
        self._plain = weights.tolist()

    def __len__(self) -> int:
        return len(self.weights)

    def __call__(self, folded: str) -> tuple[Ints, Floats]:
        """Places and TF-IDF values of the n-grams that are known; each block has length one."""
        seen_as = _views(folded, self.lexicon)
        found: list[int] = []
        values: list[float] = []
        for block in self.blocks:
            known = self.places[block.key]
            counts = [(known[gram], number) for gram, number in block.grams(seen_as).items() if gram in known]
            raw = [(1.0 + log(number) if number > 1 else 1.0) * self._plain[place] for place, number in counts]
            norm = sqrt(sum(value * value for value in raw)) or 1.0
            found += [place for place, _ in counts]
            values += [value / norm for value in raw]
        return np.array(found, np.int32), np.array(values, np.float32)


def _views(folded: str, lexicon: Lexicon) -> dict[str, str]:
    """A text as each block wants to see it."""
    return {"folded": folded, "bones": skeleton(folded), "concepts": " ".join(lexicon.concepts(folded))}


def fit(texts: Iterable[str], lexicon: Lexicon, blocks: Sequence[Block] = BLOCKS) -> Vectoriser:
    """Learns the dictionary and the rarity of each n-gram from folded texts (smooth IDF, as scikit-learn)."""
    seen: dict[str, Counter[str]] = {block.key: Counter() for block in blocks}
    total = 0
    for folded in texts:
        total += 1
        seen_as = _views(folded, lexicon)
        for block in blocks:
            seen[block.key].update(block.grams(seen_as).keys())
    places: dict[str, dict[str, int]] = {}
    weights: list[float] = []
    for block in blocks:
        kept = sorted(gram for gram, number in seen[block.key].items() if number >= block.fewest)
        places[block.key] = {gram: len(weights) + order for order, gram in enumerate(kept)}
        weights += [log((1 + total) / (1 + seen[block.key][gram])) + 1 for gram in kept]
    return Vectoriser(places, np.array(weights, np.float32), lexicon, blocks)

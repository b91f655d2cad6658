"""From folded text to TF-IDF numbers: our own n-gram loop, the same in training and in reading."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations, pairwise
from math import log
from typing import Any

import numpy as np
import numpy.typing as npt

from nlu.lexicon import Found, Lexicon
from nlu.seen import Floats, Ints, Seen, Standing, growth, standing
from persian import fold, skeleton

LIMIT = 1000
"""Letters that are analysed: a formal letter has said its matter by then, and a flood can't slow the others."""
_BOTH = "+"
"""Stands between two concepts that are one n-gram."""
CONCEPTS = "concepts"
"""The view of a text that holds what is meant, not how it is spelt."""
MOST_CONCEPTS = 8
"""Concepts of a text that are paired; more are a list, not a matter."""
_NOWHERE = np.zeros(0, np.int32)
WORDS = 100_000
"""Words whose n-grams are remembered, of some 400 bytes each; the training meets nearly as many."""
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


def letters(text: str, sizes: tuple[int, ...]) -> list[str]:
    """Runs of neighbouring letters within each word and its margins, as scikit-learn's char_wb has them."""
    made: list[str] = []
    for word in text.split():
        padded = f" {word} "
        for size in sizes:
            if size >= len(padded):
                made.append(padded)
                break
            made += [padded[start : start + size] for start in range(len(padded) - size + 1)]
    return made


def sets(text: str, sizes: tuple[int, ...]) -> list[str]:
    """Concepts alone and in pairs, wherever in the text they stand."""
    parts = sorted(text.split()[:MOST_CONCEPTS])
    return [_BOTH.join(some) for size in sizes for some in combinations(parts, size)]


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

    def grams(self, shape: str) -> frozenset[str]:
        """Every n-gram of a text, or of one word of it, as the block sees it."""
        return frozenset(self.cut(shape, self.sizes))


BLOCKS = (
    Block("word", words, (1, 2)),
    Block("letter", letters, (2, 3, 4, 5)),
    Block("bone_word", words, (1, 2), "bones"),
    Block("bone", letters, (2, 3, 4), "bones"),
    Block("concept", sets, (1, 2), CONCEPTS),
)


class Vectoriser:
    """Knows every n-gram's place and weight; turns text, or some words of it, into sparse numbers."""

    def __init__(
        self,
        places: Mapping[str, Mapping[str, int]],
        weights: Floats,
        lexicon: Lexicon,
        blocks: Sequence[Block] = BLOCKS,
    ) -> None:
        self._blocks = np.eye(len(blocks))
        self.places = places
        self.lexicon = lexicon
        self.weights = weights
        self.blocks = tuple(blocks)
        self._block_of = np.repeat(np.arange(len(blocks)), [len(places[block.key]) for block in blocks])
        self._word = lru_cache(maxsize=WORDS)(self._look_up)

    def __len__(self) -> int:
        return len(self.weights)

    def __reduce__(self) -> tuple[type["Vectoriser"], tuple[Any, ...]]:
        """Packed without what it remembers of words."""
        return Vectoriser, (self.places, self.weights, self.lexicon, self.blocks)

    def __call__(self, folded: str) -> tuple[Ints, Floats]:
        """Places, in order, and TF-IDF values of the n-grams that are known; each block has length one."""
        seen = self.see(folded)
        order = np.argsort(seen.grams)
        return seen.grams[order], seen.values(seen.all_of()[None])[0, order]

    def grams(self, folded: str) -> Ints:
        """The places of the n-grams of a text, as often as each stands there: quicker than to see it."""
        said = folded.split()
        known = [self._word(word) for word in said]
        runs = [place for place, _, _ in self._runs(said, [bones for bones, _ in known])]
        pairs = [place for place, _, _ in self._pairs(_names(self.lexicon.found(said)))]
        return np.concatenate([_NOWHERE, *(places for _, places in known), np.array(runs + pairs, np.int32)])

    def values(self, texts: npt.NDArray[np.intp], grams: Ints, counts: Ints) -> Floats:
        """The TF-IDF numbers of n-grams that stand so often in the texts of these numbers; blocks have length one."""
        raw = self.weights[grams] * growth(counts)
        blocks = texts * len(self.blocks) + self._block_of[grams]
        lengths = np.sqrt(np.bincount(blocks, weights=raw * raw))
        return np.asarray(raw / lengths[blocks], np.float32)

    def see(self, folded: str) -> Seen:
        """Looks every n-gram of a text up, once for all that will be asked about parts of it."""
        said = tuple(folded.split())
        found = self.lexicon.found(said)
        names = _names(found)
        stand = self._standing(said, [(names.index(one.concept), one) for one in found if one.concept in names])
        places, *pairs = np.array(list(self._pairs(names)), np.int32).reshape(-1, 3).T
        grams = np.concatenate([stand.kinds[: len(stand.kinds) - len(names)], places])
        blocks = self._blocks.take(self._block_of.take(grams), axis=0)
        return Seen(said, grams, self.weights.take(grams), blocks, stand, np.array(pairs))

    def _standing(self, said: Sequence[str], named: Iterable[tuple[int, Found]]) -> Standing:
        """The n-grams of each word by itself, those of neighbours, and concepts, which come after all n-grams."""
        known = [self._word(word) for word in said]
        runs = list(self._runs(said, [bones for bones, _ in known]))
        runs += [(len(self) + at, one.first, one.last) for at, one in named]
        kinds, first, last = np.array(runs, np.int32).reshape(-1, 3).T
        at = np.arange(len(said), dtype=np.int32).repeat([len(places) for _, places in known])
        kinds = np.concatenate([*(places for _, places in known), kinds])
        return standing(kinds, np.concatenate([at, first]), np.concatenate([at, last]))

    def _pairs(self, names: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """The known n-grams of some concepts, alone and in pairs, with the concepts they consist of."""
        for block in self.blocks:
            for size in block.sizes if block.cut is sets else ():
                for some in combinations(range(len(names)), size):
                    if (place := self.places[block.key].get(_BOTH.join(names[at] for at in some))) is not None:
                        yield place, some[0], some[-1]

    def _look_up(self, word: str) -> tuple[str, Ints]:
        """The bones of one word, and the places of all n-grams that it has by itself."""
        shapes = {"folded": word, "bones": skeleton(word)}
        made = [self._known(block, shapes[block.view]) for block in self.blocks if block.view in shapes]
        return shapes["bones"], np.concatenate([*made, _NOWHERE])

    def _known(self, block: Block, shape: str) -> Ints:
        known = self.places[block.key]
        return np.array([known[gram] for gram in block.cut(shape, block.sizes) if gram in known], np.int32)

    def _runs(self, said: Sequence[str], bones: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """The known pairs of neighbours, with the words they cover; among bones a word without any is passed over."""
        shapes = {"folded": list(enumerate(said)), "bones": [(at, bone) for at, bone in enumerate(bones) if bone]}
        for block in self.blocks:
            for (first, one), (last, other) in pairwise(shapes[block.view]) if block.cut is words else ():
                if (place := self.places[block.key].get(f"{one} {other}")) is not None:
                    yield place, first, last


def _names(found: Iterable[Found]) -> list[str]:
    """The concepts of a text that are looked at, in order."""
    return sorted(list(dict.fromkeys(one.concept for one in found))[:MOST_CONCEPTS])


def _views(folded: str, lexicon: Lexicon) -> dict[str, str]:
    """A text as each block wants to see it."""
    return {"folded": folded, "bones": skeleton(folded), CONCEPTS: " ".join(lexicon.concepts(folded))}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many texts there are, and in how many each n-gram of each block stands."""

    texts: int
    seen: Mapping[str, Counter[str]]


def tally(texts: Sequence[str], lexicon: Lexicon, blocks: Sequence[Block] = BLOCKS) -> Tally:
    """Counts the n-grams of folded texts."""
    seen: dict[str, Counter[str]] = {block.key: Counter() for block in blocks}
    # Letters are cut within words, and a word comes again and again.
    within = cache(Block.grams)
    for folded in texts:
        shapes = _views(folded, lexicon)
        for block in blocks:
            shape = shapes[block.view]
            parts = [within(block, word) for word in shape.split()] if block.cut is letters else [block.grams(shape)]
            seen[block.key].update(frozenset().union(*parts))
    return Tally(len(texts), seen)


def fit(texts: Sequence[str], lexicon: Lexicon, blocks: Sequence[Block] = BLOCKS) -> Vectoriser:
    """Learns the dictionary and the rarity of each n-gram from folded texts."""
    return known([tally(texts, lexicon, blocks)], lexicon, blocks)


def known(counted: Sequence[Tally], lexicon: Lexicon, blocks: Sequence[Block] = BLOCKS) -> Vectoriser:
    """The same from texts that were counted, in parts or at once (smooth IDF, as scikit-learn)."""
    total = sum(one.texts for one in counted)
    places: dict[str, dict[str, int]] = {}
    weights: list[float] = []
    for block in blocks:
        seen = sum((one.seen[block.key] for one in counted[1:]), counted[0].seen[block.key])
        kept = sorted(gram for gram, number in seen.items() if number >= block.fewest)
        places[block.key] = {gram: len(weights) + order for order, gram in enumerate(kept)}
        weights += [log((1 + total) / (1 + seen[gram])) + 1 for gram in kept]
    return Vectoriser(places, np.array(weights, np.float32), lexicon, blocks)

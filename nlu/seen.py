"""A text as its n-grams, looked up once; then any part of it is numbers without looking again."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Places = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
"""Which words of a text are meant; of several parts of it: one row a part."""
MOST = 2000
"""How often an n-gram may count."""
_GROWTH = np.concatenate([[0.0], 1 + np.log(np.arange(1, MOST))])
"""What an n-gram counts for that stands there so often: twice is little more than once."""
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Standing:
    """Where things stand in a text, those of one kind side by side: n-grams of words, or concepts."""

    kinds: Ints
    """What stands there, in order."""
    begins: Places
    """Where those of each kind begin."""
    first: Ints
    last: Ints
    """The words that each covers."""

    def counts(self, kept: Mask) -> Ints:
        """How often each kind stands in each part of the text."""
        there = kept.take(self.first, axis=1) & kept.take(self.last, axis=1)
        return np.add.reduceat(there, self.begins, axis=1, dtype=np.int32)


def standing(kinds: Ints, first: Ints, last: Ints) -> Standing:
    """Puts what stands in a text in order."""
    order = kinds.argsort()
    ordered = kinds[order]
    fresh = np.ones(len(kinds), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    begins = fresh.nonzero()[0]
    return Standing(ordered[begins], begins, first[order], last[order])


@dataclass(frozen=True, slots=True)
class Meaning:
    """Concepts that a text names: their n-grams, and where they stand."""

    named: Standing
    grams: Ints
    one: Ints
    other: Ints
    """The two concepts of each n-gram, which are the same for one alone."""

    def counts(self, kept: Mask) -> Ints:
        """Which n-grams each part of the text has: those of which it names both concepts."""
        named = self.named.counts(kept)
        both = np.minimum(named.take(self.one, axis=1), named.take(self.other, axis=1))
        return np.minimum(both, 1)


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as its known n-grams: their places in the dictionary, what they weigh, and which block each is of."""

    words: tuple[str, ...]
    grams: Ints
    weights: Floats
    blocks: npt.NDArray[np.float64]
    """One row an n-gram, one column a block: 1 where it belongs."""
    standing: Standing
    meaning: Meaning

    def values(self, kept: Mask) -> Floats:
        """The TF-IDF numbers of each part, as if it had been written alone; each block has length one."""
        counts = np.concatenate([self.standing.counts(kept), self.meaning.counts(kept)], axis=1)
        raw = self.weights * _GROWTH.take(counts, mode="clip")
        lengths = np.sqrt(raw * raw @ self.blocks)
        return np.asarray(raw / np.maximum(lengths @ self.blocks.T, _TINY), np.float32)

    def all_of(self) -> Mask:
        """Every word."""
        return np.ones(len(self.words), np.bool_)

    def part(self, begin: int, end: int) -> Mask:
        """The words from one to before another."""
        made = np.zeros(len(self.words), np.bool_)
        made[begin:end] = True
        return made

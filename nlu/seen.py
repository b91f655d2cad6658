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


def growth(counts: Ints) -> npt.NDArray[np.float64]:
    """What n-grams count for that stand there so often."""
    return _GROWTH.take(counts, mode="clip")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where n-grams and concepts stand in a text, the same ones side by side."""

    kinds: Ints
    """What stands there, in order: places of n-grams in the dictionary, then concepts."""
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
    ordered = kinds.take(order)
    fresh = np.ones(len(kinds), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    begins = fresh.nonzero()[0]
    return Standing(ordered.take(begins), begins, first.take(order), last.take(order))


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as its known n-grams: their places in the dictionary, what they weigh, and which block each is of."""

    words: tuple[str, ...]
    grams: Ints
    weights: Floats
    blocks: npt.NDArray[np.float64]
    """One row an n-gram, one column a block: 1 where it belongs."""
    standing: Standing
    pairs: Ints
    """The last n-grams are made of concepts: two rows, the one and the other concept of each (the same if alone)."""

    def values(self, kept: Mask) -> Floats:
        """The TF-IDF numbers of each part, as if it had been written alone; each block has length one."""
        raw = self.weights * growth(self._counts(kept))
        lengths = np.sqrt(raw * raw @ self.blocks)
        return np.asarray(raw / np.maximum(lengths @ self.blocks.T, _TINY), np.float32)

    def _counts(self, kept: Mask) -> Ints:
        """How often each n-gram stands in each part; one of concepts once, where both are named."""
        stands = self.standing.counts(kept)
        size = len(self.grams) - self.pairs.shape[1]
        named = np.minimum(stands[:, size:], 1)
        return np.concatenate(
            [stands[:, :size], named.take(self.pairs[0], axis=1) & named.take(self.pairs[1], axis=1)], axis=1
        )

    def all_of(self) -> Mask:
        """Every word."""
        return np.ones(len(self.words), np.bool_)

    def part(self, begin: int, end: int) -> Mask:
        """The words from one to before another."""
        made = np.zeros(len(self.words), np.bool_)
        made[begin:end] = True
        return made

"""How alike sentences are, by their runs of letters; finds those that say the same under different topics."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nlu.features import letters
from persian import fold
from topics.tree import TOPIC_DIGITS

SIZES = (3, 4)
SAME = 0.95
"""From here on two sentences under different topics can't both be right."""
CLOSE = 0.8
"""From here on somebody should look."""
ROWS = 1000
"""Sentences compared at a time, so that memory stays small."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence with the topic or leaf it stands under, and where it stands."""

    text: str
    code: str
    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path.name}:{self.line} ({self.code}) {self.text}"


@dataclass(frozen=True, slots=True)
class Twins:
    """Two sentences that are nearly the same under different topics."""

    one: Said
    other: Said
    alike: float


def matrix(texts: Sequence[str], known: dict[str, int]) -> Any:
    """Each text as a row of length one; new runs of letters are added to `known`."""
    from scipy.sparse import csr_matrix

    ends, places = [0], []
    for text in texts:
        places += [known.setdefault(run, len(known)) for run in letters(fold(text), SIZES)]
        ends.append(len(places))
    made = csr_matrix((np.ones(len(places), np.float32), places, ends), shape=(len(texts), len(known)))
    made.sum_duplicates()
    length = np.sqrt(np.asarray(made.multiply(made).sum(axis=1)).ravel())
    made.data /= np.repeat(np.maximum(length, 1e-9), np.diff(made.indptr))
    return made


def find(said: Sequence[Said], least: float = CLOSE) -> list[Twins]:
    """Pairs of different topics that are at least so alike, the most alike first."""
    return sorted(_pairs(said, least), key=lambda pair: (-pair.alike, str(pair.one), str(pair.other)))


def _pairs(said: Sequence[Said], least: float) -> Iterator[Twins]:
    table = matrix([one.text for one in said], {})
    topics = [one.code[:TOPIC_DIGITS] for one in said]
    for first in range(0, len(said), ROWS):
        alike = (table[first : first + ROWS] @ table[first:].T).tocoo()
        near = np.flatnonzero((alike.data >= least) & (alike.row < alike.col))
        for row, column, value in zip(alike.row[near], alike.col[near], alike.data[near], strict=True):
            if topics[first + row] != topics[first + column]:
                yield Twins(said[first + row], said[first + column], float(value))


def nearest(texts: Sequence[str], known: Sequence[str]) -> npt.NDArray[np.float32]:
    """For each text how alike the likest of the known ones is."""
    if not texts or not known:
        return np.zeros(len(texts), np.float32)
    runs: dict[str, int] = {}
    theirs = matrix(known, runs)
    ours = matrix(texts, runs)[:, : theirs.shape[1]]
    return np.asarray((ours @ theirs.T).max(axis=1).todense(), np.float32).ravel()

"""Which of many known matters a text comes nearest to: TF-IDF over words and letters, in both scripts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log

import numpy as np

from nlu.features import letters, prepare
from nlu.seen import Floats, Ints
from persian import skeleton

WEIGHTS = {"w": 1.0, "l": 0.8, "b": 0.9}
"""How much each sort of n-gram counts: words, letters, and bones, in which Persian and Finglish are alike."""
SIZES = (3, 4)
LONGEST = 220
"""Letters of a text that are compared; what is longer tells a story, and its beginning is enough."""
WHOLE = 0.7
"""How much all sentences of a matter together count, beside the single one that is nearest."""
WORDS = 20_000


@lru_cache(WORDS)
def _of_word(word: str) -> tuple[str, ...]:
    """The n-grams that a word has by itself, each marked with its sort."""
    bones = skeleton(word)
    made = [f"w {word}", *(f"l {gram}" for gram in letters(word, SIZES))]
    return (*made, f"b {bones}") if bones else tuple(made)


def grams(text: str) -> Counter[str]:
    """The n-grams of a text, and how often each stands there."""
    said = prepare(text)[:LONGEST].split()
    made = Counter(gram for word in said for gram in _of_word(word))
    made.update(f"w {one} {other}" for one, other in pairwise(said))
    return made


class Nearest:
    """Sentences under matters, made ready once; tells the nearest matters of a text in a fraction of a millisecond."""

    def __init__(self, known: Mapping[str, Sequence[str]]) -> None:
        """`known`: the sentences of each matter."""
        self.matters = tuple(known)
        counted = [[grams(text) for text in texts] for texts in known.values()]
        stands = Counter(gram for ones in counted for gram in set().union(*ones))
        self._rare = {gram: log((1 + len(known)) / (0.5 + times)) for gram, times in stands.items()}
        self._new = log((1 + len(known)) / 0.5)
        self._starts = np.cumsum([0, *(len(texts) for texts in known.values())])[:-1].astype(np.intp)
        rows = [self._row(one) for ones in counted for one in ones]
        self._sentences, self._size = _postings(rows), len(rows)
        self._wholes = _postings([_whole([self._row(one) for one in ones]) for ones in counted])

    def _row(self, counts: Mapping[str, int]) -> dict[str, float]:
        return _scaled({gram: self._weight(gram) * (1 + log(times)) for gram, times in counts.items()})

    def _weight(self, gram: str) -> float:
        return self._rare.get(gram, self._new) * WEIGHTS[gram[0]]

    def __call__(self, text: str, most: int = 3) -> list[tuple[str, float]]:
        """The nearest matters with their likeness from 0 to 1, nearest first."""
        asked = self._row(grams(text))
        single = _alike(asked, self._sentences, self._size)
        whole = _alike(asked, self._wholes, len(self.matters))
        if single is None or whole is None:
            return []
        near = (1 - WHOLE) * np.maximum.reduceat(single, self._starts) + WHOLE * whole
        order = np.argsort(-near, kind="stable")[:most]
        return [(self.matters[at], float(near[at])) for at in order if near[at] > 0]


Postings = Mapping[str, tuple[Ints, Floats]]
"""For each n-gram: the rows in which it stands, and how much it counts there."""


def _scaled(row: dict[str, float]) -> dict[str, float]:
    length = sum(value * value for value in row.values()) ** 0.5 or 1.0
    return {gram: value / length for gram, value in row.items()}


def _whole(rows: Iterable[Mapping[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for row in rows:
        for gram, value in row.items():
            total[gram] = total.get(gram, 0.0) + value
    return _scaled(total)


def _postings(rows: Sequence[Mapping[str, float]]) -> Postings:
    found: dict[str, list[tuple[int, float]]] = {}
    for at, row in enumerate(rows):
        for gram, value in row.items():
            found.setdefault(gram, []).append((at, value))
    return {
        gram: (np.array([at for at, _ in pairs], np.int32), np.array([value for _, value in pairs], np.float32))
        for gram, pairs in found.items()
    }


def _alike(asked: Mapping[str, float], postings: Postings, size: int) -> Floats | None:
    """The likeness of a text to every row; None if they share nothing."""
    hits = [(*postings[gram], value) for gram, value in asked.items() if gram in postings]
    if not hits:
        return None
    places = np.concatenate([where for where, _, _ in hits])
    values = np.concatenate([weights for _, weights, _ in hits])
    values = values * np.repeat([value for _, _, value in hits], [len(where) for where, _, _ in hits])
    return np.bincount(places, weights=values, minlength=size)

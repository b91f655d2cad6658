"""Linear scores of texts for labels: a support vector machine, steadied by two plainer judges of the same words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

CENTRE, ODDS = 1.5, 0.05
"""Shares of the label's mean text and of its naive word odds beside the machine's margin: by cross-validation."""
PENALTY = 0.3
RIVALS = 2000
"""Texts from which one of hundreds of labels is told apart: the far ones take most of the time and teach nothing."""
SMOOTH = 0.05
Matrix = Any
"""A scipy CSR matrix; scipy ships no types."""
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Texts:
    """What is learnt from: numbers, labels and weights; the machine sees the `core` ones alone."""

    table: Matrix
    labels: npt.NDArray[np.str_]
    weights: Floats
    core: npt.NDArray[np.bool_]

    def only(self, kept: npt.NDArray[np.bool_]) -> "Texts":
        """Some of the texts."""
        return Texts(self.table[np.flatnonzero(kept)], self.labels[kept], self.weights[kept], self.core[kept])

    def cut(self, digits: int) -> "Texts":
        """The same under the first digits of their labels: topics instead of leaves, groups instead of topics."""
        return Texts(self.table, self.labels.astype(f"<U{digits}"), self.weights, self.core)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of each label for every n-gram, and its bias."""

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats

    def scores(self, table: Matrix) -> Floats:
        """How well each text fits each label."""
        return np.asarray(table @ self.weights.T + self.bias, np.float32)


def fit(learnt: Texts, plainer: float = 1.0, rivals: int | None = None) -> Fitted:
    """Fits one weighted linear judge of texts; `plainer` is how much the two plainer judges have to say.

    With `rivals` a label is told apart from so many texts alone.
    """
    made = machine(learnt.only(learnt.core), rivals)
    sums = _sums(learnt, made.labels)
    steadied = made.weights + plainer * (CENTRE * _centres(sums) + ODDS * _odds(sums))
    return Fitted(made.labels, steadied.astype(np.float32), made.bias)


def machine(learnt: Texts, rivals: int | None = None) -> Fitted:
    """The support vector machine alone: each label against the texts of others that are most like its own."""
    labels = tuple(map(str, np.unique(learnt.labels)))
    likeness = learnt.table @ _centres(_sums(learnt, labels)).T
    judges = [_against(learnt, learnt.labels == label, likeness[:, at], rivals) for at, label in enumerate(labels)]
    rows, bias = (np.concatenate(some) for some in zip(*judges, strict=True))
    return Fitted(labels, rows, bias)


def _against(learnt: Texts, own: npt.NDArray[np.bool_], likeness: Floats, rivals: int | None) -> tuple[Floats, Floats]:
    """Weights and bias of one label."""
    from sklearn.svm import LinearSVC

    others = np.flatnonzero(~own)
    nearest = others[np.argsort(-likeness[others], kind="stable")[:rivals]]
    chosen = np.sort(np.concatenate([np.flatnonzero(own), nearest]))
    weights = learnt.weights[chosen].astype(np.float64)
    fitted = LinearSVC(C=PENALTY, tol=0.01, random_state=0).fit(learnt.table[chosen], own[chosen], weights)
    return fitted.coef_.astype(np.float32), fitted.intercept_.astype(np.float32)


def _sums(learnt: Texts, labels: Sequence[str]) -> Floats:
    """The weighted sum of each label's texts."""
    from scipy.sparse import csr_matrix

    columns = np.searchsorted(np.array(labels), learnt.labels)
    shape = (len(labels), len(columns))
    chooser = csr_matrix((learnt.weights, (columns, range(len(columns)))), shape=shape)
    return np.asarray((chooser @ learnt.table).toarray(), np.float32)


def _centres(sums: Floats) -> Floats:
    lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
    return np.asarray(sums / lengths, np.float32)


def _odds(sums: Floats) -> Floats:
    """How much likelier each n-gram is under a label than under all others (complement naive Bayes).

    What most labels share says nothing between them; without it nearly all weights are zero and need not be stored.
    """
    others = sums.sum(axis=0, keepdims=True) - sums + SMOOTH
    own = sums + SMOOTH
    made = np.log(own / own.sum(axis=1, keepdims=True)) - np.log(others / others.sum(axis=1, keepdims=True))
    # To part rows that lie together takes a third of the time of a median down the columns.
    low, high = (len(made) - 1) // 2, len(made) // 2
    middle = np.partition(np.ascontiguousarray(made.T), (low, high), axis=1)[:, low : high + 1].mean(axis=1)
    return np.asarray(made - middle, np.float32)

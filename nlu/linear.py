"""Linear scores of texts for labels: a support vector machine, steadied by two plainer judges of the same words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

CENTRE, ODDS = 1.5, 0.05
"""Shares of the label's mean text and of its naive word odds beside the machine's margin: by cross-validation."""
SMOOTH = 0.05
Matrix = Any
"""A scipy CSR matrix; scipy ships no types."""
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of each label for every n-gram, and its bias."""

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats

    def scores(self, table: Matrix) -> Floats:
        """How well each text fits each label."""
        return np.asarray(table @ self.weights.T + self.bias, np.float32)


def fit(table: Matrix, labels: Sequence[str], weights: npt.NDArray[np.float64], plainer: float = 1.0) -> Fitted:
    """Fits one weighted linear judge of texts; `plainer` is how much the two plainer judges have to say."""
    made = machine(table, labels, weights)
    sums = _sums(table, [made.labels.index(label) for label in labels], weights, len(made.labels))
    steadied = made.weights + plainer * (CENTRE * _centres(sums) + ODDS * _odds(sums))
    return Fitted(made.labels, steadied.astype(np.float32), made.bias)


def machine(table: Matrix, labels: Sequence[str], weights: npt.NDArray[np.float64]) -> Fitted:
    """The support vector machine alone, one label against all others."""
    from sklearn.svm import LinearSVC

    fitted = LinearSVC(C=1.0, tol=0.01, random_state=0).fit(table, labels, sample_weight=weights)
    rows, bias = fitted.coef_, fitted.intercept_
    if len(rows) == 1:
        rows, bias = np.concatenate([-rows, rows]), np.concatenate([-bias, bias])
    return Fitted(tuple(map(str, fitted.classes_)), rows.astype(np.float32), bias.astype(np.float32))


def _sums(table: Matrix, columns: Sequence[int], weights: npt.NDArray[np.float64], count: int) -> Floats:
    """The weighted sum of each label's texts."""
    from scipy.sparse import csr_matrix

    chooser = csr_matrix((weights.astype(np.float32), (columns, range(len(columns)))), shape=(count, len(columns)))
    return np.asarray((chooser @ table).todense(), np.float32)


def _centres(sums: Floats) -> Floats:
    return sums / np.linalg.norm(sums, axis=1, keepdims=True)


def _odds(sums: Floats) -> Floats:
    """How much likelier each n-gram is under a label than under all others (complement naive Bayes).

    What most labels share says nothing between them; without it nearly all weights are zero and need not be stored.
    """
    others = sums.sum(axis=0, keepdims=True) - sums + SMOOTH
    own = sums + SMOOTH
    made = np.log(own / own.sum(axis=1, keepdims=True)) - np.log(others / others.sum(axis=1, keepdims=True))
    return np.asarray(made - np.median(made, axis=0, keepdims=True), np.float32)

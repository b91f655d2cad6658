"""One number that turns scores into honest odds, so that peers without probabilities are not judged unfairly."""

from typing import Any

import numpy as np
import numpy.typing as npt

HEATS = np.geomspace(0.5, 100, 80)
EACH, FEWEST = 10, 100
"""Every so-manyth text is left out to find the heat, if there are enough."""


def soften(scores: npt.NDArray[Any], heat: float) -> npt.NDArray[np.float64]:
    """Softmax along the last axis."""
    raised = np.asarray(scores, np.float64) * heat
    raised = np.exp(raised - raised.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def found(scores: npt.NDArray[Any], truth: npt.NDArray[np.int64]) -> float:
    """The heat under which the true columns are likeliest."""
    rows = np.arange(len(truth))
    losses = [-np.log(soften(scores, heat)[rows, truth] + 1e-9).mean() for heat in HEATS]
    return float(HEATS[int(np.argmin(losses))])


def left_out(count: int) -> npt.NDArray[np.bool_]:
    """Which of so many texts are asked for the heat; none of a handful."""
    made = np.arange(count) % EACH == EACH - 1
    return made if count >= FEWEST else np.zeros(count, np.bool_)

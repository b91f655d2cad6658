"""Topics and leaves that came after the training: known at once by what they are called and a few utterances."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlu.features import Vectoriser
from nlu.seen import Floats

MARGIN = 0.4
"""How far its own texts should be ahead of the best trained label, on average, each judged by the others."""
LEAST, MOST = 1.0, 6.0
"""Bounds of the stretch, against a single odd text."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One label by the nearness of its texts: a weight for every n-gram, and the bias that trained labels have."""

    code: str
    weights: Floats
    bias: float


def make(code: str, texts: Sequence[str], vectoriser: Vectoriser, rivals: Sequence[float], bias: float) -> Newcomer:
    """A label from folded texts; `rivals` is the best trained score of each of them."""
    rows = np.zeros((len(texts), len(vectoriser)), np.float32)
    for row, text in zip(rows, texts, strict=True):
        places, values = vectoriser(text)
        row[places] = values
    whole = rows.sum(axis=0)
    near = [float(row @ _centre(whole - row)) for row in rows] if len(rows) > 1 else [1.0]
    stretch = (float(np.mean(rivals)) + MARGIN - bias) / max(float(np.mean(near)), 1e-3)
    return Newcomer(code, _centre(whole) * np.float32(np.clip(stretch, LEAST, MOST)), bias)


def _centre(total: Floats) -> Floats:
    return total / np.float32(max(float(np.linalg.norm(total)), 1e-6))

"""A text, or a part of one, as the model hears it; and which of its labels are the likeliest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from nlu.newcomers import Newcomer
from nlu.seen import Floats, Seen

LIKELIEST = 30
"""Labels of a head that are told, best first; all others are next to impossible."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A text or a part of it: its n-grams, and its plain score in every column but the leaves'."""

    seen: Seen
    values: Floats
    """One number for each n-gram of the whole text; nought for one that the part hasn't got."""
    rows: Floats
    """What the table says of each n-gram, as steps of the n-gram's scale."""
    scores: Floats

    def mixed(self, other: "Heard") -> "Heard":
        """The same text judged by the mean of two hearings."""
        return replace(self, scores=(self.scores + other.scores) / np.float32(2))

    def against(self, newcomers: Sequence[Newcomer]) -> Floats:
        """Its scores for labels that came after the training."""
        return np.array([self.values @ one.weights[self.seen.grams] + one.bias for one in newcomers], np.float32)


def likeliest(labels: Sequence[str], chances: npt.NDArray[np.float64]) -> list[tuple[str, float]]:
    """The labels with the largest chances, best first."""
    if len(labels) > LIKELIEST:
        best = np.sort(chances.argpartition(-LIKELIEST)[-LIKELIEST:])
        labels, chances = itemgetter(*best.tolist())(labels), chances[best]
    return sorted(zip(labels, chances.tolist(), strict=True), key=itemgetter(1), reverse=True)

"""The leaves of one topic, told apart from each other alone: their weights, kept topic by topic."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from nlu.seen import Floats, Ints
from topics.tree import TOPIC_DIGITS


@dataclass(frozen=True, slots=True)
class Family:
    """The leaves of one topic: their weights for the n-grams that the topic's own texts have."""

    labels: tuple[str, ...]
    places: Ints
    weights: npt.NDArray[np.float16]
    bias: Floats

    def scores(self, places: Ints, values: Floats) -> Floats:
        """How well a text fits each of the leaves."""
        if not self.labels:
            return self.bias
        at = self.places.searchsorted(places)
        known = (self.places.take(at, mode="clip") == places).nonzero()[0]
        return np.asarray(values[known] @ self.weights[at[known]].astype(np.float32) + self.bias)


NO_FAMILY = Family((), np.zeros(0, np.int32), np.zeros((0, 0), np.float16), np.zeros(0, np.float32))


def families(leaves: Sequence[str], arrays: Mapping[str, npt.NDArray[Any]]) -> Iterator[tuple[str, Family]]:
    """Each split topic with its leaves, which stand in order, as do their weights."""
    place = weight = first = 0
    for (topic, some), size in zip(
        groupby(leaves, lambda leaf: leaf[:TOPIC_DIGITS]), arrays["leaf_sizes"], strict=True
    ):
        labels = tuple(some)
        end, last = place + int(size), weight + int(size) * len(labels)
        table = arrays["leaf_weights"][weight:last].reshape(int(size), len(labels))
        bias = arrays["leaf_bias"][first : first + len(labels)]
        yield topic, Family(labels, arrays["leaf_places"][place:end], table, bias)
        place, weight, first = end, last, first + len(labels)

"""The trained model: one file of numbers, loaded in a moment, scoring in a fraction of a millisecond."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from errors import ModelMismatchError
from nlu.features import BLOCKS, Floats, Vectoriser
from topics.tree import Topics

FORMAT = 1
"""Raise it when features, heads or this file's layout change: older files are then refused."""
NAME = f"reader-{FORMAT}.npz"


@dataclass(frozen=True, slots=True)
class Head:
    """One decision: its labels in the order of the columns, and the heat that makes its odds honest."""

    labels: tuple[str, ...]
    first: int
    heat: float


Odds = list[tuple[str, float]]
"""Labels with their probabilities, best first."""


class Model:
    """Sparse weights of all heads over one dictionary of n-grams."""

    def __init__(
        self,
        vectoriser: Vectoriser,
        heads: Mapping[str, Head],
        arrays: Mapping[str, npt.NDArray[Any]],
        plain: frozenset[str],
    ) -> None:
        self.vectoriser = vectoriser
        self.heads = heads
        self.arrays = arrays
        self.plain = plain
        """Words that people mostly use outside the names of places."""
        self._bias = arrays["bias"].astype(np.float64)
        self._counts = arrays["counts"].astype(np.int64)
        self._starts = np.concatenate(([0], np.cumsum(self._counts)[:-1]))
        self._columns = arrays["columns"].astype(np.int64)
        self._weights = arrays["weights"].astype(np.float32)

    def reasons(self, folded: str, head: str, label: str, most: int = 3) -> tuple[str, ...]:
        """The words of the text that spoke most for one label."""
        one = self.heads[head]
        column = one.first + one.labels.index(label)
        known = self.vectoriser.places["word"]
        rare = self.vectoriser.weights
        worth = [
            (self._weight(known[word], column) * float(rare[known[word]]), word)
            for word in dict.fromkeys(folded.split())
            if word in known
        ]
        return tuple(word for weight, word in sorted(worth, reverse=True)[:most] if weight > 0)

    def _weight(self, place: int, column: int) -> float:
        start, count = self._starts[place], self._counts[place]
        found = np.flatnonzero(self._columns[start : start + count] == column)
        return float(self._weights[start + found[0]]) if len(found) else 0.0

    def scores(self, folded: str) -> npt.NDArray[np.float64]:
        """The plain scores of every column of every head."""
        places, values = self.vectoriser(folded)
        counts = self._counts[places]
        total = int(counts.sum())
        if not total:
            return self._bias
        ends = np.cumsum(counts)
        cells = np.arange(total) + np.repeat(self._starts[places] - ends + counts, counts)
        weights = self._weights[cells] * np.repeat(values, counts)
        return np.bincount(self._columns[cells], weights, len(self._bias)) + self._bias

    def odds(self, scores: npt.NDArray[np.float64], head: str) -> Odds:
        """Calibrated probabilities of one head, best first."""
        one = self.heads[head]
        chances = soften(scores[one.first : one.first + len(one.labels)], one.heat)
        order = np.argsort(-chances, kind="stable")
        return [(one.labels[place], float(chances[place])) for place in order]


def soften(scores: npt.NDArray[Any], heat: float) -> npt.NDArray[np.float64]:
    """Softmax along the last axis after multiplying by the heat."""
    raised = scores.astype(np.float64) * heat
    raised = np.exp(raised - raised.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def fingerprint(folder: Path, topics: Topics) -> str:
    """What the model was trained on: the utterances' files and the words of the topics, nothing else."""
    made = hashlib.sha256(f"{FORMAT}".encode())
    for path in sorted((folder / "data").glob("*.yml")):
        made.update(path.name.encode() + path.read_bytes())
    for topic in topics:
        made.update(repr((topic.code, topic.title, topic.about, topic.names, topic.leads)).encode())
    return made.hexdigest()


def _pack(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def save(path: Path, model: Model, mark: str) -> None:
    """Writes everything as one file; the old one is replaced in a single step."""
    grams = [gram for block in model.vectoriser.blocks for gram in model.vectoriser.places[block.key]]
    header = {
        "format": FORMAT,
        "fingerprint": mark,
        "blocks": {key: len(known) for key, known in model.vectoriser.places.items()},
        "heads": {name: [list(head.labels), head.first, head.heat] for name, head in model.heads.items()},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("wb") as file:
        stored: dict[str, Any] = {
            "header": _pack(json.dumps(header)),
            "grams": _pack("\n".join(grams)),
            "plain": _pack("\n".join(sorted(model.plain))),
            "rarity": model.vectoriser.weights,
        }
        np.savez_compressed(file, **(stored | dict(model.arrays)))
    fresh.replace(path)


def _vectoriser(grams: Sequence[str], sizes: Mapping[str, int], rarity: Floats) -> Vectoriser:
    places, first = {}, 0
    for block in BLOCKS:
        count = sizes[block.key]
        places[block.key] = {gram: first + order for order, gram in enumerate(grams[first : first + count])}
        first += count
    return Vectoriser(places, rarity)


def load(path: Path, mark: str) -> Model:
    """Loads the file if it was trained on the content with this fingerprint."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = dict(stored)
        header = json.loads(arrays.pop("header").tobytes())
    except FileNotFoundError:
        raise ModelMismatchError(f"there is no model at {path}: run «make train»") from None
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise ModelMismatchError(f"{path} is no model of ours ({error}): run «make train»") from None
    if header.get("format") != FORMAT or header.get("fingerprint") != mark:
        raise ModelMismatchError(f"{path} was trained on other topics or sentences: run «make train»")
    grams = arrays.pop("grams").tobytes().decode().split("\n")
    vectoriser = _vectoriser(grams, header["blocks"], arrays.pop("rarity"))
    heads = {name: Head(tuple(labels), first, heat) for name, (labels, first, heat) in header["heads"].items()}
    plain = frozenset(arrays.pop("plain").tobytes().decode().split("\n"))
    return Model(vectoriser, heads, arrays, plain)

"""The trained model: one file of numbers, loaded in a moment, scoring in a fraction of a millisecond."""

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from errors import ModelMismatchError
from nlu import examples, leaves, newcomers
from nlu.features import BLOCKS, Vectoriser, prepare
from nlu.heard import Heard, likeliest
from nlu.issues import Odds, Splitter
from nlu.lexicon import Lexicon
from nlu.newcomers import Newcomer
from nlu.seen import Floats, Ints, Mask, Seen
from topics.tree import TOPIC_DIGITS, Topics

FORMAT = 4
"""Raise it when features, heads or this file's layout change: older files are then refused."""
LEAF = "leaf"
"""The head that tells the leaves of one topic apart."""
TOPIC = "topic"
"""The head of topics; its columns are the first."""


@dataclass(frozen=True)
class Head:
    """One decision: its labels in the order of the columns, and the heat that makes its odds honest."""

    labels: tuple[str, ...]
    first: int
    heat: float

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """The column of each label."""
        return {label: self.first + at for at, label in enumerate(self.labels)}


class Model:
    """Weights of all heads over one dictionary of n-grams: a table for what every text is asked, and the leaves'."""

    def __init__(
        self,
        vectoriser: Vectoriser,
        heads: Mapping[str, Head],
        arrays: Mapping[str, npt.NDArray[Any]],
        plain: frozenset[str],
        splitter: Splitter,
    ) -> None:
        self.vectoriser = vectoriser
        self.heads = heads
        self.arrays = arrays
        self.plain = plain
        """Words that people mostly use outside the names of places."""
        self.splitter = splitter
        self._table = _dense(arrays, len(vectoriser))
        self._scale = arrays["scale"]
        self._families = dict(leaves.families(heads[LEAF].labels, arrays)) if LEAF in heads else {}
        self.newcomers: list[Newcomer] = []
        """Topics and leaves added since the training."""

    def hear(self, folded: str) -> Heard:
        """Reads a text once for all heads, and for all that will be asked about parts of it."""
        seen = self.vectoriser.see(folded)
        rows = self._table.take(seen.grams, axis=0, mode="clip").astype(np.float32)
        return self._heard(seen, rows, seen.all_of()[None])[0]

    def hear_parts(self, heard: Heard, kept: Mask) -> list[Heard]:
        """Reads some words of a text by themselves, for each row of `kept`; many at once are sooner done."""
        return self._heard(heard.seen, heard.rows, kept)

    def _heard(self, seen: Seen, rows: Floats, kept: Mask) -> list[Heard]:
        values = seen.values(kept)
        scores: Floats = values * self._scale[seen.grams] @ rows + self.arrays["bias"]
        return [Heard(seen, own, rows, all_of) for own, all_of in zip(values, scores, strict=True)]

    def reasons(self, folded: str, head: str, label: str, most: int = 3) -> tuple[str, ...]:
        """The words of the text that spoke most for one label."""
        known = self.vectoriser.places["word"]
        said = [word for word in dict.fromkeys(folded.split()) if word in known]
        at = np.array([known[word] for word in said], np.int32)
        worth = (self._column(head, label, at) * self.vectoriser.weights[at]).tolist()
        return tuple(word for weight, word in sorted(zip(worth, said, strict=True), reverse=True)[:most] if weight > 0)

    def _column(self, head: str, label: str, at: Ints) -> Floats:
        """What some n-grams weigh for one label."""
        new = next((one for one in self.newcomers if one.code == label), None)
        if new:
            return new.weights[at]
        return np.asarray(self._table[at, self.heads[head].columns[label]] * self._scale[at])

    def topics(self, text: str) -> Odds:
        """The topics of some words, read by themselves."""
        return self.odds(self.hear(prepare(text)), TOPIC)

    def odds(self, heard: Heard, head: str) -> Odds:
        """Calibrated probabilities of one head, best first."""
        return self.odds_each([heard], head)[0]

    def odds_each(self, heard: Sequence[Heard], head: str, least: float = 0.0) -> list[Odds]:
        """The same for several texts, or parts of one; there are none where the best is less likely than `least`."""
        one = self.heads[head]
        new = [some for some in self.newcomers if head == TOPIC and len(some.code) == TOPIC_DIGITS]
        scores = np.array([some.scores[one.first : one.first + len(one.labels)] for some in heard])
        if new:
            scores = np.hstack([scores, [some.against(new) for some in heard]])
        labels = (*one.labels, *(some.code for some in new)) if new else one.labels
        odds = soften(scores, one.heat)
        return [[] if least and own.max() < least else likeliest(labels, own) for own in odds]

    def leaf(self, heard: Heard, topic: str) -> tuple[str, float]:
        """The likeliest leaf of a topic and its probability among its siblings; empty for a topic that isn't split."""
        family = self._families.get(topic, leaves.NO_FAMILY)
        new = [some for some in self.newcomers if some.code != topic and some.code.startswith(topic)]
        if not (family.labels or new):
            return "", 0.0
        scores = family.scores(heard.seen.grams, heard.values)
        scores = np.append(scores, heard.against(new)) if new else scores
        chances = soften(scores, self.heads[LEAF].heat)
        best = int(np.argmax(chances))
        return (*family.labels, *(some.code for some in new))[best], float(chances[best])

    def knows(self, code: str) -> bool:
        """Whether a topic or leaf was there at the training, or was adopted since."""
        trained = code in self.heads[TOPIC].labels or code in self.heads[LEAF].labels
        return trained or any(one.code == code for one in self.newcomers)

    def adopt(self, code: str, texts: Sequence[str]) -> None:
        """Makes a topic or leaf known that was not there at the training, by its folded texts."""
        heard = [self.hear(text) for text in texts]
        if len(code) > TOPIC_DIGITS:
            family = self._families.get(code[:TOPIC_DIGITS], leaves.NO_FAMILY)
            scores, bias = [family.scores(some.seen.grams, some.values) for some in heard], family.bias
        else:
            own = slice(0, len(self.heads[TOPIC].labels))
            scores, bias = [some.scores[own] for some in heard], self.arrays["bias"][own]
        rivals = [float(max(some, default=0.0)) for some in scores]
        usual = float(bias.mean()) if len(bias) else 0.0
        self.newcomers.append(newcomers.make(code, texts, self.vectoriser, rivals, usual))


def _dense(arrays: Mapping[str, npt.NDArray[Any]], height: int) -> npt.NDArray[np.int8]:
    """The stored weights as a table of small numbers, each row with a scale of its own."""
    made = np.zeros((height, len(arrays["bias"])), np.int8)
    made[np.repeat(np.arange(height), arrays["counts"]), arrays["columns"]] = arrays["weights"]
    return made


def soften(scores: npt.NDArray[Any], heat: float) -> npt.NDArray[np.float64]:
    """Softmax along the last axis after multiplying by the heat."""
    raised = scores.astype(np.float64) * heat
    raised = np.exp(raised - raised.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def fingerprint(folder: Path, topics: Topics) -> str:
    """What the model was trained on: the utterances' files and the words of the topics, nothing else."""
    made = hashlib.sha256(f"{FORMAT}".encode())
    data = folder / "data"
    for path in (*examples.files(data), data / examples.LEXICON):
        made.update(path.name.encode() + (path.read_bytes() if path.exists() else b""))
    for topic in topics.by_code.values():
        made.update(repr((topic.code, topic.title, topic.about, topic.names, topic.leads)).encode())
    return made.hexdigest()


def _pack(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _lines(packed: npt.NDArray[Any]) -> list[str]:
    return packed.tobytes().decode().split("\n")


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
            "clues": _pack("\n".join(model.splitter.words)),
            "clue_weights": np.array([*model.splitter.words.values()], np.float32),
            "signs": np.array(model.splitter.signs, np.float32),
        }
        np.savez_compressed(file, **(stored | dict(model.arrays)))
    fresh.replace(path)


def _vectoriser(grams: Sequence[str], sizes: Mapping[str, int], rarity: Floats, lexicon: Lexicon) -> Vectoriser:
    places, first = {}, 0
    for block in BLOCKS:
        count = sizes[block.key]
        places[block.key] = {gram: first + order for order, gram in enumerate(grams[first : first + count])}
        first += count
    return Vectoriser(places, rarity, lexicon)


def load(path: Path, mark: str, lexicon: Lexicon) -> Model:
    """Loads the file if it was trained on the content with this fingerprint."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = dict(stored)
        header = json.loads(arrays.pop("header").tobytes())
    except FileNotFoundError:
        raise ModelMismatchError(f"there is no model at {path}: run «make train»") from None
    except (OSError, ValueError, KeyError, EOFError, zlib.error, BadZipFile) as error:
        raise ModelMismatchError(f"{path} is no model of ours ({error}): run «make train»") from None
    if header.get("format") != FORMAT or header.get("fingerprint") != mark:
        raise ModelMismatchError(f"{path} was trained on other topics or sentences: run «make train»")
    grams = _lines(arrays.pop("grams"))
    vectoriser = _vectoriser(grams, header["blocks"], arrays.pop("rarity"), lexicon)
    heads = {name: Head(tuple(labels), first, heat) for name, (labels, first, heat) in header["heads"].items()}
    plain = frozenset(_lines(arrays.pop("plain")))
    clues = dict(zip(_lines(arrays.pop("clues")), arrays.pop("clue_weights").tolist(), strict=True))
    splitter = Splitter(clues, arrays.pop("signs").tolist())
    return Model(vectoriser, heads, arrays, plain, splitter)

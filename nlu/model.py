"""The trained model: one file of numbers, loaded in a moment, scoring in a fraction of a millisecond."""

import hashlib
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from errors import ModelMismatchError
from nlu import examples, leaves, newcomers
from nlu.features import BLOCKS, Floats, Ints, Mask, Seen, Vectoriser, prepare
from nlu.issues import Splitter
from nlu.lexicon import Lexicon
from nlu.newcomers import Newcomer
from topics.tree import TOPIC_DIGITS, Topics

FORMAT = 4
"""Raise it when features, heads or this file's layout change: older files are then refused."""
LEAF = "leaf"
"""The head that tells the leaves of one topic apart."""
LIKELIEST = 30
"""Labels of a head that are told, best first; all others are next to impossible."""
TOPIC = "topic"
"""The head of topics; its columns are the first."""


@dataclass(frozen=True, slots=True)
class Head:
    """One decision: its labels in the order of the columns, and the heat that makes its odds honest."""

    labels: tuple[str, ...]
    first: int
    heat: float


@dataclass(frozen=True, slots=True)
class Heard:
    """A text as n-grams, and its plain score in every column but the leaves'."""

    seen: Seen
    places: Ints
    values: Floats
    rows: Floats
    """What the table says of each n-gram of the whole text, as steps of the n-gram's scale."""
    scores: Floats

    def mixed(self, other: "Heard") -> "Heard":
        """The same text judged by the mean of two hearings."""
        return replace(self, scores=(self.scores + other.scores) / np.float32(2))

    def against(self, newcomers: Sequence[Newcomer]) -> Floats:
        """Its scores for labels that came after the training."""
        return np.array([self.values @ one.weights[self.places] + one.bias for one in newcomers], np.float32)


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
        places, values = self.vectoriser.values(seen, seen.all_of())
        rows = self._table.take(places, axis=0, mode="clip").astype(np.float32)
        return Heard(seen, places, values, rows, self._scored(values * self._scale[places], rows))

    def hear_part(self, heard: Heard, kept: Mask) -> Heard:
        """Reads some words of a text by themselves."""
        places, values = self.vectoriser.values(heard.seen, kept)
        raised = np.zeros(len(heard.places), np.float32)
        raised[np.searchsorted(heard.places, places)] = values * self._scale[places]
        return Heard(heard.seen, places, values, heard.rows, self._scored(raised, heard.rows))

    def _scored(self, raised: Floats, rows: Floats) -> Floats:
        return np.asarray(raised @ rows + self.arrays["bias"], np.float32)

    def reasons(self, folded: str, head: str, label: str, most: int = 3) -> tuple[str, ...]:
        """The words of the text that spoke most for one label."""
        weights = self._column(head, label)
        known, rare = self.vectoriser.places["word"], self.vectoriser.weights
        places = {word: known[word] for word in dict.fromkeys(folded.split()) if word in known}
        worth = [(float(weights(at) * rare[at]), word) for word, at in places.items()]
        return tuple(word for weight, word in sorted(worth, reverse=True)[:most] if weight > 0)

    def _column(self, head: str, label: str) -> Callable[[int], float]:
        """What each n-gram weighs for one label."""
        new = next((one for one in self.newcomers if one.code == label), None)
        if new:
            return new.weights.__getitem__
        column = self.heads[head].first + self.heads[head].labels.index(label)
        return lambda place: self._table[place, column] * self._scale[place]

    def topics(self, text: str) -> list[tuple[str, float]]:
        """The topics of some words, read by themselves."""
        return self.odds(self.hear(prepare(text)), TOPIC)

    def odds(self, heard: Heard, head: str) -> list[tuple[str, float]]:
        """Calibrated probabilities of one head, best first."""
        one = self.heads[head]
        new = [some for some in self.newcomers if head == TOPIC and len(some.code) == TOPIC_DIGITS]
        scores = np.append(heard.scores[one.first : one.first + len(one.labels)], heard.against(new))
        chances = soften(scores, one.heat)
        labels = (*one.labels, *(some.code for some in new))
        best = np.argsort(-chances, kind="stable")[:LIKELIEST]
        return [(labels[place], float(chances[place])) for place in best]

    def leaf(self, heard: Heard, topic: str) -> tuple[str, float]:
        """The likeliest leaf of a topic and its probability among its siblings; empty for a topic that isn't split."""
        family = self._families.get(topic, leaves.NO_FAMILY)
        new = [some for some in self.newcomers if some.code != topic and some.code.startswith(topic)]
        labels = (*family.labels, *(some.code for some in new))
        if not labels:
            return "", 0.0
        chances = soften(
            np.append(family.scores(heard.places, heard.values), heard.against(new)), self.heads[LEAF].heat
        )
        best = int(np.argmax(chances))
        return labels[best], float(chances[best])

    def knows(self, code: str) -> bool:
        """Whether a topic or leaf was there at the training, or was adopted since."""
        trained = code in self.heads[TOPIC].labels or code in self.heads[LEAF].labels
        return trained or any(one.code == code for one in self.newcomers)

    def adopt(self, code: str, texts: Sequence[str]) -> None:
        """Makes a topic or leaf known that was not there at the training, by its folded texts."""
        heard = [self.hear(text) for text in texts]
        if len(code) > TOPIC_DIGITS:
            family = self._families.get(code[:TOPIC_DIGITS], leaves.NO_FAMILY)
            scores, bias = [family.scores(some.places, some.values) for some in heard], family.bias
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

"""Trains the reader's model from the topics and the utterances; scikit-learn is needed only here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.progress import Progress

from nlu import issues, linear, model, reader, splitting, table
from nlu.cues import Cues
from nlu.examples import Example
from nlu.issues import Splitter
from nlu.lexicon import Lexicon
from nlu.linear import Fitted, Matrix, Texts
from nlu.model import LEAF, Head, Model
from nlu.rows import HEADS, Row, noisy
from nlu.seen import Floats
from nlu.where import tokens
from topics.tree import TOPIC_DIGITS, Topics

FOLDS = 10
GROUP_SHARE = 0.3
"""How much a group's score adds to each of its topics: measured best by cross-validation."""
PLAINER = 0.4
"""Say of the plainer judges in heads of few labels, where one label has most of the words."""
NOISE = {"topic": 0.3, "act": 0.3, "kind": 0.2, "danger": 0.2, "call": 0.2}
"""Weight of a spoilt or Latin copy beside its utterance."""
ASKED = {"topic": (0,), "act": (0, 1), "kind": range(5), "danger": range(5), "call": range(3)}
"""Folds in which a head is asked: the more texts teach it, the longer a fold takes and the fewer are needed."""
FAR = 1e6
STEPS = 127
"""Steps in which a weight is stored, each n-gram's largest being the last."""
KEPT = 0.08
"""Share of weights that is stored; smaller ones change no decision that a test can see."""
HEATS = np.geomspace(0.5, 40, 60)
REACH = 5
"""Guesses that a reading gives. The utterances of a topic are written to share no words, so that many a one left out
is beyond any reader; it would teach false modesty about the plain words in which most messages come."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a head says of utterances that it was not taught: rows, scores, and the true column of each."""

    rows: tuple[Row, ...]
    labels: tuple[str, ...]
    scores: Floats
    truth: npt.NDArray[np.int64]


def texts_of(rows: Sequence[Row], numbers: Matrix) -> Texts:
    """The rows as texts to learn from; copies and descriptions only help the plainer judges."""
    weights = np.array([row.weight for row in rows], np.float32)
    labels = np.array([row.label for row in rows])
    return Texts(numbers, labels, weights, np.array([row.core for row in rows]))


def fit_head(name: str, learnt: Texts) -> list[Fitted]:
    """A head from its texts; topics are helped by their groups, and bring their leaves along."""
    if name != "topic":
        return [linear.fit(learnt, PLAINER)]
    made, group = (linear.fit(learnt.cut(digits), rivals=linear.RIVALS) for digits in (TOPIC_DIGITS, 2))
    place = [group.labels.index(code[:2]) for code in made.labels]
    helped = Fitted(
        made.labels, made.weights + GROUP_SHARE * group.weights[place], made.bias + GROUP_SHARE * group.bias[place]
    )
    return [helped, _fit_leaves(learnt)]


def _fit_leaves(learnt: Texts) -> Fitted:
    """The leaves of each topic, told from their siblings alone: what topic it is others decide."""
    parents = learnt.labels.astype(f"<U{TOPIC_DIGITS}")
    split = parents != learnt.labels
    parts = [_fit_among(learnt.only(split & (parents == topic))) for topic in np.unique(parents[split])]
    labels = tuple(label for part in parts for label in part.labels)
    return Fitted(labels, np.concatenate([one.weights for one in parts]), np.concatenate([one.bias for one in parts]))


def _fit_among(siblings: Texts) -> Fitted:
    """Leaves of one topic, from the n-grams that stand in its texts: one in fifty of all."""
    own = table.standing(siblings.table)
    made = linear.fit(replace(siblings, table=siblings.table[:, own]))
    weights = np.zeros((len(made.labels), siblings.table.shape[1]), np.float32)
    weights[:, own] = made.weights
    return replace(made, weights=weights)


def _check_fold(name: str, learnt: Texts, rows: Sequence[Row], fold: int) -> list[Checked]:
    asked = np.array([row.source >= 0 and row.source % FOLDS == fold for row in rows])
    fitted = fit_head(name, learnt.only(~asked))
    tested = [place for place, row in enumerate(rows) if asked[place] and not row.copy and not row.side]
    return [_answers(one, learnt.table, rows, tested) for one in fitted]


def _answers(fitted: Fitted, numbers: Matrix, rows: Sequence[Row], tested: Sequence[int]) -> Checked:
    """What one judge says of the texts that have a label of its kind."""
    digits = max(map(len, fitted.labels)) if fitted.labels[0].isdecimal() else None
    column = {label: place for place, label in enumerate(fitted.labels)}
    own = [place for place in tested if rows[place].label[:digits] in column]
    truth = np.array([column[rows[place].label[:digits]] for place in own])
    return Checked(tuple(rows[place] for place in own), fitted.labels, fitted.scores(numbers[own]), truth)


def check(name: str, learnt: Texts, rows: Sequence[Row], folds: Sequence[int]) -> list[Checked]:
    """Asks a head (and its leaves) about utterances left out of its training, fold by fold."""
    parts = (_check_fold(name, learnt, rows, fold) for fold in folds)
    return [_joined(one) for one in zip(*parts, strict=True)]


def _joined(parts: Sequence[Checked]) -> Checked:
    asked = tuple(row for part in parts for row in part.rows)
    scores, truth = (np.concatenate([getattr(part, what) for part in parts]) for what in ("scores", "truth"))
    return Checked(asked, parts[0].labels, scores, truth)


def among_siblings(checked: Checked) -> Checked:
    """The same for leaves when their topic is known: all others are out of the question."""
    parents = np.array([label[:TOPIC_DIGITS] for label in checked.labels])
    other = parents[None, :] != parents[checked.truth][:, None]
    return replace(checked, scores=np.where(other, np.float32(-FAR), checked.scores))


def heat(checked: Checked) -> float:
    """The one number that makes the odds among the guesses that are given as right as can be, out of fold."""
    true = checked.scores[np.arange(len(checked.truth)), checked.truth]
    within = (checked.scores > true[:, None]).sum(axis=1) < REACH
    scores, truth = checked.scores[within], checked.truth[within]
    losses = [-np.log(model.soften(scores, one)[np.arange(len(truth)), truth] + 1e-9).mean() for one in HEATS]
    return float(HEATS[int(np.argmin(losses))])


def _arrays(fitted: Mapping[str, Fitted], kin: Sequence[npt.NDArray[np.int32]]) -> dict[str, npt.NDArray[Any]]:
    """What is stored of the weights: the leaves apart, for they are asked only within their topic."""
    others = [one for name, one in fitted.items() if name != LEAF]
    made = _sparse(np.concatenate([one.weights for one in others]).T)
    return made | _leaves(fitted[LEAF], kin) | {"bias": np.concatenate([one.bias for one in others])}


def _sparse(weights: Floats) -> dict[str, npt.NDArray[Any]]:
    """The largest weights of each n-gram, as steps of a scale of its own: how many, in which columns."""
    size = np.abs(weights)
    scale = np.maximum(size.max(axis=1), 1e-9) / STEPS
    kept = size >= np.quantile(size[size > 0][::7], 1 - KEPT)
    places, columns = np.nonzero(kept)
    return {
        "counts": np.bincount(places, minlength=len(weights)).astype(np.uint16),
        "columns": columns.astype(np.uint16),
        "weights": np.rint(weights[places, columns] / scale[places]).astype(np.int8),
        "scale": scale.astype(np.float32),
    }


def _leaves(leaves: Fitted, kin: Sequence[npt.NDArray[np.int32]]) -> dict[str, npt.NDArray[Any]]:
    """The leaves' weights, topic by topic, for the n-grams of the topic's own texts (`kin`)."""
    topics = np.array([label[:TOPIC_DIGITS] for label in leaves.labels])
    blocks = [leaves.weights[topics == topic][:, own].T for topic, own in zip(np.unique(topics), kin, strict=True)]
    return {
        "leaf_sizes": np.array([len(own) for own in kin], np.int32),
        "leaf_places": np.concatenate(kin).astype(np.int32),
        "leaf_weights": np.concatenate([block.ravel() for block in blocks]).astype(np.float16),
        "leaf_bias": leaves.bias,
    }


def _kin(learnt: Texts, leaves: Sequence[str]) -> list[npt.NDArray[np.int32]]:
    """The n-grams that stand in the texts of each split topic, in order."""
    parents = learnt.labels.astype(f"<U{TOPIC_DIGITS}")
    topics = np.unique([leaf[:TOPIC_DIGITS] for leaf in leaves])
    return [table.standing(learnt.table[np.flatnonzero(parents == topic)]) for topic in topics]


def build(
    topics: Topics, examples: Sequence[Example], lexicon: Lexicon, joints: Cues, progress: Progress | None = None
) -> tuple[Model, dict[str, Checked]]:
    """Trains and calibrates every head; also gives what they said out of fold, for the report."""
    heads: dict[str, Head] = {}
    fitted: dict[str, Fitted] = {}
    checks: dict[str, Checked] = {}
    first = 0
    kin: Sequence[npt.NDArray[np.int32]] = ()
    # A forked child of a process with threads may hang, so the child starts afresh.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:
        plain = beside.submit(plain_words, examples)
        rows = {name: list(noisy(make(topics, examples), NOISE[name])) for name, make in HEADS.items()}
        vectoriser, place, whole = table.numbers(beside, [row for some in rows.values() for row in some], lexicon)
        for name in _shown(HEADS, progress):
            learnt = texts_of(rows[name], whole[[place[row.text] for row in rows[name]]])
            asking = beside.submit(check, name, learnt, rows[name], ASKED[name])
            for own, made, checked in zip((name, LEAF), fit_head(name, learnt), asking.result(), strict=False):
                checks[own] = among_siblings(checked) if own == LEAF else checked
                fitted[own] = made
                heads[own] = Head(made.labels, 0 if own == LEAF else first, heat(checks[own]))
                first += 0 if own == LEAF else len(made.labels)
                kin = _kin(learnt, made.labels) if own == LEAF else kin
    trained = Model(vectoriser, heads, _arrays(fitted, kin), plain.result(), Splitter())
    trained.splitter = splitting.fit(examples, joints, partial(_hearing, trained, topics))
    return trained, checks


def _hearing(trained: Model, topics: Topics, said: Sequence[str]) -> issues.Read:
    heard = trained.hear(" ".join(said))
    return partial(reader.matters, trained, topics, heard)


def _shown(names: Iterable[str], progress: Progress | None) -> Iterable[str]:
    return progress.track(list(names), description="nlu") if progress else names


def plain_words(examples: Sequence[Example]) -> frozenset[str]:
    """Words that stand outside marked places more often than inside."""
    tally: Counter[str] = Counter()
    for example in examples:
        places = [span for span in example.spans if span.entity == "place"]
        for token in tokens(example.text):
            inside = any(span.start <= token.start < span.end for span in places)
            tally[token.word] += -1 if inside else 1
    return frozenset(word for word, number in tally.items() if number > 0)

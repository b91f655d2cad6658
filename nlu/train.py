"""Trains the reader's model from the topics and the utterances; scikit-learn is needed only here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.progress import Progress

from errors import ModelMismatchError
from nlu import features, linear, model
from nlu.examples import Example
from nlu.features import Floats, Vectoriser
from nlu.linear import Fitted, Matrix
from nlu.model import Head, Model
from nlu.rows import HEADS, Row, noisy
from nlu.where import tokens
from topics.tree import Topics

FOLDS = 10
GROUP_SHARE = 0.3
"""How much a group's score adds to each of its topics: measured best by cross-validation."""
PLAINER = 0.4
"""Say of the plainer judges in heads of few labels, where one label has most of the words."""
NOISE = {"topic": 0.3, "act": 0.3, "kind": 0.2, "danger": 0.2}
"""Weight of a spoilt or Latin copy beside its utterance."""
ASKED = {"topic": (0,), "act": (0, 1), "kind": range(5), "danger": range(5)}
"""Folds in which a head is asked, where not all: one is enough for a heat, and each takes most of a minute."""
KEPT = 0.1
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


def matrix(vectoriser: Vectoriser, texts: Sequence[str]) -> Matrix:
    """TF-IDF rows of many texts as one sparse matrix."""
    from scipy.sparse import csr_matrix

    parts = [vectoriser(text) for text in texts]
    ends = np.cumsum([0, *(len(places) for places, _ in parts)])
    places = np.concatenate([part[0] for part in parts])
    values = np.concatenate([part[1] for part in parts])
    return csr_matrix((values, places, ends), shape=(len(texts), len(vectoriser)))


def fit_head(name: str, table: Matrix, rows: Sequence[Row]) -> Fitted:
    """One head from its rows; a topic is helped by the head of its group."""
    weights = np.array([row.weight for row in rows])
    made = linear.fit(table, [row.label for row in rows], weights, 1.0 if name == "topic" else PLAINER)
    if name != "topic":
        return made
    group = linear.fit(table, [row.label[:2] for row in rows], weights)
    place = [group.labels.index(code[:2]) for code in made.labels]
    return Fitted(
        made.labels, made.weights + GROUP_SHARE * group.weights[place], made.bias + GROUP_SHARE * group.bias[place]
    )


def _check_fold(name: str, table: Matrix, rows: Sequence[Row], fold: int) -> Checked:
    asked = np.array([row.source >= 0 and row.source % FOLDS == fold for row in rows])
    fitted = fit_head(name, table[~asked], [row for row, out in zip(rows, asked, strict=True) if not out])
    tested = [place for place, row in enumerate(rows) if asked[place] and not row.copy and not row.side]
    truth = np.array([fitted.labels.index(rows[place].label) for place in tested])
    return Checked(tuple(rows[place] for place in tested), fitted.labels, fitted.scores(table[tested]), truth)


def check(name: str, table: Matrix, rows: Sequence[Row], folds: Sequence[int], pool: Executor) -> Checked:
    """Asks a head about utterances left out of its training, fold by fold."""
    parts = list(pool.map(partial(_check_fold, name, table, rows), folds))
    asked = tuple(row for part in parts for row in part.rows)
    scores, truth = (np.concatenate([getattr(part, what) for part in parts]) for what in ("scores", "truth"))
    return Checked(asked, parts[0].labels, scores, truth)


def heat(checked: Checked) -> float:
    """The one number that makes the odds among the guesses that are given as right as can be, out of fold."""
    true = checked.scores[np.arange(len(checked.truth)), checked.truth]
    within = (checked.scores > true[:, None]).sum(axis=1) < REACH
    scores, truth = checked.scores[within], checked.truth[within]
    losses = [-np.log(model.soften(scores, one)[np.arange(len(truth)), truth] + 1e-9).mean() for one in HEATS]
    return float(HEATS[int(np.argmin(losses))])


def _arrays(fitted: Sequence[Fitted]) -> dict[str, npt.NDArray[Any]]:
    weights = np.concatenate([one.weights for one in fitted]).T
    size = np.abs(weights)
    weights[size < np.quantile(size[size > 0][::7], 1 - KEPT)] = 0
    places, columns = np.nonzero(weights)
    return {
        "bias": np.concatenate([one.bias for one in fitted]),
        "counts": np.bincount(places, minlength=len(weights)).astype(np.uint16),
        "columns": columns.astype(np.uint16),
        "weights": weights[places, columns].astype(np.float16),
    }


def build(
    topics: Topics, examples: Sequence[Example], progress: Progress | None = None
) -> tuple[Model, dict[str, Checked]]:
    """Trains and calibrates every head; also gives what they said out of fold, for the report."""
    rows = {name: list(noisy(make(topics, examples), NOISE[name])) for name, make in HEADS.items()}
    vectoriser = features.fit(sorted({row.text for some in rows.values() for row in some if not row.copy}))
    place = {text: at for at, text in enumerate(dict.fromkeys(row.text for some in rows.values() for row in some))}
    whole = matrix(vectoriser, list(place))
    heads, fitted, checks = {}, [], {}
    first = 0
    # A forked child of a process with threads may hang, so children start afresh.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for name in _shown(HEADS, progress):
            table = whole[[place[row.text] for row in rows[name]]]
            waiting = pool.submit(fit_head, name, table, rows[name])
            checks[name] = check(name, table, rows[name], ASKED.get(name, range(FOLDS)), pool)
            fitted.append(waiting.result())
            heads[name] = Head(fitted[-1].labels, first, heat(checks[name]))
            first += len(fitted[-1].labels)
    return Model(vectoriser, heads, _arrays(fitted), plain_words(examples)), checks


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


def ensure(path: Path, topics: Topics, folder: Path, examples: Sequence[Example]) -> Path:
    """Trains only when the file at `path` is missing or belongs to other content, and tells how good it is."""
    from nlu import report

    mark = model.fingerprint(folder, topics)
    try:
        model.load(path, mark)
    except ModelMismatchError:
        with Progress() as progress:
            made, checks = build(topics, examples, progress)
            progress.console.print(report.table(checks))
        model.save(path, made, mark)
    return path

"""Our n-grams and our judges on any texts and labels: what remains of the topic head without topics and lexicon."""

import pickle
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.peers import Scores, best, heat
from nlu import features, linear
from nlu.lexicon import Lexicon
from nlu.table import matrix


class Made:
    """Dictionary, weights and heat."""

    def __init__(self) -> None:
        self._heat = 1.0

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Twice: without some texts, to find the heat, then with all."""
        prepared = [features.prepare(text) for text in texts]
        self._vectoriser = features.fit(prepared, Lexicon({}))
        table, names = matrix(self._vectoriser, prepared), np.array(labels, str)
        learnt = linear.Texts(table, names, np.ones(len(names), np.float32), np.ones(len(names), np.bool_))
        out = heat.left_out(len(names))
        if out.any():
            first = linear.fit(learnt.only(~out))
            asked = np.flatnonzero(out & np.isin(names, first.labels))
            truth = np.array([first.labels.index(names[place]) for place in asked])
            self._heat = heat.found(first.scores(table[asked]), truth)
        self._fitted = linear.fit(learnt)
        self.labels = self._fitted.labels

    def save(self, folder: Path) -> None:
        """One pickle of our own making."""
        (folder / "own.pickle").write_bytes(pickle.dumps((self._vectoriser, self._fitted, self._heat)))

    def load(self, folder: Path) -> None:
        """The same."""
        self._vectoriser, self._fitted, self._heat = pickle.loads((folder / "own.pickle").read_bytes())
        self.labels = self._fitted.labels

    def odds(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Of many texts at once: one row a text, one column a label."""
        table = matrix(self._vectoriser, [features.prepare(text) for text in texts])
        return heat.soften(self._fitted.scores(table), self._heat)

    def scores(self, text: str) -> Scores:
        """Softened scores."""
        return best(self.labels, self.odds([text])[0].tolist())

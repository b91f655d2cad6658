"""The plain way: TF-IDF of words and letters, one linear support vector machine for each topic."""

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.svm import LinearSVC

from bench.peers import Scores, best, heat
from persian import fold


def pipeline() -> Pipeline:
    """Words alone and in pairs, runs of two to five letters, all folded as we fold."""
    union = make_union(
        TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True, dtype=np.float32),
    )
    return make_pipeline(union, LinearSVC(tol=0.01))


class Made:
    """A pipeline and its heat."""

    def __init__(self) -> None:
        self._pipeline: Any = pipeline()
        self._heat = 1.0

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Twice: without some texts, to find the heat, then with all."""
        folded, names = np.array([fold(text) for text in texts], object), np.array(labels, object)
        out = heat.left_out(len(folded))
        if out.any():
            self._pipeline.fit(folded[~out], names[~out])
            known = list(self._pipeline.classes_)
            asked = np.flatnonzero(out & np.isin(names.astype(str), np.array(known, str)))
            truth = np.array([known.index(names[place]) for place in asked])
            self._heat = heat.found(self._pipeline.decision_function(folded[asked]), truth)
        self._pipeline.fit(folded, names)

    def save(self, folder: Path) -> None:
        """One pickle of our own making."""
        (folder / "svc.pickle").write_bytes(pickle.dumps((self._pipeline, self._heat)))

    def load(self, folder: Path) -> None:
        """The same."""
        self._pipeline, self._heat = pickle.loads((folder / "svc.pickle").read_bytes())

    def scores(self, text: str) -> Scores:
        """Softened distances from the planes."""
        distances = self._pipeline.decision_function([fold(text)])[0]
        return best(list(self._pipeline.classes_), heat.soften(distances, self._heat).tolist())

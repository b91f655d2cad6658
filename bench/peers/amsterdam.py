"""The recipe with which Amsterdam's Signalen sorts reports: counts of words, L1 logistic regression, one against rest.

As its training service has it (`CountVectorizer`, length norm without rarity, `liblinear`); without the Dutch stemmer
and stop words, and with the point of its grid that is best here instead of a search.
"""

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline

from bench.peers import Scores, best
from persian import fold


class Made:
    """Its pipeline."""

    def __init__(self) -> None:
        judge = LogisticRegression(l1_ratio=1.0, solver="liblinear", class_weight="balanced", max_iter=300)
        counts = CountVectorizer(token_pattern=r"\S+", ngram_range=(1, 1))
        self._pipeline: Any = make_pipeline(counts, TfidfTransformer(use_idf=False), OneVsRestClassifier(judge))

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """One regression for each topic."""
        self._pipeline.fit([fold(text) for text in texts], list(labels))

    def save(self, folder: Path) -> None:
        """One pickle of our own making."""
        (folder / "amsterdam.pickle").write_bytes(pickle.dumps(self._pipeline))

    def load(self, folder: Path) -> None:
        """The same."""
        self._pipeline = pickle.loads((folder / "amsterdam.pickle").read_bytes())

    def scores(self, text: str) -> Scores:
        """Its own probabilities."""
        return best(list(self._pipeline.classes_), self._pipeline.predict_proba([fold(text)])[0].tolist())

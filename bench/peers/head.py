"""Our topic head alone: the trained model without acts, danger, places and the splitting of several matters."""

from collections.abc import Sequence
from pathlib import Path

import library
from bench.peers import Scores
from bench.peers.reader import trained
from nlu import gate, model


class Made:
    """The model that the whole reader runs."""

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Nothing: it is a part of the whole reader, which is trained on nlu/data."""

    def save(self, folder: Path) -> None:
        """Trains as the product does."""
        trained(folder)

    def load(self, folder: Path) -> None:
        """The file of numbers and the lexicon."""
        path = folder / gate.FILE
        self._model = model.load(path, gate.mark(path), library.concepts())

    def scores(self, text: str) -> Scores:
        """Calibrated odds of the head."""
        return list(self._model.topics(text)[:10])

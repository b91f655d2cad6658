"""fastText, supervised: words, pairs of words and runs of letters in one shallow net."""

import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.peers import Scores
from persian import fold

MARK = "__label__"
HOW = {"lr": 0.5, "epoch": 40, "dim": 60, "wordNgrams": 2, "minn": 2, "maxn": 5, "bucket": 200_000, "minCount": 1}


class Made:
    """A model of its own file format."""

    _model: Any

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Learns from a file of lines, as it wants."""
        with tempfile.TemporaryDirectory() as folder:
            lines = Path(folder) / "lines.txt"
            pairs = zip(texts, labels, strict=True)
            lines.write_text("".join(f"{MARK}{label} {fold(text)}\n" for text, label in pairs), encoding="utf-8")
            self._model = import_module("fasttext").train_supervised(str(lines), thread=2, seed=1, verbose=0, **HOW)

    def save(self, folder: Path) -> None:
        """Its own file."""
        self._model.save_model(str(folder / "fast.bin"))

    def load(self, folder: Path) -> None:
        """The same."""
        self._model = import_module("fasttext").load_model(str(folder / "fast.bin"))

    def scores(self, text: str) -> Scores:
        """Its softmax."""
        labels, chances = self._model.predict(fold(text) or "-", k=10)
        return [(label.removeprefix(MARK), float(p)) for label, p in zip(labels, chances, strict=True)]

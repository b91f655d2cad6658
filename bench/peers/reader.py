"""Our whole reader as the house runs it."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import library
from bench.peers import OUTSIDE, Scores
from content import Faults
from library import Content

CITY = "tehran"


def content() -> Content:
    """All content, checked."""
    faults = Faults()
    made = library.load(CITY, faults)
    faults.close()
    return made


def trained(folder: Path) -> None:
    """Trains as the product does, its own checks and report included, though no model stands to be compared with."""
    with tempfile.TemporaryDirectory() as empty:
        library.retrain(Path(empty), content())
        for path in Path(empty).iterdir():
            (folder / path.name).write_bytes(path.read_bytes())


class Made:
    """Reader and content."""

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Nothing: it is trained on nlu/data and topics/ by the product's own command."""

    def save(self, folder: Path) -> None:
        """Trains as the product does."""
        trained(folder)

    def load(self, folder: Path) -> None:
        """Content and model, as at a start."""
        assert folder.is_dir(), os.fspath(folder)
        self._reader = library.open_reader(folder, content())

    def scores(self, text: str) -> Scores:
        """Topics of the first matter, and how surely the message is no report."""
        reading = self._reader.read(text)
        outside = 1 - reading.certainty if reading.act == "report" else reading.certainty
        guesses = reading.issues[0].topics if reading.issues else ()
        return [*((guess.code, guess.p) for guess in guesses), (OUTSIDE, outside)]

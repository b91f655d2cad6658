"""Readers of topics that are measured side by side, each behind the same four methods and in a process of its own.

The Rasa peer lives on an older Python, so what it shares with the others keeps to the words of Python 3.10.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

OUTSIDE = "outside"
"""The label under which a peer tells how likely a message is no matter of the city at all."""
Scores = list[tuple[str, float]]
"""Topics of four digits with their odds among each other, best first; OUTSIDE anywhere among them."""


class Peer(Protocol):
    """Learns once, is kept in a folder, and is asked message by message."""

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Learns; labels are codes of topics."""

    def save(self, folder: Path) -> None:
        """Keeps what was learnt."""

    def load(self, folder: Path) -> None:
        """Gets ready to be asked."""

    def scores(self, text: str) -> Scores:
        """What one message is about."""
        ...


@dataclass(frozen=True)
class Known:
    """A peer by its name in tables, the environment of `.peers/` that it needs, and what it is taught."""

    title: str
    environment: str = ""
    taught: str = "topics"
    """`topics`: plain texts with their topics; `utterances`: everything of nlu/data, marks and all."""
    shares: str = ""
    """The peer whose training serves this one too."""


PEERS = {
    "reader": Known("Hamyar, the whole reader"),
    "head": Known("Hamyar, topic head alone", shares="reader"),
    "svc": Known("TF-IDF + LinearSVC"),
    "amsterdam": Known("Amsterdam (counts, L1 logistic)"),
    "nearest": Known("E5 nearest", "light"),
    "fast": Known("fastText", "light"),
    "diet": Known("Rasa 3.6.21 DIET", "rasa", "utterances"),
}
"""Each is a file of this folder."""


def make(name: str) -> Peer:
    """A peer that knows nothing yet; fails when its libraries are not there."""
    made: Peer = import_module(f"bench.peers.{name}").Made()
    return made


def best(labels: Sequence[str], chances: Sequence[float], most: int = 10) -> Scores:
    """The likeliest labels, in order."""
    order = sorted(range(len(labels)), key=lambda place: -chances[place])[:most]
    return [(labels[place], float(chances[place])) for place in order]

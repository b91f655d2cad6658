"""Each peer in a process of its own and with its own libraries; says why one can't be measured."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.paper import Pairs
from bench.peers import PEERS
from settings import ROOT

ENVIRONMENTS = ROOT / ".peers"
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"),
    "1",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What a peer's process told."""

    training: float
    start: float
    memory: float
    times: Sequence[float]
    answers: Sequence[list[tuple[str, float]]]


class MissingError(Exception):
    """A peer that can't be measured here, and why."""


def python(environment: str) -> tuple[str, Mapping[str, str]]:
    """The interpreter of an environment, and what it must be told; raises MissingError when it is not there."""
    if not environment:
        return sys.executable, {}
    folder = ENVIRONMENTS / environment
    if not (folder / "ready").exists():
        said = folder.with_suffix(".skipped")
        raise MissingError(said.read_text(encoding="utf-8").strip() if said.exists() else "run «make peers» first")
    if environment == "light":
        return sys.executable, {"PYTHONPATH": str(folder)}
    return str(folder / "bin" / "python"), {}


def _run(name: str, act: str, given: Any, folder: Path, settings: Mapping[str, str]) -> Any:
    program, own = python(PEERS[name].environment)
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(given, file, ensure_ascii=False)
        file.flush()
        command = [program, "-W", "ignore", "-m", "bench.peers", act, name, file.name, str(folder)]
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **own, **settings}, capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise MissingError(f"failed: {(done.stderr.strip() or 'without a word').splitlines()[-1][:200]}")
    return json.loads(done.stdout.splitlines()[-1])


def trained(name: str, taught: Pairs, home: Path, *, kept: bool) -> tuple[Path, float]:
    """The folder of a trained peer and the seconds it took; with `kept` an older training of the same data serves."""
    home = home / (PEERS[name].shares or name)
    note, mark = home / "trained.json", hashlib.sha256(json.dumps(taught).encode()).hexdigest()
    if note.exists() and (kept or PEERS[name].shares):
        told = json.loads(note.read_text(encoding="utf-8"))
        if told["mark"] == mark:
            return home, float(told["training"])
    home.mkdir(parents=True, exist_ok=True)
    seconds = float(_run(name, "fit", taught, home, {})["training"])
    note.write_text(json.dumps({"mark": mark, "training": seconds}), encoding="utf-8")
    return home, seconds


def measured(name: str, taught: Pairs, asked: Sequence[str], home: Path, *, kept: bool = False) -> Measured:
    """Trains a peer, loads it anew and asks it on one core."""
    folder, seconds = trained(name, taught, home, kept=kept)
    told = _run(name, "ask", list(asked), folder, ONE_THREAD)
    answers = [[(str(label), float(p)) for label, p in scores] for scores in told["answers"]]
    return Measured(seconds, told["start"], told["memory"], told["times"], answers)

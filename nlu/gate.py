"""Whether a new model may take the place of the present one, and the way back to the one before."""

import json
import shutil
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from errors import ModelMismatchError
from nlu.exam import Marks
from nlu.exam import worse as worse_than
from topics.tree import Topics

FILE, CANDIDATE, STANDS = "reader.npz", "reader.candidate.npz", "stands.json"
REPORT = ".report.json"
"""What a training's report adds to its model's name; it goes wherever the model goes."""
_BROKEN = (OSError, ValueError, KeyError, TypeError, EOFError, zlib.error, BadZipFile)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a new model: taken or not, and what it does worse than the present one."""

    taken: bool
    worse: tuple[str, ...] = ()
    examined: bool = True
    """False where there was nothing to compare with: no present model that knows these topics, or no examination."""

    def lines(self) -> Iterator[str]:
        """The verdict in words."""
        if not self.examined:
            yield "The new model is taken; there was none that it could be compared with."
        elif not self.worse:
            yield "The new model is taken: not worse on the examination. The one before is kept: «hamyar nlu back»."
        else:
            yield "On the examination the new model is worse:"
            yield from (f"  {line}" for line in self.worse)
            yield (
                "It is taken all the same (--force). The one before is kept: «hamyar nlu back»." if self.taken
                else "The present model stays. To take the new one all the same: «hamyar nlu train --force»."
            )  # fmt: skip


FIRST = Verdict(taken=True, examined=False)


def judge(new: Marks, old: Marks, *, force: bool) -> Verdict:
    """Another model than the first is taken only if it is not worse, or by force."""
    found = tuple(worse_than(new, old))
    return Verdict(force or not found, found)


def previous(path: Path) -> Path:
    """Where the model (or the report) is kept that `path` took the place of."""
    return path.with_name(path.name.replace("reader.", "reader.previous.", 1))


def report_of(path: Path) -> Path:
    """Where the report of a model's training stands."""
    return path.with_name(path.stem + REPORT)


def header(path: Path) -> Mapping[str, Any]:
    """What a stored model says of itself; empty when there is none or it is broken."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            made = json.loads(stored["header"].tobytes())
        return made if isinstance(made, Mapping) else {}
    except _BROKEN:
        return {}


def mark(path: Path) -> str:
    """The fingerprint of what a stored model was trained on; empty when there is none."""
    return str(header(path).get("fingerprint", ""))


def knows(path: Path, topics: Topics) -> bool:
    """Whether every topic that a stored model may name still exists."""
    try:
        heads = header(path)["heads"]
        labels: Sequence[str] = [*heads["topic"][0], *heads.get("leaf", [[]])[0]]
        return all(label in topics for label in labels)
    except _BROKEN:
        return False


def stands(folder: Path, content: str) -> str:
    """The fingerprint of the model that serves this content: its own, or one that was chosen to stay or come back."""
    try:
        chosen = json.loads((folder / STANDS).read_text(encoding="utf-8"))
        return str(chosen["model"]) if chosen["content"] == content else content
    except _BROKEN:
        return content


def let_stand(folder: Path, content: str) -> None:
    """Notes that the present model serves this content although it was trained on other; no start trains again."""
    write(folder / STANDS, json.dumps({"content": content, "model": mark(folder / FILE)}))


def take(folder: Path) -> None:
    """Puts the candidate in the place of the present model, which is kept; there is always one in place."""
    path = folder / FILE
    if mark(path):
        for one in (path, report_of(path)):
            _keep(one)
    (folder / CANDIDATE).replace(path)
    (folder / STANDS).unlink(missing_ok=True)


def _keep(path: Path) -> None:
    if not path.exists():
        previous(path).unlink(missing_ok=True)
        return
    fresh = path.with_name(f"{path.name}.kept")
    shutil.copyfile(path, fresh)
    fresh.replace(previous(path))


def back(folder: Path, content: str, topics: Topics) -> str:
    """Changes present and previous model about; gives the fingerprint of the one that is in place now."""
    path = folder / FILE
    if not knows(previous(path), topics):
        raise ModelMismatchError("there is no previous model that knows these topics")
    for one in (path, report_of(path)):
        aside = one.with_name(f"{one.name}.aside")
        if one.exists():
            shutil.copyfile(one, aside)
        if previous(one).exists():
            previous(one).replace(one)
        else:
            one.unlink(missing_ok=True)
        if aside.exists():
            aside.replace(previous(one))
    let_stand(folder, content)
    return mark(path)


def write(path: Path, text: str) -> None:
    """Writes a small file in one step."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)

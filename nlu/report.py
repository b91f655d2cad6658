"""How good the model is on utterances that it was not taught: accuracy, honesty of the odds, the weakest groups."""

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
from rich.table import Table

from nlu import model
from nlu.train import Checked, heat

BINS = 10


def honesty(chances: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    """Expected calibration error: how far the odds are from how often they come true, on average."""
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    gaps = [abs(chances[bins == one].mean() - right[bins == one].mean()) * (bins == one).mean() for one in set(bins)]
    return float(sum(gaps))


def measure(checked: Checked) -> tuple[float, float, float]:
    """Share of first guesses that are right, of first three that hold the right one, and the calibration error."""
    order = np.argsort(-checked.scores, axis=1)
    first = order[:, 0] == checked.truth
    third = (order[:, :3] == checked.truth[:, None]).any(axis=1)
    chances = model.soften(checked.scores, heat(checked)).max(axis=1)
    return float(first.mean()), float(third.mean()), honesty(chances, first)


def groups(checked: Checked) -> Iterator[tuple[str, float, float, int]]:
    """For each group of topics: first right, right within three, and how many were asked."""
    order = np.argsort(-checked.scores, axis=1)[:, :3]
    own = np.array([checked.labels[column][:2] for column in checked.truth])
    for group in sorted(set(own)):
        here = own == group
        hits = order[here] == checked.truth[here][:, None]
        yield group, float(hits[:, 0].mean()), float(hits.any(axis=1).mean()), int(here.sum())


def table(checks: Mapping[str, Checked]) -> Table:
    """All heads, then the groups of topics, as a table for the terminal."""
    made = Table("what", "asked", "first", "first 3", "calibration error", title="on utterances left out of training")
    for name, checked in checks.items():
        first, third, error = measure(checked)
        made.add_row(name, str(len(checked.truth)), f"{first:.1%}", f"{third:.1%}", f"{error:.3f}")
    for group, first, third, count in groups(checks["topic"]):
        made.add_row(f"topic {group}", str(count), f"{first:.0%}", f"{third:.0%}", "")
    return made

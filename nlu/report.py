"""How good a model is on utterances that it was not taught: what is right, how honest the odds are, what is weak."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.table import Table

from nlu import gate, model
from nlu.examples import Example
from nlu.model import LEAF
from nlu.train import Checked, heat
from topics.tree import TOPIC_DIGITS, Topics

BINS = 10
MOST = 20
"""Confusions and weak leaves that are told."""
WIDE = 40
"""Letters of the diagram in a terminal."""
PAGE, TEMPLATE = "report.html", "report.html.j2"
Report = Mapping[str, Any]
"""Plain data, as it is stored: heads, groups, confusions, weak, bins, counts, mark, at."""


def honesty(chances: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    """Expected calibration error: how far the odds are from how often they come true, on average."""
    return float(sum(abs(one["said"] - one["true"]) * one["count"] for one in bins(chances, right)) / len(right))


def bins(chances: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> Iterator[dict[str, Any]]:
    """For each tenth of the odds: what was said on average, how often it came true, how many there were."""
    places = np.minimum((chances * BINS).astype(int), BINS - 1)
    for one in sorted(set(places.tolist())):
        here = places == one
        said, true = float(chances[here].mean()), float(right[here].mean())
        yield {"from": one / BINS, "said": said, "true": true, "count": int(here.sum())}


def measure(checked: Checked) -> tuple[float, float, float]:
    """Share of first guesses that are right, of first three that hold the right one, and the calibration error."""
    order = np.argsort(-checked.scores, axis=1)
    first = order[:, 0] == checked.truth
    third = (order[:, :3] == checked.truth[:, None]).any(axis=1)
    return float(first.mean()), float(third.mean()), honesty(_chances(checked).max(axis=1), first)


def _chances(checked: Checked) -> npt.NDArray[np.float64]:
    return model.soften(checked.scores, heat(checked))


def _right(checked: Checked) -> npt.NDArray[np.bool_]:
    return np.asarray(checked.scores.argmax(axis=1) == checked.truth)


def groups(checked: Checked) -> Iterator[tuple[str, float, float, int]]:
    """For each group of topics: first right, right within three, and how many were asked."""
    order = np.argsort(-checked.scores, axis=1)[:, :3]
    own = np.array([checked.labels[column][:2] for column in checked.truth])
    for group in sorted(set(own)):
        here = own == group
        hits = order[here] == checked.truth[here][:, None]
        yield group, float(hits[:, 0].mean()), float(hits.any(axis=1).mean()), int(here.sum())


def confusions(checked: Checked) -> list[tuple[str, str, int]]:
    """Topics most often taken for another: the true one, the guess, and how often."""
    guess, wrong = checked.scores.argmax(axis=1), ~_right(checked)
    pairs = zip(checked.truth[wrong], guess[wrong], strict=True)
    found = Counter((checked.labels[true], checked.labels[said]) for true, said in pairs)
    return [(true, said, count) for (true, said), count in sorted(found.items(), key=lambda one: (-one[1], one[0]))][
        :MOST
    ]


def weakest(checks: Mapping[str, Checked], topics: Topics) -> list[tuple[str, float, float, int]]:
    """Leaves that get the least chance where they are true: their code, chance, share right, how many were asked."""
    made = []
    for name in {"topic", LEAF} & set(checks):
        checked, right = checks[name], _right(checks[name])
        own = _chances(checked)[np.arange(len(checked.truth)), checked.truth]
        for column in sorted(set(checked.truth.tolist())):
            code, here = checked.labels[column], checked.truth == column
            if not topics.under(code):
                made.append((code, float(own[here].mean()), float(right[here].mean()), int(here.sum())))
    return sorted(made, key=lambda one: (one[1], one[0]))[:MOST]


def make(checks: Mapping[str, Checked], topics: Topics, examples: Sequence[Example], mark: str, at: datetime) -> Report:
    """All that is told of one training."""
    topic = checks["topic"]
    counts = Counter(example.code for example in examples if example.code)

    def title(code: str) -> str:
        return topics[code].title if code in topics else ""

    return {
        "mark": mark,
        "at": at.isoformat(timespec="seconds"),
        "heads": [[name, len(one.truth), *measure(one)] for name, one in checks.items()],
        "groups": [[code, topics.groups[code].title, *rest] for code, *rest in groups(topic)],
        "confusions": [[true, title(true), said, title(said), count] for true, said, count in confusions(topic)],
        "weak": [[code, title(code), *rest] for code, *rest in weakest(checks, topics)],
        "bins": list(bins(_chances(topic).max(axis=1), _right(topic))),
        "counts": [[leaf.code, leaf.title, counts[leaf.code]] for leaf in topics.leaves],
    }


def shown(told: Report) -> Iterator[Table | str]:
    """The report for a terminal."""
    made = Table("what", "asked", "first", "first 3", "calibration error", title="on utterances left out of training")
    for name, asked, first, third, error in told["heads"]:
        made.add_row(name, str(asked), f"{first:.1%}", f"{third:.1%}", f"{error:.3f}")
    for code, title, first, third, count in told["groups"]:
        made.add_row(f"{code} {title}", str(count), f"{first:.0%}", f"{third:.0%}", "")
    yield made
    yield _table("most frequent confusions", ("is", "", "read as", "", "times"), told["confusions"])
    weak = [[code, title, f"{chance:.2f}", f"{right:.0%}", asked] for code, title, chance, right, asked in told["weak"]]
    yield _table("weakest leaves", ("leaf", "", "chance given", "right", "asked"), weak)
    yield _table("odds of the first topic (o: said, #: came true, +: both)", ("from", "0 to 1", "count"), _plot(told))
    counts = [count for *_, count in told["counts"]]
    few = f"fewest {min(counts)}, most {max(counts)}" if counts else "none"
    yield f"{sum(counts)} utterances of {len(counts)} leaves ({few}); content {told['mark'][:12]}, {told['at']}"


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    made = Table(*heads, title=title)
    for row in rows:
        made.add_row(*map(str, row))
    return made


def _plot(told: Report) -> list[list[Any]]:
    rows = []
    for one in told["bins"]:
        said, true = (min(WIDE - 1, int(one[key] * WIDE)) for key in ("said", "true"))
        marks = {said: "o", true: "#"} if said != true else {said: "+"}
        rows.append([f"{one['from']:.1f}", "".join(marks.get(place, " ") for place in range(WIDE)), one["count"]])
    return rows


def page(told: Report) -> str:
    """The report as one page that needs nothing else."""
    from jinja2 import Environment, FileSystemLoader

    files = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    most = max((one["count"] for one in told["bins"]), default=1)
    return files.get_template(TEMPLATE).render(told, most=most, digits=TOPIC_DIGITS)


def write(folder: Path, told: Report) -> None:
    """Keeps the report beside the model, for people and for «hamyar nlu report»."""
    gate.write(gate.report_of(folder / gate.FILE), json.dumps(told, ensure_ascii=False, indent=1))
    gate.write(folder / PAGE, page(told))


def stored(folder: Path) -> Report | None:
    """The report of the present model's training; None when none was kept."""
    path = gate.report_of(folder / gate.FILE)
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None

"""The lives of the kinds of participation as data: how long an answer is owed, where its events lead, when it rests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from content import Faults, Node, nodes, read


@dataclass(frozen=True, slots=True)
class Life:
    """What is its own in the life of one kind; everything else is as in the workflow."""

    hours: int = 0
    """The term in which an answer is owed; 0: that of the topic."""
    filed: str = ""
    """What the citizen reads after filing; empty: the sentence of a report."""
    events: Mapping[str, str] = field(default_factory=dict)
    rests: Mapping[str, int] = field(default_factory=dict)
    """Statuses in which nothing more is owed, and the hours of quiet after which the house closes the case there."""
    listed: bool = False
    """Whether others may support it."""


PLAIN = Life()
"""The life of a kind that has nothing of its own."""


def load(path: Path, statuses: frozenset[str], events: frozenset[str], faults: Faults) -> Mapping[str, Life]:
    """Reads the lives; what names no status or event of the workflow is a fault."""
    made = {}
    for kind, node in nodes(read(path, faults), "lives", faults):
        if not faults.keys(node, (), ("hours", "filed", "events", "rests", "listed")):
            continue
        _check(node, statuses, events, faults)
        made[kind] = Life(
            node.get("hours", 0), node.get("filed", ""), dict(node.get("events", {})), dict(node.get("rests", {})),
            node.get("listed", False),
        )  # fmt: skip
    return made


def _check(node: Node, statuses: frozenset[str], events: frozenset[str], faults: Faults) -> None:
    for event, status in node.get("events", {}).items():
        if event not in events or status not in statuses:
            faults.add(node, f"event «{event}» must be one of the workflow and lead to a status", "events")
    for status, hours in node.get("rests", {}).items():
        if status not in statuses or not isinstance(hours, int) or hours < 1:
            faults.add(node, f"«{status}» must be a status with a number of hours", "rests")

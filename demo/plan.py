"""Reads year.yml: what a year of the demonstration looks like."""

from pathlib import Path

from cases.workflow import Workflow
from content import Faults, Node, read
from topics.tree import Topics

KEYS = (
    "groups", "rain", "snow", "week", "hours", "kinds", "greetings", "thanks", "spots", "hoods", "steps", "good", "bad",
    "withdrawn", "forgotten", "remarked", "noted", "taken", "notes", "answers", "remarks", "reasons", "clerk", "staff",
)  # fmt: skip
YEAR = Path(__file__).parent / "year.yml"


def load(topics: Topics, workflow: Workflow, faults: Faults, path: Path = YEAR) -> Node:
    """The plan; groups of topics and statuses that do not exist are faults."""
    top = read(path, faults)
    if not faults.keys(top, KEYS):
        return top
    known = {group.slug for group in topics.groups.values()}
    for slug in set(top["groups"]) - known:
        faults.add(top["groups"], f"there is no group of topics «{slug}»", slug)
    for table in ("steps", "notes"):
        for key in set(top[table]) - set(workflow.statuses):
            faults.add(top[table], f"there is no status «{key}»", key)
    return top

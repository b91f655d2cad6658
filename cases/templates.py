"""Ready sentences for staff, by status and group of topics; a blank in them must be filled in before they are sent."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cases.workflow import Workflow
from content import Faults, Node, read
from persian import QUESTIONS
from topics.tree import Topics

LONGEST = 300
BLANK = re.compile(r"\{([^{}\n]{1,30})\}")
ENDS = (".", "!", "}", *QUESTIONS)
Table = Mapping[str, tuple[str, ...]]


def blanks(text: str) -> tuple[str, ...]:
    """The blanks that nobody has filled in yet, as they stand between their braces."""
    return tuple(dict.fromkeys(BLANK.findall(text)))


def pieces(text: str) -> tuple[tuple[str, bool], ...]:
    """A text in pieces, each with whether it is a blank: so that a page can show blanks apart."""
    found = BLANK.split(text)
    return tuple((piece, bool(place % 2)) for place, piece in enumerate(found) if piece)


@dataclass(frozen=True, slots=True)
class Templates:
    """All ready sentences that the house ships."""

    general: Table = field(default_factory=dict)
    """For any topic, by status."""
    groups: Mapping[str, Table] = field(default_factory=dict)
    """By the code of a group of topics, then by status."""

    def fitting(self, group: str, status: str) -> tuple[str, ...]:
        """The sentences for a case of this group that comes to this status; those of its own group first."""
        return (*self.groups.get(group, {}).get(status, ()), *self.general.get(status, ()))


def load(path: Path, topics: Topics, workflow: Workflow | None, faults: Faults) -> Templates:
    """Reads the sentences; unknown groups, statuses that staff do not set, and faulty sentences are faults."""
    top = read(path, faults)
    if not faults.keys(top, ("general", "groups")):
        return Templates()
    codes = {group.slug: group.code for group in topics.groups.values()}
    known = {status.key for status in workflow.statuses.values() if status.button} if workflow else set()
    made: dict[str, Table] = {}
    for slug, node in top["groups"].items():
        if slug not in codes:
            faults.add(top["groups"], f"there is no group of topics «{slug}»", slug)
        elif isinstance(node, Node):
            made[codes[slug]] = dict(_table(node, known, faults))
    return Templates(dict(_table(top["general"], known, faults)), made)


def _table(node: Node, statuses: set[str], faults: Faults) -> Iterator[tuple[str, tuple[str, ...]]]:
    for status, said in node.items():
        if status not in statuses:
            faults.add(node, f"staff never set a status «{status}»", status)
        elif not isinstance(said, list) or not all(isinstance(one, str) for one in said):
            faults.add(node, f"«{status}» must be a list of sentences", status)
        else:
            _check(node, status, said, faults)
            yield status, tuple(said)


def _check(node: Node, status: str, said: Sequence[str], faults: Faults) -> None:
    for text in said:
        if wrong := fault(text):
            faults.add(node, f"{wrong}: «{text}»", status)
        if said.count(text) > 1:
            faults.add(node, f"stands twice: «{text}»", status)


def fault(text: str) -> str:
    """What is wrong with a ready sentence; empty if nothing is."""
    rest = BLANK.sub("", text)
    if "{" in rest or "}" in rest:
        return "a blank is not closed, or is empty or too long"
    if not text.strip() or len(text) > LONGEST:
        return f"a sentence has 1 to {LONGEST} letters"
    if any("A" <= letter <= "z" for letter in text):
        return "a sentence for citizens holds no Latin letter"
    return "" if text.rstrip().endswith(ENDS) else "a sentence ends with a full stop or a question mark"

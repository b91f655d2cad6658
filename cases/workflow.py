"""The life of a case as data: what each status does, where it leads, and who may move a case there."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from content import Faults, Node, nodes, read

NEEDS = ("note", "date", "unit")
ASKS = ("feedback", "information")
COUNTS = ("happy", "silent", "withdrawn", "guided")
EVENTS = ("file", "refer", "answer", "happy", "unhappy", "silence", "withdraw", "accept", "finish")


@dataclass(frozen=True, slots=True)
class Status:
    """One station in the life of a case; code asks what it does, never what it is called."""

    key: str
    title: str
    colour: str
    next: tuple[str, ...] = ()
    button: str = ""
    by: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    tells: str = ""
    asks: str = ""
    open: bool = True
    clock: bool = True
    final: bool = False
    counts: str = ""


@dataclass(frozen=True, slots=True)
class Workflow:
    """All statuses, and which one each event leads to."""

    statuses: Mapping[str, Status]
    events: Mapping[str, str]
    reminders: int
    reopen_days: int

    def __getitem__(self, key: str) -> Status:
        return self.statuses[key]

    def after(self, event: str) -> Status:
        """Where a case stands after an event of the house."""
        return self.statuses[self.events[event]]

    def steps(self, status: str, permissions: frozenset[str]) -> tuple[Status, ...]:
        """Where somebody with these permissions may move a case that stands at `status`."""
        return tuple(self[key] for key in self[status].next if permissions.intersection(self[key].by))

    def asking(self, what: str) -> frozenset[str]:
        """Keys of the statuses that ask the citizen for this."""
        return frozenset(status.key for status in self.statuses.values() if status.asks == what)

    @property
    def open(self) -> frozenset[str]:
        """Keys of the statuses in which a case still needs work or the citizen's word."""
        return frozenset(status.key for status in self.statuses.values() if status.open)

    @property
    def needing_work(self) -> frozenset[str]:
        """Keys of the statuses in which the unit is on the move: the deadline runs."""
        return frozenset(status.key for status in self.statuses.values() if status.open and status.clock)


_MAY = ("next", "button", "by", "needs", "tells", "asks", "open", "clock", "final", "counts")


def _status(key: str, node: Node, faults: Faults) -> Status | None:
    if not faults.keys(node, ("title", "colour"), _MAY):
        return None
    faults.one_of(node, "asks", ASKS)
    faults.one_of(node, "counts", COUNTS)
    for need in node.get("needs", ()):
        if need not in NEEDS:
            faults.add(node, f"need «{need}» is not known", "needs")
    if node.get("by") and not node.get("button"):
        faults.add(node, f"«{key}» can be set by staff, so it needs a button", "by")
    lists = {name: tuple(node.get(name, ())) for name in ("next", "by", "needs")}
    opened = node.get("open", True)
    return Status(
        key, node["title"], node["colour"], lists["next"], node.get("button", ""), lists["by"], lists["needs"],
        node.get("tells", ""), node.get("asks", ""), opened, node.get("clock", opened), node.get("final", False),
        node.get("counts", ""),
    )  # fmt: skip


def _arrows(top: Node, statuses: Mapping[str, Status], faults: Faults) -> None:
    for status in statuses.values():
        for key in status.next:
            if key not in statuses:
                faults.add(top["statuses"], f"«{status.key}» leads to «{key}», which does not exist", status.key)
            elif statuses[key].final:
                faults.add(top["statuses"], f"staff may not close a case: «{status.key}» leads to «{key}»", status.key)
    for event in EVENTS:
        if top["events"].get(event) not in statuses:
            faults.add(top["events"], f"event «{event}» must lead to a status")


def load(path: Path, faults: Faults) -> Workflow | None:
    """Reads the workflow; a step that would let a unit close a case is refused."""
    top = read(path, faults)
    if not faults.keys(top, ("statuses", "events", "feedback")):
        return None
    found = ((key, _status(key, node, faults)) for key, node in nodes(top, "statuses", faults))
    statuses = {key: status for key, status in found if status}
    _arrows(top, statuses, faults)
    after = top["feedback"]
    if not faults.keys(after, ("reminders", "reopen_days")):
        return None
    return Workflow(statuses, dict(top["events"]), after["reminders"], after["reopen_days"])

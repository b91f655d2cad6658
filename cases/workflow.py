"""The life of a case as data: what each status does, where it leads, and who may move a case there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cases.ladder import Ladder
from content import Faults, Node, nodes, read

NEEDS = ("note", "date", "unit", "opinion")
ASKS = ("feedback", "information")
COUNTS = ("happy", "silent", "withdrawn", "guided")
EVENTS = ("file", "refer", "answer", "happy", "unhappy", "silence", "withdraw", "accept", "finish")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody who went to see may have found."""

    title: str
    tells: str


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
    opinions: Mapping[str, Opinion] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Workflow:
    """All statuses, and which one each event leads to."""

    statuses: Mapping[str, Status]
    events: Mapping[str, str]
    reminders: int
    reopen_days: int
    ladder: Ladder = field(default_factory=Ladder)
    """Who hears of a case that does not move."""

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


_NEED = ("title", "colour")
_MAY = ("after", "next", "button", "by", "needs", "tells", "asks", "open", "clock", "final", "counts", "opinions")


def _status(key: str, node: Node, faults: Faults) -> Status | None:
    if not faults.keys(node, _NEED, _MAY):
        return None
    faults.one_of(node, "asks", ASKS)
    faults.one_of(node, "counts", COUNTS)
    for need in node.get("needs", ()):
        if need not in NEEDS:
            faults.add(node, f"need «{need}» is not known", "needs")
    if node.get("by") and not node.get("button"):
        faults.add(node, f"«{key}» can be set by staff, so it needs a button", "by")
    opinions = {
        name: Opinion(one["title"], one["tells"]) for name, one in nodes(node, "opinions", faults)
        if faults.keys(one, ("title", "tells"))
    }  # fmt: skip
    if ("opinion" in node.get("needs", ())) != bool(opinions):
        faults.add(node, f"«{key}» needs an opinion exactly if it lists some", "needs")
    lists = {name: tuple(node.get(name, ())) for name in ("next", "by", "needs")}
    opened = node.get("open", True)
    return Status(
        key, node["title"], node["colour"], lists["next"], node.get("button", ""), lists["by"], lists["needs"],
        node.get("tells", ""), node.get("asks", ""), opened, node.get("clock", opened), node.get("final", False),
        node.get("counts", ""), opinions,
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


def load(path: Path, faults: Faults, city: Path | None = None) -> Workflow | None:
    """Reads the workflow and what a city adds to it; a step that would let a unit close a case is refused."""
    top = read(path, faults)
    if not faults.keys(top, ("statuses", "events", "feedback")):
        return None
    found = [*nodes(top, "statuses", faults), *_added(city, faults)]
    made = {key: status for key, node in found if (status := _status(key, node, faults))}
    statuses = {key: replace(one, next=(*one.next, *_followers(key, found))) for key, one in made.items()}
    _arrows(top, statuses, faults)
    after = top["feedback"]
    if not faults.keys(after, ("reminders", "reopen_days")):
        return None
    return Workflow(statuses, dict(top["events"]), after["reminders"], after["reopen_days"])


def _added(city: Path | None, faults: Faults) -> Iterator[tuple[str, Node]]:
    """The statuses of a city's own, each with the ones it comes `after`."""
    if city is None or not city.exists():
        return
    top = read(city, faults)
    if faults.keys(top, ("statuses",)):
        for key, node in nodes(top, "statuses", faults):
            if faults.keys(node, ("after",), (*_NEED, *_MAY)):
                yield key, node


def _followers(key: str, found: Sequence[tuple[str, Node]]) -> tuple[str, ...]:
    """The statuses that say themselves that they come after this one."""
    return tuple(other for other, node in found if key in node.get("after", ()))

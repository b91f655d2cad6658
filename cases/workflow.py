"""The life of a case as data: what each status does, where it leads, and who may move a case there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cases import lives
from cases.ladder import Ladder
from cases.lives import PLAIN, Life
from content import Faults, Node, nodes, read

NEEDS = ("note", "date", "unit", "opinion")
ASKS = ("feedback", "information")
EVIDENCE, MAKES = ("photo",), ("order",)
COUNTS = ("happy", "silent", "withdrawn", "guided", "heard")
EVENTS = ("file", "refer", "answer", "happy", "unhappy", "silence", "withdraw", "accept", "finish", "hear")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody who went to see may have found."""

    title: str
    tells: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where evidence of work is asked for at all, and how long a unit's group has to bring it."""

    kinds: frozenset[str] = frozenset()
    minutes: int = 30


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
    means: str = ""
    """What it means for the citizen, in plain words."""
    quiet: bool = False
    """Whether a citizen who muted their news is spared this one."""
    kinds: frozenset[str] = frozenset()
    """The kinds of participation that come here; empty: all."""
    evidence: str = ""
    """What must prove it: «photo» of the finished work."""
    makes: str = ""
    """What comes into being with it: «order», a work order."""
    tells_followers: str = ""
    """What people hear who follow the case of somebody else; empty: the same as its citizen."""

    def fits(self, kind: str) -> bool:
        """Whether a case of this kind may come here."""
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True, slots=True)
class Workflow:
    """All statuses, and which one each event leads to."""

    statuses: Mapping[str, Status]
    events: Mapping[str, str]
    reminders: int
    reopen_days: int
    lives: Mapping[str, Life] = field(default_factory=dict)
    evidence: Evidence = field(default_factory=Evidence)
    ladder: Ladder = field(default_factory=Ladder)
    """Who hears of a case that does not move."""

    def __getitem__(self, key: str) -> Status:
        return self.statuses[key]

    def after(self, event: str, kind: str = "") -> Status:
        """Where a case (of this kind) stands after an event of the house."""
        return self.statuses[self.life(kind).events.get(event, self.events[event])]

    def life(self, kind: str) -> Life:
        """What is its own in the life of a kind of participation."""
        return self.lives.get(kind, PLAIN)

    def steps(self, status: str, permissions: frozenset[str], kind: str = "request") -> tuple[Status, ...]:
        """Where somebody with these permissions may move a case of a kind that stands at `status`."""
        found = (self[key] for key in self[status].next)
        return tuple(one for one in found if permissions.intersection(one.by) and one.fits(kind))

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
_MAY = (
    "after", "next", "button", "by", "needs", "tells", "asks", "open", "clock", "final", "counts", "opinions",
    "means", "quiet", "kinds", "evidence", "makes", "tells_followers",
)  # fmt: skip


def _status(key: str, node: Node, faults: Faults) -> Status | None:
    if not faults.keys(node, _NEED, _MAY):
        return None
    faults.one_of(node, "asks", ASKS)
    faults.one_of(node, "counts", COUNTS)
    faults.one_of(node, "evidence", EVIDENCE)
    faults.one_of(node, "makes", MAKES)
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
    if node.get("quiet") and (node.get("asks") or node.get("final")):
        faults.add(node, f"«{key}» asks or closes, so it can't be quiet", "quiet")
    lists = {name: tuple(node.get(name, ())) for name in ("next", "by", "needs")}
    opened = node.get("open", True)
    return Status(
        key, node["title"], node["colour"], lists["next"], node.get("button", ""), lists["by"], lists["needs"],
        node.get("tells", ""), node.get("asks", ""), opened, node.get("clock", opened), node.get("final", False),
        node.get("counts", ""), opinions, node.get("means", ""), node.get("quiet", False),
        frozenset(node.get("kinds", ())), node.get("evidence", ""), node.get("makes", ""),
        node.get("tells_followers", ""),
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
    if not faults.keys(top, ("statuses", "events", "feedback", "evidence")):
        return None
    found = [*nodes(top, "statuses", faults), *_added(city, faults)]
    made = {key: status for key, node in found if (status := _status(key, node, faults))}
    statuses = {key: replace(one, next=(*one.next, *_followers(key, found))) for key, one in made.items()}
    _arrows(top, statuses, faults)
    after = top["feedback"]
    proof = top["evidence"]
    if not faults.keys(after, ("reminders", "reopen_days")) or not faults.keys(proof, ("kinds", "minutes")):
        return None
    beside = path.with_name("lives.yml")
    known = lives.load(beside, frozenset(statuses), frozenset(EVENTS), faults) if beside.exists() else {}
    _kinds(top, statuses, known, faults)
    evidence = Evidence(frozenset(proof["kinds"]), proof["minutes"])
    return Workflow(statuses, dict(top["events"]), after["reminders"], after["reopen_days"], known, evidence)


def _kinds(top: Node, statuses: Mapping[str, Status], known: Mapping[str, Life], faults: Faults) -> None:
    for status in statuses.values() if known else ():
        for kind in sorted(status.kinds - set(known)):
            faults.add(top["statuses"], f"«{status.key}» is for «{kind}», which has no life in lives.yml", status.key)


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

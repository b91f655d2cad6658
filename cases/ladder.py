"""The ladder: who hears of a case that does not move, rung by rung, while its deadline runs; as data."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cases.terms import Term, after, between, length
from cities.working import Working
from content import Faults, Node, read

URGENCIES = ("normal", "urgent", "emergency")


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: when it is climbed, and whom it concerns from then on."""

    key: str
    title: str
    roles: frozenset[str] = frozenset()
    share: float = 0.0
    """Part of the term after which it is climbed; for a day of review it is `days` instead."""
    days: float = 0.0
    citizen: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    """All rungs, by urgency and for a day of review."""

    rungs: Mapping[str, tuple[Rung, ...]] = field(default_factory=dict)
    review: tuple[Rung, ...] = ()
    grace: float = 0.5
    furthest_days: int = 30

    def of(self, urgency: str) -> tuple[Rung, ...]:
        """The rungs of cases so urgent, lowest first."""
        return self.rungs.get(urgency, ())

    def next(
        self, urgency: str, climbed: int, since: datetime, term: Term, hours: float, working: Working
    ) -> datetime | None:
        """When the next rung is climbed; `since` is when the last was, or when the term began. None on the top.

        Shares of the term that are left are shares of what is left until the deadline; beyond it the topic's whole
        hours count, so that a deadline that was moved far ahead does not make the rungs behind it wait longer.
        """
        rungs = self.of(urgency)
        if climbed >= len(rungs):
            return None
        here, share = rungs[climbed - 1].share if climbed else 0.0, rungs[climbed].share
        if share <= 1:
            left = between(since, term.due, urgency, working)
            return after(since, left * ((share - here) / (1 - here)), urgency, working)
        if here < 1:
            here, since = 1.0, max(since, term.due)
        return after(since, length(hours, urgency, working) * (share - here), urgency, working)

    def expected(self, urgency: str, term: Term, hours: float, working: Working) -> datetime:
        """Until when a case that misses its deadline is expected."""
        return after(term.due, length(hours, urgency, working) * self.grace, urgency, working)

    def level(self, urgency: str, role: str) -> int:
        """How many rungs must be climbed until a case concerns this role; on no rung: until the deadline is over."""
        rungs = list(enumerate(self.of(urgency), 1))
        over = next((number for number, rung in rungs if rung.share >= 1), 1)
        return next((number for number, rung in rungs if role in rung.roles), over)

    def again(self, rung: Rung, at: datetime, working: Working) -> datetime:
        """When a rung of a day of review is climbed, counted from the one before."""
        return after(at, working.day * rung.days, "normal", working)

    def reviewing(self, rings: int) -> Rung | None:
        """The rung of a day of review that has rung so often before; the last one is repeated."""
        return self.review[min(rings, len(self.review) - 1)] if self.review else None

    def title(self, key: str) -> str:
        """What a rung is called, by its key; the key itself for one that is gone."""
        every = (rung for rungs in (*self.rungs.values(), self.review) for rung in rungs)
        return next((rung.title for rung in every if rung.key == key), key)


def load(path: Path, roles: Collection[str], faults: Faults, city: Path | None = None) -> Ladder:
    """Reads the ladder; whole lists of it give way to those of a city."""
    top = read(path, faults)
    if not faults.keys(top, ("rungs", "review", "grace", "furthest_days")):
        return Ladder()
    lists = {key: _rungs(top["rungs"], key, "share", roles, faults) for key in URGENCIES}
    review = _rungs(top, "review", "days", roles, faults)
    if city and city.exists():
        own = read(city, faults)
        faults.keys(own, (), ("rungs", "review"))
        table = own.get("rungs", {})
        lists |= {key: _rungs(table, key, "share", roles, faults) for key in URGENCIES if key in table}
        review = _rungs(own, "review", "days", roles, faults) if "review" in own else review
    return Ladder(lists, review, float(top["grace"]), int(top["furthest_days"]))


def _rungs(table: Node, key: str, by: str, roles: Collection[str], faults: Faults) -> tuple[Rung, ...]:
    made = [rung for node in table.get(key, ()) if (rung := _rung(node, by, roles, faults))]
    if not made:
        faults.add(table, f"«{key}» needs rungs", key)
    if by == "share" and not _rise([rung.share for rung in made]):
        faults.add(table, f"the shares of «{key}» must rise from rung to rung", key)
    return tuple(made)


def _rise(shares: Sequence[float]) -> bool:
    return all(low < high for low, high in zip((0.0, *shares), shares, strict=False))


def _rung(node: Node, by: str, roles: Collection[str], faults: Faults) -> Rung | None:
    if not faults.keys(node, ("key", "title", by), ("roles", "citizen", "private")):
        return None
    told = frozenset(node.get("roles", ()))
    for role in sorted(told - set(roles)):
        faults.add(node, f"role «{role}» is not known", "roles")
    if bool(told) == node.get("citizen", False):
        faults.add(node, f"«{node['key']}» concerns either roles or the citizen")
    return Rung(
        node["key"], node["title"], told, float(node.get("share", 0)), float(node.get("days", 0)),
        node.get("citizen", False), node.get("private", False),
    )  # fmt: skip


def moved(bell: datetime | None, stopped: datetime, now: datetime, urgency: str, working: Working) -> datetime | None:
    """When the next rung is climbed after a standstill; one that was due before it comes now, never in between."""
    if bell is None:
        return None
    return after(now, between(stopped, bell, urgency, working), urgency, working)

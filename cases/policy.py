"""Who may see and do what, decided here alone; deny by default."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cases import search
from cases.case import MISROUTED, UNSURE, Case
from cities.units import OPERATOR
from content import Faults, nodes, read
from topics.tree import Topics

PERMISSIONS = (
    "see", "reporter", "work", "refer", "correct", "desk", "figures", "people", "inspect", "assign",
    "listen", "carry", "rules", "templates", "alarms", "extend",
    "accompany", "cautions", "explain",
)  # fmt: skip
SCOPES = ("all", "units", "tags", "orders", "helpers")


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of permissions and the cases they reach."""

    key: str
    title: str
    scope: str
    may: frozenset[str]
    masked: bool = False
    topics: frozenset[str] = frozenset()
    """With scope «tags»: the codes of the topics whose cases it reaches."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff, as far as policy cares."""

    id: int
    name: str
    role: Role
    units: frozenset[str] = frozenset()
    orders: frozenset[int] = frozenset()
    """With scope «orders»: numbers of the cases for which the person's contractor has an open work order."""
    helped: frozenset[int] = frozenset()
    """With scope «helpers»: numbers of the cases that the coach's helpers filed since they joined."""

    def may(self, act: str) -> bool:
        """Whether the role allows the act at all."""
        return act in self.role.may

    def reaches(self, case: Case) -> bool:
        """Whether the case lies in this person's jurisdiction."""
        if self.role.scope == "units":
            return not self.units.isdisjoint((case.unit, *case.also))
        if self.role.scope == "orders":
            return case.id in self.orders
        if self.role.scope == "helpers":
            # What a young person tells of somebody vulnerable may be about those who accompany them.
            return case.id in self.helped and not case.protected
        return self.role.scope == "all" or case.topic in self.role.topics

    def may_on(self, act: str, case: Case) -> bool:
        """Whether the person may do the act on this very case."""
        return self.may(act) and self.reaches(case)

    def hears(self, case: Case) -> bool:
        """Whether a ringing case rings for this person too: for the unit, and everywhere when lives are in danger."""
        here = self.role.scope != "all" or case.unit == OPERATOR
        return self.may_on("alarms", case) and (here or case.urgency == "emergency")

    def sees_words(self, case: Case) -> bool:
        """Whether the citizen's own words, photos and exact place may be shown."""
        return self.may_on("see", case) and not (self.role.masked and case.protected)

    def may_give(self, case: Case, to: "Person") -> bool:
        """Whether the person may give the case to somebody: to oneself with «work», to others with «assign»."""
        if not to.may_on("work", case):
            return False
        return to.id == self.id or self.may_on("assign", case)

    def may_free(self, case: Case) -> bool:
        """Whether the person may take the case away from whoever has it."""
        return self.may_on("work", case) and (case.assignee == self.id or self.may("assign"))

    def finds_by(self, *, protected: bool) -> str:
        """The layers of words (cases/search.py) by which this person may find cases; empty for all of them."""
        if not self.role.masked:
            return ""
        return search.OPEN if protected else search.OPEN + search.WORDS

    def sees_place(self, case: Case) -> bool:
        """Whether the exact place may be shown; the others get the neighbourhood only."""
        return self.may_on("see", case) and self.sees_points

    def keeps(self, unit: str) -> bool:
        """Whether the person looks after the ready sentences of a unit."""
        return self.may("templates") and (self.role.scope == "all" or unit in self.units)

    @property
    def cautioned(self) -> frozenset[str] | None:
        """The units whose inspector's notices this person sees; None for every unit."""
        if not self.may("cautions"):
            return frozenset()
        return {"all": None, "units": self.units}.get(self.role.scope, frozenset())

    def may_with(self, act: str, unit: str) -> bool:
        """Whether the person may do an act on a unit itself: «inspect» puts a notice to it, «explain» answers it."""
        return self.may(act) and (self.cautioned is None or unit in self.cautioned)

    @property
    def finds_by_number(self) -> bool:
        """Whether this person may find cases by the reporter's telephone number."""
        return self.may("reporter")

    @property
    def sees_points(self) -> bool:
        """Whether a map may show this person single points at all; the others get cells as wide as neighbourhoods."""
        return self.may("see") and not self.role.masked

    def reads_helper(self, case: Case) -> bool:
        """Whether a coach may read a helper's words and topic: not before it is known what the case is about."""
        return self.may_on("accompany", case) and bool(case.topic) and case.alarm not in (UNSURE, MISROUTED)

    def sees_site(self, case: Case) -> bool:
        """Whether somebody who was sent to work may see the photos of the place: never of a protected case."""
        return self.may_on("carry", case) and not case.protected


def load(path: Path, topics: Topics, faults: Faults) -> Mapping[str, Role]:
    """Reads the roles; unknown permissions and tags that no topic carries are faults."""
    made: dict[str, Role] = {}
    for key, node in nodes(read(path, faults), "roles", faults):
        if not faults.keys(node, ("title", "scope", "may"), ("masked", "tags")):
            continue
        faults.one_of(node, "scope", SCOPES)
        for permission in node["may"]:
            if permission not in PERMISSIONS:
                faults.add(node, f"permission «{permission}» is not known", "may")
        tagged = _tagged(node.get("tags", ()), topics)
        if (node["scope"] == "tags") != bool(tagged):
            faults.add(node, f"«{key}» has scope «tags» exactly if it names tags that topics carry", "scope")
        made[key] = Role(
            key, node["title"], node["scope"], frozenset(node["may"]), node.get("masked", False), tagged
        )  # fmt: skip
    return made


def _tagged(tags: Iterable[str], topics: Topics) -> frozenset[str]:
    wanted = frozenset(tags)
    return frozenset(code for code, topic in topics.by_code.items() if wanted.intersection(topic.tags))

"""Who may see and do what, decided here alone; deny by default."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cases.case import Case
from content import Faults, nodes, read

PERMISSIONS = ("see", "reporter", "work", "refer", "correct", "desk", "figures", "people", "inspect")


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of permissions and the cases they reach."""

    key: str
    title: str
    scope: str
    may: frozenset[str]
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff, as far as policy cares."""

    id: int
    name: str
    role: Role
    units: frozenset[str] = frozenset()

    def may(self, act: str) -> bool:
        """Whether the role allows the act at all."""
        return act in self.role.may

    def reaches(self, case: Case) -> bool:
        """Whether the case lies in this person's jurisdiction."""
        return self.role.scope == "all" or not self.units.isdisjoint((case.unit, *case.also))

    def may_on(self, act: str, case: Case) -> bool:
        """Whether the person may do the act on this very case."""
        return self.may(act) and self.reaches(case)

    def sees_words(self, case: Case) -> bool:
        """Whether the citizen's own words, photos and exact place may be shown."""
        return self.may_on("see", case) and not (self.role.masked and case.protected)

    def sees_place(self, case: Case) -> bool:
        """Whether the exact place may be shown; the others get the neighbourhood only."""
        return self.may_on("see", case) and not self.role.masked


def load(path: Path, faults: Faults) -> Mapping[str, Role]:
    """Reads the roles; unknown permissions are faults."""
    made: dict[str, Role] = {}
    for key, node in nodes(read(path, faults), "roles", faults):
        if not faults.keys(node, ("title", "scope", "may"), ("masked",)):
            continue
        faults.one_of(node, "scope", ("all", "units"))
        for permission in node["may"]:
            if permission not in PERMISSIONS:
                faults.add(node, f"permission «{permission}» is not known", "may")
        made[key] = Role(key, node["title"], node["scope"], frozenset(node["may"]), node.get("masked", False))
    return made

"""Who answers for what in one city, read from cities/<key>/units.yml and routing.yml."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from content import Faults, Node, nodes, read

OPERATOR = "operator"
"""The unit that every city has: the operators' desk, where a case comes that nobody else answers for."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Who answers for a case: a department of a region, or an organisation of the whole city."""

    key: str
    title: str
    short: str
    role: str
    region: int | None = None
    successor: str = ""
    """The unit that answers in its place since it was switched off; empty while it works."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of routing: the first rule whose conditions all hold decides."""

    to: str
    owner: str | None = None
    group: str | None = None
    topic: str | None = None
    region: int | None = None
    key: str = ""
    """The number of a rule that an office has made itself; empty for a shipped one."""

    def fits(self, owner: str, topic: str, region: int | None) -> bool:
        """Whether every given condition holds."""
        return (
            self.owner in (None, owner)
            and (self.topic is None or topic.startswith(self.topic))
            and (self.group is None or topic.startswith(self.group))
            and self.region in (None, region)
        )


def read_units(folder: Path, regions: Mapping[int, str], faults: Faults) -> dict[str, Unit]:
    """Reads units.yml; `regions` are their titles by number."""
    made: dict[str, Unit] = {}
    for role, node in nodes(read(folder / "units.yml", faults), "units", faults):
        if not faults.keys(node, ("title", "short", "per")) or not faults.one_of(node, "per", ("region", "city")):
            continue
        if node["per"] == "city":
            made[role] = Unit(role, node["title"], node["short"], role)
            continue
        for number, called in regions.items():
            title, short = (node[key].format(region=called) for key in ("title", "short"))
            made[f"{role}-{number}"] = Unit(f"{role}-{number}", title, short, role, number)
    return made


def read_rules(folder: Path, units: Mapping[str, Unit], faults: Faults) -> list[Rule]:
    """Reads routing.yml."""
    top = read(folder / "routing.yml", faults)
    faults.keys(top, ("rules",))
    roles = {unit.role for unit in units.values()} | set(units)
    made = []
    for node in top.get("rules", ()):
        if not isinstance(node, Node) or not faults.keys(node, ("to",), ("owner", "group", "topic", "region")):
            continue
        if node["to"] not in roles:
            faults.add(node, f"there is no unit «{node['to']}» in units.yml", "to")
        made.append(Rule(**node))
    return made

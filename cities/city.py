"""One city: its regions, neighbourhoods, named places, units, routing and numbers, read from cities/<key>/."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, hypot, inf, radians
from pathlib import Path
from typing import Any, Protocol

from cities import working
from cities.units import Rule, Unit, read_rules, read_units
from cities.working import Working
from content import Faults, Node, nodes, read

KM_A_DEGREE = 111.2
"""Length of one degree of latitude in km; good to 0.5 % at the size of a city."""
LAYERS = ("region", "district", "neighbourhood")
"""What boundaries can be imported of."""
TOWN_KM = 15
"""A pin farther than this from every town around is in none of them."""
CLEARLY = 2
"""Without boundaries a town around must be so many times nearer than the nearest neighbourhood."""
KINDS = (
    "street", "square", "highway", "alley", "station", "line", "terminal", "park", "bazaar", "hospital", "university",
    "mosque", "bridge", "tunnel", "river", "mall", "stadium", "cemetery", "market", "town", "landmark", "school",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the map in WGS84 degrees."""

    lat: float
    lon: float

    def km(self, other: "Spot") -> float:
        """Distance in km, flat-earth, good within a city."""
        north = (self.lat - other.lat) * KM_A_DEGREE
        east = (self.lon - other.lon) * KM_A_DEGREE * cos(radians(self.lat))
        return hypot(north, east)


@dataclass(frozen=True, slots=True)
class Region:
    """A municipal region (mantaghe)."""

    number: int
    title: str
    centre: Spot
    districts: int


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A neighbourhood (mahalle); its centre is rough."""

    name: str
    region: int
    centre: Spot | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A named place of the city that people use to say where: a street, square, station, park …"""

    name: str
    kind: str
    regions: tuple[int, ...] = ()
    also: tuple[str, ...] = ()
    centre: Spot | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """What a pin tells: the likely region and neighbourhood; `certain` only with real boundaries."""

    region: int
    neighbourhood: str | None
    certain: bool
    km: float
    district: int | None = None


class Borders(Protocol):
    """The city's imported boundaries, see boundaries.py."""

    def locate(self, spot: Spot) -> Located | None:
        """What a pin tells by them; None outside the city."""

    def km(self, spot: Spot, region: int) -> float | None:
        """How far a region is from a pin, 0 inside; None if its border is not known."""


@dataclass(frozen=True)
class City:
    """Everything that differs from city to city."""

    key: str
    title: str
    centre: Spot
    box: tuple[float, float, float, float]
    """South, west, north, east; a pin outside it is not in the city."""
    regions: Mapping[int, Region]
    neighbourhoods: tuple[Neighbourhood, ...]
    places: tuple[Named, ...]
    units: Mapping[str, Unit]
    rules: tuple[Rule, ...]
    contacts: Mapping[str, str]
    working: Working
    """When its offices work: deadlines count this time alone."""
    neighbours: tuple[Named, ...] = ()
    """Towns around with their own municipality: a report there is guided, not filed."""
    borders: Borders | None = None
    """Real boundaries, once an office has imported them."""

    def inside(self, spot: Spot) -> bool:
        """Whether a pin lies in the city's frame."""
        south, west, north, east = self.box
        return south <= spot.lat <= north and west <= spot.lon <= east

    def locate(self, spot: Spot) -> Located | None:
        """Where a pin lies: by the boundaries, else by the nearest centre and not certain; None outside the city."""
        if not self.inside(spot):
            return None
        return self.borders.locate(spot) if self.borders else self._nearest(spot)

    def _nearest(self, spot: Spot) -> Located | None:
        """The nearest neighbourhood centre, else region centre; None where a town around is clearly nearer."""
        near = [(spot.km(hood.centre), hood) for hood in self.neighbourhoods if hood.centre]
        region = min(self.regions.values(), key=lambda one: spot.km(one.centre))
        best = min(near, key=lambda pair: pair[0], default=None)
        km = min(best[0] if best else inf, spot.km(region.centre))
        town = self.neighbour(spot)
        if town and town.centre and spot.km(town.centre) * CLEARLY < km:
            return None
        if best is None or best[0] > spot.km(region.centre) + 1:
            return Located(region.number, None, False, spot.km(region.centre))
        return Located(best[1].region, best[1].name, False, best[0])

    def km(self, spot: Spot, region: int) -> float:
        """How far a region is from a pin: its border where it is known, else its centre."""
        known = self.borders.km(spot, region) if self.borders else None
        return spot.km(self.regions[region].centre) if known is None else known

    def neighbour(self, spot: Spot) -> Named | None:
        """The town around whose centre is nearest to a pin, if any is near."""
        near = [(spot.km(town.centre), town) for town in self.neighbours if town.centre]
        km, town = min(near, key=lambda pair: pair[0], default=(inf, None))
        return town if km <= TOWN_KM else None

    def route(self, owner: str, topic: str, region: int | None) -> Unit | None:
        """The unit that answers for a topic in a region; None means: no route, so the operator must look."""
        return self.decide(owner, topic, region)[1]

    def decide(self, owner: str, topic: str, region: int | None) -> tuple[Rule | None, Unit | None]:
        """The rule that decides, and the unit to which it leads."""
        for rule in self.rules:
            if rule.fits(owner, topic, region):
                return rule, self.in_use(self.units.get(rule.to) or self.units.get(f"{rule.to}-{region}"))
        return None, None

    def in_use(self, unit: Unit | None) -> Unit | None:
        """The unit itself, or whoever answers in its place; None if that leads nowhere."""
        for _ in range(len(self.units)):
            if unit is None or not unit.successor:
                return unit
            unit = self.units.get(unit.successor)
        return None

    @property
    def working_units(self) -> dict[str, Unit]:
        """The units that are not switched off."""
        return {key: unit for key, unit in self.units.items() if not unit.successor}


def _spot(value: Any) -> Spot | None:
    return Spot(float(value[0]), float(value[1])) if value else None


def _regions(folder: Path, faults: Faults) -> tuple[dict[int, Region], list[Neighbourhood]]:
    regions: dict[int, Region] = {}
    hoods: list[Neighbourhood] = []
    for key, node in nodes(read(folder / "regions.yml", faults), "regions", faults):
        if not faults.keys(node, ("title", "centre", "districts"), ("neighbourhoods",)):
            continue
        number = int(key)
        regions[number] = Region(number, node["title"], Spot(*node["centre"]), int(node["districts"]))
        for name, hood in nodes(node, "neighbourhoods", faults):
            faults.keys(hood, (), ("centre", "also"))
            hoods.append(Neighbourhood(name, number, _spot(hood.get("centre")), tuple(hood.get("also", ()))))
    return regions, hoods


def _named(node: Any, parent: Node, regions: Mapping[int, Region], faults: Faults) -> Named | None:
    if not isinstance(node, Node) or not faults.keys(node, ("name", "kind"), ("regions", "also", "centre")):
        if not isinstance(node, Node):
            faults.add(parent, "a place must be a mapping with name and kind")
        return None
    faults.one_of(node, "kind", KINDS)
    for number in node.get("regions", ()):
        if number not in regions:
            faults.add(node, f"region {number} does not exist", "regions")
    numbers, also = tuple(node.get("regions", ())), tuple(map(str, node.get("also", ())))
    return Named(str(node["name"]), node["kind"], numbers, also, _spot(node.get("centre")))


def load(folder: Path, owners: frozenset[str], faults: Faults) -> City | None:
    """Reads one city; checks that every owner of a topic leads to a unit."""
    head = read(folder / "city.yml", faults)
    if not faults.keys(head, ("title", "centre", "box", "contacts", "working"), ("neighbours",)):
        return None
    regions, hoods = _regions(folder, faults)
    top = read(folder / "places.yml", faults)
    places = [_named(node, top, regions, faults) for node in top.get("places", ())]
    around = [_named(node, head, regions, faults) for node in head.get("neighbours", ())]
    titles = {number: region.title for number, region in regions.items()}
    units = read_units(folder, titles, faults)
    rules = read_rules(folder, units, faults)
    hours = working.read(head["working"], read(folder / "holidays.yml", faults), faults)
    if hours is None:
        return None
    city = City(
        folder.name,
        head["title"],
        Spot(*head["centre"]),
        tuple(head["box"]),
        regions,
        tuple(hoods),
        tuple(filter(None, places)),
        units,
        tuple(rules),
        head["contacts"],
        hours,
        tuple(filter(None, around)),
    )
    for owner in sorted(owners - {"outside"}):
        if not any(city.route(owner, "", number) for number in regions):
            faults.add(folder / "routing.yml", f"no rule leads «{owner}» to a unit")
    return city

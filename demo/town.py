"""Where things are reported: named places and neighbourhoods of a city, with points that lie in their own region."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from random import Random

from cases.case import Where
from cities.city import KM_A_DEGREE, City, Neighbourhood, Spot
from content import Node
from persian import persian_digits

POINTS = 8
"""Points around a place at which the same is reported again and again."""
SPREAD_KM = 0.28
NUMBERS = 40
PINNED = 0.8
"""Share of the reports with a pin; the others have words only."""
HOME = 0.8
"""Share of a person's reports that are from the region where they live."""


@dataclass(frozen=True, slots=True)
class Corner:
    """A place that people name, with points around it."""

    name: str
    hood: str
    region: int
    points: Sequence[Spot]


def corners(city: City, random: Random) -> Mapping[int, Sequence[Corner]]:
    """The places of each region: those that lie in one region alone, and the neighbourhoods themselves."""
    made: dict[int, list[Corner]] = {number: [] for number in city.regions}
    for name, hood, centre in _centres(city):
        points = [spot for spot in _around(centre, random) if (at := city.locate(spot)) and at.region == hood.region]
        if points:
            made[hood.region].append(Corner(name, hood.name, hood.region, points))
    return {number: some for number, some in made.items() if some}


def _centres(city: City) -> Iterator[tuple[str, Neighbourhood, Spot]]:
    hoods = [hood for hood in city.neighbourhoods if hood.centre]
    for hood in hoods:
        if hood.centre:
            yield "", hood, hood.centre
    for place in city.places:
        near = [(place.centre.km(hood.centre), hood) for hood in hoods if place.centre and hood.centre
                and place.regions == (hood.region,)]  # fmt: skip
        if near and place.centre:
            yield place.name, min(near, key=lambda pair: pair[0])[1], place.centre


def _around(centre: Spot, random: Random) -> Iterator[Spot]:
    for _ in range(POINTS):
        yield _beside(centre, SPREAD_KM, random)


def _beside(centre: Spot, km: float, random: Random) -> Spot:
    north, east = random.gauss(0, km) / KM_A_DEGREE, random.gauss(0, km) / KM_A_DEGREE
    return Spot(round(centre.lat + north, 6), round(centre.lon + east / cos(radians(centre.lat)), 6))


def where(corner: Corner, plan: Node, random: Random, *, exact: bool) -> Where:
    """A place as somebody tells it; without `exact` only roughly, and without a pin."""
    patterns = plan["spots"] if corner.name else plan["hoods"]
    number = persian_digits(random.randint(1, NUMBERS))
    text = random.choice(patterns).format(place=corner.name, hood=corner.hood, number=number)
    if not exact or random.random() > PINNED:
        return Where(text, corner.region, corner.hood)
    spot = _beside(random.choice(corner.points), 0.01, random)
    return Where(text, corner.region, corner.hood, spot.lat, spot.lon)

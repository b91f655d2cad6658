"""Which place of the city the parts of a phrase agree on."""

from collections import Counter
from collections.abc import Iterable, Sequence

from cities.city import Spot
from nlu.gazetteer import Entry
from nlu.reading import Place, PlaceOption, PlacePart, Point
from nlu.signs import Item

OPTIONS = 6
SMALL = frozenset(("hood", "square", "station", "park", "bazaar", "hospital", "university", "mosque", "mall", "stadium",
    "market", "town", "landmark", "school", "terminal", "cemetery", "bridge", "neighbour"))  # fmt: skip
"""Kinds whose centre is near enough to be a point on the map; a street's is not."""
UNSURE = 0.5
"""Sureness of a name that stands for several places."""
DOUBTFUL = 0.7
"""Sureness of a region on which not all parts agree."""


def _regions(entries: Iterable[Entry]) -> frozenset[int]:
    return frozenset(number for entry in entries for number in entry.regions)


def point(spot: Spot | None) -> Point | None:
    """A spot of the city as a point of a reading."""
    return Point(spot.lat, spot.lon) if spot else None


def _agreed(told: frozenset[int], named: Sequence[frozenset[int]]) -> tuple[frozenset[int], bool]:
    """The regions that most parts allow, and whether all of them do; a region that is told outranks names."""
    if told:
        return told, all(told & regions for regions in named)
    votes = Counter(number for regions in named for number in regions)
    most = max(votes.values(), default=0)
    return frozenset(number for number, count in votes.items() if count == most), most == len(named)


def _within(entries: tuple[Entry, ...], regions: frozenset[int]) -> tuple[Entry, ...]:
    return tuple(one for one in entries if not one.regions or regions & set(one.regions)) or entries


def _rivals(entries: Sequence[Entry]) -> tuple[PlaceOption, ...]:
    """Places of one name as they are offered to the citizen, one for each region."""
    made: dict[int, PlaceOption] = {}
    for entry in entries:
        for region in entry.regions[:1] if len(entry.regions) == 1 else ():
            made.setdefault(region, PlaceOption(entry.name, region, entry.neighbourhood, point(entry.centre)))
    return tuple(made.values())[:OPTIONS] if len(made) > 1 else ()


def _stretches(entries: Sequence[Entry], regions: frozenset[int]) -> tuple[PlaceOption, ...]:
    """The regions that a long street passes and the other parts allow."""
    passed = sorted(regions.intersection(entries[0].regions)) if entries else []
    return tuple(PlaceOption(entries[0].name, number, None, None) for number in passed[:OPTIONS])


def resolve(said: str, items: Sequence[Item], parts: tuple[PlacePart, ...], *, exact: bool) -> Place:
    """Which region, neighbourhood and point the names of one place agree on."""
    told = frozenset(one.region for one in items if one.region)
    names = [one.match.entries for one in items if one.match]
    allowed, unanimous = _agreed(told, [found for entries in names if (found := _regions(entries))])
    fitting = [_within(entries, allowed) for entries in names]
    certain = [entries[0] for entries in fitting if len(entries) == 1]
    region = next(iter(allowed)) if len(allowed) == 1 else _main(certain, allowed)
    hoods = {entry.neighbourhood: None for entry in certain if entry.neighbourhood and region in (None, *entry.regions)}
    rivals = next((entries for entries in fitting if len(entries) > 1), ())
    small = next((entry for entry in certain if entry.kind in SMALL and entry.centre), None)
    options = () if region else _rivals(rivals)
    stretches = () if region or options else _stretches(certain, allowed)
    return Place(
        said,
        region,
        next(iter(hoods), None),
        point(small.centre) if small else None,
        _sure(items, bool(rivals) and not certain and not region, unanimous=unanimous and len(allowed) < 2),
        options or (stretches if len(stretches) > 1 else ()),
        exact,
        parts,
        crossing=not options and len(stretches) > 1,
    )


def _main(certain: Sequence[Entry], allowed: frozenset[int]) -> int | None:
    """Where parts contradict each other, the first neighbourhood or small place decides, if it lies in one region."""
    small = next((entry for entry in certain if entry.kind in SMALL and len(entry.regions) == 1), None)
    return small.regions[0] if small and small.regions[0] in allowed else None


def _sure(items: Sequence[Item], rivals: bool, *, unanimous: bool) -> float:
    best = max((one.sure for one in items if one.role == "name"), default=UNSURE)
    if rivals:
        return min(best, UNSURE)
    return best if unanimous else min(best, DOUBTFUL)

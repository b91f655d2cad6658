"""Parts of a place that need no gazetteer: regions, numbers of houses and posts, words of position, headings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cities.city import City
from nlu.gazetteer import Match
from nlu.where import Run
from persian import fold

SURE_UNKNOWN = 0.6
"""Sureness of a name that no gazetteer knows."""
Role = Literal["name", "fix", "extra", "tail", "open"]


@dataclass(frozen=True, slots=True)
class Item:
    """Some words that may be part of a place.

    name: names it; fix: leads to the very spot (a plate, a post); extra: a thing beside it, kept where a word of
    position leads to it; tail: a side or heading; open: a word of position.
    """

    first: int
    last: int
    role: Role
    kind: str
    match: Match | None = None
    region: int | None = None
    exact: bool = False
    reach: bool = False
    """Whether only a name can follow: «after», «corner of»."""

    @property
    def sure(self) -> float:
        """How surely this is the name of a place."""
        return 0.95 if self.region else self.match.sure if self.match else SURE_UNKNOWN


class Signs:
    """Reads such parts; every reader gets the message, where to look, and what was read before."""

    def __init__(self, city: City) -> None:
        self._city = city
        self.title = fold(city.title)

    def region(self, run: Run, at: int, _made: Sequence[Item], _free: bool) -> Item | None:
        """«Region 5», «district 3»."""
        for kind in ("region", "district"):
            size = run.size(at, kind)
            number, length = run.number(at + size) if size else (None, 0)
            if number is not None and (kind == "district" or number in self._city.regions):
                region = number if kind == "region" else None
                return Item(at, at + size + length - 1, "name" if region else "fix", kind, region=region)
        return None

    def numbered(self, run: Run, at: int, _made: Sequence[Item], _free: bool) -> Item | None:
        """A house by its plate, a lamp by the number of its post."""
        for kind in ("plate", "post"):
            size = run.size(at, kind)
            length = run.number(at + size)[1] if size else 0
            if length:
                return Item(at, at + size + length - 1, "fix", kind, exact=True)
        return None

    def distance(self, run: Run, at: int, _made: Sequence[Item], _free: bool) -> Item | None:
        """«200 metres above», «kilometre 5»."""
        if size := run.size(at, "measure"):
            length = run.number(at + size)[1]
            return Item(at, at + size + length - 1, "fix", "post", exact=True) if length else None
        length = run.number(at)[1]
        size = run.size(at + length, "measure") if length else 0
        after = at + length + size
        more = run.size(after, "corner", "spot") if size else 0
        return Item(at, after + more - 1, "open", "relation", exact=True, reach=True) if more else None

    def open(self, run: Run, at: int, _made: Sequence[Item], _free: bool) -> Item | None:
        """A word of position; with a side after it («the north side», «third entrance») it may end a place."""
        size = run.size(at, "corner", "spot")
        if not size:
            return None
        corner, reach = run.size(at, "corner") == size, run.size(at, "reach") == size
        end = run.sides(at + size)
        if end > at + size and run.size(at, "spot"):
            return Item(at, end - 1, "tail", "relation")
        return Item(at, at + size - 1, "open", "relation", exact=corner, reach=reach)

    def thing(self, run: Run, at: int, _made: Sequence[Item], _free: bool) -> Item | None:
        """A thing of the street that stands before or beside a place: pavement, car park, bakery."""
        size = run.size(at, "things")
        return Item(at, at + size - 1, "extra", "thing") if size else None

    def heading(self, run: Run, at: int, made: Sequence[Item], _free: bool) -> Item | None:
        """«east» of «from west to east», the words before being part of a place."""
        near = bool(made) and at - 3 <= made[-1].last < at
        end = run.sides(at) if near and run.size(at, "sides") else at
        return Item(at, end - 1, "tail", "relation") if end > at else None

    def own_city(self, run: Run, at: int, _made: Sequence[Item], _free: bool) -> Item | None:
        """The city's own name, which tells nothing new but belongs to the phrase."""
        return Item(at, at, "tail", "city") if run.words[at] == self.title else None

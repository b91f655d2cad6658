"""Finds where something is in running text, and which place of the city that means."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cities.city import City, Spot
from nlu.gazetteer import Entry, Gazetteer, Match
from nlu.reading import Place, PlaceOption, Point
from nlu.where import Token, Words, tokens

GAP = 3
"""Joining words that may stand between two parts of one place."""
NAME = 2
"""Words an unknown name may have after a word such as «street»."""
LIMIT = 1000
"""Raw letters in which a place is looked for."""
OPTIONS = 6
SMALL = frozenset(("hood", "square", "station", "park", "bazaar", "hospital", "university", "mosque", "mall", "stadium",
    "market", "town", "landmark", "school", "terminal", "cemetery", "bridge", "neighbour"))  # fmt: skip
"""Kinds whose centre is near enough to be a point on the map; a street's is not."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A run of words that names a place: by the gazetteer, by number, or by an unknown name after its sort."""

    first: int
    last: int
    match: Match | None = None
    region: int | None = None
    exact: bool = False

    @property
    def sure(self) -> float:
        """How surely this is the name of a place."""
        return 0.95 if self.region else self.match.sure if self.match else 0.6


class Places:
    """Reads places by the words of places.yml and the names of one city."""

    def __init__(self, city: City, words: Words, plain: frozenset[str]) -> None:
        self._city = city
        self._words = words
        self._plain = plain
        self._names = Gazetteer(city, words.sorts, words.lists["common"], plain)

    def find(self, text: str) -> Place | None:
        """The place that running text names, if any."""
        text = text[:LIMIT]
        run = tokens(text)
        groups = self._groups(run, self._anchors(run, free=False))
        if not groups:
            return None
        best = max(groups, key=lambda group: (max(one.sure for one in group), len(group)))
        return self._place(text, run, best)

    def covers(self, place: Place, text: str) -> bool:
        """Whether the text says nothing but this place."""
        rest = tokens(text.replace(place.text, " ", 1))
        return all(self._words.phrase([token], 0, "inside", "corner", "fillers", "glue") for token in rest)

    def answer(self, text: str) -> Place | None:
        """Text that answers «where?»: all of it is the place; after a correction the last place counts."""
        text = text[:LIMIT].strip()
        run = self._tidy(tokens(text))
        if all(self._words.phrase([token], 0, "vague", "stop", "fillers", "glue") for token in run):
            return None
        anchors = self._anchors(run, free=True)
        said = text[run[0].start : run[-1].end]
        if not anchors:
            return Place(said, p=0.4)
        made = self._place(text, run, anchors)
        return replace(made, text=said)

    def _tidy(self, run: list[Token]) -> list[Token]:
        """Leaves out what was taken back and the words around the answer."""
        for at in range(len(run) - 1, 0, -1):
            size = self._words.phrase(run, at, "sorry")
            if size and at + size < len(run):
                run = run[at + size :]
                break
        while len(run) > 1 and (size := self._words.phrase(run, 0, "fillers", "sorry")) and size < len(run):
            run = run[size:]
        while len(run) > 1 and self._words.phrase(run, len(run) - 1, "fillers"):
            run = run[:-1]
        return run

    def _anchors(self, run: list[Token], *, free: bool) -> list[Anchor]:
        made: list[Anchor] = []
        at = 0
        while at < len(run):
            anchor = self._region(run, at) or self._plate(run, at) or self._sorted(run, at) or self._bare(run, at, free)
            if anchor:
                made.append(anchor)
            at = anchor.last + 1 if anchor else at + 1
        return made

    def _region(self, run: list[Token], at: int) -> Anchor | None:
        size = self._words.phrase(run, at, "region")
        number = run[at + size].number if size and at + size < len(run) else None
        if number not in self._city.regions:
            return None
        return Anchor(at, at + size, region=number)

    def _plate(self, run: list[Token], at: int) -> Anchor | None:
        size = self._words.phrase(run, at, "plate")
        if not size or at + size >= len(run) or not run[at + size].word.isdecimal():
            return None
        return Anchor(at, at + size, exact=True)

    def _sorted(self, run: list[Token], at: int) -> Anchor | None:
        """A name after its sort: «khiaban Shariati», «kooche 12», or one that no gazetteer knows."""
        size, sort = self._words.sort(run, at)
        start = at + size
        if not size or start >= len(run):
            return None
        names = [token.word for token in run[start:]]
        whole = self._names.find([token.word for token in run[at:]], led=False)
        led = self._names.find(names, led=True, sort=sort)
        if whole and whole.length >= size + (led.length if led else 0):
            return Anchor(at, self._sides(run, at + whole.length), whole)
        if led:
            return Anchor(at, self._sides(run, start + led.length), led)
        if run[start].number is not None:
            return Anchor(at, start)
        length = self._unknown(run, start)
        return Anchor(at, self._sides(run, start + length)) if length else None

    def _unknown(self, run: list[Token], start: int) -> int:
        limit = NAME + self._words.phrase(run, start, "titles")
        length = 0
        while length < limit and start + length < len(run):
            here = start + length
            if self._words.phrase(run, here, "stop", "glue", "corner", "inside", "vague", "plate"):
                break
            if run[here].word in self._plain or self._words.sort(run, here)[0] or run[here].word.isdecimal():
                break
            length += 1
        return length

    def _sides(self, run: list[Token], end: int) -> int:
        """The last word of a name with «north», «second» or a number after it."""
        while end < len(run) and (run[end].word.isdecimal() or self._words.phrase([run[end]], 0, "sides")):
            end += 1
        return end - 1

    def _bare(self, run: list[Token], at: int, free: bool) -> Anchor | None:
        led = free or (at > 0 and bool(self._words.phrase([run[at - 1]], 0, "corner", "inside")))
        match = self._names.find([token.word for token in run[at:]], led=free)
        if not match and led and run[at].word not in self._plain:
            match = self._names.find([token.word for token in run[at:]], led=True, sort="hood")
        return Anchor(at, self._sides(run, at + match.length), match) if match else None

    def _groups(self, run: list[Token], anchors: Sequence[Anchor]) -> list[list[Anchor]]:
        groups: list[list[Anchor]] = []
        for anchor in anchors:
            between = run[groups[-1][-1].last + 1 : anchor.first] if groups else []
            joined = groups and len(between) <= GAP and all(self._joins(token) for token in between)
            if joined:
                groups[-1].append(anchor)
            else:
                groups.append([anchor])
        return [group for group in groups if any(one.match or one.region or not one.exact for one in group)]

    def _joins(self, token: Token) -> bool:
        joint = self._words.phrase([token], 0, "corner", "inside", "glue", "sides", "plate")
        return bool(joint or self._words.sort([token], 0)[0])

    def _place(self, text: str, run: list[Token], group: Sequence[Anchor]) -> Place:
        first = group[0].first
        while first > 0 and first > group[0].first - 2 and self._words.phrase([run[first - 1]], 0, "corner"):
            first -= 1
        said = text[run[first].start : run[group[-1].last].end]
        corner = any(self._words.phrase(run, at, "corner") for at in range(first, group[-1].last))
        exact = any(one.exact for one in group) or (corner and len(group) > 0)
        return resolve(said, group, exact)


def _regions(entries: Sequence[Entry]) -> set[int]:
    return {number for entry in entries for number in entry.regions}


def _point(spot: Spot | None) -> Point | None:
    return Point(spot.lat, spot.lon) if spot else None


def _within(entries: tuple[Entry, ...], regions: set[int]) -> tuple[Entry, ...]:
    return tuple(one for one in entries if not one.regions or regions & set(one.regions)) or entries


def _options(rivals: Sequence[Entry]) -> tuple[PlaceOption, ...]:
    """The rivals as they are offered to the citizen, one for each region."""
    made: dict[int, PlaceOption] = {}
    for entry in rivals:
        for region in entry.regions[:1] if len(entry.regions) == 1 else ():
            made.setdefault(region, PlaceOption(entry.name, region, entry.neighbourhood, _point(entry.centre)))
    return tuple(made.values())[:OPTIONS] if len(made) > 1 else ()


def resolve(said: str, group: Sequence[Anchor], exact: bool) -> Place:
    """Which region, neighbourhood and point the names of one place agree on."""
    told = {one.region for one in group if one.region}
    names = [one.match.entries for one in group if one.match and one.match.entries]
    allowed = set(told)
    for entries in names:
        here = _regions(entries)
        allowed = (allowed & here or allowed) if allowed else here
    fitting = [_within(entries, allowed) for entries in names]
    sure = max(one.sure for one in group)
    region = allowed.pop() if len(allowed) == 1 else None
    certain = [entries[0] for entries in fitting if len(entries) == 1]
    hoods = {entry.neighbourhood for entry in certain if entry.neighbourhood}
    rivals = next((entries for entries in fitting if len(entries) > 1), ())
    if not certain and not region:
        sure = min(sure, 0.5) if rivals else sure
    small = next((entry for entry in certain if entry.kind in SMALL and entry.centre), None)
    return Place(
        said,
        region,
        hoods.pop() if len(hoods) == 1 else None,
        _point(small.centre) if small else None,
        sure,
        _options(rivals) if not region else (),
        exact,
    )

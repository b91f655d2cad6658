"""Every name by which a place of the city may be called, found again however it is spelt."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cities.city import City, Spot
from persian import fold, has_persian, skeleton

LONGEST = 5
"""Words a name may have."""
TYPO_LETTERS = 5
"""Letters a name needs before one wrong letter is forgiven."""
LATIN = 6
"""Latin letters a name needs to be seen without a word such as «khiaban» before it."""
BONES = 3
"""Consonants a name needs before its skeleton alone may name it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One place as the city knows it."""

    name: str
    kind: str
    """A kind of places.yml, or hood, or neighbour for a town with its own municipality."""
    regions: tuple[int, ...]
    neighbourhood: str | None = None
    centre: Spot | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Entries that a run of words may mean, and how surely the words are this name."""

    length: int
    entries: tuple[Entry, ...]
    sure: float


def _dropped(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def _entries(city: City) -> Iterator[tuple[Entry, str]]:
    for hood in city.neighbourhoods:
        entry = Entry(hood.name, "hood", (hood.region,), hood.name, hood.centre)
        for name in (hood.name, *hood.also):
            yield entry, name
    for place in city.places:
        entry = Entry(place.name, place.kind, place.regions, None, place.centre)
        for name in (place.name, *place.also):
            yield entry, name
    for town in city.neighbours:
        for name in (town.name, *town.also):
            yield Entry(town.name, "neighbour", (), None, town.centre), name


class Gazetteer:
    """An index of the city's names: as written, without spaces, with one slip, and as consonants."""

    def __init__(self, city: City, sorts: Mapping[str, str], common: Iterable[str], plain: frozenset[str]) -> None:
        self._exact: dict[str, dict[Entry, None]] = defaultdict(dict)
        self._bare: dict[str, dict[Entry, None]] = defaultdict(dict)
        self._slips: dict[str, set[str]] = defaultdict(set)
        self._bones: dict[str, dict[Entry, None]] = defaultdict(dict)
        self._common = frozenset(fold(word).replace(" ", "") for word in common) | plain
        self._split: set[str] = set()
        for entry, name in _entries(city):
            self._add(entry, fold(name), sorts)

    def _add(self, entry: Entry, name: str, sorts: Mapping[str, str]) -> None:
        words = name.split()
        key = "".join(words)
        self._exact[key][entry] = None
        self._split.add(name)
        self._learn(key, entry, name)
        for size in (3, 2, 1):
            if len(words) > size and " ".join(words[:size]) in sorts:
                rest = "".join(words[size:])
                self._bare[rest][entry] = None
                self._learn(rest, entry, " ".join(words[size:]))
                break

    def _learn(self, key: str, entry: Entry, name: str) -> None:
        if len(key) >= TYPO_LETTERS:
            for slip in _dropped(key):
                self._slips[slip].add(key)
        bones = skeleton(name).replace(" ", "")
        if len(bones) >= BONES:
            self._bones[bones][entry] = None

    def find(self, words: Sequence[str], led: bool, sort: str = "") -> Match | None:
        """The longest name at the beginning of the words; `led` when a word such as «street» stands before it."""
        for length in range(min(LONGEST, len(words)), 0, -1):
            run = words[:length]
            made = self._named(run, led, sort) or self._slipped(run, led) or self._latin(run, led, sort)
            if made:
                return made
        return None

    def _named(self, run: Sequence[str], led: bool, sort: str) -> Match | None:
        key = "".join(run)
        exact, bare = self._exact.get(key, {}), self._bare.get(key, {})
        if not led:
            if key in self._common or len(key) < BONES or not self._whole(run):
                return None
            return _match(run, exact, 0.85)
        own = {entry: None for entry in (*exact, *bare) if entry.kind == sort}
        return _match(run, own or exact or bare, 0.95)

    def _whole(self, run: Sequence[str]) -> bool:
        """Whether a name may be split like this; a short word that only looks like its beginning is none."""
        return len(run) == 1 or " ".join(run) in self._split or all(len(word) > 2 for word in run)

    def _slipped(self, run: Sequence[str], led: bool) -> Match | None:
        key = "".join(run)
        if not led or len(key) < TYPO_LETTERS or not has_persian(key) or not self._common.isdisjoint(run):
            return None
        near = {name for slip in _dropped(key) for name in self._slips.get(slip, ())}
        if len(near) != 1:
            return None
        name = near.pop()
        return _match(run, self._exact.get(name) or self._bare.get(name, {}), 0.7)

    def _latin(self, run: Sequence[str], led: bool, sort: str) -> Match | None:
        if any(not word.isascii() or word.isdecimal() for word in run):
            return None
        bones = skeleton(" ".join(run)).replace(" ", "")
        if len(bones) < BONES or (not led and not (self._common.isdisjoint(run) and len("".join(run)) >= LATIN)):
            return None
        found = self._bones.get(bones, {})
        own = {entry: None for entry in found if entry.kind == sort}
        return _match(run, own or found, 0.75 if led else 0.6)


def _match(run: Sequence[str], found: Mapping[Entry, None], sure: float) -> Match | None:
    """The run as a name of these; a neighbourhood goes before the square, market and park that bear its name."""
    hoods = {entry: None for entry in found if entry.kind == "hood"}
    return Match(len(run), tuple(hoods or found), sure) if found else None

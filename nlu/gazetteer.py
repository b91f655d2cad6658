"""Every name by which a place of the city may be called, found again however it is spelt."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cities.city import City, Spot
from nlu.spelling import dropped
from nlu.where import Run, Words
from persian import COPULA, fold, has_persian, skeleton

LONGEST = 5
"""Words a name may have."""
LONGEST_WORD = 40
"""Letters it may have in all; a longer run of letters is no name."""
SHORTEST = 3
"""Letters, or consonants, that a name needs."""
SHORTEST_LED = 1
"""Consonants that are enough where the sort of the place was said too and the vowels fit."""
SETTLED = ("hood", "town", "neighbour")
"""Kinds whose names are so peculiar that a slip is forgiven anywhere; a street's is often somebody's surname."""
TYPO_LETTERS = 5
"""Letters a name needs before one wrong letter is forgiven."""
BARE_LETTERS = 7
"""Letters it needs where no word such as «khiaban» stands before it."""
LATIN_LETTERS = 6
"""Latin letters a name needs to be seen without such a word."""
SOUND, SLIP = 0.85, 0.7
"""Sureness of a name that is misspelt by a letter of the same sound, or by any one letter."""
HEAD = 3
"""First letters by which most words are known to begin no name."""
AGREEING = 0.15
"""Names whose vowels fit Latin letters nearly as well as the best one's stay in the choice."""


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


Reader = Callable[[Run, int, int, bool, str], Match | None]


class Gazetteer:
    """An index of the city's names: as written, without spaces, as heard, with one slip, and as consonants."""

    def __init__(self, city: City, words: Words, plain: frozenset[str]) -> None:
        self._words = words
        self._exact: dict[str, dict[Entry, None]] = defaultdict(dict)
        self._bare: dict[str, dict[Entry, None]] = defaultdict(dict)
        self._heard: dict[str, dict[str, None]] = defaultdict(dict)
        self._slips: dict[str, dict[str, None]] = defaultdict(dict)
        self._bones: dict[str, dict[tuple[Entry, str], None]] = defaultdict(dict)
        self._plain = plain
        self._common = frozenset(word.replace(" ", "") for word in words.lists["common"]) | plain
        self._split: set[str] = set()
        for entry, name in _entries(city):
            self._add(entry, fold(name))
        known = (*self._exact, *self._bare, *self._heard)
        self._heads = frozenset(name[:size] for name in known for size in range(1, HEAD + 1))
        """How names begin: most words of a message begin none."""

    def _add(self, entry: Entry, name: str) -> None:
        words = name.split()
        self._exact["".join(words)][entry] = None
        self._split.add(name)
        self._learn(words, entry)
        for size in (3, 2, 1):
            if len(words) > size and " ".join(words[:size]) in self._words.sorts:
                self._bare["".join(words[size:])][entry] = None
                self._learn(words[size:], entry)
                break

    def _learn(self, words: Sequence[str], entry: Entry) -> None:
        key, heard = "".join(words), "".join(map(self._words.spelling.sound, words))
        self._heard[heard][key] = None
        if len(heard) >= TYPO_LETTERS:
            for slip in dropped(heard):
                self._slips[slip][key] = None
        bones = skeleton(" ".join(words)).replace(" ", "")
        if len(bones) >= SHORTEST_LED:
            self._bones[bones][entry, " ".join(words)] = None

    def knows(self, key: str) -> bool:
        """Whether this is a name, with or without its sort, written together."""
        return key in self._exact or key in self._bare

    def find(self, run: Run, at: int, *, led: bool, sort: str = "", least: float = 0) -> Match | None:
        """The longest name that begins here; `led` when a word such as «street» or «corner» stands before it.

        A match less sure than `least` is not looked for.
        """
        readers = self._readers(run, at, led, least)
        longest = self._reach(run, at) if readers else 0
        for reader in readers:
            for length in range(1 if reader == self._slipped and not led else longest, 0, -1):
                if run.whole(at + length) and (made := reader(run, at, length, led, sort)):
                    return made
        return None

    def _said_to_be(self, key: str, length: int, sort: str) -> Match | None:
        """A name with «is» grown on to it: «vasate valiasre»."""
        name = key.removesuffix(COPULA)
        if name == key or len(name) < SHORTEST:
            return None
        return _match(length, _fitting(self._exact.get(name, {}), self._bare.get(name, {}), sort), 0.85)

    def _readers(self, run: Run, at: int, led: bool, least: float) -> list[Reader]:
        """The ways of finding a name that can succeed with such a first word."""
        word = run.words[at]
        if len(word) > LONGEST_WORD:
            return []
        made: list[Reader] = [self._named] if word[:HEAD] in self._heads else []
        if least > SOUND:
            return made
        if run.bones[at] is not None:
            return [*made, self._latin]
        if run.sounds[at][:HEAD] in self._heads:
            made.append(self._sounding)
        if least <= SLIP and (led or len(word) >= BARE_LETTERS):
            made.append(self._slipped)
        return made

    def _reach(self, run: Run, at: int) -> int:
        """How many words a name that begins here may have: «lower than» is no part of one."""
        most = min(LONGEST, len(run) - at)
        return next((length for length in range(1, most) if run.size(at + length, "corner") > 1), most)

    def _named(self, run: Run, at: int, length: int, led: bool, sort: str) -> Match | None:
        key = "".join(run.words[at : at + length])
        exact = self._exact.get(key)
        if led:
            found = _fitting(exact or {}, self._bare.get(key, {}), sort)
            return _match(length, found, 0.95) or self._said_to_be(key, length, sort)
        if not exact or key in self._common or len(key) < SHORTEST or not self._whole(run.words[at : at + length]):
            return None
        return _match(length, exact, 0.85)

    def _whole(self, run: Sequence[str]) -> bool:
        """Whether a name may be split like this; a short word that only looks like its beginning is none."""
        return len(run) == 1 or " ".join(run) in self._split or all(len(word) > 2 for word in run)

    def _sounding(self, run: Run, at: int, length: int, led: bool, sort: str) -> Match | None:
        """A name with letters that sound like its own."""
        heard = "".join(run.sounds[at : at + length])
        names = self._heard.get(heard)
        if not names or len(heard) < (SHORTEST if led else TYPO_LETTERS) or self._everyday(run, at, length):
            return None
        return _match(length, self._of(names, led, sort), SOUND if led else 0.75)

    def _slipped(self, run: Run, at: int, length: int, led: bool, sort: str) -> Match | None:
        """A name with one letter too many, too few, wrong or in the wrong place."""
        if self._everyday(run, at, length):
            return None
        heard = "".join(run.sounds[at : at + length])
        least = TYPO_LETTERS if led else BARE_LETTERS
        if not least <= len(heard) <= LONGEST_WORD or not has_persian(heard):
            return None
        names = {name: None for slip in dropped(heard) for name in self._slips.get(slip, ())}
        names = {name: None for name in names if name[0] == run.words[at][0] or led}
        found = _peculiar(self._of(names, led, sort), led)
        return _match(length, found, SLIP if led else 0.6) if len({entry.name for entry in found}) == 1 else None

    def _everyday(self, run: Run, at: int, length: int) -> bool:
        """Whether one of the words is too common to be somebody's misspelling."""
        known = any(run.marked(here) for here in range(at, at + length))
        return known or not self._common.isdisjoint(run.words[at : at + length])

    def _of(self, names: Mapping[str, None], led: bool, sort: str) -> Mapping[Entry, None]:
        exact = {entry: None for name in names for entry in self._exact.get(name, ())}
        bare = {entry: None for name in names for entry in self._bare.get(name, ())} if led else {}
        return _fitting(exact, bare, sort)

    def _latin(self, run: Run, at: int, length: int, led: bool, sort: str) -> Match | None:
        """A name in Latin letters, by its consonants; vowels choose among several."""
        parts = run.bones[at : at + length]
        if None in parts or (not led and run.marked(at)) or any(map(run.turns, range(at + 1, at + length))):
            return None
        bones, said = "".join(filter(None, parts)), run.words[at : at + length]
        if len(bones) < (SHORTEST_LED if sort else SHORTEST) or bones not in self._bones or not parts[-1]:
            return None
        if not led and (not self._common.isdisjoint(said) or len("".join(said)) < LATIN_LETTERS):
            return None
        found = _peculiar(self._agreeing(" ".join(said), bones, led, sort), led)
        if len(bones) < SHORTEST:
            found = {entry: None for entry in found if entry.kind == sort}
        return _match(length, found, 0.75 if led else 0.6)

    def _agreeing(self, said: str, bones: str, led: bool, sort: str) -> Mapping[Entry, None]:
        agreement = self._words.spelling.agreement
        fits = {pair: agreement(said, pair[1]) for pair in self._bones[bones]}
        best = max(fits.values())
        least = 0.95 if len(bones) < SHORTEST else 0.55 if led else 0.65
        near = {pair: None for pair, fit in fits.items() if fit >= best - AGREEING and fit >= least}
        full = {entry: None for entry, name in near if fold(entry.name) == name or "".join(name.split()) in self._exact}
        return _fitting(full, {entry: None for entry, _ in near} if led or not full else {}, sort)


def _fitting(exact: Mapping[Entry, None], bare: Mapping[Entry, None], sort: str) -> Mapping[Entry, None]:
    """Those of the sort that was said; else those of the full name; else those whose name goes on after a sort."""
    own = {entry: None for entry in (*exact, *bare) if entry.kind == sort}
    return own or exact or bare


def _peculiar(found: Mapping[Entry, None], led: bool) -> Mapping[Entry, None]:
    return found if led else {entry: None for entry in found if entry.kind in SETTLED}


def _match(length: int, found: Mapping[Entry, None], sure: float) -> Match | None:
    """The words as a name of these; a neighbourhood goes before the square, market and park that bear its name."""
    hoods = {entry: None for entry in found if entry.kind == "hood"}
    return Match(length, tuple(hoods or found), sure) if found else None

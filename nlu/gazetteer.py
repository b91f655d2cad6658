"""Every name by which a place of the city may be called, found again however it is spelt."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from cities.city import City, Spot
from nlu.spelling import beginnings, dropped
from nlu.where import LONGEST, Run, Words
from persian import COPULA, fold, has_persian, skeleton

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
        known = (*self._exact, *self._bare)
        self._begun = beginnings((*known, *(name + COPULA for name in known)))
        self._begun_heard = beginnings(self._heard)
        self._begun_bones = beginnings(self._bones)

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

    def begins(self, word: str) -> bool:
        """Whether a name may begin like this word."""
        return word in self._begun

    def find(self, run: Run, at: int, *, led: bool, sort: str = "", least: float = 0) -> Match | None:
        """The longest name that begins here; `led` when a word such as «street» or «corner» stands before it.

        A match less sure than `least` is not looked for.
        """
        word = run.words[at]
        if len(word) > LONGEST_WORD:
            return None
        made = self._named(run, at, led, sort) if word in self._begun else None
        if made or least > SOUND:
            return made
        if run.latin(at):
            return self._latin(run, at, led, sort)
        if self._everyday(run, at):
            return None
        made = self._sounding(run, at, led, sort)
        if made or least > SLIP or not (led or len(word) >= BARE_LETTERS):
            return made
        return self._slipped(run, at, led, sort)

    def _named(self, run: Run, at: int, led: bool, sort: str) -> Match | None:
        """A name as it is written, its words together or apart."""
        for length, key in run.grown(at, run.words, lambda here: run.size(here, "corner") > 1, self._begun):
            if led:
                found = _fitting(self._exact.get(key, {}), self._bare.get(key, {}), sort)
                made = _match(length, found, 0.95) or self._said_to_be(key, length, sort)
            else:
                made = self._full(key, run.words[at : at + length])
            if made:
                return made
        return None

    def _said_to_be(self, key: str, length: int, sort: str) -> Match | None:
        """A name with «is» grown on to it: «vasate valiasre»."""
        name = key.removesuffix(COPULA)
        if name == key or len(name) < SHORTEST:
            return None
        return _match(length, _fitting(self._exact.get(name, {}), self._bare.get(name, {}), sort), 0.85)

    def _full(self, key: str, said: Sequence[str]) -> Match | None:
        """A full name that no word such as «khiaban» leads to."""
        exact = self._exact.get(key)
        if not exact or key in self._common or len(key) < SHORTEST or not self._whole(said):
            return None
        return _match(len(said), exact, 0.85)

    def _whole(self, run: Sequence[str]) -> bool:
        """Whether a name may be split like this; a short word that only looks like its beginning is none."""
        return len(run) == 1 or " ".join(run) in self._split or all(len(word) > 2 for word in run)

    def _sounding(self, run: Run, at: int, led: bool, sort: str) -> Match | None:
        """A name with letters that sound like its own."""
        least = SHORTEST if led else TYPO_LETTERS
        for length, heard in run.grown(at, run.sounds, partial(self._everyday, run), self._begun_heard):
            names = self._heard.get(heard) if len(heard) >= least else None
            if names and (made := _match(length, self._of(names, led, sort), SOUND if led else 0.75)):
                return made
        return None

    def _slipped(self, run: Run, at: int, led: bool, sort: str) -> Match | None:
        """A name with one letter too many, too few, wrong or in the wrong place."""
        least, most = (TYPO_LETTERS, LONGEST) if led else (BARE_LETTERS, 1)
        for length, heard in run.grown(at, run.sounds, partial(self._everyday, run), most=most):
            if least <= len(heard) <= LONGEST_WORD and has_persian(heard):
                names = {name: None for slip in dropped(heard) for name in self._slips.get(slip, ())}
                names = {name: None for name in names if name[0] == run.words[at][0] or led}
                found = _peculiar(self._of(names, led, sort), led)
                if len({entry.name for entry in found}) == 1:
                    return _match(length, found, SLIP if led else 0.6)
        return None

    def _everyday(self, run: Run, at: int) -> bool:
        """Whether a word is too common to be somebody's misspelling."""
        return run.marked(at) or run.words[at] in self._common

    def _of(self, names: Mapping[str, None], led: bool, sort: str) -> Mapping[Entry, None]:
        exact = {entry: None for name in names for entry in self._exact.get(name, ())}
        bare = {entry: None for name in names for entry in self._bare.get(name, ())} if led else {}
        return _fitting(exact, bare, sort)

    def _latin(self, run: Run, at: int, led: bool, sort: str) -> Match | None:
        """A name in Latin letters, by its consonants; vowels choose among several."""
        if not led and run.marked(at):
            return None
        least = SHORTEST_LED if sort else SHORTEST
        for length, bones in run.grown(at, run.bones, partial(_foreign, run), self._begun_bones):
            known = len(bones) >= least and bones in self._bones and run.bones[at + length - 1]
            if known and (made := self._spelt(run.words[at : at + length], bones, led, sort)):
                return made
        return None

    def _spelt(self, words: Sequence[str], bones: str, led: bool, sort: str) -> Match | None:
        """The names of these consonants whose vowels fit."""
        if not led and (not self._common.isdisjoint(words) or len("".join(words)) < LATIN_LETTERS):
            return None
        found = _peculiar(self._agreeing(" ".join(words), bones, led, sort), led)
        if len(bones) < SHORTEST:
            found = {entry: None for entry in found if entry.kind == sort}
        return _match(len(words), found, 0.75 if led else 0.6)

    def _agreeing(self, said: str, bones: str, led: bool, sort: str) -> Mapping[Entry, None]:
        agreement = self._words.spelling.agreement
        fits = {pair: agreement(said, pair[1]) for pair in self._bones[bones]}
        best = max(fits.values())
        least = 0.95 if len(bones) < SHORTEST else 0.55 if led else 0.65
        near = {pair: None for pair, fit in fits.items() if fit >= best - AGREEING and fit >= least}
        full = {entry: None for entry, name in near if fold(entry.name) == name or "".join(name.split()) in self._exact}
        return _fitting(full, {entry: None for entry, _ in near} if led or not full else {}, sort)


def _foreign(run: Run, at: int) -> bool:
    """Whether this word is no part of a name in Latin letters."""
    return not run.latin(at) or run.turns(at)


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

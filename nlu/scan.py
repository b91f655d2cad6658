"""Cuts a message into what may be parts of a place: names, numbers of houses and posts, words of position."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from cities.city import City
from nlu.gazetteer import Gazetteer, Match
from nlu.signs import Item, Signs
from nlu.where import NUMBER, SORT, WIDE, Run, Words

NAME = 2
"""Words an unknown name may have after a word such as «street»."""
LINEAR = ("street", "alley", "town", "hood", WIDE)
"""Sorts that say nothing by themselves; another one, a school or a bank, tells at least what to look for."""
NAMED = ("street", "alley", "square", "highway", "town", "hood", "line", "park", "hospital", "mosque", WIDE)
"""Sorts that always have a name, so that an unknown word after them is one."""
SHARED = ("street", "square", "highway", "station", "town", "hood", "terminal", "bridge", "tunnel", "market")
"""Sorts that are called by the name of what lies around them; a school or an alley is only its namesake."""
BUILT = ("cemetery", "landmark", "mosque", "university", "bazaar", "hospital", "school")
"""Sorts by which a street or square beside one may be called: «meydan-e aramgah»."""
COUNTED = ("town", "line")
"""Sorts that have numbers for names, even in words: «phase two»."""
SURE_HEAD = 0.9
"""An everyday word begins a place only when it is written exactly like one."""
SURE_SOUND, SURE_SLIP = 0.75, 0.6
"""What is enough after a plain preposition, and after a word of position that only a name can follow."""
HEAD_LETTERS = 4
ABBREVIATED = 2
"""Letters of a sort that is written short, with a point after it that is no pause."""
BREAKS = (
    "stop", "glue", "corner", "spot", "inside", "vague", "plate", "post", "things", "region", "district",
)  # fmt: skip
"""Lists whose words are no part of an unknown name."""
ANY, TITLE = "any", "title"
"""Lists of every word, and of the city's own name alone."""
DIGIT, OTHER = "0", ""
"""Stand for every number that is written in digits, and for every word of no list."""
Reader = Callable[[Run, int, list[Item], bool], Item | None]


class Scanner:
    """Reads items from left to right; what came before tells how easily the next words are a name."""

    def __init__(self, city: City, words: Words, plain: frozenset[str]) -> None:
        self._words = words
        self._plain = plain
        self._signs = signs = Signs(city)
        self.names = Gazetteer(city, words, plain)
        order: Sequence[tuple[Reader, tuple[str, ...]]] = (
            (signs.region, ("region", "district")), (signs.numbered, ("plate", "post")),
            (signs.distance, ("measure", NUMBER)), (self._sorted, (SORT, NUMBER)), (signs.open, ("corner", "spot")),
            (signs.heading, ("sides",)), (self._bare, (ANY,)), (signs.thing, ("things",)), (self._reached, (ANY,)),
            (signs.own_city, (TITLE,)),
        )  # fmt: skip
        self._readers = {
            word: [reader for reader, lists in order if not self._lists(word).isdisjoint(lists)]
            for word in (*words.phrases, *words.numbers, signs.title, DIGIT, OTHER)
        }
        """What may begin with a word, in the order in which it is looked for; most words begin hardly anything."""

    def scan(self, run: Run, *, free: bool) -> list[Item]:
        """All items of a message; `free` when it is known to be nothing but a place."""
        made: list[Item] = []
        at = 0
        while at < len(run):
            item = self._item(run, at, made, free)
            if item:
                made.append(item)
            at = item.last + 1 if item else at + 1
        return made

    def _lists(self, word: str) -> AbstractSet[str]:
        """The lists in which something begins with this word."""
        return {ANY, *self._words.lists_of(word), *([TITLE] if word == self._signs.title else ())}

    def _item(self, run: Run, at: int, made: list[Item], free: bool) -> Item | None:
        """What begins at this word, if anything."""
        word = run.words[at]
        known = word if word in self._readers else DIGIT if word.isdecimal() else OTHER
        alone = known == OTHER and not free and (not made or made[-1].last < at - 2)
        for reader in () if alone and self._idle(word) else self._readers[known]:
            if item := reader(run, at, made, free):
                return item
        return None

    def _idle(self, word: str) -> bool:
        """Whether an everyday word begins no name, so that it is a part of a place only right after another."""
        return word in self._plain and not self.names.begins(word)

    def _sorted(self, run: Run, at: int, made: list[Item], free: bool) -> Item | None:
        """A name after its sort: «khiaban Shariati», «kooche 12», or one that no gazetteer knows."""
        size, sort = run.sort(at)
        if not size:
            return None
        start = at + size
        whole = self.names.find(run, at, led=False)
        if run.pauses(start) and len(run.words[start - 1]) > ABBREVIATED:
            return self._nameless(at, start, sort)
        led = self._after(run, start, sort) if start < len(run) else None
        if whole and whole.length >= size + (led.length if led else 0):
            return self._name(run, at, at + whole.length, whole, sort)
        if led:
            return self._name(run, at, start + led.length, led, sort)
        if not run.whole(start):
            return None
        inner = self._sorted(run, start, made, free) if run.sort(start)[0] else None
        if inner and inner.role == "name" and (inner.match or run.sort(start)[1] == WIDE):
            return replace(inner, first=at)
        return self._unknown(run, at, start, sort, free=free)

    def _after(self, run: Run, start: int, sort: str) -> Match | None:
        """The name that follows a sort; what only resembles one may be the next word of the sentence."""
        led = self.names.find(run, start, led=True, sort=sort)
        if led and run.words[start] == self._signs.title and all(one.kind != sort for one in led.entries):
            return None
        own = _namesake(led, sort) if led else None
        if led is None or own is None:
            return None
        if led.sure >= SURE_HEAD and not run.sort(start)[0]:
            return own if self._meant(run, start, own, sort) else None
        return own if own.entries and not run.size(start, *BREAKS) else None

    def _meant(self, run: Run, at: int, match: Match, sort: str = "") -> bool:
        """Whether a name is meant and not the everyday word that it also is."""
        return match.length > 1 or run.words[at] not in self._plain or any(one.kind == sort for one in match.entries)

    def _unknown(self, run: Run, at: int, start: int, sort: str, *, free: bool) -> Item | None:
        """A name that is a number, a side, or a word nobody knows."""
        end = run.sides(start)
        length = run.number(start)[1]
        if length and (sort in COUNTED or run.words[start].isdecimal() or run.pauses(start + length)):
            end = max(end, run.sides(start + length))
        if end == start and (free or sort in NAMED or run.size(start, "titles")):
            length = self._length(run, start)
            end = run.sides(start + length) if length else start
        if end > start:
            return Item(at, self._system(run, end, sort) - 1, "name", _kind(sort))
        return self._nameless(at, start, sort)

    def _nameless(self, at: int, start: int, sort: str) -> Item | None:
        """A sort alone: a street is nothing, a bakery may help to find a place."""
        return Item(at, start - 1, "extra", "landmark") if sort not in LINEAR else None

    def _system(self, run: Run, end: int, sort: str) -> int:
        """The word after the number of a line that tells whether buses or trains go there."""
        return end + run.size(end, "systems") if sort == "line" else end

    def _length(self, run: Run, start: int) -> int:
        """Words of a name that nobody knows: one, or two where the second ends the phrase, and titles before."""
        titles = run.size(start, "titles")
        length, most = titles, titles + (1 if start < len(run) and run.words[start].isascii() else NAME)
        while length < most and self._nameable(run, start + length, first=length == 0):
            length += 1
        if length == titles + NAME and not (self._ends(run, start + length) and run.whole(start + length)):
            length -= 1
        while not run.whole(start + length):
            length += 1
        return length if length > titles else 0

    def _nameable(self, run: Run, at: int, *, first: bool) -> bool:
        if at >= len(run) or run.words[at].isdecimal() or (run.parted(at) and not first):
            return False
        if run.size(at, *BREAKS):
            return False
        return (first and run.sort(at)[1] not in (*LINEAR, "")) or not (run.sort(at)[0] or run.words[at] in self._plain)

    def _ends(self, run: Run, at: int) -> bool:
        """Whether the phrase ends or goes on with another part before this word."""
        if at >= len(run) or run.parted(at) or run.sort(at)[0]:
            return True
        return bool(run.size(at, "corner", "spot", "inside", "glue", "plate", "post", "region"))

    def _name(self, run: Run, first: int, end: int, match: Match, sort: str = "") -> Item:
        kind = match.entries[0].kind if match.entries else _kind(sort)
        found = match if match.entries else None
        return Item(first, self._system(run, run.sides(end), kind) - 1, "name", kind, found)

    def _bare(self, run: Run, at: int, made: list[Item], free: bool) -> Item | None:
        match = self.names.find(run, at, led=free)
        if not free and (least := self._led(run, at, made)):
            led = self.names.find(run, at, led=True, sort="street" if made and made[-1].reach else "hood", least=least)
            better = led and self._meant(run, at, led) and (not match or led.length > match.length)
            match = led if better else match
        if not match and self._heads(run, at, made):
            match = self.names.find(run, at, led=True, sort="hood", least=SURE_HEAD)
            match = match if match and self._goes_on(run, at + match.length) else None
        return self._name(run, at, at + match.length, match) if match else None

    def _heads(self, run: Run, at: int, made: list[Item]) -> bool:
        """Whether a place may begin with this word, though it is an everyday one."""
        before = made[-1] if made and made[-1].last == at - 1 else None
        if run.words[at] in self._plain or len(run.words[at]) < HEAD_LETTERS or run.size(at, "stop", "vague"):
            return False
        return (
            not at
            or run.parted(at)
            or bool(before and before.role == "name" and before.kind != "alley")
            or bool(run.size(at - 1, "inside"))
        )

    def _goes_on(self, run: Run, at: int) -> bool:
        """Whether what follows can only follow a place: a street, a side, a word of position."""
        return run.sort(at)[1] in NAMED or bool(run.size(at, "corner", "reach", "sides"))

    def _led(self, run: Run, at: int, made: list[Item]) -> float:
        """How surely a name must be meant after what stands before: «corner of …», «between … and …»; 0: not at all."""
        word, before = run.words[at], made[-1] if made and made[-1].last == at - 1 else None
        if run.size(at, "stop", "vague", "things"):
            return 0
        if (before and (before.reach or before.region or before.kind == "thing")) or self._paired(run, at, made):
            return SURE_SLIP
        if word in self._plain or not at:
            return 0
        if self._words.among(word, "common"):
            return SURE_HEAD if run.size(at - 1, "within") else 0
        if run.size(at - 1, "corner", "spot"):
            return SURE_SLIP
        return SURE_SOUND if run.size(at - 1, "inside") else 0

    def _paired(self, run: Run, at: int, made: list[Item]) -> bool:
        """Whether this is the second of two names that «between», «corner» or «from … to» lead to."""
        if not made or made[-1].role != "name" or made[-1].last != at - 2 or not run.size(at - 1, "pairs"):
            return False
        first = made[-1].first
        opened = run.size(first, "reach") or (first and run.size(first - 1, "reach", "glue"))
        return bool(opened) or any(one.reach for one in made[-2:-1])

    def _reached(self, run: Run, at: int, made: list[Item], _free: bool) -> Item | None:
        """A name nobody knows after a word that only a name can follow, once the place has begun."""
        if not made or made[-1].last < at - 2:
            return None
        before = made[-1] if made[-1].last == at - 1 else None
        led = before is not None and before.reach and any(one.role == "name" for one in made)
        counted = before is not None and before.kind == "alley" and run.size(before.last, "sides") > 0
        if not (led or counted or self._paired(run, at, made)):
            return None
        return Item(at, at, "name", "landmark") if self._nameable(run, at, first=True) else None


def _kind(sort: str) -> str:
    return "street" if sort == WIDE else sort


def _namesake(match: Match, sort: str) -> Match:
    """The match without entries that only share a name with a school, an alley, a «twenty-metre»."""
    if sort in SHARED:
        return match
    return replace(match, entries=tuple(entry for entry in match.entries if entry.kind == sort))

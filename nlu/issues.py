"""Finds several issues in one message: a cut is believed when its words and the topics on both sides speak for it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import exp, log
from typing import NamedTuple

from nlu.cues import Cues
from nlu.where import Token
from persian import COMMAS, STOPS

MOST = 3
"""Issues told apart at once."""
TRIED = 4
"""Cuts of which both sides are read: among as many is the right one in 94 of 100 messages that have one."""
SHORTEST = 2
"""Words a part needs."""
HOPELESS = 0.05
"""Odds by its words alone below which a cut isn't looked at further."""
BELIEVED = 0.3
"""Odds from which a cut is made: to miss a matter is worse than to ask once too often."""
LEAST = 0.3
"""Odds that the first topic of each part needs: a name of a street or of a day is no matter."""
FAINT = 1e-4
FULL = 12
"""Words from which on a part is as long as any other."""
Odds = Sequence[tuple[str, float]]
"""Labels with their probabilities, best first."""
Read = Callable[[int, int], Odds]
"""The topics of some words by themselves, from the first to before the last; none if they are no matter."""
ReadEach = Callable[[Sequence["Part"]], Sequence[Odds]]
"""The same for several parts, which are sooner read together."""
AROUND = ("p", "P", "a", "A", "B", "end", "mark")
"""What stands around a cut: two words before, three after, how the word before ends, and the mark between."""
Chance = Callable[[Sequence[Token], "Cut", "Part"], float]
"""The odds of a cut by the words around it."""
_BULLET = re.compile(r"\s[+\-*•]\s")
_AFTER_NUMBER = re.compile(r"[-.)_\u2013:]+(?!\d)")
_ITEM_DIGITS = 2
_MARK = re.compile(r"[^\w\s\u200c]")


class Cut(NamedTuple):
    """The word before which one part ends, the word with which the next begins, and what stands between them."""

    end: int
    begin: int
    mark: str


class Part(NamedTuple):
    """Some words of a message that are about one thing: from the first to before the last."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Tried:
    """A cut with the odds that its words give it, and the topics before and after it."""

    cut: Cut
    odds: float
    left: Odds
    right: Odds


def _sides(part: Part, cut: Cut) -> tuple[Part, Part]:
    return Part(part.begin, cut.end), Part(cut.begin, part.end)


def cuts(text: str, said: Sequence[Token], cues: Cues) -> list[Cut]:
    """Every place between two words; what joins two parts («and», «besides», «2-») belongs to neither."""
    return [cut for at in range(1, len(said)) if (cut := _cut(text, said, at, cues)).begin < len(said)]


def _cut(text: str, said: Sequence[Token], at: int, cues: Cues) -> Cut:
    between = text[said[at - 1].end : said[at].start]
    size = _joining(text, said, at, cues)
    if size or (between != " " and _BULLET.search(between)):
        return Cut(at, at + size, "said")
    mark = _mark(between)
    if said[at].word in cues.weak:
        return Cut(at, at + 1, mark if mark != "none" else "and")
    return Cut(at, at, mark)


def _mark(between: str) -> str:
    if between == " ":
        return "none"
    if any(letter in STOPS for letter in between):
        return "stop"
    if any(letter in COMMAS for letter in between):
        return "comma"
    return "other" if _MARK.search(between) else "none"


def _joining(text: str, said: Sequence[Token], at: int, cues: Cues) -> int:
    """How many words from here on say that another matter begins: «besides», the number of an item."""
    for phrase in cues.joining(said[at].word):
        if [token.word for token in said[at : at + len(phrase)]] == phrase:
            return len(phrase)
    return int(_numbered(text, said[at]))


def _numbered(text: str, token: Token) -> bool:
    """Whether a word is the number of an item in a list."""
    return token.word.isdecimal() and len(token.word) <= _ITEM_DIGITS and bool(_AFTER_NUMBER.match(text, token.end))


def first(text: str, said: Sequence[Token]) -> int:
    """Where the first part begins: after the number of the first item."""
    return int(bool(said) and _numbered(text, said[0]))


def clues(said: Sequence[Token], cut: Cut, begin: int, end: int) -> Iterator[tuple[str, float]]:
    """What stands around a cut within some words, as names with values."""
    yield from ((f"{place}={word}", 1.0) for place, word in zip(AROUND, _around(said, cut, begin, end), strict=True))
    yield from zip(("left", "right"), _sizes(cut, begin, end), strict=True)


def _around(said: Sequence[Token], cut: Cut, begin: int, end: int) -> tuple[str, ...]:
    at, after = cut.end, cut.begin
    before = said[at - 1].word if at > begin else ""
    return (
        before,
        said[at - 2].word if at - 1 > begin else "",
        said[after].word if after < end else "",
        said[after + 1].word if after + 1 < end else "",
        said[after + 2].word if after + 2 < end else "",
        before[-2:],
        cut.mark,
    )


def _sizes(cut: Cut, begin: int, end: int) -> tuple[float, float]:
    """How long the parts before and after a cut are."""
    return min((cut.end - begin) / FULL, 1.0), min((end - cut.begin) / FULL, 1.0)


def signs(tried: Tried, begin: int, end: int, whole: Odds) -> list[float]:
    """The numbers by which a cut is judged: its words, how sure both sides are, how unlike, how long."""
    mine, his, both = dict(tried.left), dict(tried.right), dict(whole)
    (one, p), (other, q) = tried.left[0], tried.right[0]
    shared = sum(min(chance, his.get(code, 0.0)) for code, chance in tried.left)
    hinted = both.get(one, 0.0), both.get(other, 0.0)
    chances = (
        tried.odds, p, q, min(p, q), his.get(one, 0.0), mine.get(other, 0.0), *hinted,
        hinted[0] if one == other else sum(hinted), whole[0][1],
    )  # fmt: skip
    same = [float(one == other), float(one[:2] == other[:2]), float(whole[0][0] in (one, other))]
    sizes = _sizes(tried.cut, begin, end)
    return [*map(_logit, chances), shared, *same, *sizes, min(sizes), 1.0]


def _logit(p: float) -> float:
    return log((p + FAINT) / (1 - p + FAINT))


def _chance(logit: float) -> float:
    return 1 / (1 + exp(-logit))


@dataclass(frozen=True)
class Splitter:
    """What was learnt of cuts: the weights of the words around them, and of the signs of those that were tried."""

    words: Mapping[str, float] = field(default_factory=dict)
    signs: Sequence[float] = ()

    def split(self, text: str, said: Sequence[Token], cues: Cues, whole: Odds, read: ReadEach) -> list[Part]:
        """The parts of a message; nothing when it is about one thing.

        `whole` are the topics of the message as one; `read` gives the topics of parts.
        """
        if not self.signs:
            return []
        found = cuts(text, said, cues)
        return self._parts(said, found, Part(first(text, said), len(said)), whole, read, MOST)

    def _parts(
        self, said: Sequence[Token], found: Sequence[Cut], part: Part, whole: Odds, read: ReadEach, most: int
    ) -> list[Part]:
        best = self._best(said, found, part, whole, read) if most > 1 else None
        if best is None:
            return []
        left, right = _sides(part, best.cut)
        more = self._parts(said, found, right, best.right, read, most - 1)
        made = [left, *(more or [right])]
        further = self._parts(said, found, left, best.left, read, most - len(made) + 1)
        return [*(further or [left]), *made[1:]]

    def _best(
        self, said: Sequence[Token], found: Sequence[Cut], part: Part, whole: Odds, read: ReadEach
    ) -> Tried | None:
        likely = [pair for pair in _likeliest(said, found, part, self.chance) if pair[0] >= HOPELESS]
        clear = [one for one in _compared(likely, part, read) if min(one.left[0][1], one.right[0][1]) >= LEAST]
        judged = [(self.believes(one, part, whole), one) for one in clear]
        odds, best = max(judged, key=lambda pair: pair[0], default=(0.0, None))
        return best if odds >= BELIEVED else None

    def chance(self, said: Sequence[Token], cut: Cut, part: Part) -> float:
        """The odds of a cut by the words around it."""
        weight = self.words[""]
        for known, word in zip(self._known, _around(said, cut, part.begin, part.end), strict=True):
            weight += known.get(word, 0.0)
        left, right = _sizes(cut, part.begin, part.end)
        return _chance(weight + left * self.words.get("left", 0.0) + right * self.words.get("right", 0.0))

    @cached_property
    def _known(self) -> Sequence[Mapping[str, float]]:
        """The weights of words for each place around a cut, without the names that they have among the clues."""
        made: dict[str, dict[str, float]] = {place: {} for place in AROUND}
        for name, weight in self.words.items():
            place, _, word = name.partition("=")
            made.get(place, {})[word] = weight
        return tuple(made.values())

    def believes(self, one: Tried, part: Part, whole: Odds) -> float:
        """The odds of a cut when both sides have been read."""
        numbers = signs(one, part.begin, part.end, whole)
        return _chance(sum(weight * number for weight, number in zip(self.signs, numbers, strict=True)))


def _likeliest(said: Sequence[Token], found: Sequence[Cut], part: Part, chance: Chance) -> list[tuple[float, Cut]]:
    """The cuts of a part for which its words speak most, with their odds."""
    inside = [cut for cut in found if cut.end - part.begin >= SHORTEST and part.end - cut.begin >= SHORTEST]
    return sorted(((chance(said, cut, part), cut) for cut in inside), key=lambda pair: -pair[0])[:TRIED]


def _compared(likely: Sequence[tuple[float, Cut]], part: Part, read: ReadEach) -> Iterator[Tried]:
    """The topics of both sides of each cut; where one is no matter it is no cut."""
    topics = iter(read([side for _, cut in likely for side in _sides(part, cut)]) if likely else ())
    for (odds, cut), left, right in zip(likely, topics, topics, strict=True):
        if left and right:
            yield Tried(cut, odds, left, right)


def tried(said: Sequence[Token], found: Sequence[Cut], part: Part, chance: Chance, read: Read) -> Iterator[Tried]:
    """The likeliest cuts of a part by their words, with the topics of both sides: from these the signs are learnt."""
    return _compared(_likeliest(said, found, part, chance), part, one_by_one(read))


def one_by_one(read: Read) -> ReadEach:
    """Reads several parts, each by itself."""
    return lambda parts: [read(part.begin, part.end) for part in parts]

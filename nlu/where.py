"""The words by which people say where, and a message as words that remember where they stand in the raw text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from content import Faults, Node, read
from nlu.spelling import Spelling
from persian import NUMBER_WORDS, ZWNJ, fold, skeleton

WIDE = "wide"
"""The sort of «twenty-metre»: a street, but with a name of its own."""
_WORD = re.compile("(?:[^\\W_]|[\u064b-\u065f\u0670])+")
_PAUSE = re.compile(r"[^\w\s\u200c\u064b-\u065f\u0670]")
_LISTS = (
    "region", "district", "plate", "post", "measure", "wide", "systems", "corner", "reach", "spot", "inside", "glue",
    "pairs", "within", "sides", "titles", "things", "mute", "endings", "common", "stop", "fillers", "sorry", "vague",
)  # fmt: skip
Marks = Mapping[str, int]
"""For each list: how many words from here on are a phrase of it."""
_NONE: Marks = {}


@dataclass(frozen=True, slots=True)
class Token:
    """One folded word and the raw letters it came from."""

    word: str
    start: int
    end: int
    parted: bool = False
    """Whether a comma or another mark stands before it."""
    joined: bool = False
    """Whether only a half-space parts it from the word before."""


def tokens(text: str) -> list[Token]:
    """Words of a raw text; a half-space parts them as a space does."""
    found = list(_WORD.finditer(text))
    words = fold(" ".join(one[0] for one in found)).split()
    if len(words) != len(found):
        # Some word is nothing but marks; the others are folded one by one.
        words = [fold(one[0]).replace(" ", "") for one in found]
    made: list[Token] = []
    for word, one in zip(words, found, strict=True):
        between = text[made[-1].end : one.start()] if made else ""
        if word:
            plain = between == " "
            made.append(
                Token(word, *one.span(), not plain and bool(_PAUSE.search(between)), not plain and between == ZWNJ)
            )
    return made


@dataclass(frozen=True)
class Words:
    """The lists of places.yml, folded."""

    sorts: Mapping[str, str]
    lists: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]
    spelling: Spelling

    @cached_property
    def phrases(self) -> Mapping[str, Sequence[tuple[tuple[str, ...], str]]]:
        """Every phrase with its list by its first word, longest first; a sort stands as «sort:street»."""
        made: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        named = [(phrase, name) for name, phrases in self.lists.items() for phrase in phrases]
        for phrase, name in (*named, *((phrase, f"sort:{sort}") for phrase, sort in self.sorts.items())):
            said = tuple(phrase.split())
            made.setdefault(said[0], []).append((said, name))
        return {head: sorted(all_of, key=lambda pair: -len(pair[0])) for head, all_of in made.items()}

    def marks(self, said: Sequence[str], at: int) -> Marks:
        """What begins at this word, and how long it is."""
        known = self.phrases.get(said[at])
        if not known:
            return _NONE
        made: dict[str, int] = {}
        for phrase, name in known:
            size = len(phrase)
            if name not in made and (size == 1 or tuple(said[at : at + size]) == phrase):
                made[name] = size
        return made

    def among(self, word: str, *names: str) -> bool:
        """Whether one word alone is in one of the lists."""
        return any(word in self.lists[name] for name in names)


class Run:
    """A message as words: what each begins, how it sounds, which number it says."""

    def __init__(self, text: str, made: Sequence[Token], words: Words) -> None:
        self.text = text
        self.tokens = [token for token in made if token.word not in words.lists["mute"]]
        self.words = [token.word for token in self.tokens]
        self._words = words
        self._marks = [words.marks(self.words, at) for at in range(len(self.words))]

    def __len__(self) -> int:
        return len(self.tokens)

    def size(self, at: int, *names: str) -> int:
        """How many words from here on are a phrase of one of the lists (0: none)."""
        marks = self._marks[at] if at < len(self._marks) else _NONE
        best = 0
        for name in names if marks else ():
            if marks.get(name, 0) > best:
                best = marks[name]
        return best

    def marked(self, at: int) -> bool:
        """Whether any list knows a phrase that begins here."""
        return bool(self._marks[at])

    def sort(self, at: int) -> tuple[int, str]:
        """How many words say what sort of place follows, and which."""
        marks = self._marks[at] if at < len(self._marks) else _NONE
        best = max(((size, name) for name, size in marks.items() if name.startswith("sort:")), default=(0, ""))
        if best[0]:
            return best[0], best[1].removeprefix("sort:")
        size = self.number(at)[1]
        return (size + 1, WIDE) if size and self.size(at + size, "wide") else (0, "")

    def number(self, at: int) -> tuple[int | None, int]:
        """The number that is said here, in digits or words, and how many words it takes."""
        if at >= len(self.words):
            return None, 0
        word = self.words[at]
        if word.isdecimal():
            return int(word), 1
        value = self._words.numbers.get(word)
        if value is None:
            return None, 0
        units = self._words.numbers.get(self.words[at + 2], 0) if at + 2 < len(self.words) else 0
        if value >= 20 and 0 < units < 10 and self.size(at + 1, "glue") == 1:
            return value + units, 3
        return value, 1

    def parted(self, at: int) -> bool:
        """Whether a mark such as a comma stands before this word."""
        return self.tokens[at].parted

    def sides(self, at: int) -> int:
        """The end of a name with «north», «second» or a number after it."""
        while at < len(self) and not self.parted(at) and (self.size(at, "sides") or self.words[at].isdecimal()):
            if self.size(at, "corner") > self.size(at, "sides") or self.size(at + 1, "measure"):
                break
            at += max(self.size(at, "sides"), 1)
        return at

    def pauses(self, at: int) -> bool:
        """Whether a comma stands before this word, or there is no such word."""
        return at >= len(self.tokens) or self.tokens[at].parted

    def turns(self, at: int) -> bool:
        """Whether something else than a name begins here: a word of position, or one that ends names."""
        return self.size(at, "corner", "spot", "inside", "stop") > 0

    def whole(self, end: int) -> bool:
        """Whether words may end before this one: it is not the rest of a word that a half-space parts."""
        return end >= len(self.tokens) or not self.tokens[end].joined or self.size(end, "endings") > 0

    def said(self, first: int, last: int) -> str:
        """The raw text from one word to another."""
        return self.text[self.tokens[first].start : self.tokens[last].end]

    @cached_property
    def sounds(self) -> list[str]:
        """How each word sounds: letters of one sound are one."""
        return [self._words.spelling.sound(word) for word in self.words]

    @cached_property
    def bones(self) -> list[str | None]:
        """The consonants of each word in Latin letters; None for others."""
        return [skeleton(word) if word.isascii() and not word.isdecimal() else None for word in self.words]


def _folded(node: Node, key: str) -> frozenset[str]:
    return frozenset(filter(None, (fold(str(word)) for word in node[key])))


def load(path: Path, faults: Faults) -> Words:
    """Reads nlu/places.yml."""
    top = read(path, faults)
    if not faults.keys(top, ("sorts", *_LISTS, "numbers", "sounds", "spoken", "vowels")):
        return Words({}, dict.fromkeys(_LISTS, frozenset()), {}, Spelling((), {}, {}))
    sorts = {word: sort for sort in top["sorts"] for word in _folded(top["sorts"], sort)}
    lists = {name: _folded(top, name) for name in _LISTS}
    numbers = {fold(word): int(value) for word, value in top["numbers"].items()}
    sounds = tuple(tuple(map(str, group)) for group in top["sounds"])
    spelling = Spelling(sounds, dict(top["spoken"]), dict(top["vowels"]))
    return Words(sorts, lists, {**NUMBER_WORDS, **numbers}, spelling)

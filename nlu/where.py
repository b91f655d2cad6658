"""The words by which people say where, and a message as words that remember where they stand in the raw text."""

import re
import sys
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from content import Faults, Node, read
from nlu.spelling import Spelling
from persian import NUMBER_WORDS, ZWNJ, fold, skeleton

SORT = "sort"
"""The list of all words that say what sort of place follows."""
NUMBER = "number"
"""The list of all numbers, in digits or words."""
WIDE = "wide"
"""The sort of «twenty-metre»: a street, but with a name of its own."""
LONGEST = 5
"""Words a name may have."""
_WORD = re.compile("[\\w\u064b-\u065f\u0670]+")
_PAUSE = re.compile(r"[^\w\s\u200c\u064b-\u065f\u0670]")
_LISTS = (
    "region", "district", "plate", "post", "measure", "wide", "systems", "corner", "reach", "spot", "inside", "glue",
    "pairs", "within", "sides", "titles", "things", "mute", "endings", "common", "stop", "fillers", "sorry", "vague",
)  # fmt: skip
Marks = Mapping[str, int]
"""For each list: how many words from here on are a phrase of it."""
_NONE: Marks = {}
Phrase = tuple[list[str], str]
"""Several words, and the list they stand in."""


class Token(NamedTuple):
    """One folded word and the raw letters it came from."""

    word: str
    start: int
    end: int
    parted: bool = False
    """Whether a comma or another mark stands before it."""
    joined: bool = False
    """Whether only a half-space parts it from the word before."""


def tokens(text: str, most: int = sys.maxsize) -> list[Token]:
    """Words of a raw text, as far as `most` letters reach; a half-space parts them as a space does."""
    text = text.replace("_", " ")
    spans = [one.span() for one in _WORD.finditer(text)]
    made: list[Token] = []
    for word, (start, end) in zip(_folded_words(text, spans), spans, strict=True):
        between = text[made[-1].end : start] if made else " "
        most -= len(word) + 1 if word else 0
        if most < -1:
            break
        if word and between == " ":
            made.append(Token(word, start, end))
        elif word:
            made.append(Token(word, start, end, _PAUSE.search(between) is not None, between == ZWNJ))
    return made


def _folded_words(text: str, spans: Sequence[tuple[int, int]]) -> Sequence[str]:
    """Each of these words folded; one that is nothing but marks is empty."""
    said = [text[start:end] for start, end in spans]
    words = fold(" ".join(said)).split()
    return words if len(words) == len(said) else [fold(word).replace(" ", "") for word in said]


@dataclass(frozen=True)
class Words:
    """The lists of places.yml, folded."""

    sorts: Mapping[str, str]
    lists: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]
    spelling: Spelling

    @cached_property
    def phrases(self) -> Mapping[str, tuple[Marks, Sequence[Phrase]]]:
        """By each first word: the lists in which it stands alone, and longer phrases, of each list the longest last."""
        made: dict[str, tuple[dict[str, int], list[Phrase]]] = {}
        lists: Mapping[str, Collection[str]] = {**self.lists, SORT: self.sorts}
        for name, said in lists.items():
            for words in sorted(map(str.split, said), key=len):
                alone, longer = made.setdefault(words[0], ({}, []))
                if len(words) == 1:
                    alone[name] = 1
                else:
                    longer.append((words, name))
        return made

    def marks(self, said: list[str], at: int) -> Marks:
        """What begins at this word, and how long it is."""
        known = self.phrases.get(said[at])
        if not known:
            return _NONE
        alone, longer = known
        more = [(name, len(phrase)) for phrase, name in longer if said[at : at + len(phrase)] == phrase]
        return {**alone, **dict(more)} if more else alone

    def lists_of(self, word: str) -> AbstractSet[str]:
        """The lists in which something begins with this word."""
        alone, longer = self.phrases.get(word, (_NONE, ()))
        number = word.isdecimal() or word in self.numbers
        return {*alone, *(name for _, name in longer), *([NUMBER] if number else ())}

    def among(self, word: str, *names: str) -> bool:
        """Whether one word alone is in one of the lists."""
        return any(word in self.lists[name] for name in names)


class Run:
    """A message as words: what each begins, how it sounds, which number it says."""

    def __init__(self, text: str, made: Sequence[Token], words: Words) -> None:
        self.text = text
        mute = words.lists["mute"]
        self.tokens = [token for token in made if token.word not in mute]
        self.words = [token.word for token in self.tokens]
        self._words = words
        self._marks = [words.marks(self.words, at) for at in range(len(self.words))]

    def __len__(self) -> int:
        return len(self.tokens)

    def size(self, at: int, *names: str) -> int:
        """How many words from here on are a phrase of one of the lists (0: none)."""
        if at >= len(self._marks) or not (marks := self._marks[at]):
            return 0
        if len(names) == 1:
            return marks.get(names[0], 0)
        return max([marks.get(name, 0) for name in names])

    def marked(self, at: int) -> bool:
        """Whether any list knows a phrase that begins here."""
        return bool(self._marks[at])

    def latin(self, at: int) -> bool:
        """Whether this word is in Latin letters."""
        return self.words[at].isascii() and not self.words[at].isdecimal()

    def sort(self, at: int) -> tuple[int, str]:
        """How many words say what sort of place follows, and which."""
        if size := self.size(at, SORT):
            return size, self._words.sorts[" ".join(self.words[at : at + size])]
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

    def grown(
        self, at: int, parts: Sequence[str], ends: Callable[[int], bool], begun: Container[str] | None = None,
        most: int = LONGEST,
    ) -> Sequence[tuple[int, str]]:  # fmt: skip
        """How many words from here on may be one name, and what their `parts` are together; the longest first.

        It ends before a word that `ends` a name, and where no name has `begun` like that.
        """
        made, key = [], ""
        for here, part in enumerate(parts[at : at + most], at):
            key += part
            if (begun is not None and key not in begun) or (here > at and ends(here)):
                break
            if self.whole(here + 1):
                made.append((here + 1 - at, key))
        return made[::-1]

    def said(self, first: int, last: int) -> str:
        """The raw text from one word to another."""
        return self.text[self.tokens[first].start : self.tokens[last].end]

    @cached_property
    def sounds(self) -> list[str]:
        """How each word sounds: letters of one sound are one."""
        return self._words.spelling.sounds(self.words)

    @cached_property
    def bones(self) -> list[str]:
        """The consonants of each word in Latin letters; nothing of others."""
        return [skeleton(word) if self.latin(at) else "" for at, word in enumerate(self.words)]


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

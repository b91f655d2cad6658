"""Takes out of people's words who they are: numbers of any sort, plates, doors, links, names after a title."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from content import Faults, read
from nlu.examples import Example
from persian import fold
from topics.tree import Topics

_PHRASES = ("strong", "weak", "doors")
_WORD_LISTS = ("given", "places", "no_names", "digits", "joints")
_PLATES = ("plate_letters", "plate_country")
OFTEN = 3
"""A word in so many utterances is everybody's."""
NAME_WORDS = 2
"""A given name and a surname; what follows them is rarely part of a name."""
SAID = 4
"""So many digits said one after another are somebody's number."""
_LINK = re.compile(r"(?i)(?:https?://|www\.)\S*|\S*@\S*|[\w.-]+\.(?:com|ir|org|net|me|info)\b\S*")
_SIGNS = re.compile(
    "[\\[\\](){}<>#*_`~|\\\\\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufff0-\uffff\ud800-\udfff]"
)
"""Marks of our own files, and letters that nobody sees."""
_GAP = r"[\s\-\u2013\u2014._/,:\u200c\u060c\u066b\u066c+]{0,3}"
_LONG = re.compile(rf"(?:IR|ir|\+)?\d(?:{_GAP}\d){{4,}}")
"""Five digits or more, however parted: telephones, national ids, cards, post codes, tracking codes."""
_WORDS = re.compile(r"[^\W\d_][\w\u200c\u064b-\u065f\u0670]*|\d+")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text: folded, and where it stands."""

    said: str
    start: int
    end: int


def _spans(text: str) -> list[Word]:
    return [Word(said, *found.span()) for found in _WORDS.finditer(text) if (said := fold(found[0]))]


@dataclass(frozen=True)
class Anonymiser:
    """The lists of anonymous.yml, ready to clean a text."""

    phrases: Mapping[str, frozenset[tuple[str, ...]]]
    lists: Mapping[str, frozenset[str]]
    plate: re.Pattern[str]
    topical: frozenset[str]
    """Words of the topics themselves: never a name."""
    common: frozenset[str]
    """Words that many people use."""

    def __call__(self, text: str) -> str:
        """The text on one line without whatever tells who wrote or who is meant; cleaning twice changes nothing."""
        before = ""
        while text != before:
            before, text = text, self._once(text)
        return text

    def _once(self, text: str) -> str:
        for pattern in (_LINK, _SIGNS, self.plate, _LONG):
            text = pattern.sub(" ", text)
        for find in (self._said_number, self._door, self._titled, self._bare):
            text = _cut(text, find)
        return _SPACES.sub(" ", text).strip()

    def _phrase(self, words: list[Word], at: int, name: str) -> int:
        """How many words from here on are a phrase of a list; the longest counts."""
        said = tuple(word.said for word in words[at : at + 3])
        return next((size for size in (3, 2, 1) if said[:size] in self.phrases[name]), 0)

    def _number(self, words: list[Word], at: int) -> bool:
        return at < len(words) and (words[at].said.isdecimal() or words[at].said in self.lists["digits"])

    def _door(self, words: list[Word], at: int) -> int:
        size = end = self._phrase(words, at, "doors")
        while size and self._number(words, at + end):
            end += 1
        return end if end > size else 0

    def _said_number(self, words: list[Word], at: int) -> int:
        """Digits said in words one after another, with «and» between them or not."""
        end = count = 0
        while self._number(words, at + end):
            end, count = end + 1, count + 1
            if (
                at + end < len(words)
                and words[at + end].said in self.lists["joints"]
                and self._number(words, at + end + 1)
            ):
                end += 1
        return end if count >= SAID else 0

    def _titled(self, words: list[Word], at: int) -> int:
        """Titles and the name after them."""
        size, strong = 0, False
        while found := max(self._phrase(words, at + size, "strong"), self._phrase(words, at + size, "weak")):
            strong = strong or bool(self._phrase(words, at + size, "strong"))
            size += found
        names = self._names(words, at + size, strong=strong) if size else 0
        return size + names if names else 0

    def _bare(self, words: list[Word], at: int) -> int:
        """A given name and a word that only a surname can be."""
        if words[at].said not in self.lists["given"] or (at and words[at - 1].said in self.lists["places"]):
            return 0
        after = self._names(words, at + 1, strong=False)
        return 1 + after if after else 0

    def _names(self, words: list[Word], at: int, *, strong: bool) -> int:
        """How many words from here on are somebody's name."""
        known = self.lists["no_names"] | self.topical
        count = 0
        for word in words[at : at + NAME_WORDS]:
            plain = word.said in known or (not strong and word.said in self.common)
            if word.said.isdecimal() or (plain and word.said not in self.lists["given"]):
                break
            count += 1
        return count


def _cut(text: str, find: Callable[[list[Word], int], int]) -> str:
    """Cuts out each run of words that is found."""
    words, made, end, at = _spans(text), [], 0, 0
    while at < len(words):
        size = find(words, at)
        if size:
            made.append(text[end : words[at].start])
            end = words[at + size - 1].end
        at += size or 1
    return " ".join([*made, text[end:]])


def _plate(letters: Iterable[str], country: Iterable[str]) -> re.Pattern[str]:
    """Two digits, a letter, three digits, perhaps the country and two more; or the country and two digits."""
    letter = "|".join((*map(re.escape, letters), r"[^\W\d_]"))
    land = rf"(?:{_GAP}(?:{'|'.join(map(re.escape, country))})?{_GAP}\d{{2}}(?!\d))?"
    return re.compile(rf"(?<!\d)\d{{2}}{_GAP}(?:{letter}){_GAP}\d{{3}}(?!\d){land}")


def common(examples: Sequence[Example]) -> frozenset[str]:
    """Words that stand in several utterances outside the names of places."""
    seen = Counter(word for example in examples for word in set(fold(example.without("place")).split()))
    return frozenset(word for word, number in seen.items() if number >= OFTEN)


def load(path: Path, topics: Topics, examples: Sequence[Example], faults: Faults) -> Anonymiser:
    """Reads nlu/anonymous.yml; the words of topics and utterances tell what is no name."""
    top = read(path, faults)
    if not faults.keys(top, (*_PHRASES, *_WORD_LISTS, *_PLATES)):
        faults.close()
    phrases = {key: frozenset(tuple(fold(one).split()) for one in top[key]) for key in _PHRASES}
    lists = {key: frozenset(word for one in top[key] for word in fold(one).split()) for key in _WORD_LISTS}
    topical = frozenset(
        word for one in topics.by_code.values() for said in (one.title, *one.names) for word in fold(said).split()
    )
    plate = _plate(top["plate_letters"], top["plate_country"])
    return Anonymiser(phrases, lists, plate, topical, common(examples))

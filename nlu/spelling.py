"""Names written wrongly: letters that sound alike, spoken endings, one slip, vowels in Latin letters."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from persian import skeleton

_DOUBLE = re.compile(r"(.)\1")
_CONSONANT = re.compile(r"(ch|sh|kh|gh|zh|[bcdfghjklmnpqrstxz])\1*")
SHORT = ("", "a", "e", "o")
"""Latin vowels that Persian does not write."""


class Spelling:
    """The confusions of places.yml: which letters are heard as one, and how endings are spoken."""

    def __init__(self, sounds: Sequence[Sequence[str]], spoken: Mapping[str, str], vowels: Mapping[str, str]) -> None:
        alike = {letter: group[0] for group in sounds for letter in group[1:]}
        # Letters that stay as they are stand in the table too: one that is missing takes far longer.
        self._letters = str.maketrans({**{letter: letter for letter in map(chr, range(0x700))}, **alike})
        self._spoken = tuple(spoken.items())
        self._endings = tuple(spoken)
        self._vowels = {letter: frozenset(latin) for letter, latin in vowels.items()}

    def sound(self, word: str) -> str:
        """How a word is heard: one letter for all of its sound, no doubles, written endings for spoken ones."""
        return self.sounds([word])[0]

    def sounds(self, words: Sequence[str]) -> list[str]:
        """How each of these words is heard; together they are sooner done."""
        heard = _DOUBLE.sub(r"\1", " ".join(words).translate(self._letters)).split(" ")
        return [self._as_written(word) if word.endswith(self._endings) else word for word in heard]

    def _as_written(self, heard: str) -> str:
        """A word without the ending that it has in everyday speech."""
        for spoken, written in self._spoken:
            if len(heard) > len(spoken) + 1 and heard.endswith(spoken):
                return heard.removesuffix(spoken) + written
        return heard

    def agreement(self, latin: str, name: str) -> float:
        """How well the vowels of words in Latin letters fit a Persian name of the same consonants, 0..1."""
        said, written = _latin_gaps(latin), list(self._gaps(name))
        if len(said) != len(written):
            return 0.5
        return sum(map(self._fits, said, written)) / len(written)

    def _fits(self, said: str, written: str) -> float:
        if not written:
            return 1.0 if said in SHORT else 0.4
        return 1.0 if any(self._vowels[letter].intersection(said) for letter in written) else 0.2

    def _gaps(self, name: str) -> Iterator[str]:
        """The vowel letters before, between and after the consonants of a Persian name."""
        gap, last = "", ""
        for letter in "".join(map(self._unaspirated, name.split())):
            if letter in self._vowels:
                gap += letter
            elif gap or letter != last:
                yield gap
                gap, last = "", letter
        yield gap

    @staticmethod
    def _unaspirated(word: str) -> str:
        """The word without a last letter that is heard as a vowel there, though elsewhere it is a consonant."""
        return word[:-1] if word and not skeleton(word[-1]) and skeleton(word[-1] * 2) else word


def _latin_gaps(latin: str) -> list[str]:
    """The vowels before, between and after the consonants of words in Latin letters."""
    joined = "".join(word.removesuffix("h") for word in latin.split())
    made, end = [], 0
    for found in _CONSONANT.finditer(joined):
        made.append(joined[end : found.start()])
        end = found.end()
    return [*made, joined[end:]]


def beginnings(names: Iterable[str]) -> frozenset[str]:
    """All beginnings of some names: a word that is none of them begins no name."""
    return frozenset(name[:size] for name in names for size in range(len(name) + 1))


def dropped(word: str) -> Iterator[str]:
    """The word, and the word without each of its letters: two words of one slip share one of these."""
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]

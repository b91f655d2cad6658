"""Words that help the trained heads, read from nlu/cues.yml and folded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from content import Faults, read
from nlu.phrases import Phrases, whole
from persian import NUMBER_WORDS, fold

INTRODUCTION = 6
"""Words in which somebody says how old they are."""
_PARTS = ("kinds", "child", "joints", "english", "drawn")


@dataclass(frozen=True)
class Cues:
    """The lists as patterns over folded text."""

    kinds: Mapping[str, Phrases]
    young: Phrases
    age: Phrases
    oldest: int
    strong: frozenset[str]
    weak: frozenset[str]
    english: frozenset[str]
    drawn: Mapping[str, str]

    def told(self, text: str) -> str:
        """What the pictures of a text without words say, each once."""
        return " ".join(dict.fromkeys(self.drawn[letter] for letter in text if letter in self.drawn))

    def kind(self, folded: str) -> str | None:
        """The kind that a word of the message names."""
        said = set(folded.split())
        return next((kind for kind, phrases in self.kinds.items() if phrases.search(folded, said)), None)

    def child(self, folded: str) -> bool:
        """Whether a child seems to be writing."""
        said = set(folded.split())
        age = self.age.search(folded, said)
        years = (int(age[1]) if age[1].isdecimal() else NUMBER_WORDS[age[1]]) if age else None
        return bool(self.young.search(folded, said)) or (years is not None and 4 < years <= self.oldest)

    def introduces(self, said: Sequence[str]) -> bool:
        """Whether some words only say who is writing, a child or somebody's age, and nothing of a matter."""
        if len(said) > INTRODUCTION:
            return False
        text, words = " ".join(said), set(said)
        left, young = self.young.cut(text, words)
        left, aged = self.age.cut(left, words)
        return bool(young or aged) and len(left.split()) <= 1

    def joining(self, word: str) -> Sequence[Sequence[str]]:
        """The `strong` phrases that begin with a word, the longest first."""
        return self._joints.get(word, ())

    @cached_property
    def _joints(self) -> Mapping[str, Sequence[Sequence[str]]]:
        made: dict[str, list[list[str]]] = {}
        for phrase in sorted(map(str.split, self.strong), key=len, reverse=True):
            made.setdefault(phrase[0], []).append(phrase)
        return made


def load(path: Path, faults: Faults) -> Cues:
    """Reads nlu/cues.yml."""
    top = read(path, faults)
    if not faults.keys(top, _PARTS):
        faults.close()
    kinds, child, joints = (top[key] for key in _PARTS[:3])
    number = "|".join((r"\d{1,2}", *NUMBER_WORDS))
    return Cues(
        {kind: whole(words) for kind, words in kinds.items()},
        whole(child["words"]),
        whole(child["ages"], rf"({number}) "),
        int(child["oldest"]),
        frozenset(fold(word) for word in joints["strong"]),
        frozenset(fold(word) for word in joints["weak"]),
        frozenset(top["english"]),
        dict(top["drawn"].items()),
    )

"""Finds several issues in one message: each part must by itself read as another topic, surely."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from nlu.lexicon import Lexicon
from nlu.model import Odds
from persian import COMMAS, STOPS, fold

MOST = 3
"""Issues told apart at once."""
CUTS = 6
"""Places at which a cut is tried; a longer list of commas is not looked at further."""
SHORTEST = 2
"""Words a part needs."""
NEAR = 3
SEEN = 4
"""Guesses for the whole message among which each part's topic must stand where the words part them only weakly."""
NEEDED = {"strong": 0.45, "weak": 0.4}
"""Odds of its topic that every part needs, by how clearly the words part it from the rest."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where one part ends and the next begins in the raw text, and whether the words say so clearly."""

    end: int
    begin: int
    strong: bool


def _words(text: str) -> list[tuple[int, int, str]]:
    return [(found.start(), found.end(), fold(found[0])) for found in re.finditer(r"\S+", text)]


def cuts(text: str, lexicon: Lexicon) -> list[Cut]:
    """Every place where another issue may begin, clear ones first."""
    made: dict[int, Cut] = {}
    words = _words(text)
    for at in range(1, len(words)):
        start, end, word = words[at]
        phrases = [" ".join(one[2] for one in words[at : at + size]) for size in (3, 2, 1)]
        size = next((size for size, phrase in zip((3, 2, 1), phrases, strict=True) if phrase in lexicon.strong), 0)
        before = text[words[at - 1][1] - 1]
        if size and at + size < len(words):
            made[at] = Cut(words[at - 1][1], words[at + size][0], strong=True)
        elif re.fullmatch(r"[+\-*•]|\d{1,2}[-.)\u2013:]", text[start:end]) and at + 1 < len(words):
            made[at] = Cut(words[at - 1][1], words[at + 1][0], strong=True)
        elif before in STOPS + COMMAS or "\n" in text[words[at - 1][1] : start]:
            made[at] = Cut(words[at - 1][1], start, strong=before not in COMMAS)
        elif word in lexicon.weak and at + 1 < len(words):
            made[at] = Cut(words[at - 1][1], words[at + 1][0], strong=False)
    ordered = sorted(made.values(), key=lambda cut: (not cut.strong, cut.end))[:CUTS]
    return sorted(ordered, key=lambda cut: cut.end)


def _parts(text: str, chosen: Sequence[Cut]) -> list[str]:
    begins = [0, *(cut.begin for cut in chosen)]
    ends = [*(cut.end for cut in chosen), len(text)]
    return [text[begin:end].strip(" \t\n-" + STOPS + COMMAS) for begin, end in zip(begins, ends, strict=True)]


def split(text: str, lexicon: Lexicon, whole: Odds, read: Callable[[str], Odds]) -> list[tuple[str, Odds]]:
    """The parts with their topics' odds; nothing when the message is about one thing.

    `whole` are the topics of the message as one; `read` gives the topics of a part.
    """
    known: dict[str, Odds] = {}
    seen = {code for code, _ in whole[:SEEN]}
    best: tuple[float, list[tuple[str, Odds]]] = (0.0, [])
    found = cuts(text, lexicon)
    for count in range(1, MOST):
        for chosen in combinations(found, count):
            made = _try(_parts(text, chosen), known, read)
            clear = "strong" if all(cut.strong for cut in chosen) else "weak"
            if not made or (clear == "weak" and any(odds[0][0] not in seen for _, odds in made)):
                continue
            margin = min(odds[0][1] for _, odds in made) - NEEDED[clear]
            if margin > best[0]:
                best = (margin, made)
    return best[1]


def _try(parts: Sequence[str], known: dict[str, Odds], read: Callable[[str], Odds]) -> list[tuple[str, Odds]]:
    """Reads each part; nothing when one is too short or two are about the same."""
    if any(len(part.split()) < SHORTEST for part in parts):
        return []
    for part in parts:
        known.setdefault(part, [])
        known[part] = known[part] or read(part)
    made = [(part, known[part]) for part in parts]
    return [] if any(_alike(one[1], other[1]) for one, other in combinations(made, 2)) else made


def _alike(one: Odds, other: Odds) -> bool:
    """Whether the first topic of one is nearly as likely for the other."""
    return any(dict(mine[:NEAR]).get(his[0][0], 0) > mine[0][1] / 2 for mine, his in ((one, other), (other, one)))

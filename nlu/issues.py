"""Finds several issues in one message: each part must by itself read as another topic, surely."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from nlu.cues import Cues
from persian import COMMAS, STOPS, fold

MOST = 3
"""Issues told apart at once."""
CUTS = 6
"""Places at which a cut is tried; a longer list of commas is not looked at further."""
SHORTEST = 2
"""Words a part needs."""
SURE = 0.9
NEAR = 3
"""Guesses of a part among which another part's topic makes them alike."""
NEEDED = {"said": 0.3, "stop": 0.7, "weak": 0.5}
"""Odds of its topic that every part needs: after a number or «besides», after a full stop, after a comma or «and»."""
Odds = list[tuple[str, float]]
"""Labels with their probabilities, best first."""
_ITEM = re.compile(r"[+\-*•]|\d{1,2}[-.)_\u2013:]+")
_FIRST = re.compile(r"^\s*\d{1,2}\s*[-.)_\u2013:]+\s*")
_SIZES = (3, 2, 1)


@dataclass(frozen=True, slots=True)
class Cut:
    """Where one part ends and the next begins in the raw text, and how clearly the words say so."""

    end: int
    begin: int
    clear: str

    @property
    def strong(self) -> bool:
        """Whether more than a comma or «and» stands here."""
        return self.clear != "weak"


def cuts(text: str, cues: Cues) -> list[Cut]:
    """Places where another issue may begin, in order; of too many the clear ones."""
    words = list(re.finditer(r"\S+", text))
    folded = [fold(word[0]) for word in words]
    made = [cut for at in range(1, len(words)) if (cut := _cut(text, words, folded, at, cues))]
    chosen = sorted(made, key=lambda cut: (not cut.strong, cut.end))[:CUTS]
    return sorted(chosen, key=lambda cut: cut.end)


def _cut(text: str, words: list[re.Match[str]], folded: list[str], at: int, cues: Cues) -> Cut | None:
    """The cut before one word, if there may be one; what joins the parts belongs to neither."""
    end, start = words[at - 1].end(), words[at].start()
    said = next((size for size in _SIZES if " ".join(folded[at : at + size]) in cues.strong), 0)
    said = said or int(bool(_ITEM.fullmatch(words[at][0])))
    if said:
        return Cut(end, words[at + said].start(), "said") if at + said < len(words) else None
    if "\n" in text[end:start] or text[end - 1] in STOPS:
        return Cut(end, start, "stop")
    if text[end - 1] in COMMAS:
        return Cut(end, start, "weak")
    if folded[at] in cues.weak and at + 1 < len(words):
        return Cut(end, words[at + 1].start(), "weak")
    return None


def _parts(text: str, chosen: Sequence[Cut]) -> list[str]:
    first = _FIRST.match(text)
    begins = [first.end() if first else 0, *(cut.begin for cut in chosen)]
    ends = [*(cut.end for cut in chosen), len(text)]
    return [text[begin:end].strip(" \t\n-" + STOPS + COMMAS) for begin, end in zip(begins, ends, strict=True)]


def split(text: str, cues: Cues, whole: Odds, read: Callable[[str], Odds]) -> list[tuple[str, Odds]]:
    """The parts with their topics' odds; nothing when the message is about one thing.

    `whole` are the topics of the message as one; `read` gives the topics of a part.
    """
    known: dict[str, Odds] = {}
    best: tuple[float, list[tuple[str, Odds]]] = (0.0, [])
    found = cuts(text, cues)
    for count in range(1, MOST):
        for chosen in combinations(found, count):
            made = _try(_parts(text, chosen), known, read)
            if not made or not (all(cut.strong for cut in chosen) or _plausible(made, whole)):
                continue
            margin = min(odds[0][1] for _, odds in made) - max(NEEDED[cut.clear] for cut in chosen)
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


def _plausible(made: Sequence[tuple[str, Odds]], whole: Odds) -> bool:
    """Whether the whole message hints at each topic too, or the parts are beyond doubt."""
    hinted = {code for code, _ in whole[: len(made)]}
    return all(odds[0][0] in hinted or odds[0][1] > SURE for _, odds in made)


def _alike(one: Odds, other: Odds) -> bool:
    """Whether the first topic of one is nearly as likely for the other."""
    return any(dict(mine[:NEAR]).get(his[0][0], 0) > mine[0][1] / 2 for mine, his in ((one, other), (other, one)))

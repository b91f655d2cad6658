"""Finding the same sentence or word again in another spelling: what folding, skeleton and spelling are worth."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.sheet import share
from content import Faults
from nlu import features, where
from nlu.features import BLOCKS, Block
from nlu.lexicon import Lexicon
from nlu.spelling import Spelling, dropped
from nlu.table import matrix
from persian import fold, skeleton
from settings import ROOT

Row = Sequence[str]
BY_KEY = {block.key: block for block in BLOCKS}
BONES = (BY_KEY["bone"],)


def found_again(said: Sequence[str], meant: Sequence[str], blocks: Sequence[Block]) -> float:
    """Share of sentences whose own partner is the most alike among all partners."""
    one, other = [features.prepare(text) for text in said], [features.prepare(text) for text in meant]
    vectoriser = features.fit([*one, *other], Lexicon({}), blocks)
    alike = (matrix(vectoriser, one) @ matrix(vectoriser, other).T).toarray()
    return float((alike.argmax(axis=1) == np.arange(len(said))).mean())


def finglish(folder: Path) -> Iterator[Row]:
    """Finglish sentences: the right Persian one among all, by the skeleton that both scripts share."""
    pairs: dict[str, str] = {}
    for path, at in (("PersianToFinglishDataset.txt", 0), ("PersianFinglishDataWithVoiceNames.txt", 1)):
        for line in (folder / path).read_text(encoding="utf-8").splitlines()[1:]:
            cells = line.split("\t")
            if len(cells) == at + 2 and skeleton(fold(cells[at + 1])):
                pairs.setdefault(fold(cells[at + 1]), cells[at])
    said, meant = list(pairs.values()), list(pairs)
    ours = share(found_again(said, meant, BONES))
    others = "the finglish package with letter TF-IDF 94.8, raw E5 30.2 (of 400), a skeleton in a first sketch 95.9"
    yield "Finglish (Common Voice)", f"right sentence of {len(pairs)}", ours, "—", others


def shekasteh(folder: Path) -> Iterator[Row]:
    """Everyday words: the written one among all of the set. No rewriter is measured, for there is none."""
    lines = [line.split("\t") for line in (folder / "test.tsv").read_text(encoding="utf-8").splitlines()]
    common = Counter(word for line in lines for word in fold(line[1]).split())
    pairs = [pair for line in lines for pair in differing(line[0], line[1])]
    others = "Rewriters do another task (words wrong: untouched 29.0, hazm 21.8, rishe 26.3)"
    yield "Shekasteh", f"{len(pairs)} everyday words: {WORDS_ASKED}", _words(pairs, common), "—", others


WORDS_ASKED = "the written one first; among all alike"


def _words(pairs: Sequence[tuple[str, str]], common: Counter[str]) -> str:
    candidates = neighbours(spelling(), common)
    asked = [(candidates(wrong), right) for wrong, right in pairs]
    first = share(float(np.mean([some[:1] == [right] for some, right in asked])))
    return f"{first}; {share(float(np.mean([right in some for some, right in asked])))}"


def pairs_of(folder: Path) -> list[tuple[str, str]]:
    """Every word that is wrong in the set, with the right one; sentences of unlike length are left out."""
    sides = [(folder / f"DataSet_test-set_{side}.txt").read_text(encoding="utf-8").splitlines() for side in SIDES]
    return [pair for one, other in zip(*sides, strict=False) for pair in differing(one, other)]


SIDES = ("wrong", "correct")


def differing(one: str, other: str) -> list[tuple[str, str]]:
    """Words of two sentences that differ after folding, place by place."""
    left, right = fold(one).split(), fold(other).split()
    return [pair for pair in zip(left, right, strict=True) if pair[0] != pair[1]] if len(left) == len(right) else []


def perspell(folder: Path) -> Iterator[Row]:
    """Words with one error: the right one among all words of the set that sound alike or are one slip away."""
    correct = (folder / "DataSet_test-set_correct.txt").read_text(encoding="utf-8")
    pairs = pairs_of(folder)
    others = "Correctors do another task (words wrong: untouched 8.9, rishe 9.7, a distance-1 sketch 4.9)"
    ours = _words(pairs, Counter(fold(correct).split()))
    yield "PerSpellData", f"{len(pairs)} wrong words: {WORDS_ASKED}", ours, "—", others


def spelling() -> Spelling:
    """As the reader of places has it."""
    faults = Faults()
    words = where.load(ROOT / "nlu" / "places.yml", faults)
    faults.close()
    return words.spelling


def neighbours(ear: Spelling, common: Counter[str]) -> Callable[[str], list[str]]:
    """Known words that are heard alike or one slip away: same sound first, then the commoner."""
    places: dict[str, set[str]] = defaultdict(set)
    for word in common:
        for key in dropped(ear.sound(word)):
            places[key].add(word)

    def near(word: str) -> list[str]:
        sound = ear.sound(word)
        some = {known for key in dropped(sound) for known in places.get(key, ()) if known != word}
        return sorted(some, key=lambda known: (ear.sound(known) != sound, -common[known], known))

    return near

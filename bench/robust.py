"""Whether topics survive what others found in real writing: slips of PerSpellData, everyday words of Shekasteh."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from random import Random

import library
from bench.matching import differing, pairs_of
from bench.measures import figures
from bench.peers import head
from bench.sheet import share
from library import Content
from nlu import gate
from nlu.exam import Asked
from persian import fold

Row = Sequence[str]
LONG = 4


def misspelt(folder: Path, known: Content, model: Path) -> Iterator[Row]:
    """The examination with one error a message, of the sorts and in the numbers that the set has."""
    slips: dict[str, list[str]] = defaultdict(list)
    for wrong, right in pairs_of(folder):
        for _, start, end, begin, stop in _changes(right, wrong):
            if end - start == 1:
                slips[right[start]].append(wrong[begin:stop])
    yield from _asked(
        "one slip of PerSpellData a message", lambda text, random: slip(text, slips, random), known, model
    )


def _changes(right: str, wrong: str) -> list[tuple[str, int, int, int, int]]:
    changes = SequenceMatcher(None, right, wrong, autojunk=False).get_opcodes()
    return [one for one in changes if one[0] in ("replace", "delete")]


def slip(text: str, slips: dict[str, list[str]], random: Random) -> str:
    """One letter of a word of four and more for what is written for it in a set, or for nothing."""
    words = fold(text).split()
    places = [
        (at, place) for at, word in enumerate(words) if len(word) >= LONG
        for place, letter in enumerate(word) if letter in slips
    ]  # fmt: skip
    if places:
        at, place = random.choice(places)
        words[at] = words[at][:place] + random.choice(slips[words[at][place]]) + words[at][place + 1 :]
    return " ".join(words)


def spoken(folder: Path, known: Content, model: Path) -> Iterator[Row]:
    """The examination with every written word for which the set has an everyday form put into that."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for name in ("dev.tsv", "test.tsv"):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            said, written = line.split("\t")[:2]
            for one, other in differing(said, written):
                forms[other][one] += 1
    usual = {written: said.most_common(1)[0][0] for written, said in forms.items()}
    change = lambda text, _: " ".join(usual.get(word, word) for word in fold(text).split())  # noqa: E731
    yield from _asked("everyday forms of Shekasteh", change, known, model)


def _asked(how: str, change: Callable[[str, Random], str], known: Content, model: Path) -> Iterator[Row]:
    """Topics of the examination as it is and after the change, by the head that the comparison trained."""
    if not gate.knows(model / gate.FILE, known.topics):
        return
    asked = [one for one in library.examination() if one.codes]
    peer, random = head.Made(), Random(1)
    peer.load(model)
    changed = [change(one.text, random) for one in asked]
    number = sum(after != fold(one.text) for one, after in zip(asked, changed, strict=True))
    before, after = (_first(peer, asked, texts) for texts in ([one.text for one in asked], changed))
    yield (
        f"our examination, {how}",
        f"right topic; {number} of {len(asked)} messages changed",
        after,
        "—",
        (f"untouched, ours has {before}"),
    )


def _first(peer: head.Made, asked: Sequence[Asked], texts: Sequence[str]) -> str:
    return share(figures(asked, [peer.scores(text) for text in texts])["top-1"])

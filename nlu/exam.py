"""The examination: messages that no model is taught, what a reading of each must say, and the marks of a reader."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content import Faults, Node, read
from nlu.reading import Reader, Reading
from persian import fold
from topics.tree import TOPIC_DIGITS

FIRST = 3
"""Guesses among which the right topic is looked for."""
_MAY = ("codes", "act", "kinds", "numbers", "urgency", "all", "place", "region", "style")


@dataclass(frozen=True, slots=True)
class Asked:
    """One message and what is accepted: topics (four digits), or several matters, or an act that is no report."""

    text: str
    codes: tuple[str, ...] = ()
    several: tuple[tuple[str, ...], ...] = ()
    act: str = "report"
    kinds: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    place: str = ""
    region: int | None = None
    style: tuple[str, ...] = ()


def _asked(node: Node) -> Asked:
    lists = {key: tuple(map(str, node.get(key, ()))) for key in ("codes", "kinds", "numbers", "style")}
    several = tuple(tuple(map(str, codes)) for codes in node.get("all", ()))
    return Asked(
        str(node["text"]), several=several, act=node.get("act", "report"), place=node.get("place") or "",
        region=node.get("region"), **lists,
    )  # fmt: skip


def load(path: Path, faults: Faults) -> tuple[Asked, ...]:
    """Reads an examination (nlu/data/held_out.yml)."""
    top = read(path, faults)
    if not faults.keys(top, ("version", "examination")):
        return ()
    sound = [node for node in top["examination"] if isinstance(node, Node) and faults.keys(node, ("text",), _MAY)]
    return tuple(map(_asked, sound))


Marks = Mapping[str, tuple[float, int]]
"""For each thing asked: the share that was right, and how many were asked."""


def sit(reader: Reader, paper: Iterable[Asked]) -> Marks:
    """Lets a reader read every message and marks it."""
    found: dict[str, list[float]] = defaultdict(list)
    for asked in paper:
        for name, right in _mark(reader.read(asked.text), asked).items():
            found[name].append(right)
    return {name: (sum(rights) / len(rights), len(rights)) for name, rights in found.items()}


def _mark(reading: Reading, asked: Asked) -> dict[str, float]:
    told = bool(set(reading.numbers) & set(asked.numbers)) if asked.numbers else not reading.numbers
    praise = asked.kinds[:1] == ("thanks",) and reading.act == "thank"
    act = praise or reading.act == asked.act
    made: dict[str, float] = {"act": act, "numbers told" if asked.numbers else "no alarm": told}
    if asked.kinds:
        made["kind"] = reading.kind in asked.kinds
    if asked.codes:
        made |= _topic(reading, asked)
    if asked.several:
        firsts = {issue.topics[0].code[:TOPIC_DIGITS] for issue in reading.issues if issue.topics}
        made["every matter"] = all(firsts & set(codes) for codes in asked.several)
    elif asked.codes:
        made["kept whole"] = len(reading.issues) < 2
    if asked.place or asked.codes:
        made["place F1"] = overlap(reading.place.text if reading.place else "", asked.place)
    if asked.region:
        made["region"] = reading.place is not None and reading.place.region == asked.region
    return made


def _topic(reading: Reading, asked: Asked) -> dict[str, float]:
    guesses = [guess.code[:TOPIC_DIGITS] for guess in reading.issues[0].topics[:FIRST]] if reading.issues else []
    groups = {code[:2] for code in asked.codes}
    made: dict[str, float] = {
        "topic": bool(guesses) and guesses[0] in asked.codes,
        "topic among three": any(code in asked.codes for code in guesses),
        "group": bool(guesses) and guesses[0][:2] in groups,
    }
    if "finglish" in asked.style:
        made |= {f"Finglish {name}": right for name, right in made.items() if name != "group"}
    return made


def overlap(found: str, wanted: str) -> float:
    """Token F1 of two phrases; two empty ones agree."""
    one, other = fold(found).split(), fold(wanted).split()
    if not one or not other:
        return float(one == other)
    shared = len(set(one) & set(other))
    return 2 * shared / (len(set(one)) + len(set(other)))


def worse(new: Marks, old: Marks, slack: float = 0.01) -> Sequence[str]:
    """What a new reader does worse than the old one, beyond chance."""
    return [
        f"{name}: {new[name][0]:.1%}, was {share:.1%}" for name, (share, _) in old.items()
        if name in new and new[name][0] < share - slack
    ]  # fmt: skip


def rows(marks: Marks) -> list[tuple[str, Any, int]]:
    """For a table: name, share, how many were asked."""
    return [(name, f"{share:.1%}", count) for name, (share, count) in sorted(marks.items())]

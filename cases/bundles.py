"""Bursts of copies: many open cases of one matter at one place, or one text from many chats; pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from cases.case import Case
from cases.nearness import Common, Report, names_of, report_of, same_place
from cities.city import KM_A_DEGREE
from persian import fold
from topics.tree import Topics

MANY = 5
"""Cases of one topic at one place that are shown as one bundle."""
COPIES = 3
"""Chats that sent the very same text."""
TEXT_LEAST = 20
"""A shorter text says the same by chance."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Cases that seem to be one, oldest first: the oldest is the one that the others may join."""

    why: str
    """«place» or «words»."""
    cases: tuple[Case, ...]


Cell = tuple[object, ...]


def bundles(cases: Iterable[Case], topics: Topics, common: Common) -> tuple[Bundle, ...]:
    """The bundles among open cases, largest first; a case is in one of them at most."""
    waiting = {case.code: (case, report) for case in cases if (report := report_of(case, topics))}
    found = _by_place(list(waiting.values()), common)
    taken = {case.code for bundle in found for case in bundle.cases}
    found += _by_words([case for code, (case, _) in waiting.items() if code not in taken])
    return tuple(sorted(found, key=lambda bundle: -len(bundle.cases)))


def _by_place(compared: Sequence[tuple[Case, Report]], common: Common) -> list[Bundle]:
    cells: dict[Cell, list[tuple[Case, Report]]] = defaultdict(list)
    ordered = sorted(compared, key=lambda pair: pair[0].filed)
    for pair in ordered:
        cells[_cell(*pair, common)].append(pair)
    made, taken = [], set[str]()
    for case, report in ordered:
        if case.code in taken:
            continue
        around = (pair for cell in _around(_cell(case, report, common)) for pair in cells.get(cell, ()))
        free = (pair for pair in around if pair[0].code not in taken)
        alike = [other[0] for other in free if _same((case, report), other, common)]
        if len(alike) >= MANY:
            made.append(Bundle("place", tuple(sorted(alike, key=lambda one: one.filed))))
            taken |= {one.code for one in alike}
    return made


def _same(first: tuple[Case, Report], other: tuple[Case, Report], common: Common) -> bool:
    if first[0].code == other[0].code:
        return True
    close = timedelta(0) <= other[0].filed - first[0].filed <= timedelta(days=first[1].topic.within)
    return close and same_place(first[1], other[1], common) > 0


def _cell(case: Case, report: Report, common: Common) -> Cell:
    """Cases of one place are in one cell or in two that touch, so that not everything is compared with everything."""
    where, metres = case.where, report.topic.near
    if where.lat is None or where.lon is None or not metres:
        return (report.topic.parent, where.region, names_of(where.text, common))
    # A degree of longitude is shorter than one of latitude, so a cell holds less than twice its width.
    size = 2 * metres / 1000 / KM_A_DEGREE
    return (report.topic.parent, int(where.lat / size), int(where.lon / size))


def _around(cell: Cell) -> list[Cell]:
    topic, first, second = cell
    if not isinstance(first, int) or not isinstance(second, int):
        return [cell]
    return [(topic, first + north, second + east) for north in (-1, 0, 1) for east in (-1, 0, 1)]


def _by_words(cases: Sequence[Case]) -> list[Bundle]:
    said: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        text = fold(case.words)
        if len(text) >= TEXT_LEAST:
            said[text].append(case)
    copied = [same for same in said.values() if len({case.chat for case in same}) >= COPIES]
    return [Bundle("words", tuple(sorted(same, key=lambda one: one.filed))) for same in copied]

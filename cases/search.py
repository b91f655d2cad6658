"""Words that are looked for: those of a case as a vector, those that were typed as a question, and where they hit.

A vector tells three layers apart by their letters, so that nobody finds a case by what they may not read: A what
everybody may see (neighbourhood), B the exact place, C the citizen's words and answers. Titles of topics are not
written into it: the topic's code stands there, and the question asks for the codes of the titles that fit. Codes begin
with a sign that no word has, so they need no letter, and a question without letters is answered by the index alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from cases.case import Case
from persian import latin_digits, stems
from topics.tree import Topics

OPEN, PLACE, WORDS = "A", "B", "C"
CODE, BACKWARDS, TOPIC = "=", "~", "#"
"""With what a tracking code, the same backwards, and a topic's or group's code begin."""
LETTERS = 40
"""Letters of a word that are kept; nobody types more."""
POSITIONS = 4000
"""Words of a case that are kept; PostgreSQL counts up to 16383."""
GAP = 10
"""Words between two fields, so that no phrase begins in one and ends in another."""
TERMS = 12
PART = 4
"""Digits from which on a number may be the beginning or the end of a tracking code."""
OPEN_LETTERS = 2
"""Letters from which on the last word may go on."""
NOTHING = "'-'"
"""A question that finds nothing."""
_TERM = re.compile(r'"([^"]*)"|«([^»]*)»|(\S+)')


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must be there: a word, or the words of a phrase; the last word may go on."""

    stems: tuple[str, ...]
    unfinished: bool = False
    number: str = ""
    """The digits, if it is a number that may be part of a tracking code."""


def vector(case: Case) -> str:
    """What a case is found by, as PostgreSQL writes a vector of words."""
    where = case.where
    answers = " ".join(case.answers.values())
    told = ((OPEN, where.neighbourhood or ""), (PLACE, where.text), (WORDS, case.words), (WORDS, answers))
    made = dict.fromkeys(_codes(case), "1")
    at = 1
    for layer, text in told:
        at += GAP
        for word in stems(text):
            key = word[:LETTERS]
            made[key] = f"{made[key]},{at}{layer}" if key in made else f"{at}{layer}"
            at += 1
            if at > POSITIONS:
                break
    return " ".join(f"'{word}':{places}" for word, places in made.items())


def _codes(case: Case) -> Iterator[str]:
    yield f"{CODE}{case.code}"
    yield f"{BACKWARDS}{case.code[::-1]}"
    for length in (2, 4, 6):
        if len(case.topic) >= length:
            yield f"{TOPIC}{case.topic[:length]}"


def terms(typed: str) -> tuple[Term, ...]:
    """What was typed, term by term: «in quotes» is a phrase, and only the last word may go on."""
    found = [term for match in _TERM.finditer(typed) if (term := _term(match))][:TERMS]
    return (*(replace(one, unfinished=False) for one in found[:-1]), *found[-1:])


def _term(match: re.Match[str]) -> Term | None:
    phrase = match[1] or match[2]
    words = tuple(word[:LETTERS] for word in stems(phrase or match[3] or ""))
    if not words:
        return None
    digits = latin_digits(match[3] or "")
    return Term(words, not phrase and len(words[-1]) >= OPEN_LETTERS, digits if digits.isdecimal() else "")


def question(sought: Sequence[Term], topics: Topics, layers: str = "") -> str:
    """The terms as PostgreSQL asks for them, in all layers or in some; what holds no word finds nothing."""
    return " & ".join(f"({' | '.join(_ways(term, topics, layers))})" for term in sought) or NOTHING


def _ways(term: Term, topics: Topics, layers: str) -> Iterator[str]:
    """The ways in which a case may fulfil a term."""
    *before, last = term.stems
    ask = [_ask(word, layers) for word in before]
    yield " <-> ".join([*ask, _ask(last, layers, unfinished=term.unfinished)])
    if len(term.number) >= PART:
        yield _ask(f"{CODE}{term.number}", "", unfinished=True)
        yield _ask(f"{BACKWARDS}{term.number[::-1]}", "", unfinished=True)
    codes = set(_titled(term, topics))
    for code in sorted(codes):
        if codes.isdisjoint({code[:2], code[:4]} - {code}):
            yield _ask(f"{TOPIC}{code}", "")


def _ask(word: str, layers: str, *, unfinished: bool = False) -> str:
    marks = ("*" if unfinished else "") + layers
    return f"'{word}':{marks}" if marks else f"'{word}'"


def _titled(term: Term, topics: Topics) -> Iterator[str]:
    """Codes of topics and groups whose titles fulfil a term, and a code that was typed itself."""
    if term.number in topics or term.number in topics.groups:
        yield term.number
    titles = [(one.code, one.title) for one in topics.by_code.values()]
    for code, title in titles + [(group.code, group.title) for group in topics.groups.values()]:
        if _holds(_words(title), term):
            yield code


@lru_cache(maxsize=8192)
def _words(title: str) -> tuple[str, ...]:
    return tuple(stems(title))


def _holds(words: Sequence[str], term: Term) -> bool:
    length = len(term.stems)
    return any(_fits(words[at : at + length], term) for at in range(len(words) - length + 1))


def _fits(words: Sequence[str], term: Term) -> bool:
    *before, last = term.stems
    same = words[-1].startswith(last) if term.unfinished else words[-1] == last
    return same and list(words[:-1]) == before


def marked(text: str, sought: Iterable[Term]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is a word that was looked for."""
    wanted = list(sought)
    pieces = ((piece, _hit(piece, wanted)) for piece in re.split(r"(\s+)", text) if piece)
    made: list[tuple[str, bool]] = []
    for piece, hit in pieces:
        if made and not hit and not made[-1][1]:
            made[-1] = (made[-1][0] + piece, False)
        else:
            made.append((piece, hit))
    return made


def _hit(piece: str, wanted: Sequence[Term]) -> bool:
    return any(
        word == one or (one is term.stems[-1] and term.unfinished and word.startswith(one))
        for word in _words(piece) for term in wanted for one in term.stems
    )  # fmt: skip


def snippet(text: str, sought: Sequence[Term], around: int) -> str:
    """The part of a text around the first word that was looked for; empty if none is there."""
    at = 0
    for piece, hit in marked(text, sought):
        if hit:
            begin = text.rfind(" ", 0, max(at - around, 0)) + 1 if at > around else 0
            end = text.find(" ", at + len(piece) + 2 * around)
            return ("…" if begin else "") + text[begin : end if end > 0 else None] + ("…" if end > 0 else "")
        at += len(piece)
    return ""

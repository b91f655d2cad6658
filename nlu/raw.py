"""What is taken from the raw text before anything folds it: tracking codes; telephone numbers and links go out."""

import re
from dataclasses import dataclass

from nlu.reading import Language
from persian import has_persian, latin_digits

CODE = 10
"""Digits of a tracking code."""
_LINK = re.compile(r"(?:https?://|www\.|t\.me/)\S+|\S+@\S+\.\S+|@\w{4,}")
_NUMBER = re.compile(r"(?:\+|00)?\d(?:[\s\-\u2013._/\u200c]{0,2}\d){6,}")
_SEPARATORS = re.compile(r"\D")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
_LATIN_WORD = re.compile(r"[a-z]+")
ENGLISH_SHARE = 0.3
"""Share of English words from which on a Latin text is no Finglish."""


@dataclass(frozen=True, slots=True)
class Raw:
    """The text as far as people's words go, and the codes that stood in it."""

    text: str
    codes: tuple[str, ...]


def _codes(run: str) -> list[str]:
    digits = _SEPARATORS.sub("", run)
    if len(digits) == CODE and not run.startswith(("+", "00")):
        return [digits]
    return [part for part in _SEPARATORS.split(run) if len(part) == CODE]


def strip(text: str) -> Raw:
    """Takes out codes, telephone numbers, links and control characters."""
    plain = _LINK.sub(" ", _CONTROLS.sub(" ", text))
    codes = [code for run in _NUMBER.findall(plain) for code in _codes(latin_digits(run))]
    return Raw(_NUMBER.sub(" ", plain), tuple(dict.fromkeys(codes)))


def language(folded: str, english: frozenset[str]) -> Language:
    """Persian letters, Persian in Latin letters, or another language."""
    if has_persian(folded):
        return "fa"
    words = _LATIN_WORD.findall(folded)
    if not words:
        return "fa" if folded.isascii() else "other"
    foreign = sum(word in english for word in words) / len(words)
    return "other" if foreign >= ENGLISH_SHARE else "fa-Latn"

"""Telephone numbers as people write them: one form, mobile or landline, and hidden where they are not needed."""

import re

from persian import latin_digits

MOBILE = re.compile(r"09\d{9}")
ANY = re.compile(r"0\d{10}")
_WRITTEN = re.compile(r"[+0-9][0-9\s().\-]{8,20}[0-9]")
_BLANK = re.compile("[\\s().\\-\u200c-\u200f\u2010-\u2015\u202a-\u202e\u2066-\u2069]")
"""What stands between digits, also dashes and unseen marks of direction that come along when a number is copied."""
LEAST_DIGITS = 5
"""Fewer digits than these are no attempt at a number."""
HIDDEN = "•••"


def number(text: str) -> str:
    """The number in its one form, 09121234567 or 02112345678; empty if the text is anything else."""
    plain = _BLANK.sub("", latin_digits(text)).removeprefix("+98").removeprefix("0098")
    plain = plain if plain.startswith("0") else f"0{plain.removeprefix('98') if len(plain) > 10 else plain}"
    return plain if ANY.fullmatch(plain) else ""


def mobile(text: str) -> str:
    """The same for a number that takes text messages; empty for all others."""
    found = number(text)
    return found if MOBILE.fullmatch(found) else ""


def tried(text: str) -> bool:
    """Whether somebody meant to write a number: digits and hardly anything else."""
    plain = _BLANK.sub("", latin_digits(text)).removeprefix("+")
    return plain.isdecimal() and len(plain) >= LEAST_DIGITS


def parted(text: str) -> tuple[str, str]:
    """The text without its mobile number, and the number; the whole text and nothing if there is none."""
    plain = latin_digits(text)
    found = _WRITTEN.search(plain)
    written = mobile(found[0]) if found else ""
    return (f"{plain[: found.start()]} {plain[found.end() :]}", written) if found and written else (text, "")


def masked(text: str) -> str:
    """The text without the middle of each telephone number in it."""

    def hide(found: re.Match[str]) -> str:
        plain = number(found[0])
        return f"{plain[:4]}{HIDDEN}{plain[-2:]}" if plain else found[0]

    return _WRITTEN.sub(hide, latin_digits(text)) if _WRITTEN.search(latin_digits(text)) else text

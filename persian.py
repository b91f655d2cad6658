"""Persian letters, digits, dates and place in a sentence; the one Python file that may hold Persian."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import jdatetime

TEHRAN = ZoneInfo("Asia/Tehran")
ZWNJ = "\u200c"
LTR, POP = "\u2066", "\u2069"
DIGITS = "۰۱۲۳۴۵۶۷۸۹"
MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
WEEKDAYS = ("شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه")
NUMBER_WORDS = {
    "یک": 1, "یه": 1, "دو": 2, "سه": 3, "چهار": 4, "چار": 4, "پنج": 5, "شش": 6, "شیش": 6,
    "هفت": 7, "هشت": 8, "نه": 9, "ده": 10,
}  # fmt: skip
REGION_WORD = "منطقه"
COMMA = "،"
COMMAS = "،,"
QUESTIONS = "؟?"
STOPS = ".;؛!؟?\n+"
COPULA = "ه"
"""What «is» becomes on the end of a word in everyday Persian."""
ENDINGS = (
    "ها", "های", "هاش", "هام", "هامون", "هاتون", "هاشون", "هایی", "هارو", "ا", "ای", "ام", "ات", "اش", "م", "ت", "ش",
    "مون", "تون", "شون", "مان", "تان", "شان", "ی", "و", "رو", "ه", "ست", "اند", "ن", "ند", "یم", "ید",
)  # fmt: skip
"""What may hang on the end of a word in everyday Persian: plural, possessive, object, «is»."""

PARTICLES = frozenset({
    "ها", "های", "هایی", "هاش", "هایش", "هام", "هایم", "هاشون", "هایشان", "هامون", "هایمان", "ی", "ای", "ام", "ات",
    "اش", "ان", "را", "رو", "و", "در", "از", "به", "که", "با",
})  # fmt: skip
"""Folded words by which nobody looks for anything: endings that a half-space cut off, and the smallest words."""
_PLURALS = ("هایشان", "هایمان", "هاشون", "هامون", "هایش", "هایم", "هایی", "های", "هاش", "هام", "ها")
STEM_LETTERS = 3
"""Letters that must be left of a word whose ending is taken away."""

_TO_PERSIAN = str.maketrans("0123456789٠١٢٣٤٥٦٧٨٩", DIGITS * 2)
_TO_LATIN = str.maketrans(DIGITS + "٠١٢٣٤٥٦٧٨٩", "0123456789" * 2)
_LETTERS = str.maketrans({
    "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ؤ": "و", "أ": "ا", "إ": "ا", "ٱ": "ا",
    "آ": "ا", "ء": "", "ـ": "", ZWNJ: " ", "\u200d": "", "\u200e": "", "\u200f": "", "\xa0": " ", "\ufeff": "",
})  # fmt: skip
_FOLDED = {letter: letter for letter in range(0x700)} | _LETTERS | _TO_LATIN
"""All of it in one table; a letter that is not in a table takes many times longer."""
_MARKS = re.compile("[\u064b-\u065f\u0670\u0610-\u061a]")
_REPEAT = re.compile(r"(.)\1{2,}")
_NOT_WORD = re.compile(r"[^\w\s]|_")
_SPACES = re.compile(r"\s+")


def persian_digits(text: str | int) -> str:
    """Shows every digit in Persian."""
    return str(text).translate(_TO_PERSIAN)


def latin_digits(text: str) -> str:
    """Turns Persian and Arabic digits into ASCII ones, to be read by a machine."""
    return text.translate(_TO_LATIN)


def fold(text: str) -> str:
    """One plain form of what was written: letters unified, marks, punctuation and half-spaces gone.

    Length is not kept. Latin is lowered; digits become ASCII; three or more repeats become one.
    """
    plain = _MARKS.sub("", text).translate(_FOLDED).lower()
    plain = _REPEAT.sub(r"\1", plain)
    return _SPACES.sub(" ", _NOT_WORD.sub(" ", plain)).strip()


def stem(word: str) -> str:
    """A folded word without the ending of a plural that is written on to it."""
    if not word.endswith(_PLURALS):
        return word
    for ending in _PLURALS:
        if word.endswith(ending) and len(word) - len(ending) >= STEM_LETTERS:
            return word.removesuffix(ending)
    return word


def stems(text: str) -> list[str]:
    """The words of a text as they are looked for: folded, without small words and plural endings."""
    return [stem(word) for word in fold(text).split() if word not in PARTICLES]


def has_persian(text: str) -> bool:
    """Whether any letter of the Arabic block stands in the text."""
    return any("\u0600" <= letter <= "\u06ff" and letter not in DIGITS for letter in text)


def jalali(moment: datetime | date) -> jdatetime.date:
    """The Jalali date of a moment, as seen in Tehran."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(TEHRAN).date()
    return jdatetime.date.fromgregorian(date=moment)


def day(moment: datetime | date) -> str:
    """A day in words: weekday, day, month; for a citizen."""
    made = jalali(moment)
    return f"{WEEKDAYS[made.weekday()]} {persian_digits(made.day)} {MONTHS[made.month - 1]}"


def day_hour(moment: datetime) -> str:
    """A day and its hour in words, for a deadline."""
    local = moment.astimezone(TEHRAN)
    clock = f"{local.hour}:{local.minute:02d}" if local.minute else str(local.hour)
    return f"{day(moment)}، ساعت {persian_digits(clock)}"


def stamp(moment: datetime) -> str:
    """A short date and time for a table: 1405/08/30 20:15 in Persian digits."""
    made, local = jalali(moment), moment.astimezone(TEHRAN)
    text = f"{made.year}/{made.month:02d}/{made.day:02d} {local.hour:02d}:{local.minute:02d}"
    return persian_digits(text)


def count(number: int) -> str:
    """A number with Persian thousands marks."""
    return persian_digits(f"{number:,}").replace(",", "٬")


def code(number: str) -> str:
    """A tracking code or telephone number to be read by people, kept left-to-right."""
    return f"{LTR}{persian_digits(number)}{POP}"


def join(parts: list[str]) -> str:
    """Joins names with commas and a last 'and'."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{'، '.join(parts[:-1])} و {parts[-1]}"


_SOUNDS = str.maketrans(
    "بپتطثسصجچحهخدذزضظرژشغقفکگلمن",
    "bpttsssjchhxdzzzzr%$qqfkglmn",
    "اویع",
)
_LATIN_SOUNDS = str.maketrans("c", "k", "aeiouvwy")
_PAIRS = (("ch", "\x01"), ("sh", "$"), ("kh", "x"), ("gh", "q"), ("zh", "%"))
_DOUBLE = re.compile(r"(.)\1+")


def _bones(word: str) -> str:
    if word.isdecimal():
        return word
    if word.isascii():
        for pair, sound in _PAIRS:
            word = word.replace(pair, sound)
        word = word.removesuffix("h").translate(_LATIN_SOUNDS).replace("\x01", "c")
    else:
        word = word.removesuffix("ه").translate(_SOUNDS)
    return _DOUBLE.sub(r"\1", word)


def skeleton(folded: str) -> str:
    """The consonants alone, one alphabet for both scripts: «kooche» and «کوچه» have the same bones.

    Takes folded text. Vowels and the letters that may stand for one (ا و ی ع) fall away, doubles become one.
    """
    return " ".join(filter(None, map(_bones, folded.split())))


_SPELLINGS = {
    "ا": ("a", "a", "aa"), "ب": ("b",), "پ": ("p",), "ت": ("t",), "ث": ("s",), "ج": ("j",), "چ": ("ch",), "ح": ("h",),
    "خ": ("kh", "kh", "x"), "د": ("d",), "ذ": ("z",), "ر": ("r",), "ز": ("z",), "ژ": ("zh", "j"), "س": ("s",),
    "ش": ("sh",), "ص": ("s",), "ض": ("z",), "ط": ("t",), "ظ": ("z",), "ع": ("a", ""), "غ": ("gh", "q"),
    "ف": ("f",), "ق": ("gh", "q"), "ک": ("k",), "گ": ("g",), "ل": ("l",), "م": ("m",), "ن": ("n",),
    "و": ("o", "oo", "u", "v"), "ه": ("h",), "ی": ("i", "y", "ee"),
}  # fmt: skip
_LONG = "اویع"


def finglish(folded: str, choose: Callable[[Sequence[str]], str]) -> str:
    """Spells folded Persian in Latin letters, as people do without one rule; `choose` picks among spellings."""
    return " ".join(_in_latin(word, choose) for word in folded.split())


def _in_latin(word: str, choose: Callable[[Sequence[str]], str]) -> str:
    made = []
    for place, letter in enumerate(word):
        following = word[place + 1 : place + 2]
        if letter == "ه" and not following:
            made.append(choose(("e", "eh")))
            continue
        made.append(choose(_SPELLINGS.get(letter, (letter,))))
        if following and letter not in _LONG and following not in _LONG and letter in _SPELLINGS:
            made.append(choose(("a", "e", "o", "")))
    return "".join(made)

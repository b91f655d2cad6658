"""Spoils utterances as hurried thumbs do, so that the model has met such spellings before."""

from collections.abc import Callable
from random import Random

from persian import finglish, has_persian

LONG = 4
"""Letters a word needs before one of them may be lost."""


def glue(text: str, random: Random) -> str:
    """Forgets the space between two words."""
    words = text.split()
    if len(words) < 2:
        return text
    place = random.randrange(len(words) - 1)
    return " ".join([*words[:place], words[place] + words[place + 1], *words[place + 2 :]])


def _in_long_word(text: str, random: Random, change: Callable[[str, int], str]) -> str:
    words = text.split()
    long = [place for place, word in enumerate(words) if len(word) >= LONG]
    if not long:
        return text
    place = random.choice(long)
    words[place] = change(words[place], random.randrange(1, len(words[place]) - 1))
    return " ".join(words)


def drop(text: str, random: Random) -> str:
    """Loses a letter inside a long word."""
    return _in_long_word(text, random, lambda word, at: word[:at] + word[at + 1 :])


def double(text: str, random: Random) -> str:
    """Hits a key twice."""
    return _in_long_word(text, random, lambda word, at: word[:at] + word[at] + word[at:])


def swap(text: str, random: Random) -> str:
    """Hits two keys in the wrong order."""
    return _in_long_word(text, random, lambda word, at: word[:at] + word[at + 1] + word[at] + word[at + 2 :])


def spoil(text: str, random: Random) -> str:
    """One to three slips in a folded text."""
    for _ in range(random.randint(1, 3)):
        text = random.choice((glue, drop, double, swap))(text, random)
    return text


def latin(text: str, random: Random) -> str:
    """The text in Latin letters, or as it is when it has no Persian ones."""
    return finglish(text, random.choice) if has_persian(text) else text

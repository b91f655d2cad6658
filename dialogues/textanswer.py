"""What a text message that came in answers: a number alone, with a kind word, or with more to say."""

from dataclasses import dataclass

from dialogues.sentences import Sentences
from persian import fold

ACTS = ("stop", "yes", "good", "bad")
RATES = {"31": "good", "33": "bad"}
"""Only these may be followed by words of one's own: «11» and «1» begin too many other sentences."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered; `more` is what was said besides."""

    act: str = ""
    more: str = ""


def read(text: str, sentences: Sentences) -> Answer:
    """The answer in a text message; an empty one if there is none that is sure."""
    plain = _plain(text, sentences)
    if act := next((one for one in ACTS if sentences.means(f"sms.{one}", plain)), ""):
        return Answer(act)
    number, _, more = plain.partition(" ")
    counted = more.split(" ")[0] in sentences.listed("sms.counted") or more[:1].isdecimal()
    if number not in RATES or counted:
        return Answer()
    return Answer(RATES[number], text.strip())


def _plain(text: str, sentences: Sentences) -> str:
    """The words without greetings and thanks; digits that were typed apart stand together."""
    said = f" {fold(text)} "
    for phrase in sorted(sentences.listed("sms.polite"), key=len, reverse=True):
        said = said.replace(f" {phrase} ", " ")
    words = said.split()
    return "".join(words) if all(word.isdecimal() for word in words) else " ".join(words)

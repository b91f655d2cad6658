"""The inspector's notice to a unit: who is to act on it, until when, and how it stands; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cases.codes import LENGTH, valid
from cities.working import Working
from errors import NotAllowedError
from persian import latin_digits

OPEN, ANSWERED, SETTLED, CALLED_OFF = STATES = ("open", "answered", "settled", "called_off")
GIVE, ANSWER, AGAIN, SETTLE, CALL_OFF = "give", "answer", "again", "settle", "call_off"
DAYS = 3
"""Office days that a unit has for its answer, unless the inspector sets a day."""
MOST = 10
"""Cases that one notice may name as its grounds."""
STEPS: Mapping[str, tuple[str, str]] = {
    ANSWER: (OPEN, ANSWERED), AGAIN: (ANSWERED, OPEN), SETTLE: (ANSWERED, SETTLED), CALL_OFF: (OPEN, CALLED_OFF),
}  # fmt: skip
"""From where each act leads where."""


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that was written in a notice: it is never changed."""

    at: datetime
    by: int
    what: str
    text: str
    due: datetime
    """Until when the answer was owed then."""

    @property
    def late(self) -> bool:
        """Whether it is an answer that came after its time."""
        return self.what == ANSWER and self.at > self.due


@dataclass(frozen=True, slots=True)
class Caution:
    """A notice as it stands now."""

    id: int
    at: datetime
    unit: str
    by: int
    """Who asked last."""
    text: str
    """What it began with."""
    due: datetime
    state: str = OPEN
    answered: datetime | None = None
    told: datetime | None = None
    """When the inspector heard that the answer is late."""
    version: int = 1
    cases: tuple[int, ...] = field(default=())

    def late(self, now: datetime) -> bool:
        """Whether an answer is owed and its time is over."""
        return self.state == OPEN and self.due <= now

    @property
    def in_time(self) -> bool | None:
        """Whether the last answer came in time; None while there is none."""
        return None if self.answered is None else self.answered <= self.due


def default_due(now: datetime, working: Working) -> datetime:
    """When the answer is due if the inspector sets no day."""
    return working.after(now, DAYS * working.day)


def step(caution: Caution, word: Word) -> Caution:
    """The notice after an act; raises NotAllowedError("caution") when it does not stand where the act begins."""
    begin, end = STEPS[word.what]
    if caution.state != begin:
        raise NotAllowedError("caution")
    after = replace(caution, state=end, version=caution.version + 1)
    if word.what == ANSWER:
        return replace(after, answered=word.at)
    if word.what == AGAIN:
        return replace(after, due=word.due, by=word.by, answered=None, told=None)
    return after


def read_codes(text: str) -> Sequence[str]:
    """Tracking codes out of what somebody typed, each once; raises NotAllowedError("caution_code", "caution_many")."""
    found: list[str] = []
    for part in latin_digits(text).replace("\u060c", ",").replace("\n", ",").split(","):
        digits = "".join(letter for letter in part if letter.isdecimal())
        whole = [digits[at : at + LENGTH] for at in range(0, len(digits), LENGTH)]
        if (part.strip() and not whole) or not all(valid(code) for code in whole):
            raise NotAllowedError("caution_code")
        found += whole
    if len(set(found)) > MOST:
        raise NotAllowedError("caution_many")
    return list(dict.fromkeys(found))


def until(day: datetime, closes: datetime | None, now: datetime, furthest_days: int) -> datetime:
    """The closing time of a day that the inspector set; raises NotAllowedError for a free or too distant one."""
    if closes is None:
        raise NotAllowedError("free_day")
    if day > now + timedelta(days=furthest_days):
        raise NotAllowedError("caution_far")
    return closes

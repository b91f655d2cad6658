"""What the engine may know and what it may ask for; it does no I/O itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases.case import Case, Event
from cases.workflow import Workflow
from cities.city import City
from dialogues.further import Mute, Proposal, Rest, Support
from dialogues.guidance import NO_ANSWERS, Answers
from dialogues.message import Button, Reply
from dialogues.sentences import Sentences
from dialogues.session import Session
from nlu.reading import Reader
from topics.tree import Topics


@dataclass(frozen=True, slots=True)
class Pace:
    """How sure the bot must be, and how long it waits; set in config.yml."""

    sure: float = 0.5
    """A topic at least this likely is taken without asking between several."""
    gap: float = 0.15
    """And at least this far before the second."""
    sure_in_danger: float = 0.25
    """Where somebody is in danger, a topic this likely is taken without asking."""
    likely: float = 0.05
    """A topic less likely than this is not offered as a choice."""
    remind_minutes: int = 30
    expire_hours: int = 24
    idle_minutes: int = 10
    """A conversation that was silent for so long is idle: feedback may be asked."""
    feedback_minutes: int = 120
    reminder_days: int = 2
    opens: int = 8
    closes: int = 20
    """Hours of the day in which operators answer."""
    answer_months: int = 12
    """After so many months without a review an answer is shown with its date."""


@dataclass(frozen=True, slots=True)
class World:
    """Content and rules; the same for every conversation."""

    topics: Topics
    city: City
    workflow: Workflow
    sentences: Sentences
    reader: Reader
    pace: Pace = Pace()
    answers: Answers = NO_ANSWERS
    texts: bool = False
    """Whether text messages can be sent."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of this person's cases at this moment; read before the step."""

    cases: tuple[Case, ...] = ()
    """The person's own cases, newest first."""
    found: Case | None = None
    """A case of somebody else whose code was written."""
    news: Mapping[str, str] = field(default_factory=dict)
    """The last sentence staff wrote to the citizen, by case code."""
    asked: Mapping[str, int] = field(default_factory=dict)
    """How often feedback was asked on the present result, by case code."""
    codes: tuple[str, ...] = ()
    """Fresh tracking codes, in case something is filed."""
    past: Mapping[str, Sequence[Event]] = field(default_factory=dict)
    """What happened to the person's cases, oldest first, by case code."""
    muted: frozenset[str] = frozenset()
    """Codes of cases whose news the person muted; «» stands for all."""
    proposals: tuple[Proposal, ...] = ()
    """What may be supported, when it was asked for."""
    texted: bool = False
    """News go to this person as text messages too."""
    called: bool = False
    """This person is asked about results by telephone, so no question is put here."""

    def own(self, code: str) -> Case | None:
        """One of the person's own cases."""
        return next((case for case in self.cases if case.code == code), None)


@dataclass(frozen=True, slots=True)
class Wake:
    """A timer went off: «draft» with its number, or «feedback» with a case's code."""

    what: str
    ref: str


@dataclass(frozen=True, slots=True)
class File:
    """File this case, with these photos and what the reader thought of it."""

    case: Case
    photos: tuple[str, ...]
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Guided:
    """Nothing was filed, but somebody was told where to go: kept as evidence."""

    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Later:
    """Wake this conversation then."""

    at: datetime
    what: str
    ref: str


@dataclass(frozen=True, slots=True)
class Rate:
    """The citizen's answer on a result: good, half or bad."""

    code: str
    answer: str


@dataclass(frozen=True, slots=True)
class Say:
    """Words or a photo added to a case; `what` is add, reason, objection or why."""

    code: str
    what: str
    text: str = ""
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Feedback was asked once more."""

    code: str


@dataclass(frozen=True, slots=True)
class Unseen:
    """The citizen has not seen the result yet: an answer too, so the reminders begin anew."""

    code: str


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer after all reminders."""

    code: str


@dataclass(frozen=True, slots=True)
class Review:
    """The day has come that a «not now» was promised for."""

    code: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The citizen takes a case back."""

    code: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Hands the conversation to the operator, or back to the bot."""

    wanted: bool


@dataclass(frozen=True, slots=True)
class Text:
    """News are wanted as text messages at this number; its owner is asked first."""

    number: str


@dataclass(frozen=True, slots=True)
class Untext:
    """No text messages any more."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Photos that are not kept."""

    photos: tuple[str, ...]


Action = (
    File
    | Guided
    | Later
    | Rate
    | Say
    | Asked
    | Unseen
    | Silence
    | Review
    | Rest
    | Withdraw
    | Mute
    | Support
    | Desk
    | Text
    | Untext
    | Drop
)


@dataclass(frozen=True, slots=True)
class Step:
    """What comes of one message."""

    session: Session
    replies: tuple[Reply, ...] = ()
    actions: tuple[Action, ...] = ()


def rows(buttons: list[Button], wide: int = 14) -> tuple[tuple[Button, ...], ...]:
    """Lays buttons out: two short ones side by side, a long one alone."""
    made: list[tuple[Button, ...]] = []
    for button in buttons:
        short = len(button.label) <= wide
        if short and made and len(made[-1]) == 1 and len(made[-1][0].label) <= wide:
            made[-1] = (made[-1][0], button)
        else:
            made.append((button,))
    return tuple(made)

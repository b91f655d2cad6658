"""What the engine asks the desk for: plain data, done in order after a step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.case import Case


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
class Follow:
    """Follow the case of somebody else; what was told of the matter goes there."""

    code: str
    text: str = ""
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """Follow it no longer."""

    code: str


@dataclass(frozen=True, slots=True)
class Echo:
    """What a follower says of a result: good, half or bad; «asked» when they were asked, empty to be asked again."""

    code: str
    answer: str


@dataclass(frozen=True, slots=True)
class EchoWhy:
    """Why a follower says that it isn't done: a tapped reason, free words, a photo of how it is."""

    code: str
    text: str = ""
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leave:
    """A case that staff joined to another is not the same: it goes its own way again."""

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


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing more is owed in a case, and all was quiet: it is closed as heard."""

    code: str


@dataclass(frozen=True, slots=True)
class Mute:
    """Less news of a case, or («») of all; `on` false: news as before."""

    about: str
    on: bool


@dataclass(frozen=True, slots=True)
class Support:
    """The person supports a suggestion."""

    proposal: int


@dataclass(frozen=True, slots=True)
class Enlist:
    """A young helper agrees to report with the coach who gave this code."""

    code: str


@dataclass(frozen=True, slots=True)
class Quit:
    """A helper leaves their coach."""


Social = Follow | Stop | Echo | EchoWhy | Leave
"""What people do to cases that others filed, or that were joined."""
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
    | Enlist
    | Quit
    | Social
)

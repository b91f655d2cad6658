"""What a step may ask for besides the life of a report: rest, less news, support of a suggestion."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proposal:
    """A suggestion of somebody that others may support; who made it is not told."""

    id: int
    text: str
    topic: str
    region: int | None
    support: int
    supported: bool = False
    """Whether this person supports it."""
    own: bool = False


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

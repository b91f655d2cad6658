"""The memory of one conversation: plain, versioned data that is stored as one JSON document."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

VERSION = 1
HISTORY = 20
"""How many steps «back» can undo."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, inside a draft: its words, what the reader thought, what it became."""

    words: str
    scores: tuple[tuple[str, float], ...] = ()
    topic: str = ""
    how: str = ""
    """How the topic was settled: sure, chosen, operator."""
    shown: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    file: bool = False
    """For matters outside the municipality: whether the citizen wants it filed all the same."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where it is, as far as known."""

    text: str = ""
    region: int | None = None
    neighbourhood: str | None = None
    lat: float | None = None
    lon: float | None = None
    exact: bool = False
    enough: bool = False
    """The citizen said that nothing more is to be told."""
    pinned: bool = False
    """Whether it comes from a pin on the map."""
    sure: bool = False
    """Whether its region is certain."""
    near: tuple[float, ...] = ()
    """The rough point that words mean."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """A case that may be the very same matter, while the person is asked whether it is."""

    code: str
    topic: str
    status: str
    filed: str
    ended: str = ""
    """When it was declared done; empty while it is open."""
    region: int | None = None
    neighbourhood: str | None = None
    whose: str = "other"
    """other, own, or followed."""
    followers: int = 0
    problem: int = 0
    """Which problem of the draft it may be."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A report that is being made."""

    number: int
    started: str
    problems: tuple[Problem, ...] = ()
    words: tuple[str, ...] = ()
    kind: str = "request"
    urgency: str = "normal"
    spot: Spot | None = None
    rivals: tuple[tuple[str, int | None], ...] = ()
    """Name and region of the places that a name may mean."""
    clash: tuple[Spot, ...] = ()
    """The place of the words and the place of the pin, while it is asked which is right."""
    clashed: bool = False
    """It was asked once; then the pin leads."""
    placeless: bool = False
    placed: bool = False
    """The citizen wants to name a place for a matter that would need none."""
    photos: tuple[str, ...] = ()
    photo_settled: bool = False
    several_settled: bool = False
    told: tuple[str, ...] = ()
    """Emergency numbers already shown."""
    asked: str = ""
    tries: int = 0
    trail: tuple[str, ...] = ()
    """What was filled, in order, for «back»."""
    hurried: bool = False
    """The person said «file it» before all was asked: only what routing needs is asked from then on."""
    reminded: bool = False
    child: bool = False
    near: Nearby | None = None
    """What is asked about: whether this is the same."""
    sought: tuple[str, ...] = ()
    """For which topics and places it was looked for."""
    passed: tuple[str, ...] = ()
    """Codes of cases that are something else, as the person said."""


@dataclass(frozen=True, slots=True)
class Session:
    """Everything a conversation remembers between two messages."""

    version: int = VERSION
    number: int = 0
    """Number of the last draft; buttons carry it, so that a button of yesterday is known as such."""
    draft: Draft | None = None
    offered: tuple[tuple[str, str], ...] = ()
    """Labels and data of the buttons under the last message: typing a label or its number presses it."""
    adding: str = ""
    """Code of the case to which the next words or photos are added."""
    rating: str = ""
    """Code of the case whose feedback was just given; the next words are its reason."""
    filed: tuple[str, ...] = ()
    """Codes filed from the last draft."""
    question: str = ""
    """The last question that was answered, in case it was a report after all."""
    operator: bool = False
    greeted: bool = False
    touched: str = ""
    """When the person last wrote."""
    spoken: bool = False
    """An operator writes for somebody who can't send anything: no photo is asked for."""
    texting: bool = False
    """The bot has asked for a mobile number, to send news there."""


def change(session: Session, **values: Any) -> Session:
    """The session with its draft changed."""
    assert session.draft is not None, "only an open draft can be changed"  # noqa: S101 - A slip of code, not of input.
    return replace(session, draft=replace(session.draft, **values))


def to_json(session: Session) -> dict[str, Any]:
    """Plain data."""
    return asdict(session)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _made(kind: Any, data: Mapping[str, Any]) -> Any:
    known = kind.__dataclass_fields__
    return kind(**{key: _tuples(value) for key, value in data.items() if key in known})


def from_json(data: Mapping[str, Any]) -> Session:
    """The reverse of to_json; a document of another version starts afresh but keeps its draft number."""
    if data.get("version") != VERSION:
        return Session(number=int(data.get("number", 0)))
    session: Session = _made(Session, {**data, "draft": None})
    stored = data.get("draft")
    if not stored:
        return session
    problems = tuple(_made(Problem, problem) for problem in stored["problems"])
    sought = stored.get("sought") or ()
    stored = {**stored, "sought": [sought] if isinstance(sought, str) else sought}
    spot = _made(Spot, stored["spot"]) if stored.get("spot") else None
    clash = tuple(_made(Spot, one) for one in stored.get("clash", ()))
    near = _made(Nearby, stored["near"]) if stored.get("near") else None
    draft: Draft = _made(Draft, {**stored, "problems": [], "spot": None, "clash": [], "near": None})
    return replace(session, draft=replace(draft, problems=problems, spot=spot, clash=clash, near=near))


def begin(session: Session, now: datetime) -> Session:
    """A new, empty draft."""
    number = session.number + 1
    draft = Draft(number, now.isoformat(), photo_settled=session.spoken)
    return replace(session, number=number, draft=draft, filed=(), adding="", rating="")

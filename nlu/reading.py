"""What a reader makes of one message: a Reading. Reading changes nothing and knows nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

Act = Literal["report", "track", "cancel", "thank", "greet", "ask", "operator", "chatter", "unclear"]
Kind = Literal["request", "criticism", "complaint", "suggestion", "opinion", "thanks"]
Urgency = Literal["normal", "urgent", "emergency"]
Language = Literal["fa", "fa-Latn", "other"]
Says = Literal["yes", "no", "skip", "back", "restart", "help", "mine", "objection"]


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map, WGS84 degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Guess:
    """One topic the message may be about; `p` in 0..1, calibrated."""

    code: str
    title: str
    p: float


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong, in the citizen's words, with its likely topics, best first, at most five."""

    text: str
    topics: tuple[Guess, ...]


@dataclass(frozen=True, slots=True)
class PlaceOption:
    """One of the places that a phrase may mean."""

    name: str
    region: int | None
    neighbourhood: str | None
    point: Point | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is, as far as the words tell; `options` holds rivals when a name stands for several places."""

    text: str
    region: int | None = None
    neighbourhood: str | None = None
    point: Point | None = None
    p: float = 0.0
    options: tuple[PlaceOption, ...] = ()
    exact: bool = False
    """Whether the words alone lead a crew to the spot (plate, corner, facing something)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one message says; empty parts were not said."""

    text: str
    act: Act
    kind: Kind | None = None
    issues: tuple[Issue, ...] = ()
    place: Place | None = None
    numbers: tuple[str, ...] = ()
    urgency: Urgency = "normal"
    language: Language = "fa"
    says: Says | None = None
    codes: tuple[str, ...] = ()
    """Tracking codes of ten ASCII digits, from the raw text."""
    child: bool = False
    """Whether a child seems to be writing."""
    certainty: float = 0.0
    """How sure the act is, 0..1."""
    why: tuple[str, ...] = field(default=())
    """The words that decided, for the clerk."""


class Reader(Protocol):
    """Turns text into a Reading; pure after start-up, about a millisecond a message."""

    def read(self, text: str) -> Reading:
        """Reads one message of any length; never raises on any text."""
        ...

    def read_place(self, text: str) -> Place | None:
        """Reads text that answers «where?»: the whole of it is a place, however sparse."""
        ...


def to_json(reading: Reading) -> Mapping[str, object]:
    """The contract of `hamyar read --json`: plain data, this shape is kept."""
    return {
        "text": reading.text,
        "act": reading.act,
        "kind": reading.kind,
        "issues": [
            {"text": issue.text, "topics": [
                {"code": guess.code, "title": guess.title, "p": round(guess.p, 4)} for guess in issue.topics
            ]} for issue in reading.issues
        ],
        "place": _place(reading.place),
        "numbers": list(reading.numbers),
        "urgency": reading.urgency,
        "language": reading.language,
    }  # fmt: skip


def _place(place: Place | None) -> Mapping[str, object] | None:
    if place is None:
        return None
    point = {"lat": place.point.lat, "lon": place.point.lon} if place.point else None
    return {
        "text": place.text,
        "region": place.region,
        "neighbourhood": place.neighbourhood,
        "point": point,
        "p": round(place.p, 4),
    }

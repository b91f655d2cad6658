"""What a reader makes of one message: a Reading. Reading changes nothing and knows nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

Act = Literal["report", "track", "cancel", "thank", "greet", "ask", "operator", "chatter", "unclear"]
Kind = Literal["request", "criticism", "complaint", "suggestion", "opinion", "thanks"]
Urgency = Literal["normal", "urgent", "emergency"]
Language = Literal["fa", "fa-Latn", "other"]
Says = Literal["yes", "no", "skip", "back", "restart", "help", "mine", "objection"]
CERTAIN = 0.8
"""A place read at least this surely may contradict a pin."""


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
    leaf: str = ""
    """The leaf of that topic, where one stands out; it has a code of six digits."""

    @property
    def finest(self) -> str:
        """The leaf if it is known, else the topic."""
        return self.leaf or self.code


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
class PlacePart:
    """One part of a phrase that says where: a street, a plate, «facing» …, with its words as they were written."""

    kind: str
    """A kind of the city's places, or region, district, hood, neighbour, plate, post, relation."""
    name: str


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
    parts: tuple[PlacePart, ...] = ()
    crossing: bool = False
    """Whether the options are the regions that one long street passes, not several places of one name."""

    @property
    def certain(self) -> bool:
        """Whether the region is told or follows from names that are surely meant."""
        return self.region is not None and self.p >= CERTAIN


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
                {"code": guess.code, "title": guess.title, "p": round(guess.p, 4), "leaf": guess.leaf}
                for guess in issue.topics
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
        "parts": [{"kind": part.kind, "name": part.name} for part in place.parts],
    }

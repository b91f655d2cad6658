"""How things are shown: the templates with their filters, and the sentences that code chooses."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import persian
from cases import search
from cases.case import Case
from cases.templates import pieces
from cases.terms import bucket
from cases.unnamed import unnamed
from cities.city import Spot
from content import Faults, Node, read
from panel.parts import Parts

_HERE = Path(__file__).parent
TABLES = (
    "reasons", "refusals", "titles", "done", "events", "who", "acts", "urgencies", "dues", "alarms", "chosen",
    "channels", "ages", "left", "over", "orders", "sorts", "owners", "parts", "calm", "weekdays", "scopes", "fields",
    "map", "outcomes",
    "cautions", "caution_words",
)  # fmt: skip


def now() -> datetime:
    """The moment, for pages and acts."""
    return datetime.now(UTC)


def sentences(path: Path = _HERE / "panel.yml") -> Mapping[str, Node]:
    """Reads the sentences of the staff pages; raises ContentError if a table is missing."""
    faults = Faults()
    top = read(path, faults)
    faults.keys(top, TABLES)
    faults.close()
    return top


class Pages:
    """Renders the templates of the staff pages."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.words = sentences()
        self._env = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip
        self._env.filters |= {
            "digits": persian.persian_digits, "count": persian.count, "code": persian.code, "stamp": persian.stamp,
            "day": persian.day, "day_hour": persian.day_hour, "percent": percent, "age": self.age,
            "channel": self.channel, "due": self.due, "pin": pin, "pairs": pairs, "pieces": pieces,
            "unnamed": unnamed, "marked": search.marked, "snippet": search.snippet,
        }  # fmt: skip
        self._env.globals |= {
            "house": parts.house, "workflow": parts.workflow, "site": parts.site, "words": self.words,
            "kinds": parts.sentences.table("report", "kinds"), "bucket": bucket, "roles": parts.roles,
        }  # fmt: skip

    def render(self, name: str, **values: Any) -> str:
        """A template with its values; `at` is the moment of showing."""
        parts = self.parts
        return self._env.get_template(name).render(at=now(), city=parts.city, topics=parts.topics, **values)

    def age(self, moment: datetime, at: datetime) -> str:
        """How long ago."""
        return self._span("ages", at - moment)

    def due(self, moment: datetime, at: datetime) -> str:
        """How much time is left, or how late it is."""
        return self._span("left", moment - at) if moment >= at else self._span("over", at - moment)

    def _span(self, table: str, length: timedelta) -> str:
        """A length of time in the largest unit that fits."""
        minutes = int(length.total_seconds() // 60)
        for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
            if minutes >= size:
                return str(self.words[table][unit]).format(n=persian.persian_digits(minutes // size))
        return str(self.words[table]["now"])

    def channel(self, key: str) -> str:
        """The messenger of a chat, for people; the person's id in it is not shown."""
        name = key.partition(":")[0]
        return str(self.words["channels"].get(name, name))


def percent(part: int, whole: int) -> str:
    """A share in whole percent; a dash when there is nothing to share."""
    return f"{persian.persian_digits(round(100 * part / whole))}\u066a" if whole else "\u2013"


def pin(case: Case) -> Spot | None:
    """The exact point of a case; None without one."""
    where = case.where
    return Spot(where.lat, where.lon) if where.lat is not None and where.lon is not None else None


def pairs(scores: Mapping[str, float] | Sequence[Sequence[Any]]) -> list[tuple[str, float]]:
    """Topics with their probabilities, likeliest first, however they were stored."""
    found = scores.items() if isinstance(scores, Mapping) else scores
    return sorted(((str(code), float(p)) for code, p in found), key=lambda pair: -pair[1])

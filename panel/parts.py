"""What the pages are built from; app.py makes it, tests make their own."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cases.policy import Role
from cases.templates import Templates
from cases.workflow import Workflow
from cities.city import City
from desk.house import House
from dialogues.sentences import Sentences
from nlu.reading import Reader
from panel.presence import Presence
from storage.database import Database
from storage.jobs import Jobs
from storage.media import Media
from storage.notices import Notices
from topics.tree import Topics

Intake = Callable[[str, list[tuple[str, Mapping[str, Any]]]], Awaitable[None]]
Hook = Callable[[bytes, str | None, str | None], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Site:
    """How the site is reached and drawn."""

    public_url: str = "http://localhost:8137"
    secure_cookies: bool = False
    tiles: str = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
    tiles_credit: str = "© OpenStreetMap contributors"
    vendor: Path = Path("node_modules")
    bot_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a page may use."""

    site: Site
    database: Database
    notices: Notices
    media: Media
    jobs: Jobs
    workflow: Workflow
    roles: Mapping[str, Role]
    intake: Intake
    """Gives updates to the conversation: (channel, [(update id, raw)…])."""
    house: House
    """What the acts of staff need."""
    hooks: Mapping[str, Hook] = field(default_factory=dict)
    """Webhooks by messenger: (body, secret header, secret in the path) -> accepted."""
    deliver: Callable[[str], Awaitable[None]] | None = None
    """Sends the waiting lines of a chat now."""
    reader: Reader | None = None
    """What a text is about, for the dry run of routing."""
    answer_months: int = 12
    """After so many months an answer to a question is due for review."""
    templates: Templates = field(default_factory=Templates)
    """Ready sentences for staff."""
    presence: Presence = field(default_factory=Presence)
    """Who has which case open right now."""

    @property
    def topics(self) -> Topics:
        """The topics of this moment."""
        return self.house.topics

    @property
    def city(self) -> City:
        """The city of this moment, with what the office has changed."""
        return self.house.city

    @property
    def sentences(self) -> Sentences:
        """The sentences of this moment."""
        return self.house.sentences

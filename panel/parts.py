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
    topics: Topics
    city: City
    workflow: Workflow
    roles: Mapping[str, Role]
    sentences: Sentences
    intake: Intake
    """Gives updates to the conversation: (channel, [(update id, raw)…])."""
    house: House
    """What the acts of staff need."""
    hooks: Mapping[str, Hook] = field(default_factory=dict)
    """Webhooks by messenger: (body, secret header, secret in the path) -> accepted."""
    deliver: Callable[[str], Awaitable[None]] | None = None
    """Sends the waiting lines of a chat now."""
    templates: Templates = field(default_factory=Templates)
    """Ready sentences for staff."""
    presence: Presence = field(default_factory=Presence)
    """Who has which case open right now."""

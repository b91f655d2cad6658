"""One message with everything known about it."""

from dataclasses import dataclass, replace
from datetime import datetime

from dialogues.message import Message
from dialogues.session import Draft, Session
from dialogues.world import Facts, World
from nlu.reading import Reading

FREE = ("ask", "place", "exact", "region", "which")
"""Questions whose answer is free text: the words are taken as the answer first."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message with everything known about it."""

    session: Session
    message: Message
    reading: Reading | None
    facts: Facts
    now: datetime
    world: World
    hurried: bool = False
    """Whether the words ended with «file it»."""

    @property
    def draft(self) -> Draft | None:
        """The report being made."""
        return self.session.draft

    @property
    def text(self) -> str:
        """What was written, if anything."""
        return self.message.text.strip()

    def with_session(self, session: Session) -> "Turn":
        """The same turn with another session."""
        return replace(self, session=session)

    @property
    def asked(self) -> str:
        """What the open draft asked last: place, photo, confirm …; empty without a draft."""
        return self.draft.asked.split(".")[0] if self.draft else ""

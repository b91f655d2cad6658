"""The port that every messenger implements; one contract test runs over all of them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from dialogues.message import Chat, Message, Reply, Sent

Raw = Mapping[str, Any]
Intake = Callable[[str, list[tuple[str, Raw]]], Awaitable[None]]
"""Takes (channel name, [(update id, raw update)…]); returns once they are safely stored."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a messenger can do; as data, so that no one asks for its name."""

    buttons: bool = True
    asks_place: bool = True
    edits: bool = True
    answers_taps: bool = True
    text_limit: int = 4096
    caption_limit: int = 1024
    data_limit: int = 64
    group_a_minute: int = 20


class Channel(Protocol):
    """A messenger: `name` prefixes every chat id of it."""

    name: str
    can: Abilities

    def parse(self, raw: Raw) -> Message | None:
        """One raw update as a Message; None if it is nothing to us (a member joined, a poll).

        Raises UpdateError when the shape is unknown.
        """
        ...

    async def start(self, intake: Intake) -> None:
        """Begins to receive; every update is given to intake before it is acknowledged."""
        ...

    async def stop(self) -> None:
        """Stops receiving and closes connections; nothing is lost."""
        ...

    async def send(self, chat: Chat, reply: Reply, photo: bytes | None = None) -> Sent:
        """Sends (or edits, if reply.edits) one message.

        Raises RetryLaterError, ChatGoneError, RefusedError or DeliveryError.
        """
        ...

    async def answer_tap(self, message: Message, text: str = "") -> None:
        """Tells the messenger that a press arrived, perhaps with a short note; never raises."""
        ...

    async def typing(self, chat: Chat) -> None:
        """Shows that we are writing; never raises."""
        ...

    async def fetch(self, file: str, limit: int) -> bytes:
        """Downloads a photo; raises PhotoError("size") beyond `limit` bytes, DeliveryError otherwise."""
        ...

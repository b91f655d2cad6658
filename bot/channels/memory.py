"""A channel that lives in memory: the fake that ships with the port, so that tests patch nothing."""

import time
from collections import deque
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.channels.plain import plain_message
from bot.channels.port import Abilities, Intake, Raw
from dialogues.message import Chat, Message, Reply, Sent
from errors import DeliveryError, PhotoError, StartError


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as the chat shows it now."""

    id: str
    chat: Chat
    reply: Reply
    photo: bytes | None = None


class MemoryChannel:
    """Keeps what is sent, and hands in what a test says."""

    def __init__(self, name: str = "memory", can: Abilities | None = None) -> None:
        self.name, self.can = name, can or Abilities()
        self.sent: list[Shown] = []
        """Everything that was sent, in order; edits included."""
        self.files: dict[str, bytes] = {}
        self.answered: list[tuple[str | None, str]] = []
        self.typed: list[Chat] = []
        self.errors: deque[DeliveryError] = deque()
        """Raised by the next calls of send, one each."""
        self._intake: Intake | None = None
        self._ids = count(1)

    def parse(self, raw: Raw) -> Message:
        """One small raw update as a Message; raises UpdateError."""
        return plain_message(self.name, raw)

    async def start(self, intake: Intake) -> None:
        """From now on `push` hands updates in."""
        self._intake = intake

    async def stop(self) -> None:
        """Takes nothing more in."""
        self._intake = None

    async def push(self, raw: Raw) -> Raw:
        """Hands in one update, with an id and a moment if it has none, and gives it as it was handed in."""
        if self._intake is None:
            raise StartError(f"channel {self.name} was not started")
        whole: dict[str, Any] = {"id": str(next(self._ids)), "at": time.time(), **raw}
        await self._intake(self.name, [(str(whole["id"]), whole)])
        return whole

    async def send(self, chat: Chat, reply: Reply, photo: bytes | None = None) -> Sent:
        """Keeps the message, or raises the next scripted error."""
        if self.errors:
            raise self.errors.popleft()
        shown = Shown(reply.edits or str(next(self._ids)), chat, reply, photo)
        self.sent.append(shown)
        return Sent(shown.id)

    def shown(self, chat: Chat) -> list[Shown]:
        """What a chat shows now: an edited message stands where the first one stood."""
        return list({each.id: each for each in self.sent if each.chat == chat}.values())

    async def answer_tap(self, message: Message, text: str = "") -> None:
        """Keeps the note."""
        self.answered.append((message.tap_id, text))

    async def typing(self, chat: Chat) -> None:
        """Keeps the sign."""
        self.typed.append(chat)

    async def fetch(self, file: str, limit: int) -> bytes:
        """A file that the test has laid down."""
        if file not in self.files:
            raise DeliveryError("there is no such file")
        if len(self.files[file]) > limit:
            raise PhotoError("size")
        return self.files[file]

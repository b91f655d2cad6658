"""Text messages as one more channel: out through a gateway, in through a web hook with a secret path."""

import hashlib
import hmac
import secrets
import time
from contextlib import suppress
from typing import Protocol

from bot.channels.plain import plain_message
from bot.channels.port import Abilities, Intake, Raw
from bot.sms import form
from bot.sms.port import Gateway
from dialogues import telephone
from dialogues.message import Chat, Message, Reply, Sent
from errors import ChatGoneError, DeliveryError
from persian import LTR, POP

SMS = "sms"
TEXT_LIMIT = 600
STRANGERS = 1000
"""Unknown numbers that are answered until the next start: each costs a text message, and some are machines."""
_MARKS = str.maketrans("", "", LTR + POP)


class Directory(Protocol):
    """Knows which row a number is, and the number of a row."""

    async def number(self, row: str) -> str | None:
        """The number to send to."""
        ...

    async def row(self, number: str) -> str | None:
        """Who wrote; None for a number that nobody has given."""
        ...


class SmsChannel:
    """The id of a chat is the row of its number: the number itself is looked up at the last moment."""

    name = SMS
    can = Abilities(buttons=False, asks_place=False, edits=False, answers_taps=False, text_limit=TEXT_LIMIT)

    def __init__(self, gateway: Gateway, directory: Directory, secret: str = "", stranger: str = "") -> None:
        self._gateway, self._directory, self._secret, self._stranger = gateway, directory, secret, stranger
        self._intake: Intake | None = None
        self._salt, self._greeted = secrets.token_bytes(16), set[bytes]()

    def parse(self, raw: Raw) -> Message:
        """One small raw update as a Message; raises UpdateError."""
        return plain_message(self.name, raw)

    async def start(self, intake: Intake) -> None:
        """From now on the hook hands in what it gets."""
        self._intake = intake

    async def stop(self) -> None:
        """Closes the gateway."""
        self._intake = None
        await self._gateway.close()

    async def send(self, chat: Chat, reply: Reply, photo: bytes | None = None) -> Sent:  # noqa: ARG002 The port asks for it.
        """Sends the text; a chat without a number is gone."""
        number = await self._directory.number(chat.id)
        if number is None:
            raise ChatGoneError("no number")
        return Sent(await self._gateway.send(number, reply.text.translate(_MARKS)))

    async def answer_tap(self, message: Message, text: str = "") -> None:
        """Nothing can be pressed."""

    async def typing(self, chat: Chat) -> None:
        """Nothing to show."""

    async def fetch(self, file: str, limit: int) -> bytes:  # noqa: ARG002 The port asks for it.
        """Never needed: only words come in."""
        raise DeliveryError("text messages bring no files")

    async def hook(self, body: bytes, _header: str | None, path: str | None) -> bool:
        """What the gateway brings; False without the secret."""
        if not self._secret or not hmac.compare_digest((path or "").encode(), self._secret.encode()):
            return False
        for came in form.read(body):
            await self._take(came)
        return True

    async def _take(self, came: form.Came) -> None:
        number = telephone.number(came.sender)
        row = await self._directory.row(number) if number else None
        if row is not None and self._intake is not None:
            raw = {"chat": row, "id": came.name, "at": time.time(), "text": came.text[:TEXT_LIMIT]}
            await self._intake(self.name, [(came.name, raw)])
        elif row is None and telephone.mobile(number):
            await self._greet(number)

    async def _greet(self, number: str) -> None:
        """One kind answer to a number that nobody has given; only a hash of it stays, in memory, so that it is one."""
        known = hashlib.sha256(self._salt + number.encode()).digest()
        if not self._stranger or known in self._greeted or len(self._greeted) >= STRANGERS:
            return
        self._greeted.add(known)
        with suppress(DeliveryError):
            await self._gateway.send(number, self._stranger)

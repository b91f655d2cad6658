"""Text messages as one more channel: out through a gateway, in through a web hook with a secret path."""

import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import parse_qs

from bot.channels.plain import plain_message
from bot.channels.port import Abilities, Intake, Raw
from bot.channels.raw import read_json, storable
from bot.sms.port import Gateway
from dialogues import telephone
from dialogues.message import Chat, Message, Reply, Sent
from errors import ChatGoneError, DeliveryError
from persian import LTR, POP

SMS = "sms"
TEXT_LIMIT, FORM_LIMIT = 600, 8000
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

    def __init__(self, gateway: Gateway, directory: Directory, secret: str = "") -> None:
        self._gateway, self._directory, self._secret = gateway, directory, secret
        self._intake: Intake | None = None

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
        """One message from the gateway; False without the secret. An unknown number is nothing to us."""
        if not self._secret or not hmac.compare_digest((path or "").encode(), self._secret.encode()):
            return False
        said = read_form(body)
        number = telephone.number(str(said.get("from", "")))
        row = await self._directory.row(number) if number else None
        if row is None or self._intake is None:
            return True
        text = str(said.get("message", ""))[:TEXT_LIMIT]
        name = _name(said, body)
        await self._intake(self.name, [(name, {"chat": row, "id": name, "at": time.time(), "text": text})])
        return True


def read_form(body: bytes) -> Mapping[str, Any]:
    """What the gateway says: as a form, a query or JSON; nothing if it is none of these."""
    try:
        found = read_json(body)
    except ValueError:
        pairs = parse_qs(body[:FORM_LIMIT].decode("utf-8", "replace"))
        found = storable({name: values[0] for name, values in pairs.items()})
    return found if isinstance(found, dict) else {}


def _name(said: Mapping[str, Any], body: bytes) -> str:
    """The gateway's own id of a message, else its content's: the same message is never taken twice."""
    own = said.get("messageid")
    return str(own)[:64] if isinstance(own, str | int) and str(own) else hashlib.sha256(body).hexdigest()

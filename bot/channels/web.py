"""The chat on our own page: its lines in the database are the delivery, so there is nothing left to send."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

from bot.channels.plain import plain_message
from bot.channels.port import Abilities, Intake, Raw
from dialogues.message import Chat, Message, Reply, Sent
from errors import DeliveryError, UpdateError


def _nobody(notice: str) -> None:
    """Takes a notice when no page is open."""


class WebChannel:
    """Reads what the page handed in; `spread` tells the open pages of this process that we are writing."""

    name = "web"
    can = Abilities(edits=False, answers_taps=False, text_limit=16000, caption_limit=16000)

    def __init__(self, spread: Callable[[str], None] = _nobody) -> None:
        self._spread = spread
        self._ids = count(1)

    def parse(self, raw: Raw) -> Message:
        """One frame of the page as a Message; its photo is already cleaned and ours. Raises UpdateError."""
        photo = raw.get("photo")
        if photo is None:
            return plain_message(self.name, raw)
        if not isinstance(photo, str):
            raise UpdateError("photo is no text")
        return replace(plain_message(self.name, {"text": "", **raw}), photo=photo)

    async def start(self, intake: Intake) -> None:
        """Nothing to begin: the page hands its frames in itself."""

    async def stop(self) -> None:
        """Nothing to stop."""

    async def send(self, chat: Chat, reply: Reply, photo: bytes | None = None) -> Sent:  # noqa: ARG002 The port asks for it.
        """Is done at once: the open page is told by the notice «lines N», a closed one looks when it opens."""
        return Sent(str(next(self._ids)))

    async def answer_tap(self, message: Message, text: str = "") -> None:
        """The page shows a press by itself."""

    async def typing(self, chat: Chat) -> None:
        """Shows the dots on the open pages of this chat."""
        self._spread(f"typing {chat.key}")

    async def fetch(self, file: str, limit: int) -> bytes:  # noqa: ARG002 The port asks for it.
        """Never needed: photos come in through the page, already cleaned."""
        raise DeliveryError("the page sends no files")

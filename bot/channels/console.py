"""A conversation in the terminal: `make chat` speaks to the same engine as any messenger does."""

import asyncio
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any, TextIO

import structlog

from bot.channels.messenger import Messenger
from bot.channels.plain import plain_message
from bot.channels.port import Abilities, Channel, Intake, Raw
from dialogues.message import Button, Chat, Message, Reply, Sent
from errors import DeliveryError, PhotoError
from persian import fold, latin_digits, persian_digits

log = structlog.get_logger()

QUIT = "/quit"
ME = "1"
"""The chat of whoever sits here; what goes to another, such as a group of staff, is only shown."""
RTL = "\u200f"
PLACE = re.compile(r"@\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)")
HINTS = {"place": "📍 @35.7000,51.4000", "photo": "📷 !photo.jpg"}
CHUNK = 65536


def build(messenger: Messenger, place_label: str) -> Channel:
    """The channel to whoever sits at this terminal."""
    return ConsoleChannel(place_label=place_label, name=messenger.name)


class ConsoleChannel:
    """One chat with one person: a number or a label presses a button, @lat,lon is a pin, !path is a photo."""

    can = Abilities(edits=False)

    def __init__(
        self,
        lines: Callable[[], AsyncIterator[str]] | None = None,
        out: TextIO = sys.stdout,
        place_label: str = "",
        name: str = "console",
    ) -> None:
        self.name = name
        self.left = asyncio.Event()
        """Set when the person has left, by /quit or by the end of the input."""
        self._lines = lines or (lambda: typed(sys.stdin.fileno()))
        self._out, self._place_label = out, place_label
        self._buttons: list[Button] = []
        self._ids = count(1)
        self._run = str(time.time_ns())
        self._task: asyncio.Task[None] | None = None

    def parse(self, raw: Raw) -> Message:
        """One small raw update as a Message; raises UpdateError."""
        return plain_message(self.name, raw)

    async def start(self, intake: Intake) -> None:
        """Begins to read lines."""
        self._task = asyncio.create_task(self._listen(intake))

    async def stop(self) -> None:
        """Stops reading."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def send(self, chat: Chat, reply: Reply, photo: bytes | None = None) -> Sent:
        """Prints a reply from right to left, its buttons numbered beneath."""
        buttons = [button for row in reply.buttons for button in row]
        if chat.id == ME:
            self._buttons = buttons
        else:
            self._print(f"[{chat.id}]")
        self._print(reply.text)
        if photo is not None:
            self._print(f"🖼 {persian_digits(len(photo))} B")
        if reply.point:
            self._print(f"📍 {reply.point.lat:.5f},{reply.point.lon:.5f}")
        for number, button in enumerate(buttons, 1):
            self._print(f"  {persian_digits(number)}) {button.label}")
        if reply.need:
            self._print(self._hint(reply.need))
        self._print("")
        return Sent(f"{self._run}-{next(self._ids)}")

    async def answer_tap(self, message: Message, text: str = "") -> None:  # noqa: ARG002 The port asks for it.
        """Prints the note, if there is one."""
        if text:
            self._print(text)

    async def typing(self, chat: Chat) -> None:
        """A terminal is quick enough without it."""

    async def fetch(self, file: str, limit: int) -> bytes:
        """Reads the photo from the disk."""
        return await asyncio.to_thread(_read, file, limit)

    def _hint(self, need: str) -> str:
        label = f" {self._place_label}" if need == "place" else ""
        return HINTS[need] + label

    async def _listen(self, intake: Intake) -> None:
        async for line in self._lines():
            said = line.strip()
            if said == QUIT:
                break
            if said:
                await self._hand_in(intake, self._raw(said))
        self.left.set()

    async def _hand_in(self, intake: Intake, raw: dict[str, Any]) -> None:
        """A line that could not be stored is said to be lost; the conversation goes on."""
        try:
            await intake(self.name, [(raw["id"], raw)])
        except Exception as error:  # noqa: BLE001 The person at the terminal may simply say it again.
            log.warning("line is lost", channel=self.name, error=type(error).__name__)

    def _raw(self, said: str) -> dict[str, Any]:
        raw: dict[str, Any] = {"id": f"{self._run}-{next(self._ids)}", "at": time.time()}
        if button := self._pressed(said):
            return raw | {"tap": button.data, "tap_id": raw["id"]}
        if place := PLACE.fullmatch(latin_digits(said)):
            return raw | {"point": [float(place[1]), float(place[2])]}
        if said.startswith("!"):
            return raw | {"file": said[1:].strip()}
        return raw | {"text": said}

    def _pressed(self, said: str) -> Button | None:
        """The button with this number or this label, among those shown last."""
        number = latin_digits(said)
        if number.isdecimal() and 1 <= int(number) <= len(self._buttons):
            return self._buttons[int(number) - 1]
        return next((button for button in self._buttons if fold(button.label) == fold(said)), None)

    def _print(self, text: str) -> None:
        for line in text.split("\n"):
            print(RTL + line if line else "", file=self._out, flush=True)


def _read(file: str, limit: int) -> bytes:
    path = Path(file).expanduser()
    try:
        if path.stat().st_size > limit:
            raise PhotoError("size")
        return path.read_bytes()
    except OSError as error:
        raise DeliveryError(f"{file}: {error.strerror}") from None


async def typed(fd: int) -> AsyncIterator[str]:
    """Lines as they are typed, without blocking anyone else and without a thread that can't be stopped."""
    rest = b""
    while chunk := await _chunk(fd):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line.decode("utf-8", "replace")
    if rest:
        yield rest.decode("utf-8", "replace")


async def _chunk(fd: int) -> bytes:
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(fd, ready.set)
    except PermissionError:
        return os.read(fd, CHUNK)  # A plain file is always ready, and can't be waited for.
    try:
        await ready.wait()
    finally:
        loop.remove_reader(fd)
    return os.read(fd, CHUNK)

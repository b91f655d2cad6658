"""One bench per channel: the channel, and a person at its other end. A new channel adds one function here.

A bench is an async generator decorated with `@bench`; the contract test then runs over it too.
"""

import asyncio
import io
import tempfile
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import pytest

from bot.channels.console import RTL, ConsoleChannel
from bot.channels.memory import MemoryChannel
from bot.channels.messenger import Messenger, open_channel
from bot.channels.port import Channel, Intake, Raw
from bot.channels.web import WebChannel
from dialogues.message import Button, Chat, Message, Reply
from errors import ChatGoneError
from panel.frames import Frame
from persian import latin_digits
from tests.fake_bot_api import FakeBotApi

PLACE_LABEL = "فرستادن موقعیت"
PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 8


class Inbox:
    """An intake that keeps what it is given; `broken` times it fails first."""

    def __init__(self, broken: int = 0) -> None:
        self.broken = broken
        self.all: list[tuple[str, str, Raw]] = []
        self._new: asyncio.Queue[tuple[str, str, Raw]] = asyncio.Queue()

    async def __call__(self, name: str, updates: list[tuple[str, Raw]]) -> None:
        if self.broken:
            self.broken -= 1
            raise OSError("the store is away")
        for number, raw in updates:
            self.all.append((name, number, raw))
            self._new.put_nowait((name, number, raw))

    async def next(self) -> Raw:
        """The next raw update, as soon as it is there."""
        async with asyncio.timeout(10):
            return (await self._new.get())[2]


@dataclass
class Seen:
    """One message as the person sees it."""

    text: str
    labels: list[str]
    photo: bool = False


class Bench(Protocol):
    """What the contract test needs of a channel and of the person at its other end."""

    channel: Channel
    chat: Chat

    async def says(self, text: str) -> None: ...
    async def sends_place(self, lat: float, lon: float) -> None: ...
    async def sends_photo(self, data: bytes) -> None: ...
    async def taps(self, label: str) -> None: ...
    async def sees(self, n: int) -> list[Seen]:
        """Everything shown in the chat, once there are at least `n` messages."""
        ...

    async def leaves(self) -> bool:
        """The person can't be reached from now on; False if this channel has no such thing."""
        ...


Maker = Callable[[], AbstractAsyncContextManager[Bench]]
BENCHES: dict[str, Maker] = {}


def bench(maker: Callable[[], AsyncGenerator[Bench]]) -> Callable[[], AsyncGenerator[Bench]]:
    """Enters a bench into the contract test under the name of its function."""
    BENCHES[maker.__name__] = asynccontextmanager(maker)
    return maker


class BotApiBench:
    """A channel of the Telegram dialect against the fake server."""

    def __init__(self, server: FakeBotApi, channel: Channel) -> None:
        self.server, self.channel = server, channel
        self.person = server.user(7)
        self.chat = Chat(channel.name, "7")

    async def says(self, text: str) -> None:
        self.person.says(text)

    async def sends_place(self, lat: float, lon: float) -> None:
        self.person.sends_place(lat, lon)

    async def sends_photo(self, data: bytes) -> None:
        self.person.sends_photo(data)

    async def taps(self, label: str) -> None:
        self.person.taps(label)

    async def sees(self, n: int) -> list[Seen]:
        return [Seen(s.text, s.labels, s.photo is not None) for s in await self.server.wait_for(7, n)]

    async def leaves(self) -> bool:
        self.person.blocks()
        return True


@asynccontextmanager
async def served(dialect: str, **settings: Any) -> AsyncIterator[BotApiBench]:
    """A fake server with a channel to it; the channel is not started."""
    async with FakeBotApi(dialect) as server:
        messenger = Messenger(dialect, server.token, server.base, **settings)
        made = BotApiBench(server, open_channel(messenger, PLACE_LABEL))
        try:
            yield made
        finally:
            await made.channel.stop()


@bench
async def telegram() -> AsyncGenerator[Bench]:
    async with served("telegram") as made:
        yield made


@bench
async def bale() -> AsyncGenerator[Bench]:
    async with served("bale") as made:
        yield made


class MemoryBench:
    def __init__(self) -> None:
        self.memory = MemoryChannel()
        self.channel: Channel = self.memory
        self.chat = Chat("memory", "7")

    async def says(self, text: str) -> None:
        await self._push({"text": text})

    async def sends_place(self, lat: float, lon: float) -> None:
        await self._push({"point": [lat, lon]})

    async def sends_photo(self, data: bytes) -> None:
        self.memory.files["f1"] = data
        await self._push({"file": "f1"})

    async def taps(self, label: str) -> None:
        buttons = [b for shown in self.memory.sent for row in shown.reply.buttons for b in row]
        await self._push({"tap": next(b.data for b in buttons if b.label == label)})

    async def sees(self, n: int) -> list[Seen]:
        shown = self.memory.shown(self.chat)
        assert len(shown) >= n
        return [
            Seen(s.reply.text, [b.label for row in s.reply.buttons for b in row], s.photo is not None) for s in shown
        ]

    async def leaves(self) -> bool:
        self.memory.errors.append(ChatGoneError("left"))
        return True

    async def _push(self, said: dict[str, Any]) -> None:
        await self.memory.push({"chat": "7", "sender": "7", **said})


@bench
async def memory() -> AsyncGenerator[Bench]:
    yield MemoryBench()


class ConsoleBench:
    """The console with a pipe for a keyboard; what is printed is read back."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._screen = folder, io.StringIO()
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        self.channel: Channel = ConsoleChannel(self._typed, self._screen)
        self.chat = Chat("console", "1")

    async def _typed(self) -> AsyncIterator[str]:
        while True:
            yield await self._lines.get()

    async def says(self, text: str) -> None:
        await self._lines.put(text)

    async def sends_place(self, lat: float, lon: float) -> None:
        await self._lines.put(f"@{lat},{lon}")

    async def sends_photo(self, data: bytes) -> None:
        await asyncio.to_thread((self._folder / "photo.jpg").write_bytes, data)
        await self._lines.put(f"!{self._folder / 'photo.jpg'}")

    async def taps(self, label: str) -> None:
        await self._lines.put(label)

    async def sees(self, n: int) -> list[Seen]:
        blocks = [block.replace(RTL, "").split("\n") for block in self._screen.getvalue().split("\n\n") if block]
        assert len(blocks) >= n
        return [_read_block(block) for block in blocks]

    async def leaves(self) -> bool:
        return False


def _read_block(lines: list[str]) -> Seen:
    numbered = [line.split(") ", 1)[1] for line in lines if latin_digits(line.strip())[:1].isdigit() and ") " in line]
    text = "\n".join(line for line in lines if line and not line.startswith("  ") and not line.startswith("🖼"))
    return Seen(text, numbered, any(line.startswith("🖼") for line in lines))


@bench
async def console() -> AsyncGenerator[Bench]:
    with tempfile.TemporaryDirectory() as folder:
        made = ConsoleBench(Path(folder))
        try:
            yield made
        finally:
            await made.channel.stop()


class WebBench:
    """Frames as the page hands them in; what a person sees is read from the database, which tests/panel does."""

    def __init__(self) -> None:
        self.inbox: Intake | None = None
        bench = self

        class Started(WebChannel):
            async def start(self, intake: Intake) -> None:
                bench.inbox = intake

        self.channel: Channel = Started()
        self.chat = Chat("web", "0" * 32)

    async def says(self, text: str) -> None:
        await self._hand_in(text=text)

    async def sends_place(self, lat: float, lon: float) -> None:
        await self._hand_in(point={"lat": lat, "lon": lon})

    async def sends_photo(self, data: bytes) -> None:
        pytest.skip("the page cleans photos before it hands them in")

    async def taps(self, label: str) -> None:
        await self._hand_in(tap=next(b.data for row in YES_NO.buttons for b in row if b.label == label))

    async def sees(self, n: int) -> list[Seen]:
        pytest.skip("the lines in the database are the delivery")

    async def leaves(self) -> bool:
        return False

    async def _hand_in(self, **words: Any) -> None:
        assert self.inbox is not None
        frame = Frame(id=uuid4(), **words)
        await self.inbox("web", [(f"{self.chat.key}:{frame.id}", frame.raw(self.chat.id, time.time()))])


@bench
async def web() -> AsyncGenerator[Bench]:
    yield WebBench()


YES_NO = Reply("همین است؟", ((Button("بله", "say:yes"), Button("نه", "say:no")),))


async def heard(made: Bench, inbox: Inbox) -> Message:
    """The next update as a Message."""
    found = made.channel.parse(await inbox.next())
    assert found is not None
    return found

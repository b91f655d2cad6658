"""Whole turns: update kept, text read, conversation stepped, everything committed, reply sent and noted."""

from pathlib import Path

from app import running
from bench.load import Clock, Load, Speed
from bot.channels.botapi import BotApi, Dialect
from bot.channels.limiter import Limiter
from bot.channels.memory import MemoryChannel
from bot.channels.messenger import Messenger
from bot.channels.port import Raw
from dialogues.message import Chat, Reply, Sent
from dialogues.world import Pace
from library import Content
from nlu.reading import Reader
from settings import Settings, SiteSettings


class NoLimit(Limiter):
    """A messenger's limits are not what is measured."""

    async def slot(self, chat: str, group: bool = False) -> None:
        """Now."""


class OverHttp(BotApi):
    """The Telegram channel, with a clock that hears every answer."""

    clock: Clock

    async def send(self, chat: Chat, reply: Reply, photo: bytes | None = None) -> Sent:
        """Sends as always."""
        sent = await super().send(chat, reply, photo)
        self.clock.tick()
        return sent


class InMemory(MemoryChannel):
    """The channel without a network."""

    clock: Clock

    async def send(self, chat: Chat, reply: Reply, photo: bytes | None = None) -> Sent:
        """Keeps it as always."""
        sent = await super().send(chat, reply, photo)
        self.clock.tick()
        return sent


def installation(home: Path, url: str) -> Settings:
    """An installation of this run alone."""
    return Settings("tehran", 0, "127.0.0.1", home, url, SiteSettings(), Pace(), ())


async def over_http(made: Settings, content: Content, reader: Reader, load: Load) -> Speed:
    """The real engine, reader, database and courier at the fake messenger."""
    channel = OverHttp(Messenger("telegram", load.token, load.base), "?", Dialect(), NoLimit())
    channel.clock = clock = Clock(len(load.texts))
    clock.start()
    async with running(made, content, reader, {"telegram": channel}):
        return await clock.speed()


async def in_memory(made: Settings, content: Content, reader: Reader, texts: list[str]) -> Speed:
    """The same without a network."""
    channel = InMemory()
    channel.clock = clock = Clock(len(texts))
    async with running(made, content, reader, {"memory": channel}) as house:
        updates: list[tuple[str, Raw]] = [
            (str(number), {"id": str(number), "at": 1_790_000_000, "chat": str(number), "text": text})
            for number, text in enumerate(texts)
        ]
        clock.start()
        await house.conversation.intake("memory", updates)
        return await clock.speed()

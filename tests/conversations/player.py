"""Plays a transcript against the real engine, reader, database and desk, with a clock of its own."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from PIL import Image
from sqlalchemy import text

from bot.channels.memory import MemoryChannel
from bot.conversation import Conversation
from bot.courier import Courier
from bot.groups import Groups
from cases.case import Case, Step
from cases.policy import Person
from desk import operators, steps
from desk.house import House
from dialogues.message import Button, Chat, Reply
from dialogues.world import Pace, World
from library import Content
from nlu.reading import Reader
from persian import LTR, POP, latin_digits
from storage import case_store, talks
from storage.database import Database
from storage.jobs import Jobs
from storage.media import Media

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
CITIZEN = Chat("memory", "1")
GROUP = Chat("memory", "-100", group=True)


def picture(size: tuple[int, int] = (64, 48)) -> bytes:
    """A small real JPEG."""
    out = io.BytesIO()
    Image.new("RGB", size, "grey").save(out, "JPEG")
    return out.getvalue()


PHOTOS = {
    "good": picture(),
    "broken": picture()[:200],
    "text": b"no picture at all",
    "huge": b"\xff\xd8" + b"0" * 16_000_000,
}


class Player:
    """One citizen, one unit's group, one member of staff with every permission, and time."""

    def __init__(self, database: Database, content: Content, reader: Reader, jobs: Jobs, media: Media) -> None:
        self.database, self.content, self.now = database, content, START
        self.channel = MemoryChannel()
        self.channel.files.update(PHOTOS)
        self.house = House(
            content.topics, content.city, content.workflow, content.sentences, jobs, media, 120, "http://panel/panel",
        )  # fmt: skip
        world = World(content.topics, content.city, content.workflow, content.sentences, reader, Pace())
        self.courier = Courier(database, {"memory": self.channel}, media)
        groups = Groups(self.house, content.roles)
        self.conversation = Conversation(
            database, world, self.house, {"memory": self.channel}, self.courier, groups, "test", lambda: self.now
        )
        self.person = Person(1, "staff", replace(content.roles["administrator"], scope="all"))
        self.heard = 0
        self.script: list[str] = []

    async def open(self) -> None:
        await self.channel.start(self.conversation.intake)

    async def push(self, **raw: Any) -> None:
        self.heard = len(self.channel.sent)
        await self.channel.push({"at": self.now.timestamp(), **raw})
        await self.conversation.settle()

    @property
    def replies(self) -> list[Reply]:
        """What the citizen got since the last act."""
        return [shown.reply for shown in self.channel.sent[self.heard :] if shown.chat.id == CITIZEN.id]

    @property
    def cards(self) -> list[Reply]:
        return [shown.reply for shown in self.channel.sent if shown.chat.id == GROUP.id]

    def button(self, label: str) -> Button:
        """The newest button with this label (or beginning with it)."""
        for shown in reversed(self.channel.sent):
            for row in shown.reply.buttons:
                for button in row:
                    if shown.chat.id == CITIZEN.id and plain(button.label).startswith(plain(label)):
                        return button
        raise AssertionError(f"there is no button «{label}»\n{self.transcript()}")

    async def cases(self) -> list[Case]:
        async with self.database.transaction() as connection:
            number = await talks.chat_id(connection, CITIZEN.key)
            return list(reversed(await case_store.of_chat(connection, number)))

    async def later(self, span: str) -> None:
        """Lets time pass; due timers ring in their order."""
        self.heard = len(self.channel.sent)
        number, unit = re.fullmatch(r"(\d+)([mhd])", span).groups()  # type: ignore[union-attr]
        until = self.now + timedelta(**{UNITS[unit]: int(number)})
        while (due := await self._next_timer(until)) is not None:
            at, args = due
            self.now = max(self.now, at)
            await self.conversation.wake(args["chat"], args["what"], args["ref"])
            await self.conversation.settle()
        self.now = until

    async def _next_timer(self, until: datetime) -> tuple[datetime, dict[str, str]] | None:
        query = text(
            "DELETE FROM procrastinate_jobs WHERE id = (SELECT id FROM procrastinate_jobs WHERE task_name = 'wake' AND "
            "status = 'todo' AND scheduled_at <= :until ORDER BY scheduled_at, id LIMIT 1) RETURNING scheduled_at, args"
        )
        async with self.database.transaction() as connection:
            row = (await connection.execute(query, {"until": until})).first()
        return (row[0], row[1]) if row else None

    async def staff(self, to: str, note: str = "", unit: str = "", days: int = 0, case: int = -1) -> None:
        """A member of staff moves the newest case (or the one with this index)."""
        self.heard = len(self.channel.sent)
        code = (await self.cases())[case].code
        review = self.now + timedelta(days=days) if days else None
        async with self.database.transaction() as connection:
            await steps.take_step(connection, self.house, self.person, code, Step(to, note, unit, review), self.now)
        await self.courier.deliver(CITIZEN.key)

    async def operator(self, words: str) -> None:
        self.heard = len(self.channel.sent)
        async with self.database.transaction() as connection:
            number = await talks.chat_id(connection, CITIZEN.key)
            if words == "hands back":
                await operators.hand_back(connection, self.house, self.person, number, self.now)
            else:
                await operators.answer(connection, self.house, self.person, number, words, self.now)
        if words == "hands back":
            heard = self.heard
            await self.later("1m")
            self.heard = heard
        await self.courier.deliver(CITIZEN.key)

    def transcript(self) -> str:
        return "\n".join(self.script[-40:])

    def note(self, who: str, what: str) -> None:
        self.script.append(f"{who}: {what}")


def plain(words: str) -> str:
    """For comparing: marks of direction gone, digits ASCII, spaces single."""
    return " ".join(latin_digits(words.replace(LTR, "").replace(POP, "")).split())

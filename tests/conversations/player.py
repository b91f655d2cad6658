"""Plays a transcript against the real engine, reader, database and desk, with a clock of its own."""

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from PIL import Image
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.memory import MemoryChannel
from bot.conversation import Conversation
from bot.courier import Courier
from bot.groups import Groups
from cases.case import Case, Step
from cases.evidence import forbids_photo
from cases.policy import Person
from desk import joins, operators, splits, steps
from desk import people as desk_people
from desk.house import House
from dialogues.message import Button, Chat, Reply
from dialogues.world import Pace, World
from library import Content
from nlu.reading import Reader
from persian import LTR, POP, latin_digits
from storage import case_store, talks, work_photos
from storage.database import Database
from storage.jobs import Jobs
from storage.media import Media, clean
from topics.tree import TOPIC_DIGITS

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
            content.answers,
        )  # fmt: skip
        world = World(
            content.topics, content.city, content.workflow, content.sentences, reader, Pace(), content.answers
        )
        self.courier = Courier(database, {"memory": self.channel}, media)
        groups = Groups(self.house, content.roles)
        self.conversation = Conversation(
            database, world, self.house, {"memory": self.channel}, self.courier, groups, "test", lambda: self.now
        )
        self.person = Person(1, "staff", replace(content.roles["administrator"], scope="all"))
        self.heard = self.hired = 0
        self.script: list[str] = []

    async def open(self) -> None:
        await self.channel.start(self.conversation.intake)

    async def push(self, **raw: Any) -> None:
        self.heard = len(self.channel.sent)
        await self.channel.push({"at": self.now.timestamp(), **raw})
        await self.conversation.settle()
        for key in (CITIZEN.key, GROUP.key):
            await self.courier.deliver(key)
        await self.courier.deliver(GROUP.key)

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
            await self.courier.deliver(CITIZEN.key)
        self.now = until

    async def _next_timer(self, until: datetime) -> tuple[datetime, dict[str, str]] | None:
        query = text(
            "DELETE FROM procrastinate_jobs WHERE id = (SELECT id FROM procrastinate_jobs WHERE task_name = 'wake' AND "
            "status = 'todo' AND scheduled_at <= :until ORDER BY scheduled_at, id LIMIT 1) RETURNING scheduled_at, args"
        )
        async with self.database.transaction() as connection:
            row = (await connection.execute(query, {"until": until})).first()
        return (row[0], row[1]) if row else None

    async def staff(
        self, to: str, note: str = "", unit: str = "", days: int = 0, case: int = -1, opinion: str = "",
        photo: str = "", reason: str = "شب بود",
    ) -> None:  # fmt: skip
        """A member of staff moves the newest case (or the one with this index), with a photo or a reason for none."""
        self.heard = len(self.channel.sent)
        code = (await self.cases())[case].code
        review = self.now + timedelta(days=days) if days else None
        async with self.database.transaction() as connection:
            photos = (await self._uploaded(connection, code, photo),) if photo else ()
            wanted = Step(to, note, unit, review, opinion, photos, "" if photo else reason)
            await steps.take_step(connection, self.house, self.person, code, wanted, self.now)
        await self.courier.deliver(CITIZEN.key)

    async def _uploaded(self, connection: AsyncConnection, code: str, photo: str) -> str:
        """A photo of the work, as the page of the case keeps it."""
        case, made = await case_store.by_code(connection, code), clean(PHOTOS[photo])
        assert not forbids_photo(case, self.house.topic(case))
        chat = await case_store.chat_of(connection, case.id or 0)
        await work_photos.keep(connection, self.house.media, chat, made, f"staff:{self.person.id}")
        return made.id

    async def others(self, to: str, note: str = "") -> None:
        """A member of staff moves the newest case of somebody else."""
        self.heard = len(self.channel.sent)
        code = await self.stranger()
        async with self.database.transaction() as connection:
            await steps.take_step(connection, self.house, self.person, code, Step(to, note), self.now)
        await self.courier.deliver(CITIZEN.key)

    async def joins(self, _where: str) -> None:
        """Staff join the newest case to the newest one of somebody else."""
        self.heard = len(self.channel.sent)
        codes = [(await self.cases())[-1].code]
        async with self.database.transaction() as connection:
            await joins.join(connection, self.house, self.person, await self.stranger(), codes, self.now)
        await self.courier.deliver(CITIZEN.key)

    async def splits(self, topics: list[str]) -> None:
        """Staff split the newest case: each of these topics becomes a case of its own."""
        self.heard = len(self.channel.sent)
        case = (await self.cases())[-1]
        parts = dict.fromkeys(topics, "")
        async with self.database.transaction() as connection:
            await splits.split(connection, self.house, self.person, case.code, parts, self.now, case.version)
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

    async def quick(self, words: list[str]) -> None:
        """Several messages before the first of them is handled."""
        self.heard = len(self.channel.sent)
        for each in words:
            await self.channel.push({"at": self.now.timestamp(), "text": each})
        await self.conversation.settle()

    async def group(self, bind: str = "", link: str = "", tap: str = "", by: str = "7", photo: str = "") -> None:
        """The unit's group: bound, its staff linked; somebody presses a card's button or answers it with a photo."""
        if photo:
            asked = next(one for one in reversed(self.channel.sent) if one.chat.id == GROUP.id and one.reply.buttons)
            await self.push(chat=GROUP.id, sender=by, group=True, file=photo, answers=asked.id)
            return
        if tap:
            shown = [one for card in reversed(self.cards) for row in card.buttons for one in row]
            data = next(one.data for one in shown if plain(one.label) == plain(tap))
            await self.push(chat=GROUP.id, sender=by, group=True, tap=data)
            return
        code = await self._one_time_code(bind or link, for_group=bool(bind))
        where = {"chat": GROUP.id, "group": True} if bind else {"chat": by}
        await self.push(**where, sender=by, text=f"/{'bind' if bind else 'link'} {code}")

    async def _one_time_code(self, unit: str, for_group: bool) -> str:
        self.hired += 1
        async with self.database.transaction() as connection:
            number, _ = await desk_people.hire(connection, "test", f"login{self.hired}", "staff", "unit_staff", [unit])
            return await desk_people.give_code(connection, number, unit if for_group else None, self.now)

    async def history(self) -> list[str]:
        """What happened to the newest case, in order."""
        case = (await self.cases())[-1]
        async with self.database.transaction() as connection:
            return [event.what for event in await case_store.history(connection, case.id or 0)]

    async def evidence(self) -> Mapping[str, Any]:
        """What was kept of how the newest case's topic was found."""
        case = (await self.cases())[-1]
        async with self.database.transaction() as connection:
            return (await case_store.evidence_of(connection, case.id or 0))[-1]

    async def stranger(self) -> str:
        """The code of a case that another chat filed."""
        mine = {case.code for case in await self.cases()}
        async with self.database.transaction() as connection:
            found = await connection.execute(text("SELECT code FROM cases ORDER BY id DESC"))
            return next(str(row[0]) for row in found if row[0] not in mine)

    def transcript(self) -> str:
        return "\n".join(self.script[-40:])

    def note(self, who: str, what: str) -> None:
        self.script.append(f"{who}: {what}")


def about(found: str, wanted: str) -> bool:
    """Whether a code is the wanted one or a leaf of it: to understand finer is not wrong."""
    return wanted in (found, found[:TOPIC_DIGITS])


def plain(words: str) -> str:
    """For comparing: marks of direction gone, digits ASCII, spaces single."""
    return " ".join(latin_digits(words.replace(LTR, "").replace(POP, "")).split())

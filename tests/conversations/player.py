"""Plays a transcript against the real engine, reader, database and desk, with a clock of its own."""

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
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
from desk import deadline, joins, operators, splits, steps, teams
from desk import people as desk_people
from desk.house import House
from desk.watch import Watch
from dialogues.message import Button, Chat, Reply
from dialogues.world import Pace, World
from library import Content
from nlu.reading import Reader
from persian import LTR, POP, TEHRAN, latin_digits
from storage import case_store, digests, people, talks, work_photos
from storage import teams as storage_teams
from storage.database import Database
from storage.jobs import Jobs
from storage.media import Media, clean
from topics.tree import TOPIC_DIGITS

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
CITIZEN = Chat("memory", "1")
RINGS = 5
"""So often it rings while a transcript lets time pass: what rings for days rings no otherwise."""
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
            content.answers, pace=Pace(), roles=content.roles,
        )  # fmt: skip
        world = World(
            content.topics, content.city, content.workflow, content.sentences, reader, Pace(), content.answers
        )
        self.courier = Courier(database, {"memory": self.channel}, media, lambda: self.now)
        self.watch = Watch(database, self.house, lambda: self.now)
        groups = Groups(self.house, content.roles)
        self.conversation = Conversation(
            database, world, self.house, {"memory": self.channel}, self.courier, groups, "test", lambda: self.now
        )
        self.person = Person(1, "staff", replace(content.roles["administrator"], scope="all"))
        self.heard = self.hired = 0
        self.private: list[str] = []
        """Keys of the private chats of staff that were linked."""
        self.script: list[str] = []
        self.coaches: list[int] = []
        self.team_code = ""

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
        """Lets time pass; due timers ring in their order, and the clock is looked at when it has something to do."""
        self.heard = len(self.channel.sent)
        number, unit = re.fullmatch(r"(\d+)([mhd])", span).groups()  # type: ignore[union-attr]
        until = self.now + timedelta(**{UNITS[unit]: int(number)})
        rings = 0
        while True:
            bell = await self._next_bell(until, ringing=rings < RINGS)
            due = await self._next_timer(bell or until)
            if bell is None and due is None:
                break
            self.now = max(self.now, due[0] if due else bell or until)
            if due:
                await self.conversation.wake(due[1]["chat"], due[1]["what"], due[1]["ref"])
                await self.conversation.settle()
            else:
                rings += await self.watch.look()
            await self._send()
        self.now = until
        await self._send()

    async def _send(self) -> None:
        for key in (CITIZEN.key, GROUP.key, *self.private):
            await self.courier.deliver(key)

    async def _next_bell(self, until: datetime, ringing: bool) -> datetime | None:
        """When the clock has something to do next: a rung, a ring, a line that waits for the morning, a unit's day."""
        query = (
            "SELECT min(at) FROM (SELECT bell AS at FROM cases WHERE stopped IS NULL UNION SELECT ring FROM cases "
            "WHERE :ringing UNION SELECT hold FROM lines WHERE state = 'waiting') AS due WHERE at <= :until"
        )
        async with self.database.transaction() as connection:
            found = (await connection.execute(text(query), {"until": until, "ringing": ringing})).scalar()
            return min(filter(None, (found, await self._next_morning(connection, until))), default=None)

    async def _next_morning(self, connection: AsyncConnection, until: datetime) -> datetime | None:
        """The next opening of the offices of which a unit's group was not told."""
        today, working = self.now.astimezone(TEHRAN).date(), self.content.city.working
        days = (today + timedelta(days=number) for number in range((until.date() - today).days + 2))
        for day in (day for day in days if working.closing(day)):
            opens = working.after(datetime.combine(day, time.min, TEHRAN), timedelta())
            if opens <= until and await digests.untold(connection, day):
                return max(opens, self.now)
        return None

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
            wanted = Step(to, note, reason="شب بود")
            await steps.take_step(connection, self.house, self.person, code, wanted, self.now)
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

    async def extend(self, days: int, reason: str) -> None:
        """A member of staff moves the deadline of the newest case to the first working day so far from now."""
        self.heard = len(self.channel.sent)
        day = self.now + timedelta(days=days)
        while self.content.city.working.closing(day.date()) is None:
            day += timedelta(days=1)
        code = (await self.cases())[-1].code
        async with self.database.transaction() as connection:
            await deadline.move(connection, self.house, self.person, code, day, reason, self.now)
        await self._send()

    async def group(
        self, bind: str = "", link: str = "", tap: str = "", by: str = "7", photo: str = "", say: str = "",
        leaves: str = "",
    ) -> None:  # fmt: skip
        """The unit's group: bound, staff link themselves, press, answer with a photo, ask for a list, or leave."""
        here = {"chat": GROUP.id, "group": True}
        if photo:
            asked = next(one for one in reversed(self.channel.sent) if one.chat.id == GROUP.id and one.reply.buttons)
            await self.push(**here, sender=by, file=photo, answers=asked.id)
            return
        if say or leaves:
            await self.push(**here, sender=leaves or by, **({"text": say} if say else {"left": leaves}))
            return
        if tap:
            shown = [one for card in reversed(self.cards) for row in card.buttons for one in row]
            data = next(one.data for one in shown if plain(one.label) == plain(tap))
            await self.push(**here, sender=by, tap=data)
            return
        code = await self._one_time_code(bind or link, for_group=bool(bind))
        where = here if bind else {"chat": by}
        self.private += [] if bind else [f"memory:{by}"]
        await self.push(**where, sender=by, text=f"/{'bind' if bind else 'link'} {code}")

    async def _one_time_code(self, unit: str, for_group: bool) -> str:
        self.hired += 1
        async with self.database.transaction() as connection:
            number, _ = await desk_people.hire(connection, "test", f"login{self.hired}", "staff", "unit_staff", [unit])
            return await desk_people.give_code(connection, number, unit if for_group else None, self.now)

    async def coach(self, does: str) -> None:
        """A coach gives a code (another one: «another gives»), lets the helper go, or is switched off."""
        self.heard = len(self.channel.sent)
        async with self.database.transaction() as connection:
            if not self.coaches or does.startswith("another"):
                login = f"coach{len(self.coaches)}"
                self.coaches.append((await desk_people.hire(connection, "test", login, "coach", "coach", []))[0])
            person = Person(self.coaches[-1], "coach", self.content.roles["coach"])
            if does.endswith("gives"):
                ((_, self.team_code),) = await teams.give_codes(connection, person, 1, self.now)
            elif does == "lets go":
                (one,) = await storage_teams.roster(connection, person.id)
                await teams.let_go(connection, self.house, person, one.number, self.now)
            else:
                await people.change(connection, person.id, active=False)
        await self.courier.deliver(CITIZEN.key)

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

"""The six stops of a message: keep it raw, lock the chat, read, step, act, commit; only then send."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import acts, known, photos
from bot.channels.port import Channel, Raw
from bot.courier import Courier
from bot.groups import Groups
from bot.intake import arrival, asked_for
from bot.meters import HEARD, TURN_SECONDS
from bot.rasa import RasaReader
from bot.sms.channel import SMS
from desk import near, replies, tell
from desk.house import House
from dialogues import engine, quiet
from dialogues.message import Message, Reply
from dialogues.session import from_json, to_json
from dialogues.texting import hushed
from dialogues.turn import Turn
from dialogues.world import Step, Wake, World
from storage import inbox, talks
from storage.database import Database, announce

log = structlog.get_logger()
DatabaseGone = (OperationalError, InterfaceError)
"""The database itself is away: no update is to blame, and all wait until it is back."""


class Conversation:
    """Hears every chat of every messenger, one message at a time and in order."""

    def __init__(
        self, database: Database, world: World, house: House, channels: Mapping[str, Channel], courier: Courier,
        groups: Groups, model: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        self.database, self.rules, self.house = database, world, house
        self.channels, self.courier, self.groups, self.model = channels, courier, groups, model
        self.clock = clock
        self._draining: dict[str, asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def world(self) -> World:
        """The rules of a talk with the content of this moment, which the office may just have changed."""
        house = self.house
        return replace(
            self.rules, topics=house.topics, city=house.city, sentences=house.sentences, answers=house.answers,
            texts=house.texts,
        )  # fmt: skip

    async def intake(self, channel: str, updates: list[tuple[str, Raw]]) -> None:
        """Keeps raw updates safely, then lets them be handled; returns as soon as they are stored."""
        made = (arrival(self.channels[channel], update_id, raw) for update_id, raw in updates)
        arrivals = [one for one in made if one is not None]
        if not arrivals:
            return
        async with self.database.transaction() as connection:
            arrivals = await asked_for(connection, arrivals, self.clock())
            await inbox.keep(connection, arrivals)
        HEARD.labels(channel).inc(len(arrivals))
        for chat in dict.fromkeys(one.chat for one in arrivals):
            self.spawn(chat)

    async def wake(self, chat: str, what: str, ref: str) -> None:
        """A timer goes the same way as a message: kept, in order, once."""
        channel = chat.partition(":")[0]
        raw = {"wake": what, "ref": ref, "chat": chat}
        unique = f"wake:{chat}:{what}:{ref}:{secrets.token_hex(6)}"
        async with self.database.transaction() as connection:
            await inbox.keep(connection, [inbox.Arrival(channel, unique, chat, raw)])
        await self.drain(chat)

    def spawn(self, chat: str) -> None:
        """Handles what waits in a chat in the background."""
        task = asyncio.create_task(self.drain(chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def recover(self) -> None:
        """After a crash: handles what was kept but not handled, sends what was said but not sent."""
        async with self.database.transaction() as connection:
            waiting, unsent = await inbox.waiting_chats(connection), await talks.unsent_chats(connection, self.clock())
        for chat in waiting:
            self.spawn(chat)
        for _, chat in unsent:
            await self.courier.deliver(chat)

    async def settle(self) -> None:
        """Waits until everything that was begun is finished."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def drain(self, chat: str) -> None:
        """Handles every waiting update of a chat, oldest first; a broken one never stops the next."""
        lock = self._draining.setdefault(chat, asyncio.Lock())
        async with lock:
            while await self._handle_next(chat):
                await self.courier.deliver(chat)
        if not lock.locked():
            self._draining.pop(chat, None)

    async def _handle_next(self, chat: str) -> bool:
        """Handles one update in one transaction; False when none waits."""
        kept: inbox.Kept | None = None
        try:
            with TURN_SECONDS.time():
                async with self.database.transaction() as connection:
                    talk = await talks.open_talk(connection, chat)
                    kept = await inbox.next_of(connection, chat)
                    if kept is None:
                        return False
                    await self._handle(connection, talk, kept)
                    await inbox.done(connection, kept.id)
        except DatabaseGone:
            raise
        except Exception as error:
            # Whatever it was, it concerns this update alone: it is tried again, then set aside, and the next goes on.
            if kept is None:
                raise
            await self._failed(kept, error)
        return True

    async def _failed(self, kept: inbox.Kept, error: Exception) -> None:
        fault = type(error).__name__
        log.error("update.failed", channel=kept.channel, id=kept.id, fault=fault, where=_where(error))
        async with self.database.transaction() as connection:
            if not await inbox.failed(connection, kept.id, fault):
                return
            if kept.chat.startswith(f"{kept.channel}:?") or "wake" in kept.raw:
                return
            talk = await talks.open_talk(connection, kept.chat)
            sorry = Reply(self.world.sentences.say("talk.trouble"))
            await tell.say(connection, self.house, talk.id, [sorry], self.clock())
            await announce(connection, "dead")

    async def _handle(self, connection: AsyncConnection, talk: talks.Talk, kept: inbox.Kept) -> None:
        now = self.clock()
        if "wake" in kept.raw:
            timer = Wake(str(kept.raw["wake"]), str(kept.raw["ref"]))
            if await self._asleep(connection, talk, timer, now):
                return
            facts = await known.facts(connection, talk, (), timer.ref)
            made = engine.wake(from_json(talk.session), timer, facts, now, self.world)
            await self._commit(connection, talk, made, None, now)
            return
        channel = self.channels[kept.channel]
        message = channel.parse(kept.raw)
        if message is None:
            return
        if message.chat.group:
            await talks.set_grouped(connection, talk.id)
            if message.file and message.answers:
                heard = await photos.receive(connection, self.house.media, self.channels, talk, message)
                await self.groups.photo(connection, talk, message, heard.photo, now)
            await self.groups.hear(connection, talk, message, now)
        elif kept.channel == SMS:
            await replies.hear(connection, self.house, talk, message.text, now)
        else:
            await self._turn(connection, talk, message, now)
        if message.tap_id:
            self._answer_tap(channel, message)

    async def _asleep(self, connection: AsyncConnection, talk: talks.Talk, timer: Wake, now: datetime) -> bool:
        """Whether a timer came at night: it goes off again in the morning, when it still counts what is true then."""
        morning = quiet.ends(now, self.world.pace)
        if morning is None or timer.what == "operator":
            return False
        await self.house.jobs.wake(connection, talk.key, morning, timer.what, timer.ref)
        return True

    def _answer_tap(self, channel: Channel, message: Message) -> None:
        task = asyncio.create_task(channel.answer_tap(message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _turn(self, connection: AsyncConnection, talk: talks.Talk, message: Message, now: datetime) -> None:
        if await self.groups.code(connection, talk, message, now):
            return
        heard = await photos.receive(connection, self.house.media, self.channels, talk, message)
        message = heard.message
        reading = await self._aside(self.world.reader.read, message.text) if message.text else None
        session = from_json(talk.session)
        await talks.hear_line(connection, talk.id, known.spoken(hushed(session, message, self.world)))
        facts = await known.facts(connection, talk, reading.codes if reading else ())
        facts = await known.with_proposals(connection, self.house, talk, message, facts)
        facts = await known.with_team(connection, self.house, talk, message, facts, now)
        turn = Turn(session, message, reading, facts, now, self.world)
        made = await self._aside(engine.step, turn)
        while made.seeks:
            found = {made.seeks.key: await near.alike(connection, self.house, made.seeks, now)}
            facts = replace(facts, near={**facts.near, **found})
            made = await self._aside(engine.step, replace(turn, facts=facts))
        if heard.photo:
            await photos.keep(connection, self.house.media, talk, heard.photo, made)
        await self._commit(connection, talk, made, now, now)
        if made.session.operator:
            await announce(connection, f"talk {talk.id}")

    async def _aside[T, R](self, work: Callable[[T], R], given: T) -> R:
        """Does what may read: in a thread where the reader waits for a server, so that other chats don't wait too."""
        return await asyncio.to_thread(work, given) if isinstance(self.world.reader, RasaReader) else work(given)

    async def _commit(
        self, connection: AsyncConnection, talk: talks.Talk, made: Step, heard: datetime | None, now: datetime
    ) -> None:  # fmt: skip
        """Performs the actions, stores session and replies; all in the caller's transaction."""
        await acts.perform(connection, self.house, talk, made.actions, now, self.world.pace.reminder_days, self.model)
        await talks.save_session(connection, talk.id, to_json(made.session), heard)
        if made.replies:
            await talks.say_lines(connection, talk.id, made.replies)
            await self.house.jobs.deliver(connection, talk.key, now)


def _where(error: Exception) -> str:
    """File and line of a fault, without any value: a log holds no personal data."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""

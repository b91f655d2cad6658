"""Builds every part of a running house and joins them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from fastapi import FastAPI

from bot.channels.messenger import Messenger, open_channel
from bot.channels.phone import PhoneChannel
from bot.channels.port import Channel
from bot.channels.web import WebChannel
from bot.conversation import Conversation
from bot.courier import Courier
from bot.groups import Groups
from bot.rasa import RasaReader
from bot.sms.channel import SMS, SmsChannel
from bot.sms.console import ConsoleGateway
from bot.sms.directory import Directory
from bot.sms.kavenegar import Kavenegar
from bot.sms.port import Gateway
from desk import overlay
from desk.bulk import Bulk
from desk.house import House
from desk.watch import Watch
from dialogues.world import World
from library import Content
from nlu.reading import Reader
from panel import web
from panel.parts import Parts, Site
from settings import ROOT, MessengerSettings, Settings
from storage.database import Database, Embedded, migrate
from storage.jobs import Jobs
from storage.media import Media
from storage.notices import Notices
from storage.seal import Seal, kept

log = structlog.get_logger()
SWEEP_SECONDS = 30
CRASHED = timedelta(days=30)
"""Files older than this were looked at by an earlier start."""
STRAY = timedelta(days=2)
"""A photo that no case has taken for so long is forgotten: its draft has expired a day before."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A house that runs."""

    settings: Settings
    content: Content
    database: Database
    notices: Notices
    jobs: Jobs
    courier: Courier
    conversation: Conversation
    channels: Mapping[str, Channel]
    house: House
    pages: FastAPI


def database_url(settings: Settings, stack: AsyncExitStack) -> str:
    """The address of the database: a server of one's own, or the embedded one, which is started here."""
    if settings.database_url:
        return settings.database_url
    embedded = Embedded(settings.home / "postgres")
    stack.callback(embedded.stop)
    return embedded.url


def messenger(one: MessengerSettings) -> Messenger:
    """Settings of a messenger as its channel wants them."""
    return Messenger(one.name, one.token, one.api_base, one.webhook or None, one.secret or None, one.proxy or None)


def open_channels(settings: Settings, content: Content, notices: Notices) -> dict[str, Channel]:
    """The web chat, and every messenger whose token is set."""
    label = content.sentences.button("place.send")
    made: dict[str, Channel] = {one.name: open_channel(messenger(one), label) for one in settings.messengers}
    return {"web": WebChannel(notices.spread), PhoneChannel.name: PhoneChannel(), **made}


def open_texts(settings: Settings, database: Database, seal: Seal, stranger: str) -> dict[str, Channel]:
    """The channel of text messages, where a gateway is set."""
    if not settings.sms.gateway:
        return {}
    gateway: Gateway = ConsoleGateway()
    if settings.sms.gateway == "kavenegar":
        gateway = Kavenegar(settings.secrets.sms_key, settings.sms.sender, settings.sms.api_base)
    return {SMS: SmsChannel(gateway, Directory(database, seal), settings.secrets.sms_secret, stranger)}


@contextmanager
def beside(settings: Settings, content: Content, reader: Reader) -> Iterator[Reader]:
    """The reader, with the office's Rasa server beside it where there is one."""
    if not settings.nlu.rasa_url:
        yield reader
        return
    with RasaReader(reader, content.topics, settings.nlu.rasa_url, settings.nlu.rasa_timeout_ms) as both:
        yield both


def join(
    settings: Settings, content: Content, reader: Reader, url: str, extra: Mapping[str, Channel] | None = None
) -> Engine:
    """Builds every part; nothing runs yet."""
    database, jobs = Database(url, pool=20), Jobs(url)
    notices, media = Notices(database), Media(settings.home / "media")
    seal = kept(settings.secrets.contacts_key, settings.home / "contacts.key")
    texts = open_texts(settings, database, seal, content.sentences.say("sms.stranger"))
    channels = {**open_channels(settings, content, notices), **texts, **(extra or {})}
    house = House(
        content.topics, content.city, content.workflow, content.sentences, jobs, media,
        settings.bot.feedback_minutes, f"{settings.site.public_url}/panel", content.answers, seal, bool(texts),
        pace=settings.bot, roles=content.roles,
    )  # fmt: skip
    world = World(content.topics, content.city, content.workflow, content.sentences, reader, settings.bot)
    courier = Courier(database, channels, media)
    groups = Groups(house, content.roles)
    mark = getattr(reader, "mark", "")
    conversation = Conversation(database, world, house, channels, courier, groups, mark)
    hooks = {name: channel.hook for name, channel in channels.items() if hasattr(channel, "hook")}
    parts = Parts(
        Site(**asdict(settings.site), vendor=ROOT / "node_modules"), database, notices, media, jobs,
        content.workflow, content.roles, conversation.intake, house, hooks, reader=reader,
        answer_months=settings.bot.answer_months, templates=content.templates,
    )  # fmt: skip
    pages = web.build(parts)
    return Engine(settings, content, database, notices, jobs, courier, conversation, channels, house, pages)


@asynccontextmanager
async def running(
    settings: Settings, content: Content, reader: Reader, extra: Mapping[str, Channel] | None = None
) -> AsyncIterator[Engine]:
    """A house with everything joined and at work; stops cleanly, and what was begun is finished first."""
    async with AsyncExitStack() as stack:
        url = await asyncio.to_thread(database_url, settings, stack)
        await asyncio.to_thread(migrate, url)
        engine = join(settings, content, stack.enter_context(beside(settings, content, reader)), url, extra)
        stack.push_async_callback(engine.database.close)
        await engine.jobs.open()
        stack.push_async_callback(engine.jobs.close)
        await stack.enter_async_context(at_work(engine))
        yield engine


@asynccontextmanager
async def at_work(engine: Engine) -> AsyncIterator[None]:
    """Background work around a house: jobs, notices, what a crash left over, messengers."""

    async def deliver(chat: str) -> None:
        await engine.courier.deliver(chat)

    watch = Watch(engine.database, engine.house)
    engine.jobs.serve(deliver, engine.conversation.wake, watch.look)
    engine.jobs.serve_acts(Bulk(engine.database, engine.house, engine.content.roles).run)
    await overlay.refresh(engine.database, engine.house)
    engine.house.answers.ready()
    await engine.jobs.rescue()
    work = {
        "jobs": engine.jobs.work,
        "notices": engine.notices.run,
        "ears": lambda: _listen(engine),
        "sweep": lambda: _sweep(engine),
    }
    tasks = [_keep(name, one) for name, one in work.items()]
    await engine.conversation.recover()
    for channel in engine.channels.values():
        await channel.start(engine.conversation.intake)
    try:
        yield
    finally:
        for channel in engine.channels.values():
            await channel.stop()
        await engine.conversation.settle()
        engine.courier.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _keep(name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> asyncio.Task[None]:
    """A task that is begun again if it ever falls over; a house never goes deaf silently."""

    async def forever() -> None:
        while True:
            try:
                await work()
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - Whatever it was, the work must go on; the log names the fault.
                log.warning("task.fell", task=name, fault=type(error).__name__)
            await asyncio.sleep(1)

    return asyncio.create_task(forever(), name=name)


async def _sweep(engine: Engine) -> None:
    """Looks now and then for what was left lying while the database was away, and once for what a crash left."""
    now = datetime.now(UTC)
    async with engine.database.transaction() as connection:
        await engine.house.media.sweep(connection, now - CRASHED, now - timedelta(hours=1))
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        await engine.conversation.recover()
        async with engine.database.transaction() as connection:
            await engine.house.media.purge(connection, datetime.now(UTC) - STRAY)


async def _listen(engine: Engine) -> None:
    """Obeys notices of other rooms and processes: «send KEY», «drain KEY», «content»."""
    with engine.notices.listen() as queue:
        while True:
            word, _, key = (await queue.get()).partition(" ")
            if word == "send":
                await engine.courier.deliver(key)
            elif word == "drain":
                engine.conversation.spawn(key)
            elif word in (overlay.NOTICE, "again"):
                await overlay.refresh(engine.database, engine.house)

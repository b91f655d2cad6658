"""The web chat on a real server with a real database, and a scripted conversation behind it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import uvicorn

from bot.channels.web import WebChannel
from desk.house import House
from dialogues.message import Button, Message, Reply
from library import Content
from panel import web
from panel.parts import Parts, Site
from persian import code
from settings import ROOT
from storage import inbox, talks
from storage.database import Database, announce
from storage.inbox import Arrival
from storage.jobs import Jobs
from storage.media import Media
from storage.notices import Notices

Script = Callable[[Message], Sequence[Reply]]


def report(message: Message) -> Sequence[Reply]:
    """A short conversation, as the engine would lead it."""
    yes = (Button("بله، همین است", "yes"), Button("موضوع چیز دیگری است", "other"))
    if message.tap == "yes":
        enough = ((Button("همین نشانی کافی است", "enough"),),)
        return [Reply("کجاست؟ می‌توانید موقعیت بفرستید یا بنویسید.", enough, need="place")]
    if message.point:
        skip = ((Button("عکس ندارم", "nophoto"),),)
        return [Reply("جایش را گرفتم. یک عکس از محل (بدون چهرهٔ افراد) خیلی کمک می‌کند.", skip, need="photo")]
    if message.photo or message.tap == "nophoto":
        card = "خلاصهٔ گزارش:\n• موضوع: چاله در سواره‌رو\n• جا: خیابان ولیعصر، نزدیک پارک‌وی، منطقهٔ ۱\nثبت کنم؟"
        return [Reply("عکس رسید. مشخصات پنهان آن پاک شد."), Reply(card, ((Button("ثبت کن", "file"),),))]
    if message.tap == "file":
        return [
            Reply(
                f"ثبت شد ✅\nکد رهگیری: {code('1370482916')}\nمسئول: فنی و عمرانی منطقهٔ ۱\nمهلت: دوشنبه ۲ آذر، ساعت ۱۶"
            )
        ]
    return [Reply("ممنون که خبر دادید.\nموضوع: چاله در سواره‌رو\nدرست فهمیدم؟", (yes,))]


class ScriptedBot:
    """Keeps updates as the bot does, answers by the script, and announces the lines; `broken` times it fails first."""

    def __init__(self, database: Database, script: Script = report) -> None:
        self._database, self._script, self._channel = database, script, WebChannel()
        self.heard: list[Message] = []
        self.broken = 0
        self.calls = 0

    async def intake(self, channel: str, updates: list[tuple[str, Mapping[str, Any]]]) -> None:
        """Stores what came and answers what is new."""
        self.calls += 1
        if self.broken:
            self.broken -= 1
            raise OSError("the store is away")
        for update_id, raw in updates:
            message = self._channel.parse(raw)
            async with self._database.transaction() as connection:
                await inbox.keep(connection, [Arrival(channel, update_id, message.chat.key, raw)])
            await self._answer(message)

    async def _answer(self, message: Message) -> None:
        async with self._database.transaction() as connection:
            talk = await talks.open_talk(connection, message.chat.key)
            kept = await inbox.next_of(connection, message.chat.key)
            if kept is None:
                return
            await inbox.done(connection, kept.id)
            self.heard.append(message)
            await talks.hear_line(connection, talk.id, spoken(message))
            await talks.say_lines(connection, talk.id, self._script(message))
            await announce(connection, f"lines {talk.id}")


def spoken(message: Message) -> dict[str, Any]:
    """What the bot keeps of a message."""
    point = [message.point.lat, message.point.lon] if message.point else None
    said = {"text": message.text, "tap": message.tap, "point": point, "photo": message.photo}
    return {key: value for key, value in said.items() if value}


class Stage:
    """A running site: where it is, what it is made of, and who answers."""

    def __init__(self, url: str, parts: Parts, bot: ScriptedBot) -> None:
        self.url, self.parts, self.bot = url, parts, bot

    async def say(self, key: str, *replies: Reply) -> None:
        """Lines that come without having been asked for."""
        async with self.parts.database.transaction() as connection:
            talk = await talks.open_talk(connection, key)
            await talks.say_lines(connection, talk.id, replies)
            await announce(connection, f"lines {talk.id}")


def made_parts(database: Database, content: Content, folder: Path, url: str, bot: ScriptedBot) -> Parts:
    """Everything a page needs, in real."""
    media, jobs = Media(folder / "photos"), Jobs(database.url)
    parts = (content.topics, content.city, content.workflow, content.sentences)
    house = House(*parts, jobs, media, 60, url, content.answers)
    site = Site(public_url=url, tiles="/static/no-tiles/{z}/{x}/{y}.png", vendor=ROOT / "node_modules")
    return Parts(
        site, database, Notices(database), media, jobs, content.workflow, content.roles, bot.intake, house,
        templates=content.templates,
    )  # fmt: skip


@asynccontextmanager
async def stage(database: Database, content: Content, folder: Path, script: Script = report) -> AsyncIterator[Stage]:
    """Opens the site on a free port of the loopback and closes it again."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
        bot = ScriptedBot(database, script)
        parts = made_parts(database, content, folder, url, bot)
        server = uvicorn.Server(uvicorn.Config(web.build(parts), log_level="warning", timeout_graceful_shutdown=2))
        tasks = [asyncio.create_task(parts.notices.run()), asyncio.create_task(server.serve([door]))]
        while not server.started:  # noqa: ASYNC110 uvicorn offers no event for it.
            await asyncio.sleep(0.01)
        try:
            yield Stage(url, parts, bot)
        finally:
            server.should_exit = True
            await tasks[1]
            tasks[0].cancel()
            with suppress(asyncio.CancelledError):
                await tasks[0]

"""The office with the real conversation behind it, so that a call goes through the real reader and questions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

from bot.channels.phone import PhoneChannel
from bot.channels.port import Channel
from bot.conversation import Conversation
from bot.courier import Courier
from bot.groups import Groups
from bot.sms.channel import SmsChannel
from bot.sms.directory import Directory
from dialogues.world import Pace, World
from library import Content
from nlu.reading import Reader
from panel import web
from storage.database import Database
from tests.panel.chat_stage import ScriptedBot, made_parts
from tests.panel.staff_stage import HOME, Office, hears_itself
from tests.sms.gateways import MemoryGateway

ALWAYS = Pace(quiet_from="00:00", quiet_until="00:00")
"""News goes out at any hour, so that the tests say the same by night."""


class CallCentre(Office):
    """An office whose calls are heard by the real conversation; `gateway` keeps the text messages."""

    gateway: MemoryGateway
    conversation: Conversation


@asynccontextmanager
async def call_centre(
    database: Database, content: Content, reader: Reader, folder: Path
) -> AsyncIterator[CallCentre]:  # fmt: skip
    """Opens it, with everything connected but the messengers."""
    parts = made_parts(database, content, folder, HOME, ScriptedBot(database))
    house, gateway = replace(parts.house, texts=True, pace=ALWAYS), MemoryGateway()
    sms = SmsChannel(gateway, Directory(database, house.seal), "a-secret-of-137")
    channels: dict[str, Channel] = {"phone": PhoneChannel(), "sms": sms}
    world = World(content.topics, content.city, content.workflow, content.sentences, reader, texts=True)
    courier = Courier(database, channels, parts.media)
    talk = Conversation(database, world, house, channels, courier, Groups(house, content.roles), "test")
    hooks = {"sms": sms.hook}
    parts = replace(parts, house=house, intake=talk.intake, hooks=hooks)
    await sms.start(talk.intake)
    await parts.jobs.open()
    listening = asyncio.create_task(parts.notices.run())
    made = CallCentre(parts, web.build(parts))
    made.gateway, made.conversation = gateway, talk
    await hears_itself(made)
    try:
        yield made
    finally:
        await talk.settle()
        courier.stop()
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        await parts.jobs.close()

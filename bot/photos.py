"""Photos that people send: fetched from the messenger, cleaned before anything else, kept unless a step drops them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.port import Channel
from dialogues.actions import Drop
from dialogues.message import Message
from dialogues.world import Step
from errors import DeliveryError, PhotoError
from storage import media
from storage.media import CleanPhoto, Media
from storage.talks import Talk


@dataclass(frozen=True, slots=True)
class Heard:
    """A message with its photo checked and cleaned, before anything is stored."""

    message: Message
    photo: CleanPhoto | None = None


async def receive(
    connection: AsyncConnection, kept: Media, channels: Mapping[str, Channel], talk: Talk, message: Message
) -> Heard:  # fmt: skip
    """Fetches and cleans a photo; if that fails, nothing is kept and the citizen is told."""
    if message.photo and not await kept.loose(connection, message.photo, talk.id):
        return Heard(replace(message, photo=None, fault="fetch"))
    if not message.file or message.fault:
        return Heard(message)
    try:
        data = await channels[message.chat.channel].fetch(message.file, media.SIZE_LIMIT)
        photo = await asyncio.to_thread(media.clean, data)
    except PhotoError as error:
        return Heard(replace(message, fault=error.reason))
    except DeliveryError:
        return Heard(replace(message, fault="fetch"))
    return Heard(replace(message, photo=photo.id), photo)


async def keep(connection: AsyncConnection, kept: Media, talk: Talk, photo: CleanPhoto, made: Step) -> None:
    """Keeps a photo, unless the step says that it must not be."""
    dropped = {one for action in made.actions if isinstance(action, Drop) for one in action.photos}
    if photo.id not in dropped:
        await kept.keep(connection, talk.id, photo)

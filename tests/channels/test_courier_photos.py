"""A photo that a messenger refuses costs nobody the words that stand under it."""

from pathlib import Path

from bot.channels.memory import MemoryChannel
from bot.courier import Courier
from dialogues.message import Reply
from errors import RefusedError
from storage import talks, work_photos
from storage.database import Database
from storage.media import Media, clean
from tests.conversations.player import picture


async def test_words_arrive_where_the_photo_is_refused(database: Database, tmp_path: Path) -> None:
    media, channel, photo = Media(tmp_path), MemoryChannel(), clean(picture())
    channel.errors.append(RefusedError("PHOTO_INVALID_DIMENSIONS"))
    async with database.transaction() as connection:
        chat = await talks.chat_id(connection, "memory:1")
        await work_photos.keep(connection, media, chat, photo, "staff:1")
        await talks.say_lines(connection, chat, [Reply("کار انجام شد.", photo=photo.id)])
    await Courier(database, {"memory": channel}, media).deliver("memory:1")
    [shown] = channel.sent
    assert (shown.reply.text, shown.photo) == ("کار انجام شد.", None)
    async with database.transaction() as connection:
        [line] = await talks.lines_after(connection, chat, 0)
    assert line.state == "sent"

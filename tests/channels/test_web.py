"""What only the chat on our own page does."""

import time

import pytest

from bot.channels.web import WebChannel
from dialogues.message import Chat, Reply
from errors import DeliveryError, UpdateError

ME = Chat("web", "a" * 32)
RAW = {"chat": ME.id, "id": "1", "at": time.time()}


def test_a_photo_comes_as_the_id_of_what_is_already_cleaned() -> None:
    message = WebChannel().parse({**RAW, "photo": "p1"})
    assert (message.photo, message.file, message.text, message.chat) == ("p1", None, "", ME)


def test_a_photo_may_bring_words() -> None:
    message = WebChannel().parse({**RAW, "photo": "p1", "text": "این چاله"})
    assert (message.photo, message.text) == ("p1", "این چاله")


@pytest.mark.parametrize("raw", [{**RAW, "photo": 7}, {**RAW}, {"photo": "p1"}])
def test_an_odd_shape_is_refused(raw: dict[str, object]) -> None:
    with pytest.raises(UpdateError):
        WebChannel().parse(raw)


async def test_sending_is_done_at_once_and_each_time_has_its_own_name() -> None:
    channel = WebChannel()
    first, second = await channel.send(ME, Reply("یک")), await channel.send(ME, Reply("دو"))
    assert first.id != second.id


async def test_typing_is_spread_to_the_open_pages() -> None:
    spread: list[str] = []
    await WebChannel(spread.append).typing(ME)
    assert spread == [f"typing {ME.key}"]


async def test_there_is_nothing_to_fetch() -> None:
    with pytest.raises(DeliveryError):
        await WebChannel().fetch("f", 1)

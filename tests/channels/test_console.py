"""The terminal: numbers and labels press buttons, lines become places and photos, /quit leaves."""

import asyncio
import io
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.console import RTL, ConsoleChannel, typed
from dialogues.message import Chat, Message, Reply
from errors import DeliveryError
from nlu.reading import Point
from tests.channels.benches import YES_NO, Inbox

ME = Chat("console", "1")


async def said(*lines: str, reply: Reply = YES_NO) -> list[Message]:
    """What the engine hears when these lines are typed under a reply."""

    async def typing() -> AsyncIterator[str]:
        for line in lines:
            yield line

    channel, inbox = ConsoleChannel(typing, io.StringIO()), Inbox()
    await channel.send(ME, reply)
    await channel.start(inbox)
    async with asyncio.timeout(5):
        await channel.left.wait()
    return [channel.parse(raw) for _, _, raw in inbox.all]


@pytest.mark.parametrize("line", ["2", "۲", " ۲ ", "نه", "نه!"])
async def test_a_number_or_label_presses_a_button(line: str) -> None:
    assert [message.tap for message in await said(line)] == ["say:no"]


@pytest.mark.parametrize("line", ["3", "۰", "1370482916", "نه بابا"])
async def test_anything_else_is_text(line: str) -> None:
    assert [(message.tap, message.text) for message in await said(line)] == [(None, line)]


@pytest.mark.parametrize("line", ["@35.70,51.40", "@ 35.70, 51.40", "@۳۵.۷۰,۵۱.۴۰"])
async def test_a_pin(line: str) -> None:
    assert [message.point for message in await said(line)] == [Point(35.7, 51.4)]


async def test_nothing_is_heard_after_leaving() -> None:
    assert [message.text for message in await said("یک", "", "/quit", "دو")] == ["یک"]


async def test_a_line_that_is_lost_does_not_end_the_conversation() -> None:
    async def typing() -> AsyncIterator[str]:
        yield "یک"
        yield "دو"

    channel, inbox = ConsoleChannel(typing, io.StringIO()), Inbox(broken=1)
    await channel.start(inbox)
    async with asyncio.timeout(5):
        await channel.left.wait()
    assert [raw["text"] for _, _, raw in inbox.all] == ["دو"]


async def test_every_line_runs_from_right_to_left_and_buttons_are_numbered() -> None:
    screen = io.StringIO()
    await ConsoleChannel(out=screen, place_label="موقعیت").send(ME, Reply("کجا؟\nبگویید", YES_NO.buttons, need="place"))
    assert screen.getvalue().split("\n") == [
        f"{RTL}کجا؟",
        f"{RTL}بگویید",
        f"{RTL}  ۱) بله",
        f"{RTL}  ۲) نه",
        f"{RTL}📍 @35.7000,51.4000 موقعیت",
        "",
        "",
    ]


async def test_a_message_to_a_group_does_not_take_the_buttons_away() -> None:
    screen = io.StringIO()
    channel = ConsoleChannel(out=screen)
    await channel.send(ME, YES_NO)
    await channel.send(Chat("console", "staff", group=True), Reply("کار تازه"))
    assert "[staff]" in screen.getvalue()
    assert channel._pressed("1") == YES_NO.buttons[0][0]


async def test_a_photo_that_is_not_there_is_a_delivery_error(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError):
        await ConsoleChannel().fetch(str(tmp_path / "none.jpg"), 10)


async def test_lines_are_read_from_a_pipe_as_they_come() -> None:
    out, into = os.pipe()
    lines = typed(out)
    os.write(into, "سلام\nنیم".encode())
    assert await anext(lines) == "سلام"
    os.write(into, "ه\n".encode())
    assert await anext(lines) == "نیمه"
    os.write(into, b"last")
    os.close(into)
    assert [line async for line in lines] == ["last"]
    os.close(out)


async def test_lines_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "said.txt"
    path.write_text("یک\nدو\n", encoding="utf-8")
    with path.open("rb") as file:
        assert [line async for line in typed(file.fileno())] == ["یک", "دو"]


async def test_stopping_while_nothing_is_typed_does_not_hang() -> None:
    out, into = os.pipe()
    channel = ConsoleChannel(lambda: typed(out), io.StringIO())
    await channel.start(Inbox())
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await channel.stop()
    os.close(into)
    os.close(out)

"""Too much, too odd, too quick, all at once: nothing stops the others, nothing is lost, nothing happens twice."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from dialogues.message import Button
from errors import ChatGoneError, RetryLaterError
from storage import inbox, talks
from tests.conversations.player import CITIZEN, Player, about
from tests.processes.house import until

WORDS = "یک چالهٔ بزرگ در آسفالت خیابان ما هست"
PIN = [35.6892, 51.3890]
FILE = "ثبت کن"
ASCII = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
NEXT_WEEK, LONG_AGO = datetime.now(UTC) + timedelta(days=7), datetime(2020, 1, 1, tzinfo=UTC)


def raw(number: int, **said: Any) -> tuple[str, dict[str, Any]]:
    return str(number), {"id": str(number), "at": 1_790_000_000 + number, **said}


async def bring(player: Player, *updates: tuple[str, dict[str, Any]]) -> None:
    """One batch of a messenger, handled to the end."""
    await player.conversation.intake("memory", list(updates))
    await player.conversation.settle()


async def is_true(thing: object) -> bool:
    return bool(thing)


async def one(player: Player, query: str) -> Any:
    async with player.database.transaction() as connection:
        return (await connection.execute(text(query))).scalar()


async def said(player: Player) -> list[str]:
    async with player.database.transaction() as connection:
        number = await talks.chat_id(connection, CITIZEN.key)
        return [line.body.get("text", "") for line in await talks.lines_after(connection, number, 0) if not line.out]


async def up_to_the_summary(player: Player) -> Button:
    """A report that wants nothing more but the word; the button that files it."""
    await player.push(text=WORDS)
    await player.push(point=PIN)
    for label in ("خیر", "کنار خیابان", "عکس ندارم"):
        await player.push(tap=player.button(label).data)
    return player.button(FILE)


async def test_a_bad_update_never_stops_the_others(player: Player) -> None:
    await bring(player, raw(1, text="سلام"), raw(2, chat=7, text="بد"), raw(3, text="خوبی؟"), raw(4, nothing=True))
    assert await said(player) == ["سلام", "خوبی؟"]
    async with player.database.transaction() as connection:
        dead, counted = await inbox.dead(connection), await inbox.count_updates(connection)
    assert [(letter["channel"], letter["error"]) for letter in dead] == [("memory", "UpdateError")] * 2
    assert counted == {"dead": 2}
    assert await one(player, "SELECT min(tries) FROM updates WHERE state = 'dead'") == inbox.TRIES


async def test_an_update_that_fails_inside_its_turn_is_set_aside_and_the_next_one_answered(player: Player) -> None:
    await bring(player, raw(1, text="سلام"))
    async with player.database.transaction() as connection:
        await connection.execute(text('UPDATE chats SET session = \'{"version": "of another world"}\''))
        broken = dict((await connection.execute(text("SELECT session FROM chats"))).scalar() or {})
    await bring(player, raw(2, text="سلام"))
    states = await one(player, "SELECT string_agg(state, ' ' ORDER BY id) FROM updates")
    assert states in ("done done", "done dead"), broken
    assert len(player.channel.sent) == 2


async def test_a_dead_letter_can_be_tried_again(player: Player) -> None:
    await bring(player, raw(1, nothing=True))
    async with player.database.transaction() as connection:
        [letter] = await inbox.dead(connection)
        chat = await inbox.revive(connection, letter["id"])
    assert chat is not None
    await player.conversation.drain(chat)
    assert await one(player, "SELECT state FROM updates") == "dead"


@pytest.mark.parametrize("words", ["چاله " * 2000, "آ" * 10_000, "۱" * 10_000, "\u200c" * 10_000, "🕳" * 5000])
async def test_ten_thousand_letters(player: Player, words: str) -> None:
    await bring(player, raw(1, text=words), raw(2, text="سلام"))
    assert await one(player, "SELECT count(*) FROM updates WHERE state = 'done'") == 2
    assert len(player.channel.sent) == 2


TAPS = ("", "d1", "d1:", "x:y:z", "s:accept:1", "f:good:0000000000", "d1:topic:99.x", "d²:x", ":" * 60)


@pytest.mark.parametrize("tap", TAPS)
async def test_an_unknown_button(player: Player, tap: str) -> None:
    await bring(player, raw(1, text=WORDS), raw(2, tap=tap), raw(3, text="سلام"))
    assert await one(player, "SELECT count(*) FROM updates WHERE state = 'done'") == 3
    assert await one(player, "SELECT count(*) FROM cases") == 0


async def test_two_presses_at_once_file_one_case(player: Player) -> None:
    button = await up_to_the_summary(player)
    both = (player.channel.push({"at": 1_790_000_000, "tap": button.data}) for _ in range(2))
    await asyncio.gather(*both)
    await player.conversation.settle()
    assert len(await player.cases()) == 1
    assert await one(player, "SELECT count(*) FROM events") == 1


async def test_five_messages_within_a_second(player: Player) -> None:
    parts = ["سلام", WORDS, "خیلی خطرناکه", "لطفا زودتر", "ممنون"]
    for part in parts:
        await player.channel.push({"at": 1_790_000_000, "text": part})
    await player.conversation.settle()
    assert await said(player) == parts
    assert await one(player, "SELECT count(*) FROM updates WHERE state = 'done'") == len(parts)


async def test_photo_first_then_pin_then_words(player: Player) -> None:
    await player.push(file="good")
    await player.push(point=PIN)
    await player.push(text=WORDS)
    for label in ("خیر", "کنار خیابان", FILE):
        await player.push(tap=player.button(label).data)
    [case] = await player.cases()
    assert about(case.topic, "0601")
    assert [case.where.lat, case.where.lon] == PIN
    assert await one(player, 'SELECT count(*) FROM photos WHERE "case" IS NOT NULL') == 1


async def test_a_messenger_that_asks_for_patience_gets_everything_later(player: Player) -> None:
    player.channel.errors.append(RetryLaterError(0.01))
    await player.push(text="سلام")
    await until(lambda: is_true(player.channel.sent), "the second try")
    await player.push(text="خوبی؟")
    assert len(player.channel.sent) == 2
    assert await one(player, "SELECT count(*) FROM lines WHERE state = 'waiting'") == 0


async def test_a_chat_that_is_gone_keeps_its_case_and_hears_again_when_it_is_back(player: Player) -> None:
    button = await up_to_the_summary(player)
    before = len(player.channel.sent)
    player.channel.errors.append(ChatGoneError("blocked"))
    await player.push(tap=button.data)
    assert len(await player.cases()) == 1
    assert len(player.channel.sent) == before
    assert await one(player, "SELECT count(*) FROM lines WHERE state = 'gone'") == 1
    await player.push(text="گزارش‌های من")
    assert (await player.cases())[0].code in player.replies[-1].text.translate(ASCII)


async def test_what_is_said_while_somebody_sends_goes_out_too(player: Player) -> None:
    await player.push(text="سلام")
    async with player.database.transaction() as connection:
        number = await talks.chat_id(connection, CITIZEN.key)
        assert await talks.may_send(connection, number)
        await player.push(text="خوبی؟")
        assert len(player.channel.sent) == 1
    await player.courier.deliver(CITIZEN.key)
    assert len(player.channel.sent) == 2


async def test_a_timer_of_next_week_does_not_hold_back_one_of_today(player: Player) -> None:
    rung: list[str] = []
    rings = asyncio.Event()

    async def wake(_chat: str, what: str, _ref: str) -> None:
        rung.append(what)
        rings.set()

    async def deliver(_chat: str) -> None:
        pass

    jobs = player.house.jobs
    jobs.serve(deliver, wake)
    async with player.database.transaction() as connection:
        await jobs.wake(connection, CITIZEN.key, NEXT_WEEK, "later", "1")
        await jobs.wake(connection, CITIZEN.key, LONG_AGO, "now", "1")
    worker = asyncio.create_task(jobs.work())
    async with asyncio.timeout(20):
        await rings.wait()
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)
    assert rung == ["now"]

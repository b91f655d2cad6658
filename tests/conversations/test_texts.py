"""Plays the transcripts of texts/: the same citizen with a mobile phone beside the chat.

Besides the usual keys: `texts` (the phone sends a text message), `sms` (fragments of what it got since), `no_sms`
(it got nothing), `filed` (a whole report from these words), `texted` for a talk in which the number was agreed to.
"""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import structlog
import yaml
from sqlalchemy import text

from bot.sms.channel import SmsChannel
from bot.sms.directory import Directory
from desk import texts
from errors import DeliveryError, RefusedError
from storage import contacts, talks
from storage.desk_tables import numbers
from tests.conversations.player import CITIZEN, Player, plain
from tests.conversations.test_transcripts import act, check, filled, listed
from tests.sms.gateways import MemoryGateway

NUMBER, SECRET = "09121234567", "a-secret-path-137"
STRANGER = "این شماره را نمی‌شناسیم."
OWN = ("texts", "sms", "no_sms", "filed")


class Phone:
    """The citizen's mobile phone, behind a real channel and its web hook."""

    def __init__(self, player: Player) -> None:
        self.player, self.gateway, self.said = player, MemoryGateway(), 0
        self.channel = SmsChannel(self.gateway, Directory(player.database, player.house.seal), SECRET, STRANGER)
        player.house = replace(player.house, texts=True)
        conversation = player.conversation
        conversation.house, conversation.groups.house = player.house, player.house
        conversation.channels = {**conversation.channels, "sms": self.channel}
        player.courier.channels = conversation.channels
        self.seen = 0

    async def open(self) -> None:
        await self.channel.start(self.player.conversation.intake)

    async def row(self) -> int:
        async with self.player.database.transaction() as connection:
            return await contacts.keep(connection, self.player.house.seal, NUMBER)

    async def agree(self) -> None:
        """As if everything had been asked and answered."""
        async with self.player.database.transaction() as connection:
            chat = await talks.chat_id(connection, CITIZEN.key)
            row = await contacts.keep(connection, self.player.house.seal, NUMBER)
            await contacts.join(connection, chat, row, texts=True)
            await contacts.confirm(connection, row, self.player.now)

    async def send(self, words: str, id: str = "") -> bool:
        self.said += 1
        form = {"messageid": id or str(self.said), "from": NUMBER, "to": "10004346", "message": words}
        taken = await self.channel.hook(urlencode(form).encode(), None, SECRET)
        await self.player.conversation.settle()
        return taken

    async def delivered(self) -> list[str]:
        """What came since the last look."""
        for _, key in await self._unsent():
            await self.player.courier.deliver(key)
        fresh = [words for _, words in self.gateway.sent[self.seen :]]
        self.seen = len(self.gateway.sent)
        return fresh

    async def _unsent(self) -> list[tuple[int, str]]:
        async with self.player.database.transaction() as connection:
            return await talks.unsent_chats(connection, self.player.now)


@pytest.fixture
async def phone(player: Player) -> AsyncIterator[Phone]:
    made = Phone(player)
    await made.open()
    yield made
    await player.conversation.settle()


def transcripts() -> Iterator[Any]:
    for path in sorted((Path(__file__).parent / "texts").glob("*.yml")):
        for talk in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield pytest.param(talk, id=f"{path.stem}-{talk['name']}")


async def report(player: Player, words: str) -> None:
    """From the first words to the code, whatever is asked."""
    await player.push(text=words)
    for _ in range(8):
        if await player.cases():
            return
        await player.push(text="ثبت کن")
    raise AssertionError(player.transcript())


async def play(player: Player, phone: Phone, step: dict[str, Any]) -> None:
    if "filed" in step:
        await report(player, step["filed"])
    if "texts" in step:
        player.heard = len(player.channel.sent)
        await phone.send(step["texts"])
    usual = {key: value for key, value in step.items() if key not in OWN}
    await act(player, usual)
    came = await phone.delivered()
    await check(player, usual)
    for fragment in listed(step.get("sms")):
        wanted = plain(await filled(player, fragment))
        assert any(wanted in plain(words) for words in came), f"missing «{wanted}» in {came}\n{player.transcript()}"
    assert not (step.get("no_sms") and came), came
    assert all(len(words) <= texts.LETTERS for words in came)


@pytest.mark.parametrize("talk", list(transcripts()))
async def test_transcript_with_a_mobile_phone(player: Player, phone: Phone, talk: dict[str, Any]) -> None:
    if talk.get("texted"):
        await phone.agree()
    for step in talk["talk"]:
        await play(player, phone, step)


async def everything_stored(player: Player) -> str:
    """Every row of every table that a number might slip into."""
    tables = ("lines", "chats", "updates", "cases", "events", "evidence", "audit", "numbers", "contacts")
    made = []
    async with player.database.transaction() as connection:
        for name in tables:
            rows = (await connection.execute(text(f"SELECT to_jsonb(one) FROM {name} one"))).scalars()
            made += [json.dumps(row, ensure_ascii=False) for row in rows]
    return "\n".join(made)


async def test_a_number_is_readable_nowhere_and_in_no_log(player: Player, phone: Phone) -> None:
    with structlog.testing.capture_logs() as logs:
        await player.push(text="پیامک کن")
        await player.push(text=NUMBER)
        await phone.send("1")
        phone.gateway.faults = [RefusedError("no")]
        await phone.delivered()
        await player.push(text="شماره‌ام رو عوض کنم؟")
    stored = plain(await everything_stored(player)).replace(" ", "")
    assert NUMBER[1:] not in stored
    assert NUMBER[1:] not in str(logs)


async def test_the_hook_takes_nothing_without_the_secret(player: Player, phone: Phone) -> None:
    await phone.agree()
    body = urlencode({"messageid": 1, "from": NUMBER, "message": "11"}).encode()
    assert not await phone.channel.hook(body, None, None)
    assert not await phone.channel.hook(body, None, "wrong")
    assert await phone.channel.hook(body, None, SECRET)


@pytest.mark.parametrize("body", [b"", b"7", b"[]", b"\xff\xfe", b"from=0912&message=31", b'{"from": "0912"}'])
async def test_a_message_from_nobody_we_know_is_taken_and_forgotten(player: Player, phone: Phone, body: bytes) -> None:
    assert await phone.channel.hook(body, None, SECRET)
    await player.conversation.settle()
    assert await phone.delivered() == []


async def test_an_unknown_mobile_number_gets_one_kind_answer_and_is_not_kept(player: Player, phone: Phone) -> None:
    for words in ("31", "سلام", "چرا جواب نمی‌دهید"):
        body = urlencode({"from": "+98 935 111 2233", "message": words}).encode()
        assert await phone.channel.hook(body, None, SECRET)
    await player.conversation.settle()
    assert phone.gateway.sent == [("09351112233", STRANGER)]
    assert "9351112233" not in plain(await everything_stored(player)).replace(" ", "")


async def test_a_line_of_advertisements_and_a_gateway_that_is_away_do_no_harm(player: Player, phone: Phone) -> None:
    assert await phone.channel.hook(urlencode({"from": "10004346", "message": "حراج"}).encode(), None, SECRET)
    phone.gateway.faults = [DeliveryError("away")]
    assert await phone.channel.hook(urlencode({"from": "09351112233", "message": "31"}).encode(), None, SECRET)
    await player.conversation.settle()
    assert phone.gateway.sent == []


async def test_the_same_message_twice_counts_once(player: Player, phone: Phone) -> None:
    await phone.agree()
    await phone.send("سلام", id="77")
    assert len(await phone.delivered()) == 1
    async with player.database.transaction() as connection:
        await connection.execute(text("UPDATE lines SET body = jsonb_build_object('text', 'x') WHERE out"))
    await phone.send("سلام", id="77")
    assert await phone.delivered() == []


async def test_a_gateway_that_is_away_gets_the_message_later(player: Player, phone: Phone) -> None:
    phone.gateway.faults = [DeliveryError("away")]
    await phone.agree()
    await phone.send("سلام")
    player.courier.stop()
    assert (phone.gateway.faults, phone.gateway.sent) == ([], [])
    assert len(await phone.delivered()) == 1


async def test_every_title_fits_into_two_parts(player: Player, phone: Phone) -> None:
    await report(player, "یه چاله وسط خیابان ولیعصر، نرسیده به پارک‌وی هست")
    case = (await player.cases())[-1]
    for status in player.house.workflow.statuses.values():
        for topic in player.house.topics.by_code:
            for name in ("news", "news_asks", "ask", "ask_answer"):
                made = texts.fitted(player.house, name, replace(case, topic=topic), status=status.title)
                assert len(made) <= texts.LETTERS, made
    for name in ("invite", "confirmed", "agreed", "good", "bad", "answered", "none_asked", "stopped", "unknown"):
        assert len(player.house.sentences.say(f"sms.{name}", code=case.code)) <= texts.LETTERS, name


async def test_two_conversations_of_one_number_are_answered_about_the_last_question(
    player: Player, phone: Phone
) -> None:
    await phone.agree()
    await report(player, "یه چاله وسط خیابان ولیعصر، نرسیده به پارک‌وی هست")
    row = await phone.row()
    async with player.database.transaction() as connection:
        other = await talks.chat_id(connection, "web:other")
        await contacts.join(connection, other, row, texts=True)
        await contacts.confirm(connection, row, player.now)
        assert len((await connection.execute(numbers.select())).all()) == 1
    await player.staff("done", "پر شد.")
    await player.later("3h")
    await phone.send("31")
    assert (await player.cases())[-1].status == "confirmed"

"""Every gateway keeps the port's contract; a number is in no error, no log and on no terminal."""

import io
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from bot.sms.console import ConsoleGateway
from bot.sms.kavenegar import Kavenegar
from bot.sms.port import Gateway
from errors import ChatGoneError, DeliveryError, RefusedError, RetryLaterError
from tests.sms.gateways import KEY, FakeKavenegar, MemoryGateway, kavenegar

NUMBER = "09121234567"


@asynccontextmanager
async def of_kavenegar() -> AsyncIterator[Gateway]:
    async with kavenegar() as fake:
        made = Kavenegar(KEY, "10004346", fake.url)
        yield made
        await made.close()


@asynccontextmanager
async def of_console() -> AsyncIterator[Gateway]:
    yield ConsoleGateway(io.StringIO())


@asynccontextmanager
async def of_memory() -> AsyncIterator[Gateway]:
    yield MemoryGateway()


@pytest.mark.parametrize("opened", [of_kavenegar, of_console, of_memory])
async def test_a_message_gets_an_id_and_closing_twice_is_no_fault(
    opened: type[AbstractAsyncContextManager[Gateway]],
) -> None:
    async with opened() as gateway:
        assert await gateway.send(NUMBER, "سلام")
        await gateway.close()
        await gateway.close()


@pytest.fixture
async def fake() -> AsyncIterator[FakeKavenegar]:
    async with kavenegar() as made:
        yield made


@pytest.fixture
async def gateway(fake: FakeKavenegar) -> AsyncIterator[Kavenegar]:
    made = Kavenegar(KEY, "10004346", fake.url)
    yield made
    await made.close()


async def test_kavenegar_gets_receptor_sender_and_message(fake: FakeKavenegar, gateway: Kavenegar) -> None:
    assert await gateway.send(NUMBER, "گزارش ۱۳۷") == "8792343"
    assert fake.heard == [{"receptor": NUMBER, "sender": "10004346", "message": "گزارش ۱۳۷"}]


@pytest.mark.parametrize(
    ("status", "fault"),
    [(411, ChatGoneError), (413, RefusedError), (400, RefusedError), (409, RetryLaterError), (451, RetryLaterError),
     (418, DeliveryError), (412, DeliveryError), (403, DeliveryError), (599, DeliveryError)],
)  # fmt: skip
async def test_a_refusal_becomes_our_own_error(
    fake: FakeKavenegar, gateway: Kavenegar, status: int, fault: type[DeliveryError]
) -> None:
    fake.status = status
    with pytest.raises(fault) as raised:
        await gateway.send(NUMBER, "سلام")
    assert type(raised.value) is fault
    assert NUMBER not in str(raised.value)
    assert KEY not in str(raised.value)


async def test_a_receiver_who_blocks_such_lines_is_gone(fake: FakeKavenegar, gateway: Kavenegar) -> None:
    fake.state = 14
    with pytest.raises(ChatGoneError):
        await gateway.send(NUMBER, "سلام")


@pytest.mark.parametrize("body", ["", "<html>", "[]", "7", '{"return": 3}', '{"return": {"status": "x"}}'])
async def test_nonsense_is_tried_again_later(fake: FakeKavenegar, gateway: Kavenegar, body: str) -> None:
    fake.body = body
    with pytest.raises(DeliveryError) as raised:
        await gateway.send(NUMBER, "سلام")
    assert type(raised.value) is DeliveryError


async def test_a_dead_service_is_tried_again_later_and_the_key_stays_secret() -> None:
    gateway = Kavenegar(KEY, "", "http://127.0.0.1:9")
    with pytest.raises(DeliveryError) as raised:
        await gateway.send(NUMBER, "سلام")
    assert KEY not in repr(raised.value)
    assert raised.value.__cause__ is None
    await gateway.close()


async def test_the_console_shows_the_words_and_never_the_number() -> None:
    out = io.StringIO()
    await ConsoleGateway(out).send(NUMBER, "سلام")
    assert "سلام" in out.getvalue()
    assert NUMBER[-4:] not in out.getvalue()

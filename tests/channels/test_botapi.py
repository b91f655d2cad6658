"""The Telegram dialect against the fake server: receiving, sending, faults and webhooks."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import structlog
from aiohttp import web

from bot.channels.botapi import BotApi, Dialect
from bot.channels.messenger import Messenger, open_channel
from dialogues.message import Button, Chat, Reply
from errors import (
    ChatGoneError,
    DeliveryError,
    PhotoError,
    RefusedError,
    RetryLaterError,
    SettingError,
    UpdateError,
)
from nlu.reading import Point
from tests.channels.benches import PHOTO, PLACE_LABEL, YES_NO, BotApiBench, Inbox, heard, served

SECRET = "a-secret-of-the-test"


@pytest.fixture
async def made() -> AsyncIterator[BotApiBench]:
    async with served("telegram") as one:
        yield one


class Waits(list[float]):
    """The waits of a channel, which are noted and never really waited."""

    def __init__(self) -> None:
        super().__init__()
        self.noted = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.append(seconds)
        self.noted.set()
        await asyncio.sleep(0)


@asynccontextmanager
async def hasty(**settings: Any) -> AsyncIterator[tuple[BotApiBench, Waits]]:
    """A channel that tries again at once."""
    waits = Waits()
    async with served("telegram") as one:
        messenger = Messenger("telegram", one.server.token, one.server.base, **settings)
        one.channel = BotApi(messenger, PLACE_LABEL, Dialect(), sleep=waits.sleep)
        yield one, waits


class TestPolling:
    async def test_an_update_is_acknowledged_only_after_it_is_stored(self) -> None:
        async with hasty() as (made, waits):
            inbox = Inbox(broken=2)
            made.person.says("سلام")
            await made.channel.start(inbox)
            await inbox.next()
            assert waits == [1.0, 2.0]
            offsets = [values.get("offset") for values in made.server.called("getUpdates")]
            assert offsets[:3] == [None, None, None]

    async def test_what_was_stored_is_not_given_again(self, made: BotApiBench) -> None:
        inbox = Inbox()
        await made.channel.start(inbox)
        for text in ("یک", "دو", "سه"):
            made.person.says(text)
            await inbox.next()
        assert len(inbox.all) == 3
        await asyncio.sleep(0.05)
        assert not made.server.world.updates

    async def test_waits_grow_to_thirty_seconds_and_start_again_after_a_success(self) -> None:
        async with hasty() as (made, waits):
            made.server.fail(502, method="getUpdates", times=7, body="<html>bad gateway</html>")
            inbox = Inbox()
            made.person.says("سلام")
            await made.channel.start(inbox)
            await inbox.next()
            assert waits == [1, 2, 4, 8, 16, 30, 30]
            made.server.fail(500, method="getUpdates")
            made.person.says("باز هم")
            await inbox.next()
            made.person.says("و باز")
            await inbox.next()
            assert waits[7:] == [1]

    async def test_a_pause_that_is_asked_for_is_kept(self) -> None:
        async with hasty() as (made, waits):
            made.server.fail(429, method="getUpdates", retry_after=11)
            inbox = Inbox()
            made.person.says("سلام")
            await made.channel.start(inbox)
            await inbox.next()
            assert waits == [11]

    async def test_a_webhook_left_behind_is_removed_once(self) -> None:
        async with hasty() as (made, waits):
            made.server.world.hook = {"url": "http://127.0.0.1:9/old", "secret": ""}
            made.person.says("سلام")
            inbox = Inbox()
            await made.channel.start(inbox)
            await inbox.next()
            assert waits == []
            made.server.world.hook = {"url": "http://127.0.0.1:9/other", "secret": ""}
            made.server.world.news.ring()
            made.person.says("باز")
            async with asyncio.timeout(5):
                await waits.noted.wait()
            assert len(made.server.called("deleteWebhook")) == 1

    async def test_one_bad_update_stops_no_other(self, made: BotApiBench) -> None:
        inbox = Inbox()
        made.server.push({"message": {"message_id": "no number", "chat": 5}})
        made.server.push({"something_new": {"a": 1}})
        made.person.says("سالم")
        await made.channel.start(inbox)
        for _ in range(2):
            with pytest.raises(UpdateError):
                made.channel.parse(await inbox.next())
        assert (await heard(made, inbox)).text == "سالم"

    async def test_what_no_database_takes_is_cleaned(self, made: BotApiBench) -> None:
        inbox = Inbox()
        await made.channel.start(inbox)
        made.person.says("سلام\0 \ud800")
        assert (await heard(made, inbox)).text == "سلام ?"

    async def test_no_token_and_no_words_reach_the_log(self) -> None:
        with structlog.testing.capture_logs() as lines:
            async with hasty() as (made, _):
                made.server.fail(400, "chat of Ali", method="getUpdates")
                made.person.says("سلام")
                inbox = Inbox()
                await made.channel.start(inbox)
                await inbox.next()
        assert lines == [
            {
                "event": "messenger is silent",
                "log_level": "warning",
                "channel": "telegram",
                "error": "TelegramBadRequest",
                "seconds": 1.0,
            }
        ]


class TestSending:
    @pytest.mark.parametrize(
        ("status", "description", "error"),
        [
            (403, "Forbidden: bot was blocked by the user", ChatGoneError),
            (403, "Forbidden: bot was kicked from the group chat", ChatGoneError),
            (400, "Bad Request: chat not found", ChatGoneError),
            (400, "Bad Request: BUTTON_DATA_INVALID", RefusedError),
            (413, "Request Entity Too Large", RefusedError),
            (500, "Internal Server Error", DeliveryError),
            (502, "Bad Gateway", DeliveryError),
            (404, "Not Found", DeliveryError),
            (401, "Unauthorized", DeliveryError),
        ],
    )
    async def test_each_refusal_has_its_error(
        self, made: BotApiBench, status: int, description: str, error: type[DeliveryError]
    ) -> None:
        made.server.fail(status, description, method="sendMessage")
        with pytest.raises(DeliveryError) as caught:
            await made.channel.send(made.chat, Reply("سلام"))
        assert type(caught.value) is error

    async def test_patience_is_asked_for_with_its_seconds(self, made: BotApiBench) -> None:
        made.server.fail(429, method="sendMessage", retry_after=3)
        with pytest.raises(RetryLaterError) as caught:
            await made.channel.send(made.chat, Reply("سلام"))
        assert caught.value.seconds == 3

    async def test_a_page_of_a_proxy_is_no_answer(self, made: BotApiBench) -> None:
        made.server.fail(403, method="sendMessage", body="<html>filtered</html>")
        with pytest.raises(DeliveryError) as caught:
            await made.channel.send(made.chat, Reply("سلام"))
        assert type(caught.value) is DeliveryError

    async def test_an_error_never_tells_the_token(self) -> None:
        token = "1:very-secret-token"
        channel = open_channel(Messenger("telegram", token, "http://127.0.0.1:9"), PLACE_LABEL)
        with pytest.raises(DeliveryError) as caught:
            await channel.send(Chat("telegram", "7"), Reply("سلام"))
        assert token not in repr(caught.value) + repr(caught.value.__cause__)
        assert caught.value.__suppress_context__
        await channel.stop()

    async def test_a_message_that_was_sent_counts_even_if_the_answer_is_odd(self, made: BotApiBench) -> None:
        made.server.fail(200, method="sendMessage", body='{"ok": true, "result": {"message_id": 5}}')
        assert (await made.channel.send(made.chat, Reply("سلام"))).id == "5"

    async def test_a_group_that_moved_still_hears(self, made: BotApiBench) -> None:
        made.server.group(-5, {7}).becomes(-1005)
        sent = await made.channel.send(Chat("telegram", "-5", group=True), Reply("سلام"))
        (shown,) = made.server.sent(-1005)
        assert sent.id == str(shown.id)

    async def test_a_place_is_asked_by_one_keyboard_with_all_choices(self, made: BotApiBench) -> None:
        await made.channel.send(made.chat, Reply("کجاست؟", YES_NO.buttons, need="place"))
        (shown,) = made.server.sent(7)
        assert shown.keyboard == [
            [{"text": PLACE_LABEL, "request_location": True}],
            [{"text": "بله"}],
            [{"text": "نه"}],
        ]
        inbox = Inbox()
        await made.channel.start(inbox)
        made.person.taps("نه")
        assert (await heard(made, inbox)).text == "نه"

    async def test_the_place_keyboard_goes_with_the_next_plain_message(self, made: BotApiBench) -> None:
        await made.channel.send(made.chat, Reply("ممنون"))
        await made.channel.send(made.chat, YES_NO)
        plain, buttons = made.server.sent(7)
        assert plain.removes_keyboard
        assert not buttons.removes_keyboard

    async def test_a_group_is_never_asked_for_a_place(self, made: BotApiBench) -> None:
        made.server.group(-5, {7})
        await made.channel.send(Chat("telegram", "-5", group=True), Reply("کجاست؟", YES_NO.buttons, need="place"))
        (shown,) = made.server.sent(-5)
        assert shown.labels == ["بله", "نه"]

    async def test_a_place_of_ours_stands_above_its_words(self, made: BotApiBench) -> None:
        await made.channel.send(made.chat, Reply("اینجا", YES_NO.buttons, point=Point(35.7, 51.4)))
        pin, words = made.server.sent(7)
        assert pin.place == (35.7, 51.4)
        assert words.labels == ["بله", "نه"]

    async def test_an_edit_without_a_change_is_a_success(self, made: BotApiBench) -> None:
        sent = await made.channel.send(made.chat, YES_NO)
        again = await made.channel.send(made.chat, Reply(YES_NO.text, YES_NO.buttons, edits=sent.id))
        assert again == sent
        assert len(made.server.sent(7)) == 1

    async def test_the_words_of_a_photo_are_edited(self, made: BotApiBench) -> None:
        sent = await made.channel.send(made.chat, Reply("پیش از کار", photo="p1"), PHOTO)
        await made.channel.send(made.chat, Reply("پس از کار", edits=sent.id))
        (shown,) = made.server.sent(7)
        assert (shown.text, shown.edited) == ("پس از کار", 1)

    async def test_nothing_at_all_is_refused(self, made: BotApiBench) -> None:
        with pytest.raises(RefusedError):
            await made.channel.send(made.chat, Reply(""))

    async def test_a_lost_download_is_a_delivery_error(self, made: BotApiBench) -> None:
        made.server.world.files["gone"] = ("photos/gone.jpg", PHOTO)
        made.server.fail(200, method="getFile", body='{"ok": true, "result": {"file_path": "photos/other.jpg"}}')
        with pytest.raises(DeliveryError):
            await made.channel.fetch("gone", 10_000)

    async def test_a_size_that_was_not_told_is_still_limited(self, made: BotApiBench) -> None:
        made.server.world.files["big"] = ("photos/big.jpg", PHOTO)
        made.server.fail(200, method="getFile", body='{"ok": true, "result": {"file_path": "photos/big.jpg"}}')
        with pytest.raises(PhotoError, match="size"):
            await made.channel.fetch("big", 100)


class Door:
    """A small web server that gives what it receives to a channel's hook, as the panel does."""

    def __init__(self) -> None:
        self.channel: BotApi | None = None
        self.paths: list[str] = []
        self._runner: web.AppRunner | None = None

    async def open(self) -> str:
        app = web.Application()
        app.add_routes([web.post("/hook/{name}", self._take), web.post("/hook/{name}/{secret}", self._take)])
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        assert self.channel is not None
        self.paths.append(request.path)
        header = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        try:
            right = await self.channel.hook(await request.read(), header, request.match_info.get("secret"))
        except OSError:
            return web.Response(status=500)
        return web.Response(status=200 if right else 403)


class TestWebhook:
    @pytest.mark.parametrize("dialect", ["telegram", "bale"])
    async def test_updates_arrive_and_those_not_stored_come_again(self, dialect: str) -> None:
        door = Door()
        async with served(dialect, webhook=await door.open(), secret=SECRET) as made:
            assert isinstance(made.channel, BotApi)
            door.channel = made.channel
            inbox = Inbox(broken=2)
            made.person.says("سلام")
            await made.channel.start(inbox)
            assert (await heard(made, inbox)).text == "سلام"
            assert len(door.paths) == 3
            assert (SECRET in door.paths[0]) == (dialect == "bale")
        await door.close()

    async def test_only_the_messenger_may_speak(self) -> None:
        async with served("telegram", webhook="http://127.0.0.1:9", secret=SECRET) as made:
            channel, inbox = made.channel, Inbox()
            assert isinstance(channel, BotApi)
            await channel.start(inbox)
            for header, path in ((None, None), ("wrong", None), ("", None), ("نادرست", None), (None, SECRET)):
                assert not await channel.hook(b'{"update_id": 1}', header, path)
            assert inbox.all == []
            assert await channel.hook(b'{"update_id": 1}', SECRET, None)

    async def test_a_body_that_is_no_json_is_kept(self) -> None:
        async with served("telegram", webhook="http://127.0.0.1:9", secret=SECRET) as made:
            channel, inbox = made.channel, Inbox()
            assert isinstance(channel, BotApi)
            await channel.start(inbox)
            for body in (b"{half", b"\xff\xfe", b"[1, 2]", b"7", b"[" * 100_000, b'{"update_id": "x"}'):
                assert await channel.hook(body, SECRET, None)
                assert await channel.hook(body, SECRET, None)
                with pytest.raises(UpdateError):
                    channel.parse(await inbox.next())
            numbers = [number for _, number, _ in inbox.all]
            assert len(set(numbers)) == 6
            json.dumps([raw for _, _, raw in inbox.all]).encode()

    async def test_before_the_start_nothing_is_taken(self) -> None:
        async with served("telegram", webhook="http://127.0.0.1:9", secret=SECRET) as made:
            assert isinstance(made.channel, BotApi)
            assert not await made.channel.hook(b'{"update_id": 1}', SECRET, None)

    async def test_it_is_set_with_its_secret_and_tried_until_it_is(self) -> None:
        async with hasty(webhook="https://city.example/", secret=SECRET) as (made, waits):
            made.server.fail(500, method="setWebhook", times=2)
            await made.channel.start(Inbox())
            while not made.server.world.hook:
                assert await made.server.world.news.wait(5)
            assert waits == [1, 2]
            assert made.server.world.hook == {"url": "https://city.example/hook/telegram", "secret": SECRET}


class TestSettings:
    @pytest.mark.parametrize(
        "settings",
        [
            {"webhook": "https://city.example"},
            {"webhook": "https://city.example", "secret": "short"},
            {"webhook": "https://city.example", "secret": "with spaces in the secret"},
            {"proxy": "socks5://127.0.0.1:9050"},
        ],
    )
    def test_a_setting_that_would_be_unsafe_or_useless_is_refused(self, settings: dict[str, str]) -> None:
        with pytest.raises(SettingError, match="telegram"):
            Messenger("telegram", "1:a", "https://api.example", **settings)

    @pytest.mark.parametrize("name", ["pigeon", "limiter", "../telegram", "", "port"])
    def test_a_messenger_that_does_not_exist_is_named(self, name: str) -> None:
        with pytest.raises(SettingError):
            open_channel(Messenger(name, "1:a", "https://api.example"), PLACE_LABEL)

    def test_a_token_of_another_shape_is_refused_without_being_told(self) -> None:
        with pytest.raises(SettingError) as caught:
            open_channel(Messenger("telegram", "sesame", "https://api.example"), PLACE_LABEL)
        assert "sesame" not in str(caught.value)

    def test_what_is_secret_never_shows(self) -> None:
        messenger = Messenger("telegram", "1:sesame", "https://a.example", "https://b.example", SECRET)
        assert "sesame" not in repr(messenger)
        assert SECRET not in repr(messenger)

    def test_the_slow_library_is_loaded_for_a_messenger_only(self) -> None:
        code = (
            "import sys, bot.channels.messenger as m, bot.channels.memory, bot.channels.limiter\n"
            "m.open_channel(m.Messenger('console'), '')\n"
            "assert 'aiogram' not in sys.modules\n"
        )
        subprocess.run([sys.executable, "-c", code], check=True)

    async def test_calls_go_through_the_proxy(self) -> None:
        seen: list[str] = []

        async def proxied(request: web.BaseRequest) -> web.Response:
            seen.append(str(request.url))
            return web.json_response({"ok": True, "result": {"message_id": 3}})

        runner = web.ServerRunner(web.Server(proxied))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        proxy = f"http://127.0.0.1:{runner.addresses[0][1]}"
        channel = open_channel(Messenger("telegram", "1:a", "http://far.invalid", proxy=proxy), PLACE_LABEL)
        assert (await channel.send(Chat("telegram", "7"), Reply("سلام"))).id == "3"
        assert seen == ["http://far.invalid/bot1:a/sendMessage"]
        await channel.stop()
        await runner.cleanup()


async def test_too_much_button_data_is_refused(made: BotApiBench) -> None:
    with pytest.raises(RefusedError, match="BUTTON_DATA_INVALID"):
        await made.channel.send(made.chat, Reply("؟", ((Button("بله", "x" * 65),),)))

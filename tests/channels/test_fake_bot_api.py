"""The fake, judged by an unrelated client: python-telegram-bot reads it with its own types."""

import asyncio
import base64
import json
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
import telegram
import telegram.helpers
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, RetryAfter, TelegramError

from bot.channels.messenger import Messenger, open_channel
from dialogues.message import Chat, Reply
from nlu.reading import Point
from tests.channels.benches import PHOTO, PLACE_LABEL, YES_NO, Inbox, served
from tests.fake_bot_api import FakeBotApi

YES = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("بله", callback_data="say:yes")]])


@pytest.fixture
async def server() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as one:
        yield one


@pytest.fixture
async def bot(server: FakeBotApi) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(server.token, f"{server.base}/bot", f"{server.base}/file/bot") as one:
        yield one


async def post(server: FakeBotApi, method: str, **how: Any) -> dict[str, Any]:
    """One bare HTTP call."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.base}/bot{server.token}/{method}", **how) as answer,
    ):
        found: dict[str, Any] = await answer.json()
        return found


class TestUnrelatedClient:
    async def test_a_whole_conversation(self, server: FakeBotApi, bot: telegram.Bot) -> None:
        person = server.user(7)
        person.says("/start")
        person.sends_place(35.7, 51.4)
        person.sends_photo(PHOTO, "عکس", album="5")
        person.sends_voice()
        person.sends_contact("+989120000000")
        person.sends_document(b"%PDF", "application/pdf")
        updates = await bot.get_updates(timeout=0)
        messages = [update.effective_message for update in updates]
        kinds = [telegram.helpers.effective_message_type(message) for message in messages if message]
        assert kinds == ["text", "location", "photo", "voice", "contact", "document"]
        photo = messages[2]
        assert photo
        assert photo.media_group_id == "5"
        file = await photo.photo[-1].get_file()
        assert bytes(await file.download_as_bytearray()) == PHOTO
        asked = await bot.send_message(7, "؟", reply_markup=YES)
        person.taps("بله")
        (tap,) = await bot.get_updates(offset=updates[-1].update_id + 1, timeout=5)
        assert tap.callback_query
        assert tap.callback_query.data == "say:yes"
        assert await tap.callback_query.answer("باشد")
        assert list(server.world.taps.values()) == ["باشد"]
        await asked.edit_text("شد")
        assert [(shown.text, shown.labels) for shown in server.sent(7)] == [("شد", [])]

    async def test_every_other_method_answers_in_its_own_type(self, server: FakeBotApi, bot: telegram.Bot) -> None:
        server.user(7)
        group = server.group(-100, {7})
        assert (await bot.get_me()).is_bot
        assert (await bot.send_document(7, b"text", caption="سند")).document
        assert (await bot.send_location(7, 35.7, 51.4)).location
        photo = await bot.send_photo(7, PHOTO, caption="پیش")
        assert (await bot.send_photo(7, photo.photo[-1].file_id)).photo
        assert isinstance(await photo.edit_caption("پس", reply_markup=YES), telegram.Message)
        assert isinstance(await photo.edit_reply_markup(None), telegram.Message)
        assert await photo.delete()
        assert await bot.send_chat_action(7, "typing")
        assert (await bot.get_chat(7)).type == "private"
        assert (await bot.get_chat_member(group.id, 7)).status == "member"
        assert (await bot.get_chat_member(group.id, 8)).status == "left"
        assert (await bot.get_chat_member(group.id, bot.id)).status == "administrator"
        assert await bot.set_my_commands([("start", "آغاز")])
        assert server.world.commands == [{"command": "start", "description": "آغاز"}]
        assert await bot.set_webhook("https://city.example/hook")
        assert (await bot.get_webhook_info()).url == "https://city.example/hook"
        assert await bot.delete_webhook()
        assert await bot.leave_chat(group.id)
        with pytest.raises(Forbidden):
            await bot.send_message(group.id, "سلام")

    @pytest.mark.parametrize("dialect", ["telegram", "bale"])
    async def test_it_reads_everything_that_our_channels_send(self, dialect: str) -> None:
        async with served(dialect) as made:
            replies = (
                Reply("سلام"),
                YES_NO,
                Reply("کجاست؟", YES_NO.buttons, need="place"),
                Reply("اینجا", point=Point(35.7, 51.4)),
                Reply("ا" * 5000, YES_NO.buttons),
            )
            for number, reply in enumerate(replies, 7):
                made.server.user(number)
                await made.channel.send(Chat(dialect, str(number)), reply)
            sent = await made.channel.send(made.chat, Reply("پیش", YES_NO.buttons, photo="p"), PHOTO)
            await made.channel.send(made.chat, Reply("پس", photo="p", edits=sent.id))
            shown = [each for number in range(7, 12) for each in made.server.sent(number)]
            assert len(shown) == 8
            for each in shown:
                message = telegram.Message.de_json(json.loads(json.dumps(each.raw)), None)
                assert message.text or message.caption or message.location
                assert not message.api_kwargs
            for values in made.server.called("sendMessage"):
                _check_markup(values.get("reply_markup"))

    async def test_our_channel_hears_a_person_who_speaks_through_it(self, server: FakeBotApi) -> None:
        me = telegram.User(7, "مریم", False)
        private = telegram.Chat(7, "private")
        at = datetime(2026, 11, 21, 12, tzinfo=UTC)
        said = telegram.Message(1, at, private, from_user=me, text="سلام")
        pin = telegram.Message(2, at, private, from_user=me, location=telegram.Location(51.4, 35.7))
        tap = telegram.CallbackQuery("5", me, "1", message=said, data="say:yes")
        server.user(7)
        for update in (
            telegram.Update(11, message=said),
            telegram.Update(12, message=pin),
            telegram.Update(13, callback_query=tap),
        ):
            server.push(update.to_dict())
        channel = open_channel(Messenger("telegram", server.token, server.base), PLACE_LABEL)
        inbox = Inbox()
        await channel.start(inbox)
        heard = [channel.parse(await inbox.next()) for _ in range(3)]
        await channel.stop()
        assert [(m.text, m.point, m.tap) for m in heard if m] == [
            ("سلام", None, None),
            ("", Point(35.7, 51.4), None),
            ("", None, "say:yes"),
        ]
        assert all(m and m.chat == Chat("telegram", "7") and m.name == "مریم" for m in heard)


def _check_markup(markup: str | None) -> None:
    """The keyboard is one that the unrelated client knows in every field."""
    plain = json.loads(markup) if markup else {}
    for key, kind in (("inline_keyboard", telegram.InlineKeyboardMarkup), ("keyboard", telegram.ReplyKeyboardMarkup)):
        if key in plain:
            read = kind.de_json(plain, None)
            assert not read.api_kwargs


class TestRefusals:
    async def test_limits(self, server: FakeBotApi, bot: telegram.Bot) -> None:
        server.user(7)
        await bot.send_message(7, "🙂" * 2048)
        for text, reason in (("🙂" * 2049, "too long"), (" ", "empty")):
            with pytest.raises(BadRequest, match=f"(?i){reason}"):
                await bot.send_message(7, text)
        with pytest.raises(BadRequest, match=r"(?i)caption is too long"):
            await bot.send_photo(7, PHOTO, caption="x" * 1025)
        for data in ("ب" * 33, ""):
            markup = {"inline_keyboard": [[{"text": "a", "callback_data": data}]]}
            answer = await post(server, "sendMessage", json={"chat_id": 7, "text": "a", "reply_markup": markup})
            assert answer["description"] == "Bad Request: BUTTON_DATA_INVALID"
        with pytest.raises(BadRequest, match=r"(?i)wrong file"):
            await bot.send_photo(7, "no-such-file")

    async def test_edits(self, server: FakeBotApi, bot: telegram.Bot) -> None:
        server.user(7)
        sent = await bot.send_message(7, "یک")
        with pytest.raises(BadRequest, match=r"(?i)not modified"):
            await bot.edit_message_text("یک", 7, sent.message_id)
        with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
            await bot.edit_message_text("دو", 7, 5)
        with pytest.raises(BadRequest, match=r"(?i)no caption"):
            await bot.edit_message_caption(7, sent.message_id, caption="دو")
        photo = await bot.send_photo(7, PHOTO)
        with pytest.raises(BadRequest, match=r"(?i)no text"):
            await bot.edit_message_text("دو", 7, photo.message_id)

    async def test_chats(self, server: FakeBotApi, bot: telegram.Bot) -> None:
        with pytest.raises(BadRequest, match=r"(?i)chat not found"):
            await bot.send_message(7, "سلام")
        person = server.user(7)
        person.blocks()
        with pytest.raises(Forbidden, match="blocked"):
            await bot.send_message(7, "سلام")
        person.unblocks()
        await bot.send_message(7, "سلام")
        server.group(-5).becomes(-1005)
        with pytest.raises(ChatMigrated):
            await bot.send_message(-5, "سلام")
        changes = [update.my_chat_member for update in await bot.get_updates(timeout=0)]
        assert [change.new_chat_member.status for change in changes if change] == ["kicked", "member"]

    async def test_scripts(self, server: FakeBotApi, bot: telegram.Bot, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PTB_TIMEDELTA", "1")
        server.user(7)
        server.user(8)
        server.fail(429, method="sendMessage", chat=7, retry_after=3)
        server.fail(500, method="sendMessage", chat=7)
        await bot.send_message(8, "دیگری")
        with pytest.raises(RetryAfter):
            await bot.send_message(7, "سلام")
        with pytest.raises(TelegramError):
            await bot.send_message(7, "سلام")
        await bot.send_message(7, "سلام")

    async def test_a_wrong_token(self, server: FakeBotApi) -> None:
        server.token = "1:wrong"
        assert (await post(server, "getMe"))["error_code"] == 401

    async def test_an_unknown_button(self, server: FakeBotApi, bot: telegram.Bot) -> None:
        person = server.user(7)
        await bot.send_message(7, "؟", reply_markup=YES)
        with pytest.raises(AssertionError, match="نه"):
            person.taps("نه")


class TestUpdates:
    async def test_what_is_not_confirmed_comes_again(self, server: FakeBotApi, bot: telegram.Bot) -> None:
        for text in ("یک", "دو", "سه"):
            server.user(7).says(text)
        first = await bot.get_updates(limit=2, timeout=0)
        assert await bot.get_updates(limit=2, timeout=0) == first
        (last,) = await bot.get_updates(offset=first[-1].update_id + 1, timeout=0)
        assert last.message
        assert last.message.text == "سه"
        assert await bot.get_updates(offset=last.update_id + 1, timeout=0) == ()

    async def test_a_long_poll_answers_as_soon_as_someone_speaks(self, server: FakeBotApi, bot: telegram.Bot) -> None:
        waiting = asyncio.create_task(bot.get_updates(timeout=20))
        while not server.called("getUpdates"):  # noqa: ASYNC110 The call must have arrived before anyone speaks.
            await asyncio.sleep(0.005)
        server.user(7).says("سلام")
        async with asyncio.timeout(5):
            assert len(await waiting) == 1

    async def test_a_webhook_excludes_polling(self, server: FakeBotApi, bot: telegram.Bot) -> None:
        await bot.set_webhook("https://city.example/hook")
        with pytest.raises(Conflict):
            await bot.get_updates(timeout=0)

    @pytest.mark.parametrize(("dialect", "left"), [("telegram", 0), ("bale", 1)])
    async def test_pending_updates_are_dropped_where_they_are(self, dialect: str, left: int) -> None:
        async with FakeBotApi(dialect) as server:
            server.user(7).says("سلام")
            await post(server, "deleteWebhook", json={"drop_pending_updates": True})
            assert len(server.world.updates) == left


class TestHttp:
    async def test_method_names_in_any_case_and_bodies_in_any_encoding(self, server: FakeBotApi) -> None:
        server.user(7)
        form, multipart = aiohttp.FormData({"chat_id": "7", "text": "یک"}), aiohttp.MultipartWriter("form-data")
        for name, value in (("chat_id", "7"), ("text", "دو")):
            multipart.append(value).set_content_disposition("form-data", name=name)
        assert (await post(server, "SENDMESSAGE", data=form))["ok"]
        assert (await post(server, "sendmessage", data=multipart))["ok"]
        assert (await post(server, "sendMessage", json={"chat_id": 7, "text": "سه"}))["ok"]
        assert (await post(server, "SendMessage", params={"chat_id": 7, "text": "چهار"}))["ok"]
        assert [shown.text for shown in server.sent(7)] == ["یک", "دو", "سه", "چهار"]
        assert server.world.encodings == {"form", "multipart", "json", "query"}

    async def test_bale_reads_no_file_id_from_json(self) -> None:
        async with FakeBotApi("bale") as server:
            server.user(7)
            file = server.world.keep(PHOTO)
            assert not (await post(server, "sendPhoto", json={"chat_id": 7, "photo": file}))["ok"]
            assert (await post(server, "sendPhoto", data={"chat_id": 7, "photo": file}))["ok"]

    async def test_an_unknown_method_and_a_broken_body(self, server: FakeBotApi) -> None:
        assert (await post(server, "sendPigeon"))["error_code"] == 404
        broken = await post(server, "sendMessage", data=b"{half", headers={"Content-Type": "application/json"})
        assert broken["error_code"] == 400
        assert (await post(server, "sendMessage", json={"text": "x"}))["error_code"] == 400


async def test_it_serves_as_a_process_of_its_own() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fake_bot_api", "--port", "0", "--dialect", "bale", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    async with asyncio.timeout(20):
        name, base, _, token = (await process.stdout.readline()).decode().split()
    assert name == "bale"
    channel = open_channel(Messenger("bale", token, base), PLACE_LABEL)
    inbox = Inbox()
    await channel.start(inbox)
    async with aiohttp.ClientSession(base) as door:
        for act, body in (
            ("says", {"user": 7, "text": "سلام"}),
            ("place", {"user": 7, "lat": 35.7, "lon": 51.4}),
            ("photo", {"user": 7, "base64": base64.b64encode(PHOTO).decode()}),
            ("group", {"id": 600, "members": [7]}),
            ("says", {"user": 7, "group": 600, "text": "من"}),
        ):
            async with door.post(f"/control/{act}", json=body) as answer:
                assert answer.ok
        heard = [channel.parse(await inbox.next()) for _ in range(4)]
        assert [(m.text, bool(m.point), bool(m.file), m.chat.group) for m in heard if m] == [
            ("سلام", False, False, False),
            ("", True, False, False),
            ("", False, True, False),
            ("من", False, False, True),
        ]
        await channel.send(Chat("bale", "7"), YES_NO)
        async with door.get("/control/sent?chat=7&n=1") as answer:
            (shown,) = await answer.json()
        assert (shown["text"], shown["buttons"]) == ("همین است؟", ["بله", "نه"])
        async with door.post("/control/tap", json={"user": 7, "label": "نه"}) as answer:
            assert answer.ok
        tap = channel.parse(await inbox.next())
        assert tap
        assert tap.tap == "say:no"
        async with door.post(
            "/control/fail", json={"status": 403, "description": "x", "method": "sendMessage"}
        ) as answer:
            assert answer.ok
        async with door.get("/control/calls?method=sendMessage") as answer:
            assert len(await answer.json()) == 1
        await channel.send(Chat("bale", "7"), Reply("شد", edits=str(shown["id"])))
    await channel.stop()
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(10):
        assert await process.wait() == 0

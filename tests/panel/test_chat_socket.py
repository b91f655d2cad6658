"""The socket, the photos and the doors of the web chat, on a real server."""

import asyncio
import io
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from PIL import Image
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from dialogues.message import Chat, Reply
from library import Content
from panel.visitor import Visitor
from storage import work_photos
from storage.database import Database
from storage.media import clean
from storage.talks import chat_id, say_lines
from tests.panel.chat_stage import Stage, stage


@pytest.fixture
async def site(database: Database, content: Content, home: Path) -> AsyncIterator[Stage]:
    async with stage(database, content, home) as made:
        yield made


@pytest.fixture
async def web(site: Stage) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site.url, headers={"Origin": site.url}) as made:
        yield made


@pytest.fixture
async def me(web: httpx.AsyncClient) -> Visitor:
    await web.get("/")
    return Visitor(web.cookies["chat"])


@asynccontextmanager
async def talking(
    site: Stage, me: Visitor, hello: Any = 0, origin: str | None = None
) -> AsyncIterator[ClientConnection]:
    headers = {"Cookie": f"chat={me.token}"}
    url = site.url.replace("http", "ws") + "/chat"
    async with connect(url, origin=Origin(origin or site.url), additional_headers=headers) as made:
        await made.send(json.dumps({"hello": hello}))
        yield made


async def heard(talk: ClientConnection, key: str) -> Any:
    """The next frame that has this key; the others are passed over."""
    async with asyncio.timeout(10):
        while True:
            frame = json.loads(await talk.recv())
            if key in frame:
                return frame[key]


async def says(talk: ClientConnection, **words: Any) -> str:
    number = str(uuid4())
    await talk.send(json.dumps({"id": number, **words}))
    return number


def picture(size: tuple[int, int] = (800, 600)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, "JPEG")
    return made.getvalue()


class TestIdentity:
    async def test_the_page_gives_a_long_random_cookie_that_scripts_cannot_read(self, web: httpx.AsyncClient) -> None:
        cookie = (await web.get("/")).headers["set-cookie"]
        assert re.match(r"chat=[A-Za-z0-9_-]{43};", cookie)
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Max-Age=31536000" in cookie

    async def test_who_comes_back_stays_the_same_person(self, web: httpx.AsyncClient, me: Visitor) -> None:
        await web.get("/")
        assert web.cookies["chat"] == me.token
        assert re.fullmatch(r"web:[0-9a-f]{32}", me.key)
        assert me.token[:8] not in me.key

    async def test_a_made_up_cookie_is_replaced(self, web: httpx.AsyncClient) -> None:
        answer = await web.get("/", headers={"Cookie": "chat=../../etc"})
        assert len(answer.cookies["chat"]) == 43

    async def test_a_socket_without_a_cookie_is_told_so(self, site: Stage) -> None:
        async with connect(site.url.replace("http", "ws") + "/chat", origin=Origin(site.url)) as talk:
            with pytest.raises(ConnectionClosed) as closed:
                await talk.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401

    async def test_a_socket_from_a_foreign_page_is_refused(self, site: Stage, me: Visitor) -> None:
        with pytest.raises(InvalidStatus):
            async with talking(site, me, origin="https://evil.example"):
                pass


class TestTalking:
    async def test_a_word_is_stored_and_answered(self, site: Stage, me: Visitor) -> None:
        async with talking(site, me) as talk:
            assert await heard(talk, "lines") == []
            await says(talk, text="سلام، چاله هست")
            assert await heard(talk, "typing") is True
            lines = await heard(talk, "lines")
        assert [line["out"] for line in lines] == [False, True]
        assert lines[0]["body"] == {"text": "سلام، چاله هست"}
        assert lines[1]["body"]["buttons"][0][0] == ["بله، همین است", "yes"]
        assert site.bot.heard[0].chat == Chat("web", me.chat)

    async def test_every_frame_is_acknowledged_after_it_was_stored(self, site: Stage, me: Visitor) -> None:
        async with talking(site, me) as talk:
            number = await says(talk, tap="yes")
            assert await heard(talk, "ack") == number
        assert site.bot.heard[0].tap == "yes"

    async def test_the_same_frame_twice_is_heard_once(self, site: Stage, me: Visitor) -> None:
        frame = json.dumps({"id": str(uuid4()), "text": "یک بار"})
        async with talking(site, me) as talk:
            await talk.send(frame)
            await heard(talk, "ack")
        async with talking(site, me) as talk:
            await talk.send(frame)
            await heard(talk, "ack")
        assert [message.text for message in site.bot.heard] == ["یک بار"]

    async def test_what_could_not_be_stored_is_not_acknowledged(self, site: Stage, me: Visitor) -> None:
        site.bot.broken = 1
        frame = json.dumps({"id": str(uuid4()), "text": "سلام"})
        async with talking(site, me) as talk:
            await talk.send(frame)
            with pytest.raises(ConnectionClosed):
                await heard(talk, "ack")
        async with talking(site, me) as talk:
            await talk.send(frame)
            assert await heard(talk, "ack")
        assert len(site.bot.heard) == 1

    async def test_who_returns_gets_only_what_is_new(self, site: Stage, me: Visitor) -> None:
        await site.say(me.key, Reply("یک"), Reply("دو"))
        async with talking(site, me) as talk:
            first = await heard(talk, "lines")
        await site.say(me.key, Reply("سه"))
        async with talking(site, me, hello=first[-1]["id"]) as talk:
            later = await heard(talk, "lines")
        assert [line["body"]["text"] for line in first + later] == ["یک", "دو", "سه"]

    async def test_an_open_page_hears_at_once_and_every_line_once(self, site: Stage, me: Visitor) -> None:
        async with talking(site, me) as one, talking(site, me) as two:
            await heard(one, "lines")
            await heard(two, "lines")
            for word in ("یک", "دو", "سه"):
                await site.say(me.key, Reply(word))
            for page in (one, two):
                said: list[str] = []
                while len(said) < 3:
                    said += [line["body"]["text"] for line in await heard(page, "lines")]
                assert said == ["یک", "دو", "سه"]

    async def test_a_lost_notice_is_made_up_for_by_looking(self, site: Stage, me: Visitor, database: Database) -> None:
        async with talking(site, me) as talk:
            await heard(talk, "lines")
            async with database.transaction() as connection:
                await say_lines(connection, await chat_id(connection, me.key), [Reply("بی‌صدا")])
            site.parts.notices.spread("again")
            assert (await heard(talk, "lines"))[0]["body"]["text"] == "بی‌صدا"

    async def test_nobody_hears_the_lines_of_another(self, site: Stage, me: Visitor) -> None:
        await site.say("web:" + "0" * 32, Reply("راز"))
        async with talking(site, me) as talk:
            assert await heard(talk, "lines") == []
            await site.say("web:" + "0" * 32, Reply("راز دیگر"))
            await site.say(me.key, Reply("برای من"))
            assert [line["body"]["text"] for line in await heard(talk, "lines")] == ["برای من"]

    async def test_the_dots_of_the_channel_reach_the_page(self, site: Stage, me: Visitor) -> None:
        async with talking(site, me) as talk:
            await heard(talk, "lines")
            site.parts.notices.spread(f"typing {me.key}")
            assert await heard(talk, "typing") is True


class TestFrames:
    @pytest.mark.parametrize(
        "words",
        [
            {},
            {"text": ""},
            {"text": 7},
            {"text": "x" * 4001},
            {"tap": "x" * 65},
            {"point": {"lat": 91, "lon": 0}},
            {"point": {"lat": float("nan"), "lon": 0}},
            {"photo": "../../secret"},
            {"photo": "nobody-sent-this"},
            {"text": "سلام", "chat": "web:other"},
        ],
    )
    async def test_a_bad_frame_is_named_and_the_talk_goes_on(
        self, site: Stage, me: Visitor, words: dict[str, Any]
    ) -> None:
        async with talking(site, me) as talk:
            number = await says(talk, **words)
            async with asyncio.timeout(10):
                while "notice" not in (frame := json.loads(await talk.recv())):
                    pass
            assert frame == {"notice": "bad", "id": number}
            await says(talk, text="سلام")
            await heard(talk, "ack")
        assert [message.text for message in site.bot.heard] == ["سلام"]

    @pytest.mark.parametrize("frame", ["", "{", "[]", '"x"', "{" * 5000, b"\x00\xff", '{"id": "x", "text": "\\ud800"}'])
    async def test_rubbish_harms_nothing(self, site: Stage, me: Visitor, frame: str | bytes) -> None:
        async with talking(site, me) as talk:
            await talk.send(frame)
            assert await heard(talk, "notice") == "bad"

    async def test_a_nul_in_the_text_does_not_reach_the_database(self, site: Stage, me: Visitor) -> None:
        async with talking(site, me) as talk:
            await says(talk, text="چا\0له")
            await heard(talk, "ack")
        assert site.bot.heard[0].text == "چاله"

    async def test_a_frame_over_the_limit_ends_the_socket(self, site: Stage, me: Visitor) -> None:
        async with talking(site, me) as talk:
            await says(talk, text="x" * 70_000)
            with pytest.raises(ConnectionClosed):
                await heard(talk, "notice")

    async def test_no_hello_no_talk(self, site: Stage, me: Visitor) -> None:
        async with talking(site, me, hello=-1) as talk:
            with pytest.raises(ConnectionClosed):
                await heard(talk, "lines")

    async def test_too_many_frames_get_a_kind_notice_and_lose_nothing(self, site: Stage, me: Visitor) -> None:
        async with talking(site, me) as talk:
            ids = [await says(talk, text=str(number)) for number in range(31)]
            assert await heard(talk, "notice") == "slow"
        assert len(site.bot.heard) == 30
        assert len(set(ids)) == 31


class TestPhotos:
    async def test_a_photo_is_kept_clean_and_shown_to_its_owner_only(
        self, site: Stage, web: httpx.AsyncClient, me: Visitor
    ) -> None:
        answer = await web.post("/chat/photo", files={"photo": ("a.jpg", picture((3000, 2000)), "image/jpeg")})
        photo = answer.json()["id"]
        mine = await web.get(f"/chat/photo/{photo}")
        assert mine.headers["content-type"] == "image/jpeg"
        assert "private" in mine.headers["cache-control"]
        assert Image.open(io.BytesIO(mine.content)).size == (1600, 1067)
        async with httpx.AsyncClient(base_url=site.url) as stranger:
            await stranger.get("/")
            assert (await stranger.get(f"/chat/photo/{photo}")).status_code == 404
        async with talking(site, me) as talk:
            await says(talk, photo=photo)
            await heard(talk, "ack")
        assert site.bot.heard[0].photo == photo

    async def test_the_photo_of_another_cannot_be_sent(self, site: Stage, web: httpx.AsyncClient, me: Visitor) -> None:
        async with httpx.AsyncClient(base_url=site.url, headers={"Origin": site.url}) as other:
            await other.get("/")
            answer = await other.post("/chat/photo", files={"photo": ("a.jpg", picture(), "image/jpeg")})
        async with talking(site, me) as talk:
            await says(talk, photo=answer.json()["id"])
            assert await heard(talk, "notice") == "bad"
        assert site.bot.heard == []

    async def test_a_photo_that_was_sent_to_me_is_shown(
        self, site: Stage, web: httpx.AsyncClient, me: Visitor, database: Database
    ) -> None:
        photo = clean(picture())
        async with database.transaction() as connection:
            await site.parts.media.keep(connection, await chat_id(connection, "web:" + "1" * 32), photo)
        assert (await web.get(f"/chat/photo/{photo.id}")).status_code == 404
        await site.say(me.key, Reply("پس از کار", photo=photo.id))
        assert (await web.get(f"/chat/photo/{photo.id}")).status_code == 200

    async def test_a_photo_of_staff_about_my_case_is_mine_only_once_it_was_sent(
        self, site: Stage, web: httpx.AsyncClient, me: Visitor
    ) -> None:
        photo = clean(picture())
        async with site.parts.database.transaction() as connection:
            await work_photos.keep(connection, site.parts.media, await chat_id(connection, me.key), photo, "staff:1")
        assert (await web.get(f"/chat/photo/{photo.id}")).status_code == 404
        await site.say(me.key, Reply("کار انجام شد.", photo=photo.id))
        assert (await web.get(f"/chat/photo/{photo.id}")).status_code == 200

    @pytest.mark.parametrize(
        ("data", "reason"),
        [(b"no photo at all", "kind"), (picture()[:300], "broken"), (b"\xff\xd8" + bytes(16 * 2**20), "size")],
    )
    async def test_what_is_no_photo_is_refused_with_a_reason(
        self, web: httpx.AsyncClient, me: Visitor, data: bytes, reason: str
    ) -> None:
        answer = await web.post("/chat/photo", files={"photo": ("a.jpg", data, "image/jpeg")})
        assert (answer.status_code, answer.json()) == (422, {"reason": reason})

    async def test_a_form_without_a_photo_is_refused(self, web: httpx.AsyncClient, me: Visitor) -> None:
        assert (await web.post("/chat/photo", data={"photo": "text"})).status_code == 422

    @pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
    async def test_a_foreign_page_cannot_upload(
        self, web: httpx.AsyncClient, me: Visitor, headers: dict[str, str]
    ) -> None:
        files = {"photo": ("a.jpg", picture(), "image/jpeg")}
        assert (await web.post("/chat/photo", files=files, headers=headers)).status_code == 403

    async def test_nobody_fills_the_disk(self, web: httpx.AsyncClient, me: Visitor) -> None:
        files = {"photo": ("a.jpg", b"nothing", "image/jpeg")}
        codes = [(await web.post("/chat/photo", files=files)).status_code for _ in range(21)]
        assert codes == [422] * 20 + [429]

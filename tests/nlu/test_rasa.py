"""A Rasa server beside our own reader: right, slow, dead or lying; whatever it is, everybody gets a reading."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.rasa import FAILURES, REST_SECONDS, Breaker, RasaReader
from content import Faults
from errors import RasaError
from library import Content
from nlu import examples, rasa
from nlu.examples import OTHERS
from nlu.reading import Guess, Issue, Place, Reading
from settings import ROOT
from tests.nlu.test_reader import check as check_reading

POTHOLE = "چاله جلوی خونه ماست"
HOLE = (Issue(POTHOLE, (Guess("1201", "", 0.6),)),)


class Ours:
    """A reader that takes every message for a report of waste in a street, and notices a code."""

    mark = "ours"

    def read(self, text: str) -> Reading:
        place = Place("خیابان ولیعصر", 3, p=0.9)
        codes = ("1370482916",) if "1370482916" in text else ()
        language: Any = "other" if text.isascii() else "fa"
        issues = tuple(Issue(part, (Guess("1201", "", 0.6), Guess("0601", "", 0.4))) for part in text.split("و بعد"))
        if len(issues) > 1:
            issues = (issues[0], Issue(issues[1].text, (Guess("1901", "", 0.9),)))
        return Reading(
            text, "report", "request", issues, place, ("115",), "emergency", language, codes=codes, child=True
        )

    def read_place(self, text: str) -> Place | None:
        return Place(text)


def ranking(**confidences: float) -> dict[str, Any]:
    order = sorted(confidences.items(), key=lambda pair: -pair[1])
    listed = [{"name": name, "confidence": p} for name, p in order]
    return {"text": POTHOLE, "intent": listed[0], "intent_ranking": listed, "entities": []}


RIGHT = ranking(report_060101=0.5, report_060102=0.1, report_1201=0.2, act_thank=0.1, kind_complaint=0.1)


class Server:
    """A Rasa server that does as it is told."""

    def __init__(self) -> None:
        self.answer: Callable[[dict[str, Any]], Any] = lambda _: RIGHT
        self.wait = 0.0
        self.asked: list[dict[str, Any]] = []

    async def parse(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.asked.append(body)
        await asyncio.sleep(self.wait)
        made = self.answer(body)
        if isinstance(made, web.Response):
            return made
        return web.Response(text=made if isinstance(made, str) else json.dumps(made), content_type="application/json")


@pytest.fixture
async def server() -> AsyncIterator[tuple[Server, str]]:
    made = Server()
    application = web.Application()
    application.router.add_post("/model/parse", made.parse)
    async with TestServer(application) as running:
        yield made, str(running.make_url("")).rstrip("/")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def reader_at(url: str, content: Content, clock: Clock | None = None, timeout_ms: int = 300) -> RasaReader:
    return RasaReader(Ours(), content.topics, url, timeout_ms, clock or Clock())


async def read(reader: RasaReader, text: str = POTHOLE) -> Reading:
    return await asyncio.to_thread(reader.read, text)


async def test_a_right_answer_gives_topics_leaf_act_and_the_rest_stays_ours(
    server: tuple[Server, str], content: Content
) -> None:
    rasa_server, url = server
    with reader_at(url, content) as reader:
        reading = await read(reader)
    check_reading(reading)
    first, second = reading.issues[0].topics
    assert (first.code, first.leaf, round(first.p, 3)) == ("0601", "060101", 0.75)
    assert (second.code, first.title) == ("1201", content.topics["0601"].title)
    assert (reading.act, reading.kind) == ("report", "request")
    assert (reading.numbers, reading.urgency, reading.child) == (("115",), "emergency", True)
    assert reading.place == Ours().read(POTHOLE).place
    assert rasa_server.asked == [{"text": POTHOLE}]


async def test_acts_and_kinds_follow_the_ranking(server: tuple[Server, str], content: Content) -> None:
    rasa_server, url = server
    with reader_at(url, content) as reader:
        rasa_server.answer = lambda _: ranking(act_thank=0.9, report_060101=0.1)
        thanks = await read(reader)
        rasa_server.answer = lambda _: ranking(act_no=0.95, act_yes=0.05)
        no = await read(reader)
        rasa_server.answer = lambda _: ranking(kind_complaint=0.6, report_060101=0.4)
        complaint = await read(reader)
    assert (thanks.act, thanks.kind) == ("thank", "thanks")
    assert (no.act, no.says, no.issues, no.kind) == ("chatter", "no", (), None)
    assert (complaint.act, complaint.kind, complaint.issues[0].topics[0].code) == ("report", "complaint", "0601")
    for reading in (thanks, no, complaint):
        check_reading(reading)


async def test_a_leaf_that_does_not_stand_out_is_not_named(server: tuple[Server, str], content: Content) -> None:
    rasa_server, url = server
    rasa_server.answer = lambda _: ranking(report_060101=0.5, report_060102=0.5)
    with reader_at(url, content) as reader:
        (guess,) = (await read(reader)).issues[0].topics
    assert (guess.code, guess.leaf, guess.p) == ("0601", "", 1.0)


async def test_several_matters_are_asked_about_one_by_one(server: tuple[Server, str], content: Content) -> None:
    rasa_server, url = server
    text = "چاله هست و بعد سگ هم زیاده"
    rasa_server.answer = lambda body: (
        RIGHT if "چاله" in body["text"] and "سگ" not in body["text"] else ranking(report_1901=1.0)
    )
    with reader_at(url, content) as reader:
        reading = await read(reader, text)
        rasa_server.answer = lambda _: RIGHT
        same = await read(reader, text)
    assert [issue.topics[0].code for issue in reading.issues] == ["0601", "1901"]
    # Splitting is ours: were both the same matter, our own topics stay.
    assert same.issues == Ours().read(text).issues


async def test_codes_telephones_and_other_languages_never_leave_the_house(
    server: tuple[Server, str], content: Content
) -> None:
    rasa_server, url = server
    with reader_at(url, content) as reader:
        tracked = await read(reader, "پیگیری 1370482916 شماره من 09121234567")
        await read(reader, "where is the bus")
    assert tracked.act == "track"
    assert not re.search(r"\d{4}", "".join(body["text"] for body in rasa_server.asked))
    assert len(rasa_server.asked) == 1


@pytest.mark.parametrize(
    "lie",
    [
        "no json", "[1]", "null", "{}", '{"intent": null}', '{"intent_ranking": 5}', '{"intent_ranking": [5]}',
        "[" * 100_000, '{"intent": {"name": "report_0601", "confidence": NaN}}',
        {"intent": {"name": "report_0601", "confidence": "0.9"}},
        {"intent": {"name": "report_0601", "confidence": True}},
        {"intent": {"name": 5, "confidence": 0.9}}, {"intent": {"name": "report_0601", "confidence": 7}},
        ranking(report_9999=0.9, report_0601=0.1), ranking(nlu_fallback=1.0), ranking(report_0601=0.0),
        ranking(report_0601=0.9, report_1201=0.9), " " * 2_000_000, "\ud83d".encode("utf-8", "replace").decode() + "{",
        {"intent_ranking": [{"name": "report_0601", "confidence": 0.5}] * 2},
    ],
)  # fmt: skip
async def test_a_lie_falls_back_to_our_own_reading(server: tuple[Server, str], content: Content, lie: Any) -> None:
    rasa_server, url = server
    rasa_server.answer = lambda _: lie
    with reader_at(url, content) as reader:
        assert await read(reader) == Ours().read(POTHOLE)
    assert len(rasa_server.asked) == 1


async def test_an_error_or_a_redirect_falls_back(server: tuple[Server, str], content: Content) -> None:
    rasa_server, url = server
    with reader_at(url, content) as reader:
        rasa_server.answer = lambda _: web.Response(status=500, text=json.dumps(RIGHT))
        assert await read(reader) == Ours().read(POTHOLE)
        rasa_server.answer = lambda _: web.Response(status=307, headers={"Location": f"{url}/model/parse"})
        assert await read(reader) == Ours().read(POTHOLE)


async def test_a_slow_server_is_not_waited_for_and_the_loop_stays_free(
    server: tuple[Server, str], content: Content
) -> None:
    rasa_server, url = server
    rasa_server.wait = 0.5
    with reader_at(url, content, timeout_ms=100) as reader:
        reading = asyncio.create_task(read(reader))
        turns = 0
        while not reading.done():
            await asyncio.sleep(0.005)
            turns += 1
        assert await reading == Ours().read(POTHOLE)
    assert turns > 5


async def test_after_three_failures_it_is_left_alone_then_tried_by_one(
    server: tuple[Server, str], content: Content
) -> None:
    rasa_server, url = server
    clock = Clock()
    rasa_server.answer = lambda _: "no json"
    with reader_at(url, content, clock) as reader:
        for _ in range(FAILURES + 2):
            await read(reader)
        assert len(rasa_server.asked) == FAILURES
        clock.now += REST_SECONDS + 1
        await read(reader)
        await read(reader)
        assert len(rasa_server.asked) == FAILURES + 1
        clock.now += REST_SECONDS + 1
        rasa_server.answer = lambda _: RIGHT
        assert (await read(reader)).issues[0].topics[0].code == "0601"
        assert (await read(reader)).issues[0].topics[0].code == "0601"


async def test_a_dead_server_falls_back(content: Content) -> None:
    with reader_at("http://127.0.0.1:9", content) as reader:
        for _ in range(FAILURES + 1):
            assert await read(reader) == Ours().read(POTHOLE)


def test_only_one_tries_while_nobody_knows() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        assert breaker.ready()
        breaker.note(well=False)
    assert not breaker.ready()
    clock.now += REST_SECONDS
    assert [breaker.ready(), breaker.ready()] == [True, False]
    breaker.note(well=True)
    assert [breaker.ready(), breaker.ready()] == [True, True]


def test_unknown_intents_beside_ours_are_no_fault(content: Content) -> None:
    assert rasa.check(ranking(report_0601=0.8, smalltalk=0.2), content.topics) == {"report_0601": 0.8}
    with pytest.raises(RasaError, match="not ours"):
        rasa.check(ranking(report_0601=0.2, smalltalk=0.8), content.topics)


def test_every_intent_may_be_one_of_rasa_s(content: Content) -> None:
    """Rasa parts retrieval intents at «/»; spaces and «+» part intents in stories and with several at once."""
    faults = Faults()
    spoken = examples.load(ROOT / "nlu" / "data", content.topics, faults)
    for name in {one.intent for one in spoken} | OTHERS:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name), name
    assert not {one.intent for one in spoken} & {"nlu_fallback", "out_of_scope", "restart", "session_start", "back"}


async def test_a_conversation_goes_through_it(server: tuple[Server, str], content: Content, player: Any) -> None:
    rasa_server, url = server
    rasa_server.answer = lambda _: ranking(report_060101=0.9, report_060102=0.1)
    own = player.conversation.world.reader
    with RasaReader(own, content.topics, url, 2000) as reader:
        player.conversation.rules = replace(player.conversation.rules, reader=reader)
        await player.push(text="یه چیزی جلوی در خونه ما کنده شده خیابان ولیعصر")
        said = " ".join(reply.text for reply in player.replies)
    assert content.topics["060101"].title in said or content.topics["0601"].title in said
    assert rasa_server.asked

"""The operator's desk: who waits, what is answered, how it goes back to the bot; alarms and dead letters."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from desk import phrases
from dialogues.message import Button, Reply
from errors import ContentError
from storage import inbox, talks
from storage.inbox import Arrival
from storage.tables import cases, updates
from tests.panel.staff_stage import Clerk, Office, now


async def wait_for_human(office: Office, key: str, minutes: int, *said: str) -> int:
    async with office.parts.database.transaction() as connection:
        talk = await talks.open_talk(connection, key)
        await talks.set_waiting(connection, talk.id, now() - timedelta(minutes=minutes))
        await talks.say_lines(connection, talk.id, [Reply("کجاست؟", ((Button("همین جا", "here"),),))])
        await talks.hear_line(connection, talk.id, {"tap": "here"})
        for text in said:
            await talks.hear_line(connection, talk.id, {"text": text})
        return talk.id


@pytest.fixture
async def desk(office: Office) -> Clerk:
    return await office.clerk("administrator", name="نام پنهان")


async def test_who_waits_longest_comes_first(office: Office, desk: Clerk) -> None:
    late, early = await wait_for_human(office, "telegram:1", 3), await wait_for_human(office, "bale:2", 60)
    page = (await desk.get("/panel/talks")).text
    assert page.index(f"/panel/talks/{early}") < page.index(f"/panel/talks/{late}")
    assert "بله" in page
    assert "telegram:1" not in page


async def test_the_conversation_is_shown_in_order_with_pressed_buttons(office: Office, desk: Clerk) -> None:
    chat = await wait_for_human(office, "web:1", 3, "کمک می‌خواهم <b>", "هستید؟")
    page = (await desk.get(f"/panel/talks/{chat}")).text
    places = [page.index(text) for text in ("کجاست؟", "</span> همین جا", "کمک می‌خواهم &lt;b&gt;", "هستید؟")]
    assert places == sorted(places)


async def test_an_answer_goes_to_the_citizen_without_a_name(office: Office, desk: Clerk) -> None:
    chat = await wait_for_human(office, "web:1", 3)
    answer = await desk.send_form(f"/panel/talks/{chat}/answer", text=" سلام، بفرمایید ")
    assert answer.headers["location"] == f"/panel/talks/{chat}?done=answered"
    async with office.parts.database.transaction() as connection:
        waiting = await talks.waiting_lines(connection, chat)
    assert waiting[-1].reply.text == "اپراتور: سلام، بفرمایید"
    assert "سلام، بفرمایید" in (await desk.get(f"/panel/talks/{chat}/lines")).text


async def test_an_empty_answer_is_refused_and_a_long_one_kept(office: Office, desk: Clerk) -> None:
    chat = await wait_for_human(office, "web:1", 3)
    assert (await desk.send_form(f"/panel/talks/{chat}/answer", text="  ")).status_code == 422
    long = await desk.send_form(f"/panel/talks/{chat}/answer", text="حرف " * 500)
    assert (long.status_code, "حرف حرف" in long.text, "خیلی بلند" in long.text) == (422, True, True)


async def test_handing_back_ends_the_operators_part(office: Office, desk: Clerk) -> None:
    chat = await wait_for_human(office, "web:1", 3)
    assert (await desk.send_form(f"/panel/talks/{chat}/back")).headers["location"] == "/panel/talks?done=back"
    assert (await desk.get(f"/panel/talks/{chat}")).status_code == 404
    assert (await desk.send_form(f"/panel/talks/{chat}/answer", text="دیر")).status_code == 404
    assert "hand_back" in {line["what"] for line in await office.recorded()}


async def test_a_conversation_with_the_bot_is_nobodys_business(office: Office, desk: Clerk) -> None:
    case = await office.case()
    async with office.parts.database.transaction() as connection:
        chat = await talks.chat_id(connection, case.chat)
    for page in ("", "/lines"):
        assert (await desk.get(f"/panel/talks/{chat}{page}")).status_code == 404


async def test_alarms_are_listed_until_a_unit_has_the_case(office: Office, desk: Clerk) -> None:
    case = await office.case(topic="", region=None)
    assert case.code in (await desk.get("/panel/talks")).text
    await desk.send_form(
        f"/panel/cases/{case.code}/steps", to="referred", note="چاله است", unit="works-6", version=case.version
    )
    assert case.code not in (await desk.get("/panel/talks")).text


async def test_a_dead_letter_is_shown_without_its_text_and_revived(office: Office, desk: Clerk) -> None:
    async with office.parts.database.transaction() as connection:
        await inbox.keep(connection, [Arrival("bale", "9", "bale:5", {"text": "راز"})])
        kept = await inbox.next_of(connection, "bale:5")
        assert kept
        for _ in range(inbox.TRIES):
            await inbox.failed(connection, kept.id, "KeyError reader.py:12")
    page = (await desk.get("/panel/talks")).text
    assert "KeyError reader.py:12" in page
    assert "راز" not in page
    assert (await desk.send_form(f"/panel/dead/{kept.id}")).headers["location"] == "/panel/talks?done=revived"
    async with office.parts.database.transaction() as connection:
        assert (await connection.execute(select(updates.c.state))).scalar_one() == "new"
    assert (await desk.send_form(f"/panel/dead/{kept.id}")).status_code == 404


async def test_who_answers_is_seen_by_the_others_and_nobody_answers_over_them(office: Office) -> None:
    chat = await wait_for_human(office, "web:1", 3, "هستید؟")
    first, second = await office.clerk("operator", name="مریم"), await office.clerk("operator", name="پروین")
    await first.send_form(f"/panel/talks/{chat}/answer", text="بله")
    assert "با مریم" in (await second.get("/panel/talks")).text
    assert "با شما" in (await first.get("/panel/talks")).text
    page = (await second.get(f"/panel/talks/{chat}")).text
    assert "مریم پاسخ می‌دهد" in page
    refused = await second.send_form(f"/panel/talks/{chat}/answer", text="من هم هستم")
    assert (refused.status_code, "من هم هستم" in refused.text) == (422, True)
    await second.send_form(f"/panel/talks/{chat}/claim")
    assert (await second.send_form(f"/panel/talks/{chat}/answer", text="من هم هستم")).status_code == 303
    assert "با پروین" in (await first.get("/panel/talks")).text
    assert "claim" in {line["what"] for line in await office.recorded()}


async def test_the_list_says_since_when_a_word_is_unanswered(office: Office, desk: Clerk) -> None:
    chat = await wait_for_human(office, "web:1", 3)
    async with office.parts.database.transaction() as connection:
        await talks.say_lines(connection, chat, [Reply("اپراتور: بفرمایید")])
    assert "پیام بی‌پاسخ" not in (await desk.get("/panel/talks")).text
    async with office.parts.database.transaction() as connection:
        await talks.hear_line(connection, chat, {"text": "هستید؟"})
    assert "پیام بی‌پاسخ" in (await desk.get("/panel/talks")).text


async def test_beside_the_talk_stand_open_cases_and_sentences_to_put_in(office: Office, desk: Clerk) -> None:
    opened, closed = await office.case(), await office.case()
    async with office.parts.database.transaction() as connection:
        chat = await talks.chat_id(connection, opened.chat)
        await connection.execute(update(cases).where(cases.c.id == closed.id).values(chat=chat, status="confirmed"))
        await talks.set_waiting(connection, chat, now())
    page = (await desk.get(f"/panel/talks/{chat}")).text
    assert page.index(opened.code) < page.index("۱ گزارش بسته") < page.index(closed.code)
    assert all(sentence in page for occasion in phrases.canned() for sentence in occasion.sentences)


def test_sentences_and_script_are_whole_and_short() -> None:
    said = [sentence for occasion in phrases.canned() for sentence in occasion.sentences]
    assert len(said) == len(set(said))
    assert all(len(sentence) < 200 and "{" not in sentence for sentence in said)
    assert set(phrases.script()) == set(phrases.SCRIPT)


def test_a_script_that_asks_for_what_nobody_knows_is_refused(tmp_path: Path) -> None:
    text = (phrases.HERE / "script.yml").read_text(encoding="utf-8")
    path = tmp_path / "script.yml"
    path.write_text(text.replace("{day}", "{phone}"), encoding="utf-8")
    with pytest.raises(ContentError, match="phone"):
        phrases.script(path)

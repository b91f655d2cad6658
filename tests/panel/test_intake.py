"""Calls: the same questions as in the chat, read aloud; the code in groups; a number only for those who want news."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update

from cases.case import Case
from desk import answers
from dialogues.message import Reply
from library import Content
from nlu.reading import Reader
from storage import case_store, contacts, talks
from storage.database import Database
from storage.tables import cases
from tests.panel.desk_stage import CallCentre, call_centre
from tests.panel.staff_stage import Clerk, now

NUMBER = "09121234567"


@pytest.fixture
async def centre(database: Database, content: Content, reader: Reader, home: Path) -> AsyncIterator[CallCentre]:
    async with call_centre(database, content, reader, home) as made:
        yield made


@pytest.fixture
async def clerk(centre: CallCentre) -> Clerk:
    return await centre.clerk("operator")


async def called(clerk: Clerk, telephone: str = "") -> int:
    answer = await clerk.send_form("/panel/intake", telephone=telephone)
    return int(answer.headers["location"].rpartition("/")[2])


async def says(clerk: Clerk, chat: int, text: str = "", **more: str) -> str:
    page = (await clerk.get(f"/panel/intake/{chat}")).text
    turn = re.findall(r'name="turn" value="([0-9a-f]+)"', page)[-1]
    answer = await clerk.send_form(f"/panel/intake/{chat}/say", turn=turn, text=text, **more)
    assert answer.status_code == 303, answer.text
    return (await clerk.get(f"/panel/intake/{chat}")).text


def offered(page: str, label: str) -> str:
    found = re.search(rf'name="tap" value="([^"]+)">{label}', page)
    assert found, page
    return found[1]


async def whole_report(clerk: Clerk, chat: int) -> str:
    page = await says(clerk, chat, "یه چاله وسط خیابان ولیعصر، نرسیده به پارک‌وی هست")
    assert "ممنون که خبر دادید" in page
    page = await says(clerk, chat, lat="35.7869", lon="51.4126")
    for _ in range(6):
        if "ثبت شد." in page:
            return page
        page = await says(clerk, chat, "ثبت کن")
    raise AssertionError(page)


async def cases_of(centre: CallCentre, chat: int) -> list[Case]:
    async with centre.parts.database.transaction() as connection:
        return await case_store.of_chat(connection, chat)


async def test_a_caller_is_asked_what_a_citizen_in_the_chat_is_asked_and_gets_a_code(
    centre: CallCentre, clerk: Clerk
) -> None:
    chat = await called(clerk)
    page = await whole_report(clerk, chat)
    (case,) = await cases_of(centre, chat)
    digits = "".join(re.findall(r"spoken-code\">([^<]+)", page)).strip("\u2066\u2069")
    assert [len(part) for part in digits.split()] == [3, 3, 2, 2]
    assert case.topic[:4] == "0601"
    assert case.where.lat == 35.7869
    (event,) = await centre.history(case)
    assert event.more["taken_by"] == f"staff:{clerk.id}"
    assert case.unit != "operator"


async def test_no_photo_is_asked_of_somebody_on_the_telephone(centre: CallCentre, clerk: Clerk) -> None:
    chat = await called(clerk)
    await whole_report(clerk, chat)
    async with centre.parts.database.transaction() as connection:
        said = [line.reply for line in await talks.lines_after(connection, chat, 0) if line.out]
    assert said
    assert not any(reply.need == "photo" for reply in said)


async def test_danger_numbers_stand_first_in_what_is_read_aloud(clerk: Clerk) -> None:
    chat = await called(clerk)
    page = await says(clerk, chat, "بوی گاز شدید تو کوچه نسترن یکی هم بیهوشه")
    prompt = page[page.index('class="prompt"') :]
    assert prompt.index("۱۹۴") < prompt.index("</p>")


async def test_an_offered_answer_is_one_press_and_a_press_counts_once(centre: CallCentre, clerk: Clerk) -> None:
    chat = await called(clerk)
    page = await says(clerk, chat, "آب راه افتاده تو خیابون")
    tap = re.findall(r'name="tap" value="([^"]+)"', page)[0]
    turn = re.findall(r'name="turn" value="(t[0-9a-f]+)"', page)[0]
    for _ in range(2):
        await clerk.send_form(f"/panel/intake/{chat}/say", turn=turn, tap=tap)
    async with centre.parts.database.transaction() as connection:
        said = [line for line in await talks.lines_after(connection, chat, 0) if not line.out]
    assert [line.body.get("tap") for line in said] == [None, tap]


async def test_nothing_said_is_no_answer_and_loses_nothing(clerk: Clerk) -> None:
    chat = await called(clerk)
    for form in ({"text": "  "}, {"lat": "x", "lon": "1"}, {"text": "حرف " * 500}):
        answer = await clerk.send_form(f"/panel/intake/{chat}/say", turn="1", **form)
        assert answer.status_code == 422
    assert "حرف حرف" in answer.text


async def test_a_number_is_kept_for_what_the_caller_wants_and_seen_by_operators_alone(
    centre: CallCentre, clerk: Clerk
) -> None:
    chat = await called(clerk)
    wrong = await clerk.send_form(f"/panel/intake/{chat}/contact", telephone="0912", calls="1")
    assert (wrong.status_code, "کامل نیست" in wrong.text, 'value="0912"' in wrong.text) == (422, True, True)
    landline = await clerk.send_form(f"/panel/intake/{chat}/contact", telephone="02112345678", texts="1")
    assert (landline.status_code, "شمارهٔ موبایل" in landline.text) == (422, True)
    await clerk.send_form(f"/panel/intake/{chat}/contact", telephone="۰۹۱۲ ۱۲۳ ۴۵۶۷", texts="1", calls="1")
    shown = "۰۹۱۲۱۲۳۴۵۶۷"
    assert shown in (await clerk.get(f"/panel/intake/{chat}")).text
    other = (await (await centre.clerk("administrator")).get(f"/panel/intake/{chat}")).text
    assert shown not in other
    assert "پوشیده" in other
    async with centre.parts.database.transaction() as connection:
        kept = await contacts.of_chat(connection, chat)
    assert kept
    assert (kept.texts, kept.calls, kept.reads) == (True, True, True)


async def test_who_wants_text_messages_reads_news_of_the_report_on_the_mobile(centre: CallCentre, clerk: Clerk) -> None:
    chat = await called(clerk)
    await clerk.send_form(f"/panel/intake/{chat}/contact", telephone=NUMBER, texts="1")
    await whole_report(clerk, chat)
    (case,) = await cases_of(centre, chat)
    await centre.move(await centre.clerk("operator"), case, "accepted")
    await centre.conversation.recover()
    assert {number for number, _ in centre.gateway.sent} == {NUMBER}
    assert "همان‌طور که خواستید" in centre.gateway.sent[0][1]
    assert "پذیرفته شد" in centre.gateway.sent[-1][1]


async def test_who_calls_again_from_the_same_number_finds_their_report(centre: CallCentre, clerk: Clerk) -> None:
    chat = await called(clerk)
    await clerk.send_form(f"/panel/intake/{chat}/contact", telephone=NUMBER, calls="1")
    await whole_report(clerk, chat)
    await clerk.send_form(f"/panel/intake/{chat}/end")
    assert f"/panel/intake/{chat}" not in (await clerk.get("/panel/intake")).text
    assert await called(clerk, "+98 912 123 4567") == chat
    (case,) = await cases_of(centre, chat)
    page = await says(clerk, chat, "گزارشم چی شد")
    assert case.code in page.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
    assert "نتیجه را تلفنی بپرسیم" in page
    assert await called(clerk, "09129999999") != chat


async def test_a_report_out_of_a_talk_belongs_to_the_person_in_the_talk(centre: CallCentre, clerk: Clerk) -> None:
    async with centre.parts.database.transaction() as connection:
        talk = await talks.open_talk(connection, "web:1")
        await talks.hear_line(connection, talk.id, {"text": "این برای ربات بود"})
    async with centre.parts.database.transaction() as connection:
        await talks.set_waiting(connection, talk.id, now())
        await talks.say_lines(connection, talk.id, [Reply("اپراتور: بفرمایید")])
        await talks.hear_line(connection, talk.id, {"text": "یه چاله وسط خیابان ولیعصر، نرسیده به پارک‌وی هست"})
    answer = await clerk.send_form(f"/panel/talks/{talk.id}/file")
    chat = int(answer.headers["location"].rpartition("/")[2])
    page = (await clerk.get(f"/panel/intake/{chat}")).text
    assert "ممنون که خبر دادید" in page
    assert "این برای ربات بود" not in page
    for _ in range(6):
        if await cases_of(centre, talk.id):
            break
        page = await says(clerk, chat, "ثبت کن")
    (case,) = await cases_of(centre, talk.id)
    assert case.chat == "web:1"
    assert await cases_of(centre, chat) == []
    assert any("همکار اپراتورم گزارش شما را ثبت کرد" in text for text in await centre.told(case))
    assert "spoken-code" in page


async def test_a_talk_of_the_bot_and_a_strange_chat_take_no_words(centre: CallCentre, clerk: Clerk) -> None:
    async with centre.parts.database.transaction() as connection:
        chat = await talks.chat_id(connection, "telegram:1")
    assert (await clerk.send_form(f"/panel/talks/{chat}/file")).status_code == 404
    assert (await clerk.send_form(f"/panel/intake/{chat}/say", turn="1", text="x")).status_code == 404
    assert (await clerk.get(f"/panel/intake/{chat}")).status_code == 404


async def test_thirty_three_from_the_gateway_reopens_the_callers_case(centre: CallCentre, clerk: Clerk) -> None:
    chat = await called(clerk)
    await clerk.send_form(f"/panel/intake/{chat}/contact", telephone=NUMBER, texts="1")
    case = await centre.case()
    async with centre.parts.database.transaction() as connection:
        await connection.execute(update(cases).where(cases.c.id == case.id).values(chat=chat))
    done = await centre.move(await centre.clerk("operator"), await centre.now_of(case), "done", note="پر شد.")
    async with centre.parts.database.transaction() as connection:
        await answers.asked(connection, centre.house, chat, done.code, now(), 2)
    said = {"messageid": "5", "from": "989121234567", "message": "۳۳"}
    assert (await clerk.get("/hook/sms/wrong", params=said)).status_code == 403
    assert (await clerk.get("/hook/sms/a-secret-of-137")).status_code == 404
    for _ in range(2):
        assert (await clerk.get("/hook/sms/a-secret-of-137", params=said)).status_code == 200
    await centre.conversation.settle()
    after = await centre.now_of(case)
    assert (after.reopened, centre.house.workflow[after.status].open) == (1, True)
    assert (await centre.history(case))[-1].more == {"answer": "bad", "way": "sms"}
    assert "با پیامک" in (await clerk.get(f"/panel/cases/{case.code}")).text

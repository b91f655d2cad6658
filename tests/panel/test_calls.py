"""Feedback by telephone: who came by phone is asked by phone, and silence there is the silence of the chat."""

from datetime import timedelta

import pytest

from cases.case import Case
from cases.policy import Person
from desk import calls
from storage import case_store, contacts
from tests.panel.staff_stage import Clerk, Office, now

NUMBER = "09121234567"
SHOWN = "۰۹۱۲۱۲۳۴۵۶۷"


async def finished(office: Office, to: str = "done", **wishes: bool) -> Case:
    """A case with a result, whose citizen wants to be phoned."""
    case = await office.case()
    async with office.parts.database.transaction() as connection:
        chat = await case_store.chat_of(connection, case.id or 0)
        row = await contacts.keep(connection, office.house.seal, NUMBER)
        await contacts.join(connection, chat, row, **({"calls": True} | wishes))
    case = await office.move(await office.clerk("operator"), case, to, note="چاله پر شد.")
    return await back_in_time(office, case)


async def back_in_time(office: Office, case: Case) -> Case:
    """As if the result were of yesterday, and so the last attempt."""
    from sqlalchemy import text

    async with office.parts.database.transaction() as connection:
        await connection.execute(text("UPDATE cases SET changed = changed - interval '1 day'"))
        await connection.execute(text("UPDATE events SET at = at - interval '1 day'"))
    return await office.now_of(case)


@pytest.fixture
async def clerk(office: Office) -> Clerk:
    return await office.clerk("operator", name="مریم")


async def take(clerk: Clerk, case: Case) -> str:
    return str((await clerk.send_form(f"/panel/calls/{case.code}/take")).headers["location"])


async def answers(clerk: Clerk, case: Case, answer: str, **more: str) -> str:
    await take(clerk, case)
    return str((await clerk.send_form(f"/panel/calls/{case.code}/answer", answer=answer, **more)).headers["location"])


async def test_the_list_names_no_number_and_the_call_itself_does(office: Office, clerk: Clerk) -> None:
    case = await finished(office)
    page = (await clerk.get("/panel/calls")).text
    assert case.code in page
    assert SHOWN not in page
    assert (await clerk.get(f"/panel/calls/{case.code}")).status_code == 404
    assert await take(clerk, case) == f"/panel/calls/{case.code}"
    page = (await clerk.get(f"/panel/calls/{case.code}")).text
    assert SHOWN in page
    assert "از سامانهٔ ۱۳۷ تماس می‌گیرم" in page
    assert office.house.told(case) in page
    assert "call" in {line["what"] for line in await office.recorded()}


@pytest.mark.parametrize(("answer", "counts", "reopened"), [("good", "happy", 0), ("half", "", 1), ("bad", "", 1)])
async def test_an_answer_is_the_citizens_word_with_who_called(
    office: Office, clerk: Clerk, answer: str, counts: str, reopened: int
) -> None:
    case = await finished(office)
    assert await answers(clerk, case, answer, reason="partly", text="یک طرفش مانده") == "/panel/calls?done=heard"
    after = await office.now_of(case)
    assert (office.house.workflow[after.status].counts, after.reopened) == (counts, reopened)
    rated, reason = (await office.history(case))[-2:]
    assert (rated.what, rated.by, rated.more["answer"]) == ("rate", "citizen", answer)
    assert rated.more["called_by"] == f"staff:{clerk.id}"
    assert reason.more["text"] == "فقط بخشی انجام شد\nیک طرفش مانده"
    assert case.code not in (await clerk.get("/panel/calls")).text
    assert "تلفنی، با تماس مریم" in (await clerk.get(f"/panel/cases/{case.code}")).text


async def test_not_seen_yet_is_no_silence(office: Office, clerk: Clerk) -> None:
    case = await finished(office)
    await take(clerk, case)
    await clerk.send_form(f"/panel/calls/{case.code}/missed")
    await back_in_time(office, case)
    await answers(clerk, case, "later")
    assert (await office.history(case))[-1].what == "later"
    assert case.code not in (await clerk.get("/panel/calls")).text
    assert (await office.now_of(case)).status == "done"


async def test_the_third_call_in_vain_is_silence_and_no_earlier_one(office: Office, clerk: Clerk) -> None:
    case = await finished(office)
    for done in ("missed", "missed", "silent"):
        await take(clerk, case)
        missed = await clerk.send_form(f"/panel/calls/{case.code}/missed")
        assert missed.headers["location"] == f"/panel/calls?done={done}"
        assert case.code not in (await clerk.get("/panel/calls")).text
        await back_in_time(office, case)
    after = await office.now_of(case)
    assert office.house.workflow[after.status].counts == "silent"
    assert [event.what for event in await office.history(case)][-4:] == ["missed", "missed", "missed", "silence"]


async def test_two_operators_do_not_call_the_same_person(office: Office, clerk: Clerk) -> None:
    case, other = await finished(office), await office.clerk("operator")
    await take(clerk, case)
    assert await take(other, case) == "/panel/calls?done=in_hand"
    assert (await other.get(f"/panel/calls/{case.code}")).status_code == 404
    assert (await other.send_form(f"/panel/calls/{case.code}/answer", answer="good")).status_code == 404
    assert "مریم در حال تماس است" in (await other.get("/panel/calls")).text
    person = Person(other.id, "", office.parts.roles["operator"])
    async with office.parts.database.transaction() as connection:
        await calls.take(connection, office.house, person, case.code, now() + timedelta(minutes=16))


async def test_who_reads_text_messages_is_not_called_besides(office: Office, clerk: Clerk) -> None:
    case = await finished(office, texts=True)
    assert case.code in (await clerk.get("/panel/calls")).text
    async with office.parts.database.transaction() as connection:
        row = await contacts.keep(connection, office.house.seal, NUMBER)
        await contacts.confirm(connection, row, now())
    assert case.code not in (await clerk.get("/panel/calls")).text
    assert (await clerk.send_form(f"/panel/calls/{case.code}/take")).status_code == 404


async def test_who_gave_a_number_for_nothing_is_not_called(office: Office, clerk: Clerk) -> None:
    case = await finished(office, calls=False)
    assert case.code not in (await clerk.get("/panel/calls")).text
    assert (await clerk.send_form(f"/panel/calls/{case.code}/take")).status_code == 404


async def test_a_fresh_result_rests_as_long_as_in_the_chat(office: Office, clerk: Clerk) -> None:
    case = await finished(office)
    again = await office.move(await office.clerk("operator"), case, "in_progress")
    await office.move(await office.clerk("operator"), again, "done", note="حالا.")
    assert case.code not in (await clerk.get("/panel/calls")).text


async def test_a_reasoned_no_is_asked_otherwise(office: Office, clerk: Clerk) -> None:
    case = await finished(office, "no_action")
    await take(clerk, case)
    page = (await clerk.get(f"/panel/calls/{case.code}")).text
    assert "چاله پر شد. قانع شدید؟" in page
    assert "نصفه‌کاره است" not in page


async def test_an_unknown_answer_changes_nothing_and_keeps_the_call(office: Office, clerk: Clerk) -> None:
    case = await finished(office)
    await take(clerk, case)
    answer = await clerk.send_form(f"/panel/calls/{case.code}/answer", answer="x", text="حرف")
    assert (answer.status_code, "حرف" in answer.text) == (422, True)
    assert (await clerk.get(f"/panel/calls/{case.code}")).status_code == 200

"""My day and mentions: what waits for a person, exactly, and nothing of anybody else's."""

import re
from datetime import timedelta

from desk import answers
from panel.filters import tonight
from storage import talks
from tests.panel.staff_stage import CHILD, PARKS, WORKS, Clerk, Office, now

PARTS = ("named", "answers", "urgent", "late", "today", "mine", "review")


async def day(clerk: Clerk) -> dict[str, tuple[str, list[str]]]:
    """Each part with its number and the codes that stand there."""
    page = (await clerk.get("/panel/day")).text
    made = {}
    for key in PARTS:
        found = re.search(rf'id="part-{key}".*?</section>', page, re.DOTALL)
        assert found, key
        number = re.search(r'class="badge[^"]*">([۰-۹]+)</span></h2>', found[0])
        assert number, key
        made[key] = (number[1], re.findall(r"/panel/cases/(\d+)", found[0]))
    return made


async def test_an_empty_day_says_so_in_every_part(office: Office) -> None:
    found = await day(await office.clerk("unit_staff", WORKS))
    assert found == dict.fromkeys(PARTS, ("۰", []))


async def test_each_case_stands_where_it_belongs_and_only_within_the_unit(office: Office) -> None:
    clerk = await office.clerk("unit_staff", WORKS)
    urgent = await office.case(urgency="urgent", due=now() + timedelta(days=9))
    late = await office.case(due=now() - timedelta(hours=1))
    today = await office.case(due=tonight(now()) - timedelta(seconds=1))
    await office.case(due=now() + timedelta(days=9))
    mine = await office.case(due=now() + timedelta(days=9))
    review = await office.case(due=now() + timedelta(days=9))
    for one in (urgent, late):
        await office.case(unit=PARKS, urgency=one.urgency, due=one.term.due)
    await clerk.send_form(f"/panel/cases/{mine.code}/take", version=1)
    await office.move(clerk, review, "planned", note="x", review=now() + timedelta(minutes=1))
    found = await day(clerk)
    assert found["urgent"] == ("۱", [urgent.code])
    assert found["late"] == ("۱", [late.code])
    assert found["today"] == ("۱", [today.code])
    assert found["mine"] == ("۱", [mine.code])
    assert found["review"] == ("۱", [review.code])
    assert found["answers"] == found["named"] == ("۰", [])
    assert "۵ گزارش هنوز مسئولی ندارد" in (await clerk.get("/panel/day")).text


async def test_a_citizens_word_waits_until_somebody_has_answered_it(office: Office) -> None:
    clerk, case = await office.clerk("unit_staff", WORKS), await office.case()
    await office.move(clerk, case, "waiting_info", note="کجا؟")
    assert (await day(clerk))["answers"] == ("۰", [])
    async with office.parts.database.transaction() as connection:
        chat = await talks.chat_id(connection, case.chat)
        await answers.add(connection, office.house, chat, case.code, "add", "کنار مدرسه", (), now())
    assert (await day(clerk))["answers"] == ("۱", [case.code])
    await office.move(clerk, await office.now_of(case), "done", note="شد")
    assert (await day(clerk))["answers"] == ("۰", [])


async def test_who_reaches_the_whole_city_sees_their_own_work_alone(office: Office) -> None:
    operator = await office.clerk("operator")
    await office.case(urgency="urgent")
    case = await office.case(urgency="urgent")
    await operator.send_form(f"/panel/cases/{case.code}/take", version=1)
    found = await day(operator)
    assert found["urgent"] == found["mine"] == ("۱", [case.code])


async def test_a_colleague_is_named_by_login_and_sees_it_until_the_case_is_opened(office: Office) -> None:
    writer, case = await office.clerk("unit_head", WORKS, name="رضا"), await office.case()
    await office.account("unit_staff", WORKS, login="mina.k", name="مینا")
    meant = await office.clerk("unit_staff", WORKS)
    address = f"/panel/cases/{case.code}"
    sent = await writer.send_form(f"{address}/note", text="@mina.k لطفاً ببین", mention=[meant.id])
    assert sent.status_code == 303
    page = (await writer.get(address)).text
    assert "برای: " in page
    assert "مینا" in page
    assert (await day(meant))["named"] == ("۱", [case.code])
    assert "رضا" in (await meant.get("/panel/day")).text
    assert (await day(writer))["named"] == ("۰", [])
    await meant.get(address)
    assert (await day(meant))["named"] == ("۰", [])


async def test_a_mail_address_is_no_mention(office: Office) -> None:
    clerk, case = await office.clerk("unit_staff", WORKS), await office.case()
    sent = await clerk.send_form(f"/panel/cases/{case.code}/note", text="به info@example.ir نوشتم")
    assert sent.status_code == 303


async def test_who_can_not_read_a_remark_can_not_be_named_and_nothing_is_lost(office: Office) -> None:
    clerk, case = await office.clerk("unit_staff", WORKS), await office.case()
    stranger = await office.clerk("unit_staff", PARKS)
    for text, picked in (("@nobody سلام", []), ("سلام به همه", [stranger.id])):
        answer = await clerk.send_form(f"/panel/cases/{case.code}/note", text=text, mention=picked)
        assert answer.status_code == 422
        assert "نام‌های یادداشت" in answer.text
        assert text in answer.text
    assert len(await office.history(case)) == 1


async def test_the_council_is_not_named_on_what_it_may_not_read(office: Office) -> None:
    operator, council = await office.clerk("operator"), await office.clerk("council", name="ناظر")
    plain, child = await office.case(), await office.case(topic=CHILD)
    for case, status in ((plain, 303), (child, 422)):
        sent = await operator.send_form(f"/panel/cases/{case.code}/note", text="ببینید", mention=[council.id])
        assert sent.status_code == status

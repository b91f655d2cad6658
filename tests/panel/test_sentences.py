"""Ready sentences on the pages: offered where they fit, never sent with a blank, a unit's own kept by its head."""

from storage import unit_templates
from tests.panel.staff_stage import CHILD, PARKS, WORKS, Clerk, Office

OWN = "گروه ما {روز} آسفالت را تازه کرد."


async def add(clerk: Clerk, unit: str = WORKS, status: str = "done", group: str = "06", text: str = OWN) -> int:
    answer = await clerk.send_form("/panel/sentences", unit=unit, status=status, group=group, text=text)
    return answer.status_code


async def test_a_step_offers_the_sentences_of_its_topic_and_status(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    page = (await clerk.get(f"/panel/cases/{case.code}?step=done")).text
    assert "چاله با آسفالت گرم پر و کوبیده شد" in page
    assert '<mark class="blank">روز</mark>' in page
    assert "جوی لایروبی شد" not in page
    assert "جمله‌های آماده</summary>" not in (await clerk.get(f"/panel/cases/{case.code}")).text


async def test_a_sentence_with_an_empty_blank_is_not_sent_and_not_lost(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    fields = {"to": "done", "note": OWN, "reason": "شب بود", "version": 1}
    answer = await clerk.send_form(f"/panel/cases/{case.code}/steps", **fields)
    assert answer.status_code == 422
    assert "جای خالی میان { } را پر کنید" in answer.text
    assert OWN in answer.text
    assert "جای خالی" in (await clerk.send_form(f"/panel/cases/{case.code}/preview", **fields)).text
    bulk = await clerk.send_form("/panel/bulk/begin", codes=[case.code], act="done", note=OWN)
    assert bulk.status_code == 422
    assert (await office.now_of(case)).version == 1
    fields["note"] = OWN.replace("{روز}", "شنبه")
    assert (await clerk.send_form(f"/panel/cases/{case.code}/steps", **fields)).status_code == 303


async def test_the_head_keeps_the_sentences_of_the_unit_and_its_people_find_them(office: Office) -> None:
    head, staff = await office.clerk("unit_head", WORKS), await office.clerk("unit_staff", WORKS)
    assert await add(head) == 303
    case, other = await office.case(), await office.case(topic=CHILD, also=(WORKS,))
    page = (await staff.get(f"/panel/cases/{case.code}?step=done")).text
    assert "جمله‌های واحد ما" in page
    assert OWN in page
    assert OWN not in (await staff.get(f"/panel/cases/{other.code}?step=done")).text
    assert OWN not in (await staff.get(f"/panel/cases/{case.code}?step=planned")).text
    stranger = await office.clerk("unit_staff", PARKS)
    mine = await office.case(unit=PARKS)
    assert OWN not in (await stranger.get(f"/panel/cases/{mine.code}?step=done")).text
    assert [line["what"] for line in await office.recorded()] == ["sentence_add"]


async def test_nobody_touches_the_sentences_of_another_unit(office: Office) -> None:
    head, far = await office.clerk("unit_head", WORKS), await office.clerk("unit_head", PARKS)
    assert await add(far, WORKS) == 403
    await add(head)
    async with office.parts.database.transaction() as connection:
        (one,) = await unit_templates.of_unit(connection, WORKS)
    assert (await far.send_form(f"/panel/sentences/{one['id']}/drop")).status_code == 404
    assert "آسفالت را تازه کرد" not in (await far.get(f"/panel/sentences?unit={WORKS}")).text
    assert (await head.send_form(f"/panel/sentences/{one['id']}/drop")).status_code == 303
    async with office.parts.database.transaction() as connection:
        assert await unit_templates.of_unit(connection, WORKS) == []


async def test_a_faulty_sentence_is_told_kindly_and_stays_in_the_form(office: Office) -> None:
    head = await office.clerk("unit_head", WORKS)
    for text in ("", "بی نقطه", "باز {روز.", "done."):
        answer = await head.send_form("/panel/sentences", unit=WORKS, status="done", group="", text=text)
        assert answer.status_code == 422
        assert "جمله باید" in answer.text
        assert text in answer.text
    for fields in ({"status": "confirmed"}, {"group": "99"}, {"unit": "nowhere"}):
        assert await add(head, **fields) == 422

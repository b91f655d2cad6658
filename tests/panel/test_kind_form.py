"""Correcting the kind of a case on its page and in the review pool."""

from storage import proposals, talks
from tests.panel.staff_stage import Office


async def test_an_operator_corrects_the_kind_on_the_page(office: Office) -> None:
    case = await office.case(words="دست شما درد نکند")
    operator = await office.clerk("operator")
    address = f"/panel/cases/{case.code}"
    assert 'id="correct-kind"' in (await operator.get(address)).text
    assert (await operator.send_form(f"{address}/correct", kind="thanks", version=1)).status_code == 303
    assert (await office.now_of(case)).kind == "thanks"
    page = (await operator.get(address)).text
    assert 'نوع: <s class="soft">درخواست</s> ← تقدیر و سپاس' in page
    assert await office.told(case) == []
    again = await operator.send_form(f"{address}/correct", kind="thanks", version=2)
    assert (again.status_code, "چیزی برای ذخیره" in again.text) == (422, True)
    assert (await operator.send_form(f"{address}/correct", kind="joke", version=2)).status_code == 404
    await office.put(case, "thanked")
    closed = await operator.send_form(f"{address}/correct", kind="request", version=3)
    assert (closed.status_code, "نوع آن دیگر اصلاح نمی‌شود" in closed.text) == (422, True)
    assert 'value="request" selected' in closed.text


async def test_the_pool_takes_the_kind_with_the_topic(office: Office) -> None:
    case = await office.case()
    operator = await office.clerk("operator")
    fields = {"topic": "0602", "kind": "complaint", "version": 1}
    assert (await operator.send_form(f"/panel/review/{case.code}", **fields)).status_code == 303
    after = await office.now_of(case)
    assert (after.topic, after.kind) == ("0602", "complaint")
    only = {"topic": "0602", "kind": "request", "version": after.version}
    await operator.send_form(f"/panel/review/{case.code}", **only)
    assert (await office.now_of(case)).kind == "request"


async def test_what_is_no_suggestion_any_more_leaves_the_list(office: Office) -> None:
    case = await office.case(kind="suggestion")
    operator = await office.clerk("operator")
    await operator.send_form(f"/panel/suggestions/{case.code}/release", text="سرعت‌گیر بگذارید.")
    await operator.send_form(f"/panel/cases/{case.code}/correct", kind="request", version=1)
    async with office.parts.database.transaction() as connection:
        chat = await talks.chat_id(connection, "web:2")
        assert await proposals.listed(connection, "tehran", [], chat) == ()
    assert [event.what for event in await office.history(case)][-2:] == ["correct", "unlist"]

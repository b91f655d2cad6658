"""Suggestions are released without their author, thanks are delivered, and each kind has its own steps."""

import pytest

from dialogues.proposal import Proposal
from storage import proposals, talks
from tests.panel.staff_stage import WORKS, Office, now

WORDS = "کاش جلوی مدرسه سرعت‌گیر بگذارید. شماره‌ام ۰۹۱۲۱۲۳۴۵۶۷ است"
PUBLIC = "جلوی مدرسه‌ها سرعت‌گیر بگذارید."


async def listed(office: Office, chat: str = "web:2") -> tuple[Proposal, ...]:
    async with office.parts.database.transaction() as connection:
        number = await talks.chat_id(connection, chat)
        return await proposals.listed(connection, "tehran", ["withdrawn"], number)


async def test_only_reviewed_words_without_numbers_are_listed(office: Office) -> None:
    case = await office.case(kind="suggestion", words=WORDS)
    operator = await office.clerk("operator")
    for text in (WORDS, "", "بنویسید به a@b.ir", "خ" * 401):
        answer = await operator.send_form(f"/panel/suggestions/{case.code}/release", text=text)
        assert answer.status_code == 422, text
    assert await listed(office) == ()
    assert (await operator.send_form(f"/panel/suggestions/{case.code}/release", text=PUBLIC)).status_code == 303
    found = await listed(office)
    assert [(one.text, one.support, one.own) for one in found] == [(PUBLIC, 0, False)]
    assert (await listed(office, case.chat))[0].own


async def test_a_protected_or_plain_case_is_never_listed(office: Office) -> None:
    operator = await office.clerk("operator")
    plain, child = await office.case(), await office.case(topic="0201", kind="suggestion")
    assert (await operator.send_form(f"/panel/suggestions/{plain.code}/release", text=PUBLIC)).status_code == 404
    assert (await operator.send_form(f"/panel/suggestions/{child.code}/release", text=PUBLIC)).status_code == 422
    assert await listed(office) == ()


async def test_a_chat_supports_once_and_staff_see_how_many(office: Office) -> None:
    case, operator = await office.case(kind="suggestion"), await office.clerk("operator")
    await operator.send_form(f"/panel/suggestions/{case.code}/release", text=PUBLIC)
    async with office.parts.database.transaction() as connection:
        for chat in ("web:2", "web:2", "web:3"):
            assert await proposals.support(connection, case.id or 0, await talks.chat_id(connection, chat), now())
    assert (await listed(office))[0].support == 2
    head = await office.clerk("unit_head", WORKS)
    assert "۲ حمایت" in (await head.get("/panel/suggestions")).text
    await operator.send_form(f"/panel/suggestions/{case.code}/release", text=PUBLIC + " زودتر.")
    assert (await listed(office))[0].support == 2
    await operator.send_form(f"/panel/suggestions/{case.code}/unlist")
    assert await listed(office) == ()


async def test_thanks_are_told_as_delivered_with_one_press(office: Office) -> None:
    case, head = await office.case(kind="thanks", words="از باغبان پارک ممنونم"), await office.clerk("unit_head", WORKS)
    page = (await head.get("/panel/thanks")).text
    assert "از باغبان پارک ممنونم" in page
    assert 'name="to" value="delivered"' in page
    await head.send_form(f"/panel/cases/{case.code}/steps", to="delivered", version=1)
    assert "به دست همکارمان رسید" in (await office.told(case))[-1]
    assert 'name="to" value="delivered"' not in (await head.get("/panel/thanks")).text


@pytest.mark.parametrize(
    ("kind", "has", "lacks"),
    [
        ("request", "done", "replied"), ("criticism", "replied", "done"), ("complaint", "replied", "done"),
        ("suggestion", "declined", "done"), ("opinion", "replied", "planned"), ("thanks", "delivered", "done"),
    ],
)  # fmt: skip
async def test_each_kind_has_its_own_steps(office: Office, kind: str, has: str, lacks: str) -> None:
    case, clerk = await office.case(kind=kind), await office.clerk("unit_staff", WORKS)
    page = (await clerk.get(f"/panel/cases/{case.code}")).text
    assert f"?step={has}#" in page
    assert f"?step={lacks}#" not in page
    refused = await clerk.send_form(f"/panel/cases/{case.code}/steps", to=lacks, note="x", date="", version=1)
    assert refused.status_code == 403

"""The page of a case: what is shown to whom, the allowed steps, what happens when two people are at it."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from cases.case import Case, Event
from storage import case_store, people, talks
from storage.case_store import chat_of
from storage.tables import photos
from tests.panel.staff_stage import CHILD, PARKS, WORKS, Clerk, Office, now

STEP = re.compile(r"\?step=(\w+)#step")


def page_of(case: Case) -> str:
    return f"/panel/cases/{case.code}"


async def shown(clerk: Clerk, case: Case, step: str = "") -> str:
    answer = await clerk.get(page_of(case) + (f"?step={step}" if step else ""))
    assert answer.status_code == 200
    return answer.text


async def test_the_page_shows_what_was_told(office: Office) -> None:
    case = await office.case(words="یه چاله گنده <script>alert(1)</script>")
    page = await shown(await office.clerk("unit_staff", WORKS), case)
    for text in ("یه چاله گنده &lt;script&gt;", "خیابان فاطمی", 'data-lat="35.7219"', "چاله در آسفالت", "گزارش ثبت شد"):
        assert text in page
    assert "<script>alert" not in page
    assert "چاله در کجای راه است؟" in page
    assert "وسط" in page


async def test_the_reader_s_evidence_is_for_those_who_correct_it(office: Office) -> None:
    case = await office.case()
    assert "ربات چه فهمید" in await shown(await office.clerk("operator"), case)
    assert "۷۰٪" in await shown(await office.clerk("administrator"), case)
    assert "ربات چه فهمید" not in await shown(await office.clerk("unit_staff", WORKS), case)


async def test_only_allowed_steps_are_offered_and_none_closes(office: Office) -> None:
    case = await office.case()
    flow = office.parts.workflow
    offered = STEP.findall(await shown(await office.clerk("unit_staff", WORKS), case))
    assert {"accepted", "in_progress", "done", "referred"} <= set(offered)
    assert not [key for key in offered if flow[key].final]
    assert STEP.findall(await shown(await office.clerk("council"), case)) == []
    closed = await office.put(await office.case(), "confirmed")
    assert STEP.findall(await shown(await office.clerk("administrator"), closed)) == []


async def test_a_forged_closing_is_refused_and_recorded(office: Office) -> None:
    case = await office.case()
    flow = office.parts.workflow
    for role, units in (("unit_staff", (WORKS,)), ("administrator", ())):
        clerk = await office.clerk(role, *units)
        for key in (*(one.key for one in flow.statuses.values() if one.final), "reopened", "no_such_status"):
            answer = await clerk.send_form(f"{page_of(case)}/steps", to=key, note="بستم", version=1)
            assert answer.status_code == 403, (role, key)
    assert (await office.now_of(case)).status == "registered"
    assert "refused" in {line["what"] for line in await office.recorded()}


async def test_a_step_moves_the_case_and_tells_the_citizen(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS, name="کاوه")
    answer = await clerk.send_form(f"{page_of(case)}/steps", to="done", note=" آسفالت شد. ", reason="شب بود", version=1)
    assert answer.headers["location"] == f"{page_of(case)}?done=step"
    assert (await office.now_of(case)).status == "done"
    assert any("آسفالت شد." in text for text in await office.told(case))
    page = await shown(clerk, case)
    assert "کاوه" in page
    assert "بستن این گزارش با شهروند است" in page


async def test_the_form_asks_exactly_what_the_status_needs(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    fields = re.compile(r'<(?:input|textarea)[^>]* name="(date|unit|note|opinion)"')
    wanted = {
        "accepted": {"note"}, "done": {"note"}, "planned": {"note", "date"}, "long_term": {"note", "date"},
        "referred": {"note", "unit"}, "visited": {"note", "opinion"}, "work_ordered": {"note"},
    }  # fmt: skip
    for key, names in wanted.items():
        assert set(fields.findall(await shown(clerk, case, key))) == names, key
    assert fields.findall(await shown(clerk, case, "confirmed")) == []


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"to": "done", "note": "  "}, "نوشتن یک جمله"),
        ({"to": "planned", "note": "سال بعد"}, "تاریخ بازبینی را"),
        ({"to": "planned", "note": "سال بعد", "date": "۱۴۰۰/۰۱/۰۱"}, "تاریخ درست نیست"),
        ({"to": "planned", "note": "سال بعد", "date": "۱۴۰۶/۱۳/۰۱"}, "تاریخ درست نیست"),
        ({"to": "planned", "note": "سال بعد", "date": "فردا"}, "تاریخ درست نیست"),
        ({"to": "planned", "note": "سال بعد", "date": "9999/01/01"}, "تاریخ درست نیست"),
        ({"to": "visited", "note": "سال بعد"}, "نتیجهٔ بازدید را"),
        ({"to": "visited", "note": "سال بعد", "opinion": "luck"}, "نتیجهٔ بازدید را"),
        ({"to": "referred", "note": "سال بعد"}, "واحد مقصد را"),
        ({"to": "referred", "note": "سال بعد", "unit": WORKS}, "همین واحد"),
        ({"to": "referred", "note": "سال بعد", "unit": "no-such"}, "شناخته نیست"),
        ({"to": "done", "note": "سال بعد" * 400}, "خیلی بلند"),
    ],
)
async def test_what_is_missing_is_said_and_what_was_typed_stays(
    office: Office, form: dict[str, str], said: str
) -> None:
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    answer = await clerk.send_form(f"{page_of(case)}/steps", version=1, **form)
    assert answer.status_code == 422
    assert said in answer.text
    assert form["note"] in answer.text
    assert form.get("date", "") in answer.text
    assert (await office.now_of(case)).version == 1


async def test_a_date_may_be_typed_in_persian_or_latin_digits(office: Office) -> None:
    clerk = await office.clerk("unit_staff", WORKS)
    for date in ("۱۴۰۷/۰۲/۱۵", "1407-2-15"):
        case = await office.case()
        await clerk.send_form(f"{page_of(case)}/steps", to="planned", note="در برنامه", date=date, version=1)
        review = (await office.now_of(case)).review
        assert review
        assert (review.year, review.month, review.day) == (2028, 5, 4)


async def test_the_preview_is_the_very_sentence_that_is_sent(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    form = {"to": "planned", "note": "بودجه نیست.", "date": "۱۴۰۷/۰۲/۱۵"}
    preview = (await clerk.send_form(f"{page_of(case)}/preview", **form)).text
    await clerk.send_form(f"{page_of(case)}/steps", version=1, **form)
    sentence = re.search(r">([^<]+)</p>", preview)
    assert sentence
    assert sentence[1] in await office.told(case)
    assert (await clerk.send_form(f"{page_of(case)}/preview", to="confirmed")).status_code == 403


async def test_the_preview_says_what_is_still_missing(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    for to, said in (("planned", "تاریخ بازبینی را"), ("referred", "واحد مقصد را")):
        answer = await clerk.send_form(f"{page_of(case)}/preview", to=to, note="سال بعد")
        assert (answer.status_code, said in answer.text) == (200, True)


async def test_referring_hands_the_case_over_and_out_of_sight(office: Office) -> None:
    case = await office.case()
    clerk, other = await office.clerk("unit_staff", WORKS), await office.clerk("unit_staff", PARKS)
    answer = await clerk.send_form(f"{page_of(case)}/steps", to="referred", note="درخت است", unit=PARKS, version=1)
    assert answer.headers["location"] == "/panel?done=handed"
    assert (await clerk.get(page_of(case))).status_code == 404
    assert "درخت است" in await shown(other, case)
    assert "ارجاع به فضای سبز منطقهٔ ۶" in await shown(other, case)


async def test_a_unit_smuggled_into_another_step_moves_nothing_away(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    await clerk.send_form(f"{page_of(case)}/steps", to="accepted", note="", unit=PARKS, version=1)
    after = await office.now_of(case)
    assert (after.status, after.unit) == ("accepted", WORKS)


async def test_who_comes_second_sees_what_changed_and_keeps_the_text(office: Office) -> None:
    case = await office.case()
    first, second = await office.clerk("unit_staff", WORKS, name="پروین"), await office.clerk("unit_staff", WORKS)
    await office.move(first, case, "in_progress")
    form = {"to": "done", "note": "نوشتهٔ دوم", "reason": "شب بود", "version": "1"}
    answer = await second.send_form(f"{page_of(case)}/steps", **form)
    assert answer.status_code == 409
    for text in ("پروین", "در دست اقدام", "نوشتهٔ دوم", 'name="version" value="2"'):
        assert text in answer.text
    assert (await office.now_of(case)).status == "in_progress"
    await second.send_form(f"{page_of(case)}/steps", **(form | {"version": "2"}))
    assert (await office.now_of(case)).status == "done"


async def test_a_text_is_kept_even_when_its_step_is_gone(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    await office.put(case, "confirmed")
    answer = await clerk.send_form(f"{page_of(case)}/steps", to="done", note="نوشتهٔ گران", version=1)
    assert answer.status_code == 409
    assert "نوشتهٔ گران" in answer.text
    assert "این گام دیگر شدنی نیست" in answer.text


async def test_a_note_stays_inside(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    before = await office.told(case)
    assert (await clerk.send_form(f"{page_of(case)}/note", text="با پیمانکار حرف زدم")).status_code == 303
    assert "با پیمانکار حرف زدم" in await shown(clerk, case)
    assert await office.told(case) == before
    assert (await clerk.send_form(f"{page_of(case)}/note", text=" ")).status_code == 422


async def test_the_inspector_puts_a_notice_that_the_unit_reads(office: Office) -> None:
    case = await office.case()
    inspector, clerk = await office.clerk("inspector"), await office.clerk("unit_staff", WORKS)
    before = await office.told(case)
    assert "تذکر بازرس" not in await shown(clerk, case)
    assert (await inspector.send_form(f"{page_of(case)}/warn", text=" ")).status_code == 422
    assert (await clerk.send_form(f"{page_of(case)}/warn", text="دیر شده است")).status_code == 403
    assert (await inspector.send_form(f"{page_of(case)}/warn", text="دیر شده است")).status_code == 303
    page = await shown(clerk, case)
    assert "دیر شده است" in page
    assert "تذکر بازرس" in page
    assert await office.told(case) == before


async def test_correcting_routes_anew_and_is_written_down(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("operator")
    answer = await clerk.send_form(f"{page_of(case)}/correct", topic=CHILD, region="2", version=1)
    assert answer.status_code == 303
    after = await office.now_of(case)
    assert (after.topic, after.where.region) == (CHILD, 2)
    page = await shown(clerk, case)
    assert "موضوع، نوع یا محدوده اصلاح شد" in page
    assert '<s class="soft">چاله در آسفالت</s>' in page
    nothing = await clerk.send_form(f"{page_of(case)}/correct", topic=CHILD, region="", version=2)
    assert (nothing.status_code, "چیزی برای ذخیره" in nothing.text) == (422, True)
    assert (await clerk.send_form(f"{page_of(case)}/correct", topic="9999", version=2)).status_code == 404


async def test_topics_and_units_are_found_by_words(office: Office) -> None:
    operator = await office.clerk("operator")
    assert 'value="0601"' in (await operator.get("/panel/pick/topics", params={"q": "چاله آسفالت"})).text
    assert "پیدا نشد" in (await operator.get("/panel/pick/topics", params={"q": "قورباغه"})).text
    units = (await operator.get("/panel/pick/units", params={"q": "فضای سبز ۶"})).text
    assert f'value="{PARKS}"' in units
    near = (await operator.get("/panel/pick/units", params={"q": "", "region": "6"})).text
    assert re.findall(r'value="([\w-]+)"', near)[0].endswith("-6")


def put_file(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"JPEG")


async def give_photo(office: Office, case: Case) -> str:
    async with office.parts.database.transaction() as connection:
        chat = await chat_of(connection, case.id or 0)
        await connection.execute(
            insert(photos).values(id="abcdefgh", chat=chat, case=case.id, width=1, height=1, bytes=4)
        )
    put_file(office.parts.media.path("abcdefgh"))
    return "/panel/photo/abcdefgh"


async def test_photos_are_only_for_those_who_reach_the_case(office: Office) -> None:
    case = await office.case()
    address = await give_photo(office, case)
    clerk = await office.clerk("unit_staff", WORKS)
    assert address in await shown(clerk, case)
    assert (await clerk.get(address)).content == b"JPEG"
    for role, units, status in (("council", (), 200), ("operator", (), 200), ("unit_staff", (PARKS,), 404)):
        assert (await (await office.clerk(role, *units)).get(address)).status_code == status
    assert (await clerk.get("/panel/photo/no-such")).status_code == 404
    assert (await clerk.get("/panel/photo/..%2fx")).status_code == 404
    assert (await office.browser().get(address)).status_code == 303


async def test_the_council_sees_no_words_of_protected_cases_and_no_exact_place(office: Office) -> None:
    case = await office.case(topic=CHILD, words="متن محرمانه", protected=True)
    address = await give_photo(office, case)
    operator, council = await office.clerk("operator"), await office.clerk("council")
    await operator.send_form(f"{page_of(case)}/note", text="یادداشت محرمانه")
    page = await shown(council, case)
    for hidden in ("متن محرمانه", "یادداشت محرمانه", "پلاک", "35.7219", address, "وسط"):
        assert hidden not in page, hidden
    assert "پوشیده است" in page
    assert (await council.get(address)).status_code == 404
    seen = await shown(operator, case)
    assert "متن محرمانه" in seen
    assert "محافظت‌شده." in seen
    plain = await shown(council, await office.case(words="متن ساده"))
    assert "متن ساده" in plain
    assert "پلاک" not in plain


async def test_the_history_reads_well_whatever_happened(office: Office) -> None:
    case = await office.case()
    happened = [
        Event("rate", "citizen", now(), "reopened", more={"answer": "half"}),
        Event("objection", "citizen", now(), more={"text": "هنوز خراب است"}),
        Event("silence", "house", now(), "unanswered"),
        Event("something_new", "staff:99999", now()),
    ]
    async with office.parts.database.transaction() as connection:
        for event in happened:
            await case_store.append(connection, case.id or 0, event)
    page = await shown(await office.clerk("operator"), case)
    for text in ("نصفه‌کاره است", "هنوز خراب است", "شهروند پاسخی نداد", "something_new", "همکار پیشین"):
        assert text in page


async def test_an_operator_gets_from_the_case_to_the_waiting_citizen(office: Office) -> None:
    case = await office.case()
    operator = await office.clerk("operator")
    assert "منتظر اپراتور است" not in await shown(operator, case)
    async with office.parts.database.transaction() as connection:
        await talks.set_waiting(connection, await chat_of(connection, case.id or 0), now() - timedelta(minutes=3))
    assert "منتظر اپراتور است" in await shown(operator, case)


async def test_a_code_is_never_an_oracle(office: Office) -> None:
    case = await office.case()
    stranger = await office.clerk("unit_staff", PARKS)
    theirs = await stranger.get(page_of(case))
    nobodys = await stranger.get(page_of(replace(case, code="1999999999")))
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.text == nobodys.text


async def test_a_removed_unit_takes_the_case_away_at_once(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("unit_staff", WORKS)
    assert (await clerk.get(page_of(case))).status_code == 200
    async with office.parts.database.transaction() as connection:
        await people.set_units(connection, clerk.id, (PARKS,))
    assert (await clerk.get(page_of(case))).status_code == 404

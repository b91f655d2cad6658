"""What is near and joined, on the page of a case and on the operator's desk; joining, leaving, splitting by form."""

from desk import followers
from storage import talks
from tests.panel.staff_stage import PARKS, WORKS, Office, now


async def follow(office: Office, code: str, key: str = "telegram:901") -> None:
    async with office.parts.database.transaction() as connection:
        chat = await talks.chat_id(connection, key)
        await followers.follow(connection, office.house, chat, code, "من هم دیدم", (), now())


async def test_the_card_shows_what_is_near_and_is_asked_for_by_the_page(office: Office) -> None:
    case, other = await office.case(words="چالهٔ بزرگ"), await office.case(words="گودال وسط راه")
    clerk = await office.clerk("operator")
    page = await clerk.get(f"/panel/cases/{case.code}")
    assert f'hx-get="/panel/cases/{case.code}/nearby"' in page.text
    card = await clerk.get(f"/panel/cases/{case.code}/nearby", headers={"HX-Request": "true"})
    assert "<html" not in card.text
    assert other.code in card.text
    assert case.code not in card.text.split("شاید همین باشد")[1].split("</ul>")[0]
    assert "گودال" not in card.text
    alone = await clerk.get(f"/panel/cases/{case.code}/nearby")
    assert "<html" in alone.text


async def test_nothing_of_other_units_is_shown_and_no_distance_to_the_council(office: Office) -> None:
    case, other = await office.case(), await office.case()
    staff, mover = await office.clerk("unit_staff", WORKS), await office.clerk("operator")
    await office.move(mover, other, "referred", note="با فضای سبز است.", unit=PARKS)
    assert other.code not in (await staff.get(f"/panel/cases/{case.code}/nearby")).text
    operator, council = await office.clerk("operator"), await office.clerk("council")
    assert "متر آن‌طرف‌تر" in (await operator.get(f"/panel/cases/{case.code}/nearby")).text
    masked = (await council.get(f"/panel/cases/{case.code}/nearby")).text
    assert other.code in masked
    assert "متر آن‌طرف‌تر" not in masked
    assert "<form" not in masked.split("گزارش‌های نزدیک و پیوسته")[-1]


async def test_joining_by_form_and_by_typed_code(office: Office) -> None:
    main, near_by, far = await office.case(), await office.case(), await office.case(topic="0602")
    clerk = await office.clerk("operator")
    answer = await clerk.send_form(f"/panel/cases/{main.code}/join", codes=[near_by.code], typed=far.code)
    assert answer.headers["location"] == f"/panel/cases/{main.code}?done=joined"
    for case in (near_by, far):
        assert (await office.now_of(case)).joined_to == main.id
        (told,) = await office.told(case)
        assert "به آن پیوست" in told
    inbox = (await clerk.get("/panel")).text
    assert main.code[:4] in inbox.replace(" ", "")
    assert f'id="case-{near_by.id}"' not in inbox
    assert "۲ نفر دیگر هم پیگیرند" in inbox
    found = (await clerk.get(f"/panel?code={near_by.code}")).text
    assert f'id="case-{near_by.id}"' in found
    page = (await clerk.get(f"/panel/cases/{near_by.code}")).text
    assert "با گزارش اصلی پیش می‌رود" in page
    assert main.code in (await clerk.get(f"/panel/cases/{near_by.code}/nearby")).text


async def test_a_wrong_code_is_answered_kindly_and_nothing_is_lost(office: Office) -> None:
    main, other = await office.case(), await office.case()
    clerk = await office.clerk("operator")
    answer = await clerk.send_form(f"/panel/cases/{main.code}/join", codes=[other.code], typed="1999999999")
    assert answer.status_code == 422
    assert "گزارشی با این کد پیدا نشد" in answer.text
    assert "1999999999" in answer.text
    assert (await office.now_of(other)).joined_to is None


async def test_leaving_by_form_only_once(office: Office) -> None:
    main, other = await office.case(), await office.case()
    clerk = await office.clerk("operator")
    await clerk.send_form(f"/panel/cases/{main.code}/join", codes=[other.code])
    answer = await clerk.send_form(f"/panel/cases/{other.code}/leave")
    assert answer.headers["location"] == f"/panel/cases/{other.code}?done=left"
    assert (await office.now_of(other)).joined_to is None
    again = await clerk.send_form(f"/panel/cases/{other.code}/leave")
    assert (again.status_code, "پیوسته نیست" in again.text) == (422, True)
    page = (await clerk.get(f"/panel/cases/{other.code}")).text
    assert "از گزارش اصلی جدا شد" in page


async def test_splitting_by_form_with_a_unit_of_choice(office: Office) -> None:
    case = await office.case()
    clerk = await office.clerk("operator")
    picked = await clerk.get(
        "/panel/pick/splits", params={"code": case.code, "q": "سطل", "topics": ["1301"]}, headers={"HX-Request": "true"}
    )
    assert 'value="1301" checked' in picked.text
    assert "واحد مسئول همین موضوع" in picked.text
    answer = await clerk.send_form(
        f"/panel/cases/{case.code}/split", version=case.version, topics=["1301", "1201"], unit_1301=PARKS
    )
    assert answer.headers["location"] == f"/panel/cases/{case.code}?done=split"
    (told,) = await office.told(case)
    assert told.count("کد رهگیری") == 2
    page = (await clerk.get(f"/panel/cases/{case.code}")).text
    assert "این گزارش‌ها از آن جدا شد" in page
    stale = await clerk.send_form(f"/panel/cases/{case.code}/split", version=case.version, topics=["1302"])
    assert stale.status_code == 409
    assert 'value="1302" checked' in stale.text


async def test_a_recurring_spot_is_marked_and_leads_to_the_earlier_case(office: Office) -> None:
    first = await office.put(await office.case(), "confirmed")
    again = await office.case()
    assert again.recurring == 1
    clerk = await office.clerk("operator")
    assert "تکرار در همین‌جا" in (await clerk.get("/panel")).text
    assert first.code in (await clerk.get(f"/panel/cases/{again.code}/nearby")).text


async def test_followers_are_a_number_to_staff_and_nothing_more(office: Office) -> None:
    case = await office.case()
    await follow(office, case.code)
    clerk = await office.clerk("operator")
    page = (await clerk.get(f"/panel/cases/{case.code}")).text
    assert "۱ نفر دیگر هم پیگیرند" in page
    assert "شهروند دیگری هم همین را خبر داد" in page
    assert "901" not in page
    council = (await (await office.clerk("council")).get(f"/panel/cases/{case.code}")).text
    assert "۱ نفر دیگر هم پیگیرند" in council


async def test_a_burst_is_joined_from_the_desk_in_one_act(office: Office) -> None:
    burst = [await office.case() for _ in range(5)]
    clerk = await office.clerk("operator")
    assert 'hx-get="/panel/bundles"' in (await clerk.get("/panel/talks")).text
    card = await clerk.get("/panel/bundles", headers={"HX-Request": "true"})
    assert "۵ گزارش از یک موضوع و یک جا" in " ".join(card.text.split())
    assert "چاله وسط" not in card.text
    codes = [case.code for case in burst[1:]]
    answer = await clerk.send_form("/panel/bundles", main=burst[0].code, codes=codes)
    assert answer.headers["location"] == "/panel/talks?done=joined"
    assert {(await office.now_of(case)).joined_to for case in burst[1:]} == {burst[0].id}
    assert "انبوهی از گزارش‌های همانند نیست" in (await clerk.get("/panel/bundles")).text
    again = await clerk.send_form("/panel/bundles", main=burst[0].code, codes=codes)
    assert again.status_code == 303
    assert len(await office.told(burst[1])) == 1

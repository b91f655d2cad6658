"""Work orders from the step to the paper: what a contractor sees and never sees, the report, the unit's word."""

import io
import re
from typing import Any

import pytest
from fastapi.routing import APIRoute
from PIL import Image

from cases.case import Case
from cases.orders import WorkOrder
from panel.staff import ROOMS
from storage import case_store, contractors, orders, talks, work_photos
from tests.panel.staff_stage import CHILD, PARKS, WORKS, Clerk, Office
from tests.panel.test_case_page import give_photo, page_of, shown

Files = list[tuple[str, tuple[str, bytes, str]]]


def jpeg(colour: str = "grey") -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (60, 40), colour)
    exif = Image.Exif()
    exif[0x9286] = "خانهٔ من"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def files(*data: bytes) -> Files:
    return [("photo", (f"{number}.jpg", one, "image/jpeg")) for number, one in enumerate(data or (jpeg(),))]


async def send(clerk: Clerk, address: str, photos: Files, **fields: Any) -> Any:
    return await clerk.post(address, data={"csrf": clerk.csrf, **fields}, files=photos)


async def firm(office: Office, name: str = "راه‌سازان", people: int = 1) -> tuple[int, list[Clerk]]:
    """A contractor with signed-in people."""
    workers = [await office.clerk("contractor") for _ in range(people)]
    async with office.parts.database.transaction() as connection:
        number = await contractors.add(connection, name)
        assert number
        await contractors.change(connection, number, True, [worker.id for worker in workers])
    return number, workers


async def ordered(office: Office, clerk: Clerk, case: Case, contractor: int | None, **fields: Any) -> WorkOrder:
    """A work order of a case, made on its page."""
    form: dict[str, Any] = {"to": "work_ordered", "version": case.version, "contractor": contractor or ""}
    form |= {"what": "آسفالت گرم", **fields}
    answer = await clerk.send_form(f"{page_of(case)}/steps", **form)
    assert answer.status_code == 303, answer.text
    async with office.parts.database.transaction() as connection:
        return (await orders.of_case(connection, case.id or 0))[-1]


async def state(office: Office, order: WorkOrder) -> str:
    async with office.parts.database.transaction() as connection:
        return (await orders.by_id(connection, order.id)).state


async def photos_of(office: Office, case: Case, whose: str) -> list[str]:
    async with office.parts.database.transaction() as connection:
        return await work_photos.of_case(connection, case.id or 0, whose)


async def pictures_told(office: Office, case: Case) -> list[str]:
    async with office.parts.database.transaction() as connection:
        chat = await case_store.chat_of(connection, case.id or 0)
        lines = await talks.lines_after(connection, chat, 0)
    return [line.body["photo"] for line in lines if line.out and "photo" in line.body]


async def test_from_the_order_to_the_photo_that_the_citizen_gets(office: Office) -> None:
    clerk, case = await office.clerk("unit_staff", WORKS), await office.case()
    number, (worker,) = await firm(office)
    order = await ordered(office, clerk, case, number)
    assert order.what == "آسفالت گرم"
    assert f"/panel/orders/{order.id}" in (await worker.get("/panel/orders")).text
    answer = await send(worker, f"/panel/orders/{order.id}/report", files(), reason="پر شد")
    assert answer.headers["location"] == "/panel/orders?done=order_report"
    page = await shown(clerk, case)
    assert "گزارش شد، منتظر بازدید" in page
    accepted = await clerk.send_form(f"/panel/orders/{order.id}/accept")
    assert accepted.headers["location"].startswith(f"{page_of(case)}?step=done")
    (photo,) = await photos_of(office, case, "work")
    assert f"/panel/photo/{photo}" in await shown(clerk, case, "done")
    version = (await office.now_of(case)).version
    done = await clerk.send_form(f"{page_of(case)}/steps", to="done", note="آسفالت شد.", version=version)
    assert done.status_code == 303
    assert await pictures_told(office, case) == [photo]
    assert "پیش و پس از کار" in await shown(clerk, case)
    assert b"Exif" not in office.parts.media.read(photo)


async def test_done_without_a_photo_needs_a_reason_that_stays_inside(office: Office) -> None:
    clerk, case = await office.clerk("unit_staff", WORKS), await office.case()
    form = {"to": "done", "note": "پر شد.", "version": 1}
    refused = await clerk.send_form(f"{page_of(case)}/steps", **form)
    assert (refused.status_code, "عکس کار انجام‌شده را بگذارید" in refused.text) == (422, True)
    assert "پر شد." in refused.text
    await clerk.send_form(f"{page_of(case)}/steps", **form, reason="شب بود")
    assert (await office.now_of(case)).status == "done"
    assert "عکس ممکن نبود: شب بود" in await shown(clerk, case)
    assert not any("شب بود" in text for text in await office.told(case))
    figures = await (await office.clerk("operator")).get("/panel/figures")
    assert re.search(r"بی عکس.*?۱ از ۱", figures.text, re.DOTALL)


async def test_a_photo_outlives_a_form_that_is_refused(office: Office) -> None:
    clerk, case = await office.clerk("unit_staff", WORKS), await office.case()
    address = f"{page_of(case)}/steps"
    refused = await send(clerk, address, files(), to="done", note=" ", version=1)
    assert refused.status_code == 422
    (kept,) = re.findall(r'name="kept" value="([\w-]+)" checked', refused.text)
    assert (await clerk.get(f"/panel/photo/{kept}")).status_code == 200
    other = await office.clerk("unit_staff", WORKS)
    assert (await other.get(f"/panel/photo/{kept}")).status_code == 404, "a loose photo is its bringer's alone"
    stolen = await other.send_form(address, to="done", note="شد.", kept=kept, version=1)
    assert stolen.status_code == 422
    await clerk.send_form(address, to="done", note="شد.", kept=kept, version=1)
    assert await photos_of(office, case, "work") == [kept]
    assert await pictures_told(office, case) == [kept]


@pytest.mark.parametrize(("data", "said"), [(b"no photo at all", "عکس نیست"), (jpeg()[:300], "باز نشد")])
async def test_what_is_no_photo_is_said_and_the_others_stay(office: Office, data: bytes, said: str) -> None:
    clerk, case = await office.clerk("unit_staff", WORKS), await office.case()
    answer = await send(clerk, f"{page_of(case)}/steps", files(jpeg(), data), to="done", note="نوشته", version=1)
    assert (answer.status_code, said in answer.text, "نوشته" in answer.text) == (422, True, True)
    assert len(re.findall(r'name="kept"', answer.text)) == 1
    assert (await office.now_of(case)).version == 1


async def test_six_photos_are_too_many_and_a_huge_form_is_refused_unread(office: Office) -> None:
    clerk, case = await office.clerk("unit_staff", WORKS), await office.case()
    many = await send(clerk, f"{page_of(case)}/steps", files(*[jpeg()] * 6), to="done", note="x", version=1)
    assert (many.status_code, "تا ۵ عکس" in many.text) == (422, True)
    huge = {"content-type": "multipart/form-data; boundary=x", "content-length": str(10**9)}
    answer = await clerk.post(f"{page_of(case)}/steps", content=b"--x", headers=huge | {"accept": "text/html"})
    assert (answer.status_code, "پروندهٔ کوچک‌تر" in answer.text) == (413, True)


async def test_a_vulnerable_person_is_never_photographed_by_anybody(office: Office) -> None:
    case = await office.case(topic=CHILD, protected=True)
    operator = await office.clerk("operator")
    form = await shown(operator, case, "done")
    assert "گزارش کار (شهروند نمی‌بیند)" in form
    assert 'type="file"' not in form
    for fields in ({"note": "x", "reason": "رسیدگی شد"},):
        answer = await send(operator, f"{page_of(case)}/steps", files(), to="done", version=1, **fields)
        assert (answer.status_code, "عکس گرفته و نگه داشته نمی‌شود" in answer.text) == (422, True)
    attached = await send(operator, f"{page_of(case)}/attach", files(), text="x", told="1")
    assert attached.status_code == 422
    assert not list(office.parts.media.folder.glob("*/*"))
    await operator.send_form(f"{page_of(case)}/steps", to="done", note="رسیدگی شد.", reason="مددکار آمد", version=1)
    assert (await office.now_of(case)).status == "done"
    assert "گزارش کار: مددکار آمد" in await shown(operator, case)
    assert await pictures_told(office, case) == []


async def test_attachments_stay_inside_unless_they_are_meant_for_the_citizen(office: Office) -> None:
    clerk, case = await office.clerk("unit_staff", WORKS), await office.case()
    assert (await send(clerk, f"{page_of(case)}/attach", files(), text="برای همکاران")).status_code == 303
    assert (len(await photos_of(office, case, "inner")), await pictures_told(office, case)) == (1, [])
    assert not any("برای همکاران" in text for text in await office.told(case))
    assert (await send(clerk, f"{page_of(case)}/attach", files(), text="نقشهٔ کار", told="1")).status_code == 303
    (told,) = await pictures_told(office, case)
    assert [told] == await photos_of(office, case, "work")
    assert any("نقشهٔ کار" in text for text in await office.told(case))
    page = await shown(clerk, case)
    assert "برای همکاران" in page
    assert "پیوست داخلی" in page
    assert (await office.now_of(case)).version == 1, "an attachment is no step"


SECRETS = ("telegram", "متن محرمانه", "یادداشت داخلی", "وسط", "کارتابل")


async def test_a_contractor_sees_the_task_and_the_place_but_never_who_reported(office: Office) -> None:
    clerk, case = await office.clerk("unit_staff", WORKS), await office.case(words="متن محرمانه")
    photo = (await give_photo(office, case)).rsplit("/", 1)[-1]
    await clerk.send_form(f"{page_of(case)}/note", text="یادداشت داخلی")
    number, (worker,) = await firm(office)
    order = await ordered(office, clerk, case, number)
    page = (await worker.get(f"/panel/orders/{order.id}")).text
    for seen in ("خیابان فاطمی", "چاله در آسفالت", "آسفالت گرم", 'data-lat="35.7219"', f"/photo/{photo}"):
        assert seen in page, seen
    for hidden in SECRETS:
        assert hidden not in page, hidden
    assert (await worker.get(f"/panel/orders/{order.id}/photo/{photo}")).content == b"JPEG"
    assert (await worker.get(f"/panel/photo/{photo}")).status_code == 403


async def test_photos_of_a_protected_place_are_not_for_contractors(office: Office) -> None:
    operator, case = await office.clerk("operator"), await office.case(topic=CHILD, protected=True)
    photo = (await give_photo(office, case)).rsplit("/", 1)[-1]
    number, (worker,) = await firm(office)
    order = await ordered(office, operator, case, number)
    page = (await worker.get(f"/panel/orders/{order.id}")).text
    assert f"/photo/{photo}" not in page
    assert 'type="file"' not in page
    assert (await worker.get(f"/panel/orders/{order.id}/photo/{photo}")).status_code == 404
    refused = await send(worker, f"/panel/orders/{order.id}/report", files(), reason="شد")
    assert refused.status_code == 422
    assert (await worker.send_form(f"/panel/orders/{order.id}/report", reason="انجام شد")).status_code == 303


OWN = {
    "/panel/orders", "/panel/me", "/panel/me/code", "/panel/me/shortcuts", "/panel/me/unlink", "/panel/password",
    "/panel/logout",
}  # fmt: skip
"""What opens for a contractor besides their own open orders."""


async def test_no_other_page_and_no_form_opens_for_a_contractor(office: Office) -> None:
    clerk, case = await office.clerk("unit_staff", WORKS), await office.case()
    number, (worker,) = await firm(office)
    _, (rival,) = await firm(office, "رقیب")
    order = await ordered(office, clerk, case, number)
    routes = [route for room in ROOMS for route in room.inside.routes if isinstance(route, APIRoute)]
    for route in routes:
        if route.path in OWN or route.path == "/panel/live":
            continue
        names = dict.fromkeys(re.findall(r"{(\w+)}", route.path), order.id) | {"code": case.code, "photo": "x"}
        address = route.path.format(**names)
        for who in (worker, rival):
            answer = await (who.get(address) if "GET" in (route.methods or ()) else who.send_form(address, version=1))
            mine = who is worker and route.path in (
                "/panel/orders/{id}", "/panel/orders/{id}/paper", "/panel/orders/{id}/report",
            )  # fmt: skip
            wanted = (200, 422) if mine else (403, 404) if route.path != "/panel" else (303,)
            assert answer.status_code in wanted, (route.path, answer.status_code)
    assert (await worker.get("/panel")).headers["location"] == "/panel/orders"
    assert (await worker.get("/panel/live")).status_code == 403
    assert await state(office, order) == "open"


async def test_a_report_closes_the_door_and_so_does_switching_the_firm_off(office: Office) -> None:
    clerk, case = await office.clerk("unit_staff", WORKS), await office.case()
    number, (worker,) = await firm(office)
    order = await ordered(office, clerk, case, number)
    async with office.parts.database.transaction() as connection:
        await contractors.change(connection, number, False, [worker.id])
    assert (await worker.get(f"/panel/orders/{order.id}")).status_code == 404
    async with office.parts.database.transaction() as connection:
        await contractors.change(connection, number, True, [worker.id])
    assert (await worker.get(f"/panel/orders/{order.id}")).status_code == 200
    empty = await worker.send_form(f"/panel/orders/{order.id}/report", reason=" ")
    assert (empty.status_code, await state(office, order)) == (422, "open")
    await worker.send_form(f"/panel/orders/{order.id}/report", reason="شب بود")
    assert (await worker.get(f"/panel/orders/{order.id}")).status_code == 404
    assert "منتظر بازدید" in (await worker.get("/panel/orders")).text


async def test_the_unit_gives_work_back_and_a_new_order_comes(office: Office) -> None:
    clerk, case = await office.clerk("unit_staff", WORKS), await office.case()
    number, (worker,) = await firm(office)
    order = await ordered(office, clerk, case, number)
    early = await clerk.send_form(f"/panel/orders/{order.id}/refuse", why="x", contractor=number)
    assert (early.status_code, "شدنی نیست" in early.text) == (422, True)
    await send(worker, f"/panel/orders/{order.id}/report", files())
    silent = await clerk.send_form(f"/panel/orders/{order.id}/refuse", why=" ", contractor=number, what="لبه‌ها")
    assert (silent.status_code, "لبه‌ها" in silent.text, await state(office, order)) == (422, True, "reported")
    stranger = await office.clerk("unit_staff", PARKS)
    assert (await stranger.send_form(f"/panel/orders/{order.id}/refuse", why="x")).status_code == 404
    answer = await clerk.send_form(
        f"/panel/orders/{order.id}/refuse", why="لبه‌ها مانده", contractor=number, what="لبه‌ها"
    )
    assert answer.status_code == 303
    async with office.parts.database.transaction() as connection:
        first, second = await orders.of_case(connection, case.id or 0)
    assert (first.state, second.state, second.again, second.what) == ("refused", "open", first.id, "لبه‌ها")
    assert "لبه‌ها مانده" in (await worker.get("/panel/orders")).text
    version = (await office.now_of(case)).version
    refused = await clerk.send_form(f"{page_of(case)}/steps", to="done", note="شد.", version=version)
    assert refused.status_code == 422, "photos of work that was given back prove nothing"


@pytest.mark.parametrize("end", ["done", "referred"])
async def test_a_result_or_a_referral_calls_the_orders_off(office: Office, end: str) -> None:
    clerk, case = await office.clerk("operator"), await office.case()
    number, (worker,) = await firm(office)
    order = await ordered(office, clerk, case, number)
    await office.move(clerk, case, end, note="شد.", **({"unit": PARKS} if end == "referred" else {}))
    assert await state(office, order) == "called_off"
    assert (await worker.get(f"/panel/orders/{order.id}")).status_code == 404


async def test_an_order_without_a_word_says_what_the_case_says(office: Office) -> None:
    clerk, case = await office.clerk("unit_staff", WORKS), await office.case()
    order = await ordered(office, clerk, case, None, what="")
    assert (order.contractor, order.what, order.until) == (None, "چاله در آسفالت", case.term.due)
    unknown = await clerk.send_form(
        f"{page_of(await office.case())}/steps", to="work_ordered", version=1, contractor=987654
    )
    assert (unknown.status_code, "شناخته یا فعال نیست" in unknown.text) == (422, True)


async def test_the_unit_s_list_holds_its_own_orders_alone(office: Office) -> None:
    clerk, case = await office.clerk("unit_staff", WORKS), await office.case()
    number, _ = await firm(office)
    order = await ordered(office, clerk, case, number)
    assert f"/panel/orders/{order.id}/paper" in (await clerk.get("/panel/orders")).text
    assert "راه‌سازان" in (await clerk.get("/panel/orders")).text
    assert "حکم کار بازی نیست" in (await (await office.clerk("unit_staff", PARKS)).get("/panel/orders")).text


async def test_the_administrator_keeps_contractors_and_it_is_recorded(office: Office) -> None:
    admin, worker = await office.clerk("administrator"), await office.clerk("contractor", name="سعید")
    stranger = await office.clerk("unit_staff", WORKS)
    assert (await admin.send_form("/panel/contractors", name="راه‌سازان")).status_code == 303
    twice = await admin.send_form("/panel/contractors", name="راه‌سازان")
    assert (twice.status_code, "پیش‌تر ساخته شده" in twice.text) == (422, True)
    page = (await admin.get("/panel/contractors")).text
    assert "سعید" in page
    (number,) = re.findall(r'action="/panel/contractors/(\d+)"', page)
    await admin.send_form(f"/panel/contractors/{number}", staff=[worker.id, stranger.id], active="1")
    async with office.parts.database.transaction() as connection:
        (kept,) = await contractors.everyone(connection)
    assert kept.people == (worker.id,), "only accounts with the role belong to a contractor"
    assert {"contractor", "contractor_change"} <= {line["what"] for line in await office.recorded()}
    assert "تغییر پیمانکار" in (await admin.get("/panel/record")).text

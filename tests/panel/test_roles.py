"""Every page and every form, for every role: what is not allowed here is refused, and nothing is forgotten."""

import pytest
from fastapi.routing import APIRoute

from panel import signin
from panel.staff import ROOMS
from storage import talks
from tests.panel.staff_stage import PARKS, WORKS, Office, now

OK, AWAY, NO, NONE, WRONG = 200, 303, 403, 404, 422
FAR = ("stranger", "social_deputy", "child_secretariat")
"""Who never reaches the case: unit staff of another unit, and roles for other topics."""
UNIT = ("administrator", "operator", "supervisor", "unit_head", "unit_staff")
WHO = (*UNIT, *FAR, "inspector", "council")


def only(*who: str, ok: int = OK) -> dict[str, int]:
    """These get in; the others are refused."""
    return {one: ok if one in who else NO for one in WHO}


def near(*who: str, ok: int = OK) -> dict[str, int]:
    """The same with a case: for those who never reach it, it is as if there were none."""
    return only(*who, ok=ok) | dict.fromkeys(FAR, NONE)


ALL = only(*WHO)
DESK, PEOPLE = only("administrator", "operator"), only("administrator")
CORRECTORS = ("administrator", "operator", "supervisor")
FIGURES = (*CORRECTORS, "unit_head", "inspector", "social_deputy", "child_secretariat", "council")
ALARMED = (*UNIT, "stranger", "social_deputy", "inspector")
PAGES = {
    "/panel": ALL,
    "/panel/rows": ALL,
    "/panel/counts": ALL,
    "/panel/row/{id}": near(*WHO),
    "/panel/live": None,
    "/panel/cases/{code}": near(*WHO),
    "/panel/pick/units": ALL,
    "/panel/pick/topics": only(*CORRECTORS),
    "/panel/photo/{id}": None,
    "/panel/talks": DESK,
    "/panel/talks/{chat}": DESK,
    "/panel/talks/{chat}/lines": DESK,
    "/panel/talks/{chat}/photo/{id}": only("administrator", "operator", ok=NONE),
    "/panel/people": PEOPLE,
    "/panel/people/{id}": PEOPLE,
    "/panel/record": PEOPLE,
    "/panel/groups": PEOPLE,
    "/panel/figures": only(*FIGURES),
    "/panel/me": ALL,
    "/panel/password": ALL,
    "/panel/alarms": only(*ALARMED),
    "/panel/ringing": only(*ALARMED),
}
"""None: tested by itself, because it never ends or needs a file."""
FORMS = {
    "/panel/cases/{code}/steps": near(*UNIT, ok=AWAY),
    "/panel/cases/{code}/preview": near(*UNIT),
    "/panel/cases/{code}/correct": near(*CORRECTORS, ok=AWAY),
    "/panel/cases/{code}/note": near(*UNIT, ok=AWAY),
    "/panel/cases/{code}/warn": near("administrator", "supervisor", "inspector", ok=AWAY),
    "/panel/talks/{chat}/answer": only("administrator", "operator", ok=AWAY),
    "/panel/talks/{chat}/back": only("administrator", "operator", ok=AWAY),
    "/panel/dead/{id}": only("administrator", "operator", ok=NONE),
    "/panel/people": only("administrator", ok=WRONG),
    "/panel/people/{id}": only("administrator", ok=WRONG),
    "/panel/people/{id}/password": PEOPLE,
    "/panel/groups/code": PEOPLE,
    "/panel/groups/unbind": only("administrator", ok=AWAY),
    "/panel/me/code": ALL,
    "/panel/me/unlink": only(*WHO, ok=AWAY),
    "/panel/cases/{code}/deadline": near(*UNIT, ok=WRONG),
    "/panel/password": only(*WHO, ok=WRONG),
    "/panel/logout": only(*WHO, ok=AWAY),
}
WORDS = {"to": "accepted", "note": "x", "text": "x", "topic": "0602", "unit": WORKS, "chat": 1, "version": 1}


def routes() -> list[APIRoute]:
    return [route for room in ROOMS for route in room.inside.routes if isinstance(route, APIRoute)]


def test_the_matrix_knows_every_page_and_every_form() -> None:
    assert {route.path for route in routes() if route.methods == {"GET"}} == set(PAGES)
    assert {route.path for route in routes() if route.methods == {"POST"}} == set(FORMS)
    assert len(routes()) == len(PAGES) + len(FORMS)


def test_only_the_sign_in_form_is_open() -> None:
    assert {route.path for route in signin.door.routes if isinstance(route, APIRoute)} == {"/panel/login"}


async def test_every_page_and_form_refuses_who_is_not_signed_in(office: Office) -> None:
    case = await office.case()
    nobody = office.browser()
    for path in PAGES:
        answer = await nobody.get(path.format(id=1, chat=1, code=case.code))
        assert (answer.status_code, answer.headers["location"].startswith("/panel/login")) == (AWAY, True), path
    for path in FORMS:
        answer = await nobody.post(path.format(id=1, chat=1, code=case.code), data=WORDS)
        assert (answer.status_code, answer.headers["location"]) == (AWAY, "/panel/login"), path
    assert (await office.now_of(case)).version == 1


@pytest.mark.parametrize("who", WHO)
async def test_pages(office: Office, who: str) -> None:
    case = await office.case()
    async with office.parts.database.transaction() as connection:
        chat = await talks.chat_id(connection, case.chat)
        await talks.set_waiting(connection, chat, now())
    clerk = await office.clerk("unit_staff" if who == "stranger" else who, PARKS if who == "stranger" else WORKS)
    for path, expected in PAGES.items():
        if expected:
            number = clerk.id if path == "/panel/people/{id}" else case.id
            answer = await clerk.get(path.format(id=number, chat=chat, code=case.code))
            assert answer.status_code == expected[who], path


@pytest.mark.parametrize("who", WHO)
async def test_forms(office: Office, who: str) -> None:
    role, unit = ("unit_staff", PARKS) if who == "stranger" else (who, WORKS)
    for path, expected in FORMS.items():
        clerk, case = await office.clerk(role, unit), await office.case()
        async with office.parts.database.transaction() as connection:
            chat = await talks.chat_id(connection, case.chat)
            await talks.set_waiting(connection, chat, now())
        answer = await clerk.send_form(path.format(id=clerk.id, chat=chat, code=case.code), **WORDS)
        assert answer.status_code == expected[who], path
        if expected[who] in (NO, NONE):
            assert len(await office.history(case)) == 1
            assert (await office.now_of(case)).version == 1


async def test_a_refusal_is_kind_persian(office: Office) -> None:
    answer = await (await office.clerk("council")).get("/panel/people")
    assert "این کار در اختیار نقش شما نیست" in answer.text

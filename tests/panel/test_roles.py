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
RULES = only("administrator")
DESK, PEOPLE = only("administrator", "operator"), only("administrator")
CORRECTORS = ("administrator", "operator", "supervisor")
LISTENERS = (*CORRECTORS, "unit_head")
FIGURES = (*CORRECTORS, "unit_head", "inspector", "social_deputy", "child_secretariat", "council")
INSPECTORS = ("administrator", "supervisor", "inspector")
CAUTIONED = (*INSPECTORS, "unit_head", "council")
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
    "/panel/cases/{code}/nearby": near(*WHO),
    "/panel/pick/splits": only(*CORRECTORS),
    "/panel/bundles": DESK,
    "/panel/talks": DESK,
    "/panel/talks/{chat}": DESK,
    "/panel/talks/{chat}/lines": DESK,
    "/panel/talks/{chat}/photo/{id}": only("administrator", "operator", ok=NONE),
    "/panel/review": DESK,
    "/panel/calls": only("operator"),
    "/panel/calls/{code}": only("operator", ok=NONE),
    "/panel/intake": DESK,
    "/panel/intake/{chat}": only("administrator", "operator", ok=NONE),
    "/panel/people": PEOPLE,
    "/panel/people/{id}": PEOPLE,
    "/panel/record": PEOPLE,
    "/panel/rules": RULES,
    "/panel/rules/routing": RULES,
    "/panel/rules/units": RULES,
    "/panel/rules/topics": RULES,
    "/panel/rules/working": RULES,
    "/panel/rules/sentences": RULES,
    "/panel/rules/sentences/{key}": only("administrator", ok=NONE),
    "/panel/rules/answers": RULES,
    "/panel/groups": PEOPLE,
    "/panel/voices": only(*LISTENERS),
    "/panel/suggestions": ALL,
    "/panel/thanks": ALL,
    "/panel/figures": only(*FIGURES),
    "/panel/orders": ALL,
    "/panel/orders/{id}": only(),
    "/panel/orders/{id}/paper": None,
    "/panel/orders/{id}/photo/{photo}": only(),
    "/panel/contractors": PEOPLE,
    "/panel/me": ALL,
    "/panel/password": ALL,
    "/panel/day": only(*UNIT, "stranger", "social_deputy"),
    "/panel/filters": ALL,
    "/panel/map": ALL,
    "/panel/map/cells": ALL,
    "/panel/map/list": ALL,
    "/panel/sentences": only("administrator", "supervisor", "unit_head"),
    "/panel/cases/{code}/here": near(*WHO),
    "/panel/acts": ALL,
    "/panel/acts/strip": ALL,
    "/panel/acts/{id}": only(*WHO, ok=NONE),
    "/panel/alarms": only(*ALARMED),
    "/panel/cautions": only(*CAUTIONED),
    "/panel/cautions/{id}": only(*CAUTIONED, ok=NONE),
    "/panel/ringing": only(*ALARMED),
    "/panel/helpers": only(),
    "/panel/helpers/{code}": only(),
}
"""None: tested by itself, because it never ends or needs a file."""
FORMS = {
    "/panel/cases/{code}/steps": near(*UNIT, ok=AWAY),
    "/panel/cases/{code}/preview": near(*UNIT),
    "/panel/cases/{code}/correct": near(*CORRECTORS, ok=AWAY),
    "/panel/cases/{code}/note": near(*UNIT, ok=AWAY),
    "/panel/cases/{code}/warn": near("administrator", "supervisor", "inspector", ok=AWAY),
    "/panel/cases/{code}/vouch": near("administrator", "supervisor", "inspector", ok=WRONG),
    "/panel/voices/{id}/read": only(*LISTENERS, ok=NONE),
    "/panel/voices/{id}/answer": only(*LISTENERS, ok=NONE),
    "/panel/suggestions/{code}/release": only("administrator", "operator", ok=NONE),
    "/panel/suggestions/{code}/unlist": only("administrator", "operator", ok=NONE),
    "/panel/cases/{code}/take": near(*UNIT, ok=AWAY),
    "/panel/cases/{code}/free": near(*UNIT, ok=AWAY),
    "/panel/cases/{code}/give": near("administrator", "supervisor", "unit_head", ok=WRONG),
    "/panel/filters": only(*WHO, ok=WRONG),
    "/panel/filters/{id}": only(*WHO, ok=WRONG),
    "/panel/filters/{id}/forget": only(*WHO, ok=NONE),
    "/panel/cases/{code}/return": near(*UNIT, "inspector", ok=AWAY),
    "/panel/review/{code}": only("administrator", "operator", ok=AWAY),
    "/panel/review/{code}/skip": only("administrator", "operator", ok=AWAY),
    "/panel/calls/{code}/take": only("operator", ok=NONE),
    "/panel/calls/{code}/answer": only("operator", ok=NONE),
    "/panel/calls/{code}/missed": only("operator", ok=NONE),
    "/panel/talks/{chat}/claim": only("administrator", "operator", ok=AWAY),
    "/panel/talks/{chat}/file": only("administrator", "operator", ok=AWAY),
    "/panel/intake": only("administrator", "operator", ok=AWAY),
    "/panel/intake/{chat}/say": only("administrator", "operator", ok=NONE),
    "/panel/intake/{chat}/contact": only("administrator", "operator", ok=NONE),
    "/panel/intake/{chat}/end": only("administrator", "operator", ok=NONE),
    "/panel/cases/{code}/join": near(*CORRECTORS, ok=WRONG),
    "/panel/cases/{code}/leave": near(*CORRECTORS, ok=WRONG),
    "/panel/cases/{code}/split": near(*CORRECTORS, ok=WRONG),
    "/panel/bundles": only("administrator", "operator", ok=WRONG),
    "/panel/talks/{chat}/answer": only("administrator", "operator", ok=AWAY),
    "/panel/talks/{chat}/back": only("administrator", "operator", ok=AWAY),
    "/panel/dead/{id}": only("administrator", "operator", ok=NONE),
    "/panel/people": only("administrator", ok=WRONG),
    "/panel/people/{id}": only("administrator", ok=WRONG),
    "/panel/people/{id}/password": PEOPLE,
    "/panel/cases/{code}/attach": near(*UNIT, ok=WRONG),
    "/panel/orders/{id}/report": only(),
    "/panel/orders/{id}/accept": only(*WHO, ok=NONE),
    "/panel/orders/{id}/refuse": only(*WHO, ok=NONE),
    "/panel/contractors": only("administrator", ok=WRONG),
    "/panel/contractors/{id}": only("administrator", ok=NONE),
    "/panel/people/{id}/unlink": only("administrator", ok=WRONG),
    "/panel/rules/routing/try": only("administrator", ok=WRONG),
    "/panel/rules/routing": only("administrator", ok=WRONG),
    "/panel/rules/reset": only("administrator", ok=AWAY),
    "/panel/rules/units/{key}": only("administrator", ok=WRONG),
    "/panel/rules/topics/{code}": only("administrator", ok=NONE),
    "/panel/rules/working": only("administrator", ok=WRONG),
    "/panel/rules/working/day": only("administrator", ok=WRONG),
    "/panel/rules/sentences/{key}": only("administrator", ok=NONE),
    "/panel/groups/code": PEOPLE,
    "/panel/groups/unbind": only("administrator", ok=AWAY),
    "/panel/me/code": ALL,
    "/panel/me/unlink": only(*WHO, ok=AWAY),
    "/panel/cases/{code}/deadline": near(*UNIT, ok=WRONG),
    "/panel/password": only(*WHO, ok=WRONG),
    "/panel/logout": only(*WHO, ok=AWAY),
    "/panel/sentences": only("administrator", "supervisor", "unit_head", ok=WRONG),
    "/panel/sentences/{id}/drop": only("administrator", "supervisor", "unit_head", ok=NONE),
    "/panel/cases/{code}/here": near(*WHO),
    "/panel/me/shortcuts": only(*WHO, ok=AWAY),
    "/panel/bulk": only(*UNIT, "stranger", "social_deputy", "inspector", ok=WRONG),
    "/panel/bulk/begin": only(*UNIT, "stranger", "social_deputy", "inspector", ok=WRONG),
    "/panel/acts/{id}/undo": only(*WHO, ok=NONE),
    "/panel/phone": only("operator", ok=AWAY),
    "/panel/helpers/code": only(),
    "/panel/helpers/go": only(),
    "/panel/cautions/{id}/answer": only("unit_head", ok=NONE),
    "/panel/cautions/{id}/again": only(*INSPECTORS, ok=NONE),
    "/panel/cautions/{id}/settle": only(*INSPECTORS, ok=NONE),
    "/panel/cautions/{id}/off": only(*INSPECTORS, ok=NONE),
    "/panel/cautions": only(*INSPECTORS, ok=AWAY),
}
PART = {"south": 35, "west": 51, "north": 36, "east": 52}
QUERIES = {"/panel/map/cells": PART, "/panel/map/list": PART}
WORDS = {"to": "accepted", "note": "x", "text": "x", "topic": "0602", "unit": WORKS, "chat": 1, "version": 1}
WORDS |= {"turn": "1", "answer": "good"}


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
        answer = await nobody.get(path.format(id=1, chat=1, photo="x", code=case.code, key=WORKS))
        assert (answer.status_code, answer.headers["location"].startswith("/panel/login")) == (AWAY, True), path
    for path in FORMS:
        answer = await nobody.post(path.format(id=1, chat=1, photo="x", code=case.code, key=WORKS), data=WORDS)
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
            address = path.format(id=number, chat=chat, photo="x", code=case.code, key=WORKS)
            answer = await clerk.get(address, params=QUERIES.get(path))
            assert answer.status_code == expected[who], path


@pytest.mark.parametrize("who", WHO)
async def test_forms(office: Office, who: str) -> None:
    role, unit = ("unit_staff", PARKS) if who == "stranger" else (who, WORKS)
    for path, expected in FORMS.items():
        clerk, case = await office.clerk(role, unit), await office.case()
        async with office.parts.database.transaction() as connection:
            chat = await talks.chat_id(connection, case.chat)
            await talks.set_waiting(connection, chat, now())
        answer = await clerk.send_form(path.format(id=clerk.id, chat=chat, code=case.code, key=WORKS), **WORDS)
        assert answer.status_code == expected[who], path
        if expected[who] in (NO, NONE):
            assert len(await office.history(case)) == 1
            assert (await office.now_of(case)).version == 1


async def test_a_refusal_is_kind_persian(office: Office) -> None:
    answer = await (await office.clerk("council")).get("/panel/people")
    assert "این کار در اختیار نقش شما نیست" in answer.text

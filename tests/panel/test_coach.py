"""The coach's pages: helpers without names, their reports as far as a coach may see them, codes, and lost power."""

import asyncio
import re
from datetime import datetime, timedelta

import pytest
from fastapi.routing import APIRoute

from cases.case import UNSURE, Case
from cases.policy import Person
from desk import people as desk_people
from desk import teams as desk_teams
from errors import NotFoundError, StaleError
from panel.filters import reach
from panel.staff import ROOMS
from storage import case_list, people, talks, teams
from tests.panel.staff_stage import CHILD, WORKS, Clerk, Office, now

WORDS = "چاله جلوی مدرسه. شمارهٔ من ۰۹۱۲۱۲۳۴۵۶۷"


async def person(office: Office, clerk: Clerk) -> Person:
    async with office.parts.database.transaction() as connection:
        account = await people.by_id(connection, clerk.id)
    assert account
    return desk_people.person(account, office.parts.roles)


async def code(office: Office, coach: Clerk) -> str:
    async with office.parts.database.transaction() as connection:
        account = await people.by_id(connection, coach.id)
        assert account
        as_coach = desk_people.person(account, office.parts.roles)
        ((_, made),) = await desk_teams.give_codes(connection, as_coach, 1, now())
    return made


async def invites(office: Office, secret: str) -> bool:
    office.house.roles = office.parts.roles
    async with office.parts.database.transaction() as connection:
        return await desk_teams.invites(connection, office.house, secret, now())


async def entrust(office: Office, coach: Clerk, case: Case, since: datetime | None = None) -> int:
    """Makes whoever filed a case a helper of the coach, since an hour ago; the number of the helper."""
    secret = await code(office, coach)
    async with office.parts.database.transaction() as connection:
        chat = await talks.chat_id(connection, case.chat)
        await desk_teams.join(connection, chat, secret, since or now() - timedelta(hours=1))
        (number,) = [one.number for one in await teams.roster(connection, coach.id) if one.chat == case.chat]
    return number


async def test_a_coach_sees_what_was_said_and_what_became_of_it_but_not_who_and_where(office: Office) -> None:
    coach, case = await office.clerk("coach"), await office.case(words=WORDS)
    number = await entrust(office, coach, case)
    await office.put(case, "done")
    for address in ("/panel/helpers", f"/panel/helpers/{case.code}"):
        text = (await coach.get(address)).text
        assert "همیار ۱" in text
        assert "چاله در آسفالت" in text
        assert "فاطمی" in text, "the neighbourhood is shown"
        assert office.house.workflow["done"].title in text
        for secret in ("خیابان فاطمی", "پلاک", "35.72", case.chat, case.chat.partition(":")[2] + "<", "۰۹۱۲", "0912"):
            assert secret not in text, (address, secret)
        assert "وسط" not in text, "answers are no words of the report"
    page = (await coach.get(f"/panel/helpers/{case.code}")).text
    assert "چاله جلوی مدرسه." in page
    assert office.house.unit(case.unit) not in page
    assert number == 1


async def test_news_are_results_of_two_weeks_and_counts_are_by_helper(office: Office) -> None:
    coach = await office.clerk("coach")
    first, second = await office.case(), await office.case()
    await entrust(office, coach, first)
    await entrust(office, coach, second)
    text = (await coach.get("/panel/helpers")).text
    assert "خبرهای تازه" not in text
    assert re.findall(r"<tr><td>همیار (.)</td><td>(.)</td><td>(.)</td><td>(.)</td>", text) == [
        ("۱", "۱", "۱", "۰"), ("۲", "۱", "۱", "۰"),
    ]  # fmt: skip
    await office.put(second, "done")
    text = (await coach.get("/panel/helpers")).text
    assert "خبرهای تازه" in text
    assert ("۲", "۱", "۰", "۱") in re.findall(r"<tr><td>همیار (.)</td><td>(.)</td><td>(.)</td><td>(.)</td>", text)
    assert text.index(f"/panel/helpers/{second.code}") < text.index(f"/panel/helpers/{first.code}")


async def test_protected_and_earlier_reports_and_those_of_others_are_as_if_there_were_none(office: Office) -> None:
    coach, rival = await office.clerk("coach"), await office.clerk("coach")
    child, early = await office.case(CHILD, words="بچه"), await office.case()
    strange, theirs = await office.case(), await office.case()
    assert child.protected
    await entrust(office, coach, child)
    await entrust(office, coach, early, since=now() + timedelta(minutes=5))
    await entrust(office, rival, theirs)
    text = (await coach.get("/panel/helpers")).text
    for case in (child, early, strange, theirs):
        assert case.code not in text
        assert (await coach.get(f"/panel/helpers/{case.code}")).status_code == 404
    assert (await coach.get("/panel/helpers/1234567890")).status_code == 404
    assert (await rival.get(f"/panel/helpers/{theirs.code}")).status_code == 200


async def test_a_report_that_becomes_protected_is_gone_at_once(office: Office) -> None:
    coach, operator, case = await office.clerk("coach"), await office.clerk("operator"), await office.case()
    await entrust(office, coach, case)
    assert (await coach.get(f"/panel/helpers/{case.code}")).status_code == 200
    done = await operator.send_form(f"/panel/cases/{case.code}/correct", topic=CHILD, version=case.version, note="کودک")
    assert done.status_code == 303
    assert (await office.now_of(case)).protected
    assert (await coach.get(f"/panel/helpers/{case.code}")).status_code == 404
    assert case.code not in (await coach.get("/panel/helpers")).text


async def test_words_of_a_doubtful_report_wait_for_the_operator(office: Office) -> None:
    coach, case = await office.clerk("coach"), await office.case(words="یک راز", alarm=UNSURE)
    await entrust(office, coach, case)
    text = (await coach.get(f"/panel/helpers/{case.code}")).text
    assert "یک راز" not in text
    assert "چاله در آسفالت" not in text
    assert "روشن کرده باشند" in text


async def test_the_filter_finds_what_policy_reaches(office: Office) -> None:
    coach = await office.clerk("coach")
    made = [await office.case(topic) for topic in ("0601", CHILD, "0602", "0601")]
    for case in made[:3]:
        await entrust(office, coach, case)
    who = await person(office, coach)
    async with office.parts.database.transaction() as connection:
        found = await case_list.find(connection, reach(who))
    assert {case.id for case in found} == {case.id for case in made if who.reaches(case)} == {made[0].id, made[2].id}


OWN = {
    "/panel/helpers", "/panel/helpers/code", "/panel/me", "/panel/me/code", "/panel/me/shortcuts", "/panel/me/unlink",
    "/panel/password", "/panel/logout", "/panel/live",
}  # fmt: skip


async def test_no_other_page_and_no_form_opens_for_a_coach(office: Office) -> None:
    coach, case = await office.clerk("coach"), await office.case()
    await entrust(office, coach, case)
    for route in (route for room in ROOMS for route in room.inside.routes if isinstance(route, APIRoute)):
        if route.path in OWN or route.path == "/panel/helpers/{code}":
            continue
        names = dict.fromkeys(re.findall(r"{(\w+)}", route.path), case.id) | {"code": case.code, "photo": "x"}
        address = route.path.format(**names)
        answer = await (coach.get(address) if "GET" in (route.methods or ()) else coach.send_form(address, version=1))
        wanted = (303,) if route.path == "/panel" else (400,) if route.path == "/panel/helpers/go" else (403, 404)
        assert answer.status_code in wanted, (route.path, answer.status_code)
    assert (await coach.get("/panel")).headers["location"] == "/panel/helpers"
    assert (await coach.get("/panel/live")).status_code == 403
    assert (await office.now_of(case)).version == case.version


async def test_the_tab_stands_for_coaches_alone(office: Office) -> None:
    coach = await office.clerk("coach")
    tabs = re.search(r'<nav class="tabs".*?</nav>', (await coach.get("/panel/helpers")).text, re.DOTALL)
    assert tabs
    assert re.findall(r'href="([^"]+)"', tabs[0]) == ["/panel/helpers"]
    assert 'href="/panel/helpers"' not in (await (await office.clerk("administrator")).get("/panel")).text


async def test_codes_are_given_for_a_whole_class_and_each_has_its_number(office: Office) -> None:
    coach = await office.clerk("coach")
    text = (await coach.send_form("/panel/helpers/code", many="۳")).text
    shown = re.findall(r"همیار (.): <bdi class=\"mono\">کد گروه ([۰-۹]{8})</bdi>", text)
    assert [number for number, _ in shown] == ["۱", "۲", "۳"]
    for wrong in ("0", "31", "-1", "x", "999999999999", "²"):
        refused = await coach.send_form("/panel/helpers/code", many=wrong)
        assert (refused.status_code, "از ۱ تا ۳۰" in refused.text) == (422, True), wrong
    recorded = [line for line in await office.recorded() if line["what"] == "team_codes"]
    assert [line["more"] for line in recorded] == [{"count": 3}]


async def test_a_number_that_somebody_had_is_never_given_again_and_an_unused_one_is(office: Office) -> None:
    coach, case = await office.clerk("coach"), await office.case()
    await entrust(office, coach, case)
    who, later = await person(office, coach), now() + timedelta(hours=1)
    async with office.parts.database.transaction() as connection:
        await desk_teams.leave(connection, await talks.chat_id(connection, case.chat))
        first = await desk_teams.give_codes(connection, who, 2, now())
        again = await desk_teams.give_codes(connection, who, 2, later)
    assert [number for number, _ in first] == [2, 3]
    assert [number for number, _ in again] == [2, 3], "nobody came by the old ones"


async def test_one_code_brings_one_helper_even_in_a_race(office: Office) -> None:
    coach, cases = await office.clerk("coach"), [await office.case() for _ in range(2)]
    secret = await code(office, coach)
    assert await invites(office, secret)

    async def joins(case: Case) -> bool:
        try:
            async with office.parts.database.transaction() as connection:
                if not await desk_teams.invites(connection, office.house, secret, now()):
                    return False
                await desk_teams.join(connection, await talks.chat_id(connection, case.chat), secret, now())
        except StaleError:
            return False
        return True

    assert sorted(await asyncio.gather(*map(joins, cases))) == [False, True]
    async with office.parts.database.transaction() as connection:
        assert len(await teams.roster(connection, coach.id)) == 1


async def test_a_coach_lets_only_their_own_helpers_go_who_hear_of_it(office: Office) -> None:
    coach, rival, case = await office.clerk("coach"), await office.clerk("coach"), await office.case()
    number = await entrust(office, coach, case)
    assert (await rival.send_form("/panel/helpers/go", number=number)).status_code == 404
    assert (await coach.send_form("/panel/helpers/go", number="x")).status_code == 400
    gone = await coach.send_form("/panel/helpers/go", number=number)
    assert gone.headers["location"] == "/panel/helpers?done=let_go"
    assert (await coach.get(f"/panel/helpers/{case.code}")).status_code == 404
    assert any("مربی شما را از گروه همیاران جدا کرد" in text for text in await office.told(case))
    assert (await coach.send_form("/panel/helpers/go", number=number)).status_code == 404


async def test_a_coach_who_leaves_the_office_loses_all_at_once_and_helpers_go_on(office: Office) -> None:
    coach, admin, case = await office.clerk("coach"), await office.clerk("administrator"), await office.case()
    await entrust(office, coach, case)
    secret = await code(office, coach)
    assert await invites(office, secret)
    assert (await admin.send_form(f"/panel/people/{coach.id}", role="coach", active="")).status_code == 303
    answer = await coach.get(f"/panel/helpers/{case.code}")
    assert (answer.status_code, answer.headers["location"].startswith("/panel/login")) == (303, True)
    assert not await invites(office, secret)
    further = await office.case()
    assert further.id, "reports come in as before"
    another = await office.clerk("coach")
    assert case.code not in (await another.get("/panel/helpers")).text


async def test_with_another_role_helpers_are_out_of_sight_and_codes_do_not_hold(office: Office) -> None:
    coach, admin, case = await office.clerk("coach"), await office.clerk("administrator"), await office.case()
    await entrust(office, coach, case)
    secret = await code(office, coach)
    assert await invites(office, secret)
    await admin.send_form(f"/panel/people/{coach.id}", role="unit_staff", units=[WORKS.replace("6", "9")], active="1")
    assert (await coach.get("/panel/helpers")).status_code == 403
    assert (await coach.get(f"/panel/cases/{case.code}")).status_code == 404
    assert not await invites(office, secret)


async def test_the_administrator_hires_a_coach_like_anybody(office: Office) -> None:
    admin = await office.clerk("administrator")
    made = await admin.send_form("/panel/people", login="coach.sara", name="سارا", role="coach")
    assert made.status_code == 200
    text = (await admin.get("/panel/people?role=coach")).text
    assert "گزارش‌های همیاران گروه خودش" in text


async def test_nothing_recorded_tells_whose_chat_it_is(office: Office) -> None:
    coach, case = await office.clerk("coach"), await office.case()
    number = await entrust(office, coach, case)
    await coach.send_form("/panel/helpers/go", number=number)
    lines = [line for line in await office.recorded() if line["what"].startswith("team_")]
    assert {line["what"] for line in lines} == {"team_codes", "team_join", "team_let_go"}
    assert {key for line in lines for key in line["more"]} == {"count", "number"}


async def test_only_a_coach_gives_codes_and_lets_go(office: Office) -> None:
    other = await person(office, await office.clerk("operator"))
    async with office.parts.database.transaction() as connection:
        with pytest.raises(Exception, match="accompany"):
            await desk_teams.give_codes(connection, other, 1, now())
        with pytest.raises(Exception, match="accompany"):
            await desk_teams.let_go(connection, office.house, other, 1, now())
    coach = await person(office, await office.clerk("coach"))
    async with office.parts.database.transaction() as connection:
        with pytest.raises(NotFoundError):
            await desk_teams.let_go(connection, office.house, coach, 1, now())

"""The demonstration: histories that replay, a year that is the same from the same seed, and no harm to real cases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

import library
from cases.case import Case, Event, afresh, climb, move
from cases.filing import owners
from cities.city import Spot
from content import Faults, Node
from demo import plan, staffing
from demo.almanac import almanac
from demo.filling import Office, Year
from errors import StartError
from library import Content
from nlu.examples import Example
from storage import bulk, case_list, case_store, people
from storage.case_list import Filter
from storage.database import Database
from storage.tables import cases

UNTIL = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NUMBER = 600
TEHRAN = ZoneInfo("Asia/Tehran")


@pytest.fixture(scope="module")
def told(content: Content) -> Node:
    faults = Faults()
    made = plan.load(content.topics, content.workflow, faults)
    faults.close()
    return made


@pytest.fixture(scope="module")
def examples(content: Content) -> Sequence[Example]:
    return library.spoken(content)


@pytest.fixture
def year(content: Content, told: Node, examples: Sequence[Example]) -> Year:
    return Year(content, told, examples, UNTIL, NUMBER, 7)


class Anybody(dict[str, int]):
    def __missing__(self, key: str) -> int:
        return 1


def lived(year: Year) -> list[tuple[Case, tuple[Event, ...], int]]:
    found = year.lives(year.citizens(1), Office(Anybody(), {}), 1, set())
    return [(life.case, tuple(life.events), chat) for life, chat in found]


def replayed(case: Case, events: Sequence[Event], content: Content) -> Case:
    """The case as its history tells it, from its filing on."""
    flow, working = content.workflow, content.city.working
    topic = content.topics[case.topic]
    unit, _, alarm = owners(topic, case.where.region, content.city)
    first = replace(
        case, status=flow.after("file").key, unit=unit, alarm=alarm, stopped=None, finished=None, version=1, reopened=0,
        assignee=None, changed=case.filed,
    )  # fmt: skip
    made = afresh(first, case.filed, topic.hours, working, flow.ladder)
    for event in events[1:]:
        if event.what == "review":
            made = replace(made, alarm="review", changed=event.at, version=made.version + 1)
        elif event.what == "assign":
            made = replace(made, assignee=event.more["to"], version=made.version + 1)
        elif event.what == "climb":
            made = climb(made, topic.hours, working, flow.ladder)
        elif event.status:
            if event.what == "rate" and event.status == flow.after("unhappy").key:
                made = replace(afresh(made, event.at, topic.hours, working, flow.ladder), reopened=made.reopened + 1)
            made = move(made, event, flow, working)
    return made


def near(one: datetime, other: datetime) -> bool:
    """The almanac counts in floating seconds."""
    return abs(one - other) < timedelta(milliseconds=5)


async def test_what_is_stored_is_what_its_history_tells(database: Database, content: Content, year: Year) -> None:
    passwords = await staffing.filled(database, year, lambda _: None, beside=False)
    assert set(passwords) == {one["login"] for one in year.plan["staff"]}
    async with database.transaction() as connection:
        assert await case_list.count(connection, Filter()) == NUMBER
        for case in await case_list.find(connection, Filter(), NUMBER):
            events = await case_store.history(connection, case.id or 0)
            told = replayed(case, events, content)
            same = ("status", "unit", "alarm", "version", "finished", "stopped", "reopened", "assignee", "changed")
            assert {key: getattr(told, key) for key in same} == {key: getattr(case, key) for key in same}
            assert near(told.term.due, case.term.due)
            assert near(told.term.soon, case.term.soon)
            assert told.rung == case.rung
            assert not case.bell or (told.bell and near(told.bell, case.bell))
            assert [one.at for one in events] == sorted(one.at for one in events)
            assert case.filed <= events[-1].at <= UNTIL


async def test_cases_have_their_words_and_stand_in_their_region(database: Database, year: Year) -> None:
    await staffing.filled(database, year, lambda _: None, beside=False)
    async with database.transaction() as connection:
        found = await case_list.find(connection, Filter(), NUMBER)
        words = dict(tuple(row) for row in await connection.execute(select(cases.c.id, cases.c.search)))
    city = year.content.city
    pinned = [case for case in found if case.where.lat is not None]
    right = 0
    for case in pinned:
        located = city.locate(Spot(case.where.lat or 0, case.where.lon or 0))
        right += bool(located and located.region == case.where.region)
    assert len(pinned) > NUMBER / 3
    assert right > 0.95 * len(pinned)
    assert all(f"'={case.code}'" in words[case.id] for case in found)
    assert not any("[" in case.words and "](" in case.words for case in found)
    assert not any(case.protected and case.where.lat for case in found)


def test_the_same_seed_makes_the_same_year(content: Content, told: Node, examples: Sequence[Example]) -> None:
    first, again = (lived(Year(content, told, examples, UNTIL, 150, 7)) for _ in range(2))
    other = lived(Year(content, told, examples, UNTIL, 150, 8))
    assert first == again
    assert [case.words for case, _, _ in first] != [case.words for case, _, _ in other]


def test_a_year_has_its_seasons_and_every_ending(content: Content, told: Node, examples: Sequence[Example]) -> None:
    made = lived(Year(content, told, examples, UNTIL, 6000, 7))
    snow = {case.filed.month for case, _, _ in made if case.topic.startswith("09")}
    assert snow
    assert snow <= {11, 12, 1, 2, 3}
    counts = {content.workflow[case.status].counts for case, _, _ in made}
    assert {"happy", "silent", "withdrawn"} <= counts
    going = [case for case, _, _ in made if not content.workflow[case.status].final]
    assert 0.02 < len(going) / len(made) < 0.2
    assert any(case.reopened for case, _, _ in made)
    codes = [case.code for case, _, _ in made]
    assert len(set(codes)) == len(codes)
    assert [case.filed for case, _, _ in made] == sorted(case.filed for case, _, _ in made)


def test_what_is_late_has_climbed_and_what_is_urgent_and_new_rings(
    content: Content, told: Node, examples: Sequence[Example]
) -> None:
    made, flow = lived(Year(content, told, examples, UNTIL, 3000, 7)), content.workflow
    waiting = [case for case, _, _ in made if flow[case.status].clock and not flow.life(case.kind).rests]
    assert not [case.code for case in waiting if case.bell and case.bell <= UNTIL], "nothing that is due is left over"
    late = [case for case in waiting if case.term.due < UNTIL]
    assert late
    assert all(case.rung >= flow.ladder.level(case.urgency, "unit_head") for case in late)
    assert all(case.rung == 0 for case in waiting if case.bell and case.filed == case.changed == UNTIL)
    ringing = [case for case, _, _ in made if case.ring]
    assert ringing
    for case in ringing:
        assert case.urgency != "normal"
        assert case.changed == case.filed
        assert UNTIL - case.filed <= timedelta(days=1)
        assert flow[case.status].clock


async def test_a_house_with_cases_is_left_alone_unless_it_is_wanted(database: Database, year: Year) -> None:
    await staffing.filled(database, year, lambda _: None, beside=False)
    with pytest.raises(StartError, match="--beside"):
        await staffing.filled(database, year, lambda _: None, beside=False)
    passwords = await staffing.filled(database, year, lambda _: None, beside=True)
    assert passwords == {}
    async with database.transaction() as connection:
        assert await case_list.count(connection, Filter()) == 2 * NUMBER
        assert len(await bulk.codes(connection)) == 2 * NUMBER
        able = [one.login for one in await people.everyone(connection) if one.active]
    assert set(able) == {one["login"] for one in year.plan["staff"]}


@given(
    begin=st.datetimes(datetime(2026, 3, 1), datetime(2026, 9, 1), timezones=st.just(TEHRAN)),  # noqa: DTZ001
    minutes=st.integers(1, 60 * 300),
)
def test_the_almanac_counts_as_the_city_does(content: Content, begin: datetime, minutes: int) -> None:
    working, quick = content.city.working, almanac(content.city.working, date(2026, 1, 1), 700)
    needed = timedelta(minutes=minutes)
    assert near(quick.after(begin, needed), working.after(begin, needed))
    end = begin + needed
    assert abs(quick.between(begin, end) - working.between(begin, end)) < timedelta(milliseconds=5)

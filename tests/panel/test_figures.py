"""The figures: every number is counted by hand here and must be the same on the page."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.case import Case, Event
from reports import overview
from reports.overview import Tally
from storage import case_store
from tests.panel.staff_stage import CHILD, WORKS, Office, now


async def answered(connection: AsyncConnection, case: Case, *answers: str) -> None:
    for answer in answers:
        event = Event("rate", "citizen", now(), more={"answer": answer})
        await case_store.append(connection, case.id or 0, event)


@pytest.fixture
async def year(office: Office) -> Office:
    await office.case()
    await office.case(due=now() - timedelta(hours=1))
    silent = await office.put(await office.put(await office.case(), "done"), "unanswered")
    happy = await office.put(await office.put(await office.case(), "done"), "confirmed")
    twice = await office.put(await office.case(reopened=1), "done")
    twice = await office.put(await office.put(twice, "reopened"), "done")
    child = await office.put(await office.case(topic=CHILD), "done")
    assert silent
    async with office.parts.database.transaction() as connection:
        await answered(connection, happy, "good")
        await answered(connection, twice, "good", "half")
        await answered(connection, child, "good")
    return office


async def test_the_whole_is_counted_exactly(year: Office) -> None:
    async with year.parts.database.transaction() as connection:
        total = await overview.whole(connection, year.parts.workflow, now())
    assert total == Tally(
        "", all=6, open=4, late=1, happy=1, silent=1, returned=1, asked=4, answered=3, good=2
    )  # fmt: skip


async def test_units_and_groups_add_up(year: Office) -> None:
    async with year.parts.database.transaction() as connection:
        units = await overview.by_unit(connection, year.parts.workflow, now())
        groups = await overview.by_group(connection, year.parts.workflow, now())
        statuses = await overview.by_status(connection)
    assert {unit.key: unit.all for unit in units}[WORKS] == 5
    assert {group.key: (group.all, group.good) for group in groups} == {"06": (5, 1), "02": (1, 1)}
    assert sum(statuses.values()) == sum(unit.all for unit in units) == 6


async def test_the_page_shows_response_beside_satisfaction(year: Office) -> None:
    page = (await (await year.clerk("council")).get("/panel/figures")).text
    for text in ("۷۵٪", "(۳ از ۴)", "۶۷٪", "آسفالت"):
        assert text in page
    assert "خیابان فاطمی" not in page


async def test_an_empty_house_has_figures_too(office: Office) -> None:
    page = await (await office.clerk("administrator")).get("/panel/figures")
    assert (page.status_code, "هنوز گزارشی نیست" in page.text) == (200, True)

"""Live pages: over a real server, a notice reaches those whom it concerns, as a number and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from storage import people
from tests.panel.staff_stage import PARKS, WORKS, Clerk, Office

WAIT = 10


class Events:
    """What an open page hears."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self) -> tuple[str, str]:
        """The next event: kind and data."""
        kind = ""
        async with asyncio.timeout(WAIT):
            async for line in self._lines:
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                if line.startswith("data: "):
                    return kind, line.removeprefix("data: ")
        raise AssertionError("the stream ended")


@asynccontextmanager
async def watching(address: str, clerk: Clerk) -> AsyncIterator[Events]:
    async with (
        httpx.AsyncClient(headers={"Cookie": clerk.headers["Cookie"]}, timeout=WAIT) as browser,
        browser.stream("GET", f"{address}/panel/live") as stream,
    ):
        assert stream.headers["content-type"].startswith("text/event-stream")
        events = Events(stream.aiter_lines())
        assert await events.next() == ("hello", "-")
        yield events


async def test_a_new_case_reaches_its_unit_and_no_other(office: Office, address: str) -> None:
    mine, other = await office.clerk("unit_staff", WORKS), await office.clerk("unit_staff", PARKS)
    async with watching(address, mine) as here, watching(address, other) as there:
        first = await office.case(words="نام من مخفی است")
        second = await office.case(unit=PARKS)
        assert await here.next() == ("case", str(first.id))
        assert await there.next() == ("case", str(second.id))


async def test_the_operator_hears_of_talks_and_the_others_do_not(office: Office, address: str) -> None:
    desk, unit = await office.clerk("administrator"), await office.clerk("unit_staff", WORKS)
    async with watching(address, desk) as here, watching(address, unit) as there:
        await office.announce("talk 7")
        assert await here.next() == ("talk", "7")
        await office.announce("lines 8")
        assert await here.next() == ("talk", "8")
        await office.announce("send telegram:12345")
        case = await office.case()
        assert await here.next() == ("case", str(case.id))
        assert await there.next() == ("case", str(case.id))


async def test_a_step_is_seen_on_every_open_page(office: Office, address: str) -> None:
    case = await office.case()
    one, two = await office.clerk("unit_staff", WORKS), await office.clerk("council")
    async with watching(address, two) as events:
        await office.move(one, case, "accepted")
        assert await events.next() == ("case", str(case.id))


async def test_who_is_switched_off_hears_nothing_more(office: Office, address: str) -> None:
    clerk = await office.clerk("operator")
    async with watching(address, clerk) as events:
        async with office.parts.database.transaction() as connection:
            await people.change(connection, clerk.id, active=False)
        await office.case()
        assert await events.next() == ("bye", "-")


async def test_after_a_lost_connection_pages_look_for_themselves(office: Office, address: str) -> None:
    async with watching(address, await office.clerk("operator")) as events:
        office.parts.notices.spread("again")
        assert await events.next() == ("again", "-")


async def test_nobody_listens_without_signing_in(address: str) -> None:
    async with httpx.AsyncClient() as browser:
        assert (await browser.get(f"{address}/panel/live")).status_code == 303

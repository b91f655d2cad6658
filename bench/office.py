"""The pages of an office with very many cases: milliseconds of each, beside its main query alone, in the same run."""

import asyncio
import os
import secrets
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import psycopg
from rich.console import Console

import library
from bench.measures import percentile
from bench.sheet import Sheet
from content import Faults
from demo import plan, staffing
from demo.filling import Year
from desk.house import House
from library import Content
from panel import web
from panel.gate import COOKIE
from panel.parts import Parts, Site
from settings import ROOT
from storage import bulk, people
from storage.database import Database, Embedded, migrate, plain_url
from storage.jobs import Jobs
from storage.media import Media
from storage.notices import Notices

ROUNDS, WARM = 25, 3
SEED = 137
OPEN = "finished IS NULL"
AROUND, STREET = (0.35, 0.45), (0.004, 0.005)
"""Half the height and width of a view of the whole city, and of a few streets; in degrees."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page, by its address, and the plainest statement that finds what it must show."""

    what: str
    who: str
    address: str
    floor: str
    values: Mapping[str, Any]


def pages(facts: Mapping[str, Any]) -> Sequence[Page]:
    """Everything that is measured."""
    first = f"SELECT * FROM cases WHERE {OPEN} ORDER BY id DESC LIMIT 41"
    own = f"SELECT * FROM cases WHERE {OPEN} AND (unit = %(unit)s OR also && ARRAY[%(unit)s]) ORDER BY id DESC LIMIT 41"
    late = f"SELECT * FROM cases WHERE {OPEN} AND stopped IS NULL AND due <= now() ORDER BY due, id LIMIT 41"
    found = f"SELECT * FROM cases WHERE {OPEN} AND search @@ %(asked)s::tsquery ORDER BY id DESC LIMIT 41"
    everywhere = found.replace(f"{OPEN} AND ", "")
    deep = "SELECT * FROM cases WHERE id < %(deep)s ORDER BY id DESC LIMIT 41"
    deep_address = f"/panel/rows?status=all&before={facts['deep']}"
    count = f"SELECT count(*), count(*) FILTER (WHERE due <= now()) FROM cases WHERE {OPEN}"
    history = 'SELECT * FROM events WHERE "case" = (SELECT id FROM cases WHERE code = %(code)s) ORDER BY id'
    part = facts["code"][4:]
    made = [
        Page("inbox, first page", "operator", "/panel?status=open", first, {}),
        Page("inbox of a unit", "unit", "/panel?status=open", own, facts),
        Page("inbox, late ones by deadline", "operator", "/panel?due=late&sort=due", late, {}),
        Page("inbox, a page in the middle of all", "operator", deep_address, deep, facts),
        Page("counts", "operator", "/panel/counts", count, {}),
        Page("my day", "unit", "/panel/day", own, facts),
        Page("case page", "operator", f"/panel/cases/{facts['code']}", history, facts),
        Page("search: part of a code", "operator", f"/panel?q={part}", everywhere,
             {"asked": f"'={part}':* | '~{part[::-1]}':*"}),
    ]  # fmt: skip
    made += maps(facts)
    words = [("open", found, ""), ("all", everywhere, "&status=all")]
    for name, typed, asked in facts["sought"]:
        for among, floor, more in words:
            made.append(
                Page(f"search: {name}, {among}", "operator", f"/panel?q={typed}{more}", floor, {"asked": asked})
            )
    return made


def maps(facts: Mapping[str, Any]) -> Sequence[Page]:
    """The map of the whole city in cells, of open cases and of all, and a few streets with single cases."""
    inside = "lat >= %(south)s AND lat < %(north)s AND lon >= %(west)s AND lon < %(east)s"
    counted = "SELECT floor(lat / 0.03) a, floor(lon / 0.04) b, count(*), avg(lat), avg(lon) FROM cases"
    everywhere = f"{counted} WHERE {inside} GROUP BY a, b"
    cells = everywhere.replace("WHERE", f"WHERE {OPEN} AND")
    points = f"SELECT * FROM cases WHERE {OPEN} AND {inside} ORDER BY id DESC LIMIT 60"
    city, street = (_view(facts["centre"], half) for half in (AROUND, STREET))
    return [
        Page("map: whole city, open", "operator", _map(city, 11), cells, city),
        Page("map: whole city, all", "operator", f"{_map(city, 11)}&status=all", everywhere, city),
        Page("map: a few streets", "operator", _map(street, 17), points, street),
        Page("map: list beside the city", "operator", _map(city, 11, "list"), points.replace("60", "30"), city),
    ]  # fmt: skip


def _view(centre: tuple[float, float], half: tuple[float, float]) -> Mapping[str, float]:
    (lat, lon), (high, wide) = centre, half
    return {"south": lat - high, "west": lon - wide, "north": lat + high, "east": lon + wide}


def _map(view: Mapping[str, float], zoom: int, what: str = "cells") -> str:
    return f"/panel/map/{what}?{urlencode({**view, 'zoom': zoom})}"


async def each(act: Callable[[], Awaitable[object]]) -> Sequence[float]:
    """Seconds of each of some rounds, after the caches are warm."""
    times = []
    for _ in range(WARM + ROUNDS):
        began = time.perf_counter()
        await act()
        times.append(time.perf_counter() - began)
    return times[WARM:]


async def measured(page: Page, browser: httpx.AsyncClient, floor: psycopg.AsyncConnection[Any]) -> Sequence[str]:
    """A row of the table."""

    async def ask() -> None:
        answer = await browser.get(page.address)
        assert answer.status_code == 200, (page.address, answer.status_code)

    async def select() -> None:
        await (await floor.execute(page.floor.encode(), page.values)).fetchall()

    whole, bare = await each(ask), await each(select)
    parts = [percentile(times, share) for times in (whole, bare) for share in (50, 95)]
    return [page.what, *(f"{one:,.1f}" for one in parts), f"{parts[0] / parts[2]:.1f}"]


async def filled(database: Database, content: Content, number: int) -> float:
    """Cases a minute at which the house was filled; 0 if it was full before."""
    async with database.transaction() as connection:
        if await bulk.any_case(connection):
            return 0
    faults = Faults()
    told = plan.load(content.topics, content.workflow, faults)
    faults.close()
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    year = Year(content, told, library.spoken(content), now, number, SEED)
    began = time.perf_counter()
    await staffing.filled(database, year, lambda _: None, beside=False)
    rate = number / (time.perf_counter() - began) * 60
    await bulk.tidy(database)
    return rate


async def facts_of(floor: psycopg.AsyncConnection[Any]) -> Mapping[str, Any]:
    """What the addresses need to know of this database."""
    asked = "SELECT count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY id) FROM cases"
    number, deep = await _one(floor, asked)
    (unit,) = await _one(
        floor, "SELECT unit FROM staff_units JOIN staff ON staff.id = staff WHERE login = 'demo-staff'"
    )
    (code,) = await _one(floor, "SELECT code FROM cases WHERE finished IS NULL ORDER BY reopened DESC, id LIMIT 1")
    (live,) = await _one(floor, f"SELECT count(*) FROM cases WHERE {OPEN}")
    words = (ROOT / "bench" / "sought.txt").read_text(encoding="utf-8").splitlines()
    sought = [tuple(line.split("|")) for line in words if line]
    middle = "percentile_disc(0.5) WITHIN GROUP (ORDER BY {0})"
    centre = await _one(floor, f"SELECT {middle.format('lat')}, {middle.format('lon')} FROM cases")
    return {
        "centre": centre,
        "number": number,
        "deep": deep,
        "unit": unit,
        "code": code,
        "live": live,
        "sought": sought,
    }


async def _one(floor: psycopg.AsyncConnection[Any], query: str) -> tuple[Any, ...]:
    row = await (await floor.execute(query.encode())).fetchone()
    assert row is not None, query
    return tuple(row)


async def office(content: Content, number: int, home: Path) -> Sheet:
    """Fills an office, or takes the one that is there, and opens its pages."""
    async with AsyncExitStack() as stack:
        server = Embedded(home / "postgres")
        stack.callback(server.stop)
        migrate(server.url)
        database = Database(server.url)
        stack.push_async_callback(database.close)
        rate = await filled(database, content, number)
        floor = await stack.enter_async_context(
            await psycopg.AsyncConnection.connect(plain_url(server.url), autocommit=True)
        )
        facts = await facts_of(floor)
        app = web.build(_parts(database, content, home))
        browsers = {
            who: await stack.enter_async_context(await _browser(database, app, login))
            for who, login in (("operator", "demo-operator"), ("unit", "demo-staff"))
        }
        sheet = Sheet(
            f"An office with {facts['number']:,} cases, {facts['live']:,} of them open",
            ("page", "p50 ms", "p95 ms", "SQL p50 ms", "SQL p95 ms", "page/SQL"),
        )
        sheet.rows += [await measured(one, browsers[one.who], floor) for one in pages(facts)]
        if rate:
            sheet.notes.append(f"Filled with {rate:,.0f} cases a minute.")
        return sheet


def _parts(database: Database, content: Content, home: Path) -> Parts:
    async def nobody_writes(channel: str, updates: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        """No citizen is here."""

    jobs, media = Jobs(database.url), Media(home / "media")
    house = House(content.topics, content.city, content.workflow, content.sentences, jobs, media, 60, "http://office")
    site = Site(vendor=ROOT / "node_modules")
    return Parts(
        site, database, Notices(database), media, jobs, content.workflow, content.roles, nobody_writes, house,
    )  # fmt: skip


async def _browser(database: Database, app: Any, login: str) -> httpx.AsyncClient:
    token = secrets.token_hex(16)
    async with database.transaction() as connection:
        account = await people.by_login(connection, login)
        assert account is not None, login
        await people.change(connection, account.id, must_change=False)
        await people.sign_in(connection, account.id, token, "-", datetime.now(UTC) + timedelta(hours=6))
    made = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://office", timeout=120)
    made.headers["Cookie"] = f"{COOKIE}={token}"
    return made


def main() -> None:
    """Runs it; BENCH_CASES says how many cases, BENCH_HOME keeps the filled house for the next run."""
    faults = Faults()
    content = library.load("tehran", faults)
    faults.close()
    number = int(os.environ.get("BENCH_CASES", "100000"))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(os.environ.get("BENCH_HOME", folder))
        asyncio.run(office(content, number, home)).show(Console(width=120))


if __name__ == "__main__":
    main()

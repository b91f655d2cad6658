"""The doors of the whole site: safety headers, files, faults, health, hooks."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from library import Content
from panel import web
from panel.headers import safety
from panel.pace import Pace
from panel.parts import Parts, Site
from panel.vendor import FILES
from storage.database import Database
from tests.panel.chat_stage import ScriptedBot, made_parts

PAGE = {"Accept": "text/html"}


@pytest.fixture
def parts(database: Database, content: Content, home: Path) -> Parts:
    return made_parts(database, content, home, "http://site", ScriptedBot(database))


@pytest.fixture
async def site(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    async def telegram(body: bytes, header: str | None, path: str | None) -> bool:
        return body == b"{}" and "right" in (header, path)

    app = web.build(replace(parts, hooks={"telegram": telegram}))

    @app.get("/crash")
    async def crash() -> None:
        raise ZeroDivisionError

    door = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=door, base_url="http://site") as made:
        yield made


@pytest.mark.parametrize("path", ["/", "/static/base.css", "/health", "/nowhere", "/crash"])
async def test_every_answer_is_safe(site: httpx.AsyncClient, path: str) -> None:
    headers = (await site.get(path, headers=PAGE)).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["permissions-policy"].startswith("geolocation=(self)")


@pytest.mark.parametrize(
    ("tiles", "host"),
    [
        ("https://tile.example/{z}/{x}/{y}.png", "https://tile.example"),
        ("https://{s}.tile.example/{z}", "https://*.tile.example"),
        ("/tiles/{z}/{x}/{y}.png", "blob:"),
        ("", "blob:"),
    ],
)
def test_pictures_come_from_us_and_from_the_tiles_only(tiles: str, host: str) -> None:
    rules = dict(rule.split(" ", 1) for rule in safety(Site(tiles=tiles))["Content-Security-Policy"].split("; "))
    assert rules["img-src"].split()[-1] == host


def test_only_a_secure_site_insists_on_being_secure() -> None:
    assert "Strict-Transport-Security" in safety(Site(secure_cookies=True))
    assert "Strict-Transport-Security" not in safety(Site())


@pytest.mark.parametrize("name", sorted(FILES))
async def test_every_vendor_file_is_installed_and_cached(site: httpx.AsyncClient, name: str) -> None:
    answer = await site.get(f"/vendor/{name}")
    assert answer.status_code == 200
    assert "max-age" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["", "leaflet/package.json", "../package.json", "leaflet/dist/leaflet.js"])
async def test_nothing_else_of_the_vendors_can_be_reached(site: httpx.AsyncClient, name: str) -> None:
    assert (await site.get(f"/vendor/{name}")).status_code == 404


async def test_own_files_are_asked_for_again_and_not_sent_twice(site: httpx.AsyncClient) -> None:
    first = await site.get("/static/chat.js")
    again = await site.get("/static/chat.js", headers={"If-None-Match": first.headers["etag"]})
    assert first.headers["cache-control"] == "no-cache"
    assert again.status_code == 304


async def test_large_answers_are_packed(site: httpx.AsyncClient) -> None:
    assert (await site.get("/static/base.css")).headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/crash", 500)])
async def test_a_fault_is_told_kindly_to_people_and_plainly_to_scripts(
    site: httpx.AsyncClient, path: str, status: int
) -> None:
    page = await site.get(path, headers=PAGE)
    assert page.status_code == status
    assert "برگشت به گفت‌وگو" in page.text
    assert (await site.get(path)).json() == {"fault": status}


async def test_no_page_carries_a_script_or_style_inside(site: httpx.AsyncClient) -> None:
    text = (await site.get("/")).text
    assert "<style" not in text
    assert " style=" not in text
    assert text.count("<script") == text.count('<script type="module" src=')


async def test_health_counts_what_waits(site: httpx.AsyncClient) -> None:
    assert (await site.get("/health")).json() == {
        "database": True,
        "updates": {"waiting": 0, "dead": 0},
        "lines": {"waiting": 0, "refused": 0},
    }


async def test_health_says_when_the_database_is_away(parts: Parts) -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")
    door = httpx.ASGITransport(web.build(replace(parts, database=away)))
    async with httpx.AsyncClient(transport=door, base_url="http://site") as site:
        answer = await site.get("/health")
    assert (answer.status_code, answer.json()) == (503, {"database": False})
    await away.close()


async def test_metrics_are_in_the_form_of_prometheus(site: httpx.AsyncClient) -> None:
    assert "# HELP" in (await site.get("/metrics")).text


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        ("/hook/telegram", {"X-Telegram-Bot-Api-Secret-Token": "right"}, b"{}", 200),
        ("/hook/telegram/right", {}, b"{}", 200),
        ("/hook/telegram", {}, b"{}", 403),
        ("/hook/telegram/wrong", {}, b"{}", 403),
        ("/hook/pigeon", {}, b"{}", 404),
        ("/hook/telegram/right", {}, b"x" * (2**20 + 1), 413),
    ],
)
async def test_a_messenger_knocks(
    site: httpx.AsyncClient, path: str, headers: Mapping[str, str], body: bytes, status: int
) -> None:
    assert (await site.post(path, headers=headers, content=body)).status_code == status


async def test_the_map_knows_the_names_of_the_city(site: httpx.AsyncClient, content: Content) -> None:
    names = (await site.get("/chat/map.json")).json()
    assert len(names["regions"]) == len(content.city.regions)
    assert all(35 < lat < 36.5 and 50.5 < lon < 52 for *_, lat, lon in names["regions"] + names["neighbourhoods"])


def test_a_pace_counts_each_name_for_itself() -> None:
    now = [0.0]
    pace = Pace(2, 10, lambda: now[0])
    assert [pace.allows("a"), pace.allows("a"), pace.allows("a"), pace.allows("b")] == [True, True, False, True]
    now[0] = 10.0
    assert pace.allows("a")

"""The door of the staff pages: who comes in, with which power; everything is denied that is not allowed here."""

import secrets
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, HTTPException, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.policy import Person
from desk import people as desk_people
from desk.house import House
from errors import NotAllowedError, NotFoundError
from panel.parts import Parts
from panel.show import Pages, now
from storage import habits, people
from storage.people import Account

COOKIE = "hamyar_staff"
PASSWORD_PATH = "/panel/password"  # noqa: S105 - The address of a page.
BEFORE_CHANGE = (PASSWORD_PATH, "/panel/logout")
"""What a person with a one-time password may do before choosing their own."""
FORM_LIMIT, FILES_LIMIT = 2**20, 80 * 2**20
"""Bytes of a form: without files, and with photos."""
ORDERS, HELPERS = "/panel/orders", "/panel/helpers"
NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a signed-in member of staff."""

    request: Request
    pages: Pages
    account: Account
    person: Person
    csrf: str
    shortcuts: bool = True
    """Whether keys are shortcuts for this person."""

    @property
    def parts(self) -> Parts:
        """What the pages are built from."""
        return self.pages.parts

    @property
    def house(self) -> House:
        """What acts on cases need."""
        return self.parts.house

    @property
    def by(self) -> str:
        """How this person is written into histories and records."""
        return f"staff:{self.person.id}"

    def transaction(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """All or nothing, on the house's database."""
        return self.parts.database.transaction()

    def page(self, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A template, shown to this person; never kept by a cache."""
        done = self.pages.words["done"].get(self.request.query_params.get("done", ""), "")
        text = self.pages.render(name, visit=self, person=self.person, csrf=self.csrf, done=done, **values)
        return HTMLResponse(text, status, headers=NO_STORE)

    def reason(self, error: NotAllowedError) -> str:
        """Why not, for people; an act that the role forbids is raised on and becomes a 403 page."""
        words = self.pages.words["reasons"].get(str(error))
        if words is None:
            raise error
        return str(words)


def pages_of(request: Request) -> Pages:
    """The pages that staff.router put beside the request."""
    pages: Pages = request.state.pages
    return pages


async def enter(request: Request) -> None:
    """Lets in who is signed in, with a true token on every form; the account is looked up anew each time."""
    pages = pages_of(request)
    visit = await visit_of(pages, request)
    if visit is None:
        raise HTTPException(401)
    request.state.visit = visit
    if request.method not in ("GET", "HEAD") and not await _own_form(request, visit.csrf):
        raise HTTPException(403, "csrf")
    if visit.account.must_change and request.url.path not in BEFORE_CHANGE:
        raise HTTPException(303, headers={"Location": PASSWORD_PATH})
    if request.url.path == "/panel" and not visit.person.may("see") and (home := _home(visit.person)):
        raise HTTPException(303, headers={"Location": home})


def _home(person: Person) -> str:
    """Where those begin who see no inbox: with their work orders, or their helpers."""
    if person.may("carry"):
        return ORDERS
    return HELPERS if person.may("accompany") else ""


async def visit_of(pages: Pages, request: Request) -> Visit | None:
    """Who sends this request, with the power they have at this moment; None if they are signed out or switched off."""
    token = request.cookies.get(COOKIE, "")
    async with pages.parts.database.transaction() as connection:
        found = await people.signed_in(connection, token, now()) if token else None
        keys = await habits.shortcuts(connection, found[0].id) if found else True
    if found is None or found[0].role not in pages.parts.roles:
        return None
    account, csrf = found
    return Visit(request, pages, account, desk_people.person(account, pages.parts.roles), csrf, keys)


async def _own_form(request: Request, csrf: str) -> bool:
    given = request.headers.get("x-csrf-token") or (await request.form()).get("csrf", "")
    return isinstance(given, str) and secrets.compare_digest(given.encode(), csrf.encode())


def needs(permission: str) -> Callable[[Request], Coroutine[Any, Any, Visit]]:
    """A dependency: the visit, if the person's role holds this permission."""

    async def check(request: Request) -> Visit:
        visit: Visit = request.state.visit
        if permission and not visit.person.may(permission):
            raise NotAllowedError(permission)
        return visit

    return check


Number = Annotated[int, Path(gt=0, lt=2**63)]
"""A number in an address, as large as PostgreSQL counts."""
Anyone = Annotated[Visit, Depends(needs(""))]
Seer = Annotated[Visit, Depends(needs("see"))]
Worker = Annotated[Visit, Depends(needs("work"))]
Corrector = Annotated[Visit, Depends(needs("correct"))]
Caller = Annotated[Visit, Depends(needs("reporter"))]
Desk = Annotated[Visit, Depends(needs("desk"))]
Counter = Annotated[Visit, Depends(needs("figures"))]
Listener = Annotated[Visit, Depends(needs("listen"))]
Carrier = Annotated[Visit, Depends(needs("carry"))]
Coach = Annotated[Visit, Depends(needs("accompany"))]
Keeper = Annotated[Visit, Depends(needs("templates"))]
Watcher = Annotated[Visit, Depends(needs("alarms"))]
Overseer = Annotated[Visit, Depends(needs("cautions"))]
Inspector = Annotated[Visit, Depends(needs("inspect"))]
Explainer = Annotated[Visit, Depends(needs("explain"))]
Manager = Annotated[Visit, Depends(needs("people"))]


class StaffRoute(APIRoute):
    """A route whose errors become pages in kind Persian."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wraps the handler."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            refuse_huge(request)
            try:
                return await inner(request)
            except NotFoundError:
                return _refuse(request, 404)
            except NotAllowedError as error:
                await _note_refusal(request, str(error))
                return _refuse(request, 403, str(error))
            except RequestValidationError:
                return _refuse(request, 400)
            except HTTPException as error:
                return _turn_away(request, error)

        return handle


def refuse_huge(request: Request) -> None:
    """A body must say how long it is, and be no longer than a form with a few photos; raises HTTPException."""
    if request.method != "POST":
        return
    length = request.headers.get("content-length", "")
    with_files = request.headers.get("content-type", "").startswith("multipart/")
    if not length.isdecimal() or int(length) > (FILES_LIMIT if with_files else FORM_LIMIT):
        raise HTTPException(413)


async def refuse_nul(request: Request) -> None:
    """PostgreSQL keeps no NUL in a text, and no honest form or address holds one; raises HTTPException."""
    said = [request.url.path, *request.query_params.values()]
    if request.method == "POST":
        said += [value for value in (await request.form()).values() if isinstance(value, str)]
    if any("\0" in text for text in said):
        raise HTTPException(400)


def _turn_away(request: Request, error: HTTPException) -> Response:
    if error.status_code == 303:
        return goto(request, (error.headers or {})["Location"])
    if error.status_code != 401:
        return _refuse(request, error.status_code, str(error.detail))
    if request.headers.get("sec-fetch-site") == "cross-site" and request.method == "GET":
        # A Strict cookie is not sent on a link from a messenger; asking once more from our own page brings it.
        return HTMLResponse(pages_of(request).render("again.html"), headers=NO_STORE)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = f"?next={quote(here, safe='')}" if request.method == "GET" and not _by_htmx(request) else ""
    return goto(request, f"/panel/login{back}")


def _by_htmx(request: Request) -> bool:
    return "hx-request" in request.headers


def goto(request: Request, address: str) -> Response:
    """Sends the browser to another page, also out of a partial request."""
    if _by_htmx(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, 303, headers=NO_STORE)


def _refuse(request: Request, status: int, key: str = "") -> HTMLResponse:
    pages = pages_of(request)
    refusals = pages.words["refusals"]
    sentence = refusals.get(key) or refusals.get(str(status), refusals["400"])
    title = pages.words["titles"].get(str(status), pages.words["titles"]["400"])
    text = pages.render("refused.html", title=title, sentence=sentence, status=status)
    return HTMLResponse(text, status, headers=NO_STORE)


async def _note_refusal(request: Request, act: str) -> None:
    visit: Visit = request.state.visit
    async with visit.transaction() as connection:
        await people.record(connection, visit.by, "refused", act=act, path=request.url.path)

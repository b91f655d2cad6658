"""Signing in and out, and choosing a password."""

import re
import secrets
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from desk import people as desk_people
from desk.people import SIGNED_IN, SignIn
from errors import NotAllowedError
from panel.gate import COOKIE, NO_STORE, PASSWORD_PATH, Anyone, StaffRoute, Visit, pages_of
from panel.show import now
from storage import people

DOOR = "hamyar_door"
"""A cookie that the sign-in form must repeat, so that no other site can sign somebody in as somebody else."""
HOME = "/panel"
DAY = "/panel/day"
LENGTH_LIMIT = 200
"""Letters of a login or password; hashing more would only cost time."""
INSIDE = re.compile(r"/panel(?:[/?][^\\\s]*)?")

door = APIRouter(route_class=StaffRoute, include_in_schema=False)
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


def _form(request: Request, status: int = 200, problem: str = "", login: str = "", back: str = HOME) -> HTMLResponse:
    pages, token = pages_of(request), secrets.token_urlsafe(18)
    done = pages.words["done"].get(request.query_params.get("done", ""), "")
    sentence = pages.words["reasons"][problem] if problem else ""
    text = pages.render("login.html", door=token, problem=sentence, login=login, back=back, done=done)
    response = HTMLResponse(text, status, headers=NO_STORE)
    secure = pages.parts.site.secure_cookies
    response.set_cookie(DOOR, token, httponly=True, samesite="strict", secure=secure, path="/panel/login")
    return response


def _inside(address: str) -> str:
    return address if INSIDE.fullmatch(address) and not address.startswith("/panel/log") else HOME


@door.get("/panel/login")
async def show_login(request: Request, next: str = HOME) -> Response:
    """The sign-in form."""
    return _form(request, back=_inside(next))


@door.post("/panel/login")
async def login(
    request: Request, login: Annotated[str, Form()] = "", password: Annotated[str, Form()] = "",
    door: Annotated[str, Form()] = "", next: Annotated[str, Form()] = HOME,
) -> Response:  # fmt: skip
    """Checks the password; five wrong ones let the account rest."""
    if not door or not secrets.compare_digest(door.encode(), request.cookies.get(DOOR, "").encode()):
        raise HTTPException(403, "csrf")
    back = _inside(next)
    if max(len(login), len(password)) > LENGTH_LIMIT:
        return _form(request, 401, "wrong", "", back)
    try:
        async with pages_of(request).parts.database.transaction() as connection:
            signed = await desk_people.sign_in(connection, login, password, now())
    except NotAllowedError as error:
        return _form(request, 429, str(error), login, back)
    if signed is None:
        return _form(request, 401, "wrong", login, back)
    return _let_in(request, signed, _first_page(request, signed) if back == HOME else back)


def _first_page(request: Request, signed: SignIn) -> str:
    """Who works on a unit's cases begins with their day; all others with the inbox."""
    role = pages_of(request).parts.roles.get(signed.account.role)
    return DAY if role and role.scope == "units" and "work" in role.may else HOME


def _let_in(request: Request, signed: SignIn, address: str) -> Response:
    response = RedirectResponse(address, 303, headers=NO_STORE)
    response.set_cookie(
        COOKIE, signed.token, max_age=int(SIGNED_IN.total_seconds()), httponly=True, samesite="strict",
        secure=pages_of(request).parts.site.secure_cookies, path=HOME,
    )  # fmt: skip
    return response


@inside.post("/panel/logout")
async def logout(visit: Anyone) -> Response:
    """Ends this sign-in."""
    async with visit.transaction() as connection:
        await people.sign_out(connection, token=visit.request.cookies[COOKIE])
    response = RedirectResponse("/panel/login?done=out", 303, headers=NO_STORE)
    response.delete_cookie(COOKIE, path=HOME, httponly=True, samesite="strict")
    return response


@inside.get(PASSWORD_PATH)
async def show_password(visit: Anyone) -> Response:
    """The form for a new password; after a one-time password it comes before everything else."""
    return visit.page("password.html", problem="")


@inside.post(PASSWORD_PATH)
async def change_password(
    visit: Anyone,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Stores the new password, ends all other sign-ins and goes on with a fresh one."""
    problem = "differ" if new != again else "same" if new == old else ""
    problem = "long" if max(len(old), len(new)) > LENGTH_LIMIT else problem
    signed = None
    if not problem:
        signed, problem = await _change(visit, old, new)
    if signed is None:
        return visit.page("password.html", 422, problem=visit.pages.words["reasons"][problem])
    return _let_in(visit.request, signed, f"{HOME}?done=password")


async def _change(visit: Visit, old: str, new: str) -> tuple[SignIn | None, str]:
    try:
        async with visit.transaction() as connection:
            return await _prove_and_set(connection, visit.account.login, old, new)
    except NotAllowedError as error:
        return None, str(error)


async def _prove_and_set(connection: AsyncConnection, login: str, old: str, new: str) -> tuple[SignIn | None, str]:
    proved = await desk_people.sign_in(connection, login, old, now())
    if proved is None:
        return None, "wrong_now"
    await desk_people.set_password(connection, proved.account.id, new)
    return await desk_people.sign_in(connection, login, new, now()), ""

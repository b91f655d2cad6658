"""Accounts of staff: who they are, what they may, for which units; and what was recorded about it."""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import Response

from desk import owning
from desk import people as desk_people
from errors import NotAllowedError, NotFoundError
from panel.gate import Manager, Number, StaffRoute, Visit, goto
from panel.show import now
from persian import fold
from storage import people
from storage.people import Account

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,31}")
EMPTY = {"login": "", "name": "", "role": "unit_staff"}
NAME_LIMIT = 80
RECORDS = 200
Text = Annotated[str, Form()]
Units = Annotated[list[str], Form(default_factory=list)]
"""Boxes that are ticked; a browser sends nothing at all when none is."""
inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Sieve:
    """Whom the list shows; empty parts do not restrict."""

    q: str = ""
    role: str = ""
    unit: str = ""
    state: str = ""

    def holds(self, one: Account) -> bool:
        """Whether an account fits."""
        known = fold(self.q) in fold(f"{one.name} {one.login}")
        state = not self.state or one.active == (self.state == "active")
        return known and state and self.role in ("", one.role) and (not self.unit or self.unit in one.units)


async def _show(visit: Visit, status: int = 200, sieve: Sieve = Sieve(), **values: Any) -> Response:
    async with visit.transaction() as connection:
        accounts, links = await people.everyone(connection), await people.links(connection)
        seen = await people.last_sign_ins(connection)
    made: dict[str, Any] = {"problem": "", "secret": "", "whose": "", "typed": EMPTY, "chosen": frozenset()}
    shown = [one for one in accounts if sieve.holds(one)]
    more = {"all": len(accounts), "links": links, "seen": seen, "sieve": sieve}
    return visit.page("people.html", status, accounts=shown, **more, **(made | values))


@inside.get("/panel/people")
async def people_page(visit: Manager, q: str = "", role: str = "", unit: str = "", state: str = "") -> Response:
    """Everybody, or those who are looked for, and the form for a new account."""
    return await _show(visit, sieve=Sieve(q[:80], role[:40], unit[:60], state[:10]))


def _check_name(login: str, name: str) -> None:
    if not LOGIN.fullmatch(login):
        raise NotAllowedError("login_form")
    if not name:
        raise NotAllowedError("name")


def _check_self(visit: Visit, before: Account, role: str, active: bool) -> None:
    if before.id == visit.person.id and (role != before.role or not active):
        raise NotAllowedError("self")


def _check_powers(visit: Visit, role: str, units: list[str]) -> None:
    if role not in visit.parts.roles:
        raise NotAllowedError("role")
    if not set(units) <= set(visit.parts.city.units):
        raise NotAllowedError("unit")


@inside.post("/panel/people")
async def hire(visit: Manager, units: Units, login: Text = "", name: Text = "", role: Text = "") -> Response:
    """Makes an account and shows its one-time password, this once."""
    login, name = login.strip().lower(), name.strip()[:NAME_LIMIT]
    try:
        _check_name(login, name)
        _check_powers(visit, role, units)
        async with visit.transaction() as connection:
            _, password = await desk_people.hire(connection, visit.by, login, name, role, units)
    except NotAllowedError as error:
        typed = {"login": login, "name": name, "role": role}
        return await _show(visit, 422, problem=visit.reason(error), typed=typed, chosen=frozenset(units))
    return await _show(visit, secret=password, whose=login)


async def _account(visit: Visit, id: int) -> Account:
    async with visit.transaction() as connection:
        account = await people.by_id(connection, id)
    if account is None:
        raise NotFoundError("account")
    return account


async def _one(visit: Visit, id: int, status: int = 200, problem: str = "", secret: str = "") -> Response:
    one = await _account(visit, id)
    async with visit.transaction() as connection:
        senders, seen = await people.senders(connection, id), await people.last_sign_ins(connection)
    more = {"senders": senders, "seen": seen.get(id)}
    return visit.page("person.html", status, one=one, problem=problem, secret=secret, **more)


@inside.get("/panel/people/{id}")
async def person_page(visit: Manager, id: Number) -> Response:
    """One account."""
    return await _one(visit, id)


@inside.post("/panel/people/{id}")
async def change(visit: Manager, id: Number, units: Units, role: Text = "", active: Text = "") -> Response:
    """Changes role, units and activity; nobody may take their own power, lest the last key be locked in."""
    before = await _account(visit, id)
    try:
        _check_powers(visit, role, units)
        _check_self(visit, before, role, bool(active))
        async with visit.transaction() as connection:
            await desk_people.change(connection, visit.by, id, role, units, bool(active))
            await owning.let_go(connection, visit.parts.roles, id, now())
    except NotAllowedError as error:
        return await _one(visit, id, 422, visit.reason(error))
    return goto(visit.request, f"/panel/people/{id}?done=changed")


@inside.post("/panel/people/{id}/password")
async def new_password(visit: Manager, id: Number) -> Response:
    """Gives a new one-time password and shows it, this once."""
    await _account(visit, id)
    async with visit.transaction() as connection:
        password = await desk_people.new_password(connection, visit.by, id)
    return await _one(visit, id, secret=password)


@inside.post("/panel/people/{id}/unlink")
async def unlink(visit: Manager, id: Number, sender: Text = "") -> Response:
    """Takes a linked messenger account away: its buttons do nothing any more."""
    await _account(visit, id)
    try:
        async with visit.transaction() as connection:
            await desk_people.unlink(connection, visit.by, id, sender)
    except NotAllowedError as error:
        return await _one(visit, id, 422, visit.reason(error))
    return goto(visit.request, f"/panel/people/{id}?done=unlinked")


@inside.get("/panel/record")
async def record(visit: Manager) -> Response:
    """What was recorded of administration, newest first."""
    async with visit.transaction() as connection:
        lines, names = await people.recorded(connection, RECORDS), await people.names(connection)
    return visit.page("record.html", lines=lines, names=names)

"""Finding a caller's cases by telephone number, which stands in no address, log or filter: only its keyed hash does."""

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from cases.codes import valid
from dialogues import telephone
from panel.filters import Wish, read_wish
from panel.gate import NO_STORE, Caller, StaffRoute, Visit
from storage import contacts, people

inside = APIRouter(route_class=StaffRoute, include_in_schema=False)


def typed(wish: Wish) -> str:
    """The telephone number that was typed into the search, in its one form; empty if it is none."""
    return telephone.number(wish.q or wish.code)


async def concealed(connection: AsyncConnection, visit: Visit, wish: Wish) -> Wish | None:
    """The wish with the hash of its number, which is recorded; None if there is none, or this person may not ask.

    What is a true tracking code as well stays one, and is a number too only where somebody has given it.
    """
    number, seal = typed(wish), visit.house.seal
    if wish.phone or not number or not visit.person.finds_by_number:
        return None
    code = wish.code if valid(wish.code) else ""
    if code and await contacts.find(connection, seal, number) is None:
        return None
    await people.record(connection, visit.by, "phone_search")
    return replace(wish, q="", code=code, phone=seal.digest(number))


def shown(wish: Wish) -> Response:
    """The inbox with this wish; htmx follows it too and writes its address, which holds no number."""
    return RedirectResponse(f"/panel?{wish.query or 'status=open'}", 303, headers=NO_STORE)


@inside.post("/panel/phone")
async def by_phone(visit: Caller) -> Response:
    """The filters of the inbox with a number among them, in a body that no log keeps."""
    form = await visit.request.form()
    wish = read_wish({name: value for name, value in form.items() if isinstance(value, str)})
    async with visit.transaction() as connection:
        return shown(await concealed(connection, visit, wish) or wish)

"""All staff pages under /panel: each room's routes behind one door."""

from fastapi import APIRouter, Depends, Request

from panel import (
    alarms,
    bulk,
    bundles,
    calls,
    caseacts,
    casepage,
    cautions,
    changes,
    city_map,
    contractors,
    day,
    deadline,
    figures,
    groups,
    inbox,
    intake,
    live,
    nearby,
    orders,
    owning,
    people,
    phones,
    present,
    returns,
    review,
    rules,
    saved,
    sentences,
    signin,
    suggestions,
    talks,
    team,
    thanks,
    voices,
)  # fmt: skip
from panel.gate import StaffRoute, enter, refuse_nul
from panel.parts import Parts
from panel.show import Pages

ROOMS = (
    signin, inbox, live, casepage, caseacts, talks, people, groups, figures, voices, suggestions, thanks, orders,
    contractors, day, owning, saved, rules, changes, city_map, bulk, sentences, present, returns, review, intake,
    calls, nearby, bundles, alarms, deadline, team, cautions, phones,
)  # fmt: skip


def router(parts: Parts) -> APIRouter:
    """The routes; only the sign-in form is open to everybody."""
    pages = Pages(parts)

    async def bring_pages(request: Request) -> None:
        request.state.pages = pages
        await refuse_nul(request)

    made = APIRouter(route_class=StaffRoute, dependencies=[Depends(bring_pages)])
    made.include_router(signin.door)
    for room in ROOMS:
        made.include_router(room.inside, dependencies=[Depends(enter)])
    return made

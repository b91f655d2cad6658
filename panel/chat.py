"""The citizens' chat on our own site: its page, the names on its map, and the door to its socket."""

from typing import Any

from fastapi import APIRouter, Request, WebSocket
from fastapi.responses import JSONResponse, Response

from cities.city import City
from panel.chat_socket import ChatSocket
from panel.origin import from_our_page
from panel.pace import Pace
from panel.pages import templates
from panel.parts import Parts
from panel.visitor import new_visitor, visitor

NO_COOKIE = 4401
"""Code with which a socket is closed that brought no cookie; the page then says what to do."""


def router(parts: Parts) -> APIRouter:
    """`/` and what belongs to it."""
    routes = APIRouter(include_in_schema=False)
    pages, pace = templates(parts), Pace(30, 10)

    @routes.get("/")
    async def page(request: Request) -> Response:
        response = pages.TemplateResponse(request, "chat.html", headers={"Cache-Control": "no-store"})
        (visitor(request) or new_visitor()).remember(response, parts.site.secure_cookies)
        return response

    @routes.get("/chat/map.json")
    async def names() -> JSONResponse:
        return JSONResponse(names_on_map(parts.city), headers={"Cache-Control": "public, max-age=3600"})

    @routes.websocket("/chat")
    async def talk(socket: WebSocket) -> None:
        who = visitor(socket)
        if not from_our_page(socket, parts.site.public_url):
            await socket.close()
        elif who is None:
            await socket.accept()
            await socket.close(NO_COOKIE)
        else:
            await socket.accept()
            await ChatSocket(parts, socket, who, pace).run()

    return routes


def names_on_map(city: City) -> dict[str, Any]:
    """Centres of regions and neighbourhoods, so that a map without pictures still says where one is."""
    return {
        "regions": [[one.title, one.centre.lat, one.centre.lon] for one in city.regions.values()],
        "neighbourhoods": [
            [one.name, city.regions[one.region].title, one.centre.lat, one.centre.lon]
            for one in city.neighbourhoods
            if one.centre
        ],
    }

"""A small JSON door for other processes: say, send, tap, push and look at what the bot shows."""

import base64
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from tests.fake_bot_api.people import User
    from tests.fake_bot_api.server import FakeBotApi


def routes(server: "FakeBotApi") -> Iterable[web.RouteDef]:
    """The control addresses of one server."""
    door = Door(server)
    acts = {"says": door.says, "place": door.place, "photo": door.photo, "tap": door.tap}
    for name, act in (acts | {"update": door.update, "group": door.group, "fail": door.fail}).items():
        yield web.post(f"/control/{name}", act)
    yield web.get("/control/sent", door.sent)
    yield web.get("/control/calls", door.calls)


class Door:
    """Each method takes one small JSON object; `user` speaks, in `group` if it is given."""

    def __init__(self, server: "FakeBotApi") -> None:
        self._server = server

    async def says(self, request: web.Request) -> web.Response:
        body = await request.json()
        return web.json_response({"update_id": self._person(body).says(body["text"])})

    async def place(self, request: web.Request) -> web.Response:
        body = await request.json()
        return web.json_response({"update_id": self._person(body).sends_place(body["lat"], body["lon"])})

    async def photo(self, request: web.Request) -> web.Response:
        body = await request.json()
        data = base64.b64decode(body["base64"])
        return web.json_response({"update_id": self._person(body).sends_photo(data, body.get("caption", ""))})

    async def tap(self, request: web.Request) -> web.Response:
        body = await request.json()
        try:
            return web.json_response({"tap_id": self._person(body).taps(body["label"])})
        except AssertionError as error:
            return web.json_response({"error": str(error)}, status=404)

    async def update(self, request: web.Request) -> web.Response:
        return web.json_response({"update_id": self._server.push(await request.json())})

    async def group(self, request: web.Request) -> web.Response:
        body = await request.json()
        return web.json_response({"id": self._server.group(body["id"], body.get("members", [])).id})

    async def fail(self, request: web.Request) -> web.Response:
        self._server.fail(**await request.json())
        return web.json_response({})

    async def sent(self, request: web.Request) -> web.Response:
        """What the bot shows in ?chat=; with ?n=, waits until there are so many."""
        chat, n = int(request.query["chat"]), int(request.query.get("n", 0))
        try:
            shown = await self._server.wait_for(chat, n)
        except TimeoutError:
            shown = self._server.sent(chat)
        return web.json_response([_told(each) for each in shown])

    async def calls(self, request: web.Request) -> web.Response:
        return web.json_response(self._server.called(request.query["method"]))

    def _person(self, body: dict[str, Any]) -> "User":
        if "group" in body:
            return self._server.group(body["group"], [body["user"]]).member(body["user"])
        return self._server.user(body["user"])


def _told(shown: Any) -> dict[str, Any]:
    keys = [button["text"] for row in shown.keyboard for button in row]
    told = {"id": shown.id, "text": shown.text, "buttons": shown.labels, "keyboard": keys, "place": shown.place}
    return told | {"photo": shown.photo is not None, "edited": shown.edited, "raw": shown.raw}

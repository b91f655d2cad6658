"""The HTTP side of the fake: routing, answers, downloads, and pushing to a webhook."""

import asyncio
import inspect
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.fake_bot_api import control
from tests.fake_bot_api.answers import Params, RefusalError, read_params
from tests.fake_bot_api.dialects import DIALECTS
from tests.fake_bot_api.holds import Hold
from tests.fake_bot_api.methods import METHODS
from tests.fake_bot_api.people import Group, User
from tests.fake_bot_api.world import Fault, Shown, World

TOKEN = "999:fake-token-of-a-test"
RETRY = 0.05


class FakeBotApi:
    """One fake messenger; `async with FakeBotApi("bale") as server:` serves it on loopback."""

    def __init__(self, dialect: str = "telegram", token: str = TOKEN) -> None:
        self.world = World(DIALECTS[dialect], token)
        self.token = token
        self.base = ""
        """Address of the server, such as a channel's `api_base`."""
        self._runner: web.AppRunner | None = None
        self._pusher: asyncio.Task[None] | None = None

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=60_000_000)
        app.add_routes(
            [
                web.get("/file/bot{token}/{path:.+}", self._download),
                web.route("*", "/bot{token}/{method}", self._call),
                *control.routes(self),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._pusher = asyncio.create_task(self._push())

    async def stop(self) -> None:
        if self._pusher is not None:
            self._pusher.cancel()
            with suppress(asyncio.CancelledError):
                await self._pusher
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def user(self, id: int) -> User:
        return User(self.world, id)

    def group(self, id: int, members: Iterable[int] = ()) -> Group:
        return Group(self.world, id, set(members))

    def push(self, raw: dict[str, Any]) -> int:
        """Any update at all, however odd."""
        return self.world.push(raw)

    def fail(self, status: int, description: str = "scripted", **when: Any) -> Fault:
        """Plays a fault: `method`, `chat`, `retry_after`, `times`, `body` say when and how."""
        if "method" in when:
            when["method"] = when["method"].lower()
        fault = Fault(status, description, **when)
        self.world.faults.append(fault)
        return fault

    def hold(self, method: str, after: bool = False) -> Hold:
        """Stops the calls of a method, before they take effect or (`after`) before they are answered.

        A download is the method «file».
        """
        hold = Hold(method, after)
        self.world.holds.append(hold)
        return hold

    def sent(self, chat: int) -> list[Shown]:
        """What the bot shows in a chat, in order."""
        room = self.world.rooms.get(chat)
        return [shown for shown in room.shown if not shown.deleted] if room else []

    def called(self, method: str) -> list[dict[str, Any]]:
        """The fields of every call of one method."""
        return [values for name, values in self.world.calls if name == method.lower()]

    async def wait_for(self, chat: int, n: int = 1, seconds: float = 10) -> list[Shown]:
        """Waits until a chat shows `n` messages of the bot."""
        async with asyncio.timeout(seconds):
            while len(self.sent(chat)) < n:
                await self.world.said.wait(seconds)
        return self.sent(chat)

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        try:
            params = await read_params(request)
            self.world.calls.append((method, dict(params.values)))
            self.world.encodings.add(params.encoding)
            if fault := self.world.fault(method, params):
                return _played(fault)
            await self.world.stand(method, after=False)
            result = await self._result(request.match_info["token"], method, params)
            await self.world.stand(method, after=True)
        except RefusalError as refusal:
            return web.json_response(refusal.body(), status=refusal.status)
        return web.json_response({"ok": True, "result": result})

    async def _result(self, token: str, method: str, params: Params) -> Any:
        if token != self.world.token:
            raise RefusalError(401, "Unauthorized")
        if method not in METHODS:
            raise RefusalError(404, "Not Found: method not found")
        result = METHODS[method](self.world, params)
        return await result if inspect.isawaitable(result) else result

    async def _download(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        found = [data for name, data in self.world.files.values() if name == path]
        if request.match_info["token"] != self.world.token or not found:
            raise web.HTTPNotFound
        await self.world.stand("file", after=False)
        return web.Response(body=found[0])

    async def _push(self) -> None:
        """Brings each update to the webhook until it is taken, in order."""
        async with aiohttp.ClientSession() as session:
            while True:
                if not (self.world.hook and self.world.updates):
                    await self.world.news.wait(60)
                elif await self._taken(session, first := self.world.updates[0]):
                    self.world.confirm(first["update_id"] + 1)
                else:
                    await asyncio.sleep(RETRY)

    async def _taken(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        secret = self.world.hook.get("secret")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        try:
            async with session.post(self.world.hook["url"], json=update, headers=headers) as answer:
                return answer.ok
        except aiohttp.ClientError:
            return False


def _played(fault: Fault) -> web.Response:
    if fault.body is not None:
        return web.Response(text=fault.body, status=fault.status, content_type="text/html")
    more = {} if fault.retry_after is None else {"retry_after": fault.retry_after}
    return web.json_response(RefusalError(fault.status, fault.description, **more).body(), status=fault.status)

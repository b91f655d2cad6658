"""A gateway that remembers, and a Kavenegar that answers as it is told."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

KEY = "k3y"


class MemoryGateway:
    """Keeps what would be sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.faults: list[Exception] = []

    async def send(self, number: str, text: str) -> str:
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append((number, text))
        return str(len(self.sent))

    async def close(self) -> None:
        """Nothing to close."""


class FakeKavenegar:
    """The service at the other end of the line."""

    def __init__(self) -> None:
        self.heard: list[Mapping[str, Any]] = []
        self.status, self.state, self.http = 200, 1, 200
        self.body: str | None = None
        self.url = ""

    async def send(self, request: web.Request) -> web.Response:
        self.heard.append(dict(await request.post()))
        if self.body is not None:
            return web.Response(text=self.body, status=self.http)
        head = {"return": {"status": self.status, "message": "…"}}
        entry = {"messageid": 8792343, "status": self.state, "receptor": self.heard[-1].get("receptor")}
        return web.json_response(head | {"entries": [entry] if self.status == 200 else None}, status=self.http)


@asynccontextmanager
async def kavenegar() -> AsyncIterator[FakeKavenegar]:
    fake, app = FakeKavenegar(), web.Application()
    app.router.add_post(f"/v1/{KEY}/sms/send.json", fake.send)
    server = TestServer(app)
    await server.start_server()
    fake.url = str(server.make_url("")).rstrip("/")
    try:
        yield fake
    finally:
        await server.close()

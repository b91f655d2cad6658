"""Where messengers knock when they bring updates themselves."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse

from panel.parts import Parts
from panel.upload import body_within

SIZE_LIMIT = 2**20
"""Bytes of one update; messengers send some kilobytes."""
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 The name of a header.


def router(parts: Parts) -> APIRouter:
    """`/hook/<messenger>`, with the secret in a header or in the path."""
    routes = APIRouter(prefix="/hook", include_in_schema=False)

    @routes.post("/{channel}")
    async def by_header(channel: str, request: Request) -> JSONResponse:
        return await _take(channel, request, None)

    @routes.post("/{channel}/{secret}")
    async def by_path(channel: str, secret: str, request: Request) -> JSONResponse:
        return await _take(channel, request, secret)

    @routes.get("/{channel}/{secret}")
    async def by_query(channel: str, secret: str, request: Request) -> JSONResponse:
        """Gateways of text messages put everything into the address."""
        hook = parts.hooks.get(channel)
        if hook is None or not request.url.query:
            raise HTTPException(404)
        if not await hook(request.url.query[:SIZE_LIMIT].encode(), None, secret):
            raise HTTPException(403)
        return JSONResponse({"ok": True})

    async def _take(channel: str, request: Request, secret: str | None) -> JSONResponse:
        hook = parts.hooks.get(channel)
        if hook is None:
            raise HTTPException(404)
        # Some gateways post with everything in the address and nothing in the body.
        body = await body_within(request, SIZE_LIMIT) or request.url.query[:SIZE_LIMIT].encode()
        if not await hook(body, request.headers.get(SECRET), secret):
            raise HTTPException(403)
        return JSONResponse({"ok": True})

    return routes

"""Photos of the web chat: taken in clean, shown only to whom they belong or were sent."""

import asyncio

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from errors import NotFoundError, PhotoError
from panel.origin import from_our_page
from panel.pace import Pace
from panel.parts import Parts
from panel.upload import clean_upload
from panel.visitor import Visitor, visitor
from storage import work_photos
from storage.talks import chat_id, shows_photo

OURS_FOR_A_YEAR = {"Cache-Control": "private, max-age=31536000, immutable"}
"""A photo never changes: another one has another id."""


def router(parts: Parts) -> APIRouter:
    """`/chat/photo`."""
    routes = APIRouter(prefix="/chat/photo", include_in_schema=False)
    pace, tables = Pace(20, 600), asyncio.Semaphore(2)

    @routes.post("")
    async def upload(request: Request) -> JSONResponse:
        who = visitor(request)
        if who is None or not from_our_page(request, parts.site.public_url):
            raise HTTPException(403)
        if not pace.allows(who.key):
            return JSONResponse({"reason": "often"}, 429)
        try:
            photo = await clean_upload(request, tables)
        except PhotoError as error:
            return JSONResponse({"reason": error.reason}, 422)
        async with parts.database.transaction() as connection:
            await parts.media.keep(connection, await chat_id(connection, who.key), photo)
        return JSONResponse({"id": photo.id})

    @routes.get("/{id}")
    async def show(id: str, request: Request) -> Response:
        who = visitor(request)
        if who is None:
            raise HTTPException(404)
        try:
            await _check(parts, who, id)
            data = await asyncio.to_thread(parts.media.read, id)
        except NotFoundError as error:
            raise HTTPException(404) from error
        return Response(data, media_type="image/jpeg", headers=OURS_FOR_A_YEAR)

    return routes


async def _check(parts: Parts, who: Visitor, id: str) -> None:
    """A photo is for the chat that sent it and for the chat it was sent to; raises NotFoundError to all others.

    Photos of staff stand under the chat of their case too, but were not sent by it.
    """
    async with parts.database.transaction() as connection:
        chat = await chat_id(connection, who.key)
        owner, _ = await parts.media.owner(connection, id)
        sent = owner == chat and (await work_photos.owned(connection, id)).whose == work_photos.CITIZEN
        if not sent and not await shows_photo(connection, chat, id):
            raise NotFoundError("photo")

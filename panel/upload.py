"""Takes in what is sent to us without ever holding more than allowed."""

import asyncio

from fastapi import HTTPException, Request
from starlette.datastructures import UploadFile
from starlette.types import Message, Receive

from errors import PhotoError
from storage.media import SIZE_LIMIT, CleanPhoto, clean

FORM_EXTRA = 16 * 2**10
"""Bytes that a form adds around its file."""


async def body_within(request: Request, limit: int) -> bytes:
    """The whole body; 413 as soon as it grows beyond the limit."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise HTTPException(413)
    return bytes(body)


async def clean_upload(request: Request, tables: asyncio.Semaphore) -> CleanPhoto:
    """The photo of a form, cleaned in a thread at one of a few tables, for it takes much memory; raises PhotoError."""
    data = await _photo_of(request)
    async with tables:
        return await asyncio.to_thread(clean, data)


async def _photo_of(request: Request) -> bytes:
    counted = Request(request.scope, _counted(request.receive))
    async with counted.form(max_files=1, max_fields=1) as form:
        photo = form.get("photo")
        if not isinstance(photo, UploadFile):
            raise PhotoError("kind")
        return await photo.read()


def _counted(receive: Receive) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > SIZE_LIMIT + FORM_EXTRA:
            raise PhotoError("size")
        return message

    return counted

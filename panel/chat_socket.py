"""One open page of the chat: frames go in, new lines come out as soon as they are announced."""

import asyncio
import json
import time
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import Any, NoReturn

import structlog
from fastapi import WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from errors import NotFoundError
from panel.frames import SIZE_LIMIT, Frame, Hello
from panel.pace import Pace
from panel.parts import Parts
from panel.visitor import Visitor
from storage.talks import Line, chat_id, chat_key, lines_after

log = structlog.get_logger()
GREETING_SECONDS = 20
"""A page says hello at once; who doesn't is no page."""
TOO_BIG, BAD_HELLO, TROUBLE = 1009, 4400, 1011


class ChatSocket:
    """Serves one socket until it closes; a page that returns says which line it saw last."""

    def __init__(self, parts: Parts, socket: WebSocket, who: Visitor, pace: Pace) -> None:
        self._parts, self._socket, self._who, self._pace = parts, socket, who, pace
        self._seen = 0

    async def run(self) -> None:
        """Greets, then hears and tells at the same time; when one ends, so does the other."""
        with self._parts.notices.listen() as notices, suppress(WebSocketDisconnect):
            if not await self._greet():
                await self._socket.close(BAD_HELLO)
                return
            async with self._parts.database.transaction() as connection:
                chat = await chat_id(connection, self._who.key)
            code = await _first(self._hear(), self._tell(chat, notices))
            await self._socket.close(code)

    async def _greet(self) -> bool:
        try:
            async with asyncio.timeout(GREETING_SECONDS):
                self._seen = Hello.model_validate_json(await self._read()).hello
        except (ValidationError, TimeoutError):
            return False
        return True

    async def _read(self) -> str:
        """The next frame as text; one of bytes reads as nothing."""
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1006))
        return message.get("text") or ""

    async def _hear(self) -> int:
        """Takes frames until the page leaves; otherwise the code that tells it why we do."""
        while True:
            text = await self._read()
            if len(text.encode()) > SIZE_LIMIT:
                return TOO_BIG
            if not await self._take(text):
                return TROUBLE

    async def _take(self, text: str) -> bool:
        """One frame; false if it could not be stored, so that the page connects anew and sends it again."""
        try:
            frame = Frame.model_validate_json(text)
        except ValidationError:
            await self._say({"notice": "bad", "id": _id_of(text)})
            return True
        if not self._pace.allows(self._who.key):
            await self._say({"notice": "slow", "id": str(frame.id)})
            return True
        return await self._store(frame)

    async def _store(self, frame: Frame) -> bool:
        if frame.photo and not await self._owns(frame.photo):
            await self._say({"notice": "bad", "id": str(frame.id)})
            return True
        await self._say({"typing": True})
        try:
            raw = frame.raw(self._who.chat, time.time())
            await self._parts.intake("web", [(f"{self._who.key}:{frame.id}", raw)])
        except Exception as error:  # noqa: BLE001 Whatever the fault, the page keeps its frame and sends it again.
            log.warning("chat.intake", fault=type(error).__name__)
            return False
        await self._say({"ack": str(frame.id)})
        return True

    async def _owns(self, photo: str) -> bool:
        async with self._parts.database.transaction() as connection:
            with suppress(NotFoundError):
                owner, _ = await self._parts.media.owner(connection, photo)
                return await chat_key(connection, owner) == self._who.key
        return False

    async def _tell(self, chat: int, notices: asyncio.Queue[str]) -> NoReturn:
        """First what was said while the page was away, then whatever is announced for this chat."""
        await self._catch_up(chat, greet=True)
        while True:
            heard = await _all_of(notices)
            if f"typing {self._who.key}" in heard:
                await self._say({"typing": True})
            if not heard.isdisjoint((f"lines {chat}", "again")):
                await self._catch_up(chat)

    async def _catch_up(self, chat: int, greet: bool = False) -> None:
        async with self._parts.database.transaction() as connection:
            lines = await lines_after(connection, chat, self._seen)
        if lines:
            self._seen = lines[-1].id
        if lines or greet:
            await self._say({"lines": [_shown(line) for line in lines]})

    async def _say(self, frame: Mapping[str, Any]) -> None:
        await self._socket.send_json(frame)


async def _first(*works: Coroutine[Any, Any, int]) -> int:
    """Runs all until one ends, then stops the rest; what ended it is its code or its error."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return done.pop().result()


def _shown(line: Line) -> Mapping[str, Any]:
    return {"id": line.id, "out": line.out, "body": line.body, "at": line.at.isoformat()}


async def _all_of(notices: asyncio.Queue[str]) -> set[str]:
    """Waits for a notice and takes all that are there: a burst is looked up once."""
    heard = {await notices.get()}
    while not notices.empty():
        heard.add(notices.get_nowait())
    return heard


def _id_of(text: str) -> str | None:
    """The id of a frame that is wrong in other ways, so that the page can mark it."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    named = found.get("id") if isinstance(found, dict) else None
    return named if isinstance(named, str) and len(named) <= 64 else None

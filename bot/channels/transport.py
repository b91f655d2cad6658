"""HTTP to one Bot API: calls go out typed by aiogram, answers stay raw, faults become ours."""

from http import HTTPStatus
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramRetryAfter,
)
from aiogram.methods import GetFile, Response, TelegramMethod
from aiogram.utils.token import TokenValidationError
from aiohttp import ClientError, ClientSession, TCPConnector

from bot.channels.messenger import Messenger
from bot.channels.raw import read_json
from errors import ChatGoneError, DeliveryError, PhotoError, RefusedError, RetryLaterError, SettingError

GONE = (
    "chat not found",
    "user not found",
    "no such group or user",
    "peer_id_invalid",
    "bot was kicked",
    "bot is not a member",
    "group chat was deactivated",
    "upgraded to a supergroup",
)
BROKEN = (AiogramError, ClientError, TimeoutError, OSError, ValueError)


class RawSession(AiohttpSession):
    """A typed answer would turn a message that was sent into an error as soon as one field is missing."""

    def __init__(self, api_base: str, proxy: str | None) -> None:
        super().__init__(api=TelegramAPIServer.from_base(api_base))
        self._http_proxy = proxy

    def check_response(self, bot: Bot, method: TelegramMethod[Any], status_code: int, content: str) -> Response[Any]:
        """Gives the result as it came; refusals are sorted by aiogram, by the code in the body if it has one."""
        try:
            answer = read_json(content)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            return super().check_response(bot, method, status_code, content)
        if answer.get("ok") is True and HTTPStatus.OK <= status_code <= HTTPStatus.IM_USED:
            return Response[Any].model_construct(ok=True, result=answer.get("result"))
        code = answer.get("error_code")
        known = code if isinstance(code, int) else status_code
        return super().check_response(bot, method, known, content)

    async def create_session(self) -> ClientSession:
        """One pool of connections, perhaps through the proxy of this messenger."""
        if self._session is None or self._session.closed:
            connector = TCPConnector(**self._connector_init)
            self._session = ClientSession(connector=connector, proxy=self._http_proxy)
        return self._session

    async def close(self) -> None:
        """Closes the pool; aiohttp itself waits until its connections are gone."""
        if self._session is not None:
            await self._session.close()


class Transport:
    """One bot at one Bot API."""

    def __init__(self, messenger: Messenger) -> None:
        try:
            self._bot = Bot(messenger.token, RawSession(messenger.api_base, messenger.proxy))
        except TokenValidationError:
            raise SettingError(f"{messenger.name}: the token must look like 123456:ABC-def") from None

    async def ask(self, method: TelegramMethod[Any], patience: int | None = None) -> Any:
        """Calls one method and gives its raw result; faults are aiogram's own."""
        return await self._bot(method, request_timeout=patience)

    async def call(self, method: TelegramMethod[Any]) -> Any:
        """Calls one method; follows a group to its new id; raises a DeliveryError.

        The original error is dropped, because its words may hold the token.
        """
        try:
            try:
                return await self.ask(method)
            except TelegramMigrateToChat as moved:
                return await self.ask(method.model_copy(update={"chat_id": moved.migrate_to_chat_id}))
        except BROKEN as error:
            raise translate(error) from None

    async def download(self, file: str, limit: int) -> bytes:
        """Fetches a file, and stops reading as soon as it is too large."""
        path = await self._path(file, limit)
        url = self._bot.session.api.file_url(self._bot.token, path)
        made = bytearray()
        try:
            async for chunk in self._bot.session.stream_content(url):
                made += chunk
                if len(made) > limit:
                    raise PhotoError("size")
        except BROKEN as error:
            raise translate(error) from None
        return bytes(made)

    async def close(self) -> None:
        """Closes all connections."""
        await self._bot.session.close()

    async def _path(self, file: str, limit: int) -> str:
        try:
            found = await self.call(GetFile(file_id=file))
        except RefusedError as error:
            if "too big" in error.reason:
                raise PhotoError("size") from None
            raise
        path, size = (found.get("file_path"), found.get("file_size")) if isinstance(found, dict) else (None, None)
        if isinstance(size, int) and size > limit:
            raise PhotoError("size")
        if not isinstance(path, str):
            raise DeliveryError("the file has no path")
        return path


def translate(error: Exception) -> DeliveryError:
    """Our error for what a Bot API, or the network before it, answered; nothing in it is secret."""
    if isinstance(error, TelegramRetryAfter):
        return RetryLaterError(error.retry_after)
    told = str(error.message or "") if isinstance(error, TelegramAPIError) else ""
    known = isinstance(error, TelegramBadRequest | TelegramNotFound)
    if isinstance(error, TelegramForbiddenError | TelegramMigrateToChat):
        return ChatGoneError(told)
    if known and any(words in told.lower() for words in GONE):
        return ChatGoneError(told)
    if isinstance(error, TelegramBadRequest | TelegramEntityTooLarge):
        return RefusedError(told)
    return DeliveryError(type(error).__name__)

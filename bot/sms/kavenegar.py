"""Kavenegar's REST service; what its answers mean for us."""

from typing import Any

import aiohttp

from bot.channels.raw import read_json
from errors import ChatGoneError, DeliveryError, RefusedError, RetryLaterError

PATIENCE = aiohttp.ClientTimeout(total=15)
WELL, WRONG_NUMBER, BUSY, TOO_MANY = 200, 411, 409, 451
REFUSED = (400, 413, 417, 422)
"""This very message is wrong: sending it again is useless. All else is the account's fault and may be mended."""
BLOCKED = 14
"""State of a message whose receiver takes none from such lines."""
BUSY_SECONDS = 30.0


class Kavenegar:
    """One account; the key is in the address, so no address is ever put into an error."""

    def __init__(self, key: str, sender: str, base: str) -> None:
        self._url, self._sender = f"{base}/v1/{key}/sms/send.json", sender
        self._session: aiohttp.ClientSession | None = None

    async def send(self, number: str, text: str) -> str:
        """One message from the line of this account."""
        form = {"receptor": number, "message": text}
        if self._sender:
            form["sender"] = self._sender
        return _told(await self._ask(form))

    async def _ask(self, form: dict[str, str]) -> Any:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=PATIENCE)
        try:
            async with self._session.post(self._url, data=form) as answer:
                return read_json(await answer.read())
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise DeliveryError(type(error).__name__) from None

    async def close(self) -> None:
        """Closes the pool."""
        if self._session is not None:
            await self._session.close()


def _told(answer: Any) -> str:
    """The id of the message, or what went wrong; only numbers of the answer go into errors."""
    head = answer.get("return") if isinstance(answer, dict) else None
    status = head.get("status") if isinstance(head, dict) else None
    if status != WELL:
        raise _fault(status)
    entries = answer.get("entries")
    entry = entries[0] if isinstance(entries, list) and entries and isinstance(entries[0], dict) else {}
    if entry.get("status") == BLOCKED:
        raise ChatGoneError("blocked")
    return str(entry.get("messageid", ""))


def _fault(status: Any) -> DeliveryError:
    if status == WRONG_NUMBER:
        return ChatGoneError(str(status))
    if status in REFUSED:
        return RefusedError(str(status))
    if status in (BUSY, TOO_MANY):
        return RetryLaterError(BUSY_SECONDS)
    return DeliveryError(f"status {status}" if isinstance(status, int) else "no status")

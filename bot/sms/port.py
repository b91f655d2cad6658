"""The port of every gateway for text messages."""

from typing import Protocol


class Gateway(Protocol):
    """Somebody who sends text messages."""

    async def send(self, number: str, text: str) -> str:
        """Sends one text message and gives the gateway's own id of it.

        Raises RetryLaterError, ChatGoneError (the number can't be reached), RefusedError (this message never) or
        DeliveryError; no error ever holds the number.
        """
        ...

    async def close(self) -> None:
        """Closes connections."""
        ...

"""Text messages that are only shown: for trying out an installation without a gateway."""

import sys
from itertools import count
from typing import TextIO


class ConsoleGateway:
    """Prints what would be sent; the number is never printed."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out, self._ids = out, count(1)

    async def send(self, number: str, text: str) -> str:  # noqa: ARG002 The port asks for it.
        """Prints the text with how long it is."""
        print(f"SMS ({len(text)}): {text}", file=self._out, flush=True)
        return f"console-{next(self._ids)}"

    async def close(self) -> None:
        """Nothing to close."""

"""Who is at the other end of the web chat: nobody signs in, a random cookie is the whole identity."""

import re
import secrets
from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.responses import Response

from storage.people import fingerprint

COOKIE = "chat"
YEAR = 365 * 24 * 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Visitor:
    """The holder of a cookie; the database knows only its fingerprint."""

    token: str

    @property
    def chat(self) -> str:
        """Id of the chat within our own channel."""
        return fingerprint(self.token)[:32]

    @property
    def key(self) -> str:
        """Key of the chat among all messengers."""
        return f"web:{self.chat}"

    def remember(self, response: Response, secure: bool) -> None:
        """Gives the cookie, for one year from now."""
        response.set_cookie(COOKIE, self.token, YEAR, httponly=True, samesite="lax", secure=secure)


def new_visitor() -> Visitor:
    """Somebody with 256 random bits for a name."""
    return Visitor(secrets.token_urlsafe(32))


def visitor(connection: HTTPConnection) -> Visitor | None:
    """Whoever brought a sound cookie."""
    token = connection.cookies.get(COOKIE, "")
    return Visitor(token) if _TOKEN.fullmatch(token) else None

"""What every answer tells the browser about safety: nothing from elsewhere, no inline scripts, no frames."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from panel.parts import Site


def safety(site: Site) -> Mapping[str, str]:
    """The headers; an answer that brings one of its own keeps it."""
    socket = urlsplit(site.public_url)
    secure = "wss" if socket.scheme == "https" else "ws"
    rules = (
        "default-src 'self'",
        f"img-src 'self' data: blob: {_tile_host(site.tiles)}".rstrip(),
        # Old Safari does not take 'self' for a socket.
        f"connect-src 'self' {secure}://{socket.netloc}",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
    made = {
        "Content-Security-Policy": "; ".join(rules),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    return made | ({"Strict-Transport-Security": "max-age=31536000"} if site.secure_cookies else {})


def _tile_host(tiles: str) -> str:
    """The host that maps come from, as CSP writes it; empty when it is ours."""
    host = urlsplit(tiles.replace("{s}", "*"))
    return f"{host.scheme}://{host.netloc}" if host.netloc else ""


class SafetyHeaders:
    """Sets the headers on every answer."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app, self._headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and dresses its answer."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, dressed if scope["type"] == "http" else send)

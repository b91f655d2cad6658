"""Whether a request comes from our own page; browsers say so and can't be made to lie."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection


def from_our_page(connection: HTTPConnection, public_url: str) -> bool:
    """True if the Origin is the address that was asked for, or the public one (behind a proxy they may differ)."""
    if connection.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = urlsplit(connection.headers.get("origin", ""))
    ours = {connection.headers.get("host", ""), urlsplit(public_url).netloc}
    return origin.scheme in ("http", "https") and origin.netloc in ours

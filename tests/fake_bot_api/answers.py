"""What a method is called with, in any of three encodings, and how it refuses."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField


class RefusalError(Exception):
    """An answer with ok=false."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        self.status, self.description, self.parameters = status, description, parameters
        super().__init__(description)

    def body(self) -> dict[str, Any]:
        made: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        return made | ({"parameters": self.parameters} if self.parameters else {})


def bad(reason: str) -> RefusalError:
    return RefusalError(400, f"Bad Request: {reason}")


@dataclass
class Params:
    """The fields of one call; numbers may have come as text, keyboards as JSON."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    encoding: str = "query"
    """query, json, form or multipart."""

    def text(self, key: str, otherwise: str = "") -> str:
        return str(self.values.get(key, otherwise))

    def number(self, key: str, otherwise: int | None = None) -> int:
        found = self.values.get(key, otherwise)
        try:
            return int(found)  # type: ignore[arg-type]  # None is refused just below.
        except (TypeError, ValueError):
            raise bad(f"{key} is not specified") from None

    def decimal(self, key: str) -> float:
        try:
            return float(self.values[key])
        except (KeyError, TypeError, ValueError):
            raise bad(f"{key} is not specified") from None

    def truth(self, key: str) -> bool:
        return str(self.values.get(key, "")).lower() in ("true", "1")

    def part(self, key: str) -> Any:
        """A nested object, as itself or as JSON in a form."""
        found = self.values.get(key)
        if not isinstance(found, str):
            return found
        try:
            return json.loads(found)
        except ValueError:
            raise bad(f"can't parse {key} JSON object") from None

    def file(self, key: str) -> bytes | str | None:
        """Uploaded bytes, or the id of a file that the server has."""
        value = self.values.get(key)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.files.get(value.removeprefix("attach://"))
        return self.files.get(key, value)


async def read_params(request: web.Request) -> Params:
    """Query, JSON, urlencoded or multipart: the Bot API takes them all."""
    params = Params(values=dict(request.query))
    if request.content_type == "application/json":
        params.encoding = "json"
        try:
            params.values |= await request.json()
        except (TypeError, ValueError):
            raise bad("can't parse JSON object") from None
        return params
    if request.body_exists:
        params.encoding = "multipart" if request.content_type.startswith("multipart/") else "form"
    for key, value in (await request.post()).items():
        if isinstance(value, FileField):
            params.files[key] = value.file.read()
        else:
            params.values[key] = value
    return params

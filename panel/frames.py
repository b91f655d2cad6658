"""What the page of the chat may send over its socket, checked before anything is stored."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

SIZE_LIMIT = 64 * 2**10
"""Bytes of one frame."""
TEXT_LIMIT = 4000
"""Letters of one message; the box on the page stops there too."""


def _storable(text: str) -> str:
    """PostgreSQL keeps no NUL in JSON."""
    return text.replace("\0", "")


Words = Annotated[str, Field(min_length=1), AfterValidator(_storable)]


class Pin(BaseModel):
    """A point of the map."""

    model_config = ConfigDict(extra="forbid")
    lat: float = Field(ge=-90, le=90, allow_inf_nan=False)
    lon: float = Field(ge=-180, le=180, allow_inf_nan=False)


class Hello(BaseModel):
    """The first frame: which line the page saw last, 0 when it is empty."""

    model_config = ConfigDict(extra="forbid")
    hello: int = Field(ge=0, lt=2**63)


class Frame(BaseModel):
    """One thing that a person said; `id` is made by the page, so that resending never doubles."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    text: Annotated[Words, Field(max_length=TEXT_LIMIT)] | None = None
    tap: Annotated[Words, Field(max_length=64)] | None = None
    point: Pin | None = None
    photo: str | None = Field(None, pattern=r"^[A-Za-z0-9_-]{1,64}$")

    @model_validator(mode="after")
    def _says_something(self) -> "Frame":
        if not (self.text or self.tap or self.point or self.photo):
            raise ValueError("says nothing")
        return self

    def raw(self, chat: str, at: float) -> dict[str, Any]:
        """The raw update that goes to the conversation."""
        made: dict[str, Any] = {"chat": chat, "id": str(self.id), "at": at}
        made |= self.model_dump(include={"text", "tap", "photo"}, exclude_none=True)
        if self.point:
            made["point"] = [self.point.lat, self.point.lon]
        return made

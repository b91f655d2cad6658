"""What goes in and out of a conversation, the same for every messenger."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from nlu.reading import Point

Need = Literal["place", "photo"]


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation in one messenger; `key` is unique over all of them."""

    channel: str
    id: str
    group: bool = False

    @property
    def key(self) -> str:
        """Ids of different messengers collide, so the messenger's name stands in front."""
        return f"{self.channel}:{self.id}"


@dataclass(frozen=True, slots=True)
class Message:
    """One thing a person sent: text, a tap on a button, a pin, a photo, in any combination."""

    chat: Chat
    sender: str
    """The person's id in that messenger; in a group it differs from the chat's."""
    at: datetime
    text: str = ""
    tap: str | None = None
    """Data of the button that was pressed, at most 64 bytes."""
    tap_id: str | None = None
    """What the messenger needs to hear that the press arrived."""
    tapped: str | None = None
    """Id of the message that carried the button."""
    answers: str | None = None
    """Id of the message that this one replies to."""
    point: Point | None = None
    file: str | None = None
    """The messenger's reference to a photo (or an image sent as a file)."""
    photo: str | None = None
    """Our own id of the cleaned photo, set after intake; the file itself is never seen by the engine."""
    fault: str | None = None
    """Why a sent thing can't be used: kind, size, bomb, broken, voice, other."""
    left: str | None = None
    """Who left a group, or was removed from it: the person's id."""
    edited: bool = False
    name: str = ""
    """The name the messenger shows for the sender; used for greeting only, never stored with a case."""


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a message; `data` comes back as Message.tap."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to a chat; rows of buttons, and perhaps a need that the messenger can help with."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    need: Need | None = None
    """place: offer the messenger's «send location» button."""
    photo: str | None = None
    """Id of one of our photos to send along; the text is its caption."""
    point: Point | None = None
    edits: str | None = None
    """Message id in the messenger of an earlier message that this one replaces."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the messenger calls the message that it took."""

    id: str


def reply_to_json(reply: Reply) -> dict[str, Any]:
    """Plain data for storing; empty parts are left out."""
    made: dict[str, Any] = {"text": reply.text}
    if reply.buttons:
        made["buttons"] = [[[button.label, button.data] for button in row] for row in reply.buttons]
    for key in ("need", "photo", "edits"):
        if getattr(reply, key):
            made[key] = getattr(reply, key)
    if reply.point:
        made["point"] = [reply.point.lat, reply.point.lon]
    return made


def reply_from_json(data: dict[str, Any]) -> Reply:
    """The reverse of reply_to_json."""
    rows = tuple(tuple(Button(label, tap) for label, tap in row) for row in data.get("buttons", ()))
    point = Point(*data["point"]) if "point" in data else None
    return Reply(data["text"], rows, data.get("need"), data.get("photo"), point, data.get("edits"))


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Replies of one turn, in order, for one chat: they travel as one unit."""

    chat: Chat
    replies: tuple[Reply, ...] = field(default=())

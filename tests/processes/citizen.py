"""A person who reports a pothole, act by act, and looks at what came of it."""

import io
from collections.abc import Callable

from PIL import Image

from tests.fake_bot_api import FakeBotApi
from tests.fake_bot_api.world import Shown

WORDS = "سلام، یک چالهٔ بزرگ در آسفالت خیابان ما هست"
PIN = (35.6892, 51.3890)
APART = 0.003
"""Degrees between two streets, some 300 m: nobody is asked whether theirs is the pothole of another."""
FILE, NO, SIDE = "ثبت کن", "خیر", "کنار خیابان"


def street(number: int) -> tuple[float, float]:
    """A place of one's own for each number."""
    return PIN[0] + number * APART, PIN[1]


def picture() -> bytes:
    """A small real JPEG."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "grey").save(out, "JPEG")
    return out.getvalue()


class Citizen:
    """One person in one messenger."""

    def __init__(self, server: FakeBotApi, id: int = 41, pin: tuple[float, float] = PIN) -> None:
        self.server, self.id, self.me = server, id, server.user(id)
        self.key = f"{server.world.dialect.name}:{id}"
        self.acts: dict[str, Callable[[], object]] = {
            "words": lambda: self.me.says(WORDS),
            "pin": lambda: self.me.sends_place(*pin),
            "harm": lambda: self.me.taps(NO),
            "lane": lambda: self.me.taps(SIDE),
            "photo": lambda: self.me.sends_photo(picture()),
            "file": lambda: self.me.taps(FILE),
        }
        """Everything that a report takes, in order."""

    @property
    def seen(self) -> list[Shown]:
        """What the bot has said, in order."""
        return self.server.sent(self.id)

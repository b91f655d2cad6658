"""Which messenger to speak to and how; opens its channel without loading any other's library."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec

from bot.channels.port import Channel
from errors import SettingError

_NAME = re.compile(r"[a-z][a-z0-9]*")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


@dataclass(frozen=True, slots=True)
class Messenger:
    """Settings of one messenger; what is secret never shows in a log line."""

    name: str
    token: str = field(default="", repr=False)
    api_base: str = ""
    webhook: str | None = None
    """Public base address of this installation; None means that we ask for updates ourselves."""
    secret: str | None = field(default=None, repr=False)
    proxy: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.webhook and not _SECRET.fullmatch(self.secret or ""):
            raise SettingError(f"{self.name}: a webhook needs a secret of 16 to 256 letters, digits, «-» or «_»")
        if self.proxy and not self.proxy.startswith(("http://", "https://")):
            raise SettingError(f"{self.name}: the proxy must be an HTTP one, such as http://127.0.0.1:8118")


def open_channel(messenger: Messenger, place_label: str) -> Channel:
    """Builds the channel of a messenger; only now is its file, and the library behind it, loaded."""
    path = f"bot.channels.{messenger.name}"
    if not _NAME.fullmatch(messenger.name) or find_spec(path) is None:
        raise SettingError(f"there is no messenger «{messenger.name}»; see the files under bot/channels/")
    build: Callable[[Messenger, str], Channel] | None = getattr(import_module(path), "build", None)
    if build is None:
        raise SettingError(f"«{messenger.name}» is no messenger; see the files under bot/channels/")
    return build(messenger, place_label)

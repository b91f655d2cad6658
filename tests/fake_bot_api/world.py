"""What the messenger knows: people, groups, messages, files, updates waiting, and the faults to play."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.fake_bot_api.answers import Params, RefusalError, bad
from tests.fake_bot_api.dialects import Dialect
from tests.fake_bot_api.holds import Hold

BOT_ID = 999


@dataclass
class Shown:
    """One message of the bot, as the chat shows it now."""

    id: int
    chat: int
    raw: dict[str, Any]
    """The message as the Bot API would tell it."""
    photo: bytes | None = None
    keyboard: list[list[dict[str, Any]]] = field(default_factory=list)
    """The reply keyboard that came with it; the Bot API never tells it back."""
    removes_keyboard: bool = False
    edited: int = 0
    deleted: bool = False
    text: str = ""
    """What the person sees."""

    @property
    def buttons(self) -> list[dict[str, Any]]:
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    @property
    def labels(self) -> list[str]:
        return [button["text"] for button in self.buttons]

    @property
    def place(self) -> tuple[float, float] | None:
        found = self.raw.get("location")
        return (found["latitude"], found["longitude"]) if found else None


@dataclass
class Room:
    """A private chat or a group."""

    chat: dict[str, Any]
    shown: list[Shown] = field(default_factory=list)
    gone: str | None = None
    """Why the bot can't speak here, in the server's words."""
    moved_to: int | None = None
    members: set[int] = field(default_factory=set)
    spoken: deque[float] = field(default_factory=deque)

    @property
    def private(self) -> bool:
        return bool(self.chat["type"] == "private")


@dataclass
class Fault:
    """An answer played instead of the true one."""

    status: int
    description: str
    method: str | None = None
    chat: int | None = None
    retry_after: int | None = None
    times: int = 1
    body: str | None = None
    """A body that is no answer of a Bot API, such as the page of a broken proxy."""

    def fits(self, method: str, params: Params) -> bool:
        about = self.chat is None or str(params.values.get("chat_id")) == str(self.chat)
        return self.times > 0 and self.method in (None, method) and about


class Bell:
    """Wakes everyone who waits for something to happen."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return False
        return True


class World:
    """The whole state of one fake messenger with one bot."""

    def __init__(self, dialect: Dialect, token: str) -> None:
        self.dialect, self.token = dialect, token
        self.bot = {"id": BOT_ID, "is_bot": True, "first_name": "Hamyar", "username": "hamyar_test_bot"}
        self.rooms: dict[int, Room] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.updates: deque[dict[str, Any]] = deque()
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.encodings: set[str] = set()
        """How calls were written so far."""
        self.faults: list[Fault] = []
        self.holds: list[Hold] = []
        self.taps: dict[str, str | None] = {}
        """The note with which each press was answered; None while it was not."""
        self.commands: list[Any] = []
        self.hook: dict[str, Any] = {}
        self.news, self.said = Bell(), Bell()
        self.ids, self._update_ids = count(100), count(700_000)

    def room(self, chat: int) -> Room:
        """The room the bot wants to speak in; refuses as a messenger does."""
        room = self.rooms.get(chat)
        if room is None:
            raise bad("chat not found")
        if room.moved_to is not None:
            moved = "Bad Request: group chat was upgraded to a supergroup chat"
            raise RefusalError(400, moved, migrate_to_chat_id=room.moved_to)
        if room.gone:
            raise RefusalError(403, f"Forbidden: {room.gone}")
        return room

    def push(self, raw: dict[str, Any]) -> int:
        """One update for the bot, numbered unless it has a number."""
        number = raw.get("update_id", next(self._update_ids))
        self.updates.append(self.dialect.trim({"update_id": number, **raw}))
        self.news.ring()
        return int(number)

    def confirm(self, offset: int) -> None:
        """Forgets every update before the offset."""
        self.updates = deque(update for update in self.updates if update["update_id"] >= offset)

    def keep(self, data: bytes, folder: str = "photos", end: str = "jpg") -> str:
        """Stores a file and gives its id."""
        number = next(self.ids)
        self.files[f"file-{number}"] = (f"{folder}/file_{number}.{end}", data)
        return f"file-{number}"

    def fault(self, method: str, params: Params) -> Fault | None:
        """The next scripted fault that fits this call."""
        for fault in self.faults:
            if fault.fits(method, params):
                fault.times -= 1
                return fault
        return None

    async def stand(self, method: str, after: bool) -> None:
        """Where a call waits if a test holds it."""
        for hold in self.holds:
            await hold.stand(method, after)

    def pace(self, room: Room) -> None:
        """A group takes only so many messages a minute in some messengers."""
        limit = self.dialect.group_a_minute
        if room.private or limit is None:
            return
        now = time.monotonic()
        while room.spoken and room.spoken[0] <= now - 60:
            room.spoken.popleft()
        if len(room.spoken) >= limit:
            rest = int(room.spoken[0] + 60 - now) + 1
            raise RefusalError(429, f"Too Many Requests: retry after {rest}", retry_after=rest)
        room.spoken.append(now)

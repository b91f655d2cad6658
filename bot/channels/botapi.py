"""The Telegram dialect over aiogram: one Channel for every messenger that speaks it."""

import asyncio
import hmac
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiogram.methods import AnswerCallbackQuery, SendChatAction, SetWebhook, TelegramMethod

from bot.channels.layout import Layout
from bot.channels.limiter import Limiter, Sleep
from bot.channels.messenger import Messenger
from bot.channels.polling import Patience, Poller
from bot.channels.port import Abilities, Intake, Raw
from bot.channels.raw import update_of
from bot.channels.transport import Transport
from bot.channels.updates import SERVED, message_of
from dialogues.message import Chat, Message, Reply, Sent
from errors import DeliveryError, RefusedError, RetryLaterError


def _now() -> datetime:
    return datetime.now(UTC)


def _as_it_is[T](thing: T) -> T:
    return thing


@dataclass(frozen=True, slots=True)
class Dialect:
    """In what one messenger differs from Telegram; the whole difference, in one place."""

    can: Abilities = field(default_factory=Abilities)
    mend: Callable[[Raw], Raw] = _as_it_is
    """Fills in what this messenger leaves out of an update."""
    plain: Callable[[str], str] = _as_it_is
    """Writes a text so that the messenger shows it as it is."""
    answers_tap: Callable[[str], bool] = bool
    """Whether the press with this id can be answered."""
    kinds: tuple[str, ...] | None = SERVED
    """Kinds of update to ask for; None where one can't choose."""
    secret_in_path: bool = False
    """Whether the secret stands in the webhook's address, for want of a header."""


class BotApi:
    """A channel to one bot of one messenger."""

    def __init__(
        self,
        messenger: Messenger,
        place_label: str,
        dialect: Dialect,
        limiter: Limiter | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.name = messenger.name
        self.can = dialect.can
        self._messenger, self._dialect, self._sleep = messenger, dialect, sleep
        self._layout = Layout(dialect.can, place_label, dialect.plain)
        self._transport = Transport(messenger)
        self._limiter = limiter or Limiter(dialect.can.group_a_minute)
        self._intake: Intake | None = None
        self._task: asyncio.Task[None] | None = None

    def parse(self, raw: Raw) -> Message | None:
        """One raw update as a Message; raises UpdateError."""
        return message_of(self.name, self._dialect.mend(raw), _now)

    async def start(self, intake: Intake) -> None:
        """Begins to receive, by asking or by a webhook; a messenger that is down holds nothing up."""
        self._intake = intake
        if self._messenger.webhook:
            work = Patience(self.name, self._sleep).until_done(self._subscribe)
        else:
            work = Poller(self.name, self._transport, intake, self._dialect.kinds, self._sleep).run()
        self._task = asyncio.create_task(work)

    async def stop(self) -> None:
        """Stops receiving; what was not acknowledged comes again after the next start."""
        self._intake = None
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        await self._transport.close()

    async def hook(self, body: bytes, secret_header: str | None, path_secret: str | None) -> bool:
        """Takes one webhook call; False if it is not from the messenger or we do not listen.

        Returns only after the update is stored; what intake raises goes on, so that the messenger tries again.
        """
        given = path_secret if self._dialect.secret_in_path else secret_header
        right = (self._messenger.secret or "").encode()
        if self._intake is None or not right or not hmac.compare_digest((given or "").encode(), right):
            return False
        await self._intake(self.name, [update_of(body)])
        return True

    async def send(self, chat: Chat, reply: Reply, photo: bytes | None = None) -> Sent:
        """Sends a reply, in several messages if it must be, or edits an earlier one; raises a DeliveryError."""
        if reply.edits and await self._edited(chat, reply):
            return Sent(reply.edits)
        result = None
        for method in self._layout.new(chat, reply, photo):
            result = await self._deliver(chat, method)
        return Sent(str(result.get("message_id", "")) if isinstance(result, dict) else "")

    async def answer_tap(self, message: Message, text: str = "") -> None:
        """Lets the pressed button rest; whoever presses does not wait for it, so faults are no matter."""
        if message.tap_id and self._dialect.answers_tap(message.tap_id):
            with suppress(DeliveryError):
                await self._transport.call(AnswerCallbackQuery(callback_query_id=message.tap_id, text=text or None))

    async def typing(self, chat: Chat) -> None:
        """Shows that we are writing; a mere courtesy, so faults are no matter."""
        with suppress(DeliveryError):
            await self._transport.call(SendChatAction(chat_id=chat.id, action="typing"))

    async def fetch(self, file: str, limit: int) -> bytes:
        """Downloads a file; raises PhotoError("size") or a DeliveryError."""
        return await self._transport.download(file, limit)

    async def _subscribe(self) -> None:
        """Tells the messenger where to bring updates to, and how to prove that it is the messenger."""
        address = f"{(self._messenger.webhook or '').rstrip('/')}/hook/{self.name}"
        if self._dialect.secret_in_path:
            await self._transport.call(SetWebhook(url=f"{address}/{self._messenger.secret}"))
        else:
            kinds = list(self._dialect.kinds) if self._dialect.kinds else None
            secret = self._messenger.secret
            await self._transport.call(SetWebhook(url=address, secret_token=secret, allowed_updates=kinds))

    async def _edited(self, chat: Chat, reply: Reply) -> bool:
        """Whether an earlier message now shows the reply; any refusal means that it is sent anew."""
        for method in self._layout.edits(chat, reply):
            try:
                await self._deliver(chat, method)
            except RefusedError as error:
                if "not modified" in error.reason:
                    return True
                if "no text in the message" not in error.reason:
                    return False
            else:
                return True
        return False

    async def _deliver(self, chat: Chat, method: TelegramMethod[object]) -> object:
        await self._limiter.slot(chat.id, chat.group)
        try:
            return await self._transport.call(method)
        except RetryLaterError as error:
            self._limiter.refused(chat.id, error.seconds)
            raise

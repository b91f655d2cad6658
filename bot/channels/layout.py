"""How a Reply looks in the Telegram dialect: which calls, which keyboard, where a long text is cut."""

from collections.abc import Callable, Iterator
from typing import Any

from aiogram.methods import EditMessageCaption, EditMessageText, SendLocation, SendMessage, SendPhoto, TelegramMethod
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.channels.pieces import cut, size
from bot.channels.port import Abilities
from dialogues.message import Chat, Reply
from errors import RefusedError

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove
Call = TelegramMethod[Any]


class Layout:
    """Lays replies out for one messenger."""

    def __init__(self, can: Abilities, place_label: str, plain: Callable[[str], str]) -> None:
        self._can, self._place_label, self._plain = can, place_label, plain

    def new(self, chat: Chat, reply: Reply, photo: bytes | None) -> list[Call]:
        """The calls that send a reply, in order; the keyboard hangs under the last one."""
        calls = list(self._calls(chat, reply, photo))
        if not calls:
            raise RefusedError("there is nothing to send")
        return [*calls[:-1], calls[-1].model_copy(update={"reply_markup": self._markup(chat, reply)})]

    def edits(self, chat: Chat, reply: Reply) -> Iterator[Call]:
        """The calls that may change an earlier message: as a text, or as the caption of a photo."""
        text, earlier = self._plain(reply.text), reply.edits or ""
        if not earlier.removeprefix("-").isdecimal():
            return
        where: dict[str, Any] = {"chat_id": chat.id, "message_id": int(earlier), "reply_markup": _inline(reply)}
        if not reply.photo and size(text) <= self._can.text_limit:
            yield EditMessageText(text=text, **where)
        if size(text) <= self._can.caption_limit:
            yield EditMessageCaption(caption=text, **where)

    def _calls(self, chat: Chat, reply: Reply, photo: bytes | None) -> Iterator[Call]:
        text = self._plain(reply.text)
        captioned = photo is not None and size(text) <= self._can.caption_limit
        if reply.point:
            yield SendLocation(chat_id=chat.id, latitude=reply.point.lat, longitude=reply.point.lon)
        if photo is not None:
            image = BufferedInputFile(photo, "photo.jpg")
            yield SendPhoto(chat_id=chat.id, photo=image, caption=text if captioned else None)
        if not captioned:
            for piece in cut(text, self._can.text_limit):
                yield SendMessage(chat_id=chat.id, text=piece)

    def _markup(self, chat: Chat, reply: Reply) -> Markup | None:
        """One message carries one keyboard, and groups can't be asked for a place."""
        if reply.need == "place" and self._can.asks_place and not chat.group:
            return self._place_keyboard(reply)
        if reply.buttons:
            return _inline(reply)
        return None if chat.group else ReplyKeyboardRemove(remove_keyboard=True)

    def _place_keyboard(self, reply: Reply) -> ReplyKeyboardMarkup:
        """The place button first; the choices follow as plain words, which come back as text."""
        rows = [[KeyboardButton(text=self._place_label, request_location=True)]]
        rows += [[KeyboardButton(text=button.label)] for row in reply.buttons for button in row]
        return ReplyKeyboardMarkup(keyboard=rows, one_time_keyboard=True, resize_keyboard=True)


def _inline(reply: Reply) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(text=b.label, callback_data=b.data) for b in row] for row in reply.buttons]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None

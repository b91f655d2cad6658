"""From one raw update of the Telegram dialect to a Message; nothing but UpdateError ever comes out."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aiogram.enums import ChatMemberStatus, ChatType, ContentType
from aiogram.types import CallbackQuery, ChatMemberUpdated, Update, User
from aiogram.types import Chat as ApiChat
from aiogram.types import Message as ApiMessage
from pydantic import ValidationError

from bot.channels.port import Raw
from dialogues.message import Chat, Message
from errors import UpdateError
from nlu.reading import Point

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
KINDS = tuple(name for name in Update.model_fields if name != "update_id")
SERVED = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")
"""The kinds of update that we ask for; a block or removal shows again when we send, so it is nothing to us here."""
HEARD = frozenset({ContentType.VOICE, ContentType.AUDIO})
UNUSABLE = frozenset({
    ContentType.ANIMATION, ContentType.CHECKLIST, ContentType.CONTACT, ContentType.DICE, ContentType.DOCUMENT,
    ContentType.GAME, ContentType.GIFT, ContentType.INVOICE, ContentType.LIVE_PHOTO, ContentType.PAID_MEDIA,
    ContentType.POLL, ContentType.RICH_MESSAGE, ContentType.STICKER, ContentType.STORY, ContentType.UNKNOWN,
    ContentType.VIDEO, ContentType.VIDEO_NOTE,
})  # fmt: skip
USABLE = frozenset({ContentType.TEXT, ContentType.PHOTO, ContentType.LOCATION, ContentType.VENUE})


def message_of(channel: str, raw: Raw, now: Callable[[], datetime]) -> Message | None:
    """The Message in an update; None when no person says anything to us in it."""
    update = _valid(raw)
    if update.callback_query:
        return _tap(channel, update.callback_query, now())
    if update.edited_message:
        return _said(channel, update.edited_message, edited=True)
    if update.chat_member:
        return _gone(channel, update.chat_member)
    if update.message and update.message.left_chat_member:
        return _left(
            channel, update.message.chat, update.message.left_chat_member, _moment(update.message, edited=False)
        )
    if update.message:
        return _said(channel, update.message, edited=False)
    if not any(getattr(update, kind) for kind in KINDS):
        raise UpdateError("no known kind of update")
    return None


def _valid(raw: Raw) -> Update:
    try:
        return Update.model_validate(raw)
    except ValidationError as error:
        # Only where and what kind: the values are a person's own words.
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['type']}" for fault in error.errors()[:3]]
        raise UpdateError("; ".join(faults)) from None
    except (AttributeError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise UpdateError(type(error).__name__) from None


def _tap(channel: str, query: CallbackQuery, now: datetime) -> Message | None:
    if query.data is None or query.from_user.is_bot:
        return None
    # A very old message comes without its chat; then only the private one can be meant.
    chat = _chat(channel, query.message.chat) if query.message else Chat(channel, str(query.from_user.id))
    return Message(
        chat=chat,
        sender=str(query.from_user.id),
        at=now,
        tap=query.data,
        tap_id=query.id,
        tapped=str(query.message.message_id) if query.message else None,
        name=_name(query.from_user),
    )


def _gone(channel: str, change: ChatMemberUpdated) -> Message | None:
    """A change of membership; only that somebody is no longer there is something to us."""
    member = change.new_chat_member
    if member.status not in (ChatMemberStatus.LEFT, ChatMemberStatus.KICKED):
        return None
    return _left(channel, change.chat, member.user, change.date)


def _left(channel: str, chat: ApiChat, who: User, at: datetime) -> Message | None:
    """Somebody left a group, or was removed; bots come and go."""
    if who.is_bot or chat.type not in GROUPS:
        return None
    return Message(chat=_chat(channel, chat), sender=str(who.id), at=at, left=str(who.id))


def _said(channel: str, sent: ApiMessage, edited: bool) -> Message | None:
    moving = edited and sent.location is not None  # A live location tells its place again and again.
    if moving or not _by_person(sent) or sent.content_type not in USABLE | HEARD | UNUSABLE:
        return None
    sender = sent.from_user
    return Message(
        chat=_chat(channel, sent.chat),
        sender=str(sender.id if sender else sent.chat.id),
        at=_moment(sent, edited),
        text=sent.text or sent.caption or "",
        point=_point(sent),
        answers=str(sent.reply_to_message.message_id) if sent.reply_to_message else None,
        file=_file(sent),
        fault=_fault(sent),
        edited=edited,
        name=_name(sender),
    )


def _by_person(sent: ApiMessage) -> bool:
    from_channel = sent.chat.type == ChatType.CHANNEL or (
        sent.sender_chat is not None and sent.sender_chat.type == ChatType.CHANNEL
    )
    return not from_channel and not (sent.from_user and sent.from_user.is_bot)


def _chat(channel: str, chat: ApiChat) -> Chat:
    return Chat(channel, str(chat.id), group=chat.type in GROUPS)


def _moment(sent: ApiMessage, edited: bool) -> datetime:
    changed: Any = sent.edit_date if edited else None
    at = datetime.fromtimestamp(changed, UTC) if isinstance(changed, int) else sent.date
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _point(sent: ApiMessage) -> Point | None:
    place = sent.location or (sent.venue.location if sent.venue else None)
    if place is None:
        return None
    if not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):
        raise UpdateError("a place outside the world")
    return Point(place.latitude, place.longitude)


def _file(sent: ApiMessage) -> str | None:
    if sent.photo:
        return max(sent.photo, key=lambda size: size.width * size.height).file_id
    if sent.document and (sent.document.mime_type or "").startswith("image/") and not sent.animation:
        return sent.document.file_id
    return None


def _fault(sent: ApiMessage) -> str | None:
    if sent.content_type in HEARD:
        return "voice"
    if sent.content_type in UNUSABLE and _file(sent) is None:
        return "other"
    return None


def _name(sender: User | None) -> str:
    return sender.full_name if sender else ""

"""What each method does; a table from its name in lower case to a function."""

import time
from collections.abc import Callable
from typing import Any

from tests.fake_bot_api.answers import Params, RefusalError, bad
from tests.fake_bot_api.messages import (
    delete_message,
    edit_caption,
    edit_markup,
    edit_text,
    file_of,
    send_document,
    send_location,
    send_message,
    send_photo,
)
from tests.fake_bot_api.world import World

Method = Callable[[World, Params], Any]
RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip


def answer_tap(world: World, params: Params) -> bool:
    tap = params.text("callback_query_id")
    old = tap.startswith("1") and not world.dialect.old_taps_answered
    if old or tap not in world.taps:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    world.taps[tap] = params.text("text")
    return True


def chat_action(world: World, params: Params) -> bool:
    world.room(params.number("chat_id"))
    return True


def get_file(world: World, params: Params) -> dict[str, Any]:
    file = params.text("file_id")
    if file not in world.files:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(world.files[file][1]) > 20_000_000:
        raise bad("file is too big")
    return file_of(world, file) | {"file_path": world.files[file][0]}


def get_chat(world: World, params: Params) -> dict[str, Any]:
    chat = world.room(params.number("chat_id")).chat
    if world.dialect.name != "telegram":
        return chat
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return chat | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, True),
    }


def get_member(world: World, params: Params) -> dict[str, Any]:
    room = world.room(params.number("chat_id"))
    person = params.number("user_id")
    if person == world.bot["id"]:
        return {"status": "administrator", "user": world.bot} | dict.fromkeys(RIGHTS, True)
    user = {"id": person, "is_bot": False, "first_name": f"person {person}"}
    return {"status": "member" if person in room.members else "left", "user": user}


def set_commands(world: World, params: Params) -> bool:
    world.commands = params.part("commands") or []
    return True


def leave_chat(world: World, params: Params) -> bool:
    world.room(params.number("chat_id")).gone = "bot is not a member of the group chat"
    return True


def get_me(world: World, _params: Params) -> dict[str, Any]:
    can = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries")
    return world.bot | (dict.fromkeys(can, False) if world.dialect.name == "telegram" else {})


def hook_info(world: World, _params: Params) -> dict[str, Any]:
    url = {"url": world.hook.get("url", "")}
    if world.dialect.name != "telegram":
        return url
    return url | {"has_custom_certificate": False, "pending_update_count": len(world.updates)}


def set_hook(world: World, params: Params) -> bool:
    url = params.text("url")
    if url and not url.startswith(("https://", "http://127.0.0.1")):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    _drop(world, params)
    secret = params.text("secret_token") if world.dialect.secret_header else ""
    world.hook = {"url": url, "secret": secret} if url else {}
    world.news.ring()
    return True


def delete_hook(world: World, params: Params) -> bool:
    _drop(world, params)
    world.hook = {}
    return True


def _drop(world: World, params: Params) -> None:
    if params.truth("drop_pending_updates") and world.dialect.drops_pending:
        world.updates.clear()


async def get_updates(world: World, params: Params) -> list[dict[str, Any]]:
    """Long polling: an offset confirms what is before it; what is not confirmed comes again."""
    if world.hook:
        raise RefusalError(
            409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
        )
    limit = min(max(params.number("limit", 100), 1), 100)
    offset = params.number("offset", 0)
    if offset < 0:
        offset = max((update["update_id"] for update in world.updates), default=0) + offset + 1
    world.confirm(offset)
    until = time.monotonic() + min(params.number("timeout", 0), 50)
    while not world.updates and (rest := until - time.monotonic()) > 0:
        await world.news.wait(rest)
    return list(world.updates)[:limit]


METHODS: dict[str, Method] = {
    "getme": get_me,
    "getupdates": get_updates,
    "setwebhook": set_hook,
    "deletewebhook": delete_hook,
    "getwebhookinfo": hook_info,
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "senddocument": send_document,
    "sendlocation": send_location,
    "editmessagetext": edit_text,
    "editmessagecaption": edit_caption,
    "editmessagereplymarkup": edit_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_tap,
    "sendchataction": chat_action,
    "getfile": get_file,
    "getchat": get_chat,
    "getchatmember": get_member,
    "setmycommands": set_commands,
    "leavechat": leave_chat,
}

"""Methods that show, change and remove messages of the bot."""

import time
from typing import Any

from tests.fake_bot_api.answers import Params, bad
from tests.fake_bot_api.rules import check_caption, check_markup, check_text
from tests.fake_bot_api.world import Room, Shown, World


def _show(world: World, params: Params, content: dict[str, Any], photo: bytes | None = None) -> dict[str, Any]:
    """Puts one message of the bot into a room."""
    room = world.room(params.number("chat_id"))
    markup = params.part("reply_markup")
    check_markup(markup, room)
    world.pace(room)
    raw = {"message_id": next(world.ids), "from": world.bot, "chat": room.chat, "date": int(time.time()), **content}
    if inline := (markup or {}).get("inline_keyboard"):
        raw["reply_markup"] = {"inline_keyboard": inline}
    shown = Shown(raw["message_id"], room.chat["id"], raw, photo)
    shown.keyboard = [
        [{"text": b} if isinstance(b, str) else b for b in row] for row in (markup or {}).get("keyboard", [])
    ]
    shown.removes_keyboard = bool((markup or {}).get("remove_keyboard"))
    shown.text = world.dialect.shown(raw.get("text") or raw.get("caption") or "")
    room.shown.append(shown)
    world.said.ring()
    return raw


def send_message(world: World, params: Params) -> dict[str, Any]:
    world.room(params.number("chat_id"))
    check_text(params.text("text"))
    return _show(world, params, {"text": params.text("text")})


def send_photo(world: World, params: Params) -> dict[str, Any]:
    check_caption(params.text("caption"))
    file, data = _uploaded(world, params, "photo")
    sizes = [file_of(world, file) | {"width": 90, "height": 60}, file_of(world, file) | {"width": 900, "height": 600}]
    caption = {"caption": params.text("caption")} if params.text("caption") else {}
    return _show(world, params, {"photo": sizes, **caption}, data)


def send_document(world: World, params: Params) -> dict[str, Any]:
    check_caption(params.text("caption"))
    file, data = _uploaded(world, params, "document")
    caption = {"caption": params.text("caption")} if params.text("caption") else {}
    return _show(world, params, {"document": file_of(world, file), **caption}, data)


def send_location(world: World, params: Params) -> dict[str, Any]:
    place = {"latitude": params.decimal("latitude"), "longitude": params.decimal("longitude")}
    return _show(world, params, {"location": place})


def _uploaded(world: World, params: Params, key: str) -> tuple[str, bytes]:
    found = params.file(key)
    if isinstance(found, bytes):
        return world.keep(found), found
    if params.encoding == "json" and world.dialect.form_for_file_ids:
        raise bad("malformed request")
    if found not in world.files:
        raise bad("wrong file identifier/HTTP URL specified")
    return str(found), world.files[str(found)][1]


def file_of(world: World, file: str) -> dict[str, Any]:
    return {"file_id": file, "file_unique_id": f"u-{file}", "file_size": len(world.files[file][1])}


def _earlier(world: World, params: Params, what: str) -> tuple[Room, Shown]:
    room = world.room(params.number("chat_id"))
    number = params.number("message_id")
    for shown in room.shown:
        if shown.id == number and not shown.deleted:
            return room, shown
    raise bad(f"message to {what} not found")


def _change(world: World, params: Params, changes: dict[str, Any]) -> dict[str, Any]:
    """Edits a message; an edit that changes nothing is refused."""
    room, shown = _earlier(world, params, "edit")
    markup = params.part("reply_markup")
    check_markup(markup, room)
    wanted = {**shown.raw, **changes}
    wanted.pop("reply_markup", None)
    if inline := (markup or {}).get("inline_keyboard"):
        wanted["reply_markup"] = {"inline_keyboard": inline}
    if wanted == shown.raw:
        raise bad("message is not modified: specified new message content and reply markup are exactly the same")
    shown.raw = {**wanted, "edit_date": int(time.time())}
    shown.text = world.dialect.shown(shown.raw.get("text") or shown.raw.get("caption") or "")
    shown.edited += 1
    world.said.ring()
    stub = {"message_id": 0, "chat": room.chat, "date": 0}
    return stub if world.dialect.edit_stub else shown.raw


def edit_text(world: World, params: Params) -> dict[str, Any]:
    _, shown = _earlier(world, params, "edit")
    check_text(params.text("text"))
    if "text" not in shown.raw:
        raise bad("there is no text in the message to edit")
    return _change(world, params, {"text": params.text("text")})


def edit_caption(world: World, params: Params) -> dict[str, Any]:
    _, shown = _earlier(world, params, "edit")
    check_caption(params.text("caption"))
    if "text" in shown.raw or "location" in shown.raw:
        raise bad("there is no caption in the message to edit")
    return _change(world, params, {"caption": params.text("caption")})


def edit_markup(world: World, params: Params) -> dict[str, Any]:
    return _change(world, params, {})


def delete_message(world: World, params: Params) -> bool:
    _earlier(world, params, "delete")[1].deleted = True
    return True

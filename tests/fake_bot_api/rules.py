"""The limits that a messenger checks."""

from typing import Any

from tests.fake_bot_api.answers import bad
from tests.fake_bot_api.world import Room

BUTTON_KINDS = ("callback_data", "url", "web_app", "login_url", "switch_inline_query", "copy_text", "pay")


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_text(text: str) -> None:
    if not text.strip():
        raise bad("message text is empty")
    if units(text) > 4096:
        raise bad("message is too long")


def check_caption(caption: str) -> None:
    if units(caption) > 1024:
        raise bad("message caption is too long")


def check_markup(markup: Any, room: Room) -> None:
    if markup is None:
        return
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    for button in _buttons(markup, "inline_keyboard"):
        _check_inline(button)
    for button in _buttons(markup, "keyboard"):
        _check_plain(button, room)


def _buttons(markup: dict[str, Any], kind: str) -> list[Any]:
    rows = markup.get(kind, [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("keyboard must be an array of arrays")
    return [button for row in rows for button in row]


def _check_inline(button: Any) -> None:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad("text buttons are unallowed in the inline keyboard")
    if not any(kind in button for kind in BUTTON_KINDS):
        raise bad("text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")


def _check_plain(button: Any, room: Room) -> None:
    if isinstance(button, str):
        return
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad("keyboard button text must be non-empty")
    if button.get("request_location") and not room.private:
        raise bad("location can be requested in private chats only")

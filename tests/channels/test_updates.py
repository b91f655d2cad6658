"""Updates in the shapes that messengers send, each beside the Message that it means; and mangled ones."""

import copy
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.messenger import Messenger, open_channel
from bot.channels.port import Channel
from dialogues.message import Message
from errors import UpdateError
from tests.channels.benches import PLACE_LABEL

HERE = Path(__file__).parent
WRITTEN = sorted(path for name in ("telegram", "bale") for path in (HERE / name).glob("*.json"))
CHANNELS = {
    name: open_channel(Messenger(name, "1:a", "https://api.example"), PLACE_LABEL) for name in ("telegram", "bale")
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["message", "id"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def case_of(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def told(message: Message) -> dict[str, Any]:
    """A Message as its file tells it: what is empty is left out."""
    plain = {key: value for key, value in asdict(message).items() if value not in (None, "", False)}
    plain["chat"] = message.chat.id
    if message.chat.group:
        plain["group"] = True
    if message.point:
        plain["point"] = [message.point.lat, message.point.lon]
    return plain | {"at": message.at.isoformat()}


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_update_means_its_message(path: Path) -> None:
    channel, case = CHANNELS[path.parent.name], case_of(path)
    message = channel.parse(case["update"])
    if case["message"] is None:
        assert message is None
        return
    assert message is not None
    assert message.chat.channel == channel.name
    found, wanted = told(message), case["message"]
    if wanted["at"] is None:  # The update does not say when; then it is now.
        age = datetime.now(message.at.tzinfo) - message.at
        assert 0 <= age.total_seconds() < 60
        found["at"] = None
    assert found == wanted


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_parsing_changes_nothing_in_the_update(path: Path) -> None:
    update = case_of(path)["update"]
    before = copy.deepcopy(update)
    CHANNELS[path.parent.name].parse(update)
    assert update == before


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"update_id": 1},
        {"update_id": 1, "tomorrow": {"text": "x"}},
        {"message": {"text": "no number"}},
        {"update_id": 1, "message": []},
        {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"},
                                     "location": {"latitude": 135.0, "longitude": 51.0}}},
        {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"},
                                     "location": {"latitude": float("nan"), "longitude": 51.0}}},
        {"update_id": 1, "message": {"message_id": 1, "date": 10**30, "chat": {"id": 1, "type": "private"}}},
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["telegram", "bale"])
def test_an_absurd_shape_is_refused(name: str, update: dict[str, Any]) -> None:
    with pytest.raises(UpdateError):
        CHANNELS[name].parse(update)


def test_a_refusal_tells_no_words_of_the_person() -> None:
    with pytest.raises(UpdateError) as caught:
        CHANNELS["telegram"].parse({"update_id": 1, "message": {"message_id": "راز", "text": "راز"}})
    assert "راز" not in str(caught.value)
    assert "message.message_id" in str(caught.value)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in an update at which something could be wrong."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in inner for found in places(item, (*path, key)))]


def mangled(update: Any, path: tuple[Any, ...], change: Any) -> Any:
    """The update with one place removed (change is None-like DROP) or replaced."""
    made = copy.deepcopy(update)
    holder = made
    for key in path[:-1]:
        holder = holder[key]
    if change is DROP:
        del holder[path[-1]]
    else:
        holder[path[-1]] = change
    return made


DROP = object()
SAMPLES = [(CHANNELS[path.parent.name], case_of(path)["update"]) for path in WRITTEN]


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_a_mangled_update_is_refused_or_understood_and_nothing_else(data: st.DataObject) -> None:
    channel, update = data.draw(st.sampled_from(SAMPLES))
    for _ in range(data.draw(st.integers(1, 3))):
        choices = places(update)[1:]
        if choices:
            update = mangled(update, data.draw(st.sampled_from(choices)), data.draw(st.just(DROP) | JSON))
    _parse(channel, update)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["update_id", "message", "callback_query", "edited_message"]), JSON))
def test_rubbish_is_refused_or_understood_and_nothing_else(update: dict[str, Any]) -> None:
    for channel in CHANNELS.values():
        _parse(channel, update)


def _parse(channel: Channel, update: dict[str, Any]) -> None:
    try:
        message = channel.parse(update)
    except UpdateError:
        return
    assert message is None or message.at.tzinfo is not None

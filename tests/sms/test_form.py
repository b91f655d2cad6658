"""What gateways bring to the web hook, in every form that they may choose."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sms import form

SAID = {"messageid": "792", "from": "989121234567", "to": "10004346", "message": "۳۱"}


@pytest.mark.parametrize(
    "body",
    [
        urlencode(SAID), json.dumps(SAID), json.dumps(SAID, ensure_ascii=False), json.dumps([SAID]),
        urlencode({key.title(): value for key, value in SAID.items()}),
        json.dumps({"MessageID": 792, "FROM": 989121234567, "Message": "۳۱"}),
        json.dumps({"entries": [{"messageid": 792, "sender": "989121234567", "message": "۳۱"}]}),
        urlencode({"id": 792, "sender": "989121234567", "text": "۳۱"}),
    ],
)  # fmt: skip
def test_the_same_message_is_read_from_every_form(body: str) -> None:
    assert form.read(body.encode()) == [form.Came("792", "989121234567", "۳۱")]


def test_a_message_without_an_id_is_named_by_its_content() -> None:
    one, again, other = (
        form.read(urlencode({"from": "0912", "message": words}).encode())[0].name for words in ("31", "31", "33")
    )
    assert one == again != other
    both = form.read(json.dumps([{"from": "0912", "message": "31"}] * 2).encode())
    assert len({came.name for came in both}) == 2


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_whatever_comes_is_read_without_a_fault(body: bytes) -> None:
    assert all(isinstance(came.text, str) and len(came.name) <= 64 for came in form.read(body))

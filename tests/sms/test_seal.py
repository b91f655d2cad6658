"""Numbers at rest can't be read or tried out without the key, and are known again with it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues import telephone
from errors import NotFoundError
from persian import persian_digits
from storage.seal import NONCE, Seal, fleeting, kept

MOBILES = st.from_regex(r"09[0-9]{9}", fullmatch=True)


@given(MOBILES)
def test_what_is_closed_opens_with_the_same_key_alone(number: str) -> None:
    seal, other = Seal(b"one"), Seal(b"two")
    sealed = seal.close(number)
    assert seal.open(sealed) == number
    assert number.encode() not in sealed
    assert seal.close(number) != sealed
    assert seal.digest(number) != other.digest(number)
    with pytest.raises(NotFoundError):
        other.open(sealed)


@given(MOBILES, st.data())
def test_one_changed_bit_is_noticed(number: str, data: st.DataObject) -> None:
    seal = Seal(b"one")
    sealed = bytearray(seal.close(number))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(NotFoundError):
        seal.open(bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"x", b"x" * NONCE])
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(NotFoundError):
        fleeting().open(sealed)


def test_the_key_of_an_installation_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "home" / "contacts.key"
    sealed = kept("", path).close("09121234567")
    assert kept("", path).open(sealed) == "09121234567"
    assert path.stat().st_mode & 0o077 == 0
    assert kept("a secret of the environment", path).digest("1") != kept("", path).digest("1")


@given(MOBILES, st.sampled_from(["{}", "+98{1}", "0098{1}", "98{1}", "{1}", " {0} "]), st.booleans())
def test_a_number_has_one_form_however_it_is_written(number: str, form: str, persian: bool) -> None:
    written = form.format(number, number[1:])
    assert telephone.mobile(persian_digits(written) if persian else written) == number


@pytest.mark.parametrize("text", ["0912123456", "091212345678", "سلام", "", "1370482916", "۱۲", "0912 123 45 6x"])
def test_what_is_no_mobile_number_is_none(text: str) -> None:
    assert telephone.mobile(text) == ""


@given(MOBILES)
def test_a_masked_text_does_not_hold_the_number(number: str) -> None:
    for written in (number, persian_digits(number), f"+98 {number[1:4]} {number[4:7]} {number[7:]}"):
        text = telephone.masked(f"به {written} زنگ بزنید")
        assert number[4:] not in text.replace(" ", "")
        assert text.endswith("زنگ بزنید")

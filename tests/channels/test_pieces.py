"""Cutting loses nothing but white space and never exceeds the limit."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.pieces import cut, size


@given(st.text(max_size=400), st.integers(2, 60))
def test_nothing_is_lost_and_no_piece_is_too_long(text: str, limit: int) -> None:
    pieces = cut(text, limit)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(1 <= size(piece) <= limit for piece in pieces)


def test_lines_are_kept_together_where_they_can_be() -> None:
    assert cut("یک دو سه\nچهار پنج", 12) == ["یک دو سه", "چهار پنج"]


def test_words_are_kept_together_where_they_can_be() -> None:
    assert cut("یک دو سه چهار", 9) == ["یک دو سه", "چهار"]


def test_an_emoji_is_never_cut_in_half() -> None:
    assert cut("🙂🙂🙂", 3) == ["🙂", "🙂", "🙂"]


def test_a_short_text_stays_as_it_is() -> None:
    assert cut(" سلام\n", 10) == [" سلام\n"]

"""Cuts a long text at the ends of lines or words, counting as messengers count."""

from collections.abc import Iterator


def size(text: str) -> int:
    """Length in UTF-16 units: the strictest way in which a messenger may count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` units each; only white space at the cuts is lost."""
    return [piece for piece in _pieces(text, limit) if piece.strip()]


def _pieces(text: str, limit: int) -> Iterator[str]:
    while size(text) > limit:
        head = _head(text, limit)
        end = _end(text, len(head))
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    yield text


def _head(text: str, limit: int) -> str:
    """The longest beginning that fits; an emoji of two units is never cut in half."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * limit].decode("utf-16-le", "ignore")


def _end(text: str, reach: int) -> int:
    """Where to cut: after the last line, else after the last word, else where it must be."""
    window = text[: reach + 1]
    for mark in ("\n", " "):
        at = window.rfind(mark)
        if at > reach // 2:
            return at
    return reach

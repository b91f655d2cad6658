"""Sentences as an office has changed them; what code fills in must stay."""

import string
from collections.abc import Mapping

from dialogues.sentences import BUTTON_LIMIT, Sentences
from errors import NotAllowedError
from persian import ZWNJ

CHANGEABLE = ("say", "buttons")
"""Parts whose texts may be changed: the others are short forms and tables that code counts on."""
LIMIT = 1500


def names(text: str) -> frozenset[str]:
    """The names that code fills in; raises NotAllowedError where the braces are not right."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as error:
        raise NotAllowedError("braces") from error
    if any(spec or conversion for _, _, spec, conversion in parts):
        raise NotAllowedError("braces")
    return frozenset(name for _, name, _, _ in parts if name is not None)


def check(sentences: Sentences, key: str, text: str) -> None:
    """Raises NotAllowedError where a text can't stand in the place of a sentence; `key` is «talk.say.welcome»."""
    shipped = texts(sentences).get(key)
    if shipped is None:
        raise NotAllowedError("sentence")
    if not text.strip():
        raise NotAllowedError("empty")
    if names(text) != names(shipped):
        raise NotAllowedError("placeholders")
    limit = BUTTON_LIMIT if ".buttons." in key else LIMIT
    if len(text.replace(ZWNJ, "")) > limit:
        raise NotAllowedError("long")


def texts(sentences: Sentences) -> Mapping[str, str]:
    """Every sentence that may be changed, by «file.part.name»."""
    return {
        f"{file}.{part}.{name}": str(text)
        for file, parts in sentences.files.items()
        for part in CHANGEABLE
        for name, text in parts.get(part, {}).items()
    }


def changed(sentences: Sentences, texts: Mapping[str, str]) -> Sentences:
    """All sentences with other texts for some."""
    files = {file: {part: dict(table) for part, table in parts.items()} for file, parts in sentences.files.items()}
    for key, text in texts.items():
        file, part, name = key.split(".", 2)
        files[file][part][name] = text
    return Sentences(files)

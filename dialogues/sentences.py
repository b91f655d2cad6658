"""Every sentence of the bot, from dialogues/*.yml; code knows only their names."""

import string
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from content import Faults, Node, read
from persian import ZWNJ, fold, join, persian_digits

PARTS = ("say", "buttons", "words", "kinds", "reasons", "names", "groups")
BUTTON_LIMIT = 32
"""Letters on one button; longer ones are cut by telephones."""


class Sentences:
    """Looks sentences up by «file.name»; a missing name is a KeyError, and a test finds it before a citizen does."""

    def __init__(self, files: Mapping[str, Mapping[str, Any]]) -> None:
        self.files = self._files = files
        self._folded = {
            f"{name}.{key}": frozenset(fold(word) for word in words)
            for name, file in files.items()
            for key, words in file.get("words", {}).items()
        }

    def say(self, name: str, /, **values: object) -> str:
        """A sentence with its values filled in."""
        file, _, key = name.partition(".")
        return str(self._files[file]["say"][key]).format(**values)

    def button(self, name: str, /, **values: object) -> str:
        """The label of a button."""
        file, _, key = name.partition(".")
        return str(self._files[file]["buttons"][key]).format(**values)

    def table(self, file: str, part: str) -> Mapping[str, str]:
        """A whole list, such as the kinds or the reasons."""
        return dict(self._files[file][part])

    def chosen(self, file: str, part: str, key: str) -> Sequence[str]:
        """A list of keys from a table of lists: that of the longest key with which this one begins."""
        lists: Mapping[str, Sequence[str]] = self._files[file][part]
        return lists[max((one for one in lists if key.startswith(one)), key=len)]

    def means(self, name: str, text: str) -> bool:
        """Whether a typed text is one of the short forms listed under `words`."""
        return fold(text) in self._folded[name]

    def holds(self, name: str, text: str) -> bool:
        """Whether one of the phrases listed under `words` stands inside a text, in whole words."""
        said = f" {fold(text)} "
        return any(f" {phrase} " in said for phrase in self._folded[name])

    def listed(self, name: str) -> frozenset[str]:
        """The folded short forms or phrases listed under `words`."""
        return self._folded[name]

    def numbers(self, numbers: Sequence[str]) -> str:
        """Numbers to call, each with its name."""
        names = self._files["numbers"]["names"]
        return join([names.get(number, persian_digits(number)) for number in numbers])


def _check(top: Node, faults: Faults) -> None:
    faults.keys(top, (), PARTS)
    for part in ("say", "buttons"):
        table = top.get(part, {})
        for key, value in table.items():
            if not isinstance(value, str):
                faults.add(table, f"«{key}» must be a sentence in quotes", key)
                continue
            try:
                list(string.Formatter().parse(value))
            except ValueError as error:
                faults.add(table, f"«{key}»: {error}", key)
            if part == "buttons" and len(value.replace(ZWNJ, "")) > BUTTON_LIMIT:
                faults.add(table, f"«{value}» is too long for a button ({BUTTON_LIMIT} letters)", key)


def load(folder: Path, faults: Faults) -> Sentences:
    """Reads every YAML file of the folder."""
    files = {}
    for path in sorted(folder.glob("*.yml")):
        top = read(path, faults)
        _check(top, faults)
        files[path.stem] = top
    return Sentences(files)

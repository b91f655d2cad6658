"""The sentences themselves: every one is used and exists, its values fit, and it is written as people are spoken to."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from settings import ROOT

FOLDER = ROOT / "dialogues"
FILES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yml"))}
ROOMS = ("dialogues", "desk", "bot", "panel")
NAME = re.compile(rf"^({'|'.join(FILES)})\.(\w+|\{{\w*\}}|.*\*.*)$")
BY_TABLE = {"feedback.good", "feedback.half", "feedback.bad", "feedback.later"}
"""Answers that the code takes from its own list of answers."""
ZWNJ = "\u200c"


def parts(part: str) -> Iterator[tuple[str, str]]:
    for file, content in FILES.items():
        for key, value in content.get(part, {}).items():
            yield f"{file}.{key}", value


def spoken() -> list[tuple[str, str]]:
    everything = [*parts("say"), *parts("buttons"), *parts("kinds"), *parts("reasons"), *parts("names")]
    tells = yaml.safe_load((ROOT / "cases" / "workflow.yml").read_text(encoding="utf-8"))["statuses"]
    return [*everything, *((f"workflow.{key}", one.get("tells", one["title"])) for key, one in tells.items())]


def sources() -> Iterator[tuple[Path, ast.Module]]:
    inside = (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    for path in (*sorted(ROOT.glob("*.py")), *inside):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def written(node: ast.expr) -> Iterator[str]:
    """The texts that an argument may be; what is put in at run time is a star."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(one.value) if isinstance(one, ast.Constant) else "*" for one in node.values)
    elif isinstance(node, ast.IfExp):
        yield from written(node.body)
        yield from written(node.orelse)


def texts() -> set[str]:
    """Every text in the code of the rooms that speak, with stars for what is put in."""
    found: set[str] = set()
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.expr):
                found.update(written(node))
    return found


def calls(*names: str) -> Iterator[tuple[Path, ast.Call, str]]:
    """Calls of say(), button() and means() whose first argument is a name of a sentence, as it is written."""
    for path, tree in sources():
        for node in ast.walk(tree):
            called = getattr(getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", ""))
            if isinstance(node, ast.Call) and called in names and node.args:
                for name in written(node.args[0]):
                    if name.partition(".")[0] in FILES:
                        yield path, node, name


def known(part: str) -> set[str]:
    return {name for name, _ in parts(part)}


@pytest.mark.parametrize(("call", "part"), [("say", "say"), ("means", "words")])
def test_every_name_in_the_code_exists(call: str, part: str) -> None:
    for path, node, name in calls(call):
        fitting = [one for one in known(part) if re.fullmatch(name.replace(".", r"\.").replace("*", ".+"), one)]
        assert fitting, f"{path.name}:{node.lineno} names {name}, which is not in {part}"


def test_every_button_in_the_code_exists() -> None:
    for path, node, name in calls("button", "_button"):
        fitting = [one for one in known("buttons") if re.fullmatch(name.replace(".", r"\.").replace("*", ".+"), one)]
        assert fitting, f"{path.name}:{node.lineno} names the button {name}"


def test_every_sentence_is_used() -> None:
    """By its whole name, by a name made from a longer beginning, or by its key where the file is put in front."""
    said = texts()
    stars = [one for one in said if NAME.match(one) and "*" in one and not one.endswith(".*")]
    made = [one.replace(".", r"\.").replace("*", ".+") for one in stars]
    made_of_keys = {one.partition(".")[0] for one in said if one.endswith(".*")}
    unused = []
    for part in ("say", "buttons", "words"):
        for name in sorted(known(part) - BY_TABLE):
            file, _, key = name.partition(".")
            whole = name in said or any(re.fullmatch(star, name) for star in made)
            if not whole and not (file in made_of_keys and key in said):
                unused.append(f"{name} ({part})")
    assert not unused


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_placeholders_get_their_values() -> None:
    said = dict(parts("say"))
    for path, node, name in calls("say"):
        given = {word.arg for word in node.keywords}
        if None in given or name not in said:
            continue
        assert fields(said[name]) <= given, f"{path.name}:{node.lineno} gives {given} to {name}"


@pytest.mark.parametrize(("name", "text"), spoken())
def test_a_sentence_is_well_written(name: str, text: str) -> None:
    assert text.strip()
    assert text.lstrip(" ") == text
    assert not re.search("[يكة]", text), f"{name}: an Arabic letter"
    assert not re.search("[0-9٠-٩]", re.sub(r"\{\w+\}|[A-Z]+", "", text)), f"{name}: digits are Persian for people"
    assert not re.search(r" [،؛؟.:!]|  (?! کد| *کد)", text), f"{name}: a space before a mark, or two spaces"
    assert "شما باید" not in text, f"{name}: nobody is told that they must"
    assert not re.search(r"(?:^|\s)(?:تو|خودت|برات|بهت|ازت)(?:\s|$)", text), (
        f"{name}: people are spoken to in the plural"
    )


HALF_SPACE = re.compile(r"(?:^|[\s«(])(?:ن?می) (?=[آ-ی])|[آ-ی] (?:ها|های|هایی|ام|اند|تر|ترین)(?=[\s.،؛؟!:»)]|$)")


@pytest.mark.parametrize(("name", "text"), spoken())
def test_half_spaces_are_right(name: str, text: str) -> None:
    fault = HALF_SPACE.search(text)
    assert fault is None, f"{name}: «{text[max(0, fault.start() - 6) : fault.end() + 6]}» wants a half-space"
    assert not re.search(rf"{ZWNJ}{ZWNJ}|\s{ZWNJ}|{ZWNJ}\s|{ZWNJ}$|^{ZWNJ}", text), f"{name}: a half-space stands loose"


def folded_twice(words: dict[str, list[Any]]) -> Iterator[str]:
    for key, said in words.items():
        for word in said:
            if said.count(word) > 1:
                yield f"{key}: {word}"


@pytest.mark.parametrize("file", [file for file in FILES if "words" in FILES[file]])
def test_a_short_form_means_one_thing(file: str) -> None:
    """Within feedback every short form gives one answer only; nowhere is one listed twice."""
    assert not list(folded_twice(FILES[file]["words"]))
    if file == "feedback":
        every = [word for words in FILES[file]["words"].values() for word in words]
        assert len(every) == len(set(every))
    assert all(isinstance(word, str) for words in FILES[file]["words"].values() for word in words)

"""The rules of the house, read from the code itself: arrows point down, functions are small, names are plain."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from settings import ROOT

FLOORS = (
    ("commands",),
    ("school", "demo"),
    ("app",),
    ("library",),
    ("settings",),
    ("bot", "panel"),
    ("desk", "reports"),
    ("storage",),
    ("dialogues",),
    ("cases", "nlu"),
    ("topics", "cities"),
    ("persian", "content", "errors"),
)
"""From the roof to the ground; rooms of one floor do not know each other, but for the ground itself."""
LEVEL = {room: level for level, floor in enumerate(FLOORS) for room in floor}
GROUND = len(FLOORS) - 1
PURE = ("cases", "nlu", "dialogues")
IMPURE = {"sqlalchemy", "psycopg", "asyncio", "socket", "aiohttp", "httpx", "requests", "time", "secrets", "subprocess"}
FORBIDDEN_NAMES = ("utils", "helpers", "manager", "misc", "common")
FUNCTION_LINES, FILE_LINES, MEDIAN_LINES = 50, 250, 9
PERSIAN_LETTER = re.compile("[\u0600-\u06ff]")


def sources() -> Iterator[Path]:
    for room in LEVEL:
        if (ROOT / f"{room}.py").exists():
            yield ROOT / f"{room}.py"
        yield from sorted(path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the floor"
            yield (node.module or "").partition(".")[0]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("path", list(sources()), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_from_floors_below(path: Path) -> None:
    room = room_of(path)
    for other in imports(path):
        if other in LEVEL and other != room:
            below = LEVEL[other] > LEVEL[room] or (LEVEL[other] == LEVEL[room] == GROUND)
            assert below, f"{room} may not know {other}"


@pytest.mark.parametrize("room", PURE)
def test_pure_rooms_do_no_input_or_output(room: str) -> None:
    offline = {"train.py", "report.py"}
    for path in (ROOT / room).glob("*.py"):
        found = set(imports(path)) & IMPURE
        assert not found or (room == "nlu" and path.name in offline), f"{path} imports {found}"


def test_functions_and_files_are_small() -> None:
    sizes = []
    for path in sources():
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= FILE_LINES, f"{path}: {lines} lines"
        for name, size in functions(path):
            assert size <= FUNCTION_LINES, f"{path}: {name} has {size} lines"
            sizes.append(size)
    assert sorted(sizes)[len(sizes) // 2] <= MEDIAN_LINES


def test_no_sentence_for_people_stands_in_python() -> None:
    for path in sources():
        if path.name != "persian.py":
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                assert not PERSIAN_LETTER.search(line), f"{path}:{number} holds Persian; it belongs in a content file"


def test_names_say_what_is_inside() -> None:
    for path in sources():
        assert path.stem not in FORBIDDEN_NAMES, f"{path} names nothing"


def test_every_module_says_what_it_is_for() -> None:
    for path in sources():
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{path} has no docstring"


def test_no_status_is_named_in_code(content: object) -> None:
    keys = set(content.workflow.statuses)  # type: ignore[attr-defined]
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        strings = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        # These words also mean other things: a state of an update, an owner, a sentence, what counts.
        named = (strings & keys) - {"done", "accepted", "outside", "withdrawn", "reopened", "guided"}
        assert not named, f"{path} names the status {named}"

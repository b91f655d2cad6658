"""How a start fails: one clear message, exit code 2, no traceback; and what a first and a second start say."""

import os
import re
import shutil
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from settings import ROOT
from tests.processes.house import Installation, Running

PASSWORD = re.compile(r"^ +admin +(\S+)$", re.MULTILINE)
CONTENT = ("topics", "cases", "cities", "dialogues", "nlu", "bot", "panel", "desk", "reports", "storage")
SLOW = 10.0
"""Seconds of the processor's own time that a warm start may take; a busy machine does not make it longer."""


async def refused(installation: Installation, *words: str) -> str:
    """Starts, must end with 2 and without a traceback; what it said."""
    process = await installation.begin(*(words or ("run",)))
    code = await process.exit()
    assert code == 2, process.told
    assert "Traceback" not in process.told
    return process.told


async def test_a_taken_port(installation: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        installation.env["HAMYAR_PORT"] = str(port)
        told = await refused(installation)
    assert re.fullmatch(rf"Port {port} is taken .*HAMYAR_PORT=\d+\n", told)


async def test_every_fault_of_the_settings_is_told_with_its_line(installation: Installation) -> None:
    config = installation.home / "config.yml"
    config.write_text("city: nowhere\nbot:\n  sure: much\n  pace: 3\nmessengers:\n  pigeon: {api_base: x}\n")
    installation.env["HAMYAR_CONFIG"] = str(config)
    told = await refused(installation)
    assert [f"{config}:{line}" in told for line in (1, 3, 4, 5)] == [True] * 4
    assert len(told.splitlines()) == 5


async def test_settings_that_are_not_there(installation: Installation) -> None:
    installation.env["HAMYAR_CONFIG"] = str(installation.home / "none.yml")
    assert "none.yml:1: can't be read" in await refused(installation)


async def test_every_wrong_variable_is_named(installation: Installation) -> None:
    installation.env |= {"HAMYAR_PORT": "many"}
    told = await refused(installation, "check")
    assert told == "HAMYAR_PORT: Input should be a valid integer, unable to parse string as an integer\n"


async def test_a_token_that_is_none(installation: Installation) -> None:
    installation.env |= {"HAMYAR_TELEGRAM_TOKEN": "secret-nonsense"}
    told = await refused(installation)
    assert "telegram" in told
    assert "secret-nonsense" not in told


NOWHERE = ("postgresql://nobody@127.0.0.1:9/nothing", "postgresql:///nothing?host=/no/such/folder", "no address at all")


@pytest.mark.parametrize("url", NOWHERE)
async def test_a_wrong_database(installation: Installation, url: str) -> None:
    installation.database_url = url
    told = await refused(installation)
    assert "HAMYAR_DATABASE_URL" in told
    assert len(told.splitlines()) <= 6


def tree(folder: Path) -> Path:
    """A copy of the content, and the code beside it."""
    for room in CONTENT:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (*ROOT.glob("*.py"), ROOT / "config.yml"):
        shutil.copy(path, folder)
    return folder


async def test_every_fault_of_the_content_is_told_with_its_line(installation: Installation, tmp_path: Path) -> None:
    copy = tree(tmp_path / "copy")
    topics, talk = copy / "topics" / "roads.yml", copy / "dialogues" / "talk.yml"
    topics.write_text(topics.read_text(encoding="utf-8").replace("hours: 48", "hours: soon", 1), encoding="utf-8")
    talk.write_text(talk.read_text(encoding="utf-8") + "say: {}\n", encoding="utf-8")
    runner = copy / "runner.py"
    runner.write_text("import commands\nraise SystemExit(commands.main(['check']))\n", encoding="utf-8")
    process = await installation.begin(str(runner), programme=Path(sys.executable), folder=copy)
    assert await process.exit() == 2, process.told
    assert f"{topics}:" in process.told
    assert f"{talk}:{len(talk.read_text(encoding='utf-8').splitlines())}: key «say» stands twice" in process.told
    assert "Traceback" not in process.told


def seconds(process: Running) -> float:
    """Time of the processor that a process has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def test_the_first_start_tells_the_password_once_and_the_second_is_quick(
    installation: Installation, record_property: Callable[[str, object], None]
) -> None:
    first = await installation.start()
    assert len(PASSWORD.findall(first.told)) == 1
    assert await first.stop() == 0
    began = time.monotonic()
    second = await installation.start()
    record_property("seconds", round(time.monotonic() - began, 2))
    assert not PASSWORD.findall(second.told)
    assert seconds(second) < SLOW
    assert await second.stop() == 0
    assert not any("Traceback" in process.told for process in (first, second))


async def test_a_home_of_its_own_with_the_database_inside(installation: Installation) -> None:
    installation.database_url = ""
    process = await installation.start()
    assert (installation.home / "postgres" / "PG_VERSION").exists()
    assert await process.stop() == 0
    assert not (installation.home / "postgres" / "postmaster.pid").exists()

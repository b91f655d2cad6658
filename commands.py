"""The command line: hamyar run, chat, read, train, check, places, nlu, demo."""

import argparse
import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

import library
import settings
from cities import commandline as boundaries
from content import Faults
from demo import commandline as demonstration
from errors import ContentError, HamyarError, SettingError, StartError
from library import Content
from nlu import commandline
from settings import ROOT, Settings

if TYPE_CHECKING:
    from app import Engine

FRAME_LIMIT = 65536
"""Bytes of one message of the web chat; photos come another way."""
BANNER = ROOT / "dialogues" / "banner.txt"


def prepare(*, borders: bool = True) -> tuple[Settings, Content]:
    """Reads settings and content; raises SettingError or ContentError with every fault at once.

    Without `borders` the imported boundaries are left aside, so that broken ones can be imported anew.
    """
    faults = Faults()
    made = settings.load(settings.environment(), faults)
    content = library.load(made.city, faults, home=made.home if borders else None) if not faults.found else None
    faults.close()
    assert content is not None, "close() raises when anything is wrong"  # noqa: S101 - Narrows the type.
    made.home.mkdir(parents=True, exist_ok=True)
    return made, content


def take_port(host: str, port: int) -> socket.socket:
    """Opens the port before anything else is started; raises StartError if somebody has it."""
    opened = socket.socket()
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
        opened.listen()
    except OSError as error:
        opened.close()
        raise StartError(
            f"Port {port} is taken ({error.strerror}). Stop the other programme, or choose another: HAMYAR_PORT=8138"
        ) from error
    return opened


def run(_: argparse.Namespace) -> None:
    """Starts everything in one process."""
    made, content = prepare()
    opened = take_port(made.host, made.port)
    reader = library.open_reader(made.home / "model", content)
    import uvloop

    uvloop.run(_serve(made, content, reader, opened))


async def _serve(made: Settings, content: Content, reader: Any, opened: socket.socket) -> None:
    import uvicorn

    from app import running

    async with running(made, content, reader) as engine:
        await _welcome(engine)
        config = uvicorn.Config(
            engine.pages, log_config=None, access_log=False, timeout_graceful_shutdown=3, ws_max_size=FRAME_LIMIT
        )
        server = uvicorn.Server(config)
        server.capture_signals = lambda: _signals(server.handle_exit)  # type: ignore[method-assign]
        await server.serve(sockets=[opened])


@contextmanager
def _signals(stop: Callable[[int, None], None]) -> Iterator[None]:
    """Ctrl-C and a service manager's stop end the pages first; uvicorn itself would then cut the rest short."""
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stop, one, None)
    yield


async def _welcome(engine: "Engine") -> None:
    """Says in two languages what to open; the first administrator's password is shown once, now."""
    from desk.people import first_administrator

    async with engine.database.transaction() as connection:
        password = await first_administrator(connection, "admin")
    url = f"http://localhost:{engine.settings.port}"
    names = ", ".join(name for name in engine.channels if name not in ("web", "phone")) or "-"
    text = BANNER.read_text(encoding="utf-8").format(url=url, messengers=names)
    if password:
        text += (ROOT / "dialogues" / "first_password.txt").read_text(encoding="utf-8").format(password=password)
    sys.stdout.write(text)
    sys.stdout.flush()


def chat(_: argparse.Namespace) -> None:
    """A conversation in this terminal, with the same engine, reader and database."""
    made, content = prepare()
    asyncio.run(_chat(made, content, library.open_reader(made.home / "model", content)))


async def _chat(made: Settings, content: Content, reader: Any) -> None:
    from app import running
    from bot.channels.console import ConsoleChannel

    quiet_settings = settings.without_messengers(made)
    console = ConsoleChannel(place_label=content.sentences.button("place.send"))
    async with running(quiet_settings, content, reader, {console.name: console}):
        await console.left.wait()


def read(chosen: argparse.Namespace) -> None:
    """Reads one message a line from standard input and prints what it understood."""
    from app import beside

    made, content = prepare()
    with beside(made, content, library.open_reader(made.home / "model", content)) as reader:
        tell(commandline.read_lines(reader, sys.stdin, chosen.json))


def tell(lines: Iterable[str]) -> None:
    """Prints each line as soon as it is there."""
    for line in lines:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def train(chosen: argparse.Namespace) -> None:
    """Trains the model anew, prints its report, and takes it in if it is not worse than the present one."""
    made, content = prepare()
    library.retrain(made.home / "model", content, force=chosen.force)


def check(chosen: argparse.Namespace) -> None:
    """Checks settings and all content, and says what is there."""
    import school

    made, content = prepare()
    sys.stdout.write(
        f"{content.city.title}: {len(content.topics)} topics, {len(content.city.units)} units, "
        f"{len(content.city.neighbourhoods)} neighbourhoods, {len(content.city.places)} places; port {made.port}\n"
    )
    tell(school.check(content))
    if chosen.deep:
        tell(school.reach(content, library.open_reader(made.home / "model", content)))
    if chosen.histories:
        tell(school.histories(made))


def nlu(chosen: argparse.Namespace) -> None:
    """Trains the model, learns from corrections, goes back to the model before, or reports."""
    import school

    made, content = prepare()
    tell(school.run(chosen, made, content))


def places(chosen: argparse.Namespace) -> None:
    """Takes real boundaries of regions, districts or neighbourhoods from a file."""
    made, content = prepare(borders=False)
    tell(boundaries.run(chosen, content.city, library.places_of(made.home, made.city)))


def demo(chosen: argparse.Namespace) -> None:
    """Fills a house with a year of believable cases, to be tried and measured."""
    tell(demonstration.run(chosen, *prepare()))


COMMANDS = {"run": run, "chat": chat, "read": read, "train": train, "check": check, "places": places, "nlu": nlu,
            "demo": demo}  # fmt: skip


def quiet(command: str) -> None:
    """Logs one JSON object a line to standard error; warnings only where a person reads the terminal."""
    level = logging.INFO if command == "run" else logging.WARNING
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )


FORCE = "take the new model in even if it is worse on the examination"


def _arguments(name: str, one: argparse.ArgumentParser) -> None:
    """What may follow a command."""
    if name == "read":
        one.add_argument("--json", action="store_true", help="one JSON object a line")
    elif name == "train":
        one.add_argument("--force", action="store_true", help=FORCE)
    elif name == "check":
        one.add_argument("--deep", action="store_true", help="also read every title and name with the present model")
        one.add_argument("--histories", action="store_true", help="also replay the history of every case")
    elif name in ("demo", "places"):
        {"demo": demonstration, "places": boundaries}[name].arguments(one)
    elif name == "nlu":
        acts = one.add_subparsers(dest="act", required=True)
        again = acts.add_parser("train", help="the same as «hamyar train»")
        again.add_argument("--force", action="store_true", help=FORCE)
        learn = acts.add_parser("learn", help="propose what corrections teach, or take a reviewed proposal in")
        learn.add_argument("--accept", type=Path, metavar="FILE", help="the reviewed proposal")
        acts.add_parser("back", help="change the present model and the one before about")
        acts.add_parser("report", help="what was told at the present model's training")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; 0 when well, 2 when something must be mended, which is then said in one message."""
    parser = argparse.ArgumentParser(prog="hamyar", description="Hamyar 137: civic reports in Persian.")
    under = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        one = under.add_parser(name, help=(command.__doc__ or "").strip())
        _arguments(name, one)
    chosen = parser.parse_args(argv)
    quiet(chosen.command)
    try:
        COMMANDS[chosen.command](chosen)
    except ContentError as error:
        sys.stderr.write(f"Content is not right ({len(error.faults)}):\n{error}\n")
        return 2
    except (SettingError, StartError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except HamyarError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    return 0

"""Bears processes quickly: the libraries are imported once, then every start is a fork that does `hamyar run` itself.

aiogram alone takes five seconds to import; a test that kills the process at every step has no time for that.
Asked on standard input, one JSON object a line: {"env": …, "log": …} answers a process id, {"wait": id} its exit code.
"""

import json
import os
import sys
import traceback

import alembic.command  # noqa: F401 - Imported here so that no child has to.
import uvicorn.protocols.http.httptools_impl  # noqa: F401
import uvloop  # noqa: F401

import app  # noqa: F401
import bot.channels.bale
import bot.channels.telegram  # noqa: F401
import commands


def bear(env: dict[str, str], log: str) -> int:
    """Starts `hamyar run` with this environment; the id of its process."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.environ.update(env)
        _write_to(log)
        code = commands.main(["run"])
    except BaseException:  # noqa: BLE001 - Nothing may escape into the nursery's own loop; the log tells it.
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def _write_to(log: str) -> None:
    nothing, told = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(nothing, 0)
    os.dup2(told, 1)
    os.dup2(told, 2)


def main() -> None:
    """Obeys until standard input ends."""
    print(0, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        if "wait" in asked:
            _, status = os.waitpid(asked["wait"], 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
        else:
            print(bear(asked["env"], asked["log"]), flush=True)


if __name__ == "__main__":
    main()

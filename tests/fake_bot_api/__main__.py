"""Serves the fake as a process of its own: python -m tests.fake_bot_api --port 8081 --dialect bale."""

import argparse
import asyncio
import signal

from tests.fake_bot_api.dialects import DIALECTS
from tests.fake_bot_api.server import TOKEN, FakeBotApi


async def serve(port: int, dialect: str, token: str) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    server = FakeBotApi(dialect, token)
    await server.start(port)
    print(f"{dialect} {server.base} token {token}", flush=True)
    await stop.wait()
    await server.stop()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--port", type=int, default=8081)
    asked.add_argument("--dialect", choices=sorted(DIALECTS), default="telegram")
    asked.add_argument("--token", default=TOKEN)
    given = asked.parse_args()
    asyncio.run(serve(given.port, given.dialect, given.token))


if __name__ == "__main__":
    main()

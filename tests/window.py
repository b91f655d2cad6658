"""A real Chromium for the tests of pages."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE: Any = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
LAPTOP: Any = {"viewport": {"width": 1280, "height": 800}}
needs_chromium = pytest.mark.skipif(
    not CHROMIUM.exists() and "CI" not in os.environ,
    reason="there is no browser at /usr/bin/chromium; install Debian's chromium (in CI its absence is a failure)",
)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser without a window, closed at the end."""
    async with async_playwright() as play:
        made = await play.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield made
        await made.close()

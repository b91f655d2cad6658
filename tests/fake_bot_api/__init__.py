"""A Bot API server of our own on loopback: real HTTP, two dialects, and people as Python calls."""

from tests.fake_bot_api.server import FakeBotApi

__all__ = ["FakeBotApi"]

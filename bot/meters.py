"""Counters for /metrics; no label ever names a person or a chat."""

from prometheus_client import Counter, Histogram

HEARD = Counter("hamyar_updates_total", "Updates that arrived, by messenger.", ["channel"])
SENT = Counter("hamyar_messages_total", "Messages sent, by messenger and outcome.", ["channel", "outcome"])
RASA = Counter("hamyar_rasa_total", "Messages for the office's Rasa server, by what came of it.", ["outcome"])
TURN_SECONDS = Histogram(
    "hamyar_turn_seconds",
    "Time from taking up an update to its commit.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2),
)

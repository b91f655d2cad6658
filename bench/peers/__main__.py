"""One peer in a process of its own, called by bench/rooms.py: learns and is kept, or is loaded and asked.

Prints one JSON object as its last line.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from bench.peers import PEERS, make


def resident() -> float:
    """Megabytes that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def fit(name: str, taught: Path, folder: Path) -> dict[str, float]:
    """Seconds that learning takes, on all cores."""
    rows = json.loads(taught.read_text(encoding="utf-8"))
    peer = make(name)
    began = time.perf_counter()
    peer.fit([text for text, _ in rows], [label for _, label in rows])
    peer.save(folder)
    return {"training": time.perf_counter() - began}


def ask(name: str, asked: Path, folder: Path) -> dict[str, Any]:
    """Start, memory, the time of each answer and the answers, on one core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    texts = json.loads(asked.read_text(encoding="utf-8"))
    before, began = resident(), time.perf_counter()
    peer = make(name)
    peer.load(folder)
    start = time.perf_counter() - began
    for text in texts[:20]:
        peer.scores(text)
    answers, times = [], []
    for text in texts:
        began = time.perf_counter()
        answers.append(peer.scores(text))
        times.append(time.perf_counter() - began)
    return {"start": start, "memory": resident() - before, "times": times, "answers": answers}


def main() -> None:
    """`fit NAME TAUGHT FOLDER` or `ask NAME ASKED FOLDER`."""
    act, name, given, folder = sys.argv[1:]
    assert name in PEERS
    made = {"fit": fit, "ask": ask}[act](name, Path(given), Path(folder))
    print("\n" + json.dumps(made))


if __name__ == "__main__":
    main()

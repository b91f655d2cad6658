"""Starts in processes of their own: cold without any compiled file, warm as the second start of a day."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.table import Row
from settings import ROOT

CHILD = """
import json, resource, time
began = time.perf_counter()
import app, bot.channels.telegram, commands, library
from content import Faults
from pathlib import Path
imported = time.perf_counter()
faults = Faults()
content = library.load("tehran", faults)
read = time.perf_counter()
library.open_reader(Path({model!r}), content)
ready = time.perf_counter()
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([imported - began, read - imported, ready - read, memory]))
"""


def starts(model: Path) -> list[Row]:
    """What a start costs, part by part."""
    with tempfile.TemporaryDirectory() as empty:
        cold = _start(model, "-X", f"pycache_prefix={empty}")
    warm = _start(model)
    parts = zip(("libraries", "content", "model"), warm, strict=False)
    return [
        Row("cold start: nothing compiled", sum(cold[:3]), "s"),
        Row("warm start", sum(warm[:3]), "s"),
        *(Row(f"  of it {name}", seconds, "s") for name, seconds in parts),
        Row("resident memory after a start", warm[3], "MB"),
    ]


def _start(model: Path, *flags: str) -> list[float]:
    child = [sys.executable, *flags, "-c", CHILD.format(model=str(model))]
    done = subprocess.run(child, cwd=ROOT, capture_output=True, text=True, check=True)
    return [float(one) for one in json.loads(done.stdout.splitlines()[-1])]

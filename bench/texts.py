"""What people write, from the everyday sentences of the tests."""

import yaml

from settings import ROOT

EVERYDAY = ROOT / "tests" / "nlu" / "everyday.yml"


def everyday(number: int) -> list[str]:
    """So many sentences, spread over all groups of topics; they come round again when there are too few."""
    found = [str(one["text"]) for one in yaml.safe_load(EVERYDAY.read_text(encoding="utf-8"))]
    step = max(len(found) // number, 1)
    spread = found[::step]
    return [spread[place % len(spread)] for place in range(number)]

"""Reading on the command line: one message a line, one reading a line."""

import json
from collections.abc import Iterable, Iterator

from nlu.reading import Reader, Reading, to_json


def _show(reading: Reading) -> str:
    topics = " + ".join(
        " | ".join(f"{guess.code} {guess.title} {guess.p:.2f}" for guess in issue.topics[:3])
        for issue in reading.issues
    )
    place = reading.place.text if reading.place else "-"
    numbers = ",".join(reading.numbers) or "-"
    return f"{reading.act}/{reading.kind or '-'}  {topics or '-'}  @{place}  !{reading.urgency} {numbers}"


def read_lines(reader: Reader, lines: Iterable[str], as_json: bool) -> Iterator[str]:
    """Reads each line; as JSON it keeps the contract of reading.to_json, else it is for the eye."""
    for line in lines:
        text = line.removesuffix("\n").removesuffix("\r")
        reading = reader.read(text)
        yield json.dumps(to_json(reading), ensure_ascii=False) if as_json else _show(reading)

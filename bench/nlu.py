"""Measures our reader beside its peers, on the same data and machine and in one run: `make bench-nlu`.

Prints tables and writes them to .test/bench-nlu.md. Names of peers after the command measure only these; `--kept`
takes trainings of the same data from an earlier run; `--public` measures only the public sets. What is not there (a
peer's libraries, a sample, public sets) is skipped, and the table says so.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from rich.console import Console

import library
from bench import measures, public, rooms
from bench.measures import percentile
from bench.paper import Pairs, Paper, papers, topics_taught, utterances_taught
from bench.peers import PEERS, diet
from bench.peers.reader import content
from bench.rooms import Measured, MissingError
from bench.sheet import Sheet, share, write
from library import Content
from nlu import exam
from nlu.reading import Reader
from settings import ROOT

HOME = ROOT / ".test" / "bench-nlu"
PAGE = ROOT / ".test" / "bench-nlu.md"
HEAD = (
    "system", "top-1", "top-3", "group", "macro-F1", "calibr. error", "outside found", "splitting F1", "place F1",
    "numbers", "ms p50", "ms p95", "MB", "start s", "training s",
)  # fmt: skip
EXPLAINED = (
    "Per cent, but for calibration, ms, MB and seconds. «outside found»: recall of messages that are no report while "
    "95 % of reports are kept. ms: one core. MB: growth of the process by loading and asking. «—»: does not do it."
)


@dataclass(frozen=True, slots=True)
class Run:
    """What was asked for."""

    peers: tuple[str, ...]
    kept: bool
    sample: Path | None
    public: Path | None
    only_public: bool = False


def asked_for(words: Sequence[str]) -> Run:
    """From the command line and the environment."""
    names = tuple(word for word in words if not word.startswith("--"))
    unknown = set(names) - set(PEERS)
    assert not unknown, f"there is no peer {', '.join(unknown)}; there are {', '.join(PEERS)}"
    sample, sets = (
        Path(path) if (path := os.environ.get(name)) else None for name in ("HAMYAR_SAMPLE", "HAMYAR_PUBLIC")
    )
    return Run(names or tuple(PEERS), "--kept" in words, sample, sets, "--public" in words)


def compared(run: Run, known: Content, console: Console) -> list[Sheet]:
    """One table a paper: every peer is trained and started once and asked all papers together."""
    sheets = [(paper, Sheet(_title(paper), HEAD)) for paper in papers(known, run.sample)]
    texts = [one.text for paper, _ in sheets for one in paper.asked]
    taught = {"topics": topics_taught(known), "utterances": utterances_taught()}
    for name in run.peers:
        console.print(f"measuring {PEERS[name].title} …")
        try:
            told = rooms.measured(name, taught[PEERS[name].taught], texts, HOME, kept=run.kept)
        except MissingError as missing:
            for _, sheet in sheets:
                sheet.notes.append(f"{PEERS[name].title} is skipped: {missing}.")
            continue
        answers, times = iter(told.answers), iter(told.times)
        for paper, sheet in sheets:
            count = len(paper.asked)
            part = Measured(told.training, told.start, told.memory, [*islice(times, count)], [*islice(answers, count)])
            sheet.rows.append(_row(name, paper, part, known))
    for _, sheet in sheets:
        sheet.notes += [_data(taught), EXPLAINED]
    made = [sheet for _, sheet in sheets]
    if not run.sample or not run.sample.exists():
        made[-1].notes.append("The sample of citizens' messages is skipped: HAMYAR_SAMPLE names no file.")
    return made


def _title(paper: Paper) -> str:
    return f"{paper.name}: {len(paper.asked)} messages never taught"


def _data(taught: dict[str, Pairs]) -> str:
    labels = {label for _, label in taught["topics"]}
    return (
        f"Taught: {len(taught['topics']):,} texts of {len(labels)} topics (utterances, names, titles, descriptions); "
        f"Rasa: all {len(taught['utterances']):,} utterances of nlu/data as they are, "
        f"in {diet.rounds()} rounds (its own number is 300)."
    )


def _row(name: str, paper: Paper, told: Measured, known: Content) -> list[str]:
    found = measures.figures(paper.asked, told.answers)
    shares = [share(found[key]) for key in ("top-1", "top-3", "group", "macro-F1")]
    own = _own(paper, known) if name == "reader" else ["—"] * 3
    return [
        PEERS[name].title, *shares, f"{found['calibration']:.3f}", share(found.get("outside")), *own,
        f"{percentile(told.times, 50):.2f}", f"{percentile(told.times, 95):.2f}",
        f"{told.memory:.0f}", f"{told.start:.1f}", f"{told.training:.0f}",
    ]  # fmt: skip


def _own(paper: Paper, known: Content) -> list[str]:
    """What only the whole reader does: several matters, places, numbers of emergency services."""
    reader = Remembering(library.open_reader(HOME / "reader", known))
    marks = exam.sit(reader, paper.asked)
    split = measures.splitting_f1((one, reader.read(one.text)) for one in paper.asked)
    return [share(split), *(share(marks[name][0] if name in marks else None) for name in ("place F1", "numbers told"))]


class Remembering:
    """A reader that reads each text once."""

    def __init__(self, reader: Reader) -> None:
        self.read = cache(reader.read)
        self.read_place = reader.read_place


def main() -> None:
    """Measures, prints, writes."""
    run, console = asked_for(sys.argv[1:]), Console(width=int(os.environ.get("COLUMNS", "190")))
    known = content()
    sheets = [] if run.only_public else compared(run, known, console)
    for sheet in sheets:
        sheet.show(console)
    sheets += public.sheets(run.public, known, HOME / "reader", console)
    write(PAGE, sheets)
    console.print(f"written to {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

"""What «hamyar nlu» does: train, learn from corrections, go back, report; and the thorough look at all content."""

import asyncio
from argparse import Namespace
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import app
import library
from content import Faults
from desk import phrases
from errors import Fault, ModelMismatchError, StartError
from library import Content
from nlu import anonymous, gate, learned, model, twins
from nlu.examples import LEARNED, Example
from nlu.learned import Lesson
from nlu.reading import Reader
from persian import TEHRAN
from settings import ROOT, Settings
from storage import lessons, replays
from storage.database import Database, migrate
from topics import check as topics_check
from topics.tree import TOPIC_DIGITS, Topics

ENOUGH = 12
"""Utterances that a leaf should have."""
LISTED = 15
"""Twins and unreachable names that are told one by one."""
AMONG = 3
UNTIL, SINCE = "# until ", "until"
"""A proposal's first line, and the file that keeps that of the last accepted one: what is settled stays so."""


def run(chosen: Namespace, made: Settings, content: Content) -> Iterator[str]:
    """One act of «hamyar nlu»."""
    match chosen.act:
        case "train":
            library.retrain(made.home / "model", content, force=chosen.force)
        case "learn":
            yield from accept(chosen.accept, content) if chosen.accept else learn(made, content)
        case "back":
            yield from back(made, content)
        case _:
            yield from report(made)


def back(made: Settings, content: Content) -> Iterator[str]:
    """Changes the present model and the one before about."""
    mark = model.fingerprint(ROOT / "nlu", content.topics)
    now = gate.back(made.home / "model", mark, content.topics)
    yield f"The previous model ({now[:12]}) is in place again, from the next start on; once more changes them back."
    if now != mark:
        yield "It was trained on other topics or utterances. It stays until these change again or «hamyar nlu train»."


def report(made: Settings) -> Iterator[str]:
    """What was told at the present model's training."""
    from rich.console import Console

    from nlu import report as told

    stored = told.stored(made.home / "model")
    if stored is None:
        raise ModelMismatchError("no report was kept with the present model: run «hamyar nlu train»")
    console = Console()
    with console.capture() as held:
        console.print(*told.shown(stored), sep="\n", markup=False, highlight=False)
    yield held.get()
    yield str(made.home / "model" / told.PAGE)


def learn(made: Settings, content: Content) -> Iterator[str]:
    """Writes what corrections teach into a proposal that a person looks through."""
    folder, now = made.home / "learned", datetime.now(UTC)
    found = asyncio.run(_corrected(made, since(folder)))
    reader = library.open_reader(made.home / "model", content)
    path = folder / f"{now.astimezone(TEHRAN).date()}.yml"
    kept = propose(path, found, content, reader, now)
    yield f"{len(found)} corrections, {kept} of them new and fit to be shared."
    yield f"Look through {path}, take out what should not be taught, then: hamyar nlu learn --accept {path}"


@asynccontextmanager
async def _database(made: Settings) -> AsyncIterator[Database]:
    """The house's database, while nothing else of the house runs here."""
    async with AsyncExitStack() as stack:
        url = await asyncio.to_thread(app.database_url, made, stack)
        await asyncio.to_thread(migrate, url)
        database = Database(url)
        stack.push_async_callback(database.close)
        yield database


async def _corrected(made: Settings, after: datetime | None) -> list[Lesson]:
    async with _database(made) as database, database.transaction() as connection:
        return await lessons.corrected(connection, after)


def since(folder: Path) -> datetime | None:
    """Up to when corrections have been looked through."""
    path = folder / SINCE
    return datetime.fromisoformat(path.read_text(encoding="utf-8").strip()) if path.exists() else None


def propose(
    path: Path, found: Iterable[Lesson], content: Content, reader: Reader, now: datetime, root: Path = ROOT
) -> int:
    """Writes the proposal without personal data and copies, its places marked; says how many lessons are in it."""
    utterances = library.spoken(content, root)
    kept = _fresh(learned.clean(found, content.topics, _anonymiser(content, utterances, root)), utterances, root)
    made = [replace(one, text=_placed(one.text, reader)) for one in kept]
    path.parent.mkdir(parents=True, exist_ok=True)
    gate.write(path, f"{UNTIL}{now.isoformat()}\n{learned.render(made)}")
    return len(made)


def _anonymiser(content: Content, utterances: Sequence[Example], root: Path) -> anonymous.Anonymiser:
    faults = Faults()
    made = anonymous.load(root / "nlu" / "anonymous.yml", content.topics, utterances, faults)
    faults.close()
    return made


def _fresh(found: Iterable[Lesson], utterances: Sequence[Example], root: Path) -> list[Lesson]:
    known = [one.text for one in utterances if one.code] + [asked.text for asked in library.examination(root)]
    had = Counter(one.code for one in utterances if one.path.parent.name == LEARNED)
    return learned.fresh(found, known, had)


def _placed(text: str, reader: Reader) -> str:
    place = reader.read(text).place
    return learned.marked(text, place.text if place else "")


def accept(path: Path, content: Content, root: Path = ROOT) -> Iterator[str]:
    """Moves the reviewed lines of a proposal into nlu/data/learned, cleaned once more."""
    if not path.exists():
        raise StartError(f"There is no file {path}. «hamyar nlu learn» writes one.")
    faults = Faults()
    reviewed = learned.read(path, content.topics, faults, datetime.now(TEHRAN).date())
    faults.close()
    utterances = library.spoken(content, root)
    clean = learned.clean((replace(one, text=one.plain) for one in reviewed), content.topics,
                          _anonymiser(content, utterances, root))  # fmt: skip
    marked = {one.plain: one.text for one in reviewed}
    taken = [replace(one, text=marked.get(one.text, one.text)) for one in _fresh(clean, utterances, root)]
    for slug, some in _by_group(taken, content.topics).items():
        _add(root / "nlu" / "data" / LEARNED / f"{slug}.yml", some, content.topics)
        yield f"{slug}: {len(some)} lines"
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    if first.startswith(UNTIL):
        gate.write(path.parent / SINCE, first.removeprefix(UNTIL))
    path.unlink()
    yield f"{len(taken)} of {len(reviewed)} lines are taken in. They teach from the next training on: hamyar nlu train"


def _by_group(taken: Iterable[Lesson], topics: Topics) -> dict[str, list[Lesson]]:
    made: dict[str, list[Lesson]] = {}
    for lesson in taken:
        made.setdefault(topics.groups[topics[lesson.code].group].slug, []).append(lesson)
    return dict(sorted(made.items()))


def _add(path: Path, some: Sequence[Lesson], topics: Topics) -> None:
    faults = Faults()
    had = learned.read(path, topics, faults, some[0].day) if path.exists() else []
    faults.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    gate.write(path, learned.render([*had, *some]))


def check(content: Content, root: Path = ROOT) -> Iterator[str]:
    """Looks for gaps, twins and questions that must not be asked; raises ContentError with every fault at once."""
    faults, utterances = Faults(), library.spoken(content, root)
    phrases.canned()
    phrases.script()
    topics_check.check(content.topics, root / "topics", faults)
    library.examination(root)
    _anonymiser(content, utterances, root)
    counts = Counter(one.code for one in utterances)
    few = [leaf for leaf in content.topics.leaves if counts[leaf.code] < ENOUGH]
    yield f"{len(content.topics.leaves)} leaves, {len(utterances)} utterances; fewer than {ENOUGH}: {len(few)}"
    yield from (f"  {leaf.code} {leaf.title}: {counts[leaf.code]}" for leaf in few)
    topics, where = content.topics.by_code.values(), topics_check.lines(root / "topics")
    titles = [twins.Said(one.title, one.code, *where[one.code]) for one in topics]
    names = [twins.Said(name, one.code, *where[one.code]) for one in topics for name in one.names]
    said = [twins.Said(one.text, one.code, one.path, one.line) for one in utterances if one.code]
    yield from _twins("titles", titles, faults)
    yield from _twins("names", names, Faults())  # A short name may rightly belong to two topics; the citizen is asked.
    yield from _twins("utterances", said, faults)
    faults.close()


def _twins(name: str, said: Sequence[twins.Said], faults: Faults) -> Iterator[str]:
    """Lists what is alike under different topics; what is the same is a fault."""
    pairs = twins.find(said)
    yield f"twins among {name} (alike from {twins.CLOSE} on): {len(pairs)}"
    yield from (f"  {pair.alike:.2f} {pair.one} | {pair.other}" for pair in pairs[:LISTED])
    faults.found += [
        Fault(pair.one.path, pair.one.line, f"says the same as {pair.other}")
        for pair in pairs
        if pair.alike >= twins.SAME
    ]


def histories(made: Settings) -> Iterator[str]:
    """Replays the history of every case: whoever stands otherwise than it says was changed behind its back."""
    astray = asyncio.run(_astray(made))
    yield from (f"  {code}: {', '.join(columns)}" for code, columns in astray)
    yield f"cases that stand otherwise than their history says: {len(astray)}"


async def _astray(made: Settings) -> list[tuple[str, tuple[str, ...]]]:
    async with _database(made) as database, database.transaction() as connection:
        return [one async for one in replays.astray(connection)]


def reach(content: Content, reader: Reader) -> Iterator[str]:
    """How many titles and names lead to their own topic among the first guesses, and which do not."""
    asked = [(one.code, text) for one in content.topics.leaves for text in (one.title, *one.names)]
    lost = [(code, text) for code, text in asked if not _reached(code, text, reader)]
    yield f"{1 - len(lost) / len(asked):.1%} of {len(asked)} titles and names lead to their topic"
    yield from (f"  {code} {text}" for code, text in lost)


def _reached(code: str, text: str, reader: Reader) -> bool:
    guesses = [guess.code for issue in reader.read(text).issues for guess in issue.topics[:AMONG]]
    return code[:TOPIC_DIGITS] in guesses

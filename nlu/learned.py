"""What corrections teach: citizens' words under the topic that staff or they themselves gave, fit to be shared."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import pairwise
from pathlib import Path

import numpy as np

from content import Faults
from nlu import twins
from nlu.examples import REPORT, VERSION, Example, read_file
from persian import TEHRAN, fold
from topics.tree import Topics

MOST = 20
"""Lessons that a topic or leaf may have: more would drown the utterances that were written for it."""
ALIKE = 0.85
"""From here on a sentence is a copy and teaches nothing new."""
FEWEST_WORDS = 2
LONGEST = 300
"""Letters of a lesson; a longer text is cut at a word, for by then it has said its matter."""
STAFF, CITIZEN = "staff", "citizen"
_NOTE = re.compile(rf"# (\d{{4}}-\d\d-\d\d), ({STAFF}|{CITIZEN})")


@dataclass(frozen=True, slots=True)
class Lesson:
    """Words of a case, the topic or leaf they belong under, when that was found out and by whom."""

    text: str
    code: str
    at: datetime
    how: str
    former: str = ""
    """The topic that a person put right."""

    @property
    def day(self) -> date:
        """The day in the city."""
        return self.at.astimezone(TEHRAN).date()

    @property
    def plain(self) -> str:
        """The text without the marks of places."""
        return re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", self.text)


def clean(lessons: Iterable[Lesson], topics: Topics, anonymise: Callable[[str], str]) -> Iterator[Lesson]:
    """Lessons without personal data; those of protected topics are never given out, nor those that lead elsewhere."""
    for lesson in lessons:
        own = [topics[code] for code in (lesson.code, lesson.former) if code in topics]
        if lesson.code not in topics or any(topic.protected or topic.leads for topic in own):
            continue
        text = anonymise(lesson.text)
        if len(text) > LONGEST:
            text = text[:LONGEST].rpartition(" ")[0]
        if len(fold(text).split()) >= FEWEST_WORDS:
            yield replace(lesson, text=text)


def fresh(lessons: Iterable[Lesson], known: Sequence[str], learned: Mapping[str, int]) -> list[Lesson]:
    """Lessons that say something new, at most so many a topic; what staff said outranks citizens, new outranks old."""
    order = sorted(lessons, key=lambda one: (one.how != STAFF, -one.at.timestamp(), one.text, one.code))
    texts = [lesson.plain for lesson in order]
    news = twins.nearest(texts, known) < ALIKE
    table = twins.matrix(texts, {})
    counts, kept = Counter(learned), list[int]()
    for place, lesson in enumerate(order):
        copies = (table[kept] @ table[place].T).todense() if kept else np.zeros(1)
        if news[place] and copies.max() < ALIKE and counts[lesson.code] < MOST:
            counts[lesson.code] += 1
            kept.append(place)
    return in_order(order[place] for place in kept)


def in_order(lessons: Iterable[Lesson]) -> list[Lesson]:
    """The order in which they are written, whatever order they came in."""
    return sorted(lessons, key=lambda one: (one.code, one.day, fold(one.text), one.text))


def marked(text: str, place: str) -> str:
    """The text with the words of its place marked, as the utterances have them."""
    return text.replace(place, f"[{place}](place)") if place and text.count(place) == 1 else text


def render(lessons: Iterable[Lesson]) -> str:
    """Rasa's YAML, one intent a lesson, each under a comment that says when and by whom it was put right."""
    parts = [
        f"# {one.day}, {one.how}\n- intent: {REPORT}{one.code}\n  examples: |\n    - {one.text}\n"
        for one in in_order(lessons)
    ]
    return f'version: "{VERSION}"\nnlu:\n' + "".join(parts) if parts else f'version: "{VERSION}"\nnlu: []\n'


def read(path: Path, topics: Topics, faults: Faults, day: date) -> list[Lesson]:
    """Lessons of a file, as a person may have left it; a line without its comment is of `day`."""
    found = list(read_file(path, topics, faults))
    raw = path.read_text(encoding="utf-8").splitlines()
    made, on, how = [], day, STAFF
    for before, example in pairwise([None, *found]):
        assert example is not None, "only the first of the pairs has none before"  # noqa: S101 - Narrows the type.
        for line in raw[before.line if before else 0 : example.line]:
            if said := _NOTE.match(line):
                on, how = date.fromisoformat(said[1]), said[2]
        made.append(Lesson(written(example), example.code, datetime.combine(on, time(12), UTC), how))
    return made


def written(example: Example) -> str:
    """The utterance as it was written, with its marks."""
    text, at = "", 0
    for span in example.spans:
        text += f"{example.text[at : span.start]}[{example.text[span.start : span.end]}]({span.entity})"
        at = span.end
    return text + example.text[at:]

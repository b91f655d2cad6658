"""Composes the Reading of a message: raw text first, then act, topics, issues, place and danger."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from cities.city import City
from content import Faults
from nlu import acts, cues, danger, examples, features, issues, lexicon, model, raw, where
from nlu.examples import Example
from nlu.heard import Heard
from nlu.issues import Odds, Part
from nlu.model import Model
from nlu.places import Places
from nlu.reading import Act, Guess, Issue, Language, Place, Reading
from nlu.seen import Mask
from nlu.where import Token
from topics.tree import Topic, Topics

TOPICS = 5
"""Guesses given for each issue."""
ACT, KIND, DANGER, CALL, TOPIC = "act", "kind", "danger", "call", model.TOPIC
"""The heads that every message is asked."""
MATTER_WORDS = 2
"""Words that somebody who reports nothing must use for a matter to be among them."""
LEAF_SURE = 0.75
"""Among the leaves of its topic one must be at least this likely to be named."""
VAGUE = 0.1
"""A topic of somebody who asks, thanks or wants news must be at least this likely to be told."""
MARK = 12
"""Letters of a model's fingerprint that tell it from all others."""
FAINT = 0.005
"""A guess below this is not worth a button."""
WITH_ISSUES = ("report", "track", "thank", "cancel", "ask")
"""Acts whose matter matters; chatter has none."""


class TextReader:
    """Reads Persian and Finglish; pure, holds nothing of what it reads."""

    def __init__(self, trained: Model, topics: Topics, places: Places, words: cues.Cues, dangers: danger.Dangers):
        self._model = trained
        self._topics = topics
        self._places = places
        self._words = words
        self._dangers = dangers
        self.mark = ""
        """Names the model in the evidence that is kept of every reading."""

    def read(self, text: str) -> Reading:
        """Reads one message; of a very long one only the first thousand letters are looked at."""
        stripped = raw.strip(text[: features.RAW_LIMIT])
        said = where.tokens(stripped.text, features.LIMIT)
        if not said and (told := self._words.told(stripped.text)):
            stripped = replace(stripped, text=told)
            said = where.tokens(told)
        folded = " ".join(token.word for token in said)
        language = raw.language(folded, self._words.english) if folded else "other"
        if not folded or language == "other":
            return self._empty(text, stripped, language)
        return self._full(text, stripped, said, language)

    def adopt(self, spoken: Sequence[Example]) -> tuple[str, ...]:
        """Makes topics and leaves known that came after the training, by their words; gives their codes."""
        new = [topic for topic in self._topics.by_code.values() if not self._model.knows(topic.code)]
        for topic in new:
            said = [example.text for example in spoken if example.code == topic.code]
            texts = (topic.title, topic.about, *topic.names, *said)
            self._model.adopt(topic.code, [features.prepare(text) for text in texts])
        return tuple(topic.code for topic in new)

    def read_place(self, text: str) -> Place | None:
        """Reads the answer to «where?»."""
        return self._places.answer(text)

    def _empty(self, text: str, stripped: raw.Raw, language: Language) -> Reading:
        act: Act = "track" if stripped.codes else "chatter"
        language = "fa" if stripped.codes else language
        return Reading(text, act, codes=stripped.codes, language=language, certainty=0.9)

    def _full(self, text: str, stripped: raw.Raw, said: Sequence[Token], language: Language) -> Reading:
        place = self._places.find(stripped.text, said)
        if place and self._places.covers(place, stripped.text):
            # A bare place has no matter; its words would only look like one (a park, a pine, a tower).
            return Reading(text, "unclear", place=place, language=language, codes=stripped.codes, certainty=place.p)
        folded = " ".join(token.word for token in said)
        told = _Told(stripped, said, self._model, self._model.hear(folded), _outside(stripped.text, said, place))
        odds: dict[str, Odds] = {head: self._model.odds(told.heard, head) for head in (ACT, KIND, DANGER, CALL)}
        odds[TOPIC] = topics = self._topics_of(told, told.whole)
        marked, named = acts.asked(text), self._words.kind(folded)
        doing = acts.judge(odds[ACT], topics[0][1], codes=bool(stripped.codes), marked=marked, named=named)
        found = self._issues(told, doing.act, topics)
        judged = self._dangers.judge(folded, odds[DANGER], odds[CALL], self._likely(told, found, topics))
        return Reading(
            text,
            doing.act,
            acts.kind(doing, odds[KIND], folded, self._words),
            found,
            place,
            judged.numbers,
            judged.urgency,
            language,
            doing.says,
            stripped.codes,
            self._words.child(folded),
            doing.sure,
            judged.why + self._model.reasons(folded, TOPIC, topics[0][0]),
        )

    def _issues(self, told: "_Told", act: Act, topics: Odds) -> tuple[Issue, ...]:
        text = told.raw.text
        if act == "report":
            read = partial(self._matters, told)
            parts = self._model.splitter.split(text, told.said, self._words, topics, read)
            kept = [told.heard.seen.part(one.begin, one.end) for one in parts]
            made = [self._issue(told, some, self._topics_of(told, some)) for some in kept]
            if all(self._topics[issue.topics[0].code].urgency == "emergency" for issue in made):
                # Gas and somebody unconscious are one accident; nobody should be asked which of the two is meant.
                made = []
            # What the whole message is most about comes first, whatever the order of the words.
            chance = dict(topics)
            made.sort(key=lambda issue: -chance.get(issue.topics[0].code, 0.0))
            return tuple(made) or (self._issue(told, told.whole, topics),)
        if act not in WITH_ISSUES or told.raw.codes or len(told.said) < MATTER_WORDS:
            return ()
        return (self._issue(told, told.whole, topics),) if topics[0][1] >= VAGUE else ()

    def _matters(self, told: "_Told", parts: Sequence[Part]) -> list[Odds]:
        """Topics of parts of a message; who is writing is no matter of its own."""
        found = matters_each(self._model, self._topics, told.heard, parts, issues.LEAST)
        words = [token.word for token in told.said]
        return [
            () if self._words.introduces(words[part.begin : part.end]) else odds
            for part, odds in zip(parts, found, strict=True)
        ]

    def _likely(self, told: "_Told", found: Sequence[Issue], topics: Odds) -> list[tuple[Topic, float]]:
        """The topics that may need a number: of each issue the likeliest two, of no issue those of the whole."""
        guesses = [(guess.finest, guess.p) for issue in found for guess in issue.topics[:2]]
        codes = guesses or [(self._leaf(told.heard, code) or code, p) for code, p in topics[:2]]
        return [(self._topics[code], p) for code, p in codes]

    def _topics_of(self, told: "_Told", kept: Mask) -> Odds:
        """The topics of some words: as they are, and without the place among them, whose name may mislead."""
        heard, matter = told.part(kept), kept & told.outside
        if matter.any() and not (matter == kept).all():
            heard = heard.mixed(told.part(matter))
        return self._model.odds(heard, TOPIC)

    def _issue(self, told: "_Told", kept: Mask, odds: Odds) -> Issue:
        """Some words with their likeliest topics; the leaf is read without the place, which says nothing of it."""
        best = [pair for pair in odds[:TOPICS] if pair[1] >= FAINT] or odds[:1]
        matter = kept & told.outside
        heard = told.part(matter if matter.any() else kept)
        guesses = (Guess(code, self._topics[code].title, p, self._leaf(heard, code)) for code, p in best)
        at = np.flatnonzero(kept)
        words = told.raw.text.strip() if kept.all() else told.raw.text[told.said[at[0]].start : told.said[at[-1]].end]
        return Issue(words, tuple(guesses))

    def _leaf(self, heard: Heard, topic: str) -> str:
        leaf, p = self._model.leaf(heard, topic)
        return leaf if p >= LEAF_SURE else ""


def matters(trained: Model, topics: Topics, heard: Heard, begin: int, end: int) -> Odds:
    """Topics of some words of a message by themselves; what is said of reporting itself is no matter of its own."""
    return matters_each(trained, topics, heard, [Part(begin, end)])[0]


def matters_each(trained: Model, topics: Topics, heard: Heard, parts: Sequence[Part], least: float = 0.0) -> list[Odds]:
    """The same for several parts of a message; what is less likely than `least` is no matter either."""
    kept = np.array([heard.seen.part(one.begin, one.end) for one in parts])
    found = trained.odds_each(trained.hear_parts(heard, kept), TOPIC, least)
    return [odds if odds and topics[odds[0][0]].group not in topics.service else () for odds in found]


@dataclass(frozen=True, slots=True)
class _Told:
    """A message as it is read: its words, how the model hears them, and which of them stand outside the place."""

    raw: raw.Raw
    said: Sequence[Token]
    model: Model
    heard: Heard
    outside: Mask
    parts: dict[bytes, Heard] = field(default_factory=dict)
    """How the parts were heard that were asked for."""

    @property
    def whole(self) -> Mask:
        """All words."""
        return self.heard.seen.all_of()

    def part(self, kept: Mask) -> Heard:
        """How some of the words are heard by themselves."""
        if kept.all():
            return self.heard
        key = kept.tobytes()
        if key not in self.parts:
            self.parts[key] = self.model.hear_parts(self.heard, kept[None])[0]
        return self.parts[key]


def _outside(text: str, said: Sequence[Token], place: Place | None) -> Mask:
    """Which words do not belong to the place."""
    start = text.find(place.text) if place else -1
    end = start + len(place.text) if place else -1
    return np.array([not start <= token.start < end for token in said], np.bool_)


def load(model_path: Path, topics: Topics, city: City, folder: Path, mark: str = "") -> TextReader:
    """The reader for one city, from the trained model and the lists in `folder` (nlu/); faults are told together.

    `mark` is the fingerprint of the model if it was trained on other content than the present.
    """
    faults = Faults()
    words = where.load(folder / "places.yml", faults)
    lists = cues.load(folder / "cues.yml", faults)
    dangers = danger.load(folder / "danger.yml", faults)
    concepts = lexicon.load(folder / "data" / examples.LEXICON, faults)
    faults.close()
    # A message is so small that threads of the algebra library would only wait for each other.
    threadpool_limits(1, "blas")
    mark = mark or model.fingerprint(folder, topics)
    trained = model.load(model_path, mark, concepts)
    made = TextReader(trained, topics, Places(city, words, trained.plain), lists, dangers)
    made.mark = mark[:MARK]
    return made

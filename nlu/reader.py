"""Composes the Reading of a message: raw text first, then act, topics, issues, place and danger."""

from collections.abc import Sequence
from pathlib import Path

from cities.city import City
from content import Faults
from nlu import acts, cues, danger, examples, features, issues, lexicon, model, raw, where
from nlu.examples import Example
from nlu.issues import Odds
from nlu.model import Heard, Model
from nlu.places import Places
from nlu.reading import Act, Guess, Issue, Language, Place, Reading
from topics.tree import Topic, Topics

TOPICS = 5
"""Guesses given for each issue."""
LEAF_SURE = 0.6
"""Among the leaves of its topic one must be at least this likely to be named."""
VAGUE = 0.1
"""A topic of somebody who asks after a report must be at least this likely to be told."""
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
        folded = features.prepare(stripped.text)
        language = raw.language(folded, self._words.english) if folded else "other"
        if not folded or language == "other":
            return self._empty(text, stripped, language)
        return self._full(text, stripped, folded, language)

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

    def _full(self, text: str, stripped: raw.Raw, folded: str, language: Language) -> Reading:
        place = self._places.find(stripped.text)
        if place and self._places.covers(place, stripped.text):
            # A bare place has no matter; its words would only look like one (a park, a pine, a tower).
            return Reading(text, "unclear", place=place, language=language, codes=stripped.codes, certainty=place.p)
        heard = self._model.hear(folded)
        odds = {head: self._model.odds(heard, head) for head in self._model.heads if head != model.LEAF}
        doing = acts.judge(odds["act"], odds["topic"][0][1], codes=bool(stripped.codes))
        found = self._issues(stripped, doing.act, heard, odds["topic"])
        likely = self._likely(heard, found, odds["topic"])
        judged = self._dangers.judge(folded, odds["danger"], odds["call"], likely)
        return Reading(
            text,
            doing.act,
            acts.kind(doing, odds["kind"], folded, self._words),
            found,
            place,
            judged.numbers,
            judged.urgency,
            language,
            doing.says,
            stripped.codes,
            self._words.child(folded),
            doing.sure,
            judged.why + self._model.reasons(folded, "topic", odds["topic"][0][0]),
        )

    def _issues(self, stripped: raw.Raw, act: Act, heard: Heard, topics: Odds) -> tuple[Issue, ...]:
        text = stripped.text.strip()
        if act == "report":
            parts = issues.split(text[: features.LIMIT], self._words, topics, self._read_part)
            made = [self._part(part, odds) for part, odds in parts]
            # What the whole message is most about comes first, whatever the order of the words.
            chance = dict(topics)
            made.sort(key=lambda issue: -chance.get(issue.topics[0].code, 0.0))
            return tuple(made) or (self._issue(text, heard, topics),)
        if act not in WITH_ISSUES or stripped.codes or " " not in text:
            return ()
        # Who asks after a report says what it was about; the topics that only say «my report» are no matter.
        matter = [(code, p) for code, p in topics if p >= VAGUE and not self._topics[code].leads]
        return (self._issue(text, heard, matter),) if matter else ()

    def _likely(self, heard: Heard, found: Sequence[Issue], topics: Odds) -> list[tuple[Topic, float]]:
        """The topics that may need a number: of each issue the likeliest two, of no issue those of the whole."""
        guesses = [(guess.finest, guess.p) for issue in found for guess in issue.topics[:2]]
        codes = guesses or [(self._leaf(heard, code) or code, p) for code, p in topics[:2]]
        return [(self._topics[code], p) for code, p in codes]

    def _read_part(self, text: str) -> Odds:
        """Topics of a part of a message; one that is no matter by itself has none."""
        odds = self._model.topics(text)
        topic = self._topics[odds[0][0]]
        return [("", 0.0)] if topic.leads or topic.place == "none" else odds

    def _part(self, text: str, odds: Odds) -> Issue:
        return self._issue(text, self._model.hear(features.prepare(text)), odds)

    def _issue(self, text: str, heard: Heard, odds: Odds) -> Issue:
        best = [pair for pair in odds[:TOPICS] if pair[1] >= FAINT] or odds[:1]
        guesses = (Guess(code, self._topics[code].title, p, self._leaf(heard, code)) for code, p in best)
        return Issue(text, tuple(guesses))

    def _leaf(self, heard: Heard, topic: str) -> str:
        leaf, p = self._model.leaf(heard, topic)
        return leaf if p >= LEAF_SURE else ""


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
    mark = mark or model.fingerprint(folder, topics)
    trained = model.load(model_path, mark, concepts)
    made = TextReader(trained, topics, Places(city, words, trained.plain), lists, dangers)
    made.mark = mark[:MARK]
    return made

"""Composes the Reading of a message: raw text first, then act, topics, issues, place and danger."""

from pathlib import Path

from cities.city import City
from content import Faults
from nlu import acts, danger, features, issues, lexicon, model, raw, where
from nlu.model import Model, Odds
from nlu.places import Places
from nlu.reading import Act, Guess, Issue, Language, Place, Reading
from topics.tree import Topics

TOPICS = 5
"""Guesses given for each issue."""
VAGUE = 0.1
"""A topic of somebody who asks after a report must be at least this likely to be told."""
MARK = 12
"""Letters of a model's fingerprint that tell it from all others."""
FAINT = 0.005
"""A guess below this is not worth a button."""
WITH_ISSUES = ("report", "track", "thank", "cancel")
"""Acts whose matter matters; a question or chatter has none."""


class TextReader:
    """Reads Persian and Finglish; pure, holds nothing of what it reads."""

    def __init__(self, trained: Model, topics: Topics, places: Places, words: lexicon.Lexicon, dangers: danger.Dangers):
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
        scores = self._model.scores(folded)
        odds = {head: self._model.odds(scores, head) for head in self._model.heads}
        doing = acts.judge(odds["act"], odds["topic"][0][1], codes=bool(stripped.codes))
        found = self._issues(stripped, doing.act, odds)
        likely = [(self._topics[guess.code], guess.p) for issue in found for guess in issue.topics[:1]]
        judged = self._dangers.judge(folded, odds["danger"], likely)
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

    def _issues(self, stripped: raw.Raw, act: Act, odds: dict[str, Odds]) -> tuple[Issue, ...]:
        text = stripped.text.strip()
        if act == "report":
            parts = issues.split(text[: features.LIMIT], self._words, odds["topic"], self._read_part)
            return tuple(Issue(part, self._guesses(chances)) for part, chances in parts or [(text, odds["topic"])])
        if act not in WITH_ISSUES or stripped.codes or " " not in text:
            return ()
        # Who asks after a report says what it was about; the topics that only say «my report» are no matter.
        matter = [(code, p) for code, p in odds["topic"] if p >= VAGUE and not self._topics[code].leads]
        return (Issue(text, self._guesses(matter)),) if matter else ()

    def _read_part(self, part: str) -> Odds:
        """Topics of a part of a message; one that is no matter by itself has none."""
        odds = self._model.odds(self._model.scores(features.prepare(part)), "topic")
        return [("", 0.0)] if self._topics[odds[0][0]].leads or self._topics[odds[0][0]].place == "none" else odds

    def _guesses(self, odds: Odds) -> tuple[Guess, ...]:
        best = [pair for pair in odds[:TOPICS] if pair[1] >= FAINT] or odds[:1]
        return tuple(Guess(code, self._topics[code].title, p) for code, p in best)


def load(model_path: Path, topics: Topics, city: City, folder: Path) -> TextReader:
    """The reader for one city, from the trained model and the lists in `folder` (nlu/); faults are told together."""
    faults = Faults()
    words = where.load(folder / "places.yml", faults)
    lists = lexicon.load(folder / "lexicon.yml", faults)
    dangers = danger.load(folder / "danger.yml", faults)
    faults.close()
    mark = model.fingerprint(folder, topics)
    trained = model.load(model_path, mark)
    made = TextReader(trained, topics, Places(city, words, trained.plain), lists, dangers)
    made.mark = mark[:MARK]
    return made

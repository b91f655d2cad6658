"""What a Rasa server says of a message, checked and joined with our own reading: codes, places, danger stay ours."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from errors import RasaError
from nlu import acts, raw
from nlu.acts import Doing
from nlu.examples import OTHERS, REPORT
from nlu.features import LIMIT, RAW_LIMIT
from nlu.issues import Odds
from nlu.reader import FAINT, LEAF_SURE, TOPICS, VAGUE, WITH_ISSUES
from nlu.reading import Act, Guess, Issue, Kind, Reading
from nlu.rows import act_of
from topics.tree import TOPIC_DIGITS, Topics

TOLD = 0.2
"""Confidence that must be spread over acts (kinds, topics) before the server is believed to say anything of them."""
KNOWN = 0.5
"""Confidence that must be spread over intents of ours: what is trained on other data can't be used."""
MOST = 1.05
"""A ranking's confidences sum to one; a little more is rounding."""
Answer = Mapping[str, float]
"""Confidence of each intent that we know."""
_ACTS = ("report", *(name.removeprefix("act_") for name in sorted(OTHERS) if name.startswith("act_")))


def asked(own: Reading) -> tuple[str, ...]:
    """Texts for the server: the message without codes and telephone numbers, and each of several matters by itself.

    None where rules alone decide: another language, no words at all, or a bare place.
    """
    if own.language == "other" or (own.place and own.act == "unclear"):
        return ()
    whole = raw.strip(own.text[:RAW_LIMIT]).text.strip()[:LIMIT]
    parts = tuple(issue.text for issue in own.issues) if len(own.issues) > 1 else ()
    return (whole, *parts) if any(letter.isalpha() for letter in whole) else ()


def check(body: Any, topics: Topics) -> Answer:
    """The confidences that an answer of /model/parse holds; raises RasaError when it can't be right."""
    if not isinstance(body, Mapping):
        raise RasaError("the answer is no object")
    ranking = body.get("intent_ranking") or [body.get("intent")]
    if not isinstance(ranking, Sequence) or not all(isinstance(one, Mapping) for one in ranking):
        raise RasaError("there is no ranking of intents")
    pairs = [(one.get("name"), one.get("confidence")) for one in ranking]
    if any(not isinstance(name, str) or type(p) not in (int, float) or not 0 <= p <= 1 for name, p in pairs):
        raise RasaError("an intent has no name, or no confidence between 0 and 1")
    known = {name: float(p) for name, p in pairs if _known(name, topics)}
    total = sum(p for _, p in pairs)
    if not 0 < total <= MOST or len(dict(pairs)) < len(pairs):
        raise RasaError("the confidences do not add up")
    if sum(known.values()) < KNOWN * total:
        raise RasaError("most of the intents are not ours")
    return known


def _known(intent: str, topics: Topics) -> bool:
    return intent in OTHERS or (intent.startswith(REPORT) and intent.removeprefix(REPORT) in topics)


def merge(own: Reading, answers: Sequence[Answer], topics: Topics) -> Reading:
    """Our reading with act, kind and topics as the server has them; `answers` are those to `asked`, in order."""
    text, whole = asked(own)[0], answers[0]
    doing = _doing(own, whole, topics)
    issues = _issues(own, answers, topics) if doing.act == "report" else _matter(doing.act, text, whole, own, topics)
    if doing.act == "report" and not issues:
        return own
    kind = _kind(own, doing, whole)
    return replace(own, act=doing.act, says=doing.says, certainty=min(1.0, doing.sure), kind=kind, issues=issues)


def _doing(own: Reading, answer: Answer, topics: Topics) -> Doing:
    """The act, judged as that of our own model is; ours, when the server says nothing of acts."""
    totals = dict.fromkeys(_ACTS, 0.0)
    for intent, p in answer.items():
        if act := act_of(intent, topics):
            totals[act] += p
    told = sum(totals.values())
    if told < TOLD:
        return Doing(own.act, own.says, own.certainty)
    odds: Odds = sorted(((act, p / told) for act, p in totals.items()), key=lambda pair: -pair[1])
    best = max(_by_topic(answer).values(), default=0.0)
    return acts.judge(odds, best / told, codes=bool(own.codes), marked=acts.asked(own.text))


def _kind(own: Reading, doing: Doing, answer: Answer) -> Kind | None:
    if doing.act == "thank":
        return "thanks"
    if doing.act != "report":
        return None
    kinds = {name.removeprefix("kind_"): p for name, p in answer.items() if name.startswith("kind_")}
    told, best = sum(kinds.values()), max(kinds, key=kinds.__getitem__, default="")
    if told >= TOLD and kinds[best] >= acts.KINDS.get(best, 1.0) * told:
        return cast("Kind", best)
    return own.kind if own.act == "report" else "request"


def _by_topic(answer: Answer) -> dict[str, float]:
    """Confidence of each topic: its own and that of its leaves."""
    made: dict[str, float] = {}
    for intent, p in answer.items():
        if intent.startswith(REPORT):
            code = intent.removeprefix(REPORT)[:TOPIC_DIGITS]
            made[code] = made.get(code, 0.0) + p
    return made


def guesses(answer: Answer, topics: Topics) -> tuple[Guess, ...]:
    """Topics among themselves, best first, each with the leaf that stands out; none when hardly any is told."""
    by_topic = _by_topic(answer)
    told = sum(by_topic.values())
    if told < TOLD:
        return ()
    best = sorted(by_topic.items(), key=lambda pair: (-pair[1], pair[0]))[:TOPICS]
    kept = [(code, p) for code, p in best if p >= FAINT * told] or best[:1]
    return tuple(Guess(code, topics[code].title, p / told, _leaf(answer, code, p, topics)) for code, p in kept)


def _leaf(answer: Answer, topic: str, whole: float, topics: Topics) -> str:
    codes = (leaf.code for leaf in topics.under(topic))
    return next((code for code in codes if answer.get(REPORT + code, 0.0) >= LEAF_SURE * whole), "")


def _issues(own: Reading, answers: Sequence[Answer], topics: Topics) -> tuple[Issue, ...]:
    """What is wrong, split as we split it; several parts must stay different matters."""
    ours = own.issues if own.act == "report" else ()
    if len(ours) > 1:
        parts = zip(ours, answers[1:], strict=True)
        made = tuple(replace(issue, topics=guesses(answer, topics) or issue.topics) for issue, answer in parts)
        return made if len({issue.topics[0].code for issue in made}) == len(made) else ours
    found = guesses(answers[0], topics)
    return (Issue(ours[0].text if ours else asked(own)[0], found),) if found else ours


def _matter(act: Act, text: str, answer: Answer, own: Reading, topics: Topics) -> tuple[Issue, ...]:
    """What somebody who asks after a report, or thanks, is talking about."""
    if act not in WITH_ISSUES or own.codes or " " not in text:
        return ()
    found = guesses(answer, topics)
    matter = tuple(guess for guess in found if guess.p >= VAGUE and not topics[guess.code].leads)
    return (Issue(text, matter),) if matter else ()

"""Puts what is missing into a question: one at a time, with buttons, and always a way back."""

from collections.abc import Callable

from dialogues import same
from dialogues.message import Button, Reply
from dialogues.message import Need as Help
from dialogues.need import Need, general, needs_place, topics_of
from dialogues.session import Draft, Problem
from dialogues.show import area, questions, short, summary, title, topic_of, topic_title
from dialogues.world import World, rows
from persian import fold, persian_digits

OPTIONS_MOST = 4
TITLE_SHOWN = 60
REGIONS_MOST = 6


class Asking:
    """One question about one draft."""

    def __init__(self, draft: Draft, need: Need, world: World) -> None:
        self.draft, self.need, self.world = draft, need, world
        self.say, self.label = world.sentences.say, world.sentences.button

    def button(self, name: str, act: str, **values: object) -> Button:
        """A button that belongs to this draft."""
        return Button(self.label(name, **values), f"d{self.draft.number}:{act}")

    @property
    def problem(self) -> Problem:
        """The problem that the question is about."""
        return self.draft.problems[self.need.index]

    def reply(self, text: str, buttons: list[Button], help: Help | None = None) -> Reply:
        """A question with its buttons."""
        return Reply(text, rows(buttons), help)

    def what(self) -> Reply:
        """What is wrong at all."""
        name = "what_place" if self.draft.spot else "what_photo" if self.draft.photos else "what"
        name = "what_unclear" if self.draft.words else name
        if self.draft.tries:
            name = "what_again" if self.draft.tries == 1 else "what_operator"
        wanted = [self.button("report.operator", "operator")] if self.draft.tries > 1 else []
        return self.reply(self.say(f"report.{name}"), [*wanted, self.button("report.cancel", "cancel")])

    def several(self) -> Reply:
        """Which of several problems are to be filed."""
        lines = [
            self.say("report.several_line", number=persian_digits(number), title=title_or_words(problem, self.world))
            for number, problem in enumerate(self.draft.problems, 1)
        ]
        everything = "report.both" if len(lines) == 2 else "report.all"
        only = [
            self.button("report.only", f"several:{index}", number=persian_digits(index + 1))
            for index in range(len(lines))
        ]
        text = self.say("report.several", list="\n".join(lines))
        return self.reply(text, [self.button(everything, "several:all"), *only])

    def topic(self) -> Reply:
        """Which topic it is: the likely ones, and none of them."""
        if self.draft.tries > 1:
            text = self.say("report.what_operator")
            choices = [self.button("report.to_operator", f"topic:{self.need.index}.operator")]
            return self.reply(text, [*choices, self.button("report.cancel", "cancel")])
        head = f"d{self.draft.number}:topic:{self.need.index}"
        choices = [
            Button(short(topic_title(code, self.world), TITLE_SHOWN), f"{head}.{code}")
            for code in options(self.problem, self.world)
        ]
        if not choices:
            return self.reply(self.say("report.what_again"), [self.button("report.cancel", "cancel")])
        words = short(self.problem.words, 60)
        many = len(self.draft.problems) > 1
        text = self.say("report.topic_one", words=words) if many else self.say("report.topic")
        return self.reply(text, [*choices, self.button("report.none", f"topic:{self.need.index}.none")])

    def outside(self) -> Reply:
        """Where to go with a matter that is not the municipality's; filing it for information is offered."""
        topic = topic_of(self.problem, self.world)
        text = self.say("report.outside", guide=topic.guide.strip() if topic else "")
        if topic and topic.code.startswith("90"):
            more = [self.button("report.continue", f"outside:{self.need.index}.no")]
            more = more if len(self.draft.problems) > 1 else []
            return self.reply(text, [*more, self.button("report.other_topic", "change:topic")])
        text += "\n" + self.say("report.outside_file")
        act = f"outside:{self.need.index}."
        return self.reply(text, [
            self.button("report.file_too", act + "file"), self.button("report.no_thanks", act + "no"),
            self.button("report.other_topic", "change:topic"),
        ])  # fmt: skip

    def place(self) -> Reply:
        """Where it is."""
        topics = topics_of(self.draft, self.world)
        kinds = {topic.place for topic in topics}
        if self.draft.hurried and self.draft.tries:
            text = self.say("report.place_hurry")
        elif self.draft.tries:
            text = self.say("report.place_again")
        elif any(topic.protected for topic in topics):
            text = self.say("report.place_seen")
        elif kinds & {"stretch", "line", "area"} and "point" not in kinds:
            text = self.say(f"report.place_{min(kinds & {'stretch', 'line', 'area'})}")
        elif len(topics) == 1 and len(named := topic_title(topics[0].code, self.world)) <= 40:
            text = self.say("report.place", title=named)
        else:
            text = self.say("report.place_plain")
        return self.reply(text, self._place_buttons(), "place")

    def _place_buttons(self) -> list[Button]:
        loose = self.draft.kind in ("complaint", "criticism")
        extra = [self.button("report.no_place", "place:none")] if loose else []
        if self.draft.hurried:
            extra = [self.button("report.file_without", "place:enough")]
        elif self.draft.tries:
            extra = [self.button("report.operator", "operator")]
        return [self.button("report.other_topic", "change:topic"), *extra]

    def exact(self) -> Reply:
        """The spot itself, if the citizen can tell it."""
        return self.reply(
            self.say("report.place_exact"),
            [self.button("report.enough", "place:enough"), self.button("report.other_topic", "change:topic")],
            "place",
        )

    def region(self) -> Reply:
        """Which part of the city a place is in."""
        words = short(self.draft.spot.text, 60) if self.draft.spot else ""
        text = self.say("report.place_region", place=words)
        passed = passes(self.draft, self.world)
        choices = [
            self.button("report.in_region", f"place:in{region}", region=self.world.city.regions[region].title)
            for region in passed
        ]
        return self.reply(text, [*choices, self.button("report.skip", "place:enough")], "place")

    def which(self) -> Reply:
        """Which of several places with one name."""
        name = self.draft.rivals[0][0]
        choices = [
            Button(
                self.say("report.place_which_option", name=rival, region=self.world.city.regions[region].title),
                f"d{self.draft.number}:place:{number}",
            )
            for number, (rival, region) in enumerate(self.draft.rivals)
            if region is not None
        ]
        return self.reply(self.say("report.place_which", name=name), choices, "place")

    def clash(self) -> Reply:
        """Whether the place of the words or the place of the pin is right."""
        words, pin = self.draft.clash
        where = [area(one.region, one.neighbourhood, self.world) for one in (words, pin)]
        text = self.say("report.place_clash", place=short(words.text, 60), words=where[0], pin=where[1])
        return self.reply(text, [
            self.button("report.by_words", "place:words", region=self.world.city.regions[words.region or 0].title),
            self.button("report.by_pin", "place:pin", region=self.world.city.regions[pin.region or 0].title),
        ])  # fmt: skip

    def near(self) -> Reply:
        """Whether this is what was reported before."""
        assert self.draft.near is not None, "asked only when there is one"  # noqa: S101 - A slip of code, not of input.
        text, acts = same.text(self.draft.near, self.world), same.buttons(self.draft.near, self.world)
        if len(self.draft.problems) > 1:
            text = self.say("near.one_of", title=title(self.problem, self.world), text=text)
        return self.reply(text, [self.button(*act) for act in acts])

    def ask(self) -> Reply:
        """A question of the topic."""
        question = next(one for one in questions(self.problem, self.world) if one.key == self.need.key)
        act = f"answer:{self.need.index}.{self.need.key}."
        choices = [
            Button(choice.say, f"d{self.draft.number}:{act}{number}") for number, choice in enumerate(question.choices)
        ]
        if not any(fold(choice.label) == fold(self.label("report.skip")) for choice in choices):
            choices.append(self.button("report.skip", f"{act}skip"))
        text = question.say
        if len(self.draft.problems) > 1:
            text = f"{title(self.problem, self.world)}: {text}"
        return self.reply(text, choices)

    def photo(self) -> Reply:
        """A photo of the thing."""
        return self.reply(self.say("report.photo"), [self.button("report.no_photo", "photo:none")], "photo")

    def confirm(self) -> Reply:
        """The summary card."""
        text = summary(self.draft, self.world)
        buttons = [self.button("report.file", "confirm:file"), self.button("report.change", "confirm:change")]
        placeless = general(self.draft, self.world) and self.draft.spot is None
        if placeless and needs_place_otherwise(self.draft, self.world):
            kind = self.world.sentences.table("report", "kinds")[self.draft.kind]
            text += "\n" + self.say("report.confirm_kind", kind=kind)
            buttons.insert(1, self.button("report.give_place", "change:place"))
        else:
            text += "\n" + self.say("report.confirm")
        return self.reply(text, [*buttons, self.button("report.cancel", "cancel")])


def needs_place_otherwise(draft: Draft, world: World) -> bool:
    """Whether this matter would have a place if it were a request."""
    return draft.kind != "thanks" and any(topic.place != "none" for topic in topics_of(draft, world))


def passes(draft: Draft, world: World) -> list[int]:
    """The regions that a named street or square lies in, if they are few: one of them is meant."""
    said = f" {fold(draft.spot.text)} " if draft.spot else ""
    named = [one for one in world.city.places if f" {fold(one.name)} " in said and one.regions]
    longest = max(named, key=lambda one: len(one.name), default=None)
    return list(longest.regions[:REGIONS_MOST]) if longest and len(longest.regions) > 1 else []


def title_or_words(problem: Problem, world: World) -> str:
    """The topic's title when settled, else the citizen's words."""
    return title(problem, world) if problem.topic else short(problem.words, 60)


def options(problem: Problem, world: World) -> list[str]:
    """The topics to choose from: the likely ones, two to four."""
    offered = [(code, p) for code, p in problem.scores if code in world.topics and not world.topics[code].off]
    codes = [code for code, p in offered if p >= world.pace.likely]
    if len(codes) < 2:
        codes = [code for code, _ in offered[:2]]
    return codes[:OPTIONS_MOST]


def ask(draft: Draft, need: Need, world: World) -> Reply:
    """The question for a need."""
    asking = Asking(draft, need, world)
    make: Callable[[], Reply] = getattr(asking, need.what)
    return make()


def change_menu(draft: Draft, world: World) -> Reply:
    """What of the summary is to be changed."""
    asking = Asking(draft, Need("confirm"), world)
    parts = ["topic", "words"]
    if needs_place(draft, world) or draft.spot:
        parts.insert(1, "place")
    if any(problem.answers for problem in draft.problems):
        parts.append("answers")
    if draft.photos:
        parts.append("photo")
    buttons = [asking.button(f"report.change_{part}", f"change:{part}") for part in parts]
    buttons.append(asking.button("report.change_nothing", "change:nothing"))
    return Reply(world.sentences.say("report.change"), rows(buttons))

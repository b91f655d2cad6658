"""Typing the label of a button, its number, or a short word for it presses the button."""

from dialogues import feedback, same
from dialogues.turn import FREE, Turn
from persian import fold, latin_digits

SHORT = {
    "exact": ("enough", "place:enough"),
    "region": ("enough", "place:enough"),
    "place": ("no_place", "place:none"),
    "photo": ("no_photo", "photo:none"),
    "several": ("both", "several:all"),
    "confirm": ("file", "confirm:file"),
}
"""For each question: the list of words in report.yml that answers it, and the button that they press."""


def pressed(turn: Turn) -> str | None:
    """The button that a typed label or number presses."""
    said = fold(turn.text)
    if not said:
        return None
    offered = turn.session.offered
    by_label = next((data for label, data in offered if fold(label) == said), None)
    if by_label is None and (numbered := _numbered(turn)):
        return numbered
    if by_label is None and (code := next((data[-10:] for _, data in offered if data.startswith("f:")), "")):
        answer = feedback.typed(turn.text, turn.world)
        return f"f:{answer}:{code}" if answer else None
    return by_label or short(turn)


def _numbered(turn: Turn) -> str | None:
    """A number picks the button in that place, except where it may be a plate, a region or a word to the operator."""
    number, offered = latin_digits(turn.text), turn.session.offered
    if not number.isdecimal() or len(number) > 2 or turn.asked in FREE[1:] or turn.session.operator:
        return None
    if turn.draft and turn.asked == "several" and 1 <= int(number) <= len(turn.draft.problems):
        return f"d{turn.draft.number}:several:{int(number) - 1}"
    return offered[int(number) - 1][1] if 1 <= int(number) <= len(offered) else None


def short(turn: Turn) -> str | None:
    """The button of the present question that a short word stands for."""
    draft, means = turn.draft, turn.world.sentences.means
    if draft is None:
        return None
    head, asked = f"d{draft.number}", turn.asked
    if asked == "topic" and means("report.none", turn.text):
        return f"{head}:{draft.asked.replace('.', ':', 1)}.none"
    if asked == "confirm" and means("report.change", turn.text):
        return f"{head}:confirm:change"
    if asked == "near":
        act = same.typed(turn, draft)
        return f"{head}:{act}" if act else None
    name, act = SHORT.get(asked, ("", ""))
    return f"{head}:{act}" if name and means(f"report.{name}", turn.text) else None

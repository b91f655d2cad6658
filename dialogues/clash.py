"""Words that say one place and a pin that says another: the citizen is asked once which of them is right."""

from dataclasses import replace

from cities.city import Spot as Pin
from dialogues.session import Draft, Spot
from dialogues.turn import Turn
from dialogues.world import World
from nlu.reading import Place, Reading

APART_KM = 1.5
"""A pin nearer than this to what the words mean is no contradiction: people stand across the street."""


def said(found: Place, world: World) -> Spot:
    """A place in words, with the rough point that they mean."""
    lat, lon = (found.point.lat, found.point.lon) if found.point and found.exact else (None, None)
    hoods = (one for one in world.city.neighbourhoods if (one.name, one.region) == (found.neighbourhood, found.region))
    centre = next((one.centre for one in hoods if one.centre), None)
    near = (found.point.lat, found.point.lon) if found.point else (centre.lat, centre.lon) if centre else ()
    return Spot(
        found.text, found.region, found.neighbourhood, lat, lon, exact=found.exact, sure=found.certain, near=near
    )  # fmt: skip


def contradict(words: Spot, pin: Spot, world: World) -> bool:
    """Whether both are certain, of different regions, and too far apart to be one place."""
    if not (words.sure and pin.sure and pin.pinned) or words.pinned or pin.lat is None or pin.lon is None:
        return False
    if words.region is None or words.region == pin.region:
        return False
    here = Pin(pin.lat, pin.lon)
    return (here.km(Pin(*words.near)) if words.near else world.city.km(here, words.region)) > APART_KM


def open_question(draft: Draft, words: Spot, pin: Spot) -> Draft:
    """The draft in which it is to be asked; until then the pin leads."""
    pin = replace(pin, text="")
    return replace(draft, spot=pin, clash=(words, pin), clashed=True, rivals=(), placeless=False)


def settle(draft: Draft, right: str) -> Draft:
    """The draft with the place of the words, or of the pin."""
    return replace(draft, spot=draft.clash[0 if right == "words" else 1], clash=()) if draft.clash else draft


def answer(turn: Turn, draft: Draft, reading: Reading) -> tuple[Draft, Place | None]:
    """What typed words decide: one of the two, a third place instead, or nothing, and then the pin leads."""
    for right in ("words", "pin"):
        if turn.world.sentences.means(f"report.by_{right}", turn.text):
            return settle(draft, right), None
    pinned = settle(draft, "pin")
    if reading.place is None:
        return replace(pinned, words=(*draft.words, turn.text)), None
    return replace(pinned, spot=None), reading.place

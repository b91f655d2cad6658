"""Karaj as content: it loads without a fault, has names enough, routes every role, and its map holds."""

from collections import Counter
from functools import cache

import pytest

import library
from cities.city import City, Named, Neighbourhood, Spot
from content import Faults
from persian import fold
from topics.tree import Topics

TOWNS = frozenset({
    "فردیس", "کمال‌شهر", "محمدشهر", "مشکین‌دشت", "ماهدشت", "گرمدره", "ملارد", "هشتگرد", "نظرآباد", "تهران",
})  # fmt: skip


@cache
def content() -> library.Content:
    faults = Faults()
    made = library.load("karaj", faults)
    assert [str(fault) for fault in faults.found] == []
    return made


def city() -> City:
    return content().city


def topics() -> Topics:
    return content().topics


def named() -> list[Named | Neighbourhood]:
    """Everything that has a name."""
    return [*city().places, *city().neighbourhoods]


def known(name: str) -> set[str]:
    """Every way to write the places and neighbourhoods of this name."""
    things = [thing for thing in named() if thing.name == name]
    return {fold(other) for thing in things for other in (thing.name, *thing.also)}


def test_all_regions_stand() -> None:
    assert list(city().regions) == list(range(1, 11))
    assert [fold(region.title) for region in city().regions.values()] == [str(number) for number in city().regions]
    assert {hood.region for hood in city().neighbourhoods} == set(city().regions)


def test_names_are_enough() -> None:
    things = named()
    assert len({fold(thing.name) for thing in things}) >= 320
    assert sum(len(thing.also) for thing in things) >= 300


def test_no_place_is_written_twice() -> None:
    written = Counter(fold(place.name).replace(" ", "") for place in city().places)
    assert [name for name, times in written.items() if times > 1] == []


def test_a_neighbourhood_stands_once() -> None:
    written = Counter(word for hood in city().neighbourhoods for word in {fold(hood.name), *map(fold, hood.also)})
    assert [word for word, times in written.items() if times > 1] == []


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("زورآباد", "اسلام‌آباد"), ("رجایی شهر", "رجایی‌شهر"), ("سه راه گوهردشت", "سه‌راه گوهردشت"),
        ("فاز ۴ مهرشهر", "فاز چهار مهرشهر"), ("طالقانی کرج", "چهارراه طالقانی"), ("میدون توحید", "میدان توحید"),
        ("باغ لاله‌ها", "بوستان چمران"), ("تربیت معلم کرج", "دانشگاه خوارزمی"), ("کاخ شمس", "کاخ مروارید"),
        ("گوهر دشت", "گوهردشت"), ("شاهین ویلا", "شاهین‌ویلا"), ("سپه کرج", "میدان سپاه"),
    ],
)  # fmt: skip
def test_an_old_or_spoken_name_leads_to_the_place(word: str, name: str) -> None:
    assert fold(word) in known(name)


def test_every_role_routes_in_every_region() -> None:
    owners = topics().owners - {"outside"}
    missing = [(owner, number) for owner in owners for number in city().regions if not city().route(owner, "", number)]
    assert missing == []
    assert city().route("outside", "", 1) is None


def test_every_topic_leads_to_a_unit_and_no_exception_is_idle() -> None:
    roles = [(topic.owner, topic.code) for topic in topics() if topic.owner != "outside"]
    assert [pair for pair in roles if city().route(*pair, 1) is None] == []
    idle = [
        rule for rule in city().rules
        if rule.group and not any(owner == rule.owner and code.startswith(rule.group) for owner, code in roles)
    ]  # fmt: skip
    assert idle == []


def test_every_unit_is_reached_by_a_rule() -> None:
    reached = {rule.to for rule in city().rules}
    assert {unit.role for unit in city().units.values()} - reached == set()


@pytest.mark.parametrize("code", ["0201", "0202", "0203", "0208", "0209", "0213", "0214", "0401", "0407"])
def test_children_are_led_to_the_social_desk(code: str) -> None:
    """The municipality of Karaj does not collect children who beg or work: 123 does."""
    for number in (None, *city().regions):
        unit = city().route("welfare", code, number)
        assert unit is not None
        assert unit.key == "child_desk"
        assert fold("۱۲۳") in fold(unit.title)


def test_an_adult_in_the_cold_is_still_the_municipality_s() -> None:
    unit = city().route("welfare", "0302", 3)
    assert unit is not None
    assert unit.key == "welfare"


def test_a_region_unit_needs_a_region_and_names_it() -> None:
    assert city().route("works", "0601", None) is None
    unit = city().route("works", "0601", 4)
    assert unit is not None
    assert unit.title.endswith("منطقهٔ ۴ کرج")


@pytest.mark.parametrize(("lat", "lon", "name"), [
    (35.847, 51.01, "عظیمیه"),
    (35.851, 50.968, "گوهردشت"),
    (35.806, 50.908, "مهرشهر"),
    (35.859, 50.918, "حصارک"),
    (35.84, 50.984, "جهانشهر"),
    (35.791, 50.889, "فاز چهار مهرشهر"),
])  # fmt: skip
def test_a_pin_lands_near(lat: float, lon: float, name: str) -> None:
    found = city().locate(Spot(lat, lon))
    assert found is not None
    assert found.neighbourhood == name


def test_a_pin_of_a_neighbour_far_away_is_outside() -> None:
    assert city().locate(Spot(35.700, 51.400)) is None
    assert city().locate(Spot(35.725, 50.985)) is None


def test_centres_lie_in_the_frame_and_are_rough() -> None:
    spots = [region.centre for region in city().regions.values()]
    spots += [hood.centre for hood in city().neighbourhoods if hood.centre]
    spots += [place.centre for place in city().places if place.centre and place.regions]
    assert [spot for spot in spots if not city().inside(spot)] == []
    assert [spot for spot in spots if round(spot.lat, 3) != spot.lat or round(spot.lon, 3) != spot.lon] == []


def test_a_neighbourhood_is_found_again_by_its_centre() -> None:
    wrong = [
        hood.name for hood in city().neighbourhoods
        if hood.centre and (found := city().locate(hood.centre)) and found.region != hood.region
    ]  # fmt: skip
    assert wrong == []


def test_neighbours_do_not_hide_a_neighbourhood() -> None:
    towns = {fold(name) for town in city().neighbours for name in (town.name, *town.also)}
    assert {fold(name) for name in TOWNS} <= towns
    assert towns & {fold(name) for hood in city().neighbourhoods for name in (hood.name, *hood.also)} == set()


def test_holidays_are_those_of_the_country() -> None:
    assert city().holidays == library.load("tehran", Faults()).city.holidays


def test_the_numbers_to_call_are_all_there() -> None:
    keys = {"police", "ambulance", "fire", "social", "gas", "electricity", "water", "behzisti", "service", "inspection"}
    assert set(city().contacts) == keys
    assert city().contacts["social"] == "123"

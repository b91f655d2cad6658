"""Karaj and Hamadan as content: each loads without a fault, has names enough, routes every role, and its map holds."""

from collections import Counter
from functools import cache

import pytest

import library
from cities.city import City, Named, Neighbourhood, Spot
from content import Faults
from persian import fold

REGIONS = {"karaj": 10, "hamadan": 4}
AROUND = {
    "karaj": (
        "فردیس", "کمال‌شهر", "محمدشهر", "مشکین‌دشت", "ماهدشت", "گرمدره", "ملارد", "هشتگرد", "نظرآباد", "تهران",
    ),
    "hamadan": ("بهار", "مریانج", "جورقان", "قهاوند", "لالجین", "اسدآباد", "ملایر"),
}  # fmt: skip
OUTSIDE = {
    "karaj": (Spot(35.700, 51.400), Spot(35.725, 50.985)),
    "hamadan": (Spot(35.700, 51.400), Spot(34.907, 48.440)),
}


@cache
def content(key: str) -> library.Content:
    faults = Faults()
    made = library.load(key, faults)
    assert [str(fault) for fault in faults.found] == []
    return made


@pytest.fixture(params=REGIONS)
def city(request: pytest.FixtureRequest) -> City:
    return content(request.param).city


def named(city: City) -> list[Named | Neighbourhood]:
    """Everything that has a name."""
    return [*city.places, *city.neighbourhoods]


def test_all_regions_stand(city: City) -> None:
    assert list(city.regions) == list(range(1, REGIONS[city.key] + 1))
    assert [fold(region.title) for region in city.regions.values()] == [str(number) for number in city.regions]
    assert {hood.region for hood in city.neighbourhoods} == set(city.regions)


def test_names_are_enough(city: City) -> None:
    assert len({fold(thing.name) for thing in named(city)}) >= 320
    assert sum(len(thing.also) for thing in named(city)) >= 300


def test_no_place_is_written_twice(city: City) -> None:
    written = Counter(fold(place.name).replace(" ", "") for place in city.places)
    assert [name for name, times in written.items() if times > 1] == []


def test_a_neighbourhood_stands_once(city: City) -> None:
    written = Counter(word for hood in city.neighbourhoods for word in {fold(hood.name), *map(fold, hood.also)})
    assert [word for word, times in written.items() if times > 1] == []


@pytest.mark.parametrize(("key", "word", "name"), [
    ("karaj", "زورآباد", "اسلام‌آباد"), ("karaj", "رجایی شهر", "رجایی‌شهر"),
    ("karaj", "سه راه گوهردشت", "سه‌راه گوهردشت"), ("karaj", "فاز ۴ مهرشهر", "فاز چهار مهرشهر"),
    ("karaj", "طالقانی کرج", "چهارراه طالقانی"), ("karaj", "میدون توحید", "میدان توحید"),
    ("karaj", "باغ لاله‌ها", "بوستان چمران"), ("karaj", "تربیت معلم کرج", "دانشگاه خوارزمی"),
    ("karaj", "کاخ شمس", "کاخ مروارید"), ("karaj", "گوهر دشت", "گوهردشت"),
    ("karaj", "شاهین ویلا", "شاهین‌ویلا"), ("karaj", "سپه کرج", "میدان سپاه"),
    ("hamadan", "میدان پهلوی", "میدان امام خمینی"), ("hamadan", "گنج نامه", "گنجنامه"),
    ("hamadan", "عباس آباد همدان", "عباس‌آباد"), ("hamadan", "میدان آرامگاه", "میدان بوعلی"),
    ("hamadan", "محمدیه", "کوی محمدی"), ("hamadan", "۶۰۰ دستگاه", "ششصد دستگاه"),
    ("hamadan", "بابا طاهر", "باباطاهر"), ("hamadan", "استر و مردخای", "آرامگاه استر و مردخای"),
    ("hamadan", "تپه مصلا", "بوستان مصلی"), ("hamadan", "آرامستان همدان", "باغ بهشت"),
    ("hamadan", "شهرک بهشتی", "شهرک شهید بهشتی"),
])  # fmt: skip
def test_an_old_or_spoken_name_leads_to_the_place(key: str, word: str, name: str) -> None:
    things = [thing for thing in named(content(key).city) if thing.name == name]
    assert fold(word) in {fold(other) for thing in things for other in (thing.name, *thing.also)}


def test_every_role_routes_in_every_region(city: City) -> None:
    owners = content(city.key).topics.owners - {"outside"}
    missing = [(owner, number) for owner in owners for number in city.regions if not city.route(owner, "", number)]
    assert missing == []
    assert city.route("outside", "", 1) is None


def test_every_topic_and_leaf_leads_to_a_unit_and_no_exception_is_idle(city: City) -> None:
    every = content(city.key).topics.by_code.values()
    roles = [(topic.owner, topic.code) for topic in every if topic.owner != "outside"]
    assert [pair for pair in roles if city.route(*pair, 1) is None] == []
    idle = [
        rule for rule in city.rules
        if rule.group and not any(owner == rule.owner and code.startswith(rule.group) for owner, code in roles)
    ]  # fmt: skip
    assert idle == []


def test_every_unit_is_reached_by_a_rule(city: City) -> None:
    reached = {rule.to for rule in city.rules}
    assert {unit.role for unit in city.units.values()} - reached == set()


@pytest.mark.parametrize("code", ["0201", "0202", "0203", "0208", "0209", "0213", "0214", "0401", "0407"])
def test_in_karaj_children_are_led_to_the_social_desk(code: str) -> None:
    """The municipality of Karaj does not collect children who beg or work: 123 does."""
    karaj = content("karaj").city
    for number in (None, *karaj.regions):
        unit = karaj.route("welfare", code, number)
        assert unit is not None
        assert unit.key == "child_desk"
        assert fold("۱۲۳") in fold(unit.title)


def test_in_karaj_an_adult_in_the_cold_is_still_the_municipality_s() -> None:
    unit = content("karaj").city.route("welfare", "0302", 3)
    assert unit is not None
    assert unit.key == "welfare"


def test_hamadan_has_no_metro() -> None:
    """An operator reads what names it."""
    hamadan = content("hamadan").city
    unit = hamadan.route("metro", "1513", None)
    assert unit is not None
    assert unit.key == "operator"
    assert "metro" not in {unit.role for unit in hamadan.units.values()}
    assert not any("مترو" in place.name for place in hamadan.places)


def test_a_region_unit_needs_a_region_and_names_it(city: City) -> None:
    assert city.route("works", "0601", None) is None
    unit = city.route("works", "0601", 4)
    assert unit is not None
    assert unit.title.endswith(f"منطقهٔ ۴ {city.title}")


@pytest.mark.parametrize(("key", "lat", "lon", "name"), [
    ("karaj", 35.847, 51.01, "عظیمیه"), ("karaj", 35.851, 50.968, "گوهردشت"), ("karaj", 35.806, 50.908, "مهرشهر"),
    ("karaj", 35.859, 50.918, "حصارک"), ("karaj", 35.84, 50.984, "جهانشهر"),
    ("karaj", 35.791, 50.889, "فاز چهار مهرشهر"), ("hamadan", 34.761, 48.441, "گنجنامه"),
    ("hamadan", 34.806, 48.506, "باباطاهر"), ("hamadan", 34.792, 48.512, "بوعلی"),
    ("hamadan", 34.824, 48.543, "حصار امام خمینی"), ("hamadan", 34.783, 48.519, "اعتمادیه"),
    ("hamadan", 34.807, 48.517, "هگمتانه"),
])  # fmt: skip
def test_a_pin_lands_near(key: str, lat: float, lon: float, name: str) -> None:
    found = content(key).city.locate(Spot(lat, lon))
    assert found is not None
    assert found.neighbourhood == name


def test_a_pin_of_a_neighbour_far_away_is_outside(city: City) -> None:
    assert [city.locate(spot) for spot in OUTSIDE[city.key]] == [None, None]


def test_centres_lie_in_the_frame_and_are_rough(city: City) -> None:
    spots = [region.centre for region in city.regions.values()]
    spots += [hood.centre for hood in city.neighbourhoods if hood.centre]
    spots += [place.centre for place in city.places if place.centre and place.regions]
    assert [spot for spot in spots if not city.inside(spot)] == []
    assert [spot for spot in spots if round(spot.lat, 3) != spot.lat or round(spot.lon, 3) != spot.lon] == []


def test_a_neighbourhood_is_found_again_by_its_centre(city: City) -> None:
    wrong = [
        hood.name for hood in city.neighbourhoods
        if hood.centre and (found := city.locate(hood.centre)) and found.region != hood.region
    ]  # fmt: skip
    assert wrong == []


def test_neighbours_do_not_hide_a_neighbourhood(city: City) -> None:
    towns = {fold(name) for town in city.neighbours for name in (town.name, *town.also)}
    assert {fold(name) for name in AROUND[city.key]} <= towns
    assert towns & {fold(name) for hood in city.neighbourhoods for name in (hood.name, *hood.also)} == set()


def test_holidays_are_those_of_the_country(city: City) -> None:
    assert city.working.holidays == content("tehran").city.working.holidays


def test_the_numbers_to_call_are_all_there(city: City) -> None:
    keys = {"police", "ambulance", "fire", "social", "gas", "electricity", "water", "behzisti", "service", "inspection"}
    assert set(city.contacts) == keys
    assert city.contacts["social"] == "123"

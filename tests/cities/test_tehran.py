"""Tehran as content: it loads without a fault, it is complete, it routes, and its rough map is right in the large."""

import json
import os
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from cities.city import City, Spot, load
from content import Faults
from persian import fold, jalali
from topics.tree import load as load_topics

ROOT = Path(__file__).parents[2]
OWNERS = frozenset({
    "services", "works", "traffic", "planning", "social", "district", "welfare", "waste", "parks", "beautification",
    "bus", "metro", "taxi", "traffic_control", "terminals", "markets", "cemetery", "fire", "crisis", "trades",
    "culture", "sport", "digital", "inspection", "vehicle_inspection", "environment", "health", "revenue",
    "child_city", "transit_card", "operator",
})  # fmt: skip
REPEATED = {
    "صادقیه": {2, 18}, "مهران": {4, 5}, "شمس‌آباد": {4, 18}, "قاسم‌آباد": {4, 13}, "جوادیه": {4, 16},
    "ابوذر": {5, 14, 15}, "کوهسار": {2, 4, 5}, "تختی": {12, 16}, "قیام": {12, 14}, "دهقان": {7, 13},
    "سیزده آبان": {14, 20}, "شهرک نفت": {1, 5},
}  # fmt: skip
PINS = [
    (35.805, 51.434, 1), (35.782, 51.375, 2), (35.757, 51.373, 2), (35.771, 51.442, 3), (35.738, 51.528, 4),
    (35.756, 51.307, 5), (35.711, 51.306, 5), (35.711, 51.397, 6), (35.723, 51.437, 7), (35.729, 51.491, 8),
    (35.690, 51.314, 9), (35.688, 51.372, 10), (35.683, 51.401, 11), (35.676, 51.421, 12), (35.700, 51.482, 13),
    (35.676, 51.461, 14), (35.650, 51.492, 15), (35.644, 51.404, 16), (35.667, 51.359, 17), (35.655, 51.310, 18),
    (35.628, 51.380, 19), (35.594, 51.436, 20), (35.699, 51.258, 21), (35.745, 51.214, 22),
]  # fmt: skip


@cache
def tehran() -> City:
    faults = Faults()
    city = load(ROOT / "cities" / "tehran", OWNERS, faults)
    assert [str(fault) for fault in faults.found] == []
    assert city is not None
    return city


def names_of_hoods() -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for hood in tehran().neighbourhoods:
        for name in (hood.name, *hood.also):
            found.setdefault(fold(name), set()).add(hood.region)
    return found


def test_all_regions_stand_with_their_districts() -> None:
    regions = tehran().regions
    assert list(regions) == list(range(1, 23))
    assert sum(region.districts for region in regions.values()) == 123
    assert [fold(region.title) for region in regions.values()] == [str(number) for number in regions]


def test_neighbourhoods_and_places_are_enough() -> None:
    assert len(tehran().neighbourhoods) >= 369
    assert len(tehran().places) >= 700
    centred = sum(1 for hood in tehran().neighbourhoods if hood.centre)
    assert centred / len(tehran().neighbourhoods) > 0.9


def test_the_city_has_two_thousand_names() -> None:
    names = [place.name for place in tehran().places] + [hood.name for hood in tehran().neighbourhoods]
    assert len({fold(name).replace(" ", "") for name in names}) >= 2_000


def test_the_lines_and_the_main_stations_of_the_fast_buses_stand() -> None:
    names = {place.name for place in tehran().places}
    assert {f"خط {number} بی‌آرتی" for number in "۱۲۳۴۵۶۷۸۹"} <= names
    assert sum(name.startswith("بی‌آرتی ") for name in names) >= 60
    assert sum(name.startswith("متروی ") for name in names) >= 140


@pytest.mark.parametrize("name", REPEATED)
def test_a_name_of_two_regions_is_found_in_both(name: str) -> None:
    assert names_of_hoods()[fold(name)] >= REPEATED[name]


def test_a_name_stands_once_in_its_region() -> None:
    written = Counter(
        (hood.region, word) for hood in tehran().neighbourhoods for word in {fold(hood.name), *map(fold, hood.also)}
    )
    assert [key for key, times in written.items() if times > 1] == []


def test_no_place_is_written_twice() -> None:
    written = Counter(fold(place.name).replace(" ", "") for place in tehran().places)
    assert [name for name, times in written.items() if times > 1] == []


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("پهلوی", "خیابان ولیعصر"), ("جاده قدیم", "خیابان شریعتی"), ("تخت طاووس", "خیابان مطهری"),
        ("خیابان عباس‌آباد", "خیابان شهید بهشتی"), ("شهیاد", "میدان آزادی"), ("توپخانه", "میدان امام خمینی"),
        ("فوزیه", "میدان امام حسین"), ("ترمینال جنوب", "پایانه جنوب"), ("پارک لاله", "بوستان لاله"),
        ("اتوبان همت", "بزرگراه همت"), ("مترو تجریش", "متروی تجریش"), ("کوی قدس", "شهرک غرب"),
        ("نلسون ماندلا", "بلوار آفریقا"), ("هزار تختخوابی", "بیمارستان امام خمینی"),
        ("سه راه تهرانپارس", "سه‌راه تهرانپارس"), ("اتوبان سلیمانی", "بزرگراه رسالت"), ("پارک فرح", "بوستان لاله"),
        ("باغ سپهسالار", "خیابان برادران صالحی"), ("زیرگذر ولیعصر", "زیرگذر چهارراه ولیعصر"),
    ],
)  # fmt: skip
def test_an_old_or_spoken_name_leads_to_the_place(word: str, name: str) -> None:
    known = {fold(other) for place in tehran().places if place.name == name for other in (place.name, *place.also)}
    assert fold(word) in known


def test_every_owner_routes_in_every_region() -> None:
    city = tehran()
    missing = [(owner, number) for owner in OWNERS for number in city.regions if not city.route(owner, "", number)]
    assert missing == []
    assert city.route("outside", "", 1) is None


def test_a_region_unit_needs_a_region_and_a_city_unit_does_not() -> None:
    city = tehran()
    assert city.route("works", "0601", None) is None
    unit = city.route("works", "0601", 7)
    assert unit is not None
    assert (unit.role, unit.region) == ("works", 7)
    assert unit.title.endswith("منطقهٔ ۷")
    metro = city.route("metro", "1513", None)
    assert metro is not None
    assert metro.key == "metro"


def test_every_topic_leads_to_a_unit_and_no_exception_is_idle() -> None:
    city, faults = tehran(), Faults()
    topics = load_topics(ROOT / "topics", faults)
    roles = [(topic.owner, topic.code) for topic in topics if topic.owner != "outside"]
    assert [pair for pair in roles if city.route(*pair, 3) is None] == []
    idle = [rule for rule in city.rules if rule.topic and (rule.owner, rule.topic) not in roles]
    idle += [
        rule for rule in city.rules
        if rule.group and not any(owner == rule.owner and code.startswith(rule.group) for owner, code in roles)
    ]  # fmt: skip
    assert idle == []


@pytest.mark.parametrize(("lat", "lon", "region"), PINS)
def test_a_pin_lands_in_its_region(lat: float, lon: float, region: int) -> None:
    found = tehran().locate(Spot(lat, lon))
    assert found is not None
    assert found.region == region
    assert not found.certain


def test_a_pin_far_away_is_outside() -> None:
    assert tehran().locate(Spot(35.833, 50.991)) is None
    assert tehran().locate(Spot(32.65, 51.67)) is None


def test_centres_lie_in_the_frame() -> None:
    city = tehran()
    spots = [region.centre for region in city.regions.values()]
    spots += [hood.centre for hood in city.neighbourhoods if hood.centre]
    spots += [place.centre for place in city.places if place.centre and place.regions]
    assert [spot for spot in spots if not city.inside(spot)] == []


def test_coordinates_are_rough() -> None:
    spots = [hood.centre for hood in tehran().neighbourhoods if hood.centre]
    spots += [place.centre for place in tehran().places if place.centre]
    assert [spot for spot in spots if round(spot.lat, 3) != spot.lat or round(spot.lon, 3) != spot.lon] == []


def test_neighbours_do_not_hide_a_neighbourhood() -> None:
    towns = {fold(name) for town in tehran().neighbours for name in (town.name, *town.also)}
    assert towns & set(names_of_hoods()) == set()


def test_holidays_are_days_of_three_years() -> None:
    days = {str(jalali(day)) for day in tehran().working.holidays}
    assert {day[:4] for day in days} == {"1405", "1406", "1407"}
    assert {"1405-01-13", "1406-11-22", "1407-12-29"} <= days


def test_regions_agree_with_the_public_table() -> None:
    folder = os.environ.get("HAMYAR_GEO")
    if not folder:
        pytest.skip("set HAMYAR_GEO to a folder with tehran_regions/tehran_regions_mahalle_summary.json to compare")
    table = json.loads(Path(folder, "tehran_regions", "tehran_regions_mahalle_summary.json").read_text("utf-8"))
    rows = [(hood["name"], row["region"], Spot(hood["lat"], hood["lon"])) for row in table for hood in row["mahalle"]]
    known = {(fold(name).replace(" ", "")): regions for name, regions in names_of_hoods().items()}
    named = [region in known.get(fold(name).replace(" ", ""), ()) for name, region, _ in rows]
    assert sum(named) / len(named) > 0.9
    located = [(spot, region, tehran().locate(spot)) for _, region, spot in rows]
    right = sum(1 for _, region, found in located if found and found.region == region)
    print(f"names {sum(named)}/{len(named)}, pins {right}/{len(located)}")
    assert right / len(located) > 0.9

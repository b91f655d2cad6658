"""The map: cells add up, points only for those who may see them, nobody finds a place by making the window small."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.case import Case, Where
from panel.city_map import FEW, HOOD, view
from tests.panel.staff_stage import CHILD, PARKS, TEHRAN_SPOT, WORKS, Clerk, Office, now

CITY: dict[str, Any] = {"south": 35.4, "west": 51.0, "north": 35.9, "east": 51.7, "zoom": 11}
LAT, LON = TEHRAN_SPOT


async def at(office: Office, lat: float, lon: float, **more: Any) -> Case:
    return await office.case(where=Where("خیابان فاطمی، پلاک ۱۲", 6, "فاطمی", lat, lon), **more)


async def cells(clerk: Clerk, **part: Any) -> dict[str, Any]:
    answer = await clerk.get("/panel/map/cells", params=CITY | part)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def test_few_cases_are_single_points_with_words_beside_the_colour(office: Office) -> None:
    plain = await at(office, LAT, LON)
    late = await at(office, LAT + 0.01, LON, due=now() - timedelta(hours=1))
    emergency = await at(office, LAT, LON + 0.01, urgency="emergency")
    found = await cells(await office.clerk("operator"))
    pins = {pin["code"]: pin for pin in found["pins"]}
    assert (found["total"], found["cells"], set(pins)) == (3, [], {plain.code, late.code, emergency.code})
    assert [pins[case.code]["tone"] for case in (plain, late, emergency)] == ["", "late", "emergency"]
    assert "مهلت گذشته" in pins[late.code]["label"]
    assert "اضطراری" in pins[emergency.code]["label"]
    assert "پلاک" not in str(found)


async def test_many_cases_are_counted_by_cells_that_add_up(office: Office) -> None:
    for number in range(FEW + 1):
        await at(office, LAT + (number % 3) * 0.05, LON, due=now() + timedelta(hours=1 if number else -1))
    found = await cells(await office.clerk("operator"))
    assert found["pins"] == []
    assert sum(cell["size"] for cell in found["cells"]) == found["total"] == FEW + 1
    assert len(found["cells"]) == 3
    assert [cell["tone"] for cell in found["cells"]].count("late") == 1
    for cell in found["cells"]:
        south, west, north, east = cell["box"]
        assert south <= cell["lat"] < north
        assert west <= cell["lon"] < east
        inner = await cells(await office.clerk("operator"), south=south, west=west, north=north, east=east)
        assert inner["total"] == cell["size"]


async def test_a_person_sees_own_units_on_the_map_and_the_filters_of_the_inbox_hold(office: Office) -> None:
    mine = await at(office, LAT, LON)
    await at(office, LAT, LON, unit=PARKS)
    closed = await office.put(await at(office, LAT, LON), "confirmed")
    clerk = await office.clerk("unit_staff", WORKS)
    assert [pin["code"] for pin in (await cells(clerk))["pins"]] == [mine.code]
    assert [pin["code"] for pin in (await cells(clerk, status="confirmed"))["pins"]] == [closed.code]
    assert (await cells(clerk, region="2"))["total"] == 0
    assert (await cells(await office.clerk("operator")))["total"] == 2


async def test_the_council_gets_cells_alone_and_never_finer_than_a_neighbourhood(office: Office) -> None:
    case = await at(office, LAT, LON, topic=CHILD)
    council = await office.clerk("council")
    tiny = {"south": LAT - 0.0001, "west": LON - 0.0001, "north": LAT + 0.0001, "east": LON + 0.0001, "zoom": 18}
    beside = {"south": LAT + 0.001, "west": LON + 0.001, "north": LAT + 0.0011, "east": LON + 0.0011, "zoom": 18}
    for part in (CITY, tiny, beside):
        found = await cells(council, **part)
        (cell,) = found["cells"]
        south, west, north, east = cell["box"]
        assert found["pins"] == []
        assert north - south >= HOOD.lat * 0.999
        assert east - west >= HOOD.lon * 0.999
        assert (cell["lat"], cell["lon"]) == ((south + north) / 2, (west + east) / 2)
        assert str(LAT) not in str(found)
    listed = [case.code in (await council.get("/panel/map/list", params=part)).text for part in (tiny, beside)]
    assert listed == [True, True]


async def test_a_protected_case_is_a_point_only_for_those_who_see_exact_places(office: Office) -> None:
    case = await at(office, LAT, LON, topic=CHILD)
    assert case.protected
    assert [pin["code"] for pin in (await cells(await office.clerk("operator")))["pins"]] == [case.code]
    assert (await cells(await office.clerk("council")))["pins"] == []


async def test_the_list_beside_the_map_holds_what_the_window_holds(office: Office) -> None:
    here, there = await at(office, LAT, LON), await at(office, LAT + 0.1, LON)
    part = {"south": LAT - 0.01, "west": LON - 0.01, "north": LAT + 0.01, "east": LON + 0.01}
    page = (await (await office.clerk("operator")).get("/panel/map/list", params=part)).text
    assert here.code in page
    assert there.code not in page
    assert "پلاک" not in page


async def test_the_page_tells_what_has_no_point(office: Office) -> None:
    await office.case(where=Where("جایی", 6))
    page = (await (await office.clerk("operator")).get("/panel/map")).text
    assert "۱ گزارش نقطه‌ای روی نقشه ندارد" in page


@pytest.mark.parametrize("part", [{"south": "nan"}, {"north": "x"}, {"east": "inf"}, {"zoom": "99"}, {"west": ""}])
async def test_a_window_that_makes_no_sense_is_refused_kindly(office: Office, part: dict[str, Any]) -> None:
    answer = await (await office.clerk("operator")).get("/panel/map/cells", params=CITY | part)
    assert answer.status_code == 400
    assert "درخواست کامل نبود" in answer.text


@given(st.floats(25, 40), st.floats(44, 63), st.floats(0, 5), st.floats(0, 5), st.integers(1, 20))
def test_no_window_is_cut_into_more_cells_than_can_be_drawn(
    south: float, west: float, high: float, wide: float, zoom: int
) -> None:  # fmt: skip
    made = view(south, west, south + high, west + wide, zoom)
    assert high / made.grid.lat <= 25
    assert wide / made.grid.lon <= 25

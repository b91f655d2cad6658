"""Boundaries from a file: what is refused, what is mended, and where a pin lies afterwards."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import structlog

import commands
from cities import boundaries, importing
from cities.city import City, Spot, load
from cities.importing import Fields, Report
from content import Faults
from errors import BoundaryError
from persian import fold
from settings import ROOT

BOXES = {1: (51.40, 35.79, 51.50, 35.83), 3: (51.40, 35.75, 51.50, 35.79), 7: (51.40, 35.71, 51.50, 35.75)}
"""West, south, east, north of three regions, not as they are."""
Ring = Sequence[tuple[float, float]]


@cache
def tehran() -> City:
    faults = Faults()
    made = load(ROOT / "cities" / "tehran", frozenset(), faults)
    faults.close()
    assert made is not None
    return made


def box(west: float, south: float, east: float, north: float) -> Ring:
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def feature(ring: Ring, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def regions() -> list[dict[str, Any]]:
    return [feature(box(*corners), name=f"r{number}", area=number) for number, corners in BOXES.items()]


def written(folder: Path, features: list[dict[str, Any]], **more: object) -> Path:
    path = folder / "given.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", **more, "features": features}), encoding="utf-8")
    return path


def imported(folder: Path, features: list[dict[str, Any]], layer: str = "region", *, dry: bool = False) -> Report:
    return importing.take(written(folder, features), layer, Fields(), tehran(), folder / "kept", dry=dry)


def bordered(folder: Path) -> City:
    """Tehran with what was imported into a folder."""
    faults = Faults()
    found = boundaries.load(folder / "kept", tehran(), faults)
    faults.close()
    return replace(tehran(), borders=found)


def test_a_good_file_is_kept_with_where_it_comes_from(tmp_path: Path) -> None:
    report = imported(tmp_path, regions())
    assert (report.faults, report.count) == ([], 3)
    kept = json.loads((tmp_path / "kept" / "region.json").read_text(encoding="utf-8"))
    assert kept["source"] == "given.geojson"
    assert len(kept["sha256"]) == 64
    assert kept["imported"][:2] == "20"
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["region.json"]


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    report = imported(tmp_path, regions(), dry=True)
    assert report.lines()[0] == "region: 3 areas"
    assert any("regions missing: 2, 4, 5" in line for line in report.lines())
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("no json {", "not JSON"),
        ("[]", "no GeoJSON"),
        ('{"type": "Feature"}', "no GeoJSON"),
        ('{"type": "FeatureCollection", "features": []}', "no feature"),
        (
            '{"type": "FeatureCollection", "crs": {"properties": {"name": "EPSG:32639"}}, "features": [1]}',
            "EPSG:32639.*WGS84",
        ),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_reason(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "given.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BoundaryError, match=words):
        importing.take(path, "region", Fields(), tehran(), tmp_path / "kept", dry=False)
    assert not (tmp_path / "kept").exists()


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BoundaryError, match="can't be read"):
        importing.take(tmp_path / "none", "region", Fields(), tehran(), tmp_path / "kept", dry=False)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (feature(box(51.3, 35.7, 51.4, 35.8), area=23), "23, which does not exist"),
        (feature(box(51.3, 35.7, 51.4, 35.8)), "None, which does not exist"),
        (feature(box(51.3, 35.7, 51.4, 35.8), area="۳"), "region 3 stands twice"),
        (feature(box(50.9, 35.8, 51.0, 35.9), area=5), "outside the city's frame"),
        (feature([(lat, lon) for lon, lat in box(51.3, 35.7, 51.4, 35.8)], area=5), "seem to be swapped"),
        (feature([(51.3, 35.7), (51.4, 35.7)], area=5), "broken ring"),
        (feature([], area=5), "broken ring|is empty"),
        ({"type": "Feature", "properties": {"area": 5}, "geometry": None}, "is nothing"),
        (
            {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [51.4, 35.7]}},
            "is Point, not a Polygon",
        ),
        ("nonsense", "is nothing"),
    ],
)
def test_one_bad_feature_forbids_the_import(tmp_path: Path, bad: Any, words: str) -> None:
    report = imported(tmp_path, [*regions(), bad])
    assert len(report.faults) == 1
    assert any(part in report.faults[0] for part in words.split("|"))
    assert not (tmp_path / "kept").exists()


def test_a_ring_that_crosses_itself_is_mended_and_told(tmp_path: Path) -> None:
    bow = [(51.30, 35.70), (51.34, 35.74), (51.34, 35.70), (51.30, 35.74), (51.30, 35.70)]
    report = imported(tmp_path, [*regions(), feature(bow, name="bow", area=5)])
    assert report.faults == []
    assert any("(bow) was mended: Self-intersection" in note for note in report.notes)
    found = [bordered(tmp_path).locate(Spot(35.72, lon)) for lon in (51.305, 51.335)]
    assert [(one.region, one.certain) for one in found if one] == [(5, True), (5, True)]
    between = bordered(tmp_path).locate(Spot(35.735, 51.32))
    assert between is not None
    assert not between.certain


def test_overlaps_and_gaps_are_told(tmp_path: Path) -> None:
    around = [
        feature(box(51.2, 35.6, 51.6, 35.65), area=1), feature(box(51.2, 35.75, 51.6, 35.8), area=2),
        feature(box(51.2, 35.6, 51.25, 35.8), area=3), feature(box(51.55, 35.6, 51.6, 35.8), area=4),
    ]  # fmt: skip
    notes = "\n".join(imported(tmp_path, around).notes)
    assert "overlap by" in notes
    assert "gaps between the areas: " in notes


def test_a_pin_is_certain_but_near_another_region(tmp_path: Path) -> None:
    imported(tmp_path, regions())
    city = bordered(tmp_path)
    for lat, region, certain in ((35.80, 1, True), (35.7907, 1, True), (35.7902, 1, False), (35.7898, 3, False)):
        found = city.locate(Spot(lat, 51.45))
        assert found is not None
        assert (found.region, found.certain) == (region, certain)


def test_a_pin_a_little_outside_belongs_to_the_nearest_region_and_is_not_certain(tmp_path: Path) -> None:
    imported(tmp_path, regions())
    found = bordered(tmp_path).locate(Spot(35.835, 51.45))
    assert found is not None
    assert (found.region, found.certain) == (1, False)
    assert bordered(tmp_path).locate(Spot(35.60, 51.30)) is None


def test_the_table_is_right_about_a_neighbourhood_that_it_knows(tmp_path: Path) -> None:
    imported(tmp_path, regions())
    hoods = [
        feature(box(51.40, 35.76, 51.42, 35.78), name="تجریش", region=1),
        feature(box(51.44, 35.76, 51.46, 35.78), name="قلهك", region=3),
        feature(box(51.47, 35.76, 51.49, 35.78), name="ناکجاآباد", region=3),
    ]
    report = imported(tmp_path, hoods, "neighbourhood")
    assert report.matched == 2
    assert "not matched: «ناکجاآباد» of region 3" in report.notes
    found = [bordered(tmp_path).locate(Spot(35.77, lon)) for lon in (51.41, 51.45, 51.48)]
    seen = [(one.region, one.neighbourhood, one.certain) for one in found if one]
    assert seen == [(1, "تجریش", False), (3, "قلهک", True), (3, "ناکجاآباد", True)]


def test_neighbourhoods_alone_are_enough(tmp_path: Path) -> None:
    hoods = [feature(box(51.44, 35.76, 51.46, 35.78), name="قلهک", region=-1)]
    assert imported(tmp_path, hoods, "neighbourhood").matched == 1
    found = bordered(tmp_path).locate(Spot(35.77, 51.45))
    assert found is not None
    assert (found.region, found.neighbourhood) == (3, "قلهک")


def test_districts_need_their_regions_first(tmp_path: Path) -> None:
    districts = [feature(box(51.40, 35.79, 51.45, 35.83), number=1), feature(box(51.45, 35.79, 51.5, 35.83), number=2)]
    assert "import the layer «region» first" in imported(tmp_path, districts, "district").faults[0]
    imported(tmp_path, regions())
    assert imported(tmp_path, districts, "district").faults == []
    found = bordered(tmp_path).locate(Spot(35.81, 51.48))
    assert found is not None
    assert (found.region, found.district) == (1, 2)
    twice = imported(tmp_path, [*districts, feature(box(51.40, 35.79, 51.41, 35.80), number=99)], "district")
    assert twice.faults == ["region 1 has no district 99"]


def test_a_file_of_three_megabytes_is_taken(tmp_path: Path) -> None:
    west, south, east, north = BOXES[1]
    edge = [(west + (east - west) * step / 150_000, south) for step in range(150_000)]
    big = feature([*edge, (east, south), (east, north), (west, north), (west, south)], area=1)
    path = written(tmp_path, [big])
    assert path.stat().st_size > 3_000_000
    assert importing.take(path, "region", Fields(), tehran(), tmp_path / "kept", dry=False).faults == []
    found = bordered(tmp_path).locate(Spot(35.80, 51.45))
    assert found is not None
    assert found.certain


def test_a_stored_layer_that_is_broken_is_told_at_the_start(tmp_path: Path) -> None:
    imported(tmp_path, regions())
    (tmp_path / "kept" / "region.json").write_text('{"areas": [{}]}', encoding="utf-8")
    faults = Faults()
    boundaries.load(tmp_path / "kept", tehran(), faults)
    assert "import it again" in str(faults.found[0])


@pytest.fixture
def calm_log() -> Iterator[None]:
    """A command line writes its log to what is standard error now; later tests have another."""
    yield
    structlog.reset_defaults()


@pytest.mark.usefixtures("calm_log")
def test_the_command_reports_imports_and_is_used_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HAMYAR_HOME", str(tmp_path / "home"))
    path = str(written(tmp_path, regions()))
    assert commands.main(["places", "import", path, "--layer", "region", "--dry-run"]) == 0
    assert "this was a dry run" in capsys.readouterr().out
    assert commands.prepare()[1].city.borders is None
    assert commands.main(["places", "import", path, "--layer", "region"]) == 0
    assert "Imported" in capsys.readouterr().out
    found = commands.prepare()[1].city.locate(Spot(35.77, 51.45))
    assert found is not None
    assert (found.region, found.certain) == (3, True)
    assert commands.main(["places", "import", path, "--layer", "region", "--number-field", "name"]) == 2
    assert "Nothing was imported: 3 faults" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lat", "lon", "town"),
    [(35.833, 50.991, "کرج"), (35.713, 51.110, "شهر قدس"), (35.545, 51.235, "اسلامشهر"), (32.65, 51.67, None)],
)
def test_a_pin_in_a_town_around_is_known_as_that(lat: float, lon: float, town: str | None) -> None:
    assert tehran().locate(Spot(lat, lon)) is None
    found = tehran().neighbour(Spot(lat, lon))
    assert (found.name if found else None) == town


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Tehran with the public boundaries, imported from the files themselves."""
    given = os.environ.get("HAMYAR_GEO")
    if not given:
        pytest.skip("set HAMYAR_GEO to a folder with tehran_regions/ and tehran_neighbourhoods/ to import them")
    folder = tmp_path_factory.mktemp("places")
    for layer, name in (
        ("region", "tehran_regions/tehran_areas.geojson"),
        ("neighbourhood", "tehran_neighbourhoods/tehran_neighborhoods.geojson"),
    ):
        report = importing.take(Path(given, name), layer, Fields(), tehran(), folder / "kept", dry=False)
        print("\n".join(report.lines()))
        assert report.faults == []
        assert report.count == {"region": 22, "neighbourhood": 369}[layer]
        if layer == "neighbourhood":
            assert report.matched / report.count > 0.95
    return bordered(folder)


def centre(shape: Any) -> Spot:
    point = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
    return Spot(point.y, point.x)


def test_every_real_polygon_is_found_back_by_its_centre(real: City) -> None:
    assert isinstance(real.borders, boundaries.Boundaries)
    for layer in ("region", "neighbourhood"):
        areas = real.borders.areas(layer)
        found = [(area, real.locate(centre(area.shape))) for area in areas]
        lost = [area.name for area, one in found if one is None or area.region not in (None, one.region)]
        named = [area.name for area, one in found if area.name and one and one.neighbourhood != area.name]
        print(layer, f"{len(areas) - len(lost)}/{len(areas)}", lost, named if layer == "neighbourhood" else "")
        assert lost == []
        assert layer == "region" or named == []


def test_neighbourhoods_whose_borders_disagree_keep_their_table_and_are_not_certain(real: City) -> None:
    assert isinstance(real.borders, boundaries.Boundaries)
    table = {"اکباتان": 5, "آپادانا": 5, "بیمه": 5, "گاندی": 6, "شیراز": 6, "چیتگر": 22}
    for area in real.borders.areas("neighbourhood"):
        if fold(area.name) in {fold(name) for name in table} and area.region in table.values():
            found = real.locate(centre(area.shape))
            assert found is not None
            assert found.region == area.region
            assert not found.certain


@pytest.mark.parametrize(("lat", "lon"), [(35.833, 50.991), (35.812, 50.905), (34.799, 48.515)])
def test_pins_of_karaj_and_hamadan_are_not_in_tehran(real: City, lat: float, lon: float) -> None:
    assert real.locate(Spot(lat, lon)) is None
    town = real.neighbour(Spot(lat, lon))
    assert (town is not None and town.name in ("کرج", "مهرشهر", "مشکین‌دشت", "کمال‌شهر")) == (lat > 35)

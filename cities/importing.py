"""Takes borders from a GeoJSON file: checks them against the city, reports, and keeps what is good."""

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from cities import geojson
from cities.boundaries import Area, read, stored
from cities.city import City
from errors import BoundaryError
from persian import fold, latin_digits

NAMES = ("name", "name_fa", "title", "mahalle")
NUMBERS = {
    "region": ("area", "region", "number", "district_number"),
    "district": ("district", "number", "naahiye"),
    "neighbourhood": ("region", "district_number", "area"),
}
"""Fields that are looked at when none is named; for a neighbourhood the number is its region's."""
OVERLAP = 0.01
"""Share of the smaller of two areas, and of the whole for gaps, that is worth telling."""


@dataclass
class Report:
    """What an import found: faults forbid it, notes are for the office to judge."""

    layer: str
    count: int = 0
    matched: int = 0
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The report as it is printed."""
        head = f"{self.layer}: {self.count} areas"
        head += f", {self.matched} of them known by name" if self.layer == "neighbourhood" else ""
        faults, notes = (f"fault: {one}" for one in self.faults), (f"note: {one}" for one in self.notes)
        return [head, *faults, *notes]


@dataclass(frozen=True, slots=True)
class Fields:
    """Which properties of a feature hold its name and number; empty means: the usual ones."""

    name: str = ""
    number: str = ""


class Import:
    """One file on its way to becoming a layer of a city."""

    def __init__(self, city: City, layer: str, fields: Fields, regions: Sequence[Area] = ()) -> None:
        self._city = city
        self._fields = fields
        self._regions = regions
        self.report = Report(layer)
        self._known: dict[frozenset[str] | str, dict[int, str]] = defaultdict(dict)
        for hood in city.neighbourhoods:
            for name in (hood.name, *hood.also):
                for key in _keys(name):
                    self._known[key].setdefault(hood.region, hood.name)

    def areas(self, raw: bytes) -> list[Area]:
        """Every good area of a file; what is wrong or odd goes into the report."""
        features = geojson.features(raw)
        self.report.count = len(features)
        made = [area for index, one in enumerate(features, 1) if (area := self._area(index, one))]
        finish = {"region": self._as_regions, "district": self._as_districts, "neighbourhood": self._as_hoods}
        made = finish[self.report.layer](made)
        self._overlaps(made)
        self._gaps(made)
        return made

    def _area(self, index: int, feature: Any) -> Area | None:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        properties = properties if isinstance(properties, dict) else {}
        name, number = self._property(properties, "name"), self._property(properties, "number")
        shown = f"feature {index}" + (f" ({name})" if name else "")
        shape = self._shape(feature, shown)
        if shape is None:
            return None
        digits = latin_digits(str(number if number is not None else "")).strip()
        value = int(float(digits)) if digits.removeprefix("-").replace(".", "", 1).isdecimal() else None
        return Area(shape, str(name or "").strip(), value)

    def _property(self, properties: Mapping[str, Any], what: str) -> Any:
        wanted = getattr(self._fields, what)
        usual = NAMES if what == "name" else NUMBERS[self.report.layer]
        found = (properties.get(key) for key in ((wanted,) if wanted else usual))
        return next((value for value in found if value is not None), None)

    def _shape(self, feature: Any, shown: str) -> BaseGeometry | None:
        """The polygon of a feature, mended if need be, if it lies in the city's frame."""
        try:
            shape, mended = geojson.polygon(feature)
            geojson.check_frame(shape, self._city.box)
        except BoundaryError as error:
            self.report.faults.append(f"{shown} {error}")
            return None
        if mended:
            self.report.notes.append(f"{shown} was mended: {mended}")
        return shape

    def _as_regions(self, areas: list[Area]) -> list[Area]:
        seen: dict[int, Area] = {}
        for area in areas:
            if area.number is None or area.number not in self._city.regions:
                self.report.faults.append(f"«{area.name}» has the region number {area.number}, which does not exist")
            elif area.number in seen:
                self.report.faults.append(f"region {area.number} stands twice")
            else:
                seen[area.number] = replace(area, region=area.number)
        missing = [str(number) for number in self._city.regions if number not in seen]
        if missing:
            self.report.notes.append(f"regions missing: {', '.join(missing)}")
        return list(seen.values())

    def _as_districts(self, areas: list[Area]) -> list[Area]:
        """Each district belongs to the region that most of it lies in."""
        if not self._regions:
            self.report.faults.append("import the layer «region» first: districts are numbered within regions")
            return []
        made: dict[tuple[int, int], Area] = {}
        for area in areas:
            home = max(self._regions, key=lambda region: region.shape.intersection(area.shape).area)
            region = home.region or 0
            if area.number is None or not 1 <= area.number <= self._city.regions[region].districts:
                self.report.faults.append(f"region {region} has no district {area.number}")
            elif (region, area.number) in made:
                self.report.faults.append(f"district {area.number} of region {region} stands twice")
            else:
                made[region, area.number] = replace(area, region=region)
        wanted = {(one.number, number) for one in self._city.regions.values() for number in range(1, one.districts + 1)}
        if missing := sorted(wanted - set(made)):
            shown = ", ".join(f"{region}/{number}" for region, number in missing)
            self.report.notes.append(f"districts missing (region/district): {shown}")
        return list(made.values())

    def _as_hoods(self, areas: list[Area]) -> list[Area]:
        made = []
        told = {(key, area.number) for area in areas for key in _keys(area.name)}
        for area in areas:
            if not area.name:
                self.report.faults.append("a neighbourhood has no name; say which field holds it: --name-field")
                continue
            if area.number not in self._city.regions:
                self.report.notes.append(f"«{area.name}» has no region ({area.number})")
            number = area.number if area.number in self._city.regions else None
            made.append(self._named(replace(area, number=number), told))
        return made

    def _named(self, area: Area, told: set[tuple[frozenset[str] | str, int | None]]) -> Area:
        """The neighbourhood of the city's table that is meant; one that is not known keeps its own name."""
        rows = next((self._known[key] for key in _keys(area.name) if key in self._known), {})
        only = next(iter(rows)) if len(rows) == 1 else None
        doubled = only is not None and any((key, only) in told for key in _keys(area.name))
        region = area.number if area.number in rows else only if not doubled else None
        if region is None:
            elsewhere = f"; the city has it in region {', '.join(map(str, rows))}" if rows else ""
            self.report.notes.append(f"not matched: «{area.name}» of region {area.number}{elsewhere}")
            return Area(area.shape, area.name, None, area.number)
        if area.number not in (None, region):
            self.report.notes.append(f"«{area.name}» is in region {region} as the city says, not {area.number}")
        self.report.matched += 1
        return Area(area.shape, rows[region], None, region, known=True)

    def _overlaps(self, areas: Sequence[Area]) -> None:
        shapes = [area.shape for area in areas]
        pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects").T if shapes else ()
        for one, other in ((int(one), int(other)) for one, other in pairs if one < other):
            share = shapes[one].intersection(shapes[other]).area / min(shapes[one].area, shapes[other].area)
            if share > OVERLAP:
                names = " and ".join(f"«{areas[index].name or areas[index].number}»" for index in (one, other))
                self.report.notes.append(f"{names} overlap by {share:.0%}")

    def _gaps(self, areas: Sequence[Area]) -> None:
        whole = shapely.union_all([area.shape for area in areas])
        parts = shapely.get_parts(whole)
        holes = sum(shapely.Polygon(ring).area for part in parts for ring in part.interiors)
        if areas and holes > OVERLAP * whole.area:
            self.report.notes.append(f"gaps between the areas: {holes / whole.area:.1%} of the whole")


def _keys(name: str) -> tuple[str, frozenset[str]]:
    """A name however it is parted, and its longer words in any order: «A – B», «B and A»."""
    folded = fold(name)
    return folded.replace(" ", ""), frozenset(word for word in folded.split() if len(word) > 1)


def keep(folder: Path, layer: str, areas: Sequence[Area], source: str, raw: bytes) -> Path:
    """Writes a layer for the next start, all or nothing, with where it comes from."""
    rows = [
        {
            "name": area.name, "number": area.number, "region": area.region, "known": area.known,
            "geometry": json.loads(shapely.to_geojson(area.shape)),
        }
        for area in areas
    ]  # fmt: skip
    origin = {"source": source, "sha256": hashlib.sha256(raw).hexdigest(), "imported": datetime.now(UTC).isoformat()}
    folder.mkdir(parents=True, exist_ok=True)
    path, fresh = stored(folder, layer), folder / f".{layer}.part"
    with fresh.open("w", encoding="utf-8") as out:
        json.dump({"layer": layer, **origin, "areas": rows}, out, ensure_ascii=False)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
    return path


def take(path: Path, layer: str, fields: Fields, city: City, folder: Path, *, dry: bool) -> Report:
    """Imports one file into the folder of a city; nothing is written on a dry run or when anything is wrong."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BoundaryError(f"{path} can't be read: {error.strerror}") from error
    regions = read(stored(folder, "region")) if layer == "district" and stored(folder, "region").exists() else []
    made = Import(city, layer, fields, regions)
    areas = made.areas(raw)
    if not dry and not made.report.faults:
        keep(folder, layer, areas, path.name, raw)
    return made.report

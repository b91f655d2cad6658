"""Where a pin lies by the city's real borders, when an office has imported them; all in memory."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from cities.city import KM_A_DEGREE, LAYERS, City, Located, Spot
from content import Faults

BORDER_KM = 0.06
"""A pin nearer than this to another region is not certain: telephones are no better."""
BEYOND_KM = 3.0
"""Mapped borders may end short of the mountains; a pin so little outside still belongs to the nearest region."""


@dataclass(frozen=True, slots=True)
class Area:
    """One polygon of a layer, with what the city calls it."""

    shape: BaseGeometry
    name: str = ""
    number: int | None = None
    """Of a region or a district."""
    region: int | None = None
    known: bool = False
    """Whether the city's own table has this neighbourhood; the table is then right about its region."""


class Layer:
    """Areas that can be asked for by a point; in km on a plane, so that distances are true."""

    def __init__(self, areas: Iterable[Area], latitude: float) -> None:
        self.areas = tuple(areas)
        self._east = KM_A_DEGREE * cos(radians(latitude))
        self._shapes = [shapely.transform(area.shape, self._flat) for area in self.areas]
        for shape in self._shapes:
            shapely.prepare(shape)
        self._tree = shapely.STRtree(self._shapes)

    def _flat(self, degrees: Any) -> Any:
        return np.column_stack((degrees[:, 0] * self._east, degrees[:, 1] * KM_A_DEGREE))

    def point(self, spot: Spot) -> Any:
        """A spot as a point on the plane."""
        return shapely.Point(spot.lon * self._east, spot.lat * KM_A_DEGREE)

    def at(self, point: Any) -> Area | None:
        """The area that holds a point."""
        found = self._tree.query(point, predicate="intersects")
        return self.areas[found[0]] if len(found) else None

    def around(self, point: Any) -> tuple[Area | None, set[int | None]]:
        """The area that holds a point, and the regions of all that are hardly farther than a pin errs."""
        found = self._tree.query(point, predicate="dwithin", distance=BORDER_KM)
        near = [self.areas[index] for index in found]
        here = next((self.areas[index] for index in found if self._shapes[index].intersects(point)), None)
        return here, {area.region for area in near}

    def nearest(self, point: Any) -> tuple[Area, float]:
        """The nearest area and how many km away it is."""
        index = self._tree.nearest(point)
        return self.areas[index], float(shapely.distance(self._shapes[index], point))

    def km(self, point: Any, region: int) -> float | None:
        """The distance to the nearest area of a region."""
        shapes = [shape for shape, area in zip(self._shapes, self.areas, strict=True) if area.region == region]
        return float(min(shapely.distance(shapes, point))) if shapes else None


class Boundaries:
    """The imported layers of one city."""

    def __init__(self, city: City, layers: Mapping[str, Sequence[Area]]) -> None:
        self._city = city
        self._layers = layers
        made = {name: Layer(areas, city.centre.lat) for name, areas in layers.items() if areas}
        self._regions, self._districts = made.get("region"), made.get("district")
        self._hoods = made.get("neighbourhood")
        self._frame = self._regions or self._hoods

    def areas(self, layer: str) -> Sequence[Area]:
        """The areas of a layer, as they were imported."""
        return self._layers.get(layer, ())

    def locate(self, spot: Spot) -> Located | None:
        """Region, district and neighbourhood of a pin; None outside the city."""
        if self._frame is None:
            return None
        point = self._frame.point(spot)
        frame, near = self._frame.around(point)
        hood = frame if self._frame is self._hoods else self._hoods.at(point) if self._hoods else None
        if hood is None and frame is None:
            return self._beside(self._frame, spot, point)
        number = self._region(hood, frame)
        if number is None:
            return None
        district = self._districts.at(point) if self._districts else None
        name = hood.name if hood and hood.region in (None, number) else None
        own = district.number if district and district.region == number else None
        return Located(number, name, not near - {number, None}, 0.0, own)

    def km(self, spot: Spot, region: int) -> float | None:
        """How far a region is from a pin, 0 inside; None if its border is not known."""
        frame = self._frame
        return frame.km(frame.point(spot), region) if frame else None

    def _region(self, hood: Area | None, region: Area | None) -> int | None:
        """The city's table is right where it knows the neighbourhood, else the region's own border."""
        if hood and hood.known and hood.region:
            return hood.region
        return region.region if region else hood.region if hood else None

    def _beside(self, frame: Layer, spot: Spot, point: Any) -> Located | None:
        """A pin a little outside of all borders: the nearest region, unless another town is nearer."""
        area, km = frame.nearest(point)
        town = self._city.neighbour(spot)
        if area.region is None or km > BEYOND_KM or (town and town.centre and spot.km(town.centre) < km):
            return None
        return Located(area.region, None, False, km)


def stored(folder: Path, layer: str) -> Path:
    """Where an imported layer of a city is kept."""
    return folder / f"{layer}.json"


def read(path: Path) -> list[Area]:
    """The areas of one stored layer."""
    rows = json.loads(path.read_text(encoding="utf-8"))["areas"]
    return [
        Area(shapely.from_geojson(json.dumps(row["geometry"])), row["name"], row["number"], row["region"], row["known"])
        for row in rows
    ]


def load(folder: Path, city: City, faults: Faults) -> Boundaries | None:
    """What was imported for a city; None if nothing was."""
    layers: dict[str, list[Area]] = {}
    for name in LAYERS:
        path = stored(folder, name)
        if not path.exists():
            continue
        try:
            layers[name] = read(path)
        except (OSError, ValueError, KeyError, TypeError, shapely.errors.ShapelyError):
            faults.add(path, f"is no imported layer; import it again (hamyar places import … --layer {name})")
    # Districts alone can't say what lies outside the city.
    return Boundaries(city, layers) if layers.keys() & {"region", "neighbourhood"} else None

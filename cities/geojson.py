"""Reads polygons from GeoJSON, as far as an office's files keep to it."""

import json
from typing import Any

import shapely
from shapely.geometry import shape as to_shape
from shapely.geometry.base import BaseGeometry

from errors import BoundaryError

CRS = frozenset((
    "urn:ogc:def:crs:ogc:1.3:crs84", "urn:ogc:def:crs:ogc::crs84", "ogc:crs84", "crs84",
    "urn:ogc:def:crs:epsg::4326", "epsg:4326", "wgs84", "wgs 84",
))  # fmt: skip
"""Longitude and latitude of WGS84, by the names that tools write."""


def features(raw: bytes) -> list[Any]:
    """The features of a file; raises BoundaryError for anything but a FeatureCollection in WGS84."""
    try:
        top = json.loads(raw)
    except ValueError as error:
        raise BoundaryError(f"This is not JSON: {error}") from error
    if not isinstance(top, dict) or top.get("type") != "FeatureCollection":
        raise BoundaryError("This is no GeoJSON FeatureCollection.")
    crs = top.get("crs") or {}
    name = str(crs.get("properties", {}).get("name", "")) if isinstance(crs, dict) else str(crs)
    if crs and name.lower() not in CRS:
        raise BoundaryError(
            f"The coordinates are in «{name}»; longitude and latitude in WGS84 (EPSG:4326 or CRS84) are needed. "
            "Convert the file first, for example: ogr2ogr -t_srs EPSG:4326 new.geojson old.geojson"
        )
    found = top.get("features")
    if not isinstance(found, list) or not found:
        raise BoundaryError("There is no feature in the file.")
    return found


def polygon(feature: Any) -> tuple[BaseGeometry, str]:
    """The polygon of a feature, and why it had to be mended; raises BoundaryError if it is none."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise BoundaryError(f"is {kind or 'nothing'}, not a Polygon or MultiPolygon")
    try:
        shape = shapely.force_2d(to_shape(geometry))
    except (ValueError, TypeError, IndexError, shapely.errors.ShapelyError) as error:
        raise BoundaryError(f"has a broken ring: {error}") from error
    if shape.is_valid:
        return shape, ""
    parts = shapely.get_parts(shapely.make_valid(shape))
    return shapely.union_all([part for part in parts if part.area > 0]), shapely.is_valid_reason(shape)


def check_frame(shape: BaseGeometry, box: tuple[float, float, float, float]) -> None:
    """Raises BoundaryError unless the shape lies between south, west, north and east."""
    if shape.is_empty:
        raise BoundaryError("is empty")
    south, west, north, east = box
    x1, y1, x2, y2 = shape.bounds
    if west <= x1 and x2 <= east and south <= y1 and y2 <= north:
        return
    swapped = west <= y1 and y2 <= east and south <= x1 and x2 <= north
    raise BoundaryError(
        "lies outside the city's frame" + ("; longitude and latitude seem to be swapped" if swapped else "")
    )

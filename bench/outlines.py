"""Makes the outlines of the map page from Natural Earth: Sweden, Denmark and, around them, their neighbours.

Run, once, with the npm client for fetching the package:

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m bench.outlines package/countries-10m.json

The result is ``ui/data/outlines.json``, GeoJSON in degrees of WGS 84. Outer rings keep the order of their
points, clockwise as seen on the map, which d3 needs: the other way round means the rest of the globe.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from math import sqrt
from pathlib import Path
from typing import Any

Point = tuple[float, float]  # longitude and latitude, degrees
Ring = list[Point]

OUT = Path(__file__).resolve().parent.parent / "ui" / "data" / "outlines.json"

# ISO 3166-1: the number in world-atlas and the two letters.
SHOWN = {"752": "SE", "208": "DK"}
NEIGHBOURS = {
    "578": "NO", "246": "FI", "248": "AX", "276": "DE", "616": "PL", "233": "EE", "428": "LV", "440": "LT",
    "643": "RU",
}  # fmt: skip
# What the map shows: all of Sweden and Denmark without Greenland and the Faroe Islands.
WEST, SOUTH, EAST, NORTH = 7.5, 54.3, 24.7, 69.3
# Degrees of latitude that a left out point may lie beside the line: a pixel of the map is 0.025.
_TOLERANCE, _TOLERANCE_NEIGHBOURS = 0.012, 0.03
_MIN_EXTENT = 0.04  # an islet smaller than this is not seen
_DECIMALS = 3
_HALF_THE_GLOBE = 180


def outlines(topology: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON of a file
    """Return the countries as a GeoJSON collection, the neighbours first, so that they lie below."""
    arcs = _arcs(topology)
    features: list[dict[str, Any]] = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        number = geometry.get("id")
        if number not in SHOWN and number not in NEIGHBOURS:
            continue
        tolerance = _TOLERANCE if number in SHOWN else _TOLERANCE_NEIGHBOURS
        rings = [_ring(parts[0], arcs) for parts in _polygons(geometry)]  # lakes are left out
        kept = [kept for ring in rings if (kept := _prepared(ring, tolerance))]
        code = SHOWN.get(number) or NEIGHBOURS[number]
        polygons = [[[list(point) for point in ring]] for ring in kept]
        features.append(
            {
                "type": "Feature",
                "properties": {"country": code, "shown": number in SHOWN},
                "geometry": {"type": "MultiPolygon", "coordinates": polygons},
            }
        )
    features.sort(key=lambda feature: (feature["properties"]["shown"], feature["properties"]["country"]))
    return {"type": "FeatureCollection", "features": features}


def _arcs(topology: Any) -> list[Ring]:  # noqa: ANN401 - JSON of a file
    # https://github.com/topojson/topojson-specification: each point is a step from the one before
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + left, y * scale_y + bottom))
        found.append(points)
    return found


def _polygons(geometry: Any) -> list[list[list[int]]]:  # noqa: ANN401 - JSON of a file
    polygons: list[list[list[int]]] = (
        geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    )
    return polygons


def _ring(numbers: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    points: Ring = []
    for number in numbers:
        # ~2 means arc 2 backwards; arcs share their ends
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def _prepared(ring: Ring, tolerance: float) -> Ring:
    """Return a ring within the map, simplified, rounded and closed; empty if nothing of it would be seen."""
    if max(x for x, _ in ring) - min(x for x, _ in ring) > _HALF_THE_GLOBE:
        return []  # it crosses the other side of the globe, where the numbers jump
    clipped = _clipped(ring[:-1])
    if not clipped:
        return []
    longitudes, latitudes = [x for x, _ in clipped], [y for _, y in clipped]
    if max(max(longitudes) - min(longitudes), max(latitudes) - min(latitudes)) < _MIN_EXTENT:
        return []
    # a ring has no ends to hold on to: halve it at the point that is farthest from the first
    far = max(range(len(clipped)), key=lambda number: _squared(clipped[0], clipped[number]))
    halves = (clipped[: far + 1], [*clipped[far:], clipped[0]])
    points = [point for half in halves for point in _simplified(half, tolerance)[:-1]]
    rounded = [(round(x, _DECIMALS), round(y, _DECIMALS)) for x, y in points]
    distinct = [point for number, point in enumerate(rounded) if point != rounded[number - 1]]
    return [*distinct, distinct[0]] if len(distinct) >= 3 else []


def _clipped(ring: Ring) -> Ring:
    """Return the part of a ring within the map (Sutherland and Hodgman, CACM 1974)."""
    for axis, limit, sign in ((0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1)):
        kept: Ring = []
        for before, point in _pairs(ring):
            was_in, is_in = (sign * (each[axis] - limit) >= 0 for each in (before, point))
            if was_in != is_in:
                share = (limit - before[axis]) / (point[axis] - before[axis])
                kept.append(
                    (
                        before[0] + share * (point[0] - before[0]),
                        before[1] + share * (point[1] - before[1]),
                    )
                )
            if is_in:
                kept.append(point)
        ring = kept
    return ring


def _pairs(ring: Ring) -> Iterator[tuple[Point, Point]]:
    return ((ring[number - 1], point) for number, point in enumerate(ring))


def _simplified(line: Ring, tolerance: float) -> Ring:
    """Return a line without the points that lie within ``tolerance`` of it (Douglas and Peucker, 1973)."""
    keep = {0, len(line) - 1}
    open_parts = [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        inner = range(first + 1, last)
        farthest = max(inner, key=lambda n: _beside(line[n], line[first], line[last]), default=None)
        if farthest is not None and _beside(line[farthest], line[first], line[last]) > tolerance:
            keep.add(farthest)
            open_parts += [(first, farthest), (farthest, last)]
    return [line[number] for number in sorted(keep)]


def _squared(one: Point, other: Point) -> float:
    # a degree of longitude is about half as long as one of latitude up here
    return ((one[0] - other[0]) / 2) ** 2 + (one[1] - other[1]) ** 2


def _beside(point: Point, start: Point, end: Point) -> float:
    """Return how far a point is from the line between two others, in degrees of latitude."""
    length = _squared(start, end)
    if length == 0:
        return sqrt(_squared(point, start))
    along = (point[0] - start[0]) * (end[0] - start[0]) / 4 + (point[1] - start[1]) * (end[1] - start[1])
    share = max(0.0, min(1.0, along / length))
    nearest = (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
    return sqrt(_squared(point, nearest))


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("topology", type=Path, help="countries-10m.json of world-atlas")
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    made = outlines(json.loads(arguments.topology.read_text(encoding="utf-8")))
    text = json.dumps(made, separators=(",", ":"))
    arguments.out.write_text(text + "\n", encoding="utf-8")
    print(f"{arguments.out}: {len(text)} bytes")


if __name__ == "__main__":
    main()

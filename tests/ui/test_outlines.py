"""The outlines of the map."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bench.outlines import EAST, NORTH, SOUTH, WEST, outlines
from kb.gazetteer import load_gazetteer

FILE = Path(__file__).resolve().parents[2] / "ui" / "data" / "outlines.json"


@pytest.fixture(scope="module")
def features() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))["features"]
    return loaded


def rings(feature: dict[str, Any]) -> list[list[tuple[float, float]]]:
    return [[(x, y) for x, y in polygon[0]] for polygon in feature["geometry"]["coordinates"]]


def area(ring: list[tuple[float, float]]) -> float:
    """Return the area in square degrees, above 0 where the points run clockwise."""
    steps = pairwise(ring)
    return sum((x2 - x1) * (y2 + y1) for (x1, y1), (x2, y2) in steps) / 2


def test_all_points_lie_within_the_map(features: list[dict[str, Any]]) -> None:
    points = [point for feature in features for ring in rings(feature) for point in ring]
    assert all(WEST <= x <= EAST and SOUTH <= y <= NORTH for x, y in points)
    assert FILE.stat().st_size < 150_000


def test_rings_are_closed_and_clockwise_so_that_none_fills_the_globe(features: list[dict[str, Any]]) -> None:
    for feature in features:
        for ring in rings(feature):
            assert ring[0] == ring[-1]
            assert 0 < area(ring) < 120


def test_sweden_and_denmark_lie_above_their_neighbours(features: list[dict[str, Any]]) -> None:
    assert [f["properties"]["country"] for f in features if f["properties"]["shown"]] == ["DK", "SE"]
    assert [f["properties"]["shown"] for f in features] == sorted(f["properties"]["shown"] for f in features)


def test_nearly_every_municipality_lies_in_its_country(features: list[dict[str, Any]]) -> None:
    by_country = {feature["properties"]["country"]: rings(feature) for feature in features}
    places = load_gazetteer().municipalities
    inside = [
        any(contains(ring, place.longitude, place.latitude) for ring in by_country[place.country.value])
        for place in places
    ]
    # the simplified coast may pass on the wrong side of a small island
    assert sum(inside) >= 0.97 * len(places)


def contains(ring: list[tuple[float, float]], x: float, y: float) -> bool:
    """Return whether a point is in a ring, by how often a ray from it crosses the ring."""
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            crossings += 1
    return crossings % 2 == 1


def test_a_square_is_clipped_to_the_map_and_keeps_its_corners() -> None:
    # Sweden as one square of 4 by 4 degrees whose western half lies outside
    square = [[0, 0], [0, 4], [4, 0], [0, -4], [-4, 0]]
    topology = {
        "transform": {"scale": [1, 1], "translate": [WEST - 2, 60]},
        "arcs": [square],
        "objects": {"countries": {"geometries": [{"id": "752", "type": "Polygon", "arcs": [[0]]}]}},
    }
    (feature,) = outlines(topology)["features"]
    (ring,) = rings(feature)
    assert set(ring) == {(WEST, 60), (WEST, 64), (WEST + 2, 64), (WEST + 2, 60)}
    assert area(ring) == pytest.approx(8)


def test_a_ring_across_the_other_side_of_the_globe_is_left_out() -> None:
    around = [[0, 0], [0, 20], [359, 0], [0, -20], [-359, 0]]
    topology = {
        "transform": {"scale": [1, 1], "translate": [-179.5, 50]},
        "arcs": [around],
        "objects": {"countries": {"geometries": [{"id": "643", "type": "Polygon", "arcs": [[0]]}]}},
    }
    (feature,) = outlines(topology)["features"]
    assert rings(feature) == []

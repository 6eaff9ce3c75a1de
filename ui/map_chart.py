"""The map: Sweden and Denmark with a circle for each municipality, drawn in the browser by Vega."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

from ui.chart_colours import ChartColours

_OUTLINES = Path(__file__).resolve().parent / "data" / "outlines.json"
_LAND = "#8a9a9e"  # on both backgrounds
_WIDTH, _HEIGHT = 400, 620
_MAX_AREA = 900  # square pixels of the largest circle

# The selection that a click makes, and the column that it gives.
CLICK, CLICKED_COLUMN = "place", "code"


Spec = dict[str, Any]  # of Vega-Lite: JSON


def map_spec(
    places: pd.DataFrame, *, chosen: str | None, name: str, country: str, n: str, colours: ChartColours
) -> Spec:
    """Return the map for Vega.

    Args:
        places: A row for each municipality: ``code``, ``name``, ``country`` (its name), ``latitude``,
            ``longitude`` and ``n``.
        chosen: The code of the municipality to mark.
        name: What ``name`` is called in the reader's language.
        country: What ``country`` is called.
        n: What ``n`` is called.
        colours: Those of the reader's theme.
    """
    largest = max(1, int(places["n"].max())) if len(places) else 1
    spec = dict(_shape(largest, chosen or "", name, country, n, colours))
    land, circles = spec["layer"]
    # large circles first, so that small ones lie on top
    rows = places.sort_values("n", ascending=False, kind="stable").to_dict("records")
    spec["layer"] = [{**land, "data": {"values": _land()}}, {**circles, "data": {"values": rows}}]
    return spec


@cache
def _land() -> Any:  # noqa: ANN401 - GeoJSON goes to Vega as it is
    return json.loads(_OUTLINES.read_text(encoding="utf-8"))["features"]


@lru_cache(maxsize=256)
def _shape(largest: int, chosen: str, name: str, country: str, n: str, colours: ChartColours) -> Spec:
    # apart from the data, as altair checks all that it is given: 120 ms for the outlines
    layered: alt.LayerChart = (
        alt.layer(_land_layer(), _circles_layer(largest, chosen, name, country, n, colours))
        .project(type="conicEqualArea", parallels=[55, 65], rotate=[-16, 0, 0])
        .properties(width=_WIDTH, height=_HEIGHT)
        .configure_view(stroke=None)
        .configure_legend(
            labelFontSize=13, titleFontSize=13, labelColor=colours.text, titleColor=colours.text
        )
    )
    return layered.to_dict()


def _land_layer() -> alt.Chart:
    shown = "datum.properties.shown"
    layer: alt.Chart = (
        alt.Chart(alt.NamedData("land"))
        .mark_geoshape(stroke=_LAND, strokeWidth=0.7, aria=False)
        .encode(
            fill=alt.value(_LAND),
            fillOpacity=alt.condition(shown, alt.value(0.35), alt.value(0.12)),
            # with it, the edge of the map would look like a border
            strokeOpacity=alt.condition(shown, alt.value(1), alt.value(0)),
        )
    )
    return layer


def _circles_layer(
    largest: int, chosen: str, name: str, country: str, n: str, colours: ChartColours
) -> alt.Chart:
    size = alt.Size(
        "n:Q",
        title=n,
        # the area tells the number; zero has none
        scale=alt.Scale(domain=[0, largest], range=[0, _MAX_AREA], type="linear"),
        legend=alt.Legend(
            orient="bottom", values=_legend_values(largest), format="d", symbolFillColor=colours.bar
        ),
    )
    layer: alt.Chart = (
        alt.Chart(alt.NamedData("places"))
        .mark_circle(opacity=0.75, stroke="white", strokeWidth=0.6, cursor="pointer")
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            size=size,
            color=alt.condition(alt.datum.code == chosen, alt.value(colours.chosen), alt.value(colours.bar)),
            tooltip=[
                alt.Tooltip("name:N", title=name),
                alt.Tooltip("country:N", title=country),
                alt.Tooltip("n:Q", title=n),
            ],
        )
        .add_params(alt.selection_point(name=CLICK, fields=[CLICKED_COLUMN], on="click"))
    )
    return layer


def _legend_values(largest: int) -> list[int]:
    """Return the numbers whose circles the legend shows: the smallest, the largest and one between."""
    return sorted({1, max(1, round(largest / 2)), largest})

"""The bar charts of the explore page."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from ui.chart_colours import ChartColours

_HEIGHT, _ROW_HEIGHT = 240, 28
_MAX_LABEL_PX, _FONT_PX = 360, 13
_MAX_TICKS = 8

Spec = dict[str, Any]  # of Vega-Lite: JSON


def bar_spec(counted: pd.DataFrame, *, upright: bool, name: str, n: str, colours: ChartColours) -> Spec:
    """Return a bar chart for Vega, with the bars in the order of the rows.

    Args:
        counted: With ``name`` and ``n``.
        upright: Whether bars stand, as for years; else they lie, and there is room for long names.
        name: What ``name`` is called in the reader's language.
        n: What ``n`` is called.
        colours: Those of the reader's theme.
    """
    shape = (_upright if upright else _lying)(len(counted), int(counted["n"].max()), name, n, colours)
    # in a layer, as Streamlit sends data of the top level by another way, after the chart is drawn empty
    (bars,) = shape["layer"]
    values = counted[["name", "n"]].to_dict("records")
    return {**shape, "layer": [{**bars, "data": {"values": values}}]}


# apart from the data, as altair checks all that it is given
@lru_cache(maxsize=64)
def _upright(n_rows: int, largest: int, name: str, n: str, colours: ChartColours) -> Spec:
    del n_rows
    chart: alt.Chart = (
        alt.Chart(alt.NamedData("counted"))
        .mark_bar(color=colours.bar)
        .encode(
            x=alt.X("name:N", sort=None, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("n:Q", title=n, axis=_whole_numbers(largest)),
            tooltip=_tooltip(name, n),
        )
    )
    return _finished(chart, _HEIGHT, colours)


@lru_cache(maxsize=64)
def _lying(n_rows: int, largest: int, name: str, n: str, colours: ChartColours) -> Spec:
    chart: alt.Chart = (
        alt.Chart(alt.NamedData("counted"))
        .mark_bar(color=colours.bar)
        .encode(
            y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=_MAX_LABEL_PX)),
            x=alt.X("n:Q", title=n, axis=_whole_numbers(largest)),
            tooltip=_tooltip(name, n),
        )
    )
    return _finished(chart, _ROW_HEIGHT * n_rows + 50, colours)


def _finished(chart: alt.Chart, height: int, colours: ChartColours) -> Spec:
    layered: alt.LayerChart = (
        alt.layer(chart)
        .properties(height=height)
        .configure_axis(
            labelFontSize=_FONT_PX,
            titleFontSize=_FONT_PX,
            labelColor=colours.text,
            titleColor=colours.text,
            gridColor=colours.line,
        )
    )
    return layered.to_dict()


def _whole_numbers(largest: int) -> alt.Axis:
    # few steps would come with decimals, and there is no half an example
    return alt.Axis(format="d", tickCount=min(_MAX_TICKS, max(1, largest)), grid=True)


def _tooltip(name: str, n: str) -> list[alt.Tooltip]:
    return [alt.Tooltip("name:N", title=name), alt.Tooltip("n:Q", title=n)]

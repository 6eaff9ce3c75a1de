"""Charts and diagrams (SmartArt) of PowerPoint, whose text is in parts of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.parsers.pieces import Piece, Table
from ingest.parsers.pptx_text import paragraph_text
from ingest.xml_part import parse_xml
from kb.records import BlockKind

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_D = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MAX_DEPTH = 8
# The objects of python-pptx and lxml are not typed well enough to help here.
Node = Any


def chart_pieces(frame: Node, part: Node) -> Iterator[Piece | Table]:
    """Yield the title of a chart and its figures, a row for each category."""
    for mark in frame.iter(f"{_C}chart"):
        chart = _related(part, mark.get(f"{_R}id"))
        if chart is None:
            continue
        for title in chart.iter(f"{_C}title"):
            text = " ".join(map(paragraph_text, title.iter(f"{_A}p")))
            yield Piece(kind=BlockKind.PARAGRAPH, text=text)
        yield from _figures(chart)


def _figures(chart: Node) -> Iterator[Piece | Table]:
    names: list[str] = []
    rows: dict[int, dict[int, str]] = {}
    categories: dict[int, str] = {}
    for column, series in enumerate(chart.iter(f"{_C}ser")):
        names.append(" ".join(v.text or "" for v in series.iterfind(f"{_C}tx//{_C}v")))
        categories.update(_points(series, "cat", "xVal"))
        for index, value in _points(series, "val", "yVal").items():
            rows.setdefault(index, {})[column] = value
    for index in sorted(rows):
        cells = [
            f"{name.rstrip(': ')}: {rows[index][column]}" if name else rows[index][column]
            for column, name in enumerate(names)
            if column in rows[index]
        ]
        yield Table(rows=((categories.get(index, ""), *cells),))


def _points(series: Node, *tags: str) -> dict[int, str]:
    """Return what the points of a series are, by their position."""
    found: dict[int, str] = {}
    for tag in tags:
        for around in series.iterfind(f"{_C}{tag}"):
            level = next(around.iter(f"{_C}lvl"), around)
            for point in level.iter(f"{_C}pt"):
                index = point.get("idx", "")
                if index.isdecimal():
                    found[int(index)] = point.findtext(f"{_C}v") or ""
    return found


def diagram_pieces(frame: Node, part: Node) -> Iterator[Piece]:
    """Yield the texts of a diagram as bullets, each under the one that it hangs on."""
    for mark in frame.iter(f"{_D}relIds"):
        model = _related(part, mark.get(f"{_R}dm"))
        if model is not None:
            yield from _nodes(model)


def _nodes(model: Node) -> Iterator[Piece]:
    points = {point.get("modelId"): point for point in model.iter(f"{_D}pt")}
    children: dict[str, list[tuple[int, str]]] = {}
    for link in model.iter(f"{_D}cxn"):
        order = link.get("srcOrd", "")
        if link.get("type", "parOf") == "parOf":
            place = int(order) if order.isdecimal() else 0
            children.setdefault(link.get("srcId"), []).append((place, link.get("destId")))
    roots = [key for key, point in points.items() if point.get("type") == "doc"]
    pending = [(key, -1) for key in reversed([*roots, *points])]
    seen: set[str] = set()
    while pending:
        key, depth = pending.pop()
        if key in seen or key not in points:
            continue
        seen.add(key)
        text = " ".join(map(paragraph_text, points[key].iter(f"{_A}p")))
        # Points beside the tree hold what a program shows in empty fields.
        if text.strip() and points[key].get("type", "node") in {"node", "asst"}:
            yield Piece(kind=BlockKind.BULLET, text=text, level=max(0, depth))
        below = sorted(children.get(key, ()), reverse=True)
        pending.extend((child, min(depth + 1, _MAX_DEPTH)) for _, child in below)


def _related(part: Node, relation: str | None) -> Node | None:
    """Return the XML of a related part; None where the file does not have it."""
    try:
        related = part.related_part(relation)
    except KeyError:
        return None
    return parse_xml(related.blob, member=str(related.partname), name="a part of the presentation")

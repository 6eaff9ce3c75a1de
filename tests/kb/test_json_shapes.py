from __future__ import annotations

from kb.gazetteer import load_gazetteer
from kb.json_shapes import municipalities_json, themes_of
from kb.records import Facet, TagMethod
from tests.samples import tag


def test_place_named_anywhere_is_not_inferred() -> None:
    tags = [
        tag(Facet.MUNICIPALITY, "SE1715", method=TagMethod.INFERRED),
        tag(Facet.MUNICIPALITY, "SE1715", method=TagMethod.NAME),
        tag(Facet.MUNICIPALITY, "DK461", method=TagMethod.INFERRED),
        tag(Facet.COUNTRY, "SE"),
    ]
    assert municipalities_json(tags, load_gazetteer()) == [
        {"code": "SE1715", "name": "Kil", "country": "SE", "inferred": False},
        {"code": "DK461", "name": "Odense", "country": "DK", "inferred": True},
    ]


def test_themes_come_once_in_order() -> None:
    tags = [
        tag(Facet.THEME, "dialog"),
        tag(Facet.COUNTRY, "SE"),
        tag(Facet.THEME, "civil"),
        tag(Facet.THEME, "dialog"),
    ]
    assert themes_of(tags) == ["dialog", "civil"]

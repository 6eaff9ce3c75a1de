from __future__ import annotations

from kb.gazetteer import load_gazetteer
from kb.json_shapes import aspects_json, ingest_json, municipalities_json, themes_of
from kb.records import Facet, IngestReport, MaskedFile, TagMethod
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


def test_aspects_stand_under_their_facet_with_their_quotes() -> None:
    tags = [
        tag(Facet.STATUS, "ended", evidence="Projektet tog slut."),
        tag(Facet.THEME, "dialog"),
        tag(Facet.AMOUNT, "100 SEK", evidence="100 kr"),
    ]
    told = aspects_json(tags)
    assert told["status"] == [{"value": "ended", "quote": "Projektet tog slut.", "confidence": 1.0}]
    assert told["amount"] == [{"value": "100 SEK", "quote": "100 kr", "confidence": 1.0}]
    assert list(told) == [
        "target_group", "status", "participation", "lesson", "amount", "persons", "period",
    ]  # fmt: skip
    assert told["lesson"] == []


def test_report_tells_what_was_masked() -> None:
    report = IngestReport(masked=(MaskedFile(path="/a.txt", counts={"email": 2}),))
    assert ingest_json(report)["masked"] == [{"path": "/a.txt", "counts": {"email": 2}}]

from __future__ import annotations

from kb.records import Facet, PreparedDocument, TagMethod
from tests.ingest.makers import prepare


def municipalities(tags: object) -> list[tuple[str, TagMethod, str]]:
    assert isinstance(tags, tuple)
    return [(tag.value, tag.method, tag.evidence) for tag in tags if tag.facet is Facet.MUNICIPALITY]


def of_chunk(document: PreparedDocument, words: str) -> list[tuple[str, TagMethod, str]]:
    (chunk,) = [chunk for chunk in document.chunks if words in chunk.text]
    return municipalities(chunk.tags)


def test_a_district_gives_its_municipality_to_passage_and_document() -> None:
    document = prepare(
        "Om bröd\n\nMan bakar ihop på kvällarna.\n\nPå Rosengård drivs ett bageri av kvinnor i området.\n"
    )
    evidence = "På Rosengård drivs ett bageri av kvinnor i området."
    assert of_chunk(document, "Rosengård") == [("SE1280", TagMethod.INFERRED, evidence)]
    assert [(code, method) for code, method, _ in municipalities(document.tags)] == [
        ("SE1280", TagMethod.INFERRED)
    ]
    assert of_chunk(document, "kvällarna") == []


def test_a_named_municipality_beats_its_district_everywhere() -> None:
    document = prepare(
        "Om bröd\n\nPå Rosengård drivs ett bageri av kvinnor i området.\n\nMalmö har hyrt ut lokalen.\n"
    )
    assert [(code, method) for code, method, _ in municipalities(document.tags)] == [
        ("SE1280", TagMethod.NAME)
    ]


def test_a_heading_that_is_a_place_names_it_for_its_passages() -> None:
    document = prepare(
        "# Laget runt\n\nVi började.\n\n## Hjo\n\nSex pensionärer letar snubbelrisker.\n\n"
        "## Så gjorde Forshaga kommun\n\nMan lånade ut skidor.\n",
        "a.md",
    )
    ((code, method, _),) = of_chunk(document, "snubbelrisker")
    assert (code, method) == ("SE1497", TagMethod.NAME)
    ((code, method, _),) = of_chunk(document, "skidor")
    assert (code, method) == ("SE1763", TagMethod.INFERRED)

from __future__ import annotations

from kb.records import Facet, Language, PreparedDocument, Tag, TagMethod
from tests.ingest.makers import DOCUMENTS, places, prepare


def tags(document: PreparedDocument, chunk: int, facet: Facet) -> dict[str, Tag]:
    return {tag.value: tag for tag in document.chunks[chunk].tags if tag.facet is facet}


def test_named_municipality_beats_the_stated_ones() -> None:
    document = prepare((DOCUMENTS / "sammanfattning.md").read_bytes(), "s.md")
    named = next(i for i, chunk in enumerate(document.chunks) if "Örebro" in chunk.text)
    assert places(document, named) == {"SE1880"}
    assert places(document, 0) == set()
    stated = {tag.value for tag in document.tags if tag.method is TagMethod.METADATA}
    assert stated == {"SE1715", "SE1780", "larande.laxhjalp", "SE"}


def test_only_stated_municipality_is_that_of_chunks_that_name_none() -> None:
    document = prepare("---\nkommun: Kil\n---\n\n# Om lån\n\nMan lånar ut skidor till alla i byn.\n", "a.md")
    assert places(document, 0, method=TagMethod.INFERRED) == {"SE1715"}


def test_heading_that_names_one_municipality_gives_it_to_its_chunks() -> None:
    document = prepare(
        "Rubrik här\n\nText utan ort.\n\nSå gjorde Forshaga kommun\n\nMan lånade ut skidor.\n\n"
        "I Kil och Hagfors\n\nMan prövade.\n"
    )
    assert [places(document, i) for i in range(3)] == [set(), {"SE1763"}, set()]
    assert places(document, 1, method=TagMethod.INFERRED) == {"SE1763"}


def test_title_that_names_one_municipality_gives_it_to_the_document() -> None:
    document = prepare("Fritidsbanken i Forshaga kommun\n\nMan lånar ut skidor till alla som vill åka.\n")
    assert places(document, 0, method=TagMethod.INFERRED) == {"SE1763"}


def test_first_line_that_says_where_gives_it_to_the_document() -> None:
    document = prepare(
        "Lån av skidor\n\nPlats: Forshaga kommun. Period: 2013.\n\nGratis\n\nAlla får låna skidor.\n"
    )
    assert places(document, len(document.chunks) - 1) == {"SE1763"}
    assert not any(chunk.is_example for chunk in document.chunks)


def test_sources_are_no_examples() -> None:
    document = prepare("Om lån\n\nMan lånar.\n\nKällor\n\nForshaga kommun: Om lån och bodar.\n")
    assert places(document, 1) == {"SE1763"}
    assert [chunk.is_example for chunk in document.chunks] == [False, False]


def test_country_comes_from_place_else_from_language() -> None:
    document = prepare(
        "Om samarbete över sundet\n\nMan lånar ut skidor till alla som vill åka.\n\n"
        "Odense Kommune gjorde likadant med skridskor.\n"
    )
    assert document.metadata.language is Language.SWEDISH
    by_language, by_place = tags(document, 0, Facet.COUNTRY), tags(document, 1, Facet.COUNTRY)
    assert [(tag.value, tag.method) for tag in by_language.values()] == [("SE", TagMethod.INFERRED)]
    assert [(tag.value, tag.method) for tag in by_place.values()] == [("DK", TagMethod.NAME)]


def test_document_names_each_municipality_of_its_chunks() -> None:
    document = prepare((DOCUMENTS / "anteckningar.txt").read_bytes(), "a.txt")
    found = {tag.value for tag in document.tags if tag.facet is Facet.MUNICIPALITY}
    assert found == {"SE1763", "SE1880", "SE1780"}

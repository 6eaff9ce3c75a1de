"""Pairs that must meet and look-alikes that must not, with the words that come with the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb.language import detect_query
from kb.records import Language
from kb.taxonomy import load_taxonomy
from search.expansion import expander_of
from search.explain import explain
from search.lexical import LexicalIndex, LexicalWriter
from search.query_terms import read_query
from search.word_parts import word_parts_of
from tests.search.samples import entry

if TYPE_CHECKING:
    from pathlib import Path

SV, DA, NB = Language.SWEDISH, Language.DANISH, Language.NORWEGIAN

PAIRS = [
    ("nattvandrare", "natteravne"),
    ("byalag", "landsbylaug"),
    ("byalag", "lokalråd"),
    ("läxhjälp", "lektiehjælp"),
    ("medskapande", "samskabelse"),
    ("medborgarbudget", "borgerbudget"),
    ("nämnd", "udvalg"),
    ("utanförskap", "udsathed"),
    ("förskola", "dagtilbud"),
    ("hemtjänst", "hjemmepleje"),
]
NEIGHBOURS = {
    SV: [
        "Föräldrar målade staketet vid bryggan under en lördag i maj.",
        "Skolan lånade ut symaskiner till alla elever i årskurs sex.",
        "Bussen går varje timme mellan hamnen och sjukhuset.",
    ],
    DA: [
        "Forældre malede stakittet ved broen en lørdag i maj.",
        "Skolen lånte symaskiner ud til alle elever i sjette klasse.",
        "Bussen kører hver time mellem havnen og sygehuset.",
    ],
}


def ranked(
    folder: Path, query: str, texts: list[tuple[str, Language]], language: str | None = None
) -> list[int]:
    """Return the places in ``texts`` of what words alone find, best first."""
    with LexicalWriter(folder) as writer:
        writer.replace([], [entry(nth + 1, text, language=own) for nth, (text, own) in enumerate(texts)])
        writer.commit()
    language = language or detect_query(query)
    terms = read_query(query, language)
    hits = LexicalIndex(folder).search(
        terms,
        k=20,
        theme_terms=expander_of(load_taxonomy()).expand(terms, language=language),
        parts=word_parts_of(load_taxonomy()),
        language=language,
    )
    return [chunk_id - 1 for chunk_id, _ in hits]


@pytest.mark.parametrize(("swedish", "danish"), PAIRS)
def test_each_pair_of_the_two_countries_finds_its_partner(tmp_path: Path, swedish: str, danish: str) -> None:
    for number, (query, text, language) in enumerate(
        [
            (swedish, f"Her fortæller kommunen om {danish} i praksis.", DA),
            (danish, f"Här berättar kommunen om {swedish} i praktiken.", SV),
        ]
    ):
        texts = [(each, language) for each in NEIGHBOURS[language]]
        folder = tmp_path / str(number)
        folder.mkdir()
        assert ranked(folder, query, [*texts, (text, language)]) == [3]
        why, highlights = explain(
            query,
            chunk_text=text,
            heading_path=(),
            title="",
            chunk_language=language,
            taxonomy=load_taxonomy(),
        )
        counterpart = danish if language is DA else swedish
        assert (why[0].query, why[0].text) == (query, counterpart)
        assert why[0].kind in {"bridge", "theme"}
        assert [text[span.start : span.end] for span in highlights] == [counterpart]


# query, its language, the passage with the right sense, the passage with the look-alike
SENSES = [
    (
        "tillbud i verkstaden",
        "sv",
        ("Vi skriver ner varje tillbud innan någon skadas.", SV),
        ("Et gratis tilbud til ældre.", DA),
    ),
    (
        "tilbud til ældre",
        "da",
        ("Et gratis tilbud hver tirsdag.", DA),
        ("Ett tillbud med trucken.", SV),
    ),
    (
        "frukost för barnen",
        "sv",
        ("Skolan serverar frukost klockan sju.", SV),
        ("Frokost spises klokken tolv.", DA),
    ),
    (
        "frokost for børnene",
        "da",
        ("Der serveres frokost klokken tolv.", DA),
        ("Frukost äts klockan sju.", SV),
    ),
    (
        "frukost för alla",
        "sv",
        ("Skolen serverer morgenmad til alle.", DA),
        ("Frokost spises klokken tolv.", DA),
    ),
    (
        "liv i en liten by när affären stänger",
        "sv",
        ("Vår by har åtti hus.", SV),
        ("Byen har en ny by ved havnen.", DA),
    ),
    (
        "liv i en stor by med metro og havn",
        "da",
        ("En by med metro.", DA),
        ("En by med åtti hus.", SV),
    ),
    (
        "hur gör man ett urval",
        "sv",
        ("Ett urval drogs ur registret.", SV),
        ("Et udvalg holdt møde.", DA),
    ),
    (
        "hvilket udvalg beslutter",
        "da",
        ("Et udvalg holdt møde.", DA),
        ("Ett urval drogs ur registret.", SV),
    ),
    (
        "vilken nämnd beslutar",
        "sv",
        ("En nämnd höll möte.", SV),
        ("Sagen er nævnt i et nævn.", DA),
    ),
    (
        "hvilket nævn afgør klager",
        "da",
        ("Et nævn behandlede klagen.", DA),
        ("En nämnd höll möte.", SV),
    ),
    (
        "en rolig dag för barn",
        "sv",
        ("Barnen hade en rolig dag.", SV),
        ("En rolig stund uden larm.", DA),
    ),
    (
        "en rolig stund og ikke larm",
        "da",
        ("En rolig stund i haven.", DA),
        ("En rolig dag med skratt.", SV),
    ),
    (
        "när en lokal är ledig",
        "sv",
        ("Lokalen är ledig på kvällen.", SV),
        ("Han er ledig og søger job.", DA),
    ),
    (
        "job til den der er ledig og ung",
        "da",
        ("Han er ledig og søger arbejde.", DA),
        ("Salen är ledig på kvällen.", SV),
    ),
    (
        "kommunens bolag och ägare",
        "sv",
        ("Ett bolag äger husen.", SV),
        ("En bolig til hver familie.", DA),
    ),
    (
        "en bolig til hver familie",
        "da",
        ("Hver bolig får en nabo.", DA),
        ("Ett bolag äger husen.", SV),
    ),
]


@pytest.mark.parametrize(("query", "language", "right", "wrong"), SENSES)
def test_no_false_friend_outranks_the_right_sense(
    tmp_path: Path, query: str, language: str, right: tuple[str, Language], wrong: tuple[str, Language]
) -> None:
    found = ranked(tmp_path, query, [wrong, right], language)
    assert found[0] == 1


@pytest.mark.parametrize(
    ("word", "language", "other"),
    [
        ("by", "sv", DA),
        ("by", "da", SV),
        ("rolig", "sv", DA),
        ("roliga", "sv", DA),
        ("rolige", "da", SV),
        ("ledig", "sv", DA),
        ("ledige", "da", SV),
        ("tillbud", "sv", DA),
        ("frokost", "da", SV),
        ("stöd", "sv", DA),
    ],
)
def test_a_false_friend_is_neither_found_nor_explained(
    tmp_path: Path, word: str, language: str, other: Language
) -> None:
    alike = {"by": "by", "rol": "rolig", "led": "ledig", "til": "tilbud", "fro": "frukost", "stö": "stød"}[
        word[:3]
    ]
    text = f"Xyz {alike} xyz."
    assert ranked(tmp_path, word, [(text, other)], language) == []
    why, highlights = explain(
        word,
        chunk_text=text,
        heading_path=(),
        title=alike,
        chunk_language=other,
        taxonomy=load_taxonomy(),
        query_language=language,
    )
    assert (why, highlights) == ((), ())


def test_where_the_language_is_not_known_both_readings_are_open(tmp_path: Path) -> None:
    texts = [("Her er en by ved vandet.", DA), ("Här är en by vid vattnet.", SV)]
    assert sorted(ranked(tmp_path, "by", texts)) == [0, 1]


@pytest.mark.parametrize(("query", "found"), [("byalag rolig", [1]), ("landsbylaug rolig", [0])])
def test_the_words_of_a_query_tell_its_language(tmp_path: Path, query: str, found: list[int]) -> None:
    # no letter and no little word does
    texts = [("Her er en rolig plads.", DA), ("Här är en rolig plats.", SV)]
    assert detect_query(query) == Language.UNKNOWN
    assert ranked(tmp_path, query, texts) == found


@pytest.mark.parametrize(
    ("query", "language", "found"),
    [
        ("rolig", "sv", []),
        ("rolig", "da", [0]),
        ("ledig", "sv", [0]),  # vacant in Norwegian as in Swedish
    ],
)
def test_a_norwegian_word_goes_with_the_danish_sense_unless_it_is_said_to_have_the_swedish(
    tmp_path: Path, query: str, language: str, found: list[int]
) -> None:
    assert ranked(tmp_path, query, [(f"En {query} dag.", NB)], language) == found

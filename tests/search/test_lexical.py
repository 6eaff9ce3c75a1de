from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kb.errors import IndexCorruptError
from kb.records import Language
from kb.taxonomy import load_taxonomy
from search.expansion import ThemeTerm
from search.lexical import LexicalIndex, LexicalWriter
from search.query_terms import read_query
from search.term_bridge import TermBridge
from search.word_parts import WordParts
from tests.search.samples import entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kb.records import IndexEntry
    from kb.taxonomy import Taxonomy

NO_BRIDGE = TermBridge("")
SV, DA, NB, EN = Language.SWEDISH, Language.DANISH, Language.NORWEGIAN, Language.ENGLISH


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def built(folder: Path, *entries: IndexEntry) -> LexicalIndex:
    with LexicalWriter(folder) as writer:
        writer.replace([], entries)
        writer.commit()
    return LexicalIndex(folder)


def found(index: LexicalIndex, text: str, *, allowed: Sequence[int] | None = None) -> list[int]:
    ids = None if allowed is None else np.array(allowed, dtype=np.int64)
    return [chunk_id for chunk_id, _ in index.search(read_query(text), k=20, allowed=ids)]


def test_a_word_finds_its_forms_in_each_language(folder: Path) -> None:
    index = built(
        folder,
        entry(1, "Kommunerna har byggt lekplatserna.", language=SV),
        entry(2, "Kommunernes legepladser blev bygget.", language=DA),
        entry(3, "The playgrounds were built.", language=EN),
        entry(4, "Kommunene bygget lekeplassene.", language=NB),
    )
    assert found(index, "lekplats") == [1]
    assert found(index, "legeplads") == [2]
    assert found(index, "playground") == [3]
    assert found(index, "lekeplass") == [4]
    assert sorted(found(index, "kommun")) == [1, 2, 4]


def test_a_word_as_typed_comes_before_its_other_forms(folder: Path) -> None:
    index = built(folder, entry(1, "Parkerna öppnade i maj."), entry(2, "Parken öppnade i maj."))
    assert found(index, "parken") == [2, 1]


def test_a_chunk_of_unknown_language_is_found_by_forms_of_any(folder: Path) -> None:
    index = built(folder, entry(1, "Lekplatserna. Legepladserne.", language=Language.UNKNOWN))
    assert found(index, "lekplats") == [1]
    assert found(index, "legeplads") == [1]


def test_danish_and_swedish_spellings_of_one_letter_meet(folder: Path) -> None:
    index = built(
        folder,
        entry(1, "Vi mødes på Ærø.", language=DA),
        entry(2, "Aarhus ligger ved bugten.", language=DA),
    )
    assert found(index, "ärö") == [1]
    assert found(index, "Århus") == [2]


def test_diacritics_matter(folder: Path) -> None:
    index = built(folder, entry(1, "Får betar på ängen."), entry(2, "En far leker med sitt barn."))
    assert found(index, "får") == [1]
    assert found(index, "far") == [2]


@pytest.mark.parametrize("text", ["Århus", "grønærter", "förälder"])
def test_both_unicode_forms_find_the_same(folder: Path, text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    index = built(folder, entry(1, f"{text} här"), entry(2, f"{decomposed} här"))
    assert sorted(found(index, text)) == sorted(found(index, decomposed)) == [1, 2]


def test_the_head_of_a_compound_finds_the_compound(folder: Path) -> None:
    index = built(
        folder,
        entry(1, "Borgerinddragelsen i Odense.", language=DA),
        entry(2, "Borgerne bor ved havnen i Odense.", language=DA),
    )
    assert found(index, "inddragelse") == [1]


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("äldre", "Föräldrarna kom för att lyssna.", SV),
        ("ældre", "Forældrene kom for at lytte.", DA),
        ("mark", "Danmark er fladt. Dan bor der.", DA),
        ("het", "Ledighet.", SV),
        ("bildning", "Utbildningen gick ut.", SV),
        ("takt", "Kontakten var kort.", SV),
    ],
)
def test_a_prefix_a_name_or_an_ending_makes_no_compound(
    folder: Path, query: str, text: str, language: Language
) -> None:
    index = built(folder, entry(1, text, language=language), entry(2, "Något annat."))
    assert found(index, query) == []


def test_a_first_part_can_be_known_from_the_taxonomy(folder: Path, taxonomy: Taxonomy) -> None:
    index = built(folder, entry(1, "Borgerinddragelsen i Odense.", language=DA), entry(2, "Havnen."))
    terms, parts = read_query("inddragelse"), WordParts(taxonomy)
    assert [chunk_id for chunk_id, _ in index.search(terms, k=9, parts=parts)] == [1]
    assert index.search(terms, k=9, bridge=NO_BRIDGE) == []


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("äldre", "Äldreomsorgen växer.", SV),
        ("omsorg", "Äldreomsorgen växer.", SV),
        ("ældre", "Ældreplejen vokser.", DA),
        ("dialog", "Medborgardialogerna i maj.", SV),
        ("tilbud", "Dagtilbuddet er åbent.", DA),
        ("udvalg", "Fagudvalget mødes.", DA),
    ],
)
def test_true_compounds_are_found_with_the_themes_that_come_with_the_product(
    folder: Path, query: str, text: str, language: Language
) -> None:
    index = built(folder, entry(1, text, language=language), entry(2, "Något annat."))
    hits = index.search(read_query(query), k=9, parts=WordParts(load_taxonomy()))
    assert [chunk_id for chunk_id, _ in hits] == [1]


def test_a_term_of_the_taxonomy_is_not_looked_for_by_a_head_that_is_none(
    folder: Path, taxonomy: Taxonomy
) -> None:
    index = built(folder, entry(1, "Hjælp til flytning.", language=DA), entry(2, "Havnen.", language=DA))
    terms = read_query("lektiehjælp")
    assert index.search(terms, k=9, parts=WordParts(taxonomy)) == []
    assert [chunk_id for chunk_id, _ in index.search(terms, k=9)] == [1]


def test_the_first_part_of_a_compound_finds_it_if_the_rest_is_a_word_too(folder: Path) -> None:
    index = built(
        folder,
        entry(1, "Dialogmötet var välbesökt."),
        entry(2, "Marknadsföringen kostade mycket."),
        entry(3, "Ett möte."),
    )
    assert found(index, "dialog") == [1]
    assert found(index, "mark") == []


def test_a_compound_finds_its_parts_after_itself(folder: Path) -> None:
    index = built(
        folder,
        entry(1, "Tidlig inddragelse af naboerne er vigtig for alle parter i byen.", language=DA),
        entry(2, "Borgerinddragelse er vigtig for alle parter i byen.", language=DA),
        entry(3, "Havnen er dyb.", language=DA),
    )
    assert found(index, "borgerinddragelse") == [2, 1]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("arbetsmarknad", "En svag marknad."),
        ("børnebibliotek", "Et bibliotek."),
        ("gatubelysning", "En ny belysning."),
    ],
)
def test_linking_letters_do_not_hide_the_parts(folder: Path, query: str, text: str) -> None:
    language = DA if "ø" in query else SV
    index = built(folder, entry(1, text, language=language), entry(2, "Något annat.", language=language))
    assert found(index, query) == [1]


def test_short_endings_are_no_parts(folder: Path) -> None:
    index = built(folder, entry(1, "Udvalget mødtes.", language=DA), entry(2, "Bolaget växte."))
    assert found(index, "valg") == []
    assert found(index, "lag") == []


@pytest.mark.parametrize("quotes", ['"{}"', "”{}”", "«{}»", "„{}“"])
def test_a_quoted_phrase_must_stand_as_it_is(folder: Path, quotes: str) -> None:
    index = built(folder, entry(1, "Den nya parken vid ån."), entry(2, "Parken är nya hemmet."))
    terms = read_query(quotes.format("nya parken"))
    assert terms.phrases == (("nya", "parken"),)
    assert index.containing(terms.phrases).tolist() == [1]
    assert index.containing([("parken",), ("nya", "hemmet")]).tolist() == [2]


def test_a_phrase_is_found_in_headings_but_not_across_heading_and_text(folder: Path) -> None:
    index = built(
        folder, entry(1, "parken öppnar", headings=("Den nya",)), entry(2, "x", headings=("Nya parken",))
    )
    assert index.containing([("nya", "parken")]).tolist() == [2]


def test_title_and_headings_are_searched(folder: Path) -> None:
    index = built(
        folder,
        entry(1, "Text utan ordet.", title="Byalagens bok"),
        entry(2, "Text utan ordet.", headings=("Om byalag",)),
        entry(3, "Ett byalag i texten."),
        entry(4, "Något annat."),
    )
    assert set(found(index, "byalag")) == {1, 2, 3}


def test_stop_words_do_not_retrieve_beside_other_words(folder: Path) -> None:
    index = built(folder, entry(1, "Vi är här för att mötas."), entry(2, "Cykelvägen."))
    assert found(index, "vad är en cykelväg") == [2]


def test_stop_words_alone_do_retrieve(folder: Path) -> None:
    index = built(folder, entry(1, "Vi är här."), entry(2, "Cykelvägen."))
    assert found(index, "är") == [1]


@pytest.mark.parametrize(
    "text",
    [
        "parken) AND (",
        "parken OR NOT title:[* TO *]",
        '"parken',
        'parken""',
        "+parken -hus^4~",
        "parken \\",
        "parken\x00\n\u2028",
        "/.*parken.*/ parken",
        "stem_sv:parken",
    ],
)
def test_signs_of_a_query_language_mean_nothing(folder: Path, text: str) -> None:
    index = built(folder, entry(1, "Parken vid ån."))
    assert found(index, text) == [1]


@pytest.mark.parametrize("text", ["", "   ", "!!! (((", '""', "_", "\ud800"])
def test_a_query_without_words_finds_nothing(folder: Path, text: str) -> None:
    index = built(folder, entry(1, "Parken vid ån."))
    assert found(index, text) == []


def test_very_long_words_and_queries_are_survived(folder: Path) -> None:
    long_word = "å" * 70_000
    index = built(folder, entry(1, f"{long_word} parken"))
    assert found(index, long_word) == [1]
    assert found(index, "ord " * 30_000 + "parken") == []
    assert found(index, "parken " * 30_000) == [1]


def test_only_allowed_chunks_are_found(folder: Path) -> None:
    index = built(folder, *(entry(each, "Parken vid ån.") for each in range(1, 30)))
    assert found(index, "parken", allowed=[7, 3, 400]) == [3, 7]
    assert found(index, "parken", allowed=[]) == []


def test_many_allowed_chunks_are_found_by_looking_further(folder: Path) -> None:
    # The best-scoring 3,000 are not allowed; the allowed ones come last.
    best = [entry(each, "parken parken parken") for each in range(3_000)]
    worst = [entry(each, "parken " + "och mycket annat " * 20) for each in range(3_000, 5_100)]
    index = built(folder, *best, *worst)
    allowed = list(range(3_000, 5_100))
    assert found(index, "parken", allowed=allowed) == list(range(3_000, 3_020))


def test_ties_are_ordered_by_id(folder: Path) -> None:
    index = built(folder, *(entry(each, "Parken vid ån.") for each in (5, 2, 9)))
    assert found(index, "parken") == [2, 5, 9]


def test_terms_of_a_theme_are_found_after_the_words_themselves(folder: Path) -> None:
    index = built(
        folder,
        entry(1, "Natteravnene går gennem byen.", language=DA),
        entry(2, "Nattvandrarna går genom byn."),
        entry(3, "Borgerne bestemmer her.", language=DA),
        entry(4, "Bestemmer borgerne?", language=DA),
    )
    terms = [
        ThemeTerm(
            query="nattvandrare",
            theme_id="n",
            language=DA,
            term="natteravn",
            stems=("natteravn",),
            weight=1.0,
        ),
        ThemeTerm(
            query="nattvandrare",
            theme_id="n",
            language=DA,
            term="borgerne bestemmer",
            stems=("borg", "bestem"),
            weight=0.5,
        ),
    ]
    hits = index.search(read_query("nattvandrare"), k=9, theme_terms=terms)
    assert [chunk_id for chunk_id, _ in hits] == [2, 1, 3]


def test_replacing_a_document_removes_its_old_chunks(folder: Path) -> None:
    built(folder, entry(1, "Parken.", document_id=1), entry(2, "Parken.", document_id=2))
    with LexicalWriter(folder) as writer:
        writer.replace([1], [entry(3, "Torget.", document_id=1)])
        writer.commit()
    index = LexicalIndex(folder)
    assert found(index, "parken") == [2]
    assert found(index, "torget") == [3]
    assert index.chunk_ids().tolist() == [2, 3]


def test_within_one_writing_the_later_replacement_holds(folder: Path) -> None:
    with LexicalWriter(folder) as writer:
        writer.replace([1], [entry(1, "Parken.", document_id=1)])
        writer.replace([1], [entry(2, "Torget.", document_id=1)])
        writer.commit()
    assert LexicalIndex(folder).chunk_ids().tolist() == [2]


def test_what_is_not_committed_is_lost(folder: Path) -> None:
    built(folder, entry(1, "Parken."))
    with LexicalWriter(folder) as writer:
        writer.replace([], [entry(2, "Torget.")])
    assert LexicalIndex(folder).chunk_ids().tolist() == [1]


def test_an_empty_index_finds_nothing(folder: Path) -> None:
    index = built(folder)
    assert found(index, "parken") == []
    assert index.chunk_ids().tolist() == []
    assert index.containing([("nya", "parken")]).tolist() == []


def test_a_folder_without_an_index_is_told_with_the_cure(folder: Path) -> None:
    with pytest.raises(IndexCorruptError, match="Run: metodbank index rebuild"):
        LexicalIndex(folder / "absent")


def test_the_parts_of_a_compound_near_one_another_are_found_after_it(folder: Path) -> None:
    index = built(
        folder,
        entry(1, "En dialog med unga medborgare om allt som rör parken och torget."),
        entry(2, "En medborgardialog om allt som rör parken och torget vid ån i staden."),
        entry(3, "Medborgare i alla åldrar fick gå runt och titta utan någon dialog."),
        entry(4, "Medborgarnas dialog om allt som rör parken och torget vid ån."),
    )
    hits = found(index, "medborgardialog")
    assert hits[0] == 2
    assert set(hits[1:3]) == {1, 4}
    assert hits.index(1) < len(hits) - 1 or 3 not in hits


def test_a_hanging_hyphen_stands_for_the_whole_compound(folder: Path) -> None:
    index = built(
        folder,
        entry(1, "Barn- och ungdomsverksamheten växte."),
        entry(2, "Barn och ungdomar."),
        entry(3, "Børne- og ungdomsudvalget mødtes.", language=DA),
    )
    assert found(index, "barnverksamhet")[0] == 1
    assert found(index, "børneudvalg")[0] == 3


def test_compounds_of_a_term_that_means_the_same_are_found_after_it(folder: Path) -> None:
    index = built(
        folder,
        entry(1, "Byens natteravneforening. En natteforening er en forening.", language=DA),
        entry(2, "Byens skoleudvalg. En skole ved havnen i byen.", language=DA),
        entry(3, "Byens udvalg. En skole ved havnen i byen.", language=DA),
    )
    term = ThemeTerm(query="nämnd", theme_id="", language=DA, term="udvalg", stems=("udvalg",), weight=1.0)
    hits = index.search(read_query("nämnd"), k=9, theme_terms=[term])
    assert [chunk_id for chunk_id, _ in hits] == [3, 2]


def test_another_spelling_of_a_term_that_means_the_same_is_found(folder: Path) -> None:
    index = built(folder, entry(1, "Ungdomsudvalget.", language=DA), entry(2, "Udvalget.", language=DA))
    term = ThemeTerm(
        query="ungdomsnämnd",
        theme_id="",
        language=DA,
        term="ungdomudvalg",
        stems=("ungdomudvalg",),
        weight=0.7,
        spellings=("ungdomsudvalg", "ungdomeudvalg"),
    )
    hits = index.search(read_query("xyz"), k=9, theme_terms=[term])
    assert [chunk_id for chunk_id, _ in hits] == [1]


@pytest.mark.parametrize(
    ("query", "gone"),
    [
        ("-parken", [1, 2]),  # in any form
        ("-parker", [1, 2]),
        ('-"nya parken"', [1]),
        ("-kommun", [4]),  # in the heading
        ("-parken -bro", [1, 2, 3]),
        ("-park xyz", [1, 2]),
        ("-legepladser", [5]),
        ("- parken", []),
        ("parken", []),
    ],
)
def test_what_follows_a_minus_is_excluded_in_all_its_forms(folder: Path, query: str, gone: list[int]) -> None:
    index = built(
        folder,
        entry(1, "Den nya parken."),
        entry(2, "Parkerna är nya."),
        entry(3, "En bro."),
        entry(4, "Ett hus.", headings=("Kommunerna",)),
        entry(5, "En legeplads.", language=DA),
    )
    assert index.excluded(read_query(query)).tolist() == gone


def test_an_excluded_false_friend_excludes_only_its_own_sense(folder: Path) -> None:
    index = built(folder, entry(1, "En rolig dag."), entry(2, "En rolig dag.", language=DA))
    assert index.excluded(read_query("byalag -rolig")).tolist() == [1]
    assert index.excluded(read_query("-rolig")).tolist() == [1, 2]


def test_a_stem_that_is_a_little_word_finds_nothing(folder: Path) -> None:
    index = built(folder, entry(1, "Vi gör det för byn."), entry(2, "En förare till bussen."))
    assert found(index, "förare") == [2]
    assert found(index, "förarna") == []
    assert index.excluded(read_query("-förare")).tolist() == [2]

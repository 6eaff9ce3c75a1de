from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.theme_choice import with_themes
from ingest.theme_signs import load_signs
from ingest.theme_support import chosen_by_words, points_of, theme_candidates
from ingest.themes import ThemeFinder, theme_finders
from kb.records import Facet, Language, PreparedDocument, Tag, TagMethod
from kb.taxonomy import load_taxonomy
from kb.words import stem, words
from tests.ingest.makers import prepare

IDS = tuple(theme.id for theme in load_taxonomy().themes)
LANGUAGES = {
    "sv": Language.SWEDISH,
    "da": Language.DANISH,
    "nb": Language.NORWEGIAN,
    "en": Language.ENGLISH,
}


class Likes:
    """Finds every passage near to one main theme, and far from the others."""

    def __init__(self, top: str) -> None:
        self.themes = IDS
        self._row = [0.6 if theme.partition(".")[0] == top else -0.2 for theme in IDS]

    def __call__(self, title: str, passages: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        assert title
        return np.array([self._row] * len(passages), dtype=np.float32)


def candidates(
    text: str, *, headings: Sequence[str] = (), title: str = "", language: Language = Language.SWEDISH
) -> dict[str, Tag]:
    finders = theme_finders(load_taxonomy(), language)
    return {tag.value: tag for tag in theme_candidates(finders, text, headings, title)}


def themes(document: PreparedDocument, chunk: int = 0) -> set[str]:
    return {tag.value for tag in document.chunks[chunk].tags if tag.facet is Facet.THEME}


def document_themes(document: PreparedDocument) -> set[str]:
    return {tag.value for tag in document.tags if tag.facet is Facet.THEME}


# What words speak for


@pytest.mark.parametrize(
    "text",
    [
        "Barn i alla åldrar var med på dagen.",
        "Skolan och familjen var med.",
        "Ungdomar och äldre hade sina skilda vägar.",
        "Han gick hem till sin familj efter arbetet.",
    ],
)
def test_a_generic_word_alone_speaks_for_nothing(text: str) -> None:
    assert candidates(text) == {}
    assert themes(with_themes(prepare(f"En rubrik\n\n{text}\n"), Likes("barn"))) == set()


def test_two_different_terms_are_enough_without_a_model() -> None:
    found = prepare("Om unga\n\nDe startade med sommarjobb och feriejobb åt alla som ville.\n")
    assert themes(found) == {"barn.sommarjobb"}


def test_one_term_needs_the_meaning_of_the_passage() -> None:
    document = prepare("Om dagen\n\nMan pratade länge om läxhjälp innan alla gick hem till sitt.\n")
    assert themes(document) == set()
    assert themes(with_themes(document, Likes("larande"))) == {"larande.laxhjalp"}
    assert themes(with_themes(document, Likes("klimat"))) == set()


def test_meaning_alone_gives_no_theme() -> None:
    document = prepare("Om dagen\n\nMan pratade länge om det innan alla gick hem till sitt.\n")
    assert themes(with_themes(document, Likes("larande"))) == set()


def test_a_sign_weighs_less_than_a_term() -> None:
    term, sign = candidates("De fick läxhjälp där."), candidates("De läste läxor där.")
    assert points_of(sign["larande.laxhjalp"]) < points_of(term["larande.laxhjalp"])


def test_the_same_word_twice_counts_once() -> None:
    once, twice = candidates("De fick läxhjälp."), candidates("De fick läxhjälp och mer läxhjälp.")
    assert points_of(twice["larande.laxhjalp"]) == pytest.approx(points_of(once["larande.laxhjalp"]))


def test_a_word_inside_a_longer_term_does_not_count_again() -> None:
    finder = ThemeFinder([("a", "social isolering"), ("a", "isolering")], Language.SWEDISH)
    found = theme_candidates([finder], "De talade om social isolering.", (), "")
    alone = theme_candidates([finder], "De talade om isolering.", (), "")
    assert [tag.evidence for tag in found] == ["social isolering"]
    assert points_of(found[0]) == pytest.approx(points_of(alone[0]))


def test_heading_and_title_speak_for_a_theme_with_their_own_words() -> None:
    in_heading = candidates("Alla fick rösta.", headings=["Del två", "Vår medborgarbudget 2015"])
    in_title = candidates("Alla fick rösta.", title="Medborgarbudgetar i små byar")
    assert in_heading["dialog.budget"].evidence == "medborgarbudget"
    assert in_title["dialog.budget"].evidence == "Medborgarbudgetar"
    assert points_of(in_heading["dialog.budget"]) > points_of(in_title["dialog.budget"])


@pytest.mark.parametrize(
    ("text", "language", "theme", "evidence"),
    [
        ("Läxhjälpsgruppen växte.", Language.SWEDISH, "larande.laxhjalp", "Läxhjälpsgruppen"),
        ("En pilotmedborgarbudget prövades.", Language.SWEDISH, "dialog.budget", "pilotmedborgarbudget"),
        ("Natteravnene gik ture.", Language.DANISH, "trygg.narvaro", "Natteravnene"),
        ("De fikk leksehjelp på skolen.", Language.NORWEGIAN, "larande.laxhjalp", "leksehjelp"),
        ("The night ravens walk on Fridays.", Language.ENGLISH, "trygg.narvaro", "night ravens"),
        ("Trygghetsronder i centrum.", Language.SWEDISH, "trygg.narvaro", "Trygghetsronder"),
    ],
)
def test_words_are_found_in_each_language_and_inside_compounds(
    text: str, language: Language, theme: str, evidence: str
) -> None:
    assert candidates(text, language=language)[theme].evidence == evidence


def test_a_beginning_of_a_word_is_no_word() -> None:
    finder = ThemeFinder([], Language.SWEDISH, signs=[("a", "klimat-"), ("b", "-dialog")])
    assert [hit.theme for hit in finder.find("Klimatet och en dialog.")] == []
    assert [hit.theme for hit in finder.find("Klimatpengar och invånardialoger.")] == ["a", "b"]


@pytest.mark.parametrize(
    "text", ["Det var fördelaktigt för alla som kände gemensamhet.", "De skrev ett servicekontrakt."]
)
def test_a_word_that_only_looks_like_a_compound_speaks_for_nothing(text: str) -> None:
    assert candidates(text) == {}


# What is chosen


def test_at_most_four_themes_and_the_surest() -> None:
    text = (
        "Medborgarbudget och borgerbudget, byapeng. Läxhjälp och läxcafé. Sommarjobb och feriejobb. "
        "Nattvandring och nattvandrare, grannsamverkan. Byalag och bygderåd. Skolfrånvaro och hemmasittare. "
        "Solceller och vindkraft. Hemtjänst och äldreboende."
    )
    found = candidates(text)
    assert len(chosen_by_words(found.values())) == 4
    assert len(themes(with_themes(prepare(f"Om allt\n\n{text}\n"), Likes("dialog")))) <= 4


def test_a_main_theme_is_named_by_its_best_supported_sub_theme() -> None:
    assert set(candidates("Nattvandring, grannsamverkan och trygghetsvandring mot hatbrott.")) == {
        "trygg.narvaro"
    }


@pytest.mark.parametrize("scorer", [None, Likes("trygg"), Likes("barn")])
def test_evidence_stands_in_the_document_and_confidence_is_a_share(scorer: Likes | None) -> None:
    text = (
        "Trygghet på landet\n\nByalaget ordnar nattvandring med nattvandrare varje fredag.\n\n"
        "Läxhjälp och läxcafé\n\nFöräldrar och elever turas om, och fritidsgården håller öppet.\n"
    )
    document = with_themes(prepare(text), scorer)
    tags = [tag for chunk in document.chunks for tag in chunk.tags if tag.facet is Facet.THEME]
    assert tags
    for tag in (*tags, *(tag for tag in document.tags if tag.facet is Facet.THEME)):
        assert tag.evidence
        assert tag.evidence in text
        assert 0.5 <= tag.confidence < 1
        assert tag.method is TagMethod.TERM
        assert tag.value in IDS


def test_choosing_again_replaces_what_was_chosen() -> None:
    document = prepare("Om unga\n\nDe startade med sommarjobb och feriejobb åt alla som ville.\n")
    again = with_themes(with_themes(document, Likes("klimat")))
    assert again == document


def test_stated_themes_stay_and_are_not_told_twice() -> None:
    document = prepare(
        "---\nteman: barn.sommarjobb\n---\n\n# Om unga\n\nSommarjobb och feriejobb åt alla som ville.\n",
        "a.md",
    )
    stated = [tag for tag in with_themes(document, Likes("barn")).tags if tag.facet is Facet.THEME]
    assert [(tag.value, tag.method) for tag in stated] == [("barn.sommarjobb", TagMethod.METADATA)]


def test_a_document_has_the_themes_of_its_chunks_but_not_of_one_in_many() -> None:
    about = "Byalaget och bygderådet möttes igen för att tala om vägen till sjön och om allt annat."
    aside = "Sommarjobb och feriejobb åt alla som ville, sade någon som kom sent och gick tidigt igen."
    parts = [f"Del {number}\n\n{about}\n" for number in range(40)]
    document = prepare("En rubrik om det hela\n\n" + "\n".join([*parts, f"Del sista\n\n{aside}\n"]))
    found = {theme for number in range(len(document.chunks)) for theme in themes(document, number)}
    assert {"civil.byalag", "barn.sommarjobb"} <= found
    assert "civil.byalag" in document_themes(document)
    assert "barn.sommarjobb" not in document_themes(document)


# The packaged signs


def test_signs_belong_to_themes_and_are_written_in_their_own_letters() -> None:
    assert set(load_signs()) <= set(IDS)
    foreign = {"sv": "æøÆØ", "da": "äöÄÖ", "nb": "äöÄÖ", "en": "åäöæøÅÄÖÆØ"}
    for each in load_signs().values():
        assert set(each) <= set(foreign)
        for code, signs in each.items():
            assert all(signs)
            assert not set(foreign[code]) & set("".join(signs))


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sign_stands_in_two_places_or_is_a_term(code: str) -> None:
    def key(text: str) -> tuple[tuple[str, ...], bool]:
        stems = tuple(stem(text[w.start : w.end], LANGUAGES[code]) for w in words(text))
        return stems, text.endswith("-")

    terms = {key(term) for theme in load_taxonomy().themes for term in theme.terms.get(code, ())}
    signs = [key(sign) for each in load_signs().values() for sign in each.get(code, ())]
    assert sorted(sign for sign in set(signs) if signs.count(sign) > 1) == []
    assert terms & set(signs) == set()

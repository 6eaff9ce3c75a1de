from __future__ import annotations

import csv
import subprocess
import sys
import tomllib
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

import kb
from kb.errors import SettingsError, UnknownThemeError
from kb.records import Language
from kb.taxonomy import Taxonomy, Theme, load_taxonomy
from kb.text import fold
from kb.words import stem, words

PACKAGED = Path(kb.__file__).parent / "data" / "themes.toml"
RAW: list[dict[str, Any]] = tomllib.loads(PACKAGED.read_text(encoding="utf-8"))["theme"]
LANGUAGES = {"sv": Language.SWEDISH, "da": Language.DANISH, "en": Language.ENGLISH}


@pytest.fixture
def taxonomy() -> Taxonomy:
    return load_taxonomy()


def _themes_of(term: str, language: str) -> set[str]:
    return {entry["id"] for entry in RAW if term in entry["terms"][language]}


# The packaged list


def test_there_are_18_themes_and_71_sub_themes(taxonomy: Taxonomy) -> None:
    parents = Counter(theme.parent is None for theme in taxonomy.themes)
    assert parents == {True: 18, False: 71}
    assert [theme.id for theme in taxonomy.themes] == [entry["id"] for entry in RAW]


def test_every_parent_exists_and_is_a_top_theme() -> None:
    tops = {entry["id"] for entry in RAW if "parent" not in entry}
    assert {entry["parent"] for entry in RAW if "parent" in entry} == tops


def test_ids_are_those_of_the_reference_list(reference: Path) -> None:
    with (reference / "data" / "themes.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert [(entry["id"], entry.get("parent", ""), entry["sdg"]) for entry in RAW] == [
        (row["id"], row["parent"], row["sdg"].split(";")) for row in rows
    ]


@pytest.mark.parametrize(("language", "least", "most"), [("sv", 5, 15), ("da", 5, 15), ("en", 3, 8)])
def test_each_theme_has_enough_terms_and_not_too_many(language: str, least: int, most: int) -> None:
    counts = {entry["id"]: len(entry["terms"][language]) for entry in RAW}
    assert {theme_id: n for theme_id, n in counts.items() if not least <= n <= most} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_term_stands_in_two_places(language: str) -> None:
    # By stem, as the tagger and the query see them: two terms that differ in an ending are one.
    places = defaultdict(list)
    for entry in RAW:
        for term in entry["terms"][language]:
            stems = tuple(stem(term[w.start : w.end], LANGUAGES[language]) for w in words(term))
            places[stems].append((entry["id"], term))
    assert [found for found in places.values() if len(found) > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broad_word_is_nowhere_a_term(language: str) -> None:
    terms = {fold(term) for entry in RAW for term in entry["terms"][language]}
    broad = {fold(word) for entry in RAW for word in entry.get("broad", {}).get(language, [])}
    assert (language == "en") or len(broad) > 50
    assert broad & terms == set()


@pytest.mark.parametrize(
    ("language", "word"),
    [
        *(
            ("sv", word)
            for word in "skola kultur fotboll workshop idrott fritid samverkan nämnd drog".split()
        ),
        *(
            ("sv", word)
            for word in "motion kost tolk beroende tillbud frukost frivillig tillgänglighet".split()
        ),
        *(
            ("da", word)
            for word in "skole kultur fodbold workshop idræt udvalg samarbejde drift kost tolk".split()
        ),
        *(("da", word) for word in "tilbud frokost afhængighed udsættelse ledighed sammenhold by".split()),
    ],
)
def test_words_that_mean_much_else_are_not_terms(language: str, word: str) -> None:
    assert _themes_of(word, language) == set()


@pytest.mark.parametrize(
    ("language", "everyday"),
    [
        # A stemmer makes one of these and a word that once was a term: fältare, inflyttare, åldrande …
        *(("sv", word) for word in "fält inflytande åldrar tillhör far ska stolt sam rum".split()),
        *(("da", word) for word in "ledelse leder menneske søm stolt sammenholdt".split()),
    ],
)
def test_no_term_has_the_stem_of_an_everyday_word(language: str, everyday: str) -> None:
    wanted = stem(everyday, LANGUAGES[language])
    single = {
        stem(term, LANGUAGES[language]): term
        for entry in RAW
        for term in entry["terms"][language]
        if len(words(term)) == 1
    }
    assert single.get(wanted) is None


@pytest.mark.parametrize(
    ("swedish", "danish"),
    [
        ("nattvandrare", "natteravn"),
        ("byalag", "landsbylaug"),
        ("byalag", "lokalråd"),
        ("läxhjälp", "lektiehjælp"),
        ("medskapande", "samskabelse"),
        ("medborgarbudget", "borgerbudget"),
        ("utanförskap", "udsathed"),
        ("förskola", "dagtilbud"),
        ("hemtjänst", "hjemmepleje"),
        ("områdesmamma", "bydelsmor"),
        ("SSPF", "SSP"),
        ("vardagsrehabilitering", "hverdagsrehabilitering"),
        ("fritidsbank", "udlån af sportsudstyr"),
        ("idrottsprylar", "udstyrsbank"),
        ("medborgardialog", "borgerinddragelse"),
        ("klädotek", "tøjbyttedag"),
        ("frukost i skolan", "morgenmad i skolen"),
    ],
)
def test_a_swedish_and_a_danish_word_for_one_thing_share_a_theme(swedish: str, danish: str) -> None:
    assert _themes_of(swedish, "sv")
    assert _themes_of(swedish, "sv") == _themes_of(danish, "da")


@pytest.mark.parametrize(
    ("language", "longer", "theme_id"),
    [
        ("da", "forældreråd", "larande.forskola"),
        ("da", "ungerådgivning", "barn"),
        ("da", "ungdomsrådgivning", "barn"),
    ],
)
def test_a_word_that_only_contains_another_term_is_a_term_of_its_own_theme(
    language: str, longer: str, theme_id: str
) -> None:
    # The tagger prefers whole words: without these, ældreråd and ungeråd would be found inside them.
    assert _themes_of(longer, language) == {theme_id}


def test_each_language_is_written_with_its_own_letters() -> None:
    for entry in RAW:
        for place in (entry["terms"], entry.get("broad", {})):
            assert not set("æøÆØ") & set("".join(place.get("sv", [])))
            assert not set("äöÄÖ") & set("".join(place.get("da", [])))
            assert not set("åäöæøÅÄÖÆØ") & set("".join(place.get("en", [])))
    assert unicodedata.is_normalized("NFC", PACKAGED.read_text(encoding="utf-8"))


# Looking things up


def test_get_returns_the_theme_with_its_names_terms_and_targets(taxonomy: Taxonomy) -> None:
    theme = taxonomy.get("dialog.budget")
    assert theme.parent == "dialog"
    assert theme.names == {"sv": "Medborgarbudget", "da": "Borgerbudget", "en": "Participatory budgeting"}
    assert theme.terms["da"][:2] == ("borgerbudget", "borgerbudgettering")
    assert theme.sdg == ("16.7", "11.3")


def test_get_takes_ids_only(taxonomy: Taxonomy) -> None:
    with pytest.raises(UnknownThemeError):
        taxonomy.get("Medborgarbudget")


def test_children_of_a_theme_and_of_none(taxonomy: Taxonomy) -> None:
    assert [theme.id for theme in taxonomy.children("halsa")] == [
        "halsa.psykisk",
        "halsa.andt",
        "halsa.rorelse",
        "halsa.mat",
    ]
    assert taxonomy.children("halsa.mat") == ()
    tops = [theme.id for theme in taxonomy.children()]
    assert (len(tops), tops[0], tops[-1]) == (18, "dialog", "ratt")


def test_with_descendants_holds_the_theme_itself_and_all_under_it() -> None:
    def theme(theme_id: str, parent: str | None) -> Theme:
        return Theme(id=theme_id, parent=parent, names={"en": theme_id}, terms={}, broad={}, sdg=())

    made = Taxonomy((theme("a", None), theme("a.b", "a"), theme("a.b.c", "a.b"), theme("d", None)))
    assert made.with_descendants("a") == {"a", "a.b", "a.b.c"}
    assert made.with_descendants("a.b") == {"a.b", "a.b.c"}
    assert made.with_descendants("d") == {"d"}
    with pytest.raises(UnknownThemeError):
        made.with_descendants("e")


def test_name_in_the_language_of_the_interface(taxonomy: Taxonomy) -> None:
    assert taxonomy.name("aldre", "sv") == "Äldre och åldrande"
    assert taxonomy.name("aldre", "da") == "Ældre og aldring"
    assert taxonomy.name("aldre", "fi") == "Older people and ageing"


@pytest.mark.parametrize(
    ("text", "theme_id"),
    [
        ("dialog.budget", "dialog.budget"),
        ("DIALOG.Budget", "dialog.budget"),
        ("  medborgarbudget ", "dialog.budget"),
        ("Borgerbudget", "dialog.budget"),
        ("participatory  BUDGETING", "dialog.budget"),
        ("Äldre och åldrande", "aldre"),
        (unicodedata.normalize("NFD", "Äldre och åldrande"), "aldre"),
        ("Ældre og aldring", "aldre"),
        ("Äldre og aldring", "aldre"),
    ],
)
def test_resolve_takes_an_id_or_a_name_in_any_language(taxonomy: Taxonomy, text: str, theme_id: str) -> None:
    assert taxonomy.resolve(text) == theme_id


def test_every_id_and_name_resolves_to_its_own_theme(taxonomy: Taxonomy) -> None:
    for entry in RAW:
        for written in (entry["id"], *entry["name"].values()):
            assert taxonomy.resolve(unicodedata.normalize("NFD", written.upper())) == entry["id"]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("medborgarbudjet", "dialog.budget (Medborgarbudget)"),
        ("dialog.budgett", "dialog.budget (Participatory budgeting)"),
        ("laxhjälp", "larande.laxhjalp (Läxhjälp och kompensatorisk skola)"),
        ("nattvandrere", "trygg.narvaro (Vuxennärvaro och trygga platser)"),
        ("natteravne", "trygg.narvaro (Voksennærvær og trygge steder)"),
        ("skola", "larande (Utbildning och livslångt lärande)"),
        ("ensomhed", "aldre.ensamhet (Ensomhed og møder på tværs af generationer)"),
    ],
)
def test_an_unknown_theme_brings_the_closest_names(taxonomy: Taxonomy, text: str, suggestion: str) -> None:
    with pytest.raises(UnknownThemeError) as caught:
        taxonomy.resolve(text)
    message = str(caught.value)
    assert f"There is no theme {text!r}; did you mean " in message
    assert suggestion in message
    assert message.count(" (") <= 3


def test_nonsense_brings_no_suggestion_but_the_way_on(taxonomy: Taxonomy) -> None:
    with pytest.raises(UnknownThemeError) as caught:
        taxonomy.resolve("xyzzy 12345")
    assert str(caught.value) == "There is no theme 'xyzzy 12345'. See all with: metodbank themes"


# Files of one's own

GOOD = """
[[theme]]
id = "hav"
name = {sv = "Hav", da = "Hav-da", en = "Sea"}
terms = {sv = ["kust"], da = ["kyst"], en = ["coast"]}
broad.sv = ["vatten"]
sdg = ["14.1"]
"""


def _load(tmp_path: Path, text: str | bytes) -> Taxonomy:
    path = tmp_path / "themes.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_taxonomy(path)


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    assert _load(tmp_path, GOOD).themes == (
        Theme(
            id="hav",
            parent=None,
            names={"sv": "Hav", "da": "Hav-da", "en": "Sea"},
            terms={"sv": ("kust",), "da": ("kyst",), "en": ("coast",)},
            broad={"sv": ("vatten",), "da": (), "en": ()},
            sdg=("14.1",),
        ),
    )


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (GOOD.replace("sdg", "colour"), "theme.0.colour: Extra inputs are not permitted"),
        (GOOD.replace('da = "Hav-da", ', ""), "theme.0.name"),
        (GOOD.replace('"14.1"', '"18.1"'), "theme.0.sdg.0"),
        (GOOD.replace('"kust"', '" kust"'), "theme.0.terms.sv.0"),
        (GOOD.replace('id = "hav"', 'id = "hav.kust"'), "'hav.kust' does not begin with its parent"),
        (
            GOOD.replace('id = "hav"', 'id = "a.b"\nparent = "a"'),
            "the parent 'a' of 'a.b' does not stand before it",
        ),
        (GOOD + GOOD, "the theme 'hav' is there twice"),
        (GOOD + GOOD.replace('id = "hav"', 'id = "ocean"'), "belongs to more than one theme"),
        ("[[theme]\n", "is not a TOML file in UTF-8"),
        ("åäö".encode("latin-1"), "is not a TOML file in UTF-8"),
    ],
)
def test_a_broken_file_is_refused_with_its_name_and_the_reason(
    tmp_path: Path, broken: str | bytes, said: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        _load(tmp_path, broken)
    assert str(tmp_path / "themes.toml") in str(caught.value)
    assert said in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml cannot be read: No such file"):
        load_taxonomy(tmp_path / "nowhere.toml")


def test_importing_the_module_loads_no_heavy_library() -> None:
    code = "import sys, kb.taxonomy; print(sorted({'pydantic', 'tomllib', 'difflib'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

"""The rules of the starter corpus: own summaries, supported claims, all forms."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from corpus_texts import Source, Text, read_corpus

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
TEXTS = read_corpus(CORPUS)
IDS = [text.slug for text in TEXTS]

# a number, with blanks or dots between its thousands and a comma before its decimals
FIGURE = re.compile(r"(?<![\d.,])\d{1,3}(?:[ .\u00a0]\d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?")
NORDIC = {"sv": re.compile(r"\w*[æøÆØ]\w*"), "da": re.compile(r"\w*[äöÄÖ]\w*")}
# names from the other country, and from Berlin
NAMES = {"Bydelsmødre", "Bymødre", "Neukölln"}


def figures(text: str) -> set[str]:
    """Read the figures of a text without their thousands marks and leading zeros."""
    found = (re.sub(r"[ .\u00a0]", "", match) for match in FIGURE.findall(text))
    return {figure.lstrip("0") or "0" for figure in found}


def own_words(text: Text) -> str:
    """Give what was written for a text: title, place, period and body, without notice and list of sources."""
    lines = [text.meta.title, text.meta.place, text.meta.period or ""]
    return "\n".join([*lines, *(line for block in text.blocks for line in block.lines)])


def supported_figures(source: Source) -> set[str]:
    """Read the figures that a source vouches for: those of its quotes, its title and its date."""
    quotes = " | ".join([source.title, *(item.quote for item in source.evidence)])
    return figures(quotes) | figures(source.date or "") | set(re.findall(r"(?:19|20)\d\d", quotes))


def runs(text: str, n_words: int) -> set[tuple[str, ...]]:
    """Give all runs of ``n_words`` words."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + n_words]) for i in range(len(words) - n_words + 1)}


def known_themes() -> set[str]:
    data = tomllib.loads((ROOT / "kb/data/themes.toml").read_text(encoding="utf-8"))
    return {theme["id"] for theme in data["theme"]}


def known_municipalities() -> dict[str, str]:
    lines = (ROOT / "kb/data/municipalities.tsv").read_text(encoding="utf-8").splitlines()
    columns = lines[0].split("\t")
    rows = [dict(zip(columns, line.split("\t"), strict=False)) for line in lines[1:]]
    return {row["code"]: row["name"] for row in rows}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8 803 invånare fick 528 180 kronor", {"8803", "528180"}),
        ("4 716 532 kronor till 61 stadsdelsmammor", {"4716532", "61"}),
        ("22.345 invitationer, 7,5 millioner, 1213 personer", {"22345", "7,5", "1213"}),
        ("den 9. februar 2021, 2016-08-01", {"9", "2021", "2016", "8", "1"}),
        ("2 x 100.000 kr.", {"2", "100000"}),
    ],
)
def test_figures_are_read_as_swedish_and_danish_write_them(text: str, expected: set[str]) -> None:
    assert figures(text) == expected


def test_there_are_thirty_texts_in_each_language() -> None:
    languages = Counter(text.meta.language for text in TEXTS)
    assert languages["sv"] >= 30
    assert languages["da"] >= 30


def test_every_main_theme_has_texts() -> None:
    told = {theme.partition(".")[0] for text in TEXTS for theme in text.meta.themes}
    assert {theme for theme in known_themes() if "." not in theme} == told


@pytest.mark.parametrize("text", TEXTS, ids=IDS)
def test_every_figure_stands_in_a_quote_or_is_the_date_of_a_source(text: Text) -> None:
    supported = set[str]().union(*map(supported_figures, text.sources))
    assert figures(own_words(text)) - supported == set()


@pytest.mark.parametrize("text", TEXTS, ids=IDS)
def test_every_source_can_be_found_and_is_quoted_briefly(text: Text) -> None:
    for source in text.sources:
        assert re.fullmatch(r"https?://\S+", source.address or "") or source.reference, source.title
        for item in source.evidence:
            assert 2 <= len(item.quote.split()) <= 25, item.quote
            assert item.claim.strip()


@pytest.mark.parametrize("text", TEXTS, ids=IDS)
def test_texts_do_not_repeat_the_words_of_their_sources(text: Text) -> None:
    quoted = set().union(*(runs(item.quote, 8) for source in text.sources for item in source.evidence))
    assert runs(own_words(text), 8) & quoted == set()


def test_texts_share_no_run_of_eight_words_with_the_reference_documents(reference: Path) -> None:
    paths = sorted((reference / "seeds").glob("*.txt"))
    theirs = set().union(*(runs(path.read_text(encoding="utf-8"), 8) for path in paths))
    shared = {text.slug: runs(own_words(text), 8) & theirs for text in TEXTS}
    assert {slug: found for slug, found in shared.items() if found} == {}


@pytest.mark.parametrize("text", TEXTS, ids=IDS)
def test_themes_and_municipalities_are_known_and_named(text: Text) -> None:
    assert set(text.meta.themes) - known_themes() == set()
    names = known_municipalities()
    country = {"sv": "SE", "da": "DK"}[text.meta.language]
    # the genitive in Københavns Kommune, Göteborgs kommun begins with the name
    head = f"{text.meta.title} {text.meta.place}"
    for code in text.meta.municipalities:
        assert code.startswith(country)
        assert names[code] in head
    for code in text.meta.mentions:
        assert names[code] in own_words(text)
        assert names[code] not in head


@pytest.mark.parametrize("text", TEXTS, ids=IDS)
def test_letters_of_the_other_language_stand_in_names_only(text: Text) -> None:
    assert set(NORDIC[text.meta.language].findall(own_words(text))) - NAMES == set()


def test_at_least_eight_pairs_tell_of_one_idea_on_both_sides_of_the_sound() -> None:
    by_slug = {text.slug: text.meta for text in TEXTS}
    paired = {text.slug: text.meta.counterpart for text in TEXTS if text.meta.counterpart}
    assert all(paired[other] == slug for slug, other in paired.items())
    assert all(by_slug[slug].language != by_slug[other].language for slug, other in paired.items())
    assert len(paired) >= 2 * 8


def test_at_least_ten_texts_tell_of_what_failed_or_was_ended() -> None:
    assert sum(text.meta.failure for text in TEXTS) >= 10
    assert Counter(text.meta.direction for text in TEXTS)["negative"] >= 1


@pytest.mark.parametrize("word", ["medborgardialog", "borgerinddragelse"])
def test_the_two_words_for_dialogue_have_texts_to_answer_with(word: str) -> None:
    assert [text.slug for text in TEXTS if word in own_words(text).casefold()]
    dialogue = {
        text.meta.language for text in TEXTS if any(t.startswith("dialog.") for t in text.meta.themes)
    }
    assert dialogue == {"sv", "da"}

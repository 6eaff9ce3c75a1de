"""The map page, run in process over a small real home."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from kb.i18n import load_catalogue
from kb.knowledge_base import KnowledgeBase
from tests.ui.conftest import OpenPage, address_of, html_of
from ui import map_page
from ui.chart_colours import LIGHT
from ui.frames import frame_of
from ui.map_chart import map_spec
from ui.map_page import map_in_words, place_counts
from ui.scope import Scope, Unit
from ui.scope_text import years_note
from ui.search_state import Kept, KnownCodes
from ui.shell import Shell


def places(*rows: tuple[str, int]) -> pd.DataFrame:
    return pd.DataFrame(
        [(name, name, "Sverige", 60.0, 15.0, n) for name, n in rows],
        columns=["code", "name", "country", "latitude", "longitude", "n"],
    )


def rows_of(html: str) -> list[list[str]]:
    body = html.split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in body.split("</tr>")[:-1]]
    return [[re.sub(r"<[^>]+>", "", cell) for cell in row] for row in rows]


def test_the_table_has_each_municipality_with_its_number(open_page: OpenPage, library: KnowledgeBase) -> None:
    assert rows_of(html_of(open_page(library, "map"))) == [
        ["Ikast-Brande", "Danmark", "1", "Sök här"],
        ["Kil", "Sverige", "1", "Sök här"],
        ["Norberg", "Sverige", "1", "Sök här"],
        ["Samsø", "Danmark", "1", "Sök här"],
    ]


def test_filters_hold_for_the_table(open_page: OpenPage, library: KnowledgeBase) -> None:
    html = html_of(open_page(library, "map", theme="klimat", country="SE", years="2015-2020"))
    assert [row[0] for row in rows_of(html)] == ["Kil"]


def test_the_circles_are_those_of_the_table(library: KnowledgeBase) -> None:
    found = place_counts(frame_of(library, Unit.PUBLISHED), Scope(), library, load_catalogue("sv"))
    spec = map_spec(found, chosen=None, name="Kommun", country="Land", n="Exempel", colours=LIGHT)
    drawn = spec["layer"][1]["data"]["values"]
    assert {row["code"]: row["n"] for row in drawn} == {"DK741": 1, "DK756": 1, "SE1715": 1, "SE1962": 1}
    kil = library.gazetteer.get("SE1715")
    place = next(row for row in drawn if row["code"] == kil.code)
    assert (place["latitude"], place["longitude"]) == (kil.latitude, kil.longitude)


def test_the_map_fetches_nothing(library: KnowledgeBase) -> None:
    found = place_counts(frame_of(library, Unit.PUBLISHED), Scope(), library, load_catalogue("sv"))
    spec = map_spec(found, chosen=None, name="a", country="b", n="c", colours=LIGHT)
    assert all(set(layer["data"]) == {"values"} for layer in spec["layer"])
    assert "url" not in str(spec["layer"])


def test_large_circles_lie_below_small_ones() -> None:
    spec = map_spec(
        places(("a", 1), ("b", 9), ("c", 4)), chosen=None, name="a", country="b", n="c", colours=LIGHT
    )
    assert [row["n"] for row in spec["layer"][1]["data"]["values"]] == [9, 4, 1]


def test_the_map_in_words_names_the_municipalities_with_the_most() -> None:
    words = map_in_words(places(("Kil", 5), ("Arvika", 3), ("Sunne", 2), ("Torsby", 1)), load_catalogue("sv"))
    assert "var och en av 4 kommuner" in words
    assert "Kil (5), Arvika (3), Sunne (2)" in words
    assert "Torsby" not in words


def test_a_chosen_municipality_shows_its_examples_and_keeps_the_others_on_the_map(
    open_page: OpenPage, library: KnowledgeBase
) -> None:
    html = html_of(open_page(library, "map", municipality="SE1715"))
    chosen = html.split('id="mb-chosen"', 1)[1].split("</section>", 1)[0]
    assert "Kil, Sverige: 1 publicerat exempel" in chosen
    assert "Cykelkök där unga lagar cyklar" in chosen
    assert len(rows_of(html)) == 4


def test_documents_can_be_shown_instead(open_page: OpenPage, library: KnowledgeBase) -> None:
    html = html_of(open_page(library, "map", unit="documents", municipality="SE1715"))
    assert "Cykelköket" in html or "cykelkok-kil.md" in html
    assert '<th scope="col" class="mb-number">Dokument</th>' in html


def test_choosing_a_theme_writes_it_to_the_address(open_page: OpenPage, library: KnowledgeBase) -> None:
    app = open_page(library, "map", municipality="SE1715", ui="da", p="2")
    app.selectbox(key="scope-theme").set_value("klimat").run()
    assert address_of(app) == {"municipality": ["SE1715"], "theme": ["klimat"], "ui": ["da"]}


def test_years_that_run_backwards_are_turned_round(open_page: OpenPage, library: KnowledgeBase) -> None:
    app = open_page(library, "map")
    app.selectbox(key="scope-from").set_value(2018).run()
    app.selectbox(key="scope-to").set_value(2010).run()
    assert address_of(app)["years"] == ["2010-2018"]


def test_nothing_found_offers_ways_on(open_page: OpenPage, library: KnowledgeBase) -> None:
    html = html_of(open_page(library, "map", years="1901"))
    assert "Det finns inget att visa här" in html
    assert "Rensa alla filter" in html
    assert 'href="./map?unit=documents&amp;years=1901"' in html


def test_bad_values_are_told_and_left_out(open_page: OpenPage, library: KnowledgeBase) -> None:
    html = html_of(open_page(library, "map", municipality="SE0000", years="soon"))
    assert "years=soon, municipality=SE0000" in html
    assert len(rows_of(html)) == 4


def test_the_table_is_paged(
    open_page: OpenPage, library: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_page, "PAGE_SIZE", 3)
    assert [row[0] for row in rows_of(html_of(open_page(library, "map", p="2")))] == ["Samsø"]
    assert [row[0] for row in rows_of(html_of(open_page(library, "map", p="7")))] == ["Samsø"]


def test_a_range_of_years_says_what_it_means(open_page: OpenPage, library: KnowledgeBase) -> None:
    words = "Ett exempel finns under sitt första år"
    assert words in html_of(open_page(library, "map", years="2010-2020"))
    assert words not in html_of(open_page(library, "map"))


def test_a_range_of_years_says_how_many_it_leaves_out(library: KnowledgeBase) -> None:
    shell = Shell(
        knowledge_base=library,
        catalogue=load_catalogue("sv"),
        kept=Kept(),
        parameters={},
        known=KnownCodes(themes=(), municipalities=()),
    )
    undated = frame_of(library, Unit.DOCUMENTS).copy()
    undated["year"] = pd.array([None] * len(undated), dtype="Int64")
    n = len(undated)
    assert n > 1
    scope = Scope(unit=Unit.DOCUMENTS, years=(2010, 2020))
    assert years_note(undated, scope, shell) == (
        f'<p class="mb-quiet">{n} dokument utan känt år är inte med här.</p>'
    )
    assert years_note(undated, Scope(unit=Unit.DOCUMENTS), shell) == ""

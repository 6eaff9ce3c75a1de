"""The page about Metodbank: figures from their sources, plain words where the operator has said nothing."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from kb.i18n import UI_LANGUAGES, UiLanguage, load_catalogue
from kb.knowledge_base import KnowledgeBase
from kb.quality import Quality, dump_quality, load_quality
from kb.settings import Settings
from tests.ui.conftest import OpenPage, html_of
from ui.about_access import access_html
from ui.about_operator import contact_html
from ui.about_quality import quality_html

PROJECT = Path(__file__).resolve().parents[2]
EMPTY = Settings.model_validate({"home": Path("/nowhere")})
FILLED = EMPTY.model_copy(
    update={
        "operator_name": "Kils <kommun>",
        "contact_email": "metod@kil.example",
        "contact_phone": "+46 554-191 00",
        "accessibility_date": dt.date(2026, 11, 23),
    }
)


def _cells(html: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", html, flags=re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)]
        for row in rows
    ]


def test_the_figures_are_those_of_the_report() -> None:
    measured = load_quality()
    report = (PROJECT / "docs" / "quality.md").read_text(encoding="utf-8")
    test_part = report[report.index("## Test:") : report.index("By kind of question")]
    for row in measured.rows:
        name = row.name.replace("-", "→")
        (line,) = [each for each in test_part.splitlines() if each.startswith(f"| {name} |")]
        assert f"| {row.n_questions} | {row.words_ndcg:.3f} [" in line
        assert f" {row.ndcg:.3f} [{row.low:.3f}, {row.high:.3f}] | {row.mrr:.3f} | {row.recall:.3f} |" in line
    assert f"{measured.n_documents} documents and {measured.n_passages} passages" in report


def test_a_measurement_survives_being_written_and_read() -> None:
    assert Quality.model_validate_json(dump_quality(load_quality())) == load_quality()
    with pytest.raises(ValidationError, match="extra"):
        Quality.model_validate(load_quality().model_dump() | {"extra": 1})


@pytest.mark.parametrize(("ui_language", "mark"), [("sv", ","), ("da", ","), ("en", ".")])
def test_the_page_shows_the_figures_as_the_language_writes_them(ui_language: UiLanguage, mark: str) -> None:
    catalogue, measured = load_catalogue(ui_language), load_quality()
    html = quality_html(catalogue)
    last = _cells(html)[-1]
    whole = measured.rows[-1]
    assert last[0] == catalogue.text("about.quality_all")
    assert last[1] == str(whole.n_questions)
    assert last[4] == f"{whole.mrr:.2f}".replace(".", mark)
    assert catalogue.date(measured.date.isoformat()) in html
    assert measured.machine in html
    assert "python -m bench.quality" in html
    assert len(_cells(html)) == len(measured.rows) + 1


@pytest.mark.parametrize("ui_language", UI_LANGUAGES)
def test_the_statement_has_what_the_law_asks_for(ui_language: UiLanguage) -> None:
    catalogue = load_catalogue(ui_language)
    html = access_html(FILLED, catalogue)
    assert "Kils &lt;kommun&gt;" in html
    assert "https://www.digg.se/tdosanmalan" in html
    assert "https://digst.dk/" in html
    assert catalogue.date("2026-11-23") in html
    assert 'href="mailto:metod@kil.example"' in html
    assert 'href="tel:+4655419100"' in html
    assert catalogue.text("about.access_status") in html
    assert catalogue.text("about.access_template") not in html
    assert html.count("<h3>") == 6


@pytest.mark.parametrize("ui_language", UI_LANGUAGES)
def test_what_the_operator_has_not_filled_in_is_said_plainly(ui_language: UiLanguage) -> None:
    catalogue = load_catalogue(ui_language)
    html = access_html(EMPTY, catalogue)
    assert catalogue.text("about.access_template") in html
    assert catalogue.text("about.access_date_missing") in html
    assert catalogue.text("about.operator_missing") in html
    contact = contact_html(EMPTY, catalogue)
    assert contact.count(f"<em>{catalogue.text('about.contact_missing')}</em>") == 3
    assert catalogue.text("about.contact_incomplete") in contact


def test_the_operators_own_statement_is_linked() -> None:
    own = FILLED.model_copy(update={"accessibility_url": "https://www.was.digst.dk/kil-dk"})
    html = access_html(own, load_catalogue("da"))
    assert '<a href="https://www.was.digst.dk/kil-dk">https://www.was.digst.dk/kil-dk</a>' in html


def test_what_is_said_of_the_model_stands_in_its_card() -> None:
    folder = PROJECT / "search" / "models" / "metodbank-encoder"
    card = (folder / "README.md").read_text(encoding="utf-8")
    said = load_catalogue("en")
    assert "64,000 tokens" in card
    assert "64,000 parts of words" in said.text("about.model_what")
    assert "690,000 texts" in card
    assert "690,000 texts" in said.text("about.model_trained")
    n_bytes = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    assert f"{n_bytes / 1e6:.0f} MB" in said.text("about.model_what")


@pytest.mark.parametrize("ui_language", UI_LANGUAGES)
def test_the_page_counts_what_the_home_holds(
    open_page: OpenPage, library: KnowledgeBase, ui_language: UiLanguage
) -> None:
    html = html_of(open_page(library, "about", ui=ui_language))
    catalogue, stats = load_catalogue(ui_language), library.stats()
    shown = dict(row[:2] for row in _cells(html))
    assert shown[catalogue.text("about.data_documents")] == str(stats.n_documents)
    assert shown[catalogue.text("about.data_passages")] == str(stats.n_chunks)
    assert shown[catalogue.text("about.data_municipalities")] == str(len(stats.municipalities))
    anchors = re.findall(r'<h2 id="([a-z]+)"', html)
    assert [f'href="#{anchor}"' in html for anchor in anchors] == [True] * 8
    assert html.count("<h1") == 1


@pytest.mark.parametrize("ui_language", UI_LANGUAGES)
def test_every_page_leads_to_the_accessibility_statement(
    open_page: OpenPage, library: KnowledgeBase, ui_language: UiLanguage
) -> None:
    html = html_of(open_page(library, "guide", ui=ui_language))
    label = load_catalogue(ui_language).text("footer.accessibility")
    assert f'href="./about?ui={ui_language}#accessibility">{label}</a>' in html

"""Whole tasks of a researcher, who wants every example of one method over ten years, citable."""

from __future__ import annotations

import json
import re
import urllib.request
from collections import Counter
from collections.abc import Mapping
from itertools import zip_longest
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from pypdf import PdfReader

from tests.browser.corpus_facts import municipalities, words_of
from tests.browser.researcher_steps import (
    METHOD,
    Rows,
    choose,
    download,
    export_of,
    go_to,
    listed_examples,
    next_page,
    numbers_of,
    open_first_hit,
    read_csv,
    read_workbook,
    search_the_method,
    settle_on,
    shown_hits,
    whole_list,
)
from tests.browser.running import ROOT, App
from tests.browser.steps import begin, settle

pytestmark = pytest.mark.browser

ATOM = "{http://www.w3.org/2005/Atom}"
MATRIX = "Antal efter tema, land och kommunens invånarantal"


def test_the_gap_in_the_matrix_is_found_and_the_examples_behind_a_full_cell_are_opened(corpus: App) -> None:
    begin(corpus)
    go_to(corpus, "Utforska")
    matrix = corpus.page.get_by_role("table", name=MATRIX)
    climate = matrix.get_by_role("row", name=re.compile("^Klimat")).get_by_role("cell")
    drawn = climate.evaluate_all(
        "all => all.map(c => [c.innerText.trim(), getComputedStyle(c).outlineStyle, !!c.querySelector('a')])"
    )
    # beside the frame a word says it, for who does not see
    assert [1 for number, _, _ in drawn if number.split() == ["0", "lucka"]]
    for number, outline, is_link in drawn:
        assert (outline == "dashed", is_link) == (
            number.split() == ["0", "lucka"],
            number.split() != ["0", "lucka"],
        )
    corpus.page.get_by_text("En nolla med streckad ram är en lucka.").wait_for()
    cell = matrix.get_by_role(
        "link", name=re.compile("^Områdesutveckling.*, Sverige, 60.000 invånare eller fler")
    )
    n = int(cell.inner_text())
    assert n > 3
    assert (cell.get_attribute("aria-label") or "").endswith(f": {n} publicerade exempel")
    cell.click()
    corpus.wait(f"Lista: {n} publicerade exempel")
    settle(corpus)
    assert parse_qs(corpus.query) == {"theme": ["omrade"], "country": ["SE"], "size": ["city"]}
    examples = listed_examples(corpus)
    listed = whole_list(corpus)
    assert examples.count() == len(listed) == n
    for row, shown in zip(listed, examples.all_inner_texts(), strict=True):
        assert shown.startswith(row["title"])
        assert row["first_year"] in shown
        codes = row["municipalities"].split("; ")
        assert any(c[:2] == "SE" and int(municipalities()[c]["population"]) >= 60_000 for c in codes)
        assert "omrade" in row["themes"].split("; ")
    opening = examples.first.get_by_role("heading").get_by_role("link")
    title = opening.inner_text()
    opening.click()
    corpus.page.get_by_role("heading", level=1, name=title, exact=True).wait_for()
    assert parse_qs(corpus.query) == {"id": [listed[0]["ref"].removeprefix("p")]}


def test_the_numbers_downloaded_are_exactly_the_numbers_on_screen(corpus: App) -> None:
    begin(corpus)
    go_to(corpus, "Utforska")
    choose(corpus, "Land", "Danmark", then="Danmark")
    corpus.until("() => document.querySelectorAll('.mb-matrix tbody tr:first-child td').length === 5")
    shown = numbers_of(corpus.page.get_by_role("table", name=MATRIX))[2:]
    head, *rows = read_csv(
        download(corpus, corpus.page.get_by_role("link", name="Ladda ner som CSV: tabellen"))
    )
    sizes = ["small (0-14999)", "medium (15000-29999)", "large (30000-59999)", "city (60000-)"]
    assert head == ["code", "name", *(f"DK {size}" for size in sizes), "total"]
    assert [row[1:] for row in rows] == shown
    book = read_workbook(
        download(corpus, corpus.page.get_by_role("link", name="Ladda ner som XLSX: tabellen"))
    )
    assert [[str(cell) for cell in row] for row in book] == [head, *rows]
    for summary in corpus.page.get_by_text("Visa siffrorna som tabell").all():
        summary.click()
    tables = {
        "År": "siffror per år",
        "Kommuner": "siffror per kommun",
        "Teman": "siffror per tema",
        "Hur det gick": "siffror om hur det gick",
    }
    for caption, name in tables.items():
        shown = numbers_of(corpus.page.get_by_role("table", name=caption, exact=True))[1:]
        link = corpus.page.get_by_role("link", name=f"Ladda ner som CSV: {name}")
        assert [row[1:] for row in read_csv(download(corpus, link))[1:]] == shown, caption
        assert len(shown) > 3


def test_every_hit_of_a_method_over_ten_years_comes_as_ris_in_the_order_of_the_screen(corpus: App) -> None:
    search_the_method(corpus)
    heading = corpus.page.get_by_role("heading", level=2, name=re.compile("träffar för")).inner_text()
    n = int(heading.split(" av ")[1].split()[0])
    references = rispy.loads(export_of(corpus, f"Exportera {n} träffar", "RIS (till Zotero)").decode())
    assert len(references) == n > 20
    shown = shown_hits(corpus)
    for first in range(11, n + 1, 10):
        next_page(corpus, first)
        shown += shown_hits(corpus)
    assert [[r["title"], r["notes"][0], r["start_page"]] for r in references] == shown
    assert {r["language"] for r in references} == {"sv", "da"}
    # the words that are cited stand on the page that is named
    for reference in references:
        folder = ROOT / "corpus" / reference["language"]
        page = PdfReader(folder / reference["notes"][0]).pages[int(reference["start_page"]) - 1]
        assert METHOD.strip('"') in page.extract_text()


def test_twenty_examples_are_cited_as_bibtex_each_with_a_key_of_its_own(corpus: App) -> None:
    begin(corpus)
    go_to(corpus, "Utforska")
    choose(corpus, "Land", "Sverige", then="Sverige")
    corpus.page.get_by_role("link", name="Gå till listan").click()
    links = listed_examples(corpus).get_by_role("heading").get_by_role("link")
    titles = links.all_inner_texts()
    numbers = [parse_qs(urlsplit(link.get_attribute("href") or "").query)["id"][0] for link in links.all()]
    entries = parse_string(export_of(corpus, "Exportera de 20 på sidan", "BibTeX").decode()).entries
    assert len(titles) == len({entry.key for entry in entries}) == 20
    fields = [{field.key: field.value.strip("{}") for field in entry.fields} for entry in entries]
    # what is cited for is the example, what is cited is the document
    assert [each["note"].replace("\\", "").split("; ")[0] for each in fields] == titles
    assert [entry.key.rpartition("-")[2] for entry in entries] == [f"p{number}" for number in numbers]
    assert all((ROOT / "corpus" / "sv" / each["howpublished"]).is_file() for each in fields)
    assert {each["language"] for each in fields} == {"swedish"}
    # all of them, beyond the page, come at once
    n = len(whole_list(corpus))
    references = rispy.loads(export_of(corpus, f"Exportera {n} exempel", "RIS (till Zotero)").decode())
    assert n > 20
    assert len({each["id"] for each in references}) == n
    assert [each["notes"][0] for each in references[:20]] == titles


def test_a_followed_search_gives_a_feed_whose_entries_lead_to_the_passage(corpus: App) -> None:
    search_the_method(corpus)
    address = corpus.page.get_by_role("link", name="Följ sökningen").evaluate("link => link.href")
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 # our own, as a feed reader asks
        assert answer.headers.get_content_type() == "application/atom+xml"
        feed = ET.fromstring(answer.read())  # noqa: S314 # it comes from the app
    assert feed.findtext(f"{ATOM}title") == f"Metodbank: {METHOD} · 2014–2024"
    entries = feed.findall(f"{ATOM}entry")
    assert {entry.findtext(f"{ATOM}title", "").split(":")[0] for entry in entries} == {
        "IPS i Stockholms psykosvård",
        "IPS i København",
    }
    for entry in entries:
        link = entry.find(f"{ATOM}link")
        assert link is not None
        corpus.page.goto(link.attrib["href"])
        corpus.page.get_by_role("heading", level=1, name=entry.findtext(f"{ATOM}title")).wait_for()
        passage = corpus.page.get_by_role("region", name=re.compile("^Textavsnittet"))
        passage.wait_for()
        assert words_of(entry.findtext(f"{ATOM}content", "")) in words_of(passage.inner_text())


def test_a_copied_link_opens_the_same_words_on_the_same_page_in_another_language(corpus: App) -> None:
    corpus.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    search_the_method(corpus)
    title = open_first_hit(corpus)
    passage = corpus.page.locator("#mb-passage > div[lang]")
    words, page = passage.inner_text(), parse_qs(corpus.query)["page"]
    corpus.page.get_by_role("button", name="Kopiera länken").click()
    corpus.page.get_by_role("status").filter(has_text="Länken är kopierad.").wait_for()
    address = corpus.page.evaluate("navigator.clipboard.readText()")
    # nothing of the own search or language is passed on
    assert parse_qs(urlsplit(address).query).keys() == {"id", "chunk", "page"}
    other = App(url=corpus.url, page=corpus.page.context.new_page(), refused=corpus.refused)
    other.page.goto(address)
    other.page.get_by_role("link", name="Dansk", exact=True).click()
    other.wait(f"Tekst på side {page[0]}")
    assert other.page.get_by_role("heading", level=1).inner_text() == title
    assert other.page.locator("#mb-passage > div[lang]").inner_text() == words
    assert other.page.locator("#mb-passage > div[lang]").get_attribute("lang") == passage.get_attribute(
        "lang"
    )


def test_the_map_of_a_theme_has_the_numbers_of_the_documents_counted_by_hand(corpus: App) -> None:
    begin(corpus)
    go_to(corpus, "Utforska")
    choose(corpus, "Tema", "Äldre och åldrande", then="Äldre och åldrande")
    rows = whole_list(corpus)
    by_hand: Counter[str] = Counter(
        code for row in rows for code in filter(None, row["municipalities"].split("; "))
    )
    go_to(corpus, "Karta")
    choose(corpus, "Tema", "Äldre och åldrande", then="Äldre och åldrande")
    table = corpus.page.get_by_role("table", name="Antal per kommun")
    shown = {(name, country): int(n) for name, country, n, _ in numbers_of(table)[1:]}
    lands = {"SE": "Sverige", "DK": "Danmark"}
    assert shown == {(municipalities()[code]["name"], lands[code[:2]]): n for code, n in by_hand.items()}
    heading = corpus.page.get_by_role("heading", level=2, name=re.compile("publicerade exempel i"))
    assert heading.inner_text() == f"{len(rows)} publicerade exempel i {len(by_hand)} kommuner"
    link = corpus.page.get_by_role("link", name="Ladda ner som CSV: siffror per kommun")
    assert {code: int(n) for code, _, n in read_csv(download(corpus, link))[1:]} == by_hand


def test_back_and_forward_go_through_the_choices_of_what_is_counted(corpus: App) -> None:
    begin(corpus)
    go_to(corpus, "Utforska")
    counted = corpus.page.get_by_role("heading", level=2, name=re.compile(r"^\d+ publicera[dt]"))
    seen = [("", counted.inner_text())]
    for label, option in (("Land", "Sverige"), ("Tema", "Barn, unga och familj")):
        choose(corpus, label, option, then=option)
        seen.append((corpus.query, counted.inner_text()))
    assert [query for query, _ in seen] == ["", "country=SE", "theme=barn&country=SE"]
    assert len({heading for _, heading in seen}) == 3
    country = corpus.page.get_by_role("combobox", name="Land")
    theme = corpus.page.get_by_role("combobox", name="Tema")
    chosen = {"": ("Båda länderna", "Alla teman"), "country=SE": ("Sverige", "Alla teman")}
    chosen[seen[2][0]] = ("Sverige", "Barn, unga och familj")
    moves = (
        (corpus.page.go_back, 1),
        (corpus.page.go_back, 0),
        (corpus.page.go_forward, 1),
        (corpus.page.go_forward, 2),
    )
    for move, at in moves:
        move()
        query, heading = seen[at]
        corpus.page.get_by_role("heading", level=2, name=heading, exact=True).wait_for()
        settle(corpus)
        assert corpus.query == query
        assert (country.input_value(), theme.input_value()) == chosen[query]


def test_json_and_excel_of_a_page_of_hits_have_the_rows_of_that_page(corpus: App) -> None:
    search_the_method(corpus)
    next_page(corpus, 11)
    shown = shown_hits(corpus)
    summary = f"Exportera de {len(shown)} på sidan"
    exported = json.loads(export_of(corpus, summary, "JSON"))
    told = [[e["title"], e["quote"]["source"], str(e["quote"]["page"])] for e in exported["entries"]]
    assert told == shown
    assert [e["rank"] for e in exported["entries"]] == list(range(11, 21))
    head, *rows = read_workbook(export_of(corpus, summary, "Excel (XLSX)"))
    table = [dict(zip(head, row, strict=True)) for row in rows]
    assert [[row["Titel"], row["Fil"], str(row["Sida"])] for row in table] == shown
    # the words in the files are those that the screen shows a part of
    for hit, entry, row in zip_longest(corpus.page.get_by_role("article").all(), exported["entries"], table):
        assert entry["quote"]["text"] == row["Citat"]
        quoted = hit.get_by_role("blockquote").inner_text().replace("Närmast det du söker:", "")
        assert all(words_of(part) in words_of(row["Citat"]) for part in re.split("…|\n", quoted))
    # an address of this machine leads nobody else here, so that the file does not give it
    assert exported["permalink"] is None


def test_the_page_about_quality_tells_how_good_search_is_and_how_the_data_were_made(corpus: App) -> None:
    begin(corpus)
    sentence = corpus.page.get_by_text("Kunskapsbanken innehåller").inner_text()
    go_to(corpus, "Om Metodbank")
    corpus.page.get_by_role("link", name="Hur bra sökningen är").click()
    corpus.page.get_by_text("De som skrev och bedömde var språkmodeller, inte människor.").wait_for()
    corpus.page.get_by_text("Märkningen görs av regler och en modell och kan bli fel.").wait_for()
    content = dict(numbers_of(corpus.page.get_by_role("table", name="Vad som går att söka i just nu")))
    assert re.findall(r"\d[\d\xa0]*", sentence) == [content["Textavsnitt ur dokumenten"], content["Dokument"]]
    files = [path for language in ("sv", "da") for path in (ROOT / "corpus" / language).iterdir()]
    assert content["Dokument"] == str(len(files))
    measured = {row[0]: row[1:] for row in _reported_quality()}
    shown = numbers_of(corpus.page.get_by_role("table", name=re.compile("^Frågans språk")))[1:]
    names = {"sv": "svenska", "da": "danska", "en": "engelska", "nb": "norska", "both": "båda"}
    assert len(shown) == len(measured) == 7
    for pair, row in measured.items():
        asked, _, found = pair.partition("→")
        name = f"{names[asked]} → {names[found]}" if found else "Alla frågor"
        ((questions, hybrid, words, mrr, recall),) = [each[1:] for each in shown if each[0] == name]
        assert questions == row[0]
        for said, written in ((words, row[1]), (hybrid, row[3]), (mrr, row[4]), (recall, row[5])):
            assert _first_number(said) == pytest.approx(_first_number(written), abs=0.0051)


def _reported_quality() -> Rows:
    """Return the rows of the first table of the report that the measuring program writes."""
    report = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    table = report.split("## Test", 1)[1].split("By kind", 1)[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if "|" in line
    ]
    return rows[2:]


def _first_number(text: str) -> float:
    return float(text.split()[0].replace(",", "."))


def test_the_examples_of_a_theme_that_failed_are_seen_in_both_countries(corpus: App) -> None:
    begin(corpus)
    go_to(corpus, "Teman")
    corpus.page.get_by_role("link", name="Trygghet, brottsförebyggande och social oro", exact=True).click()
    settle_on(corpus, "Trygghet, brottsförebyggande och social oro")
    warned = {"negative": "Obs! Det gick inte som det var tänkt.", "mixed": "Obs! Resultatet var blandat."}
    shown = _outcomes(corpus, warned)
    _read_both_countries(corpus, warned, shown)
    corpus.page.get_by_role("link", name="Båda länderna", exact=False).click()
    corpus.page.get_by_role("link", name="Jämför land och kommunstorlek").click()
    settle_on(corpus, "Utforska")
    told = {row["ref"]: set(row["directions"].split("; ")) & warned.keys() for row in whole_list(corpus)}
    assert {ref: {code} if code else set() for ref, code in shown.items()} == told
    assert set(shown.values()) == {"", "negative", "mixed"}


def _outcomes(app: App, warned: Mapping[str, str]) -> dict[str, str]:
    """Return how each example of the list did not go well, empty where nothing says so."""
    found = {}
    for example in app.page.get_by_role("article").all():
        text = example.inner_text()
        address = example.get_by_role("heading").get_by_role("link").get_attribute("href") or ""
        ref = "p" + parse_qs(urlsplit(address).query)["id"][0]
        found[ref] = next((code for code, words in warned.items() if words in text), "")
    return found


def _read_both_countries(app: App, warned: Mapping[str, str], everything: Mapping[str, str]) -> None:
    seen: dict[str, str] = {}
    for country in ("Sverige", "Danmark"):
        choice = app.page.get_by_role("navigation", name="Land").get_by_role("link", name=country)
        n = re.findall(r"\d+", choice.inner_text())[0]
        choice.click()
        app.until("n => document.querySelectorAll('article').length === n", int(n))
        settle(app)
        assert all(country in each for each in app.page.get_by_role("article").all_inner_texts())
        seen |= _outcomes(app, warned)
    assert seen == everything


def test_a_reference_from_the_reader_has_the_title_the_year_and_the_page_of_the_document(corpus: App) -> None:
    search_the_method(corpus)
    title = open_first_hit(corpus)
    reference = corpus.page.get_by_text(re.compile(r"^Metodbank\. \(")).inner_text()
    cited = re.fullmatch(
        r"Metodbank\. \((\d{4}), .+?\)\. (.+) \(s\. (\d+)\) \[.*?, (.+?)\]\. Hämtad .*", reference
    )
    assert cited is not None, reference
    year, named, page, file = cited.groups()
    assert named == title
    corpus.page.get_by_role("heading", level=2, name=f"Text på sidan {page}").wait_for()
    about = dict(
        zip(
            *(corpus.page.get_by_role(role).all_inner_texts() for role in ("term", "definition")), strict=True
        )
    )
    assert about["Datum"].endswith(year)
    assert about["Fil"] == file
    # the file itself says so too
    words = corpus.page.locator("#mb-passage > div[lang]").inner_text()
    document = PdfReader(next((ROOT / "corpus").glob(f"*/{file}")))
    assert words_of(words)[:40] in words_of(document.pages[int(page) - 1].extract_text().replace("-\n", ""))
    assert re.search(rf"(Uppdaterad|Opdateret): {year}-", document.pages[0].extract_text())

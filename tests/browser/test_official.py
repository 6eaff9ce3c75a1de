"""Whole tasks of an official in a small municipality, who has twenty minutes before a meeting."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from tests.browser.corpus_facts import municipalities, pages_of, practice, stands, title_of, told, words_of
from tests.browser.running import ROOT, App
from tests.browser.steps import (
    arrive,
    ask,
    begin,
    cells,
    choose_to_compare,
    columns,
    export,
    menu,
    open_collection,
    open_theme,
    order,
    quoted,
    save,
    section_under,
    settle,
    write_note,
    written,
)
from tests.browser.word_files import paragraphs_of, quotes_in

if TYPE_CHECKING:
    from playwright.sync_api import Locator

pytestmark = pytest.mark.browser

SHOP = ROOT / "corpus" / "da" / "koebmand-alken.pdf"
SHOP_TITLE = "Lanthandeln i Alken: frivilliga driver butiken i det gamla mejeriet"
_THUMBNAIL = (
    120,
    85,
)  # pixels: pictures of one page that were made in two ways are alike when they are small


def _inhabitants(name: str) -> str:
    """Return how many live in a municipality and the year of the count, as Swedes write it: 2 454 (2016)."""
    row = next(row for row in municipalities().values() if row["name"] == name)
    return f"{int(row['population']):,} ({row['population_year']})".replace(",", "\xa0")


def _likest_page(picture: bytes, path: Path) -> int:
    """Return the number of the page that a picture shows."""
    shown = _thumbnail(Image.open(io.BytesIO(picture)))
    document = pypdfium2.PdfDocument(path)
    differences = [
        float(np.abs(_thumbnail(page.render(scale=0.5).to_pil()) - shown).mean()) for page in document
    ]
    return differences.index(min(differences)) + 1


def _thumbnail(image: Image.Image) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.asarray(image.convert("L").resize(_THUMBNAIL), dtype=np.float32)


def _hits(app: App, text: str) -> Locator:
    return app.page.get_by_role("article").filter(has_text=text)


def _open_practice(app: App, title: str) -> None:
    app.page.get_by_role("link", name=re.compile(f"^{re.escape(title[:30])}")).first.click()
    arrive(app, title)


def _open_shop(app: App) -> None:
    begin(app)
    ask(app, "lanthandel i Alken")
    _open_practice(app, SHOP_TITLE)


def _total(app: App) -> int:
    """Return how many hits the page says there are."""
    heading = app.page.get_by_role("heading", name=re.compile("träff(ar)? för")).inner_text()
    match = re.search(r"([\d\xa0]+) träff", heading)
    assert match is not None, heading
    return int(match[1].replace("\xa0", ""))


def test_a_swedish_question_finds_a_danish_answer_and_its_words_on_the_page_of_the_pdf(corpus: App) -> None:
    begin(corpus)
    ask(corpus, "Hur får man frivilliga att driva en affär på landet?")
    hit = _hits(corpus, "koebmand-alken.pdf").first
    quote = hit.get_by_role("blockquote")
    assert quote.get_attribute("lang") == "da"
    stretches = [words_of(part) for part in re.split("…|Närmast det du söker:", quote.inner_text())]
    source = re.search(r"Källa: koebmand-alken\.pdf, s\. (\d+)", hit.inner_text())
    assert source is not None
    page = int(source[1])
    hit.get_by_role("heading").get_by_role("link").click()
    passage = corpus.page.get_by_role("region", name=f"Källa: koebmand-alken.pdf, s. {page}")
    passage.wait_for()
    shown = words_of(passage.inner_text())
    assert len("".join(stretches)) > 60
    assert [part for part in stretches if part not in shown or part not in pages_of(SHOP)[page - 1]] == []
    image = corpus.page.get_by_role("img", name=f"Bild av sidan {page} i koebmand-alken.pdf")
    address = image.evaluate("image => image.src")
    assert _likest_page(corpus.page.request.get(address).body(), SHOP) == page


def test_my_municipality_orders_the_examples_and_says_why_the_first_is_like_us(corpus: App) -> None:
    begin(corpus)
    corpus.page.get_by_role("combobox", name="Min kommun").click()
    corpus.page.keyboard.type("Bjurh")
    corpus.page.get_by_role("option", name="Bjurholm").click()
    corpus.wait("Exempel från kommuner som liknar Bjurholm")
    assert corpus.query == "my=SE2403"
    ask(corpus, "matsvinn")
    corpus.page.get_by_text("Visa högst en träff per dokument").click()
    corpus.until("location.search.includes('group=')")
    corpus.rest()
    corpus.page.get_by_text("Mest lika Bjurholm först").click()
    reason = corpus.page.get_by_text("Krokom jämfört med Bjurholm.").first
    reason.wait_for()
    corpus.rest()
    krokom, bjurholm = _inhabitants("Krokom"), _inhabitants("Bjurholm")
    assert reason.inner_text() == (
        "Krokom jämfört med Bjurholm. Lika: båda glest befolkade; båda långt från en storstad. "
        f"Olika: fler invånare, {krokom} mot {bjurholm}."
    )
    listed = corpus.page.get_by_role("article").all_inner_texts()
    assert "Mindre matsvinn i Krokom" in listed[0]
    # Gladsaxe, beside Copenhagen, tells of the same and is nothing like us; the others are hardly about it
    assert "madspild-gladsaxe" in listed[1]
    _open_practice(corpus, "Mindre matsvinn i Krokom: maten vägs och eleverna får äta i lugn och ro")
    assert "my=SE2403" in corpus.query
    choice = corpus.page.get_by_role("combobox", name="Min kommun")
    assert choice.input_value() == "Bjurholm, Sverige"
    compared = corpus.page.get_by_role("region", name="Skulle det fungera hos oss?").inner_text()
    assert f"Fler invånare: Krokom {krokom}, Bjurholm {bjurholm}" in compared
    corpus.page.go_back()
    reason.wait_for()
    corpus.rest()
    assert choice.input_value() == "Bjurholm, Sverige"


def test_cost_lessons_and_preconditions_are_read_with_their_sources_and_one_is_opened(corpus: App) -> None:
    _open_shop(corpus)
    names = {
        "Resurser och kostnad": "resources",
        "Lärdomar och misslyckanden": "lessons",
        "Förutsättningar": "preconditions",
    }
    for name, field in names.items():
        read = quoted(section_under(corpus, name))
        assert sorted(words for words, _ in read) == sorted(told("koebmand-alken", field))
        assert [each for each in read if not stands("koebmand-alken", *each)] == []
    assert "op til 40.000 kroner" in section_under(corpus, "Resurser och kostnad").inner_text()
    address = corpus.page.url
    section_under(corpus, "Förutsättningar").get_by_role("link", name="koebmand-alken.pdf, s. 4").click()
    passage = corpus.page.get_by_role("region", name="Källa: koebmand-alken.pdf, s. 4")
    passage.wait_for()
    corpus.rest()
    assert told("koebmand-alken", "preconditions")[0] in words_of(passage.inner_text())
    corpus.page.get_by_role("img", name="Bild av sidan 4 i koebmand-alken.pdf").wait_for()
    corpus.page.go_back()
    arrive(corpus, SHOP_TITLE)
    assert corpus.page.url == address
    # back where the reading was left, not at the top of a long page
    corpus.until("document.activeElement.innerText === 'koebmand-alken.pdf, s. 4'")
    assert corpus.page.evaluate(
        "const r = document.activeElement.getBoundingClientRect(); r.top >= 0 && r.bottom <= 900"
    )


def test_three_examples_are_saved_and_compared_and_one_of_them_is_removed(corpus: App) -> None:
    titles = {
        "lanthandel-ornskoldsvik": "Servicepunkter i Örnsköldsvik: kommunen skriver avtal med lanthandeln",
        "delebus-jungshoved": "Minibussen Frøen: frivilliga kör mellan Jungshoved och Præstø",
        "koebmand-alken": SHOP_TITLE,
    }
    begin(corpus)
    open_theme(corpus, "Landsbygd, service och närhet")
    for count, title in enumerate(titles.values(), start=1):
        save(corpus, title, count=count)
    open_collection(corpus)
    for title in titles.values():
        choose_to_compare(corpus, title)
    corpus.page.get_by_role("link", name="Jämför valda exempel (2–5)").click()
    arrive(corpus, "Jämför exempel")
    for key, cell in zip(titles, cells(corpus, "Resurser och kostnad"), strict=True):
        assert [words for words, _ in quoted(cell)] == told(key, "resources")
    assert len(re.findall(r"ref=p\d+", corpus.query)) == 3
    corpus.page.get_by_role("link", name=f"Ta bort: {titles['delebus-jungshoved']}").click()
    corpus.page.get_by_role("region", name="2 exempel bredvid varandra").wait_for()
    corpus.rest()
    assert len(re.findall(r"ref=p\d+", corpus.query)) == 2
    assert columns(corpus) == [titles["lanthandel-ornskoldsvik"], titles["koebmand-alken"]]


def test_what_went_wrong_elsewhere_is_found_through_a_theme_with_the_words_that_say_so(corpus: App) -> None:
    title = "Förarlösa bussar i östra Aalborg: försöket förlängdes inte"
    begin(corpus)
    menu(corpus, "Teman")
    corpus.page.get_by_role("link", name=re.compile(r"^Mobilitet och kollektivtrafik \(")).click()
    arrive(corpus, "Mobilitet och kollektivtrafik")
    warned = _hits(corpus, "Obs! Det gick inte som det var tänkt.")
    assert [each.split("\n", 1)[0] for each in warned.all_inner_texts()] == [title]
    warned.get_by_role("link", name=title).click()
    arrive(corpus, title)
    corpus.page.get_by_text("Obs! Det gick inte som det var tänkt.").wait_for()
    verdict = section_under(corpus, "Hur det gick")
    assert "det gick inte som det var tänkt" in verdict.inner_text()
    (quote,) = quoted(verdict)
    assert quote == (
        told("droppet-foererloes-bus-aalborg", "direction")[0],
        "droppet-foererloes-bus-aalborg.md",
    )
    lessons = section_under(corpus, "Lärdomar och misslyckanden")
    assert [words for words, _ in quoted(lessons)] == told("droppet-foererloes-bus-aalborg", "lessons")
    verdict.get_by_role("link", name="droppet-foererloes-bus-aalborg.md").click()
    passage = corpus.page.get_by_role("region", name="Källa: droppet-foererloes-bus-aalborg.md")
    passage.wait_for()
    assert quote[0] in words_of(passage.inner_text())


def test_the_sheet_for_the_meeting_has_two_pages_and_every_quote_stands_where_it_says(
    corpus: App, tmp_path: Path
) -> None:
    _open_shop(corpus)
    paragraphs = paragraphs_of(export(corpus, "Exportera exemplet", "Word (DOCX)", tmp_path))
    assert paragraphs[0][1] == SHOP_TITLE
    quotes = quotes_in(paragraphs)
    wanted = [*told("koebmand-alken", "resources"), *told("koebmand-alken", "preconditions")]
    assert set(wanted) <= {words for words, _ in quotes}
    assert [each for each in quotes if not stands("koebmand-alken", *each)] == []
    references = " ".join(text for _, text in paragraphs[-4:])
    assert "Købmanden i Alken: landsbyen driver selv butikken i det gamle mejeri" in references
    assert corpus.url not in references  # an address of this machine alone is no reference
    printed = pages_of(export(corpus, "Exportera exemplet", "PDF", tmp_path))
    assert len(printed) <= 2
    assert [words for words, _ in quotes if words not in " ".join(printed)] == []


def test_two_saved_examples_and_a_note_are_there_after_coming_back(corpus: App) -> None:
    saved = {
        "läxhjälp": "Läxhjälp utan anmälan på Stadsbiblioteket i Göteborg",
        "nattvandrare i Mullsjö": "Nattvandrare i Mullsjö: från fyra till arton genom personlig värvning",
    }
    begin(corpus)
    for count, (words, title) in enumerate(saved.items(), start=1):
        ask(corpus, words)
        save(corpus, title, count=count)
    open_collection(corpus)
    first, second = saved.values()
    write_note(corpus, second, note="Ta upp efter kaffet")
    begin(corpus)  # the page is loaded anew
    corpus.page.get_by_role("link", name="Samling (2)").click()
    arrive(corpus, "Min samling")
    assert order(corpus) == [first, second]
    assert written(corpus, second) == ("", "Ta upp efter kaffet")


def test_a_misspelt_search_is_corrected_narrowed_to_denmark_and_widened_again(corpus: App) -> None:
    begin(corpus)
    ask(corpus, "medborgarbuget")
    corpus.page.get_by_role("link", name="medborgarbudget", exact=True).click()
    corpus.wait("för ”medborgarbudget”")
    assert corpus.box.input_value() == "medborgarbudget"
    found = _total(corpus)
    label = corpus.page.get_by_text(re.compile(r"^Danmark \(\d+\)$"))
    n_danish = int(label.inner_text().removeprefix("Danmark (").removesuffix(")"))
    label.click()
    corpus.page.get_by_role("link", name="Ta bort filtret Danmark").wait_for()
    corpus.rest()
    assert corpus.query == "q=medborgarbudget&country=DK"
    assert _total(corpus) == n_danish < found
    facts = [each.get_by_role("list").first.inner_text() for each in corpus.page.get_by_role("article").all()]
    assert [each for each in facts if "Danmark" not in each or "Sverige" in each] == []
    corpus.page.get_by_role("link", name="Rensa alla filter").click()
    corpus.page.get_by_role("link", name="Ta bort filtret Danmark").wait_for(state="detached")
    corpus.rest()
    assert (corpus.query, _total(corpus)) == ("q=medborgarbudget", found)


def test_a_suggestion_is_chosen_and_its_first_hit_opened_by_keyboard_alone(corpus: App) -> None:
    begin(corpus)
    corpus.box.focus()
    corpus.page.keyboard.type("medborgarb")
    option = corpus.page.get_by_role("option", name="medborgarbudget", exact=True)
    option.wait_for()
    for _ in range(corpus.page.get_by_role("option").count()):
        corpus.page.keyboard.press("ArrowDown")
        if option.get_attribute("aria-selected") == "true":
            break
    corpus.page.keyboard.press("Enter")
    corpus.wait("för ”medborgarbudget”")
    assert corpus.query == "q=medborgarbudget"
    assert corpus.box.input_value() == "medborgarbudget"
    first = corpus.page.get_by_role("article").first
    title = first.get_by_role("heading").inner_text()
    corpus.box.focus()
    for _ in range(30):
        corpus.page.keyboard.press("Tab")
        if corpus.page.evaluate("Boolean(document.activeElement.closest('article h3'))"):
            break
    corpus.page.keyboard.press("Enter")
    arrive(corpus, title)
    corpus.until("document.activeElement.id === 'mb-passage'")
    assert "back=q%3Dmedborgarbudget" in corpus.query


def test_a_search_without_hits_says_so_and_leads_on_to_what_there_is(corpus: App) -> None:
    begin(corpus)
    ask(corpus, "läxhjälp")
    corpus.page.get_by_text(re.compile(r"^Danmark \(\d+\)$")).click()
    corpus.page.get_by_role("link", name="Ta bort filtret Danmark").wait_for()
    corpus.rest()
    corpus.search("”Fritidsbanken”")
    corpus.page.get_by_role("heading", name="Inga bra träffar för ”Fritidsbanken”").wait_for()
    settle(corpus)
    assert corpus.page.get_by_role("article").count() == 0
    way = corpus.page.get_by_role("link", name=re.compile(r"^Utan Danmark \("))
    promised = re.search(r"\((\d+) träff", way.inner_text())
    assert promised is not None
    way.click()
    corpus.page.get_by_role("article").first.wait_for()
    corpus.rest()
    assert _total(corpus) == int(promised[1]) > 0
    assert corpus.query == "q=%E2%80%9DFritidsbanken%E2%80%9D"
    # in the text or, above it, in a heading
    listed = corpus.page.get_by_role("article").all_inner_texts()
    assert [each for each in listed if "Fritidsbanken" not in each] == []


def test_a_swedish_example_is_read_in_danish_with_help_for_its_words(corpus: App) -> None:
    begin(corpus)
    ask(corpus, "matsvinn i Krokom")
    _open_practice(corpus, "Mindre matsvinn i Krokom: maten vägs och eleverna får äta i lugn och ro")
    query = corpus.query
    corpus.page.get_by_role("link", name="Dansk", exact=True).click()
    arrive(corpus, title_of("matsvinn-krokom", "da"))
    assert corpus.query == f"{query}&ui=da"
    corpus.until("document.documentElement.lang === 'da'")
    assert practice("matsvinn-krokom")["summary"]["da"] in corpus.page.get_by_role("main").inner_text()
    corpus.page.get_by_text(re.compile("^Ordhjælp: svensk")).first.click()
    terms = corpus.page.get_by_role("term").all_inner_texts()
    helped = dict(zip(terms, corpus.page.get_by_role("definition").all_inner_texts(), strict=True))
    assert helped["åtgärd"] == "tiltag, foranstaltning"
    assert helped["verksamhet"].endswith("Betyder som regel noget andet end dansk ”virksomhed”.")
    # the quotes themselves stay in the words of the document
    quotes = quoted(section_under(corpus, "Sådan gjorde man"))
    assert [words for words, _ in quotes] == told("matsvinn-krokom", "method")

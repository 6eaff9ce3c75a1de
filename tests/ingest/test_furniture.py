"""What a web page shows besides its main text is kept as dropped text, and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.clean import clean
from ingest.parsers.html import parse
from kb.records import PreparedDocument
from tests.ingest.makers import make_html, prepare

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
PAGES = sorted(CORPUS.glob("*/*.html"))

NAV = (
    "<header><nav><ul><li><a href='/'>Hem</a></li><li><a href='/b'>Bo och bygga</a></li></ul></nav></header>"
)
COOKIES = "<div class='bar'><p>Vi använder kakor.</p><button>Godkänn alla</button></div>"
ARTICLE = (
    "<main><article><h1>Skidor att låna i Kil</h1>"
    f"<p>{'I Kils kommun lånar man ut skidor till alla som vill. ' * 4}</p>"
    "<h2>Så gick det till</h2>"
    "<p>Byalaget <b>samlade</b> in <a href='/s'>skidor</a> från "
    f"{'grannar och vänner, ' * 12}och alla hjälpte till.</p>"
    "<ul><li><p>Gratis</p><p>för alla</p></li><li>Öppet på lördagar</li></ul>"
    "<table><tr><th>År</th><th>Lån</th></tr><tr><td>2016</td><td>140 par</td></tr></table>"
    "</article></main>"
)
ASIDE = (
    "<aside><h2>Lediga jobb</h2><ul><li>Enhetschef till Grums kommun, sök senast 2019-05-01</li>"
    "<li>Socionom till Odense Kommune</li></ul></aside>"
)
FOOTER = "<footer><p>Kontakta oss</p><p>Telefon 0000-12 34</p><p>Skidor att låna i Kil</p></footer>"
FULL = make_html(NAV + COOKIES + ARTICLE + ASIDE + FOOTER)
BARE = make_html(ARTICLE)

HIDDEN = [
    "<script>var dold = 'ett skript';</script>",
    "<style>.a { color: red }</style>",
    "<div hidden>dold text här</div>",
    "<div style='color: red; Display : none'><p>dold text här</p></div>",
    "<p style='visibility:hidden'>dold text här</p>",
    "<dialog>dold text här</dialog>",
    "<template><p>dold text här</p></template>",
    "<noscript><p>dold text här</p></noscript>",
    "<select><option>dold text här</option></select>",
    "<svg><title>dold text här</title></svg>",
    "<!-- dold text här -->",
]

PARTS = st.tuples(
    st.sampled_from(["nav", "aside", "footer", "div", "p", "button", "form", "section"]),
    st.sampled_from(
        ["Hem", "Öppet på lördagar", "skidor", "Sök bland alla våra tjänster här", "Så gick det till"]
    ),
)


def furniture(document: PreparedDocument) -> list[str]:
    return [item.text for item in document.dropped if item.reason == "page furniture"]


def around(extra: str) -> list[str]:
    return furniture(prepare(make_html(extra + ARTICLE), "a.html"))


def test_all_that_stands_around_an_article_is_dropped_with_its_reason() -> None:
    document = prepare(FULL, "a.html")
    assert [(item.reason, item.lines, item.text) for item in document.dropped] == [
        ("page furniture", None, "Hem\nBo och bygga"),
        ("page furniture", None, "Vi använder kakor.\nGodkänn alla"),
        (
            "page furniture",
            None,
            "Lediga jobb\nEnhetschef till Grums kommun, sök senast 2019-05-01\nSocionom till Odense Kommune",
        ),
        ("page furniture", None, "Kontakta oss\nTelefon [telefon]"),
    ]
    for item in document.dropped:
        assert document.text[item.start : item.end] == item.text


def test_article_is_prepared_as_if_nothing_stood_around_it() -> None:
    full, bare = prepare(FULL, "a.html"), prepare(BARE, "a.html")
    assert bare.dropped == ()
    assert full.chunks == bare.chunks
    assert full.sections == bare.sections
    assert full.metadata == bare.metadata
    assert full.tags == bare.tags
    assert full.text.startswith(bare.text)


def test_page_without_main_text_of_some_length_keeps_its_furniture_too() -> None:
    page = (
        "<nav>Hem</nav><h1>Dialog i Kil</h1><p>I Kils kommun finns byalag.</p><footer>Kontakta oss</footer>"
    )
    document = prepare(make_html(page), "a.html")
    assert [chunk.text for chunk in document.chunks] == ["I Kils kommun finns byalag."]
    assert furniture(document) == ["Hem", "Kontakta oss"]


def test_more_furniture_than_text_stops_no_rule_and_is_dropped_whole() -> None:
    menu = [f"Menyval {n}" for n in range(500)]
    article = ARTICLE.replace("</article>", "<p>Vi använder cookies. Godkänn dem.</p></article>")
    page = make_html(f"<nav>{''.join(f'<p>{line}</p>' for line in menu)}</nav>{article}")
    document = prepare(page, "a.html")
    assert [item.reason for item in document.dropped] == ["cookie notice", "page furniture"]
    assert furniture(document) == ["\n".join(menu)]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_text_that_the_page_does_not_show_is_nowhere(hidden: str) -> None:
    document = prepare(make_html(f"<div>Visas {hidden}</div>{ARTICLE}"), "a.html")
    assert furniture(document) == ["Visas"]
    assert "dold" not in document.text


@pytest.mark.parametrize(
    ("extra", "wanted"),
    [
        ("<div><a>Hem</a><a>Bo</a> <button>Sök</button></div>", ["Hem\nBo\nSök"]),
        ("<nav>Hem | <a>Bo</a></nav>", ["Hem | Bo"]),
        ("<div>Läs <a>ett</a> <a>två</a></div>", ["Läs ett två"]),
        ("<p><a>Ett</a> <a>två</a></p>", ["Ett två"]),
        ("<div>Upp<b>rop</b><br>Nu</div>", ["Upprop\nNu"]),
        ("<min-meny>Hem</min-meny><min-meny>Bo</min-meny>", ["Hem\nBo"]),
        ("<nav>Hem</nav><aside>Bo</aside>", ["Hem", "Bo"]),
        ("<div>›</div><div>Få\u00a0 o\u0308l</div>", ["Få öl"]),
        # a word of the article is no line of it
        ("<nav><p>skidor</p></nav>", ["skidor"]),
    ],
)
def test_lines_are_those_that_a_reader_sees(extra: str, wanted: list[str]) -> None:
    assert around(extra) == wanted


@pytest.mark.parametrize(
    "extra",
    [
        "<nav><ol><li>SKIDOR ATT LÅNA I KIL</li></ol></nav>",
        "<nav><a href='#b'>Så  gick det till</a></nav>",
        "<aside><p>I Kils kommun lånar man ut skidor</p></aside>",
        "<nav>140 par</nav>",
    ],
    ids=["title", "heading", "sentence", "cell"],
)
def test_what_the_article_holds_is_not_recorded_again(extra: str) -> None:
    assert around(extra) == []


def test_part_of_the_title_in_a_second_main_heading_is_not_dropped() -> None:
    page = make_html(
        f"<header><h1>Skidor</h1></header>{ARTICLE}<aside><h1>Lediga jobb</h1></aside>",
        head='<meta property="og:title" content="Skidor – Kils kommun">',
    )
    document = prepare(page, "a.html")
    assert document.metadata.title == "Skidor – Kils kommun"
    assert furniture(document) == ["Lediga jobb"]


def test_quotation_in_a_menu_makes_the_one_in_the_article_no_repetition() -> None:
    words = "Vi hade aldrig trott att så många skulle vilja låna"
    article = ARTICLE.replace("<ul>", f"<p>”{words}.”</p><ul>", 1)
    document = prepare(make_html(f"<nav><p>{words}. Läs om det här</p></nav>{article}"), "a.html")
    assert [item.reason for item in document.dropped] == ["page furniture"]
    assert any(words in chunk.text for chunk in document.chunks)


def test_button_in_a_paragraph_is_dropped_without_the_paragraph() -> None:
    button = "<span class='share-buttons'>Dela</span>"
    page = make_html(
        ARTICLE.replace("i Kil</h1>", f"i Kil</h1><p>{'En mening om skidor. ' * 9}{button} Och en till.</p>")
    )
    document = prepare(page, "a.html")
    assert furniture(document) == ["Dela"]
    assert "Dela" not in "".join(chunk.text for chunk in document.chunks)


@settings(max_examples=40, deadline=None)
@given(st.lists(PARTS, max_size=6), st.lists(PARTS, max_size=6))
def test_furniture_is_in_order_in_no_block_and_holds_every_line_around_the_article(
    before: list[tuple[str, str]], after: list[tuple[str, str]]
) -> None:
    bodies = ["".join(f"<{tag}>{line}</{tag}>" for tag, line in parts) for parts in (before, after)]
    parsed = parse(make_html(f"{bodies[0]}<hr>{ARTICLE}<hr>{bodies[1]}"), name="a")
    end = parsed.blocks[-1].end
    for start, past in parsed.furniture:
        assert end < start < past <= len(parsed.text)
        assert parsed.text[end:start] == "\n\n"
        end = past
    assert end == len(parsed.text)
    kept = [line.removeprefix("- ") for line in parsed.text[: parsed.blocks[-1].end].split("\n")]
    lines = [line for start, past in parsed.furniture for line in parsed.text[start:past].split("\n")]
    assert lines == [line for _, line in before + after if line not in kept]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page_of_the_corpus_keeps_its_frame_out_of_its_chunks(path: Path) -> None:
    document = prepare(path.read_bytes(), path.name)
    lines = [line for text in furniture(document) for line in text.split("\n")]
    first = {"sv": ["Hoppa till innehållet", "Metodbank"], "da": ["Gå til indhold", "Metodbank"]}
    last = {
        "sv": ["Den här sidan använder inga kakor.", "Texten får användas enligt Apache-2.0."],
        "da": ["Denne side bruger ikke cookies.", "Teksten må bruges efter Apache-2.0."],
    }
    assert lines[:2] == first[path.parent.name]
    assert lines[-2:] == last[path.parent.name]
    shown = "\n".join(chunk.text for chunk in document.chunks).split("\n")
    assert set(lines).isdisjoint(shown)
    assert set(lines).isdisjoint({document.metadata.title, *(s.title for s in document.sections)})


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page_of_the_corpus_has_the_chunks_that_it_has_without_its_frame(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    bare = re.sub(r"<(header|footer|nav)\b.*?</\1>|<a href=\"#main\".*?</a>", "", page, flags=re.DOTALL)
    assert len(bare) < len(page)
    with_frame, without = prepare(page, path.name), prepare(bare, path.name)
    assert with_frame.chunks == without.chunks
    assert with_frame.sections == without.sections
    assert with_frame.metadata == without.metadata


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_furniture_that_a_parser_finds_is_what_cleaning_drops(path: Path) -> None:
    parsed = parse(path.read_bytes(), name=path.name)
    dropped = clean(parsed).dropped
    assert [(d.start, d.end) for d in dropped if d.reason == "page furniture"] == list(parsed.furniture)
    assert [d.start for d in dropped] == sorted(d.start for d in dropped)
    assert {d.text for d in dropped} == {parsed.text[d.start : d.end] for d in dropped}

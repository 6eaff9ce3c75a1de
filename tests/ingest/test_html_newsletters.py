"""Newsletters as web pages: laid out by tables or divisions, read article by article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.builder import TextBuilder
from ingest.parsers.html import page_tree, parse
from ingest.parsers.html_headings import is_run_together, restore_headings
from ingest.parsers.html_layout import has_menu, is_laid_out, is_newsletter, lays_out, unwrap_layouts
from kb.records import BlockKind
from tests.ingest.makers import make_html

SCHOOL = (
    "Byalaget i Ekvalla köpte den gamla skolan för en krona och gjorde den till ett hus för alla. "
    "Nu lagar tre lag mat varje torsdag, och grannarna delar på disken."
)
BENCHES = (
    "I Provhult har eleverna ritat sex bänkar till stigen runt sjön. En smed svetsade dem, och kommunen "
    "göt grunden på sin bekostnad efter ett halvår av samtal."
)
BIKES = (
    "Kommunen lånar ut elcyklar i två veckor mot att man berättar hur det gick. Fyrtio hushåll har varit "
    "med, och hälften av dem köpte sedan en egen."
)
DATES = (
    "<table border='1'><tr><th>Dag</th><th>Plats</th></tr>"
    "<tr><td>3 juni</td><td>Ekvalla bygdegård</td></tr><tr><td>10 juni</td><td>Biblioteket</td></tr></table>"
)
ARTICLES = f"<h2>Skolan</h2><p>{SCHOOL}</p><h2>Bänkar</h2><p>{BENCHES}</p><h2>Cyklar</h2><p>{BIKES}</p>"
TOLD = ["# Skolan", SCHOOL, "# Bänkar", BENCHES, "# Cyklar", BIKES]


def read(body: str) -> list[str]:
    """Return the blocks of a page, headings with a mark before them and rows with another."""
    document = parse(make_html(body), name="brev")
    marks = {BlockKind.HEADING: "# ", BlockKind.ROW: "| "}
    return [marks.get(b.kind, "") + document.text[b.start : b.end] for b in document.blocks]


def table(*rows: str, attributes: str = "width='600'") -> str:
    return f"<table {attributes}>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def cells(*contents: str) -> str:
    return "".join(f"<td>{content}</td>" for content in contents)


def builder(*blocks: tuple[BlockKind, str]) -> TextBuilder:
    built = TextBuilder()
    for kind, content in blocks:
        built.add(kind, content, level=2 if kind is BlockKind.HEADING else 0)
    return built


def test_tables_within_tables_are_read_article_by_article() -> None:
    inner = table(
        cells("<h1>Nytt från bygden</h1><p>12 maj 2021</p>"),
        cells(f"<h2>Skolan</h2>{SCHOOL}"),
        cells(f"<h2>Bänkar</h2>{BENCHES}"),
        cells(f"<h2>Cyklar</h2><p>{BIKES}</p>"),
        attributes="role='presentation'",
    )
    assert read(table(cells(inner))) == ["# Nytt från bygden", "12 maj 2021", *TOLD]


def test_data_table_within_a_layout_stays_a_table() -> None:
    found = read(table(cells(ARTICLES), cells(f"<h2>Kalender</h2>{DATES}")))
    assert found == [
        *TOLD,
        "# Kalender",
        "| Dag: 3 juni | Plats: Ekvalla bygdegård",
        "| Dag: 10 juni | Plats: Biblioteket",
    ]


@pytest.mark.parametrize("is_nested", [False, True], ids=["cells", "tables in cells"])
def test_columns_side_by_side_are_read_one_after_the_other(is_nested: bool) -> None:
    columns = [f"<h2>Skolan</h2><p>{SCHOOL}</p>", f"<h2>Bänkar</h2><p>{BENCHES}</p>"]
    if is_nested:
        columns = [table(cells(column)) for column in columns]
    page = table(
        "<td colspan='2'><h1>Nytt</h1></td>", cells(*columns), cells("<img src='a'>", f"<p>{BIKES}</p>")
    )
    assert read(page) == ["# Nytt", *TOLD[:4], BIKES]


def test_letter_of_head_cells_alone_is_no_data() -> None:
    """As a well-known kit for newsletters writes them."""
    row = "<th><table><tr><th><h2>{}</h2><p>{}</p></th><th class='expander'></th></tr></table></th>"
    rows = [row.format(*pair) for pair in (("Skolan", SCHOOL), ("Bänkar", BENCHES), ("Cyklar", BIKES))]
    assert read(table(*rows)) == TOLD


@pytest.mark.parametrize("depth", [1, 3])
def test_headings_within_divisions_are_kept_in_their_places(depth: int) -> None:
    articles = [("Skolan", SCHOOL), ("Bänkar", BENCHES), ("Cyklar", BIKES)]
    parts = "".join(f"<div><h2>{title}</h2>\n<p>{text}</p></div>" for title, text in articles)
    page = f"<div><h1>Nytt</h1><p>12 maj 2021</p></div><div>{parts}</div>"
    assert read("<div>" * depth + page + "</div>" * depth) == ["# Nytt", "12 maj 2021", *TOLD]


def test_articles_without_paragraphs_are_told_from_their_headings() -> None:
    articles = [("Skolan", SCHOOL), ("Bänkar", BENCHES), ("Cyklar", BIKES)]
    parts = "".join(f"<div><div><h2>{title}</h2></div><div>{text}</div></div>" for title, text in articles)
    hidden = "<div style='display:none'>Dold förhandstext om tre saker</div>"
    assert read(f"{hidden}<div>{parts}</div>") == TOLD


def test_short_articles_of_a_newsletter_are_kept() -> None:
    def story(title: str, text: str) -> str:
        return table(cells(f"<h2><a href='s'>{title}</a></h2>"), cells(f"{text}<br><a href='l'>Läs mer</a>"))

    short = ("Kort nytt", "Ny bok om landsbygden.")
    pairs = [("Skolan", SCHOOL), ("Bänkar", BENCHES), ("Cyklar", BIKES), short]
    page = table(*(cells(story(*pair)) for pair in pairs), cells("<a href='u'>Avregistrera dig</a>"))
    found = [line for line in read(page) if line != "Läs mer"]
    assert found == [*TOLD, "# Kort nytt", "Ny bok om landsbygden.", "Avregistrera dig"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (table(cells("År", "Lån"), cells("2016", "140")), False),
        (table(cells("Mål", "<ul><li>Fika</li></ul>"), cells("Resor", "<p>a</p><p>b</p>")), False),
        (table(cells("Namn", "Telefon")), False),
        ("<table role='presentation'><tr><th>År</th></tr><tr><td>2016</td></tr></table>", False),
        ("<table><caption>Lån</caption><tr><td>2016</td></tr></table>", False),
        (table("<th>Mål</th><th>Väg</th>", cells("Möten", "<h3>Fika</h3>")), False),
        (table(cells("År", "Lån"), cells("2016", "140"), attributes="role='presentation'"), True),
        (table(cells("En enda spalt"), cells("med text")), True),
        (table(cells("", "Bara"), cells("en", "&nbsp;")), True),
        (table(cells("<p>a</p><p>b</p>", "c")), True),
        (table(cells("<h3>a</h3>b", "c"), cells("d", "e")), True),
        (table("<th>Meny</th><th>Nytt</th>", cells("a", "<h1>b</h1>")), True),
        (table(cells("a", "b"), cells(DATES, "c")), True),
        (table(cells("", "")), True),
    ],
)
def test_layouts_are_told_from_data(body: str, expected: bool) -> None:
    root = page_tree(body)
    assert lays_out(next(root.iter("table"))) is expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("Visa i webbläsaren", True),
        ("Kan du ikke læse nyhedsbrevet? Se det i din browser", True),
        ("Webbversion", True),
        ("Avregistrera dig här", True),
        ("Afmeld nyhedsbrevet", True),
        ("Avsluta din prenumeration", True),
        ("Så stänger du av kakor i din webbläsare", False),
        ("Afmeld skolemad", False),
        ("Anmäl dig till vårt nyhetsbrev", False),
        ("Läs mer", False),
    ],
)
def test_newsletters_are_told_by_their_links(link: str, expected: bool) -> None:
    assert is_newsletter(page_tree(f"<p><a href='x'>{link}</a></p>")) is expected
    assert not is_newsletter(page_tree(f"<footer><p><a href='x'>{link}</a></p></footer>"))
    assert not is_newsletter(page_tree(f"<p>{link}</p>"))


@pytest.mark.parametrize(
    "body", [f"<main>{ARTICLES}", table(cells(ARTICLES))], ids=["main text", "whole page"]
)
def test_words_of_two_parts_of_a_cell_are_not_glued(body: str) -> None:
    row = cells("kom<b>mun</b>", "<ul><li>Fika</li><li>Kör</li></ul><p>Sång<br>Dans</p>")
    found = read(f"{body}{table('<th>Var</th><th>Vad</th>', row, cells('a', 'b'))}")
    assert found[-2:] == ["| Var: kommun | Vad: Fika Kör Sång Dans", "| Var: a | Vad: b"]


H, P = BlockKind.HEADING, BlockKind.PARAGRAPH


@pytest.mark.parametrize(
    ("kept", "shown", "wanted"),
    [
        ([(P, "ett"), (P, "två")], [(P, "ett"), (H, "Rubrik"), (P, "två")], "ett Rubrik två"),
        ([(P, "ett"), (P, "två")], [(P, "ett"), (H, "Läs också"), (P, "länk"), (P, "två")], "ett två"),
        ([(H, "Rubrik"), (P, "ett")], [(H, "Rubrik"), (P, "ett")], "Rubrik ett"),
        ([(H, "Rubrik"), (P, "två"), (P, "ett")], [(H, "Rubrik"), (P, "ett"), (P, "två")], "Rubrik två ett"),
        ([(P, "ett"), (P, "ett")], [(H, "Rubrik"), (P, "ett"), (H, "Annan"), (P, "ett")], "ett ett"),
        ([(P, "ett")], [(H, "Flik"), (H, "Rubrik"), (P, "ett")], "Rubrik ett"),
    ],
    ids=["lost", "over what is left out", "there", "moved", "no certain place", "of one rank"],
)
def test_lost_headings_come_back_above_their_own_text(
    kept: list[tuple[BlockKind, str]], shown: list[tuple[BlockKind, str]], wanted: str
) -> None:
    assert restore_headings(builder(*kept), builder(*shown)).text.split() == wanted.split()


def test_hidden_headings_do_not_come_back() -> None:
    articles = [("Skolan", SCHOOL), ("Bänkar", BENCHES), ("Cyklar", BIKES)]
    parts = "".join(f"<div><h2 hidden>Dold</h2><h2>{a}</h2>\n<p>{b}</p></div>" for a, b in articles)
    assert read(f"<div>{parts}</div>") == TOLD


@pytest.mark.parametrize(
    ("menu", "expected"),
    [
        ("<a>Hem</a> | <a>Bo</a> | <a>Skola</a>", True),
        ("<ul><li><a>Hem</a></li><li><a>Bo</a></li><li><a>Skola</a></li></ul>", True),
        ("<nav>Hem</nav>", True),
        ("<p>Läs <a>ett</a>, <a>två</a> och <a>tre</a></p>", False),
        ("<a>Läs mer</a> <a>Visa</a>", False),
        ("", False),
    ],
)
def test_old_site_laid_out_by_tables_is_told_by_its_menu(menu: str, expected: bool) -> None:
    assert has_menu(page_tree(f"<p>{SCHOOL}</p><div>{menu}</div>")) is expected


def test_small_layout_in_a_page_does_not_lay_it_out() -> None:
    style = "<style>p { color: red }</style>"
    page = page_tree(f"<body>{style}<p>{SCHOOL}</p>{table(cells('En ruta'))}</body>")
    assert not is_laid_out(page)
    assert is_laid_out(page_tree(f"<body>{style}<p>Hej</p>{table(cells(table(cells(SCHOOL))))}</body>"))
    assert not is_laid_out(page_tree("<frameset></frameset>"))
    assert not is_laid_out(page_tree("<p></p>"))


def test_menu_of_an_old_site_laid_out_by_tables_is_furniture() -> None:
    menu = "<br>".join(f"<a href='{name}'>{name}</a>" for name in ("Skola", "Omsorg", "Kultur", "Näringsliv"))
    assert read(table(cells(menu, f"<h1>Nytt</h1>{ARTICLES}"))) == ["# Nytt", *TOLD]


def test_one_heading_in_a_paragraph_does_not_make_a_page_run_together() -> None:
    shown = builder((H, "Ett"), (P, "a b c"), (H, "Två"), (P, "d e f"))
    assert is_run_together(builder((P, "Ett a b c Två d e f")), shown)
    assert not is_run_together(builder((H, "Ett"), (P, "a b c"), (P, "Två d e f")), shown)
    assert not is_run_together(builder((P, "a b c"), (P, "d e f")), shown)


BLOCKS = st.lists(
    st.tuples(
        st.sampled_from([H, P, BlockKind.BULLET, BlockKind.ROW]), st.text("aåb .", min_size=1, max_size=5)
    )
)


@given(BLOCKS, BLOCKS)
def test_restoring_headings_loses_and_invents_nothing(
    kept: list[tuple[BlockKind, str]], shown: list[tuple[BlockKind, str]]
) -> None:
    main, whole = builder(*kept), builder(*shown)
    restored = restore_headings(main, whole)
    before, after = (
        [(b.kind, b.level, built.text[b.start : b.end]) for b in built.blocks] for built in (main, restored)
    )
    rest = iter(after)
    assert all(block in rest for block in before)
    headings = [whole.text[b.start : b.end] for b in whole.blocks if b.kind is H]
    assert all(block in before or block[2] in headings for block in after)


PIECES = st.recursive(
    st.sampled_from(["ord", "<p>stycke</p>", "<h2>rubrik</h2>", "<ul><li>punkt</li></ul>", ""]),
    lambda inner: st.lists(st.lists(inner, min_size=1, max_size=3), min_size=1, max_size=3).map(
        lambda rows: table(*(cells(*row) for row in rows), attributes="")
    ),
    max_leaves=12,
)


@given(PIECES)
def test_unwrapping_keeps_every_word_in_its_order(body: str) -> None:
    root = page_tree(body)
    before = "".join(root.itertext())
    is_changed = unwrap_layouts(root)
    assert "".join(root.itertext()) == before
    assert not any(lays_out(left) for left in root.iter("table"))
    assert is_changed == ("<table" in body and len(list(root.iter("table"))) < body.count("<table"))

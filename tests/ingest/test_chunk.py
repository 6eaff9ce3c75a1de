from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.markup import plain
from ingest.pipeline import prepare_document
from ingest.sentences import cut_points, last_sentence
from ingest.sniff import MARKDOWN, PLAIN
from kb.errors import FileError
from kb.gazetteer import load_gazetteer
from kb.records import PreparedDocument, Source
from kb.taxonomy import load_taxonomy
from tests.ingest.makers import DOCUMENTS, make_pdf, places, prepare

LONG = "Det här är en mening om lån av skidor i en by. " * 12


def test_bullet_that_names_a_municipality_stands_alone_as_an_example() -> None:
    document = prepare((DOCUMENTS / "anteckningar.txt").read_bytes(), "a.txt")
    found = [
        (chunk.lines, chunk.is_example, sorted(places(document, i)))
        for i, chunk in enumerate(document.chunks)
    ]
    assert found == [
        ((10, 11), False, []),
        ((12, 12), True, ["SE1763"]),
        ((13, 13), True, ["SE1880"]),
        ((17, 17), False, []),
        ((19, 19), False, []),
        ((20, 20), True, ["SE1780"]),
        ((22, 22), False, []),
    ]


def test_lead_in_is_put_on_the_path_of_its_bullets() -> None:
    document = prepare((DOCUMENTS / "anteckningar.txt").read_bytes(), "a.txt")
    assert document.chunks[4].heading_path == ("2. Mötesplatser", "Det finns många sätt att mötas på, som")
    assert document.chunks[6].heading_path == ("2. Mötesplatser",)


def test_bullets_under_a_lead_in_to_examples_are_examples_each() -> None:
    document = prepare("Rubrik här\n\nGoda exempel finns:\n\n- ett café\n- en verkstad\n\nSlut på listan.\n")
    assert [(c.text, c.is_example) for c in document.chunks[1:3]] == [
        ("- ett café", True),
        ("- en verkstad", True),
    ]
    nested = prepare("Rubrik här\n\n- Se människor genom t.ex.\n  - ett café\n  - en verkstad\n- Annat\n")
    assert [c.is_example for c in nested.chunks] == [False, True, True, False]
    assert nested.chunks[1].heading_path == ("Se människor genom t.ex.",)


def test_short_bullets_share_a_chunk_up_to_the_limit() -> None:
    document = prepare("Rubrik\n\n" + "".join(f"- punkt {i} {'x' * 90}\n" for i in range(20)))
    assert all(len(chunk.text) <= 700 for chunk in document.chunks)
    assert len(document.chunks) == 4


def test_a_chunk_never_mixes_two_headings() -> None:
    document = prepare("Ett\n\nText ett.\n\nTvå\n\nText två.\n\nTre\n\nText tre.\n")
    assert [chunk.text for chunk in document.chunks] == ["Text ett.", "Text två.", "Text tre."]
    assert [chunk.heading_path[-1:] for chunk in document.chunks[1:]] == [("Två",), ("Tre",)]


def test_a_chunk_never_crosses_a_page_and_knows_it() -> None:
    pages = [[("p", "Kort text på sidan ett.")], [("p", "Kort text på sidan två.")]]
    document = prepare(make_pdf(pages), "a.pdf")
    assert [(chunk.page, chunk.text) for chunk in document.chunks] == [
        (1, "Kort text på sidan ett."),
        (2, "Kort text på sidan två."),
    ]


def test_heading_without_text_is_found_by_what_follows() -> None:
    document = prepare("# Titel\n\n## Tom\n\n## Full\n\nText som står här.\n", "a.md")
    assert document.chunks[0].heading_path == ("Tom", "Full")


def test_heading_at_the_end_is_a_chunk_of_its_own() -> None:
    document = prepare("# Titel\n\nText.\n\n## Sist\n", "a.md")
    assert [chunk.text for chunk in document.chunks] == ["Text.", "Sist"]


def test_document_of_headings_only_is_still_found() -> None:
    document = prepare("# Lån av skidor\n\n## I byn\n", "a.md")
    assert "I byn" in [chunk.text for chunk in document.chunks]
    assert prepare("Fritidsbanken lånar ut skidor").chunks[0].text == "Fritidsbanken lånar ut skidor"


def test_long_paragraph_is_cut_at_ends_of_sentences() -> None:
    document = prepare("Rubrik\n\n" + LONG * 4)
    assert len(document.chunks) >= 3
    assert all(len(chunk.text) <= 1100 for chunk in document.chunks)
    assert all(chunk.text.startswith("Det här") and chunk.text.endswith("by.") for chunk in document.chunks)


@pytest.mark.parametrize(
    "text", ["t.ex. Örebro", "bl.a. Kil", "17. april", "nr. 5 i", "kl. 10", "A. Svensson", "ca. 20"]
)
def test_abbreviations_and_dates_end_no_sentence(text: str) -> None:
    assert last_sentence(f"Först detta. Sedan {text} kom det.") == f"Sedan {text} kom det."


def test_text_without_spaces_is_cut_at_the_limit() -> None:
    pieces = cut_points("x" * 2500, 0, 2500, max_chars=900)
    assert pieces == [(0, 900), (900, 1800), (1800, 2500)]


def test_shown_text_of_markdown_has_no_marks() -> None:
    document = prepare((DOCUMENTS / "sammanfattning.md").read_bytes(), "s.md")
    texts = [chunk.text for chunk in document.chunks]
    assert texts[0] == (
        "Volontärer hjälper elever varje tisdag efter skolan.\n\n"
        "* Ingen anmälan behövs.\n* Fika ingår, t.ex. frukt."
    )
    assert any("År | Elever\n2018 | 40\n2019 | 75" in text for text in texts)
    assert any("kod_som_text * stannar" in text for text in texts)
    assert not any("**" in text or "](" in text for text in texts)


def check(document: PreparedDocument, *, is_markdown: bool) -> None:
    covered = [False] * len(document.text)
    end = 0
    for chunk in document.chunks:
        assert end <= chunk.start < chunk.end <= len(document.text)
        end = chunk.end
        content = document.text[chunk.start : chunk.end]
        assert chunk.text == (plain(content) if is_markdown else content)
        covered[chunk.start : chunk.end] = [True] * (chunk.end - chunk.start)
        if chunk.lines:
            first = document.text.count("\n", 0, chunk.start) + 1
            assert chunk.lines == (first, first + content.count("\n"))
    for item in document.dropped:
        assert not any(covered[item.start : item.end])


LINES = st.lists(
    st.sampled_from(
        [
            "", "", "Rubrik", "1. Numrerad", "- punkt", "  - under punkt t.ex.",
            "- I Kils kommun gavs pengar.",
            "En mening som är lite längre än en rubrik och slutar.", "Lista:", "Share", "Tweet", "# Rad",
            "* *stjärna*", "| a | b |", "---", "17. april 2016", "Odense Kommune gav støtte.",
            "x" * 1500, "\u00e5\u0308 e\u0301", "Läs också",
        ]
    ),
    min_size=1,
    max_size=25,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(LINES, st.sampled_from([PLAIN, MARKDOWN]))
def test_chunks_show_exactly_what_their_spans_point_at_and_cover_all_text(
    lines: list[str], media_type: str
) -> None:
    data = "\n".join(lines).encode()
    source = Source(path="/a", name="a", sha256="0" * 64, media_type=media_type, n_bytes=len(data))
    try:
        document = prepare_document(source, data, taxonomy=load_taxonomy(), gazetteer=load_gazetteer())
    except FileError:
        return
    check(document, is_markdown=media_type == MARKDOWN)
    if media_type == PLAIN:
        chunked = {c for chunk in document.chunks for c in range(chunk.start, chunk.end)}
        gone = {c for item in document.dropped for c in range(item.start, item.end)}
        headings = {line for section in document.sections for line in [section.title]}
        for start, line in positions(document.text):
            if line.strip(" -*|") and line.strip() not in headings and start not in gone:
                inside = start + len(line) - len(line.lstrip())
                assert inside in chunked or is_front(document, line), line


def positions(text: str) -> list[tuple[int, str]]:
    found, start = [], 0
    for line in text.split("\n"):
        found.append((start, line))
        start += len(line) + 1
    return found


def is_front(document: PreparedDocument, line: str) -> bool:
    """Return whether a line stands before the first chunk, the title or the date, or is one of these."""
    date = "17. april 2016" if document.metadata.date else ""
    if line.strip(" #").removesuffix(".") in {document.metadata.title, date}:
        return True
    first = document.chunks[0].start if document.chunks else len(document.text)
    ends = (document.text.find(each) for each in (document.metadata.title, date) if each)
    return document.text.find(line) < max(first, *ends)


def test_bare_mention_of_a_place_stands_alone_but_is_no_example() -> None:
    document = prepare("Rubrik\n\n- Alla kom.\n- Man lärde av Malmö.\n- I Solna lånar man skidor.\n")
    assert [
        (chunk.text, chunk.is_example, places(document, i)) for i, chunk in enumerate(document.chunks)
    ] == [
        ("- Alla kom.", False, set()),
        ("- Man lärde av Malmö.", False, {"SE1280"}),
        ("- I Solna lånar man skidor.", True, {"SE0184"}),
    ]


def test_heading_of_a_finished_section_is_not_put_before_the_next() -> None:
    document = prepare("# Bok\n\n## A\n\nText a.\n\n### Frågor\n\n## B\n\nText b.\n", "a.md")
    assert [(chunk.heading_path, chunk.text) for chunk in document.chunks] == [
        (("A",), "Text a."),
        (("B",), "Text b."),
    ]


def test_sentence_that_stands_as_a_heading_at_the_end_of_a_section_is_a_chunk() -> None:
    document = prepare(
        "# Bok\n\n## A\n\n### Frågor\n\n#### Hur når vi alla som bor här?\n\n## B\n\nText b.\n", "a.md"
    )
    assert [(chunk.heading_path, chunk.text) for chunk in document.chunks] == [
        (("A", "Frågor"), "Hur når vi alla som bor här?"),
        (("B",), "Text b."),
    ]

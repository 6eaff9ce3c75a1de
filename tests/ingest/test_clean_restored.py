"""Lines that a person has put back stay, and nothing else changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.clean import clean
from ingest.parsers import PARSERS
from kb.records import BlockKind, ParsedDocument
from kb.text import text_hash

NOTES = """Anteckningar från träff i Kils kommun

Två byalag fick pengar att använda som de ville.

Facebook
Twitter
E-post

Fritidsbanken lånar ut idrottsprylar gratis till alla barn.

5 kommentarer

------

Man ringde hem till familjer som sällan kommer, och det gav fler besök.

# Källor

Rapporten https://exempel.se/rapport (2019)
Handboken https://exempel.se/handbok (2021)
"""


def parsed(text: str, media_type: str = "text/markdown") -> ParsedDocument:
    return PARSERS[media_type]()(text.encode(), name="prov.md")


def dropped_lines(document: ParsedDocument, *restored: str) -> list[tuple[str, str]]:
    dropped = clean(document, restored=[text_hash(line) for line in restored]).dropped
    return [(line, piece.reason) for piece in dropped for line in piece.text.split("\n")]


def test_restored_lines_stay_and_the_others_are_dropped_as_before() -> None:
    document = parsed(NOTES)
    before = dropped_lines(document)
    assert ("Twitter", "share buttons") in before
    assert dropped_lines(document, "Twitter") == [
        line for line in before if line != ("Twitter", "share buttons")
    ]


def test_a_restored_line_is_in_a_block_again() -> None:
    document = parsed(NOTES)
    blocks = clean(document, restored=[text_hash("5 kommentarer")]).blocks
    assert "5 kommentarer" in [document.text[block.start : block.end].strip() for block in blocks]


def test_only_the_whole_line_is_restored() -> None:
    document = parsed(NOTES)
    assert dropped_lines(document, "kommentarer", "twitter") == dropped_lines(document)


def headings(document: ParsedDocument, *restored: str) -> list[str]:
    blocks = clean(document, restored=[text_hash(line) for line in restored]).blocks
    return [
        document.text[block.start : block.end].strip()
        for block in blocks
        if block.kind is BlockKind.HEADING and "Källor" in document.text[block.start : block.end]
    ]


def test_heading_of_sources_comes_back_with_one_of_them() -> None:
    document = parsed(NOTES)
    assert headings(document) == []
    assert len(headings(document, "Rapporten https://exempel.se/rapport (2019)")) == 1
    assert len(headings(document, "Handboken https://exempel.se/handbok (2021)")) == 1


@given(st.sets(st.sampled_from([line.strip() for line in NOTES.split("\n") if line.strip()])))
def test_what_is_dropped_is_what_was_dropped_without_the_restored_lines(restored: set[str]) -> None:
    document = parsed(NOTES)
    expected = [
        (line, reason)
        for line, reason in dropped_lines(document)
        if line.strip() not in restored or reason == "no text"
    ]
    assert [entry for entry in dropped_lines(document, *restored) if entry[0]] == [
        entry for entry in expected if entry[0]
    ]

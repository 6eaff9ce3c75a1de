from __future__ import annotations

import pytest

from ingest.parsers.html import parse
from kb.records import BlockKind
from tests.ingest.makers import make_html

LONG = "<p>Biblioteket i byn lånar ut verktyg, symaskiner och skidor till alla som bor där. " * 8 + "</p>"


def bullets(body: str) -> list[tuple[int, str]]:
    document = parse(make_html(f"<main><h1>Lån</h1>{body}</main>"), name="prov")
    return [
        (block.level, document.text[block.start : block.end])
        for block in document.blocks
        if block.kind is BlockKind.BULLET
    ]


@pytest.mark.parametrize("around", ["", LONG], ids=["whole page", "main text"])
def test_words_of_an_item_keep_their_order(around: str) -> None:
    first = "<span>Se <a href='x'>ett</a> och <a href='y'>två</a> här</span>"
    items = f"<ul><li>{first}</li><li>Sedan <b>tre</b>.</li></ul>"
    found = [" ".join(text.split()).replace(" .", ".") for _, text in bullets(around + items)]
    assert found == ["- Se ett och två här", "- Sedan tre."]


def test_markup_within_a_word_does_not_part_it() -> None:
    assert bullets("<ul><li>kommun<b>en</b>s</li></ul>") == [(0, "- kommunens")]


def test_lists_and_loose_words_within_lists_are_kept_once() -> None:
    items = "<ul><li>ett<ul>loss<li>två</li></ul>svans</li><ul><li>tre</li></ul></ul>"
    assert bullets(items) == [(0, "- ett svans"), (1, "- loss"), (1, "- två"), (1, "- tre")]


def test_text_after_a_block_is_a_paragraph_of_its_own() -> None:
    document = parse(make_html("<main><div>ett<div>två</div>tre</div></main>"), name="prov")
    assert [document.text[block.start : block.end] for block in document.blocks] == ["ett", "två", "tre"]

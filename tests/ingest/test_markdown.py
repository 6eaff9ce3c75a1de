from __future__ import annotations

import pytest

from ingest.front_matter import split_front_matter
from ingest.parsers.markdown import parse
from kb.records import BlockKind
from tests.ingest.makers import DOCUMENTS


def test_front_matter_is_read_and_is_no_block() -> None:
    document = parse((DOCUMENTS / "sammanfattning.md").read_bytes(), name="s.md")
    assert document.stated == {
        "title": "Läxhjälp på biblioteket",
        "date": "2020-11-03",
        "language": "sv",
        "type": "summary",
        "municipalities": "Kil; Karlstad",
        "themes": "larande.laxhjalp",
        "authors": "Prov Provsson; Test Testsson",
        "licence": "CC BY 4.0",
    }
    first = document.blocks[0]
    assert (first.kind, first.level) == (BlockKind.HEADING, 1)
    assert document.text[first.start : first.end] == "# Läxhjälp på biblioteket"


def test_toml_front_matter_is_read() -> None:
    stated, start = split_front_matter('+++\ntitle = "Hej"\ndate = 2020-01-02\nx = [1]\n+++\nText')
    assert stated == {"title": "Hej", "date": "2020-01-02"}
    assert start == len('+++\ntitle = "Hej"\ndate = 2020-01-02\nx = [1]\n+++')


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: aldrig stängd\n\nText",
        "---\nen mening utan nyckel\n---\nText",
        "Text\n---\ntitle: x\n---\n",
    ],
)
def test_what_is_no_front_matter_stays_text(text: str) -> None:
    assert split_front_matter(text) == ({}, 0)


def test_broken_toml_is_passed_over() -> None:
    assert split_front_matter("+++\n= = =\n+++\nText")[0] == {}


def test_tables_lists_quotes_and_code_become_blocks() -> None:
    document = parse((DOCUMENTS / "sammanfattning.md").read_bytes(), name="s.md")
    found = [(b.kind, b.level, document.text[b.start : b.end]) for b in document.blocks]
    assert (BlockKind.BULLET, 0, "* Fika ingår, t.ex. *frukt*.") in found
    assert (BlockKind.BULLET, 1, "1. I Örebro kommun görs det varje dag.") in found
    rows = [text for kind, _, text in found if kind is BlockKind.ROW]
    assert rows == ["| År | Elever |", "| 2018 | 40 |", "| 2019 | 75 |"]
    assert (BlockKind.PARAGRAPH, 0, "> Det bästa är att någon har tid.") in found
    assert (BlockKind.PARAGRAPH, 0, "kod_som_text * stannar") in found


def test_setext_and_bold_lines_are_headings() -> None:
    document = parse(b"Stor\n====\n\nText.\n\n**Liten rubrik**\n\nMer text.\n", name="s.md")
    assert [(b.kind, b.level) for b in document.blocks][::2] == [
        (BlockKind.HEADING, 1),
        (BlockKind.HEADING, 0),
    ]


def test_comments_and_link_definitions_are_left_out() -> None:
    document = parse(b"Text.\n\n<!-- dold\nrad -->\n\n[a]: https://a.se\n\nSlut.\n", name="s.md")
    assert [document.text[b.start : b.end] for b in document.blocks] == ["Text.", "Slut."]

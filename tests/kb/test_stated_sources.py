"""The sources that a document states, from what was left out of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.records import DroppedText
from kb.stated_sources import SOURCE_LIST, SourcePart, count_sources, stated_sources


def _dropped(text: str, *, reason: str = SOURCE_LIST) -> DroppedText:
    return DroppedText(start=0, end=len(text), lines=None, text=text, reason=reason)


def test_links_in_markdown_and_bare_addresses_are_told_from_the_words_around_them() -> None:
    text = (
        "Källorna är lästa den 22 november 2026.\n\n"
        "[Kils kommun: Byalag (2018)](https://kil.se/byalag_(2018))\n\n"
        "SVT: Byalag i Kil. https://svt.se/kil?x=1&y=2.\n"
    )
    note, named, bare = stated_sources([_dropped(text), _dropped("Meny", reason="page furniture")])
    assert note.is_note
    assert named.parts == (SourcePart(text="Kils kommun: Byalag (2018)", url="https://kil.se/byalag_(2018)"),)
    assert bare.parts == (
        SourcePart(text="SVT: Byalag i Kil. "),
        SourcePart(text="https://svt.se/kil?x=1&y=2", url="https://svt.se/kil?x=1&y=2"),
        SourcePart(text="."),
    )
    assert count_sources([note, named, bare]) == 2


@pytest.mark.parametrize(
    "text", ["[a](javascript:alert(1))", "[a](data:text/html,x)", "file:///etc/passwd", "[a](//evil.example)"]
)
def test_other_schemes_are_words_and_no_links(text: str) -> None:
    (source,) = stated_sources([_dropped(text)])
    assert source.parts == (SourcePart(text=text),)


def test_sources_without_addresses_or_with_several_are_not_counted() -> None:
    assert count_sources(stated_sources([_dropped("KORA: SSP i Ishøj. KORA: Bilag.")])) is None
    assert count_sources(stated_sources([_dropped("A https://a.se B https://b.se")])) is None


@given(st.text(max_size=80))
def test_no_word_of_a_list_without_links_is_lost_and_every_address_is_of_the_web(text: str) -> None:
    sources = stated_sources([_dropped(text)])
    parts = [part for source in sources for part in source.parts]
    assert all(part.url is None or part.url.lower().startswith(("http://", "https://")) for part in parts)
    if not any(part.url for part in parts):
        shown = ["".join(part.text for part in source.parts) for source in sources]
        assert " ".join(shown).split() == text.split()


def test_signs_and_brackets_behind_an_address_are_none_of_it() -> None:
    shown = {
        "https://a.se/x).": "https://a.se/x",
        "https://a.se/x_(y)).": "https://a.se/x_(y)",
        "https://a.se/x_(y)": "https://a.se/x_(y)",
        "https://a.se/x.)]!": "https://a.se/x",
        "https://a.se/x])(": "https://a.se/x])(",
    }
    for text, address in shown.items():
        (source,) = stated_sources([_dropped(text)])
        assert source.parts[0].url == address, text


def test_a_hundred_thousand_brackets_behind_an_address_are_taken_off() -> None:
    # by counting them once: counting them anew for each took minutes
    (source,) = stated_sources([_dropped("https://a.se/x" + ")" * 100_000)])
    assert source.parts[0].url == "https://a.se/x"

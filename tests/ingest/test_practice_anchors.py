"""Words of a curator found in passages, and found again when documents change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.practice_anchors import Passages, anchored, shown_words
from ingest.practice_parts import Told
from kb.practices import PracticeDraft, PracticeField, PracticeKind, PracticeState, TitleOrigin
from kb.records import Chunk, ChunkId, DocumentId, Language
from tests.ingest.practice_desk import Desk

TEXT = """# Byalagen i Kil

Kils kommun gav **två byalag** en
miljon kronor vardera. Det kostade 170 000 kronor.

- Alla får låna.
- Lånetiden är 14 dagar.

Kils kommun var nöjd, och två byalag fortsatte.
"""


def told(tmp_path: Path, name: str, text: str) -> Told:
    desk = Desk(tmp_path)
    document_id = desk.take(name, text)
    store = desk.store
    found = Told(store.document(document_id), store.text(document_id), store.chunks(document_id))
    store.close()
    return found


@pytest.fixture
def markdown(tmp_path: Path) -> Told:
    return told(tmp_path, "kil.md", TEXT)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("gav två byalag en miljon kronor", "gav två byalag en\nmiljon kronor"),
        ("gav **två   byalag** en\n\tmiljon", "gav två byalag en\nmiljon"),
        ("Alla får låna.\nLånetiden är 14 dagar.", "Alla får låna.\n- Lånetiden är 14 dagar."),
        ("- Alla får låna. - Lånetiden", "Alla får låna.\n- Lånetiden"),
        ("Det kostade 170\u00a0000 kronor", "Det kostade 170 000 kronor"),
        ("a\u030ar 14 dagar", None),  # part of a word
        ("La\u030anetiden a\u0308r 14 dagar", "Lånetiden är 14 dagar"),
        ("70 000 kronor", None),
        ("två bya", None),
        ("Alla får köpa.", None),
        ("alla får låna", None),
        ("**", None),
        ("", None),
    ],
)
def test_words_are_found_whatever_their_white_space_and_marks(
    markdown: Told, words: str, expected: str | None
) -> None:
    found = Passages([markdown]).find(words, "code")
    assert (found.text if found else None) == expected
    if found is not None:
        assert found.code == "code"
        assert shown_words(markdown.text[found.start : found.end]) == shown_words(found.text)
        (chunk,) = [each for each in markdown.chunks if each.id == found.chunk_id]
        assert found.text in chunk.text


def test_the_first_of_several_places_is_taken_or_the_nearest(markdown: Told) -> None:
    passages = Passages([markdown])
    first, last = TEXT.index("Kils kommun gav"), TEXT.index("Kils kommun var")
    found = [passages.find("Kils kommun", near=near) for near in (None, 0, first + 5, last - 5, 10_000)]
    assert [quote.start for quote in found if quote] == [first, first, first, last, last]


def test_words_of_two_passages_are_no_quote(markdown: Told) -> None:
    assert len(markdown.chunks) > 1
    assert Passages([markdown]).find("14 dagar. Kils kommun var nöjd") is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Lånetiden är 15 dagar.", "Lånetiden är 14 dagar."),
        ("Kils kommun var mycket nöjd, och två byalag", "Kils kommun var nöjd, och två byalag fortsatte."),
        ("Borgerne bestemte selv i Odense", None),
        ("", None),
    ],
)
def test_the_nearest_words_are_told(markdown: Told, words: str, expected: str | None) -> None:
    assert Passages([markdown]).nearest(words) == expected


def test_whole_passages_come_in_the_order_of_the_document(markdown: Told) -> None:
    ids = [chunk.id for chunk in markdown.chunks]
    whole = Passages([markdown]).whole(reversed(ids))
    assert [quote.chunk_id for quote in whole] == ids


@given(st.text(alphabet="abå æ1*_-\n", max_size=60), st.data())
def test_every_stretch_of_whole_words_is_found_and_stands_there(text: str, data: st.DataObject) -> None:
    words = shown_words(text).split()
    if not words:
        return
    first = data.draw(st.integers(0, len(words) - 1))
    wanted = " ".join(words[first : data.draw(st.integers(first + 1, len(words)))])
    chunk = _chunk(text)
    found = Passages([_told(chunk)]).find(wanted)
    if any(letter.isalnum() for letter in wanted):
        assert found is not None
        assert found.text in text
        assert shown_words(found.text) == wanted


# After a change


def curated(passages: Passages, *words: str) -> PracticeDraft:
    quotes = [quote for each in words if (quote := passages.find(each)) is not None]
    assert len(quotes) == len(words)
    return PracticeDraft(
        keys=("kil",),
        kind=PracticeKind.PRACTICE,
        state=PracticeState.PUBLISHED,
        title="Byalag",
        title_origin=TitleOrigin.CURATOR,
        name=None,
        language=Language.SWEDISH,
        municipalities=("SE1715",),
        countries=("SE",),
        passages=passages.whole(quote.chunk_id for quote in quotes),
        fields={PracticeField.METHOD: tuple(quotes)},
    )


def changed(tmp_path: Path, text: str) -> tuple[Told, Told]:
    """Take in a document and take it in again with another text."""
    desk = Desk(tmp_path)
    seen = []
    for each in (TEXT, text):
        document_id = desk.take("kil.md", each)
        seen.append(
            Told(
                desk.store.document(document_id), desk.store.text(document_id), desk.store.chunks(document_id)
            )
        )
    desk.store.close()
    before, after = seen
    assert before.document.id == after.document.id
    return before, after


def test_quotes_follow_their_words_in_a_changed_document(tmp_path: Path) -> None:
    before, after = changed(tmp_path, TEXT.replace("# Byalagen", "Ett nytt stycke om Kil.\n\n# Byalagen"))
    draft = curated(Passages([before]), "Alla får låna.", "Kils kommun var nöjd")
    new = anchored(draft, {before.document.id: Passages([after])}, has_whole_passages=True)
    quotes = new.fields[PracticeField.METHOD]
    assert [quote.text for quote in quotes] == ["Alla får låna.", "Kils kommun var nöjd"]
    assert all(after.text[quote.start : quote.end] == quote.text for quote in quotes)
    assert not any(quote.is_lost for quote in quotes)
    ids = [chunk.id for chunk in after.chunks]
    assert [ids.index(quote.chunk_id) for quote in new.passages] == [
        ids.index(chunk_id) for chunk_id in dict.fromkeys(quote.chunk_id for quote in quotes)
    ]


@pytest.mark.parametrize("has_whole_passages", [True, False])
def test_words_that_are_gone_are_kept_and_called_lost(tmp_path: Path, has_whole_passages: bool) -> None:
    before, after = changed(tmp_path, TEXT.replace("Alla får låna", "Medlemmar får köpa"))
    draft = curated(Passages([before]), "Alla får låna.", "Kils kommun var nöjd")
    passages = {before.document.id: Passages([after])}
    new = anchored(draft, passages, has_whole_passages=has_whole_passages)
    lost, found = new.fields[PracticeField.METHOD]
    assert lost == replace(draft.fields[PracticeField.METHOD][0], is_lost=True)
    assert (found.text, found.is_lost) == ("Kils kommun var nöjd", False)
    # and when they come back they are found again
    again = anchored(new, {before.document.id: Passages([before])}, has_whole_passages=has_whole_passages)
    assert again.fields == draft.fields


def test_a_practice_whose_words_are_all_gone_keeps_its_passages_as_lost(tmp_path: Path) -> None:
    before, after = changed(tmp_path, "# Något annat\n\nHelt andra ord står här nu, om ett bibliotek.\n")
    draft = curated(Passages([before]), "Alla får låna.")
    new = anchored(draft, {before.document.id: Passages([after])}, has_whole_passages=True)
    assert [quote.text for quote in new.passages] == [quote.text for quote in draft.passages]
    assert all(quote.is_lost for quote in new.passages)


def test_quotes_of_documents_that_did_not_change_or_are_gone_stay(markdown: Told) -> None:
    draft = curated(Passages([markdown]), "Alla får låna.")
    assert anchored(draft, {}, has_whole_passages=True) == draft
    same = {markdown.document.id: Passages([markdown])}
    assert anchored(draft, same, has_whole_passages=True) == draft
    assert anchored(draft, same, has_whole_passages=False) == draft


def _chunk(text: str) -> Chunk:
    return Chunk(
        id=ChunkId(1),
        document_id=DocumentId(1),
        ordinal=0,
        text=text,
        start=0,
        end=len(text),
        heading_path=(),
        page=None,
        lines=None,
        language=Language.SWEDISH,
        is_example=True,
        tags=(),
    )


def _told(chunk: Chunk) -> Told:
    return Told(None, chunk.text, (chunk,))  # type: ignore[arg-type] # the document itself is not looked at

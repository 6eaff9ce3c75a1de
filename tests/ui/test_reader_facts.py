"""The facts about a document beside its text."""

from __future__ import annotations

import dataclasses

from tests.ui.conftest import OpenPage, html_of
from tests.ui.fakes import FakeKnowledgeBase, make_chunk, make_document


def _shown(open_page: OpenPage, **named: str) -> str:
    document = make_document(1, "Anteckningar")
    metadata = dataclasses.replace(document.metadata, **named)  # type: ignore[arg-type]
    document = dataclasses.replace(document, metadata=metadata)
    return html_of(open_page(FakeKnowledgeBase([document], [make_chunk(1, "Text.")]), "document", id="1"))


def test_event_and_venue_are_shown_and_the_place_is_not_said_twice(open_page: OpenPage) -> None:
    shown = _shown(open_page, event="Trygga dagar 2019", venue="Folkets hus, Provstad", place="Provstad")
    assert "<dt>Konferens eller möte</dt><dd>Trygga dagar 2019</dd>" in shown
    assert "<dt>Plats</dt><dd>Folkets hus, Provstad</dd>" in shown
    assert "<dt>Ort</dt>" not in shown


def test_place_is_shown_where_there_is_no_venue(open_page: OpenPage) -> None:
    shown = _shown(open_page, place="Provstad")
    assert "<dt>Ort</dt><dd>Provstad</dd>" in shown
    assert "<dt>Plats</dt>" not in shown

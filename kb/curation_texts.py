"""The words that curators write themselves, and what a practice must have before others see it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.erased import Finder
from kb.curation import MAX_SUMMARY, MAX_TITLE
from kb.errors import CurationError
from kb.practices import PracticeDraft, PracticeField, TitleOrigin
from kb.records import Language
from kb.store.erased import concerning
from kb.text import to_nfc

if TYPE_CHECKING:
    from kb.store import Store

# a number, with blanks or dots between its thousands and a comma before its decimals
_FIGURE = re.compile(r"(?<![\d.,])\d{1,3}(?:[ .\u00a0\u202f]\d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?")
_MARK = re.compile(r"[ .\u00a0\u202f]")
LIMITS = {PracticeField.TITLE: MAX_TITLE, PracticeField.SUMMARY: MAX_SUMMARY}
"""The fields in curators' own words, and their most characters."""


def clean_text(field: PracticeField, text: str) -> str:
    """Return a title as one line and a summary as paragraphs, without control characters.

    Raises:
        CurationError: It is too long, or the field has quotes alone.
    """
    if field not in LIMITS:
        raise CurationError(
            f"{field} has quotes alone. Only a title and a summary are a curator's own words.",
            key="curate.problem_quotes_alone",
        )
    kept = "".join(
        c for c in text.replace("\r\n", "\n") if c == "\n" or unicodedata.category(c) not in _HIDDEN
    )
    lines = [" ".join(line.split()) for line in to_nfc(kept).split("\n")]
    clean = " ".join(filter(None, lines)) if field is PracticeField.TITLE else _paragraphs(lines)
    if len(clean) > LIMITS[field]:
        raise too_long(len(clean), LIMITS[field])
    return clean


_HIDDEN = {"Cc", "Cs", "Co"}


def too_long(n_characters: int, limit: int) -> CurationError:
    """Return that a text is too long."""
    return CurationError(
        f"The text has {n_characters} characters; {limit} is the limit. Shorten it.",
        key="curate.problem_too_long",
        count=n_characters,
        limit=limit,
    )


def figures(text: str) -> set[str]:
    """Return the figures of a text without their thousands marks and leading zeros."""
    found = (_MARK.sub("", match) for match in _FIGURE.findall(text))
    return {figure.lstrip("0") or "0" for figure in found}


def unsupported_figures(draft: PracticeDraft) -> list[str]:
    """Return the figures of curators' titles and summaries that no quote has, in order."""
    quotes = [quote.text for found in draft.fields.values() for quote in found]
    supported = figures(" | ".join([*quotes, *(quote.text for quote in draft.passages)]))
    written = " | ".join(each.text for each in draft.texts)
    return sorted(figures(written) - supported)


def problems(draft: PracticeDraft) -> Iterator[CurationError]:
    """Yield what a practice lacks before it can be reviewed."""
    wrong = unsupported_figures(draft)
    if wrong:
        yield figures_problem(wrong)
    written = {each.field for each in draft.texts}
    is_own = draft.title_origin is TitleOrigin.CURATOR
    if is_own and not draft.fields.get(PracticeField.TITLE):
        yield CurationError(
            "The title rests on no quote. Quote the words that it rests on.",
            key="curate.problem_title_rests_on_nothing",
        )
    if PracticeField.SUMMARY in written and not draft.fields.get(PracticeField.SUMMARY):
        yield CurationError(
            "The summary rests on no quote. Quote the words that it rests on.",
            key="curate.problem_summary_rests_on_nothing",
        )
    if not draft.passages:
        yield CurationError(
            "No passage tells of the practice. Add a passage or a quote.", key="curate.problem_no_passage"
        )
    quotes = [*draft.passages, *(quote for found in draft.fields.values() for quote in found)]
    n_lost = sum(quote.is_lost for quote in quotes)
    if n_lost:
        yield CurationError(
            f"{n_lost} quotes are in no document any more. Take them out, or quote other words.",
            key="curate.problem_lost",
            count=n_lost,
        )


def figures_problem(wrong: list[str]) -> CurationError:
    """Return that figures stand in no quote."""
    told = ", ".join(wrong)
    return CurationError(
        f"No quote has the figures {told}. Quote the words that have them, or leave them out.",
        key="curate.problem_figures",
        figures=told,
    )


def need_nothing_erased(store: Store, draft: PracticeDraft, text: str) -> None:
    """Make sure that a text does not bring words back that were erased.

    Raises:
        CurationError: It has words that were erased everywhere, or from a document of the practice.
    """
    erased = store.erased_words()
    if not erased.phrases:
        return
    ids = sorted({quote.document_id for quote in draft.passages})
    sources = [document.source for document in store.documents_by_id(ids).values()]
    own = [
        phrase
        for source in sources
        for phrase in concerning(erased, sha256=source.sha256, path=source.path).phrases
    ]
    everywhere = [phrase for phrase in erased.phrases if phrase.is_everywhere]
    finder = Finder(text, erased.key)
    if any(finder.find(phrase.words_hash, phrase.n_words) for phrase in (*own, *everywhere)):
        raise CurationError(
            "The text has words that were erased from the documents. Write it without them.",
            key="curate.problem_erased",
        )


def known_language(language: Language) -> Language:
    """Return a language that a title or summary may be in.

    Raises:
        CurationError: It is unknown.
    """
    if language is Language.UNKNOWN:
        raise CurationError("A title and a summary have a language.", key="curate.problem_language")
    return language


def _paragraphs(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

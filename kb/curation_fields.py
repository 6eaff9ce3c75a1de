"""What is told of a practice and how it is changed: each change as a function of the practice as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kb.curation import quote_key
from kb.curation_edits import Edit
from kb.curation_texts import figures, figures_problem, unsupported_figures
from kb.errors import CurationError
from kb.practice_json_state import with_quotes, with_text
from kb.practices import PracticeDraft, PracticeField, Quote, TitleOrigin
from kb.records import Language


def text_set(name: PracticeField, language: Language, text: str) -> Edit:
    """Set a title or summary; an empty one goes. The title in the practice's own language is its main one."""

    def make(draft: PracticeDraft) -> PracticeDraft:
        after = with_text(draft, name, language, text)
        if name is PracticeField.TITLE and (text or language is draft.language):
            after = _with_main_title(after, draft, language, text)
        need_figures(draft, after)
        return after

    return make


def _with_main_title(
    after: PracticeDraft, before: PracticeDraft, language: Language, text: str
) -> PracticeDraft:
    if text:
        if language is not before.language and before.language is not Language.UNKNOWN:
            return after
        return replace(after, title=text, language=language, title_origin=TitleOrigin.CURATOR)
    others = [each for each in after.texts if each.field is PracticeField.TITLE]
    if not others:
        raise CurationError("A practice has a title. Write one.", key="curate.problem_no_title")
    return replace(after, title=others[0].text, language=others[0].language, title_origin=TitleOrigin.CURATOR)


def title_set(language: Language, text: str) -> Edit:
    """Set the main title, and the language that it is in."""

    def make(draft: PracticeDraft) -> PracticeDraft:
        if not text:
            raise CurationError("A practice has a title. Write one.", key="curate.problem_no_title")
        after = with_text(draft, PracticeField.TITLE, language, text)
        after = replace(after, title=text, language=language, title_origin=TitleOrigin.CURATOR)
        need_figures(draft, after)
        return after

    return make


def need_figures(before: PracticeDraft, after: PracticeDraft) -> None:
    """Make sure that no figure gets into curators' texts that no quote has.

    Raises:
        CurationError: One does.
    """
    known = figures(" | ".join(each.text for each in before.texts))
    wrong = [figure for figure in unsupported_figures(after) if figure not in known]
    if wrong:
        raise figures_problem(wrong)


def quotes_set(name: PracticeField, quotes: Sequence[Quote], passages: Sequence[Quote]) -> Edit:
    """Set the quotes of a field; those that are new bring the passages that they stand in."""

    def make(draft: PracticeDraft) -> PracticeDraft:
        known = {quote_key(each): each for each in draft.fields.get(name, ())}
        wanted = [known.get(quote_key(each), each) for each in quotes]
        return _with_field(draft, name, wanted, passages)

    return make


def quote_added(name: PracticeField, quote: Quote, passages: Sequence[Quote]) -> Edit:
    """Add a quote to a field."""

    def make(draft: PracticeDraft) -> PracticeDraft:
        known = draft.fields.get(name, ())
        if quote_key(quote) in map(quote_key, known):
            raise CurationError("The field has this quote already.", key="curate.problem_quote_twice")
        return _with_field(draft, name, [*known, quote], passages)

    return make


def quote_removed(name: PracticeField, key: str) -> Edit:
    """Take a quote out of a field; its passage stays."""

    def make(draft: PracticeDraft) -> PracticeDraft:
        known = draft.fields.get(name, ())
        kept = [each for each in known if quote_key(each) != key]
        if len(kept) == len(known):
            raise no_quote()
        return _with_field(draft, name, kept, ())

    return make


def no_quote() -> CurationError:
    """Return that a quote is not there."""
    return CurationError(
        "There is no such quote. Somebody may have taken it out; look at the practice again.",
        key="curate.problem_no_quote",
    )


def passages_added(passages: Sequence[Quote]) -> Edit:
    """Add passages."""

    def make(draft: PracticeDraft) -> PracticeDraft:
        known = set(map(quote_key, draft.passages))
        new = [each for each in passages if quote_key(each) not in known]
        return replace(draft, passages=in_order(draft.passages, new))

    return make


def passage_removed(key: str) -> Edit:
    """Take a passage out in which no quote of a field stands."""

    def make(draft: PracticeDraft) -> PracticeDraft:
        kept = tuple(each for each in draft.passages if quote_key(each) != key)
        gone = [each for each in draft.passages if quote_key(each) == key]
        if not gone:
            raise no_quote()
        quotes = [each for found in draft.fields.values() for each in found if not each.is_lost]
        n_quoted = sum(_holds(gone, each) and not _holds(kept, each) for each in quotes)
        if n_quoted:
            raise CurationError(
                f"{n_quoted} quotes stand in this passage. Take them out first.",
                key="curate.problem_passage_quoted",
                count=n_quoted,
            )
        return replace(draft, passages=kept)

    return make


def place_removed(code: str) -> Edit:
    """Take out a municipality that no quote names: only a heading or the document says it."""

    def make(draft: PracticeDraft) -> PracticeDraft:
        if code in _quoted_places(draft):
            raise CurationError(
                "A quote names this municipality. Take the quote out.", key="curate.problem_place_quoted"
            )
        kept = tuple(each for each in draft.municipalities if each != code)
        return _with_places(draft, kept)

    return make


def in_order(passages: Sequence[Quote], new: Iterable[Quote]) -> tuple[Quote, ...]:
    """Return passages with new ones in the order of the documents; those before stay in theirs."""
    found = list(passages)
    for each in new:
        at = next((i for i, one in enumerate(found) if _place(each) < _place(one)), len(found))
        found.insert(at, each)
    return tuple(found)


def _place(quote: Quote) -> tuple[int, int]:
    return quote.document_id, quote.start


def _with_field(
    draft: PracticeDraft, name: PracticeField, quotes: Sequence[Quote], passages: Sequence[Quote]
) -> PracticeDraft:
    before = draft.fields.get(name, ())
    after = with_quotes(draft, name, quotes)
    missing = [
        passage
        for passage in passages
        if not all(_holds(draft.passages, quote) for quote in quotes if quote.chunk_id == passage.chunk_id)
    ]
    known = set(map(quote_key, draft.passages))
    missing = [each for each in missing if quote_key(each) not in known]
    after = replace(after, passages=in_order(draft.passages, missing))
    if name is PracticeField.MUNICIPALITIES:
        gone = {each.code for each in before} - {each.code for each in quotes}
        kept = [code for code in draft.municipalities if code not in gone]
        new = [each.code for each in quotes if each.code]
        after = _with_places(after, tuple(dict.fromkeys([*kept, *new])))
    return after


def _with_places(draft: PracticeDraft, municipalities: tuple[str, ...]) -> PracticeDraft:
    countries = tuple(dict.fromkeys(code[:2] for code in municipalities))
    return replace(draft, municipalities=municipalities, countries=countries)


def _quoted_places(draft: PracticeDraft) -> set[str | None]:
    return {each.code for each in draft.fields.get(PracticeField.MUNICIPALITIES, ())}


def _holds(passages: Iterable[Quote], quote: Quote) -> bool:
    """Return whether a quote stands in one of the passages."""
    return any(
        each.document_id == quote.document_id and each.start <= quote.start and quote.end <= each.end
        for each in passages
    )

"""Where the words that a curator quotes stand in the passages of documents, also after these have changed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.practice_parts import Told
from ingest.practice_quotes import quote_of
from kb.practices import PracticeDraft, Quote
from kb.records import ChunkId, DocumentId
from kb.text import to_nfc

_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W_]")
_MARKS = re.compile(r"[*_`~\u00ad\u200b]+")
# a bullet, the mark of a heading or a dash that stands alone
_ONLY_MARKS = re.compile(r"[-–—•*#>·▪●◦‣+]+")
_MAX_COMPARED = 5  # windows with the most words in common, compared letter by letter
_MIN_SHARED = 0.3  # of the words; what has fewer is no help


@dataclass(frozen=True, slots=True)
class _Shown:
    """A text as words are looked for in it: without marks, one space between words."""

    text: str
    places: tuple[int, ...]  # of each character in the chunk


class Passages:
    """The passages of documents, made ready for finding words in them."""

    def __init__(self, told: Iterable[Told]) -> None:
        """Take documents; those that come first are searched first."""
        self._passages = [(each, chunk, _shown(chunk.text)) for each in told for chunk in each.chunks]

    def find(self, words: str, code: str | None = None, *, near: int | None = None) -> Quote | None:
        """Return words as a quote, exactly as they stand; None where no passage has them.

        White space, Markdown marks and bullets do not matter. Words are whole: "70 000" is not in "170 000".
        Of several places the first is taken, or with ``near`` the one nearest to that place of the document.
        """
        wanted = shown_words(words)
        found = self._all(wanted, code)
        if near is None or not found:
            return found[0] if found else None
        return min(found, key=lambda quote: abs(quote.start - near))

    def whole(self, chunk_ids: Iterable[ChunkId]) -> tuple[Quote, ...]:
        """Return whole passages, in the order of the documents."""
        wanted = set(chunk_ids)
        told = [(each, chunk) for each, chunk, _ in self._passages if chunk.id in wanted]
        told.sort(key=lambda pair: (pair[1].document_id, pair[1].ordinal))
        quotes = [quote_of(each, chunk, 0, len(chunk.text)) for each, chunk in told]
        return tuple(quote for quote in quotes if quote is not None)

    def holds(self, quote: Quote) -> bool:
        """Return whether a quote still stands in its passage as it did."""
        return any(chunk.id == quote.chunk_id and quote.text in chunk.text for _, chunk, _ in self._passages)

    def nearest(self, words: str) -> str | None:
        """Return the words of a passage that are most like ``words``, None where nothing is like them."""
        wanted = shown_words(words).split()
        windows = [
            window
            for _, _, shown in (self._passages if wanted else ())
            for window in _windows(shown.text.split(), len(wanted))
        ]
        shared = [(len(set(wanted) & set(window)), window) for window in windows]
        likely = sorted(shared, key=lambda pair: -pair[0])[:_MAX_COMPARED]
        if not likely or likely[0][0] < _MIN_SHARED * len(set(wanted)):
            return None
        text = " ".join(wanted)
        return max(
            (" ".join(window) for _, window in likely),
            key=lambda each: difflib.SequenceMatcher(None, text, each, autojunk=False).ratio(),
        )

    def _all(self, wanted: str, code: str | None) -> list[Quote]:
        found: list[Quote] = []
        for told, chunk, shown in self._passages:
            for start, end in _places(shown.text, wanted):
                quote = quote_of(told, chunk, shown.places[start], shown.places[end - 1] + 1, code)
                if quote is not None:
                    found.append(quote)
        return found


def shown_words(text: str) -> str:
    """Return words as they are compared: without marks, one space between them."""
    return _shown(to_nfc(text)).text


def anchored(
    draft: PracticeDraft, passages: Mapping[DocumentId, Passages], *, has_whole_passages: bool
) -> PracticeDraft:
    """Return a curator's practice with its quotes where they now stand in documents that have changed.

    Words that no passage has any more are kept and marked as lost. With ``has_whole_passages`` its passages
    are all those in which its quotes stand.
    """

    def moved(quote: Quote) -> Quote:
        present = passages.get(quote.document_id)
        # it did not change, or is gone; or nothing is left of the words but the mark of their erasure
        if present is None or not _WORD.search(quote.text):
            return quote
        if present.holds(quote):
            return replace(quote, is_lost=False)
        return present.find(quote.text, quote.code, near=quote.start) or replace(quote, is_lost=True)

    fields = {field: tuple(map(moved, quotes)) for field, quotes in draft.fields.items()}
    told = tuple(map(moved, draft.passages))
    if has_whole_passages:
        told = _whole(told, [quote for quotes in fields.values() for quote in quotes], passages)
    return replace(draft, fields=fields, passages=told)


def _whole(
    told: Sequence[Quote], quotes: Sequence[Quote], passages: Mapping[DocumentId, Passages]
) -> tuple[Quote, ...]:
    """Return the passages that hold quotes, those in unchanged and deleted documents as they are."""
    found: list[Quote] = []
    for document_id in sorted({quote.document_id for quote in told}):
        own = [quote for quote in told if quote.document_id == document_id]
        present = passages.get(document_id)
        if present is not None:
            holding = {
                quote.chunk_id
                for quote in (*own, *quotes)
                if quote.document_id == document_id and not quote.is_lost
            }
            # a passage that is cut in another way now is not lost as long as its quotes are found
            own = list(present.whole(holding)) or own
        found += own
    return tuple(found)


def _shown(text: str) -> _Shown:
    letters: list[str] = []
    places: list[int] = []
    for token in _TOKEN.finditer(text):
        kept = [
            (letter, place)
            for place, letter in enumerate(token.group(), start=token.start())
            if not _MARKS.match(letter)
        ]
        if not kept or _ONLY_MARKS.fullmatch("".join(letter for letter, _ in kept)):
            continue
        if letters:
            letters.append(" ")
            places.append(kept[0][1])
        letters += [letter for letter, _ in kept]
        places += [place for _, place in kept]
    return _Shown("".join(letters), tuple(places))


def _places(text: str, wanted: str) -> Iterable[tuple[int, int]]:
    start = text.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        if _is_edge(text, start) and _is_edge(text, end):
            yield start, end
        start = text.find(wanted, start + 1)


def _is_edge(text: str, at: int) -> bool:
    """Return whether a word may begin or end here."""
    return at in {0, len(text)} or not (text[at - 1].isalnum() and text[at].isalnum())


def _windows(words: list[str], n_words: int) -> list[list[str]]:
    return [words[i : i + n_words] for i in range(max(len(words) - n_words + 1, 1))]

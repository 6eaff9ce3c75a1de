"""What an erasure would take out of which documents; nothing is changed here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.errors import InputError
from kb.records import Chunk, ChunkId, Document, DocumentId, PageSpan
from kb.store.erased import concerning
from kb.text import one_line, text_hash, to_nfc

if TYPE_CHECKING:
    from ingest.erased import Span, Token
    from kb.store import Store

_AROUND_CHARS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place where the words stand, with what stands around them."""

    where: str  # "p. 3", "lines 5-6", or what it is of the document: "title"
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A document and what goes from it."""

    document: Document
    text_hash: str  # of the text that was looked at
    spans: tuple[tuple[int, int], ...]  # of the text, in order, not overlapping
    places: tuple[Place, ...]  # in the text, then in what is stated of the document
    counts: Mapping[str, int]  # hash of the words to how often the text has them
    is_in_name: bool = False  # the words stand in the name of the file or its folders, where they stay


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasurePlan:
    """What an erasure would do."""

    phrases: Mapping[str, int]  # hash of the words to their number
    targets: tuple[Target, ...]  # first the document that was named
    others: tuple[Target, ...]  # hold the same words and are left as they are
    is_everywhere: bool


def plan_erasure(
    store: Store,
    document_id: DocumentId,
    texts: Sequence[str],
    *,
    chunk_ids: Sequence[ChunkId] = (),
    everywhere: bool = False,
) -> ErasurePlan:
    """Find words in a document, and the other documents that hold them.

    Args:
        store: Where the documents are.
        document_id: The document.
        texts: Words as they stand in it; case, punctuation and what is white between them do not matter.
        chunk_ids: Passages of the document that go as a whole.
        everywhere: The words go from all documents, also from those that are taken in later.

    Raises:
        DocumentNotFoundError: There is none with this id.
        InputError: The words or a passage are not in the document, or nothing else is.
    """
    document = store.document(document_id)
    text, chunks = store.text(document_id), store.chunks(document_id)
    key = store.erased_words().key
    phrases: dict[str, int] = {}
    longest: set[str] = set()
    for forms in (
        *(_wanted(store, document, text, chunks, wanted) for wanted in texts),
        *(_passage(document, text, chunks, chunk_id) for chunk_id in chunk_ids),
    ):
        if not all(any(map(_is_word, words)) for words in forms):
            # as one word each they are alike: all of them would go
            raise InputError(
                "An e-mail address or a number alone cannot be erased. Give words beside it too, or have all "
                "of them masked with mask_personal_data. Nothing was erased."
            )
        phrases |= {_hash(key, words): len(words) for words in forms}
        longest |= {max(filter(_is_word, words), key=len) for words in forms}
    if not phrases:
        raise InputError("Say what to erase, with --text or --chunk.")
    named = _target(store, document, text, phrases, key)
    others = tuple(_others(store, document_id, phrases, key, longest))
    targets = (named, *others) if everywhere else (named,)
    for target in targets:
        _refuse_if_nothing_is_left(target, store.text(target.document.id))
    return ErasurePlan(
        phrases=phrases, targets=targets, others=() if everywhere else others, is_everywhere=everywhere
    )


def stated_of(document: Document) -> dict[str, str]:
    """Return what is stored of a document besides its text, by what it is."""
    metadata, source = document.metadata, document.source
    values = {
        "title": metadata.title,
        "authors": "; ".join(metadata.authors),
        "organisation": metadata.organisation,
        "place": metadata.place,
        "event": metadata.event,
        "venue": metadata.venue,
        "contact": metadata.contact,
        "licence": source.licence,
        "url": source.url,
    }
    return {name: value for name, value in values.items() if value}


def _is_word(word: str) -> bool:
    return not word.startswith("[")  # personal data and marks do


def _hash(key: str, words: Sequence[str]) -> str:
    from ingest.erased import words_hash

    return words_hash(key, words)


def _wanted(
    store: Store, document: Document, text: str, chunks: Sequence[Chunk], wanted: str
) -> set[tuple[str, ...]]:
    """Return the words of a phrase as they are compared: as they stand in the document, and as given.

    They differ in personal data that are not masked, and where marks and addresses of Markdown stand between.
    """
    from ingest.erased import plain_tokens_of, tokens_of

    words = [token.word for token in plain_tokens_of(to_nfc(wanted))]
    if not any(map(_is_word, words)):
        raise InputError(f"There is no word in {one_line(wanted)!r} to erase. Give the words as they stand.")
    given = tuple(token.word for token in tokens_of(to_nfc(wanted)))
    for value in (text, *stated_of(document).values()):
        plain = plain_tokens_of(value)
        at = _position(words, [token.word for token in plain])
        if at is not None:
            return {given, _words_within(tokens_of(value), plain[at].start, plain[at + len(words) - 1].end)}
    for chunk in chunks:  # as it is shown, without the marks and addresses of Markdown
        span = _behind_markup(words, chunk, text)
        if span is not None:
            return {given, _words_within(tokens_of(text), *span)}
    raise InputError(_not_found(store, document, wanted, words))


def _not_found(store: Store, document: Document, wanted: str, words: Sequence[str]) -> str:
    source = document.source
    all_erased = store.erased_words()
    known = {
        phrase.words_hash: phrase.erasure_id
        for phrase in concerning(all_erased, sha256=source.sha256, path=source.path).phrases
    }
    erasure_id = known.get(_hash(all_erased.key, words))
    if erasure_id is not None:
        return (
            f"“{one_line(wanted)}” is not in {source.name}: it was erased before, by erasure {erasure_id}. "
            "See: metodbank document erasures"
        )
    return (
        f"“{one_line(wanted)}” is not in {source.name} in these words. Nothing was erased. See its passages "
        f"with: metodbank document show {document.id}. A whole passage goes with --chunk ID."
    )


def _passage(
    document: Document, text: str, chunks: Sequence[Chunk], chunk_id: ChunkId
) -> set[tuple[str, ...]]:
    """Return the words of a passage as they stand in the document, and as they are shown."""
    from ingest.erased import tokens_of

    for chunk in chunks:
        if chunk.id == chunk_id:
            words = _words_within(tokens_of(text), chunk.start, chunk.end)
            if any(map(_is_word, words)):
                return {words, tuple(token.word for token in tokens_of(chunk.text))}
            raise InputError(f"Passage {chunk_id} of {document.source.name} holds no words.")
    raise InputError(
        f"{document.source.name} has no passage {chunk_id}. Nothing was erased. "
        f"See its passages with: metodbank document show {document.id}"
    )


def _position(words: Sequence[str], within: Sequence[str]) -> int | None:
    for i in range(len(within) - len(words) + 1):
        if within[i] == words[0] and list(within[i : i + len(words)]) == list(words):
            return i
    return None


def _words_within(tokens: Sequence[Token], start: int, end: int) -> tuple[str, ...]:
    return tuple(token.word for token in tokens if token.start < end and token.end > start)


def _behind_markup(words: Sequence[str], chunk: Chunk, text: str) -> Span | None:
    """Return where words of a chunk as it is shown begin and end in the text, with the marks between them."""
    from ingest.erased import plain_tokens_of

    shown = [token.word for token in plain_tokens_of(chunk.text)]
    at = _position(words, shown)
    if at is None:
        return None
    raw = plain_tokens_of(text[chunk.start : chunk.end])
    first = _in_turn(shown, [token.word for token in raw])
    backwards = _in_turn(shown[::-1], [token.word for token in raw[::-1]])
    if first is None or backwards is None:
        return None
    # the widest stretch that it can be: rather a mark too much than a word too few
    last = len(raw) - 1 - backwards[len(shown) - at - len(words)]
    return chunk.start + raw[first[at]].start, chunk.start + raw[last].end


def _in_turn(words: Sequence[str], within: Sequence[str]) -> list[int] | None:
    """Return the earliest positions of words that follow each other, perhaps with others between them."""
    found: list[int] = []
    position = 0
    for word in words:
        while position < len(within) and within[position] != word:
            position += 1
        if position == len(within):
            return None
        found.append(position)
        position += 1
    return found


def _target(store: Store, document: Document, text: str, phrases: Mapping[str, int], key: str) -> Target:
    from ingest.erased import Finder, merged

    finder = Finder(text, key)
    found = {phrase: finder.find(phrase, n_words) for phrase, n_words in phrases.items()}
    spans = merged(span for some in found.values() for span in some)
    pages = store.pages(document.id)
    places = [_place(_where(document, text, pages, start, end), text, start, end) for start, end in spans]
    for name, value in stated_of(document).items():
        places += [_place(name, value, start, end) for start, end in _spans(value, phrases, key)]
    return Target(
        document=document,
        text_hash=text_hash(text),
        spans=tuple(spans),
        places=tuple(places),
        counts={phrase: len(some) for phrase, some in found.items()},
        is_in_name=bool(_spans(document.source.path, phrases, key)),
    )


def _spans(value: str, phrases: Mapping[str, int], key: str) -> list[Span]:
    from ingest.erased import Finder, merged

    finder = Finder(value, key)
    return merged(span for phrase, n_words in phrases.items() for span in finder.find(phrase, n_words))


def _where(document: Document, text: str, pages: Sequence[PageSpan], start: int, end: int) -> str:
    page = next((page.number for page in reversed(pages) if page.start <= start), None)
    if page is not None:
        return f"p. {page}"
    if not document.has_lines:
        return "text"
    first, last = text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1
    return f"line {first}" if first == last else f"lines {first}–{last}"


def _place(where: str, text: str, start: int, end: int) -> Place:
    return Place(
        where=where,
        before=_flat(text[max(0, start - _AROUND_CHARS) : start]).lstrip(),
        words=_flat(text[start:end]),
        after=_flat(text[end : end + _AROUND_CHARS]).rstrip(),
    )


def _flat(text: str) -> str:
    return "".join(" " if c.isspace() else c for c in text if c.isspace() or c.isprintable())


def _others(
    store: Store, document_id: DocumentId, phrases: Mapping[str, int], key: str, longest: Collection[str]
) -> Iterator[Target]:
    from ingest.erased import compared

    for other_id in store.all_document_ids():
        if other_id == document_id:
            continue
        document, text = store.document(other_id), store.text(other_id)
        # far quicker than cutting every text into words
        whole = compared("\n".join((text, *stated_of(document).values())))
        if any(word in whole for word in longest):
            target = _target(store, document, text, phrases, key)
            if target.places:
                yield target


def _refuse_if_nothing_is_left(target: Target, text: str) -> None:
    from ingest.erased import tokens_of, without

    if any(_is_word(token.word) for token in tokens_of(without(text, target.spans))):
        return
    source = target.document.source
    raise InputError(
        f"{source.name} holds nothing but these words. Nothing was erased. Delete it instead: "
        f"metodbank document delete {target.document.id}"
    )

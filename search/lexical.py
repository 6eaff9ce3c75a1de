"""Search by words with tantivy: exact words, stems of each language, compounds and phrases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from kb.errors import IndexCorruptError
from kb.records import ChunkId, Language
from kb.taxonomy import Taxonomy
from kb.text import to_nfc
from kb.words import words
from search.compounds import related_stems, splits_of, suffix_compounds
from search.query_terms import (
    MAX_WORD_CHARS,
    STEM_LANGUAGES,
    QueryTerms,
    QueryWord,
    is_telling,
    stem_of,
)
from search.spelling import Speller
from search.suspended import suspended_compounds
from search.term_bridge import TermBridge, closed_languages, language_of, load_bridge
from search.word_parts import WordParts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    import tantivy
    from numpy.typing import NDArray

    from kb.records import IndexEntry
    from search.expansion import ThemeTerm

_WRITER_BYTES = 64_000_000
# Parts of one word's score. All ways of matching a word compete (dis-max), so that a chunk does not
# gain by being found in five ways.
# Swept on 2,500 of the questions in training/data by MRR@10 of words alone: a stem of 0.95 instead of 0.85
# brought .496 instead of .484 within Danish, .451 instead of .448 within Swedish.
_EXACT, _STEM, _OTHER_LANGUAGE_STEM, _HEADING = 1.0, 0.95, 0.8, 0.6
# A term of the bridge or of a theme counts less than the word typed, or the own language would no longer
# come first. Same measure, between Swedish and Danish / within one: 0.35 .085/.480, 0.5 .099/.480,
# 0.7 .120/.480, 0.85 .139/.480, 1.0 .158/.470, 1.4 .187/.434.
_THEME = 0.8
_COMPOUND_OF_THEME = 0.5  # of a theme term's weight: natteravneforening for natteravn
_THEME_COMPOUNDS = 12  # theme terms whose compounds are looked for; each takes some 0.05 ms
_PARTS = 0.8  # of a compound whose parts stand near one another: dialog med medborgare
_MODIFIER_AFTER, _MODIFIER_BEFORE = 3, 2  # words between them: dialog med våra unga medborgare
_TIE_BREAKER = 0.05
_MAX_WORDS_READ = 200_000  # with one first letter; beyond it the rarest are no proposals
_TERM_SET_BELOW = 2_000  # ids; above it looking further and leaving out is faster (measured at 100,000)
# Between heading and text, so that no phrase runs across; kb.words never makes such a word.
_BORDER = "\N{PILCROW SIGN}"


def _schema() -> tantivy.Schema:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("chunk_id", indexed=True, fast=True)
    builder.add_unsigned_field("document_id", indexed=True)
    builder.add_text_field("words", tokenizer_name="whitespace")
    builder.add_text_field("heading", tokenizer_name="whitespace")
    # One field for all languages, with the language in each token: BM25 compares a chunk's length with the
    # mean over all chunks, so with a field for each, chunks of the rarer language would count as long.
    builder.add_text_field("stems", tokenizer_name="whitespace")
    builder.add_text_field("reversed", tokenizer_name="whitespace", index_option="basic")
    return builder.build()


class LexicalWriter:
    """Changes the tantivy index in a folder; use as a context, and ``commit`` before its end."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._tantivy = tantivy
        self._index = _open(folder) if tantivy.Index.exists(str(folder)) else _create(folder)
        self._writer = self._index.writer(_WRITER_BYTES, 1)  # one thread: the same input, the same index

    def replace(self, document_ids: Collection[int], entries: Iterable[IndexEntry]) -> None:
        """Remove the chunks of ``document_ids`` and add ``entries``."""
        if document_ids:
            # By query: delete_documents_by_term takes a number for a signed one and finds nothing.
            gone = self._tantivy.Query.term_set_query(self._index.schema, "document_id", list(document_ids))
            self._writer.delete_documents_by_query(gone)
        for entry in entries:
            fields = _fields(entry)
            self._writer.add_document(self._tantivy.Document.from_dict(fields, self._index.schema))

    def commit(self) -> None:
        """Make the changes last."""
        self._writer.commit()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Merging ends and the lock on the folder is let go; what was not committed is lost.
        self._writer.wait_merging_threads()


def _create(folder: Path) -> tantivy.Index:
    import tantivy

    return tantivy.Index(_schema(), path=str(folder))


def _open(folder: Path) -> tantivy.Index:
    import tantivy

    try:
        index = tantivy.Index.open(str(folder))
    except (ValueError, OSError) as error:
        raise IndexCorruptError(
            f"{folder} is damaged: {str(error)[:200]}. Run: metodbank index rebuild"
        ) from error
    # A generation never changes once it is current, so nothing needs to be watched.
    index.config_reader("manual")
    return index


def _fields(entry: IndexEntry) -> dict[str, int | str]:
    heading, typed_heading = _folded_and_typed("\n".join([entry.title, *entry.headings]))
    body, typed_body = _folded_and_typed(entry.text)
    bridge = load_bridge()
    fields: dict[str, int | str] = {
        "chunk_id": entry.chunk_id,
        "document_id": entry.document_id,
        "words": " ".join(body),
        "heading": " ".join(heading),
    }
    languages = STEM_LANGUAGES if entry.language is Language.UNKNOWN else (entry.language,)
    stems: list[str] = []
    reversed_stems: list[str] = []
    for language in languages:
        mark = _token(language, "")  # once: to write a language out takes longer than to join two strings
        stems_heading = [stem_of(word, language) for word in typed_heading]
        stems_body = [stem_of(word, language) for word in typed_body]
        heading_tokens = [mark + each for each in stems_heading]
        whole = [
            stem_of(each, language) for each in suspended_compounds(entry.text, language, bridge).values()
        ]
        stems += [*heading_tokens, _BORDER, *(mark + each for each in stems_body), _BORDER]
        stems += [mark + each for each in whole]
        different = dict.fromkeys([*stems_heading, *stems_body, *whole])
        reversed_stems += [mark + each[::-1] for each in different]
    fields["stems"] = " ".join(stems)
    fields["reversed"] = " ".join(reversed_stems)
    return fields


def _token(language: Language, stem: str) -> str:
    return f"{language}:{stem}"


def _folded_and_typed(text: str) -> tuple[list[str], list[str]]:
    text = to_nfc(text)
    found = words(text)
    return [word.folded[:MAX_WORD_CHARS] for word in found], [text[word.start : word.end] for word in found]


@dataclass(frozen=True, slots=True)
class _StemVocabulary:
    searcher: tantivy.Searcher
    language: Language
    parts: WordParts
    bridge: TermBridge

    def stem(self, text: str) -> str:
        return stem_of(text, self.language)

    def is_word(self, text: str) -> bool:
        return (
            self.parts.has(text, self.language)
            or self.count(text) > 0
            or self.bridge.has(text, self.language)
        )

    def is_term(self, stem: str) -> bool:
        return self.parts.is_term(stem)

    def count(self, stem: str) -> int:
        return int(self.searcher.doc_freq("stems", _token(self.language, stem)))

    def starting_with(self, prefix: str, *, limit: int) -> list[str]:
        return self._with_prefix("stems", prefix, limit)

    def ending_with(self, suffix: str, *, limit: int) -> list[str]:
        return [term[::-1] for term in self._with_prefix("reversed", suffix[::-1], limit)]

    def _with_prefix(self, field: str, prefix: str, limit: int) -> list[str]:
        found = self.searcher.terms_with_prefix(field, _token(self.language, prefix), limit=limit)
        return [term.partition(":")[2] for term, _ in found]


@dataclass(frozen=True, slots=True)
class _Knowing:
    """What is known of words besides the index."""

    parts: WordParts
    bridge: TermBridge

    def vocabulary(self, searcher: tantivy.Searcher, language: Language) -> _StemVocabulary:
        return _StemVocabulary(searcher, language, self.parts, self.bridge)


class LexicalIndex:
    """Reads the tantivy index in a folder; safe for many threads."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._query = tantivy.Query
        self._should, self._must = tantivy.Occur.Should, tantivy.Occur.Must
        index = _open(folder)
        self._schema = index.schema
        self._searcher = index.searcher()
        self._speller: Speller | None = None

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def word_count(self, folded: str) -> int:
        """Return in how many chunks the folded word is."""
        return int(self._searcher.doc_freq("words", folded))

    def stem_count(self, stem: str, language: Language) -> int:
        """Return in how many chunks the stem is."""
        return int(self._searcher.doc_freq("stems", _token(language, stem)))

    def words_starting_with(self, start: str, *, limit: int = _MAX_WORDS_READ) -> list[tuple[str, int]]:
        """Return the folded words that begin with ``start``, the most frequent first, and their chunks."""
        return list(self._searcher.terms_with_prefix("words", start, limit=limit))

    def has_stems(self, stems: Sequence[str], language: Language) -> bool:
        """Tell whether the stems stand after one another in any chunk."""
        query = self._phrase("stems", [_token(language, stem) for stem in stems])
        return bool(self._searcher.search(query, limit=1, count=False).hits)

    def suggest(
        self, text: str, terms: QueryTerms, *, parts: WordParts, language: str | None = None
    ) -> str | None:
        """Return the query as it was probably meant, None if its words are known or none is near."""
        if self._speller is None:
            self._speller = Speller(self, parts)
        return self._speller.suggest(text, terms, language=language)

    def chunk_ids(self) -> NDArray[np.int64]:
        """Return the ids of all chunks, increasing."""
        return self._ids(self._query.all_query())

    def containing(self, phrases: Sequence[Sequence[str]]) -> NDArray[np.int64]:
        """Return the ids of the chunks with all ``phrases`` (folded words), increasing."""
        required = [(self._must, self._phrase_anywhere(phrase)) for phrase in phrases]
        return self._ids(self._query.boolean_query(required))

    def search(
        self,
        terms: QueryTerms,
        *,
        k: int,
        theme_terms: Sequence[ThemeTerm] = (),
        parts: WordParts | None = None,
        bridge: TermBridge | None = None,
        language: str | None = None,
        allowed: NDArray[np.int64] | None = None,
    ) -> list[tuple[ChunkId, float]]:
        """Return up to ``k`` ids with their score (BM25), best first, ties by id.

        Args:
            terms: The words of the query; each may match, none must.
            k: At least 1.
            theme_terms: Terms that mean the same as the query's, which count less.
            parts: Parts of compounds to know besides the words of the index.
            bridge: Tells false friends; the one that comes with Metodbank if none is given.
            language: Language of the query: endings of other languages count less.
            allowed: Only these ids, increasing.
        """
        knowing = _Knowing(
            WordParts(Taxonomy(themes=())) if parts is None else parts,
            load_bridge() if bridge is None else bridge,
        )
        asked = language_of(terms, language, knowing.bridge)
        alternatives = [self._word_query(word, language, asked, knowing) for word in terms.content()]
        alternatives += self._theme_queries(theme_terms, knowing)
        alternatives += [self._phrase_anywhere(phrase) for phrase in terms.phrases]
        if not alternatives or (allowed is not None and len(allowed) == 0):
            return []
        query = self._query.boolean_query([(self._should, each) for each in alternatives])
        if allowed is None:
            return self._best(query, k)
        if len(allowed) < _TERM_SET_BELOW:
            return self._best(self._within(query, allowed), k)
        return self._best_allowed(query, k, allowed)

    def excluded(self, terms: QueryTerms, *, language: str | None = None) -> NDArray[np.int64]:
        """Return the ids of the chunks with an excluded word, in any form, or phrase; increasing.

        Args:
            terms: The query.
            language: Its language: a chunk in which the word means something else is not excluded.
        """
        if not terms.excluded:
            return np.empty(0, dtype=np.int64)
        bridge = load_bridge()
        asked = language_of(terms, language, bridge)
        unwanted = []
        for found in terms.excluded:
            if len(found) > 1:
                unwanted.append(self._phrase_anywhere([word.folded for word in found]))
                continue
            closed = closed_languages(found[0], asked, bridge)
            unwanted += [self._phrase_anywhere([found[0].folded])] if not closed else []
            unwanted += [
                self._phrase("stems", [_token(language, stem)])
                for language, stem in found[0].stems
                if language not in closed and is_telling(found[0], stem)
            ]
        return self._ids(self._query.boolean_query([(self._should, each) for each in unwanted]))

    def _word_query(
        self, word: QueryWord, language: str | None, asked: Language, knowing: _Knowing
    ) -> tantivy.Query:
        closed = closed_languages(word, asked, knowing.bridge)
        ways = [
            self._open("words", word, closed, _EXACT),
            self._open("heading", word, closed, _HEADING),
        ]
        for stem_language, stem in word.stems:
            if stem_language in closed:
                continue
            is_own = language in (None, Language.UNKNOWN, stem_language)
            weight = _STEM if is_own else _OTHER_LANGUAGE_STEM
            if is_telling(word, stem):
                ways.append(self._term("stems", _token(stem_language, stem), weight))
            if not word.is_stop_word:
                vocabulary = knowing.vocabulary(self._searcher, stem_language)
                ways += [
                    self._term("stems", _token(stem_language, related.stem), weight * related.boost)
                    for related in related_stems(stem, vocabulary)
                    if related.stem not in knowing.bridge.false_friends(related.stem, asked, stem_language)
                ]
                ways += self._parts_queries(stem, vocabulary, weight)
        return self._query.disjunction_max_query(ways, _TIE_BREAKER)

    def _open(self, field: str, word: QueryWord, closed: Collection[Language], boost: float) -> tantivy.Query:
        """Ask for a word as written, but not in the languages in which it means something else."""
        term = self._term(field, word.folded, boost)
        if not closed:
            return term
        tokens = [_token(language, stem) for language, stem in word.stems if language not in closed]
        there = [(self._should, self._phrase("stems", [token])) for token in tokens]
        unscored = self._query.const_score_query(self._query.boolean_query(there), 0.0)
        return self._query.boolean_query([(self._must, term), (self._must, unscored)])

    def _parts_queries(self, stem: str, vocabulary: _StemVocabulary, weight: float) -> list[tantivy.Query]:
        """Ask for the parts of a compound near one another, in either order."""
        found = []
        for modifier, head in splits_of(stem, vocabulary):
            tokens: list[str | tuple[int, str]] = [
                _token(vocabulary.language, each) for each in (modifier, head)
            ]
            before = self._query.phrase_query(self._schema, "stems", tokens, _MODIFIER_BEFORE)
            after = self._query.phrase_query(self._schema, "stems", tokens[::-1], _MODIFIER_AFTER)
            # A phrase scores the sum of its words; divided, it counts like one.
            found += [self._query.boost_query(each, weight * _PARTS / 2) for each in (before, after)]
        return found

    def _theme_queries(self, theme_terms: Sequence[ThemeTerm], knowing: _Knowing) -> list[tantivy.Query]:
        by_query: dict[str, list[tantivy.Query]] = {}
        for nth, term in enumerate(theme_terms):
            boost = _THEME * term.weight
            queries = by_query.setdefault(term.query, [])
            query = self._phrase("stems", [_token(term.language, stem) for stem in term.stems])
            # A phrase scores the sum of its words; divided, a term of two words counts like one.
            queries.append(self._query.boost_query(query, boost / len(term.stems)))
            vocabulary = knowing.vocabulary(self._searcher, term.language)
            queries += [
                self._term("stems", _token(term.language, stem), boost)
                for stem in term.spellings
                if vocabulary.count(stem)
            ]
            if len(term.stems) == 1 and nth < _THEME_COMPOUNDS:
                queries += [
                    self._term("stems", _token(term.language, stem), boost * _COMPOUND_OF_THEME)
                    for stem in suffix_compounds(term.stems[0], vocabulary)
                ]
        return [self._query.disjunction_max_query(parts, _TIE_BREAKER) for parts in by_query.values()]

    def _term(self, field: str, value: str, boost: float) -> tantivy.Query:
        return self._query.boost_query(self._query.term_query(self._schema, field, value), boost)

    def _phrase(self, field: str, phrase: Sequence[str]) -> tantivy.Query:
        if len(phrase) == 1:  # tantivy's phrase query refuses one word
            return self._query.term_query(self._schema, field, phrase[0])
        return self._query.phrase_query(self._schema, field, list(phrase))

    def _phrase_anywhere(self, phrase: Sequence[str]) -> tantivy.Query:
        fields = [(self._should, self._phrase(field, phrase)) for field in ("words", "heading")]
        return self._query.boolean_query(fields)

    def _within(self, query: tantivy.Query, allowed: Collection[int]) -> tantivy.Query:
        ids = self._query.term_set_query(self._schema, "chunk_id", [int(each) for each in allowed])
        unscored = self._query.const_score_query(ids, 0.0)
        return self._query.boolean_query([(self._must, query), (self._must, unscored)])

    def _best(self, query: tantivy.Query, k: int) -> list[tuple[ChunkId, float]]:
        hits = self._searcher.search(query, limit=k, count=False).hits
        ids = self._chunk_ids_at([address for _, address in hits])
        pairs = [(ChunkId(chunk_id), score) for chunk_id, (score, _) in zip(ids, hits, strict=True)]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def _best_allowed(
        self, query: tantivy.Query, k: int, allowed: NDArray[np.int64]
    ) -> list[tuple[ChunkId, float]]:
        wanted = 4 * k
        while True:
            found = self._best(query, wanted)
            # An array and not a set: making a set of 50,000 ids takes longer than the search.
            inside = np.isin([chunk_id for chunk_id, _ in found], allowed, assume_unique=True)
            kept = [pair for pair, is_inside in zip(found, inside, strict=True) if is_inside]
            if len(kept) >= k or len(found) < wanted:
                return kept[:k]
            wanted *= 4

    def _ids(self, query: tantivy.Query) -> NDArray[np.int64]:
        n_chunks = len(self)
        if n_chunks == 0:
            return np.empty(0, dtype=np.int64)
        hits = self._searcher.search(query, limit=n_chunks, count=False).hits
        return np.sort(np.array(self._chunk_ids_at([address for _, address in hits]), dtype=np.int64))

    def _chunk_ids_at(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        values = self._searcher.fast_field_values("chunk_id", addresses)
        return [int(value) for value in values if value is not None]  # every chunk has one

"""From one file to a tagged document: read, recognise, parse, clean, cut and tag."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.chunk import ChunkSpan, chunk_document, shown
from ingest.clean import Cleaned, clean
from ingest.column_roles import split_roles
from ingest.erased import check_all_found, erase_document, erase_text
from ingest.front import FrontMatter, read_front
from ingest.metadata import read_metadata
from ingest.note_template import check_filled_in, is_note_template, part_help, with_stated_front
from ingest.parsers import PARSERS
from ingest.personal_data import mask_document
from ingest.places import place_finder
from ingest.positions import Positions
from ingest.sections import Outline, outline, rank_headings
from ingest.sniff import TABLES, sniff
from ingest.table_files import parse_with_roles
from ingest.tags import Tagger, stated_tags, summarise_tags
from ingest.theme_choice import with_themes
from kb.errors import DamagedFileError, FileError, FileTooLargeError, NoTextError, UnreadableFileError
from kb.language import detect_chunk, detect_document
from kb.records import ChunkDraft, Metadata, ParsedDocument, PreparedDocument, Source
from kb.store.erased import NOTHING_ERASED, ErasedWords
from kb.text import one_line

if TYPE_CHECKING:
    from kb.gazetteer import Gazetteer
    from kb.taxonomy import Taxonomy

PIPELINE_VERSION = 7
"""Raised when the outcome for unchanged files changes, so that they are ingested again."""

MAX_FILE_BYTES = 200_000_000


def read_source(path: Path, *, max_bytes: int = MAX_FILE_BYTES) -> tuple[Source, bytes]:
    """Read a file whole and recognise its type by its content.

    Raises:
        FileTooLargeError: It is larger than ``max_bytes``.
        UnreadableFileError: It is gone, forbidden or no ordinary file.
        FileError: It is empty, encrypted, damaged or of a type that is not read.
    """
    data = read_file(path, max_bytes=max_bytes)
    media_type = sniff(data, name=path.name)
    source = Source(
        path=str(path.absolute()), name=path.name, sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type, n_bytes=len(data),
    )  # fmt: skip
    return source, data


def prepare_document(
    source: Source,
    data: bytes,
    *,
    taxonomy: Taxonomy,
    gazetteer: Gazetteer,
    facts: Mapping[str, str] | None = None,
    only_chunks: bool = False,
    mask_personal_data: bool = True,
    restored: Collection[str] = (),
    erased: ErasedWords = NOTHING_ERASED,
    parsed: ParsedDocument | None = None,
    keep_parsed: bool = False,
) -> PreparedDocument:
    """Make of one file all that the store takes.

    Args:
        source: From read_source().
        data: The whole file.
        taxonomy: Themes to tag with.
        gazetteer: Municipalities to tag with.
        facts: What stands beside the file about it, by the keys of ingest.stated; it wins over the file.
        only_chunks: Leave the tags out, for callers that need the passages only.
        mask_personal_data: Put "[telefon]" and the like for what ``ingest/personal_data.py`` finds.
        restored: Hashes of lines that cleaning must leave in.
        erased: Words that are left out.
        parsed: What was read from the file before, without erased words; ``data`` is not looked at then.
        keep_parsed: Return what was read, though nothing is left out.

    Raises:
        FileError: The file cannot be ingested; the message names it, why, and what to do.
    """
    roles, beside = split_roles(facts or {})
    is_original = parsed is None
    if parsed is None:
        parsed = _parse(source, data, roles)
    if beside:
        parsed = replace(parsed, stated={**parsed.stated, **beside})
    masked: Mapping[str, int] = {}
    if mask_personal_data:
        parsed, masked = mask_document(parsed, language_of=detect_document)
    title_name = source.name
    counts: Mapping[str, int] = {}
    if erased.phrases:
        parsed, counts = erase_document(parsed, erased)
        title_name, _ = erase_text(source.name, erased)
        if is_original:
            check_all_found(counts, erased, sha256=source.sha256, name=source.name)
    is_template = is_note_template(parsed)
    if is_template:
        parsed = part_help(parsed)
        check_filled_in(parsed, name=source.name)
        parsed = with_stated_front(parsed)
    cleaned = clean(parsed, restored=restored)
    front = read_front(parsed, cleaned.blocks)
    blocks = rank_headings(parsed.text, front.blocks)
    front = replace(front, blocks=tuple(blocks))
    language = detect_document(_kept_text(parsed, front))
    metadata = read_metadata(parsed, front, name=title_name, language=language)
    nested = outline(parsed.text, blocks, has_markup=parsed.has_markup)
    spans = _cut(parsed, front, nested, cleaned, gazetteer, metadata, name=source.name)
    if not spans:
        raise NoTextError(f"{source.name} holds no passage of text besides its title. Check the file.")
    tagger = Tagger(
        taxonomy=taxonomy, gazetteer=gazetteer, language=metadata.language,
        document_tags=stated_tags(
            parsed.stated,
            # where people met to tell of what they did elsewhere
            "" if is_template else front.about,
            replace(metadata, title="") if is_template else metadata,
            taxonomy=taxonomy,
            gazetteer=gazetteer,
        ),
    )  # fmt: skip
    chunks = _drafts(parsed, spans, metadata, None if only_chunks else tagger)
    prepared = PreparedDocument(
        source=_with_rights(source, parsed),
        metadata=metadata,
        text=parsed.text,
        has_lines=parsed.has_lines,
        pages=parsed.pages,
        sections=nested.sections,
        chunks=chunks,
        tags=() if only_chunks else summarise_tags(tagger, (chunk.tags for chunk in chunks)),
        dropped=cleaned.dropped,
        masked=masked,
        erased=counts,
        parsed=parsed if counts or keep_parsed or not is_original else None,
    )
    return prepared if only_chunks else with_themes(prepared)


def read_file(path: Path, *, max_bytes: int) -> bytes:
    """Return the bytes of a file.

    Raises:
        FileTooLargeError: It is larger than ``max_bytes``.
        UnreadableFileError: It is gone, forbidden or no ordinary file.
    """
    try:
        with open(path, "rb", opener=_open_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise UnreadableFileError(f"{path} is no ordinary file. Give files and folders only.")
            if status.st_size > max_bytes:
                raise FileTooLargeError(
                    f"{path.name} has {status.st_size / 1e6:.0f} MB; the limit is {max_bytes / 1e6:.0f} MB. "
                    "Split it or leave out its pictures."
                )
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise UnreadableFileError(
            f"{path} cannot be read: {error.strerror or error}. "
            "Check that it is there and that you may read it."
        ) from error
    if len(data) > max_bytes:  # it grew while it was read
        raise FileTooLargeError(f"{path.name} is larger than {max_bytes / 1e6:.0f} MB. Split it.")
    return data


def _open_without_waiting(path: str, flags: int) -> int:
    # Opening a pipe would otherwise wait for someone to write into it.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _parse(source: Source, data: bytes, roles: Mapping[str, str]) -> ParsedDocument:
    try:
        if roles and source.media_type in TABLES:
            return parse_with_roles(data, media_type=source.media_type, name=source.name, roles=roles)
        return PARSERS[source.media_type]()(data, name=source.name)
    except FileError:
        raise
    except RecursionError as error:
        raise DamagedFileError(
            f"{source.name} is nested too deeply to be read. Save it anew and add it again."
        ) from error
    except MemoryError as error:
        raise FileTooLargeError(f"{source.name} needs more memory than there is. Split it.") from error
    except Exception as error:  # parser libraries raise anything on broken files
        raise DamagedFileError(
            f"{source.name} cannot be read: {one_line(str(error) or type(error).__name__)}. "
            "Open it in its program, save it anew and add it again."
        ) from error


def _kept_text(parsed: ParsedDocument, front: FrontMatter) -> str:
    return "\n".join(
        shown(parsed, block.start, min(block.end, block.start + 20_000)) for block in front.blocks[:5_000]
    )


def _cut(
    parsed: ParsedDocument,
    front: FrontMatter,
    nested: Outline,
    cleaned: Cleaned,
    gazetteer: Gazetteer,
    metadata: Metadata,
    *,
    name: str,
) -> list[ChunkSpan]:
    finder = place_finder(gazetteer)
    return chunk_document(
        parsed, front.blocks, nested, dropped=cleaned.dropped, name=name,
        find_places=lambda text: finder.find(text, metadata.language),
    )  # fmt: skip


def _drafts(
    parsed: ParsedDocument, spans: Sequence[ChunkSpan], metadata: Metadata, tagger: Tagger | None
) -> tuple[ChunkDraft, ...]:
    positions = Positions(parsed)
    drafts: list[ChunkDraft] = []
    for span in spans:
        text = shown(parsed, span.start, span.end)
        language = detect_chunk(text, metadata.language)
        drafts.append(
            ChunkDraft(
                text=text,
                start=span.start,
                end=span.end,
                section=span.section,
                heading_path=span.heading_path,
                page=positions.page(span.start),
                lines=positions.lines(span.start, span.end),
                language=language,
                is_example=span.is_example,
                tags=tagger.tag_chunk(text, span.heading_path, language) if tagger else (),
                theme_candidates=(
                    tagger.theme_candidates(text, span.heading_path, metadata.title, language)
                    if tagger
                    else ()
                ),
            )
        )
    return tuple(drafts)


def _with_rights(source: Source, parsed: ParsedDocument) -> Source:
    return replace(
        source,
        licence=one_line(parsed.stated.get("licence", "")) or source.licence,
        url=parsed.stated.get("url", "").strip() or source.url,
    )

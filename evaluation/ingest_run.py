"""Takes labelled documents in, one after another, without storing anything."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from evaluation.gold import GoldDocument
from evaluation.ingest_scores import IngestScore, score_document
from ingest.pipeline import prepare_document
from ingest.sniff import sniff
from ingest.theme_choice import with_themes
from kb.errors import FileError
from kb.gazetteer import load_gazetteer
from kb.protocols import Progress
from kb.records import FailedFile, PreparedDocument, Source
from kb.taxonomy import load_taxonomy
from search.theme_scorer import shipped_theme_scorer


def run_gold(
    gold: Sequence[GoldDocument], *, progress: Progress | None = None
) -> tuple[dict[str, IngestScore], list[FailedFile]]:
    """Score every labelled document; return the scores by name, and the files that cannot be ingested.

    Raises:
        InputError: Labels do not fit their file.
    """
    scores: dict[str, IngestScore] = {}
    failed: list[FailedFile] = []
    for number, document in enumerate(gold, start=1):
        try:
            scores[document.name] = score_document(document, prepare_alone)
        except FileError as error:
            failed.append(FailedFile(path=str(document.path), reason=str(error)))
        if progress is not None:
            progress(number, len(gold))
    return scores, failed


def prepare_alone(name: str, data: bytes) -> PreparedDocument:
    """Make of a file what the store would take, with the themes and the gazetteer that come with Metodbank.

    Raises:
        FileError: It cannot be ingested.
    """
    source = Source(
        path=name,
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=sniff(data, name=name),
        n_bytes=len(data),
    )
    taxonomy = load_taxonomy()
    prepared = prepare_document(source, data, taxonomy=taxonomy, gazetteer=load_gazetteer())
    return with_themes(prepared, shipped_theme_scorer(taxonomy))

"""Runs and files for the tests of the evaluation, made with as few words as a test needs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evaluation.judged import JudgedQuery
from evaluation.runs import HYBRID, MODES, QueryRun, ResolvedTarget
from kb.records import ChunkId, Language


def write_set(folder: Path, *, queries: str, qrels: str, passages: str | None = None) -> Path:
    """Write a judged set; the headers are put before the rows."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "queries.tsv").write_text("id\tlanguage\ttext\n" + queries, encoding="utf-8")
    (folder / "qrels.tsv").write_text("query\ttarget\trelevance\n" + qrels, encoding="utf-8")
    if passages is not None:
        (folder / "passages.tsv").write_text("id\tlanguage\ttext\n" + passages, encoding="utf-8")
    return folder


def target(
    *chunk_ids: int, relevance: int = 1, language: Language = Language.SWEDISH, text: str = "t"
) -> ResolvedTarget:
    return ResolvedTarget(
        text=text,
        relevance=relevance,
        chunk_ids=frozenset(ChunkId(each) for each in chunk_ids),
        language=language,
    )


def query_run(
    *targets: ResolvedTarget,
    language: Language = Language.SWEDISH,
    group: str = "",
    query_id: str = "q1",
    **ranked: tuple[int, ...],
) -> QueryRun:
    """Return a run whose rankings (lexical, semantic, hybrid) are given as chunk ids, best first."""
    ranks: Mapping[str, Mapping[ChunkId, int]] = {
        mode: {ChunkId(each): rank for rank, each in enumerate(ranked.get(mode, ()), start=1)}
        for mode in MODES
    }
    return QueryRun(
        query=JudgedQuery(id=query_id, language=language, text="fråga", group=group),
        targets=targets,
        ranks=ranks,
        top={HYBRID: "notes.txt: Ord"},
    )

"""Gathers the passages that may answer questions, for judges who grade them without seeing who found what.

The first passages by words alone, by meaning alone and by both are put together and shuffled. A passage is
named by its file and its first words, so that its grade holds when documents are cut in another way.

Run: python -m bench.pool QUERIES.tsv OUT.tsv DOCUMENTS... [--depth 8]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from evaluation.judged import JudgedQuery, read_queries
from evaluation.targets import Target, meets
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records import Chunk, Query, RankedChunk
from kb.settings import Settings
from kb.text import one_line

_MIN_WORDS = 5
_COLUMNS = ("query", "target", "grade", "question", "title", "headings", "text")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("queries", type=Path, help="table of questions as in a judged set")
    parser.add_argument("out", type=Path, help="where the passages are written, with a column for the grade")
    parser.add_argument("documents", type=Path, nargs="+", help="files and folders to search")
    parser.add_argument("--depth", type=int, default=8, help="passages by words, by meaning and by both")
    parser.add_argument("--embedder", default=Settings.model_fields["embedder"].default)
    options = parser.parse_args(arguments)
    queries = read_queries(options.queries)
    with TemporaryDirectory() as home:
        settings = Settings.model_validate({"home": Path(home), "embedder": options.embedder})
        base = open_knowledge_base(settings)
        base.ingest([path.resolve() for path in options.documents])
        rows = [row for query in queries for row in _rows(base, query, depth=options.depth)]
        base.close()
    lines = ["\t".join(_COLUMNS), *("\t".join(row) for row in rows)]
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(rows)} passages for {len(queries)} questions")


def _rows(base: KnowledgeBase, query: JudgedQuery, *, depth: int) -> Iterator[tuple[str, ...]]:
    ranking = base.rank(Query(text=query.text))
    found = [*ranking.ranked, *ranking.below_floor]
    pooled = {each.chunk_id: each for each in found[:depth]}
    for mode in ("lexical", "semantic"):
        pooled |= {each.chunk_id: each for each in _first(found, mode, depth=depth)}
    order = sorted(pooled)
    random.Random(query.id).shuffle(order)
    for chunk_id in order:
        document = base.document(pooled[chunk_id].document_id)
        chunks = base.chunks(document.id)
        chunk = next(each for each in chunks if each.id == chunk_id)
        yield (
            query.id,
            f'{document.source.name}#"{anchor(chunk, chunks)}"',
            "",
            query.text,
            one_line(document.metadata.title),
            one_line(" › ".join(chunk.heading_path)),
            " ".join(chunk.text.split()),
        )


def _first(found: Iterable[RankedChunk], mode: str, *, depth: int) -> list[RankedChunk]:
    ranked = [each for each in found if mode in each.evidence]
    return sorted(ranked, key=lambda each: each.evidence[mode].rank)[:depth]


def anchor(chunk: Chunk, chunks: Sequence[Chunk]) -> str:
    """Return the fewest first words of a chunk, at least five, that no other chunk of its document has."""
    others = [each for each in chunks if each.id != chunk.id]
    words = chunk.text.split()
    for n_words in range(min(_MIN_WORDS, len(words)), len(words)):
        first = " ".join(words[:n_words])
        if not any(meets(Target(file="", words=first), other) for other in others):
            return first
    return " ".join(words)


if __name__ == "__main__":
    main()

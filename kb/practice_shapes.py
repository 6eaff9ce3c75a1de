"""Practices in JSON: part of the contract that docs/json.md describes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kb.gazetteer import Gazetteer
from kb.json_shapes import Json
from kb.practices import Practice, PracticeCounts, PracticeField
from kb.quote_shapes import quote_json
from kb.records import Document, DocumentId

if TYPE_CHECKING:
    from kb.practice_loading import LoadReport


def practices_json(practices: Sequence[Practice], counts: PracticeCounts, gazetteer: Gazetteer) -> Json:
    """Return a listing of practices, with the counts of all that the filters let through."""
    return {
        "total": counts.total,
        "counts": {
            "kind": _counts(counts.kinds),
            "state": _counts(counts.states),
            "country": _counts(counts.countries),
            "municipality": _counts(counts.municipalities),
            "theme": _counts(counts.themes),
        },
        "practices": [_head(practice, gazetteer) for practice in practices],
    }


def practice_json(practice: Practice, documents: Mapping[DocumentId, Document], gazetteer: Gazetteer) -> Json:
    """Return a practice with all its quotes; ``documents`` are those among its documents that are there."""
    draft = practice.draft
    return {
        **_head(practice, gazetteer),
        "texts": [
            {"field": each.field.value, "language": each.language.value, "text": each.text}
            for each in draft.texts
        ],
        "fields": {
            field.value: [quote_json(quote, documents) for quote in draft.fields.get(field, ())]
            for field in PracticeField
        },
        "passages": [quote_json(quote, documents) for quote in draft.passages],
        "relations": [
            {
                "kind": each.kind.value,
                "practice_id": each.other_id,
                "title": each.other_title,
                "from_other": each.is_from_other,
            }
            for each in practice.relations
        ],
    }


def load_json(report: LoadReport) -> Json:
    """Return what came of loading a file of practices."""
    return {
        "file": report.file,
        "added": list(report.added),
        "changed": list(report.changed),
        "unchanged": list(report.unchanged),
        "removed": list(report.removed),
        "left": list(report.left),
        "skipped": [
            {"key": each.key, "reason": each.reason.value, "documents": list(each.documents)}
            for each in report.skipped
        ],
    }


def _head(practice: Practice, gazetteer: Gazetteer) -> Json:
    draft = practice.draft
    return {
        "practice_id": practice.id,
        "kind": draft.kind.value,
        "state": draft.state.value,
        "title": draft.title,
        "title_origin": draft.title_origin.value,
        "name": draft.name,
        "language": draft.language.value,
        "municipalities": [
            {"code": code, "name": gazetteer.get(code).name, "country": code[:2]}
            for code in draft.municipalities
        ],
        "countries": list(draft.countries),
        "themes": [quote.code for quote in draft.fields.get(PracticeField.THEMES, ())],
        "n_passages": len(draft.passages),
        "document_ids": list(dict.fromkeys(quote.document_id for quote in draft.passages)),
        "updated_at": practice.updated_at,
    }


def _counts(counts: Mapping[str, int]) -> list[Json]:
    return [{"id": value, "n": n} for value, n in counts.items()]

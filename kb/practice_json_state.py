"""All that is stored of a practice as JSON, whole and field by field: for its history and for merging."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kb.curation import quote_key
from kb.practices import (
    CuratorText,
    PracticeDraft,
    PracticeField,
    PracticeId,
    PracticeKind,
    PracticeState,
    Quote,
    RelationKind,
    TitleOrigin,
)
from kb.records import ChunkId, DocumentId, Language

Relation = tuple[PracticeId, RelationKind, PracticeId]
"""From which practice, what, and to which."""

Json = Any  # what json.loads returns


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A practice as it is stored."""

    draft: PracticeDraft
    relations: tuple[Relation, ...] = ()  # from it
    # reviewed, published, verified: {"by": login, "at": ISO 8601, UTC} and what else is known of it
    stamps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


STAMPS = ("reviewed", "published", "verified")


def parts_of(snapshot: Snapshot) -> dict[str, Json]:
    """Return a practice field by field, each as JSON; a field that has nothing is left out."""
    draft = snapshot.draft
    parts: dict[str, Json] = {
        "kind": draft.kind.value,
        "state": draft.state.value,
        "title": {"text": draft.title, "origin": draft.title_origin.value, "language": draft.language.value},
        "name": draft.name,
        "places": {"municipalities": list(draft.municipalities), "countries": list(draft.countries)},
        "passages": [quote_to_json(each) for each in draft.passages],
        "relations": [[kind.value, other] for _, kind, other in snapshot.relations],
    }
    parts |= {f"quotes.{name.value}": [*map(quote_to_json, found)] for name, found in draft.fields.items()}
    parts |= {f"text.{each.field}.{each.language}": each.text for each in draft.texts}
    parts |= {name: dict(stamp) for name, stamp in snapshot.stamps.items()}
    parts["places"] = parts["places"] if draft.municipalities or draft.countries else None
    return {name: value for name, value in parts.items() if value not in (None, [], {})}


def differences(before: Snapshot, after: Snapshot) -> list[tuple[str, Json, Json]]:
    """Return the fields that differ, with what they were and what they are; None: nothing."""
    one, other = parts_of(before), parts_of(after)
    names = [*one, *(name for name in other if name not in one)]
    return [
        (name, one.get(name), other.get(name))
        for name in names
        if not is_same(one.get(name), other.get(name))
    ]


def is_same(one: Json, other: Json) -> bool:
    """Return whether two values of a field say the same, wherever their quotes stand now."""
    return bool(_without_places(one) == _without_places(other))


def with_part(snapshot: Snapshot, practice_id: PracticeId, name: str, value: Json) -> Snapshot:
    """Return a practice with one field as it was; what always has a value stays where there was none."""
    kind, _, rest = name.partition(".")
    if kind in STAMPS:
        kept = {each: stamp for each, stamp in snapshot.stamps.items() if each != kind}
        return replace(snapshot, stamps=kept | {kind: value} if value else kept)
    if kind == "relations":
        relations = tuple((practice_id, RelationKind(each), PracticeId(to)) for each, to in value or ())
        return replace(snapshot, relations=relations)
    return replace(snapshot, draft=_with_draft_part(snapshot.draft, kind, rest, value))


def _with_draft_part(draft: PracticeDraft, kind: str, rest: str, value: Json) -> PracticeDraft:
    if kind == "kind":
        return replace(draft, kind=PracticeKind(value))
    if kind == "state":
        return replace(draft, state=PracticeState(value))
    if kind == "title":
        return replace(
            draft,
            title=value["text"],
            title_origin=TitleOrigin(value["origin"]),
            language=Language(value["language"]),
        )
    if kind == "name":
        return replace(draft, name=value)
    if kind == "places":
        places: dict[str, list[str]] = value or {"municipalities": [], "countries": []}
        return replace(
            draft, municipalities=tuple(places["municipalities"]), countries=tuple(places["countries"])
        )
    if kind == "passages":
        return replace(draft, passages=quotes_from_json(value or ()))
    if kind == "quotes":
        return with_quotes(draft, PracticeField(rest), quotes_from_json(value or ()))
    if kind == "text":
        name, _, language = rest.partition(".")
        return with_text(draft, PracticeField(name), Language(language), value or "")
    raise ValueError(f"a practice has no field {kind!r}")


def with_quotes(draft: PracticeDraft, name: PracticeField, quotes: Iterable[Quote]) -> PracticeDraft:
    """Return a practice with other quotes in a field; the fields stay in their order."""
    found = tuple(quotes)
    fields = {**draft.fields, name: found}
    order = [each for each in (*draft.fields, name) if fields[each]]
    return replace(draft, fields={each: fields[each] for each in dict.fromkeys(order)})


def with_text(draft: PracticeDraft, name: PracticeField, language: Language, text: str) -> PracticeDraft:
    """Return a practice with a text, in the order in which texts are stored; an empty one goes."""
    kept = [each for each in draft.texts if (each.field, each.language) != (name, language)]
    new = [CuratorText(field=name, language=language, text=text)] if text else []
    texts = sorted((*kept, *new), key=lambda each: (each.field, each.language))
    return replace(draft, texts=tuple(texts))


def quote_to_json(quote: Quote) -> Json:
    """Return a quote as JSON."""
    return {
        "chunk": quote.chunk_id,
        "document": quote.document_id,
        "start": quote.start,
        "end": quote.end,
        "page": quote.page,
        "text": quote.text,
        "code": quote.code,
        "lost": quote.is_lost,
    }


def quote_from_json(value: Json) -> Quote:
    """Read a quote."""
    return Quote(
        chunk_id=ChunkId(value["chunk"]),
        document_id=DocumentId(value["document"]),
        start=value["start"],
        end=value["end"],
        page=value["page"],
        text=value["text"],
        code=value["code"],
        is_lost=value["lost"],
    )


def quotes_from_json(values: Iterable[Json]) -> tuple[Quote, ...]:
    """Read quotes."""
    return tuple(map(quote_from_json, values))


def is_quote(value: object) -> bool:
    """Return whether a value is a quote as JSON."""
    return isinstance(value, dict) and "document" in value and "text" in value


def draft_to_json(draft: PracticeDraft) -> Json:
    """Return a whole draft as JSON."""
    return {
        "keys": list(draft.keys),
        "kind": draft.kind.value,
        "state": draft.state.value,
        "title": draft.title,
        "title_origin": draft.title_origin.value,
        "name": draft.name,
        "language": draft.language.value,
        "municipalities": list(draft.municipalities),
        "countries": list(draft.countries),
        "passages": [quote_to_json(each) for each in draft.passages],
        "fields": {name.value: [*map(quote_to_json, found)] for name, found in draft.fields.items()},
        "texts": [[each.field.value, each.language.value, each.text] for each in draft.texts],
    }


def draft_from_json(value: Json) -> PracticeDraft:
    """Read a whole draft."""
    return PracticeDraft(
        keys=tuple(value["keys"]),
        kind=PracticeKind(value["kind"]),
        state=PracticeState(value["state"]),
        title=value["title"],
        title_origin=TitleOrigin(value["title_origin"]),
        name=value["name"],
        language=Language(value["language"]),
        municipalities=tuple(value["municipalities"]),
        countries=tuple(value["countries"]),
        passages=quotes_from_json(value["passages"]),
        fields={PracticeField(name): quotes_from_json(found) for name, found in value["fields"].items()},
        texts=tuple(
            CuratorText(field=PracticeField(name), language=Language(language), text=text)
            for name, language, text in value["texts"]
        ),
    )


def relations_to_json(relations: Sequence[Relation]) -> Json:
    """Return relations as JSON."""
    return [[one, kind.value, other] for one, kind, other in relations]


def relations_from_json(values: Json) -> tuple[Relation, ...]:
    """Read relations."""
    return tuple((PracticeId(one), RelationKind(kind), PracticeId(other)) for one, kind, other in values)


def _without_places(value: Json) -> Json:
    if is_quote(value):
        return quote_key(quote_from_json(value))
    if isinstance(value, list):
        return [_without_places(each) for each in value]
    return value

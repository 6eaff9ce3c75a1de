"""What those who review documents do: decide about tags, lines and whole documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import parse_qs, urlencode

from pydantic import Field

from kb.batches import ReviewItemId
from kb.errors import ChangedMeanwhileError, ReviewError
from kb.knowledge_base import KnowledgeBase
from kb.records import ChunkId, DocumentId, Facet
from kb.reviews import ReviewItem, TagChoice
from ui.actions.action import Action, Asked, Done, Id
from ui.actions.contribute import StatedFacts, beyond_the_form
from ui.queue_list import all_filters, narrowed
from ui.queue_view import following, read_view, write_view
from ui.search_state import read_kept, write_kept

_Version = Annotated[int, Field(ge=0, lt=10**18)]
_Text = Annotated[str, Field(max_length=2000)]
_Chosen = Annotated[str, Field(pattern=r"^[1-9]\d{0,17}\.\d{1,18}$")]  # a document and its version
_Number = Annotated[str, Field(pattern=r"^\d{1,9}$")]
_Item = Annotated[str, Field(pattern=r"^[1-9]\d{0,17}$")]
_MOST = 200  # documents at once; the address that leads back names them


class _OfDocument(Asked):
    item: Id | None = None
    document: Id | None = None  # a public one that nobody handed in
    seen: _Version


class _Accept(Asked):
    item: Id
    seen: _Version
    back: _Text = ""


class _Decline(_Accept):
    reason: _Text = ""


class _Many(Asked):
    chosen: Annotated[tuple[_Chosen, ...], Field(max_length=_MOST)] = ()
    reason: _Text = ""
    back: _Text = ""


class _Undo(Asked):
    items: Annotated[tuple[_Item, ...], Field(max_length=_MOST)]
    back: _Text = ""
    stay: bool = False


class _DecideTag(_OfDocument):
    facet: Facet
    value: _Text
    passage: Id | None = None
    accept: bool | None  # None: what was decided is taken back


class _DecideTags(_OfDocument):
    facet: Facet | None = None
    accept: bool | None


class _AddTag(_OfDocument):
    passage: Id
    words: _Text = ""
    what: _Text = ""


class _Restore(Asked):
    item: Id
    seen: _Version
    pieces: Annotated[tuple[_Number, ...], Field(max_length=100_000)] = ()


class _SetFacts(StatedFacts):
    item: Id
    seen: _Version


# Whole documents


def _accept(base: KnowledgeBase, asked: _Accept) -> Done:
    then = _then(base, ReviewItemId(asked.item), asked.back, "accepted")
    base.review.accept(ReviewItemId(asked.item), seen=asked.seen)
    return Done(text="", address=then)


def _decline(base: KnowledgeBase, asked: _Decline) -> Done:
    then = _then(base, ReviewItemId(asked.item), asked.back, "declined")
    base.review.decline(ReviewItemId(asked.item), asked.reason, seen=asked.seen)
    return Done(text="", address=then)


def _accept_many(base: KnowledgeBase, asked: _Many) -> Done:
    chosen = _chosen(asked)
    report = base.review.accept_many(list(chosen), seen=chosen)
    if report.failed and not report.accepted:
        first = report.failed[0]
        raise ReviewError(first.reason, key=first.key, **first.values)
    failed = [each.item_id for each in report.failed]
    address = _queue_address(base, asked.back, "accepted", list(report.accepted), failed)
    return Done(text="", address=address)


def _decline_many(base: KnowledgeBase, asked: _Many) -> Done:
    chosen = _chosen(asked)
    base.review.decline_many(chosen, asked.reason)
    return Done(text="", address=_queue_address(base, asked.back, "declined", list(chosen)))


def _undo_chosen(base: KnowledgeBase, asked: _Many) -> Done:
    chosen = _chosen(asked)
    return _undone(base, list(chosen), asked.back)


def _undo(base: KnowledgeBase, asked: _Undo) -> Done:
    ids = [ReviewItemId(int(each)) for each in asked.items]
    if not asked.stay:
        return _undone(base, ids, asked.back)
    base.review.undo_many(ids)
    # back to the document, which is to be decided about anew
    return Done(
        text="review.said_undone", address=_address("review", base, asked.back, {"id": [str(ids[0])]})
    )


def _undone(base: KnowledgeBase, ids: Sequence[ReviewItemId], back: str) -> Done:
    base.review.undo_many(ids)
    return Done(text="queue.n_undone", values={"count": len(ids)}, address=_queue_address(base, back, "", []))


def _chosen(asked: _Many) -> Mapping[ReviewItemId, int]:
    if not asked.chosen:
        raise ReviewError("No document is chosen.", key="review.problem_none_chosen")
    pairs = (each.split(".") for each in asked.chosen)
    return {ReviewItemId(int(item_id)): int(version) for item_id, version in pairs}


# Tags


def _decide_tag(base: KnowledgeBase, asked: _DecideTag) -> Done:
    passage = ChunkId(asked.passage) if asked.passage is not None else None
    choice = TagChoice(facet=asked.facet, value=asked.value, passage=passage, accept=asked.accept)
    _decide(base, asked, [choice])
    said = {
        True: "review.said_accepted_tag",
        False: "review.said_rejected_tag",
        None: "review.said_undone_tag",
    }
    return Done(text=said[asked.accept])


def _decide_tags(base: KnowledgeBase, asked: _DecideTags) -> Done:
    """Accept or reject all that is not decided yet, or take back all that is."""
    tags = [tag for tag in _item(base, asked).tags if asked.facet in {None, tag.facet}]
    chosen = [tag for tag in tags if (tag.decision is None) is (asked.accept is not None)]
    _decide(
        base, asked, [TagChoice(facet=each.facet, value=each.value, accept=asked.accept) for each in chosen]
    )
    text = "review.n_taken_back" if asked.accept is None else "review.n_decided"
    return Done(text=text, values={"count": len(chosen)})


def _decide(base: KnowledgeBase, asked: _OfDocument, choices: Sequence[TagChoice]) -> None:
    if not choices:
        return
    if asked.item is not None:
        base.review.decide_tags(ReviewItemId(asked.item), choices, seen=asked.seen)
    else:
        base.review.redecide(_document(asked), choices, seen=asked.seen)


def _add_tag(base: KnowledgeBase, asked: _AddTag) -> Done:
    facet, _, value = asked.what.partition(":")
    if facet not in {each.value for each in Facet} or not value:
        raise ReviewError("Nothing is chosen that the words say.", key="review.problem_no_tag")
    if not asked.words.strip():
        raise ReviewError("No words are given.", key="review.problem_no_words")
    passage = ChunkId(asked.passage)
    if asked.item is not None:
        base.review.add_tag(
            ReviewItemId(asked.item), Facet(facet), value, chunk_id=passage, words=asked.words
        )
    else:
        base.review.add_public_tag(_document(asked), Facet(facet), value, chunk_id=passage, words=asked.words)
    return Done(text="review.said_added_tag")


def _item(base: KnowledgeBase, asked: _OfDocument) -> ReviewItem:
    if asked.item is not None:
        return base.review.item(ReviewItemId(asked.item))
    return base.review.public_item(_document(asked))


def _document(asked: _OfDocument) -> DocumentId:
    if asked.document is None:
        raise ReviewError("Neither an item nor a document is named.", key="review.no_item")
    return DocumentId(asked.document)


# Lines that cleaning left out


def _restore(base: KnowledgeBase, asked: _Restore) -> Done:
    item = base.review.item(ReviewItemId(asked.item))
    numbers = {int(each) for each in asked.pieces}
    pieces = [piece for number, piece in enumerate(item.dropped) if number in numbers]
    if not pieces:
        raise ReviewError("No line is chosen.", key="review.problem_no_lines")
    if item.version != asked.seen:  # the numbers may be other lines now
        by, at = (item.queued.changed_name, item.queued.changed_at) if item.queued else (None, None)
        raise ChangedMeanwhileError(f"Document {item.id} has changed.", by=by or "", at=at or "")
    done = base.review.restore(item.id, pieces)
    return Done(text="review.n_restored", values={"count": done.n_lines})


def _drop_again(base: KnowledgeBase, asked: _Restore) -> Done:
    done = base.review.restore(ReviewItemId(asked.item), None)
    return Done(text="review.n_dropped_again", values={"count": done.n_lines})


# What is stated


def _set_facts(base: KnowledgeBase, asked: _SetFacts) -> Done:
    item = base.review.item(ReviewItemId(asked.item))
    facts = {**beyond_the_form(item.facts_of_file), **asked.stated()}
    base.review.set_facts(item.id, facts, seen=asked.seen)
    return Done(text="review.said_set_facts")


# Where to go then


def _then(base: KnowledgeBase, item_id: ReviewItemId, back: str, done: str) -> str:
    """Return the address of what comes next in the queue, which says what was done with this one."""
    view = read_view(parse_qs(back))
    ids = [each.id for each in narrowed(base, view, all_filters(view))]
    said = {"done": [done], "was": [str(item_id)]}
    next_id = following(ids, item_id)
    if next_id is None:
        return _address("queue", base, back, {**write_view(view), **said})
    return _address("review", base, back, {"id": [str(next_id)], **said})


def _queue_address(
    base: KnowledgeBase,
    back: str,
    done: str,
    ids: Sequence[ReviewItemId],
    failed: Sequence[ReviewItemId] = (),
) -> str:
    said = {"done": [done], "was": [str(each) for each in ids]} if ids else {}
    if failed:
        said["failed"] = [str(each) for each in failed]
    return _address("queue", base, back, {**write_view(read_view(parse_qs(back))), **said})


def _address(page: str, base: KnowledgeBase, back: str, parameters: Mapping[str, Sequence[str]]) -> str:
    """Return an address within the app; of the way back only what is known goes into it."""
    given = parse_qs(back)
    kept = write_kept(read_kept(given, {place.code for place in base.gazetteer.municipalities}))
    view = write_view(read_view(given))
    together = {**parameters, **kept}
    if page == "review" and view:
        together["back"] = [urlencode([(name, value) for name, values in view.items() for value in values])]
    pairs = [(name, value) for name, values in together.items() for value in values]
    return f"./{page}" + (f"?{urlencode(pairs)}" if pairs else "")


ACTIONS: Mapping[str, Action] = {
    "reviews.accept": Action(_Accept, _accept),
    "reviews.decline": Action(_Decline, _decline),
    "reviews.undo": Action(_Undo, _undo),
    "reviews.accept_many": Action(_Many, _accept_many),
    "reviews.decline_many": Action(_Many, _decline_many),
    "reviews.undo_many": Action(_Many, _undo_chosen),
    "reviews.decide_tag": Action(_DecideTag, _decide_tag),
    "reviews.decide_tags": Action(_DecideTags, _decide_tags),
    "reviews.add_tag": Action(_AddTag, _add_tag),
    "reviews.restore": Action(_Restore, _restore),
    "reviews.drop_again": Action(_Restore, _drop_again),
    "reviews.set_facts": Action(_SetFacts, _set_facts),
}

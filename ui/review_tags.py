"""The tags that rules suggest of a document: what each rests on, and what a person decides of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from kb.records import Chunk, ChunkId, Facet
from kb.reviews import SuggestedTag, TagDecision, TagPlace
from ui.labels import facet_label
from ui.markup import escape, items, link
from ui.review_buttons import Reviewing, act_button
from ui.review_evidence import place_html, quoted, shown_places, state_text
from ui.shell import Shell

TAGS_ID = "mb-tags"
_SHOWN_AT_ONCE = 2  # places of a tag; the others open below
_MOST_PLACES = 30
_MOST_TAGS = 20  # of one kind, unless the address asks for all: a long report names hundreds of amounts


def tags_section(reviewing: Reviewing) -> str:
    """Return all tags, by what they are about, with what can be decided of them."""
    text, tags = reviewing.shell.catalogue.text, reviewing.item.tags
    heading = f'<h2 id="{TAGS_ID}" tabindex="-1">{escape(text("review.tags"))}</h2>'
    if not tags:
        return f"{heading}<p>{escape(text('review.tags_none'))}</p>"
    n_decided = sum(_is_decided(tag) for tag in tags)
    progress = text("review.tags_progress", n_decided=n_decided, n=len(tags))
    accept = ""
    if n_decided < len(tags):
        asked = reviewing.asked(accept=True)
        accept = act_button("reviews.decide_tags", text("review.accept_all"), asked, then=TAGS_ID)
    parts = [
        heading,
        f'<p class="mb-quiet mb-measure">{escape(text("review.tags_lead"))}</p>',
        f'<p><span class="mb-tag-state">{escape(progress)}</span> {accept}</p>',
    ]
    numbers = {chunk.id: n for n, chunk in enumerate(reviewing.item.chunks, start=1)}
    chunks = {chunk.id: chunk for chunk in reviewing.item.chunks}
    numbered = list(enumerate(tags))
    for facet, of_facet in groupby(numbered, key=lambda pair: pair[1].facet):
        parts.append(_kind(facet, list(of_facet), numbers, chunks, reviewing))
    return "".join(parts)


def tag_name(facet: Facet, value: str, shell: Shell) -> str:
    """Return what a value is called."""
    base = shell.knowledge_base
    return facet_label(
        facet, value, catalogue=shell.catalogue, taxonomy=base.taxonomy, gazetteer=base.gazetteer
    )


def passage_tags(chunk: Chunk, reviewing: Reviewing) -> str:
    """Return the tags of one passage, each to be accepted or rejected there."""
    text = reviewing.shell.catalogue.text
    rows = [
        _passage_row(tag, place, n, reviewing)
        for n, tag in enumerate(reviewing.item.tags)
        for place in tag.places
        if place.chunk_id == chunk.id
    ]
    heading = f"<h3>{escape(text('review.passage_tags'))}</h3>"
    if not rows:
        return f"{heading}<p>{escape(text('review.passage_none'))}</p>"
    return f'{heading}<ul class="mb-tags">{"".join(rows)}</ul>'


def n_tags(chunk_id: ChunkId, tags: Sequence[SuggestedTag]) -> int:
    """Return how many tags a passage has that are not rejected."""
    return sum(
        not _is_rejected(tag, place) for tag in tags for place in tag.places if place.chunk_id == chunk_id
    )


def _kind(
    facet: Facet,
    tags: Sequence[tuple[int, SuggestedTag]],
    numbers: Mapping[ChunkId, int],
    chunks: Mapping[ChunkId, Chunk],
    reviewing: Reviewing,
) -> str:
    text = reviewing.shell.catalogue.text
    name = text(f"facet.{facet.value}")
    head = f"mb-kind-{facet.value}"
    asked = {"facet": facet.value}
    buttons = []
    if any(not _is_decided(tag) for _, tag in tags) and len(tags) > 1:
        for key, accept in (("review.accept_kind", True), ("review.reject_kind", False)):
            said = f"{text(key)}: {name}"
            buttons.append(
                act_button(
                    "reviews.decide_tags",
                    text(key),
                    reviewing.asked(**asked, accept=accept),
                    name=said,
                    then=head,
                )
            )
    if sum(_is_decided(tag) for _, tag in tags) > 1:
        said = f"{text('review.undo_kind')}: {name}"
        buttons.append(
            act_button(
                "reviews.decide_tags",
                text("review.undo_kind"),
                reviewing.asked(**asked, accept=None),
                name=said,
                then=head,
            )
        )
    is_whole = facet.value in reviewing.shell.parameters.get("facet", ())
    shown = tags if is_whole else tags[:_MOST_TAGS]
    rows = "".join(_tag(n, tag, numbers, chunks, reviewing) for n, tag in shown)
    more = ""
    if len(shown) < len(tags):
        address = reviewing.address(extra={"facet": facet.value})
        label = text("review.more_tags", count=len(tags) - len(shown))
        whole = link(label, address, attributes=f' data-focus="{head}"')
        more = f"<p>{whole}</p>"
    return (
        f'<div class="mb-kind"><h3 id="{head}" tabindex="-1">{escape(name)}</h3>{" ".join(buttons)}</div>'
        f'<ul class="mb-tags">{rows}</ul>{more}'
    )


def _tag(
    n: int,
    tag: SuggestedTag,
    numbers: Mapping[ChunkId, int],
    chunks: Mapping[ChunkId, Chunk],
    reviewing: Reviewing,
) -> str:
    shell = reviewing.shell
    text, name = shell.catalogue.text, tag_name(tag.facet, tag.value, shell)
    facet = text(f"facet.{tag.facet.value}")
    found = shown_places(tag)
    places = [place_html(place, numbers, chunks, reviewing) for place in found[:_MOST_PLACES]]
    shown, folded = places[:_SHOWN_AT_ONCE], places[_SHOWN_AT_ONCE:]
    more = ""
    if folded:
        count = escape(text("review.n_quotes", count=len(found) - _SHOWN_AT_ONCE))
        more = (
            f'<details><summary>{count}<span class="mb-sr">: {escape(name)}</span></summary>'
            f"<ul>{items(folded)}</ul></details>"
        )
    buttons = _buttons(
        f"mb-t{n}",
        tag.decision,
        {"facet": tag.facet.value, "value": tag.value},
        f"{facet}: {name}",
        reviewing,
        is_added=tag.is_added,
    )
    css = " mb-is-rejected" if tag.is_rejected else ""
    state = state_text(tag.decision, tag, shell.catalogue)
    return (
        f'<li class="mb-tag{css}"><div class="mb-tag-row"><b>{escape(name)}</b> '
        f'<span class="mb-tag-state">{escape(state)}</span>{buttons}</div>'
        f"{f'<ul>{items(shown)}</ul>' if shown else ''}{more}</li>"
    )


def _passage_row(tag: SuggestedTag, place: TagPlace, n: int, reviewing: Reviewing) -> str:
    shell = reviewing.shell
    name = tag_name(tag.facet, tag.value, shell)
    facet = shell.catalogue.text(f"facet.{tag.facet.value}")
    here = shell.catalogue.text("review.here")
    asked = {"facet": tag.facet.value, "value": tag.value, "passage": place.chunk_id}
    buttons = _buttons(
        f"mb-p{n}", place.decision, asked, f"{facet}: {name} ({here})", reviewing, is_added=tag.is_added
    )
    css = " mb-is-rejected" if _is_rejected(tag, place) else ""
    state = state_text(place.decision or tag.decision, tag, shell.catalogue)
    words = quoted(place)
    cited = f'<p class="mb-quiet"><q>{escape(words)}</q></p>' if words else ""
    return (
        f'<li class="mb-tag{css}"><div class="mb-tag-row"><span class="mb-quiet">{escape(facet)}</span> '
        f'<b>{escape(name)}</b> <span class="mb-tag-state">{escape(state)}</span>{buttons}</div>{cited}</li>'
    )


def _buttons(
    element_id: str,
    decision: TagDecision | None,
    asked: Mapping[str, object],
    said: str,
    reviewing: Reviewing,
    *,
    is_added: bool,
) -> str:
    """Return what can be done: the button that was pressed becomes the one that takes it back."""
    text = reviewing.shell.catalogue.text

    def one(key: str, accept: bool | None, own: str, then: str) -> str:
        return act_button(
            "reviews.decide_tag",
            text(key),
            reviewing.asked(**asked, accept=accept),
            name=f"{text(key)}: {said}",
            element_id=f"{element_id}-{own}",
            then=f"{element_id}-{then}",
        )

    if decision is not None:
        shown = one("review.undo", None, "undo", "mb-tags" if is_added else "no")
    else:
        shown = one("review.accept_tag", True, "yes", "undo") + one("review.reject_tag", False, "no", "undo")
    return f'<span class="mb-tag-buttons">{shown}</span>'


def _is_decided(tag: SuggestedTag) -> bool:
    return tag.decision is not None


def _is_rejected(tag: SuggestedTag, place: TagPlace) -> bool:
    if place.decision is not None:
        return not place.decision.is_accepted
    return tag.decision is not None and not tag.decision.is_accepted

"""The examples and dialogues that a document in review will give, as rules find them."""

from __future__ import annotations

from kb.practices import PracticeDraft, PracticeField, PracticeKind, Quote
from kb.text import one_line
from ui.labels import municipality_name
from ui.markup import escape, lang_attribute, link
from ui.review_buttons import Reviewing

EXAMPLES_ID = "mb-examples"
_MOST = 20
_MAX_CHARS = 300
# what says soonest what an example is about; a dialogue begins with who was there
_TELLING = (PracticeField.PROBLEM, PracticeField.AIM, PracticeField.METHOD, PracticeField.OUTCOMES)


def examples_section(reviewing: Reviewing) -> str:
    """Return each with what is told of it and where it begins."""
    text, found = reviewing.shell.catalogue.text, reviewing.item.practices
    heading = f'<h2 id="{EXAMPLES_ID}" tabindex="-1">{escape(text("review.examples"))}</h2>'
    if not found:
        return f"{heading}<p>{escape(text('review.examples_none'))}</p>"
    lead = f'<p class="mb-quiet mb-measure">{escape(text("review.examples_lead"))}</p>'
    rows = "".join(_row(draft, reviewing) for draft in found[:_MOST])
    more = ""
    if found[_MOST:]:
        more = f"<p>{escape(text('review.more_examples', count=len(found) - _MOST))}</p>"
    return f'{heading}{lead}<ul class="mb-tags">{rows}</ul>{more}'


def _row(draft: PracticeDraft, reviewing: Reviewing) -> str:
    shell = reviewing.shell
    catalogue, base = shell.catalogue, shell.knowledge_base
    text = catalogue.text
    places = [
        municipality_name(code, catalogue=catalogue, gazetteer=base.gazetteer)
        for code in draft.municipalities
    ]
    fields = [text(f"field.{field.value}") for field, quotes in draft.fields.items() if quotes]
    told = [text(f"practice_kind.{draft.kind.value}"), *places]
    quote = telling_quote(draft)
    cited = ""
    if quote is not None:
        words = escape(one_line(quote.text, max_chars=_MAX_CHARS))
        chunk = next((each for each in reviewing.item.chunks if each.id == quote.chunk_id), None)
        way = ""
        if chunk is not None:
            n = reviewing.item.chunks.index(chunk) + 1
            way = link(
                text("review.to_passage", n=n),
                reviewing.address(chunk=chunk.id),
                attributes=' data-focus="mb-passage"',
            )
        cited = f"<p><q{lang_attribute(draft.language)}>{words}</q> {way}</p>"
    has = text("review.example_has", fields=", ".join(fields).lower()) if fields else ""
    return (
        f'<li class="mb-tag"><h3{lang_attribute(draft.language)}>{escape(draft.title)}</h3>'
        f'<p class="mb-quiet">{escape(" · ".join(told))}</p>{cited}'
        f'<p class="mb-quiet">{escape(has)}</p></li>'
    )


def telling_quote(draft: PracticeDraft) -> Quote | None:
    """Return the quote that says most of what an example is about."""
    if draft.kind is PracticeKind.DIALOGUE:
        for field in _TELLING:
            if quotes := draft.fields.get(field):
                return quotes[0]
    return next(iter(draft.passages), None)

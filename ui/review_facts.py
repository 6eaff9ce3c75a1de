"""What is known of a document in review: what it says, what was stated, and who handed it in."""

from __future__ import annotations

from kb.reviews import ReviewItem
from ui.markup import escape, link
from ui.moments import when
from ui.queue_view import QueueView, queue_href, review_href
from ui.reader_facts import web_link
from ui.review_buttons import Reviewing, who

FACTS_ID = "mb-facts"
_MASKED_KINDS = ("email", "phone", "personal_number", "cpr_number")


def facts_section(reviewing: Reviewing) -> str:
    """Return the facts as a list."""
    shell, item = reviewing.shell, reviewing.item
    text, metadata, source = shell.catalogue.text, item.document.metadata, item.document.source
    unknown = f'<span class="mb-quiet">{escape(text("document.unknown"))}</span>'
    date = shell.catalogue.date(metadata.date) if metadata.date else str(metadata.year or "")
    entries = [
        ("review.fact_title", escape(metadata.title)),
        ("review.fact_date", escape(date) or unknown),
        ("review.fact_event", escape(metadata.event or "")),
        ("review.fact_place", escape(metadata.place or metadata.venue or "")),
        ("review.fact_organisation", escape(metadata.organisation or "")),
        ("review.fact_licence", escape(source.licence or "") or unknown),
        ("review.fact_contact", escape(item.facts.get("contact", ""))),
        ("document.link", web_link(source.url)),
        ("review.fact_language", escape(text(f"language.{metadata.language.value}"))),
        ("review.fact_type", escape(text(f"type.{metadata.type.value}"))),
        ("review.fact_masked", escape(_masked(reviewing))),
        ("review.fact_file", escape(source.name)),
        ("review.fact_batch", _batch(reviewing)),
        ("review.fact_handed_in", escape(_handed_in(reviewing))),
        ("review.fact_others", _others(item, reviewing)),
    ]
    rows = "".join(f"<dt>{escape(text(key))}</dt><dd>{value}</dd>" for key, value in entries if value)
    heading = f'<h2 id="{FACTS_ID}" tabindex="-1">{escape(text("review.facts"))}</h2>'
    return f'{heading}<dl class="mb-dl">{rows}</dl>'


def brief_facts(reviewing: Reviewing) -> list[str]:
    """Return what a reviewer looks at first, for the line under the title."""
    shell, item = reviewing.shell, reviewing.item
    text, metadata = shell.catalogue.text, item.document.metadata
    language = escape(text(f"language.{metadata.language.value}"))
    date = shell.catalogue.date(metadata.date) if metadata.date else str(metadata.year or "")
    facts = [
        f'<span class="mb-badge">{language}</span>',
        escape(text(f"type.{metadata.type.value}")),
        escape(date),
        escape(metadata.event or ""),
        escape(item.document.source.licence or ""),
        escape(_handed_in(reviewing, "queue.handed_in")),
    ]
    if item.masked:
        n = sum(item.masked.values())
        facts.append(f'<span class="mb-flag">{escape(text("review.n_masked", count=n))}</span>')
    return [fact for fact in facts if fact]


def _masked(reviewing: Reviewing) -> str:
    item, text = reviewing.item, reviewing.shell.catalogue.text
    if reviewing.is_public:
        return ""
    if not item.is_masked:
        return text("review.masked_off")
    found = [
        text(f"review.masked_{kind}", n=item.masked[kind]) for kind in _MASKED_KINDS if item.masked.get(kind)
    ]
    return ", ".join(found) or text("review.masked_none")


def _batch(reviewing: Reviewing) -> str:
    queued = reviewing.item.queued
    if queued is None:
        return ""
    return link(queued.batch_title, queue_href(QueueView(batch=queued.batch_id), reviewing.shell.kept))


def _handed_in(reviewing: Reviewing, key: str = "review.handed_in") -> str:
    queued, catalogue = reviewing.item.queued, reviewing.shell.catalogue
    if queued is None:
        return ""
    name = who(queued.owner_name, queued.owner, catalogue)
    return catalogue.text(key, who=name, date=when(queued.handed_in_at, catalogue))


def _others(item: ReviewItem, reviewing: Reviewing) -> str:
    """Return the further documents of the same file: parts of an archive or a mail."""
    links = [
        link(each.title, review_href(each.id, reviewing.view, reviewing.shell.kept)) for each in item.others
    ]
    return ", ".join(links)

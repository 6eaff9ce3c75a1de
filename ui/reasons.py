"""Why a hit was found, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from kb.i18n import Catalogue
from kb.records import Hit, Why
from kb.text import fold
from ui.markup import escape

_MAX_REASONS = 4


def reasons(hit: Hit, catalogue: Catalogue) -> str:
    """Return the reasons of a hit as HTML; empty where there are none to tell."""
    told = _different(hit.why)[:_MAX_REASONS]
    exact = [why.text for why in told if why.kind == "exact"]
    found = [_contained(exact, catalogue)] if exact else []
    found += [_reason(why, catalogue) for why in told if why.kind != "exact"]
    if not found and "semantic" in hit.evidence:
        found = [escape(catalogue.text("why.meaning"))]
    # the catalogue's own texts have no characters of HTML, so only what is put in is escaped
    return catalogue.text("card.why", reasons="; ".join(found)) if found else ""


def _different(reasons: Sequence[Why]) -> list[Why]:
    """Leave out a reason that says no more than another: "byalagen" beside "byalag" for the same word."""
    kept: list[Why] = []
    for why in sorted(reasons, key=lambda why: len(why.text)):
        text, key = fold(why.text), (fold(why.query), why.kind)
        if not any((fold(o.query), o.kind) == key and text.startswith(fold(o.text)) for o in kept):
            kept.append(why)
    return sorted(kept, key=reasons.index)


def _contained(texts: Sequence[str], catalogue: Catalogue) -> str:
    quoted = ", ".join(catalogue.text("document.quote", text=text) for text in texts)
    return escape(catalogue.text("why.exact", count=len(texts), text=quoted))


def _reason(why: Why, catalogue: Catalogue) -> str:
    shown = escape(catalogue.text(f"why.{why.kind}", query=why.query, text=why.text))
    if why.kind != "bridge":
        return shown
    # what the tooltip adds is a comfort: the words in parentheses say it to everybody
    explained = catalogue.text("why.bridge_explained", query=why.query, text=why.text)
    return f'<span class="mb-explained" title="{escape(explained)}">{shown}</span>'

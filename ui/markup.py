"""HTML for ``st.html``: everything that comes from outside passes through :func:`escape`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from kb.records import Language, Span
from kb.text import BULLET

# Characters that turn the direction of text around could make a file name or a quotation read as another.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")

EXCERPT_CHARS = 480


def escape(text: str) -> str:
    """Return ``text`` for use between tags or in a quoted attribute."""
    return html.escape(_DIRECTION.sub("", text), quote=True)


def lang_attribute(language: Language) -> str:
    """Return `` lang="…"``; empty for an unknown language means just that to a screen reader."""
    return f' lang="{"" if language is Language.UNKNOWN else language.value}"'


def link(label: str, href: str, *, css: str = "", attributes: str = "") -> str:
    """Return a link within the app; ``label`` is plain text."""
    return f'<a class="mb-go {css}" href="{escape(href)}"{attributes}>{escape(label)}</a>'


def items(entries: Iterable[str]) -> str:
    """Return ``<li>`` elements around ready HTML."""
    return "".join(f"<li>{entry}</li>" for entry in entries)


def marked(
    text: str, start: int, end: int, highlights: Sequence[Span], *, best: Span | None = None, label: str = ""
) -> str:
    """Return ``text[start:end]`` escaped, with the highlights within it in ``<mark>``.

    Args:
        text: Plain text.
        start: Where to begin.
        end: Where to stop.
        highlights: Words to mark, in order.
        best: The stretch to mark softly around them.
        label: Ready HTML that goes before that stretch, for who cannot see the mark.
    """
    first, last = (max(best.start, start), min(best.end, end)) if best else (start, start)
    if first >= last:
        return _marked(text, start, end, highlights)
    inside = f'<span class="mb-best">{label}{_marked(text, first, last, highlights)}</span>'
    return _marked(text, start, first, highlights) + inside + _marked(text, last, end, highlights)


def _marked(text: str, start: int, end: int, highlights: Sequence[Span]) -> str:
    parts: list[str] = []
    position = start
    for span in highlights:
        first, last = max(span.start, position), min(span.end, end)
        if first >= last:
            continue
        parts.append(escape(text[position:first]))
        parts.append(f"<mark>{escape(text[first:last])}</mark>")
        position = last
    parts.append(escape(text[position:end]))
    return "".join(parts)


def passage(
    text: str,
    highlights: Sequence[Span] = (),
    *,
    window: tuple[int, int] | None = None,
    best: Span | None = None,
    best_label: str = "",
) -> str:
    """Return the HTML of a passage: paragraphs and lists, words highlighted, bullet markers left out.

    Args:
        text: Plain text; a line that starts with a bullet marker becomes a list item, but a passage
            that is one single item becomes a paragraph.
        highlights: Spans in ``text``.
        window: Characters of ``text`` to show, with "…" where something is cut.
        best: The sentences to mark softly.
        best_label: Ready HTML before them, said once.
    """
    first, last = window or (0, len(text))
    blocks: list[tuple[bool, str]] = []
    for line in re.finditer(r"[^\n]+", text):
        start, end = max(line.start(), first), min(line.end(), last)
        if start >= end or not text[start:end].strip():
            continue
        bullet = BULLET.match(text, line.start(), line.end())
        begin = max(start, bullet.end()) if bullet else start
        shown = marked(text, begin, end, highlights, best=best, label=best_label)
        if best is not None and best.start < end:
            best_label = ""
        blocks.append((bullet is not None, shown))
    if blocks and first > 0:
        blocks[0] = (blocks[0][0], f"… {blocks[0][1]}")
    if blocks and last < len(text):
        blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]} …")
    if len(blocks) == 1:
        return f"<p>{blocks[0][1]}</p>"
    return _joined(blocks)


def _joined(blocks: Sequence[tuple[bool, str]]) -> str:
    out: list[str] = []
    in_list = False
    for is_item, shown in blocks:
        if is_item != in_list:
            out.append("<ul>" if is_item else "</ul>")
            in_list = is_item
        out.append(f"<li>{shown}</li>" if is_item else f"<p>{shown}</p>")
    return "".join(out) + ("</ul>" if in_list else "")


def is_bullet(text: str) -> bool:
    """Return whether ``text`` is one line that starts with a bullet marker."""
    return "\n" not in text.strip() and BULLET.match(text) is not None


def excerpt_window(
    text: str, highlights: Sequence[Span], *, best: Span | None = None, max_chars: int = EXCERPT_CHARS
) -> tuple[int, int]:
    """Return the stretch of a long text with ``best`` and the most highlights, cut between words."""
    if len(text) <= max_chars:
        return 0, len(text)
    lead = max_chars // 4
    starts = [max(0, span.start - lead) for span in highlights] or [0]
    if best is not None:
        # it alone, where nothing else is to be shown beside it
        starts = [s for s in starts if s <= best.start and best.end <= s + max_chars] or [
            max(0, best.start - lead)
        ]
    shown = max(starts, key=lambda s: (sum(s <= h.start and h.end <= s + max_chars for h in highlights), -s))
    start = shown if shown == 0 else text.find(" ", shown, shown + lead) + 1 or shown
    if best is not None:
        start = min(start, best.start)
    end = min(len(text), start + max_chars)
    if end < len(text):
        cut = max(text.rfind(" ", start, end), start + max_chars // 2)
        end = max(cut, best.end) if best is not None and best.end <= end else cut
    return start, end

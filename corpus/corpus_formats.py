"""Render a text of the corpus as Markdown, plain text or a web page, and say what all forms say."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from corpus_texts import NOTICE, BlockKind, Source, Text

BOLD = re.compile(r"\*\*(.+?)\*\*")

WORDS = {
    "sv": {
        "place": "Plats",
        "period": "Period",
        "updated": "Uppdaterad",
        "sources": "Källor",
        "checked": "Källorna är lästa den {day} {month} {year}.",
        "months": "januari februari mars april maj juni juli augusti september oktober november december",
        "skip": "Hoppa till innehållet",
        "start": "Start",
        "practices": "Exempel",
        "about": "Om Metodbank",
        "motto": "Exempel från svenska och danska kommuner",
        "share": "Dela sidan",
        "print": "Skriv ut",
        "cookies": "Den här sidan använder inga kakor.",
        "licence": "Texten får användas enligt Apache-2.0.",
        "page": "Sida",
        "example": "Exempel",
    },
    "da": {
        "place": "Sted",
        "period": "Periode",
        "updated": "Opdateret",
        "sources": "Kilder",
        "checked": "Kilderne er læst den {day}. {month} {year}.",
        "months": "januar februar marts april maj juni juli august september oktober november december",
        "skip": "Gå til indhold",
        "start": "Forside",
        "practices": "Eksempler",
        "about": "Om Metodbank",
        "motto": "Eksempler fra svenske og danske kommuner",
        "share": "Del siden",
        "print": "Udskriv",
        "cookies": "Denne side bruger ikke cookies.",
        "licence": "Teksten må bruges efter Apache-2.0.",
        "page": "Side",
        "example": "Eksempel",
    },
}


def facts_line(text: Text) -> str:
    """Say in one line where and when the practice was, and how old the text is."""
    words = WORDS[text.meta.language]
    facts = [f"{words['place']}: {text.meta.place}."]
    if text.meta.period:
        facts.append(f"{words['period']}: {text.meta.period}.")
    return " ".join([*facts, f"{words['updated']}: {text.checked.isoformat()}."])


def checked_line(text: Text) -> str:
    """Say when the sources were read."""
    words, day = WORDS[text.meta.language], text.checked
    return words["checked"].format(day=day.day, month=words["months"].split()[day.month - 1], year=day.year)


def source_label(source: Source) -> str:
    """Name a source: publisher, title and date."""
    label = f"{source.publisher}: {source.title}"
    if source.reference:
        label += f". {source.reference}"
    return f"{label} ({source.date})" if source.date else label


def source_line(source: Source) -> str:
    """Name a source and give its address, for forms without links."""
    return f"{source_label(source)}. {source.address}" if source.address else f"{source_label(source)}."


def plain(line: str) -> str:
    """Drop the marks of bold words."""
    return BOLD.sub(r"\1", line)


def to_markdown(text: Text) -> bytes:
    """Render as Markdown: the notice, then the title as the only first-level heading."""
    parts = [NOTICE[text.meta.language], f"# {text.meta.title}", facts_line(text)]
    for block in text.blocks:
        if block.kind is BlockKind.HEADING:
            parts.append(f"## {block.lines[0]}")
        elif block.kind is BlockKind.BULLETS:
            parts.append("\n".join(f"- {line}" for line in block.lines))
        else:
            parts.append(block.lines[0])
    parts += [f"## {WORDS[text.meta.language]['sources']}", checked_line(text)]
    for source in text.sources:
        label = source_label(source)
        parts.append(f"[{label}]({source.address})" if source.address else f"{label}.")
    return ("\n\n".join(parts) + "\n").encode()


def to_plain_text(text: Text) -> bytes:
    """Render as plain text: the notice, a blank line, the title; a paragraph is one line."""
    parts = [NOTICE[text.meta.language], text.meta.title, facts_line(text)]
    for block in text.blocks:
        mark = "- " if block.kind is BlockKind.BULLETS else ""
        parts.append("\n".join(mark + plain(line) for line in block.lines))
    parts += [WORDS[text.meta.language]["sources"], checked_line(text)]
    parts += [source_line(source) for source in text.sources]
    return ("\n\n".join(parts) + "\n").encode()


def html_line(line: str) -> str:
    """Escape a line and set its bold words."""
    return BOLD.sub(r"<strong>\1</strong>", html.escape(line, quote=False))


def html_article(text: Text) -> Iterator[str]:
    """Yield the lines of the article, the notice first."""
    words = WORDS[text.meta.language]
    yield f'<p class="notice">{html_line(NOTICE[text.meta.language])}</p>'
    yield f"<h1>{html_line(text.meta.title)}</h1>"
    yield f'<p class="facts">{html_line(facts_line(text))}</p>'
    for block in text.blocks:
        if block.kind is BlockKind.BULLETS:
            yield "<ul>"
            yield from (f"<li>{html_line(line)}</li>" for line in block.lines)
            yield "</ul>"
        else:
            tag = "h2" if block.kind is BlockKind.HEADING else "p"
            yield f"<{tag}>{html_line(block.lines[0])}</{tag}>"
    yield f"<h2>{words['sources']}</h2>"
    yield f"<p>{html_line(checked_line(text)).replace('  ', ' ')}</p>"
    for source in text.sources:
        label = html_line(source_label(source))
        linked = f'<a href="{html.escape(source.address)}">{label}</a>' if source.address else f"{label}."
        yield f'<p class="source">{linked}</p>'


def to_html(text: Text) -> bytes:
    """Render as a whole web page with header, navigation, article and footer, as such pages come."""
    words = WORDS[text.meta.language]
    article = "\n".join("      " + line for line in html_article(text))
    title = html_line(text.meta.title)
    page = f"""<!DOCTYPE html>
<html lang="{text.meta.language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="author" content="Metodbank">
  <meta name="date" content="{text.checked.isoformat()}">
  <title>{title} – Metodbank</title>
  <style>body {{ font-family: sans-serif; line-height: 1.5; max-width: 45rem; margin: auto; }}</style>
</head>
<body>
  <a href="#main">{words["skip"]}</a>
  <header>
    <p>Metodbank</p>
    <p>{words["motto"]}</p>
    <nav>
      <ul>
        <li><a href="/">{words["start"]}</a></li>
        <li><a href="/{text.meta.language}/">{words["practices"]}</a></li>
        <li><a href="/{text.meta.language}/about">{words["about"]}</a></li>
      </ul>
    </nav>
  </header>
  <main id="main">
    <article>
{article}
    </article>
  </main>
  <aside>
    <p><a href="#">{words["share"]}</a> <a href="#">{words["print"]}</a></p>
  </aside>
  <footer>
    <p>{words["cookies"]}</p>
    <p>{words["licence"]}</p>
  </footer>
</body>
</html>
"""
    return page.encode()

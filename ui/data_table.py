"""Tables of numbers as HTML: real headers, a caption, and numbers that stand below one another."""

from __future__ import annotations

from collections.abc import Sequence

from ui.markup import escape


def data_table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, n_texts: int = 1) -> str:
    """Return a table whose first column names the rows.

    Args:
        caption: What it is of; plain text.
        heads: The columns' names; plain text.
        rows: Cells of ready HTML.
        n_texts: How many columns from the left hold text; the others hold numbers or links.
    """
    css = ["" if number < n_texts else ' class="mb-number"' for number in range(len(heads))]
    head = "".join(
        f'<th scope="col"{kind}>{escape(name)}</th>' for name, kind in zip(heads, css, strict=True)
    )
    body = "".join(_row(row, css) for row in rows)
    return (
        f'<div class="mb-scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="mb-data"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(cells: Sequence[str], css: Sequence[str]) -> str:
    rest = "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(cells[1:], css[1:], strict=True))
    return f'<tr><th scope="row">{cells[0]}</th>{rest}</tr>'

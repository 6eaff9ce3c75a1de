"""Inline Markdown: what a reader sees of it."""

from __future__ import annotations

import re

_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\([^()\s]*(?:\s+\"[^\"\n]*\")?\)")
_LINK = re.compile(
    r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\((?:<[^<>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"\n]*\")?\)"
)
_REFERENCE = re.compile(r"\[([^\[\]\n]+)\]\[[^\[\]\n]*\]")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])(.+?)(?<=[^\s*])\*(?![\w*])|(?<![\w_])_(?=[^\s_])(.+?)(?<=[^\s_])_(?![\w_])",
    re.DOTALL,
)
_STRUCK = re.compile(r"~~(?=\S)(.+?)(?<=\S)~~", re.DOTALL)
_HEADING_MARK = re.compile(r"^ {0,3}#{1,6}[ \t]+|[ \t]+#+[ \t]*$", re.MULTILINE)
_QUOTE_MARK = re.compile(r"^ {0,3}>+ ?", re.MULTILINE)
_RULER = re.compile(r"^[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*$\n?", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})[^`\n]*$\n?", re.MULTILINE)
_CELL_EDGE = re.compile(r"^[ \t]*\|[ \t]*|[ \t]*\|[ \t]*$", re.MULTILINE)
_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
# Escaped signs and code are put aside while markup is taken out; this range is private to each program.
_ASIDE = 0xF0000
_MAX_CHARS = 200_000  # patterns that span lines are not run over more at once


def plain(text: str) -> str:
    """Return Markdown without its inline marks: emphasis, links, images, code, escapes, marks of headings.

    Bullets and line breaks stay. For a piece of a block as well as for several blocks.
    """
    if len(text) > _MAX_CHARS:
        return "".join(plain(text[i : i + _MAX_CHARS]) for i in range(0, len(text), _MAX_CHARS))
    aside: list[str] = []

    def put_aside(content: str) -> str:
        aside.append(content)
        return chr(_ASIDE + len(aside) - 1)

    if len(text) and not any(mark in text for mark in "\\`*_[<~#>|-"):
        return text
    text = _FENCE.sub("", text)
    text = _ESCAPED.sub(lambda m: put_aside(m.group(1)), text)
    text = _CODE.sub(lambda m: put_aside(m.group(2).strip()), text)
    text = _IMAGE.sub(r"\1", text)
    for pattern in (_LINK, _REFERENCE, _AUTOLINK):
        text = pattern.sub(r"\1", text)
    text = _STRUCK.sub(r"\1", _STRONG.sub(r"\2", text))
    text = _EMPHASIS.sub(lambda m: m.group(1) or m.group(2), text)
    text = _RULER.sub("", text)
    text = _ROW.sub(lambda m: _CELL_EDGE.sub("", m.group()), text)
    text = _QUOTE_MARK.sub("", _HEADING_MARK.sub("", text))
    for _ in range(2):  # code may hold what was escaped before it
        for index, content in enumerate(aside):
            text = text.replace(chr(_ASIDE + index), content)
    return text.rstrip("\n")

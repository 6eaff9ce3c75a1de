"""Inline Markdown: what a reader sees of it."""

from __future__ import annotations

import html
import re

from kb.text import to_nfc

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
# Tags and entities of HTML that Markdown lets through; "<kommun>" is a gap to fill in, not a tag.
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|cite|code|del|details|div|em|figcaption|figure|font|hr|i|img|ins|"
    r"kbd|li|mark|ol|p|q|s|section|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul|wbr)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<br\s*/?>\n?", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,5}|#x[\da-f]{1,4});", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,40}\]:?[ \t]?")
_TASK = re.compile(r"^([ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+)\[[ xX]\][ \t]+", re.MULTILINE)
# Escaped signs and code are put aside while markup is taken out; this range is private to each program.
_ASIDE = 0xF0000
_PRIVATE = re.compile("[\U000f0000-\U0010ffff]")
_MAX_CHARS = 200_000  # patterns that span lines are not run over more at once


def is_markup_only(line: str) -> bool:
    """Return whether a line holds tags of HTML and nothing to read."""
    return "<" in line and not _TAG.sub("", line).strip()


def plain(text: str) -> str:
    """Return Markdown without its inline marks: emphasis, links, images, code, escapes, footnotes, HTML.

    Bullets and line breaks stay. For a piece of a block as well as for several blocks.
    """
    if len(text) > _MAX_CHARS:
        return "".join(plain(text[i : i + _MAX_CHARS]) for i in range(0, len(text), _MAX_CHARS))
    aside: list[str] = []

    def put_aside(content: str) -> str:
        aside.append(content)
        return chr(_ASIDE + len(aside) - 1)

    if len(text) and not any(mark in text for mark in "\\`*_[<~#>|-&"):
        return text
    text = _FENCE.sub("", text)
    text = _ESCAPED.sub(lambda m: put_aside(m.group(1)), text)
    text = _CODE.sub(lambda m: put_aside(m.group(2).strip()), text)
    if "<" in text:
        text = re.sub(r"\n{3,}", "\n\n", _TAG.sub("", _BREAK.sub("\n", text)))
    text = _ENTITY.sub(lambda m: put_aside(to_nfc(html.unescape(m.group()))), text)
    text = _IMAGE.sub(r"\1", _FOOTNOTE.sub("", _TASK.sub(r"\1", text)))
    for pattern in (_LINK, _REFERENCE, _AUTOLINK):
        text = pattern.sub(r"\1", text)
    text = _STRUCK.sub(r"\1", _STRONG.sub(r"\2", text))
    text = _EMPHASIS.sub(lambda m: m.group(1) or m.group(2), text)
    text = _RULER.sub("", text)
    text = _ROW.sub(lambda m: _CELL_EDGE.sub("", m.group()), text)
    text = _QUOTE_MARK.sub("", _HEADING_MARK.sub("", text))
    for _ in range(2):  # code may hold what was escaped before it
        text = _PRIVATE.sub(lambda m: _put_back(m.group(), aside), text)
    return text.rstrip("\n")


def _put_back(sign: str, aside: list[str]) -> str:
    index = ord(sign) - _ASIDE
    return aside[index] if index < len(aside) else sign

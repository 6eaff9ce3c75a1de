"""Markdown: the text stays as the file has it, blocks tell what its marks mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.decode import decode
from ingest.front_matter import split_front_matter
from ingest.markup import is_markup_only
from ingest.sniff import MARKDOWN
from kb.errors import NoTextError
from kb.records import Block, BlockKind, ParsedDocument

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)(.*)")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BULLET = re.compile(r"([ \t]*)(?:[-*+•]|\d{1,9}[.)])(?:[ \t]+|$)")
_RULER = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_DELIMITER_ROW = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_REFERENCE = re.compile(r" {0,3}\[[^\]]+\]:[ \t]+\S+.*")
_QUOTE = re.compile(r" {0,3}(?:>[ \t]?)+")
_BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)([^*_]{2,80})(?<=[^\s.:,;])\1:?")


def parse(data: bytes, *, name: str) -> ParsedDocument:
    """Parse Markdown with optional front matter in YAML (simple keys only) or TOML.

    Raises:
        FileError: The bytes are no text, or hold none.
    """
    text = decode(data, name=name)
    stated, start = split_front_matter(text)
    blocks = _Reader(text).read(start)
    if not any(any(c.isalnum() for c in text[b.start : b.end]) for b in blocks):
        raise NoTextError(f"{name} holds no text below its front matter. Check that it was saved completely.")
    return ParsedDocument(
        media_type=MARKDOWN, text=text, blocks=tuple(blocks), has_lines=True, has_markup=True, stated=stated
    )


@dataclass(slots=True)
class _Reader:
    """Reads Markdown line by line, gathering the lines of a block."""

    text: str
    blocks: list[Block] = field(default_factory=list)
    _open: Block | None = None
    _indents: list[int] = field(default_factory=list)
    _fence: str = ""
    _in_comment: bool = False
    _in_table: bool = False

    def read(self, start: int) -> list[Block]:
        while start < len(self.text):
            stop = self.text.find("\n", start)
            stop = len(self.text) if stop < 0 else stop
            self._line(start, stop)
            start = stop + 1
        self._close()
        return self.blocks

    def _line(self, start: int, stop: int) -> None:
        line = self.text[start:stop]
        bare = line.strip()
        if self._fence:
            self._in_fence(bare, start, stop)
        elif self._in_comment or bare.startswith("<!--"):
            self._close()
            self._in_comment = "-->" not in bare
        elif not bare or not _QUOTE.sub("", line).strip() or is_markup_only(bare):
            self._close()
            self._in_table = False
        elif not self._marked(line, bare, start, stop):
            self._continue(BlockKind.PARAGRAPH, start, stop)

    def _in_fence(self, bare: str, start: int, stop: int) -> None:
        if bare.startswith(self._fence) and not bare.strip(self._fence[0]):
            self._fence = ""
            self._close()
        elif bare:
            self._continue(BlockKind.PARAGRAPH, start, stop)
        else:
            self._close()

    def _marked(self, line: str, bare: str, start: int, stop: int) -> bool:
        """Take a line that a mark makes a block of its own; return whether it was one."""
        fence = _FENCE.match(line)
        if fence:
            self._close()
            self._fence = fence.group(1)
            return True
        heading = _ATX.fullmatch(line)
        if heading:
            self._heading(start, stop, level=len(heading.group(1)), content=heading.group(2))
            return True
        if self._is_open(BlockKind.PARAGRAPH) and self._setext(line):
            return True
        if _RULER.fullmatch(line) or _REFERENCE.fullmatch(line):
            self._close()
            return True
        return (
            self._row(line, bare, start, stop)
            or self._item(line, start, stop)
            or self._bold(bare, start, stop)
        )

    def _heading(self, start: int, stop: int, *, level: int, content: str) -> None:
        self._close()
        self._indents.clear()
        if content.strip().strip("#").strip():
            self._emit(BlockKind.HEADING, start, stop, level)

    def _setext(self, line: str) -> bool:
        match = _SETEXT.fullmatch(line)
        if match is None or self._open is None:
            return False
        level = 1 if match.group(1)[0] == "=" else 2
        opened, self._open = self._open, None
        self._emit(BlockKind.HEADING, opened.start, opened.end, level)
        self._indents.clear()
        return True

    def _row(self, line: str, bare: str, start: int, stop: int) -> bool:
        if "|" not in line or (
            not self._in_table and not (bare.startswith("|") or self._delimiter_follows(stop))
        ):
            return False
        self._close()
        self._in_table = True
        if not _DELIMITER_ROW.fullmatch(line):
            self._emit(BlockKind.ROW, start, stop, 0)
        return True

    def _delimiter_follows(self, stop: int) -> bool:
        end = self.text.find("\n", stop + 1)
        line = self.text[stop + 1 : len(self.text) if end < 0 else end]
        return "|" in line and "-" in line and _DELIMITER_ROW.fullmatch(line) is not None

    def _item(self, line: str, start: int, stop: int) -> bool:
        match = _BULLET.match(line)
        if match is None:
            return False
        self._close()
        if not line[match.end() :].strip():
            return True
        indent = len(match.group(1).expandtabs(4))
        while self._indents and self._indents[-1] >= indent:
            self._indents.pop()
        self._indents.append(indent)
        self._open = Block(
            kind=BlockKind.BULLET, start=start + len(match.group(1)), end=_trim(self.text, start, stop),
            level=len(self._indents) - 1,
        )  # fmt: skip
        return True

    def _bold(self, bare: str, start: int, stop: int) -> bool:
        """Take a line all in bold, standing alone, as a heading: word processors export them so."""
        after = self.text[stop + 1 : stop + 2]
        if self._open is not None or after not in {"\n", ""} or not _BOLD_LINE.fullmatch(bare):
            return False
        self._indents.clear()
        self._emit(BlockKind.HEADING, start, stop, 0)
        return True

    def _continue(self, kind: BlockKind, start: int, stop: int) -> None:
        end = _trim(self.text, start, stop)
        if self._open is not None:
            opened = self._open
            self._open = Block(kind=opened.kind, start=opened.start, end=end, level=opened.level)
            return
        if not self.text[start].isspace():
            self._indents.clear()
        self._open = Block(kind=kind, start=_skip(self.text, start, end), end=end)

    def _is_open(self, kind: BlockKind) -> bool:
        return self._open is not None and self._open.kind is kind

    def _emit(self, kind: BlockKind, start: int, stop: int, level: int) -> None:
        end = _trim(self.text, start, stop)
        self.blocks.append(Block(kind=kind, start=_skip(self.text, start, end), end=end, level=level))

    def _close(self) -> None:
        if self._open is not None:
            self.blocks.append(self._open)
            self._open = None


def _trim(text: str, start: int, stop: int) -> int:
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return stop


def _skip(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start

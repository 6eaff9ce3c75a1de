"""Read the corpus: what is written in source/ and what it rests on in sources.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FENCE = "+++"  # the front matter is TOML between two such lines

# short enough for one line of a PDF page; ingest recognises the words
NOTICE = {
    "sv": "Metodbankens egen sammanställning. Uppgifterna kommer från källorna sist i texten.",
    "da": "Metodbanks egen sammenfatning. Oplysningerne kommer fra kilderne sidst i teksten.",
}


class CorpusError(Exception):
    """A text or its sources cannot be read; the message names the file and the cure."""


class BlockKind(StrEnum):
    """The three kinds of block in a text."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLETS = "bullets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading or paragraph (one line) or a list (one line a bullet). ``**`` marks bold words."""

    kind: BlockKind
    lines: tuple[str, ...]


class FrontMatter(BaseModel):
    """What stands between the fences of a source file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    language: Literal["sv", "da"]
    place: str
    municipalities: list[str] = Field(min_length=1)  # SE and four digits, DK and three
    mentions: list[str] = []  # other municipalities whose practice the text also tells of
    year: int | None = None  # when the practice began or was examined
    period: str | None = None
    themes: list[str] = Field(min_length=1)
    direction: Literal["positive", "mixed", "none", "negative", "unknown"]
    failure: bool = False  # tells of something that failed or was ended
    form: Literal["md", "txt", "html", "docx", "pptx", "xlsx", "pdf", "pdf-columns", "pdf-slides"]
    counterpart: str | None = None  # the text that tells of the same idea across the Sound


class Evidence(BaseModel):
    """One claim and the words of the source that support it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    claim: str
    quote: str


class Source(BaseModel):
    """Where something was read: an address, or a bibliographic reference where there is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    publisher: str
    title: str
    address: str | None = None
    reference: str | None = None
    date: str | None = None  # YYYY, YYYY-MM or YYYY-MM-DD
    evidence: list[Evidence] = Field(min_length=1)


class DocumentSources(BaseModel):
    """The sources of one text, in the order they are named at its end."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: str
    language: Literal["sv", "da"]
    sources: list[Source] = Field(min_length=1)


class SourceList(BaseModel):
    """The whole of sources.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    checked: date
    documents: list[DocumentSources]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of the corpus, ready to be rendered."""

    slug: str
    meta: FrontMatter
    blocks: tuple[Block, ...]
    sources: tuple[Source, ...]
    checked: date

    @property
    def file_name(self) -> str:
        """The name of the built file."""
        return f"{self.slug}.{self.suffix}"

    @property
    def suffix(self) -> str:
        """The kind of file that it is built as."""
        return self.meta.form.partition("-")[0]


def parse_blocks(body: str) -> tuple[Block, ...]:
    """Split a body into blocks: ``## `` headings, lists of ``- `` bullets, and paragraphs of one line."""
    blocks: list[Block] = []
    for part in re.split(r"\n\s*\n", body.strip()):
        lines = tuple(part.strip().splitlines())
        if lines[0].startswith("## ") and len(lines) == 1:
            blocks.append(Block(kind=BlockKind.HEADING, lines=(lines[0].removeprefix("## "),)))
        elif all(line.startswith("- ") for line in lines):
            bullets = tuple(line.removeprefix("- ") for line in lines)
            blocks.append(Block(kind=BlockKind.BULLETS, lines=bullets))
        elif len(lines) == 1 and not lines[0].startswith(("#", "-", "*", ">")):
            blocks.append(Block(kind=BlockKind.PARAGRAPH, lines=lines))
        else:
            raise CorpusError(f"neither heading, list nor one-line paragraph: {lines[0]!r}. See README.md")
    return tuple(blocks)


def sections(text: Text) -> list[tuple[str, list[Block]]]:
    """Return the headings of a text with the blocks under them; what stands before the first has none."""
    found: list[tuple[str, list[Block]]] = [("", [])]
    for block in text.blocks:
        if block.kind is BlockKind.HEADING:
            found.append((block.lines[0], []))
        else:
            found[-1][1].append(block)
    return found if found[0][1] else found[1:]


def read_text(path: Path, listed: DocumentSources, checked: date) -> Text:
    """Read one source file.

    Raises:
        CorpusError: If the front matter or the body is not as README.md says.
    """
    head, found, body = path.read_text(encoding="utf-8").removeprefix(FENCE + "\n").partition(f"\n{FENCE}\n")
    if not found:
        raise CorpusError(f"{path} has no front matter. Begin it with {FENCE} and end it with {FENCE}")
    try:
        meta = FrontMatter.model_validate(tomllib.loads(head))
        blocks = parse_blocks(body)
    except (ValidationError, tomllib.TOMLDecodeError, CorpusError) as error:
        raise CorpusError(f"{path}: {error}") from error
    if meta.language != path.parent.name:
        raise CorpusError(f"{path} says language {meta.language!r}. Move the file or correct the language")
    return Text(slug=path.stem, meta=meta, blocks=blocks, sources=tuple(listed.sources), checked=checked)


def read_corpus(folder: Path) -> list[Text]:
    """Read every text under ``folder/source`` with its sources, by language and name.

    Raises:
        CorpusError: If a text lacks sources, sources lack their text, or a file is not as README.md says.
    """
    listing_path = folder / "sources.toml"
    try:
        listing = SourceList.model_validate(tomllib.loads(listing_path.read_text(encoding="utf-8")))
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        raise CorpusError(f"{listing_path}: {error}") from error
    listed = {(str(entry.language), entry.slug): entry for entry in listing.documents}
    paths = {(path.parent.name, path.stem): path for path in sorted((folder / "source").glob("*/*.md"))}
    if lonely := sorted(paths.keys() ^ listed.keys()):
        raise CorpusError(f"not both in source/ and in {listing_path}: {lonely}. Add the missing one")
    return [read_text(path, listed[key], listing.checked) for key, path in paths.items()]

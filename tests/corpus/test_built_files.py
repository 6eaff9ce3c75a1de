"""The built files: reproducible, in every form, and each says first what it is."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import build
import docx
import openpyxl
import pptx
import pypdf
import pytest
from corpus_texts import NOTICE, CorpusError, Text, parse_blocks, read_corpus, sections

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
TEXTS = read_corpus(CORPUS)
IDS = [text.slug for text in TEXTS]
PDFS = [text for text in TEXTS if text.suffix == "pdf"]
FORMS = {"md", "txt", "html", "docx", "pptx", "xlsx", "pdf", "pdf-columns", "pdf-slides"}


def built(text: Text) -> Path:
    return CORPUS / text.meta.language / text.file_name


def first_lines(text: Text) -> list[str]:
    """Read the first two lines of a built file as a reader meets them."""
    path = built(text)
    if text.suffix == "pdf":
        return [line for line in pypdf.PdfReader(path).pages[0].extract_text().splitlines() if line.strip()]
    if text.suffix == "docx":
        return [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
    if text.suffix == "pptx":
        title, rest = pptx.Presentation(str(path)).slides[0].placeholders
        return [rest.text_frame.paragraphs[0].text, title.text_frame.text]
    if text.suffix == "xlsx":
        rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
        return [str(row[0]) for row in rows if row[0]]
    content = path.read_text(encoding="utf-8")
    if text.meta.form == "html":
        article = content.partition("<article>")[2]
        return [line for line in re.sub(r"<[^>]+>", "", article).splitlines() if line.strip()]
    return [line.removeprefix("# ") for line in content.splitlines() if line]


def test_built_files_are_what_the_sources_give() -> None:
    assert build.differences(build.render_corpus(CORPUS), build.built_files(CORPUS)) == []


def test_building_twice_gives_the_same_bytes() -> None:
    assert build.render_corpus(CORPUS) == build.render_corpus(CORPUS)


def test_differences_name_files_that_miss_are_left_over_or_differ() -> None:
    found = build.differences({"sv/a.md": b"1", "sv/b.md": b"2"}, {"sv/b.md": b"3", "da/c.md": b"4"})
    assert found == ["missing: sv/a.md", "left over: da/c.md", "differs: sv/b.md"]


def test_an_office_file_counts_as_the_same_however_it_is_packed() -> None:
    def packed(method: int, content: bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            archive.writestr("word/document.xml", content * 50)
        return buffer.getvalue()

    stored, deflated = packed(zipfile.ZIP_STORED, b"text"), packed(zipfile.ZIP_DEFLATED, b"text")
    assert stored != deflated
    assert build.same_content("a.docx", stored, deflated)
    assert not build.same_content("a.docx", stored, packed(zipfile.ZIP_STORED, b"next"))
    assert not build.same_content("a.docx", stored, b"no zip file")


@pytest.mark.integration
def test_check_succeeds_from_another_folder(tmp_path: Path) -> None:
    command = [sys.executable, str(CORPUS / "build.py"), "--check"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.parametrize("text", TEXTS, ids=IDS)
def test_every_file_says_first_that_it_is_a_summary_and_then_its_title(text: Text) -> None:
    lines = [line.strip() for line in first_lines(text)]
    assert lines[0] == NOTICE[text.meta.language]
    assert lines[0].startswith(("Metodbankens egen sammanställning", "Metodbanks egen sammenfatning"))
    assert " ".join(lines[1:4]).startswith(text.meta.title)  # a PDF page breaks a long title


def test_every_language_comes_in_every_form() -> None:
    for language in ("sv", "da"):
        assert {text.meta.form for text in TEXTS if text.meta.language == language} == FORMS
    assert len(PDFS) >= 20


@pytest.mark.parametrize("text", PDFS, ids=[text.slug for text in PDFS])
def test_pdf_pages_have_running_header_page_number_and_larger_headings(text: Text) -> None:
    reader = pypdf.PdfReader(built(text))
    assert len(reader.pages) >= 2
    page_word = {"sv": "Sida", "da": "Side"}[text.meta.language]
    for number, page in enumerate(reader.pages, start=1):
        content = page.extract_text()
        assert f"· {text.meta.title.partition(':')[0]}" in content
        assert f"{page_word} {number}" in content.splitlines()[-1]
    sizes: dict[str, float] = {}

    def visit(words: str, _cm: object, _tm: object, _font: object, size: float) -> None:
        sizes.setdefault(words.strip(), size)

    for page in reader.pages:
        page.extract_text(visitor_text=visit)
    headings = [block.lines[0] for block in text.blocks if block.kind == "heading"]
    found = [sizes[heading] for heading in headings if heading in sizes]  # a long one takes two lines
    assert found
    assert min(found) > sizes[max(sizes, key=len)]


@pytest.mark.parametrize("text", PDFS, ids=[text.slug for text in PDFS])
def test_pdf_text_is_complete_with_its_letters(text: Text) -> None:
    content = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(built(text)).pages).split())
    for block in text.blocks:
        for line in block.lines:
            assert line.replace("**", "")[:30] in content


@pytest.mark.parametrize("text", [t for t in TEXTS if t.meta.form == "docx"], ids=lambda text: text.slug)
def test_word_files_have_real_headings_and_lists(text: Text) -> None:
    paragraphs = docx.Document(str(built(text))).paragraphs
    by_style: dict[str, list[str]] = {}
    for paragraph in paragraphs:
        by_style.setdefault(paragraph.style.name if paragraph.style else "", []).append(paragraph.text)
    headings = [block.lines[0] for block in text.blocks if block.kind == "heading"]
    bullets = [
        line.replace("**", "") for block in text.blocks if block.kind == "bullets" for line in block.lines
    ]
    assert by_style["Heading 1"] == [text.meta.title]
    assert by_style["Heading 2"] == [*headings, {"sv": "Källor", "da": "Kilder"}[text.meta.language]]
    assert by_style["List Bullet"] == bullets


@pytest.mark.parametrize("text", [t for t in TEXTS if t.meta.form == "pptx"], ids=lambda text: text.slug)
def test_every_heading_has_a_slide_and_the_sources_the_last(text: Text) -> None:
    slides = pptx.Presentation(str(built(text))).slides
    titles = [slide.placeholders[0].text_frame.text for slide in slides]
    headings = [heading or text.meta.title for heading, _ in sections(text)]
    assert titles == [text.meta.title, *headings, {"sv": "Källor", "da": "Kilder"}[text.meta.language]]
    words = "\n".join(slide.placeholders[1].text_frame.text for slide in slides)
    for block in text.blocks:
        if block.kind != "heading":
            assert all(line.replace("**", "") in words for line in block.lines)


@pytest.mark.parametrize("text", [t for t in TEXTS if t.meta.form == "xlsx"], ids=lambda text: text.slug)
def test_every_heading_is_a_row_with_its_fields_in_columns(text: Text) -> None:
    book = openpyxl.load_workbook(built(text))
    _, _, _, _, header, *rows = book.worksheets[0].iter_rows(values_only=True)
    assert [row[0] for row in rows] == [heading for heading, _ in sections(text)]
    for row, (_, blocks) in zip(rows, sections(text), strict=True):
        shown = [f"{label}: {value}" for label, value in zip(header[1:], row[1:], strict=True) if value]
        told = [line.replace("**", "") for block in blocks for line in block.lines]
        assert sorted(shown) == sorted(told)
    assert book.sheetnames[1] == {"sv": "Källor", "da": "Kilder"}[text.meta.language]


@pytest.mark.parametrize("text", [t for t in TEXTS if t.meta.form == "html"], ids=lambda text: text.slug)
def test_web_pages_are_whole_and_ask_for_nothing_from_outside(text: Text) -> None:
    page = built(text).read_text(encoding="utf-8")
    for tag in ("<header>", "<nav>", '<main id="main">', "<article>", "<aside>", "<footer>", "</html>"):
        assert page.count(tag) == 1
    assert not re.search(r"<(?:script|link|img|iframe)\b|url\(", page)
    assert all(
        source.address is None or source.address.replace("&", "&amp;") in page for source in text.sources
    )


def test_the_built_corpus_is_small() -> None:
    assert sum(len(data) for data in build.built_files(CORPUS).values()) < 10_000_000


def test_a_text_without_sources_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "source/sv").mkdir(parents=True)
    (tmp_path / "source/sv/utan-kalla.md").write_text("+++\n+++\n", encoding="utf-8")
    (tmp_path / "sources.toml").write_text("checked = 2026-11-22\ndocuments = []\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="utan-kalla"):
        read_corpus(tmp_path)


def test_a_body_line_that_is_no_block_is_refused() -> None:
    assert [block.lines for block in parse_blocks("## Rubrik\n\nEtt stycke.\n\n- en\n- två")] == [
        ("Rubrik",),
        ("Ett stycke.",),
        ("en", "två"),
    ]
    with pytest.raises(CorpusError, match="Två rader"):
        parse_blocks("Två rader\ni ett stycke")

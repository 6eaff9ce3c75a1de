from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path

import pytest

from ingest.parsers import PARSERS
from ingest.pipeline import prepare_document, read_source
from ingest.sniff import PDF, PLAIN
from kb.errors import (
    DamagedFileError,
    EncryptedFileError,
    FileError,
    FileTooLargeError,
    NoTextError,
    UnreadableFileError,
    UnsupportedTypeError,
)
from kb.gazetteer import load_gazetteer
from kb.records import ParsedDocument
from kb.taxonomy import load_taxonomy
from tests.ingest.makers import DOCUMENTS, make_docx, make_html, make_image_pdf, make_pdf, prepare


def test_source_is_read_whole_with_its_hash_and_type(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes("Hej på er alla här.".encode())
    source, data = read_source(path)
    # printf 'Hej på er alla här.' | sha256sum
    assert source.sha256 == "2eeae1f0839cdaa326e8fd14620c874878fb1022a8de25b775902a576f572351"
    assert (source.name, source.media_type, source.n_bytes) == ("a.pdf", PLAIN, 21)
    assert data == path.read_bytes()


def test_file_over_the_limit_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "stor.txt"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    with pytest.raises(FileTooLargeError, match=r"stor\.txt has 300 MB; the limit is 200 MB"):
        read_source(path)


def test_vanished_file_and_folder_are_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"borta\.txt cannot be read: No such file"):
        read_source(tmp_path / "borta.txt")
    with pytest.raises(UnreadableFileError):
        read_source(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableFileError, match="no ordinary file"):
        read_source(tmp_path / "pipe")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_forbidden_file_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("hej", encoding="utf-8")
    path.chmod(0)
    with pytest.raises(UnreadableFileError, match="Permission denied"):
        read_source(path)


def encrypted(password: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([[("p", "Hemlig text som står här.")]]))))
    writer.encrypt(password, "ägare", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_pdf_with_a_password_asks_for_it_to_be_removed() -> None:
    with pytest.raises(EncryptedFileError, match=r"^hemlig\.pdf is protected by a password"):
        prepare(encrypted("lösen"), "hemlig.pdf")


def test_pdf_that_only_forbids_printing_is_read() -> None:
    assert prepare(encrypted(""), "a.pdf").chunks[0].text == "Hemlig text som står här."


def test_pdf_of_images_names_the_cure() -> None:
    with pytest.raises(NoTextError, match=r"^bild\.pdf holds images only.*OCR"):
        prepare(make_image_pdf(), "bild.pdf")


@pytest.mark.parametrize("size", [100, 600])
def test_cut_off_pdf_is_damaged(size: int) -> None:
    with pytest.raises(FileError, match=r"^kapad\.pdf "):
        prepare(make_pdf([[("p", "Text " * 20)]])[:size], "kapad.pdf")


def test_word_file_with_entities_is_refused() -> None:
    import zipfile

    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(make_docx([("Normal", "Hej")]))) as old,
        zipfile.ZipFile(buffer, "w") as new,
    ):
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "word/document.xml":
                content = content.replace(b"<w:document", b'<!DOCTYPE x [<!ENTITY a "b">]><w:document', 1)
            new.writestr(item, content)
    with pytest.raises(DamagedFileError, match=r"^fara\.docx defines its own entities"):
        prepare(buffer.getvalue(), "fara.docx")


def test_binary_with_a_text_name_is_refused() -> None:
    with pytest.raises(UnsupportedTypeError, match=r"^arkiv\.txt is a RAR archive"):
        prepare(b"Rar!\x1a\x07\x00" + bytes(100), "arkiv.txt")


@pytest.mark.parametrize("error", [ValueError("x"), RecursionError(), MemoryError(), KeyError("/Root")])
def test_whatever_a_parser_raises_becomes_a_message_with_the_files_name(
    error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(data: bytes, *, name: str) -> ParsedDocument:  # noqa: ARG001 # the signature of a parser
        raise error

    monkeypatch.setattr("ingest.pipeline.PARSERS", {**PARSERS, PLAIN: lambda: broken})
    with pytest.raises(FileError, match=r"^trasig\.txt .*[.]$"):
        prepare("Hej på er.", "trasig.txt")


def test_pdf_joins_hyphens_ligatures_and_lines() -> None:
    lines = "Kommunens ung-\ndomsråd och barn- och\nskolnämnden fick IT-\nstöd."
    document = prepare(make_pdf([[("p", lines)]]), "a.pdf")
    assert document.chunks[0].text == "Kommunens ungdomsråd och barn- och skolnämnden fick IT-stöd."


def test_pdf_headings_bullets_and_pages() -> None:
    body = "Här står en mening om hur man gjorde, så lång att den\nfår fortsätta på en rad till."
    pages = [
        [
            ("h1", "Lån av skidor"),
            ("p", body),
            ("h2", "Så gick det"),
            ("li", "I Forshaga kommun lånas skidor ut.\nAlla får låna."),
        ],
        [("h2", "Resultat"), ("p", body)],
    ]
    document = prepare(make_pdf(pages, title="Lån av skidor"), "a.pdf")
    assert document.metadata.title == "Lån av skidor"
    assert [(c.page, c.heading_path, c.is_example) for c in document.chunks] == [
        (1, (), False),
        (1, ("Så gick det",), True),
        (1, ("Så gick det",), False),
        (2, ("Resultat",), False),
    ]
    assert document.chunks[0].text == body.replace("\n", " ")


def test_printed_page_labels_are_kept() -> None:
    from pypdf import PdfReader, PdfWriter
    from pypdf.constants import PageLabelStyle

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([[("p", "Ett.")], [("p", "Två.")]]))))
    writer.set_page_label(0, 0, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(1, 1, style=PageLabelStyle.DECIMAL, start=7)
    buffer = io.BytesIO()
    writer.write(buffer)
    assert [(page.number, page.label) for page in prepare(buffer.getvalue(), "a.pdf").pages] == [
        (1, "i"),
        (2, "7"),
    ]


def test_word_tables_lists_and_localised_headings() -> None:
    import docx

    document = docx.Document()
    style = document.styles.add_style("Rubrik 1", 1)
    document.add_paragraph("Så gick det", style=style)
    document.add_paragraph("Alla fick låna skidor.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "År", "Lån"
    buffer = io.BytesIO()
    document.save(buffer)
    found = prepare(buffer.getvalue(), "a.docx")
    assert found.metadata.title == "Så gick det"
    assert "År | Lån" in found.chunks[0].text


def test_page_keeps_its_declared_charset() -> None:
    page = make_html(
        f"<h1>Få gårdar</h1><p>{'Många får bo på en gård i dalen. ' * 12}</p>", charset="iso-8859-1"
    )
    assert "Många får bo på en gård" in prepare(page, "a.html").chunks[0].text


def test_navigation_and_footer_of_a_page_are_left_out() -> None:
    body = (
        "<nav><a href='/'>Hem</a> <a href='/x'>Kontakt</a></nav><article><h1>Lån av skidor</h1>"
        f"<p>{'Här lånar man ut skidor till alla som vill. ' * 10}</p></article>"
        "<footer>Alla rättigheter</footer>"
    )
    text = " ".join(chunk.text for chunk in prepare(make_html(body), "a.html").chunks)
    assert "Här lånar man ut skidor" in text
    assert "Kontakt" not in text
    assert "Alla rättigheter" not in text


def test_only_chunks_leaves_the_tags_out_and_nothing_else() -> None:
    data = (DOCUMENTS / "anteckningar.txt").read_bytes()
    full = prepare(data, "a.txt")
    bare = prepare_document(
        full.source, data, taxonomy=load_taxonomy(), gazetteer=load_gazetteer(), only_chunks=True
    )
    assert bare.tags == ()
    assert [(c.text, c.is_example, c.tags) for c in bare.chunks] == [
        (c.text, c.is_example, ()) for c in full.chunks
    ]


def test_licence_and_address_stated_by_a_file_are_kept() -> None:
    document = prepare((DOCUMENTS / "sammanfattning.md").read_bytes(), "s.md")
    assert document.source.licence == "CC BY 4.0"


def test_same_file_gives_the_same_result_each_time() -> None:
    data = (DOCUMENTS / "artikel.txt").read_bytes()
    assert prepare(data, "a.txt") == prepare(data, "a.txt")


def test_parsers_are_not_imported_before_they_are_needed() -> None:
    import subprocess
    import sys

    names = "('pypdf', 'docx', 'trafilatura', 'lxml', 'langdetect')"
    code = f"import sys, ingest.pipeline; print([m for m in {names} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_pdf_library_says_nothing_on_odd_files(caplog: pytest.LogCaptureFixture) -> None:
    data = make_pdf([[("p", "Text som står här.")]]).replace(b"startxref", b"startxreg")
    with contextlib.suppress(FileError):
        PARSERS[PDF]()(data, name="a.pdf")
    assert caplog.records == []


@pytest.mark.integration
@pytest.mark.parametrize(
    "data",
    [b"- en punkt till\n" * 1_000_000, b"x" * 50_000_000],
    ids=["million bullets", "50 MB of one line"],
)
def test_huge_files_are_read(data: bytes) -> None:
    document = prepare(data, "stor.txt")
    assert sum(len(chunk.text) for chunk in document.chunks) > 0.9 * len(data)


def test_more_passages_than_the_limit_are_refused() -> None:
    with pytest.raises(FileTooLargeError, match=r"^stor\.txt has more than 100000 passages"):
        prepare(b"- I Kils kommun\n" * 100_001, "stor.txt")


TABLE = (
    "<table><tr><th>Kommun</th><th>Bidrag</th></tr><tr><td>Kil</td><td>10 kr</td></tr>"
    "<tr><td>Grums</td><td></td></tr></table>"
)


@pytest.mark.parametrize("text", ["", "Här lånar man ut skidor till alla som vill låna dem. " * 10])
def test_rows_of_a_page_carry_the_names_of_their_columns(text: str) -> None:
    page = make_html(f"<article><h1>Stöd till byar</h1><p>{text}</p>{TABLE}</article>")
    rows = [(c.text, c.is_example) for c in prepare(page, "a.html").chunks if "Kommun" in c.text]
    assert rows == [("Kommun: Kil | Bidrag: 10 kr", True), ("Kommun: Grums", True)]


def test_navigation_of_a_very_small_page_is_left_out_and_its_heading_is_the_title() -> None:
    page = make_html(
        "<nav>Hem</nav><h1>Dialog i Kil</h1><p>I Kils kommun finns byalag som ordnar fester.</p>"
        "<footer>Kontakta oss</footer>"
    )
    document = prepare(page, "a.html")
    assert document.metadata.title == "Dialog i Kil"
    assert [chunk.text for chunk in document.chunks] == ["I Kils kommun finns byalag som ordnar fester."]


def test_heading_in_the_banner_of_a_small_page_is_kept() -> None:
    page = make_html("<header><a>Hem</a><h1>Dialog</h1></header><h2>Så gick det</h2><p>Alla kom hit.</p>")
    document = prepare(page, "a.html")
    assert document.metadata.title == "Dialog"
    assert [(c.heading_path, c.text) for c in document.chunks] == [(("Så gick det",), "Alla kom hit.")]


def test_table_that_lays_out_a_page_is_read_as_text() -> None:
    inner = (
        f"<h2>Stöd</h2><ul><li>Ett bidrag</li></ul>{TABLE.replace('<tr>', '<caption>Byar</caption><tr>', 1)}"
    )
    document = prepare(make_html(f"<table><tr><td>{inner}</td></tr></table>"), "a.html")
    assert [(chunk.heading_path, chunk.text) for chunk in document.chunks] == [
        ((), "- Ett bidrag\n\nByar"),
        ((), "Kommun: Kil | Bidrag: 10 kr"),
        ((), "Kommun: Grums"),
    ]

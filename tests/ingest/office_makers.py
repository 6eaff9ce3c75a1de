"""Presentations, OpenDocument files and books for tests, made on the spot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

# The objects of the libraries that write the files have no types that help here.
Node = Any

_PAGE = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
    'xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body>{body}</body></html>'
)


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """Return a zip file, the member "mimetype" unpacked."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, compress_type=method)
    return buffer.getvalue()


def changed(data: bytes, member: str, change: Callable[[bytes], bytes] | None) -> bytes:
    """Return a zip file with one member changed, or left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    content = members.pop(member)
    return zipped(members if change is None else {**members, member: change(content)})


def pptx_bytes(presentation: Node) -> bytes:
    """Return a presentation of python-pptx as a file."""
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def make_pptx(
    slides: Sequence[tuple[str, Sequence[str]]], *, notes: Mapping[int, str] | None = None, layout: int = 1
) -> bytes:
    """Return a PowerPoint file; each slide is a title and its bullets, "> " before those of a second level.

    A line that begins with "= " is put into a text box of its own; ``notes`` are by slide, from 1.
    """
    import pptx

    presentation = pptx.Presentation()
    presentation.core_properties.title = ""
    presentation.core_properties.author = ""
    for number, (title, lines) in enumerate(slides, start=1):
        slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
        if slide.shapes.title is not None:
            slide.shapes.title.text = title
        bullets = [line for line in lines if not line.startswith("= ")]
        if bullets:
            frame = slide.placeholders[1].text_frame
            frame.text = bullets[0].removeprefix("> ")
            for bullet in bullets[1:]:
                paragraph = frame.add_paragraph()
                paragraph.text = bullet.removeprefix("> ")
                paragraph.level = 1 if bullet.startswith("> ") else 0
        for line in lines:
            if line.startswith("= "):
                slide.shapes.add_textbox(0, 0, 900_000, 900_000).text_frame.text = line[2:]
        if notes and number in notes:
            slide.notes_slide.notes_text_frame.text = notes[number]
    return pptx_bytes(presentation)


def make_odt(parts: Sequence[tuple[str, str]], *, title: str = "", body: str = "") -> bytes:
    """Return an OpenDocument text by odfdo; each part is (h1, h2, p or li, text), ``body`` XML after them."""
    from odfdo import Document, Header, List, Paragraph

    document = Document("text")
    document.body.clear()
    document.meta.title = title
    bullets: Node = None
    for kind, text in parts:
        if kind == "li":
            if bullets is None:
                bullets = List()
                document.body.append(bullets)
            bullets.append_item(text)
            continue
        bullets = None
        document.body.append(Paragraph(text) if kind == "p" else Header(int(kind[1]), text))
    buffer = io.BytesIO()
    document.save(buffer)
    return changed(
        buffer.getvalue(),
        "content.xml",
        lambda content: content.replace(b"</office:text>", body.encode() + b"</office:text>").replace(
            b"<office:text/>", b"<office:text>" + body.encode() + b"</office:text>"
        ),
    )


def make_odp(slides: Sequence[tuple[str, str]], *, before: str = "") -> bytes:
    """Return an OpenDocument presentation by odfdo; each slide is a title and XML, ``before`` is XML too."""
    from odfdo import Document

    document = Document("presentation")
    document.body.clear()
    buffer = io.BytesIO()
    document.save(buffer)
    pages = "".join(
        f'<draw:page draw:name="page{number}" draw:master-page-name="Standard">'
        + (frame("title", f"<text:p>{title}</text:p>") if title else "")
        + f"{xml}</draw:page>"
        for number, (title, xml) in enumerate(slides, start=1)
    )

    def fill(content: bytes) -> bytes:
        start, end = content.index(b"<office:body>"), content.index(b"</office:body>")
        filled = f"<office:body><office:presentation>{before}{pages}</office:presentation>"
        return content[:start] + filled.encode() + content[end:]

    return changed(buffer.getvalue(), "content.xml", fill)


def frame(kind: str, xml: str, *, x: str = "1cm", y: str = "1cm", marks: str = "") -> str:
    """Return a frame of a slide as XML; ``kind`` is the class of a placeholder, or empty."""
    placeholder = f'presentation:class="{kind}" ' if kind else ""
    return (
        f'<draw:frame {placeholder}{marks} svg:x="{x}" svg:y="{y}" svg:width="5cm" svg:height="2cm">'
        f"<draw:text-box>{xml}</draw:text-box></draw:frame>"
    )


def listed(*texts: str) -> str:
    """Return a list of OpenDocument as XML."""
    items = "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in texts)
    return f"<text:list>{items}</text:list>"


def make_epub(
    chapters: Sequence[str],
    *,
    metadata: str = "",
    spine: Sequence[int] = (),
    extra: Mapping[str, bytes | str] | None = None,
    without: frozenset[str] = frozenset(),
) -> bytes:
    """Return a book; ``chapters`` are bodies of pages, ``spine`` their order (as given where empty)."""
    items = "".join(
        f'<item id="k{n}" href="text/kapitel%20{n}.xhtml" media-type="application/xhtml+xml"'
        + (' properties="nav"' if "epub:type" in chapter and "toc" in chapter else "")
        + "/>"
        for n, chapter in enumerate(chapters)
    )
    order = "".join(f'<itemref idref="k{n}"/>' for n in (spine or range(len(chapters))))
    members: dict[str, bytes | str] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<?xml version="1.0"?><container version="1.0" '
        'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
        'full-path="OEBPS/bok.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        "OEBPS/bok.opf": '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" '
        'xmlns:opf="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" version="3.0">'
        f"<metadata>{metadata}</metadata><manifest>{items}</manifest><spine>{order}</spine></package>",
    }
    members |= {f"OEBPS/text/kapitel {n}.xhtml": _PAGE.format(body=body) for n, body in enumerate(chapters)}
    members |= extra or {}
    return zipped({name: content for name, content in members.items() if name not in without})

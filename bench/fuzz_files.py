"""One small valid file of each format, to be changed at random; about places that do not exist."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Mapping

from tests.ingest.makers import make_docx, make_html, make_pdf
from tests.ingest.office_makers import frame, listed, make_epub, make_odp, make_odt, make_pptx
from tests.ingest.office_makers import zipped as zipped_members
from tests.ingest.raw_pdf import one_page, scanned_pdf, shows
from tests.ingest.scans import draw_scan, encoded
from tests.ingest.table_makers import BUDGET, LIST, make_csv, make_ods, make_xlsx, ods_cell, ods_rows

HEADING = "Gårdsråd på Ærø"
BODY = "Många får låna öl, blåbær og søde æbler här. Den 3 maj 2018 kom 40 personer till mötet. " * 4
BULLETS = ("Først en rød", "Sedan en grön")
_PDF_PAGE = [("h1", HEADING), ("p", BODY[:88]), ("p", BODY[88:176]), ("li", "\n".join(BULLETS))]
_FACTS = "---\ntitle: Gårdsråd\ndate: 2018-05-03\nauthor: Kils kommun\n---\n\n"
_PAGE = (
    f"<main><h1>{HEADING}</h1><p>{BODY}</p><ul><li>{BULLETS[0]}</li><li>{BULLETS[1]}</li></ul>"
    "<table><tr><th>Namn</th><th colspan=2>År</th></tr><tr><td rowspan=2>Kil</td><td>2017</td></tr></table>"
    "<script>var a = 1;</script></main><footer>Kontakta oss</footer>"
)
_HEAD = '<title>Råd</title><meta name="date" content="2018-05-03"><meta property="og:title" content="Råd">'


def _markdown() -> bytes:
    table = "| a | b |\n|---|---|\n| c | d |\n"
    return f"{_FACTS}# {HEADING}\n\n{BODY}\n\n* {BULLETS[0]}\n  1. {BULLETS[1]}\n\n{table}".encode()


def _mail() -> bytes:
    head = (
        "From: Åsa <asa@example.org>\nTo: bo@example.org\nDate: Thu, 03 May 2018 10:00:00 +0200\n"
        "Subject: =?utf-8?q?G=C3=A5rdsr=C3=A5d?=\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="del-1"\n\n'
    )
    attached = (
        'Content-Type: text/plain\nContent-Disposition: attachment; filename="r=?utf-8?q?=C3=A5d?=.txt"\n'
    )
    quoted = "> Kan ni komma?\n> Hälsningar"
    parts = (
        f"Content-Type: text/plain; charset=utf-8\n\n{HEADING}\n\n{BODY}\n\n{quoted}\n",
        f"Content-Type: text/html; charset=iso-8859-1\n\n<p>{HEADING}\n",
        f"{attached}Content-Transfer-Encoding: base64\n\nR8OlcmRzcsOlZCBww6Ugw4Zyw7g=\n",
    )
    return (head + "".join(f"--del-1\n{part}\n" for part in parts) + "--del-1--\n").encode()


def _ods() -> bytes:
    wide = ods_cell("2018", 'table:number-columns-repeated="3" table:number-rows-spanned="2"')
    many = f'<table:table-row table:number-rows-repeated="2">{wide}</table:table-row>'
    return make_ods(('table:name="Blad1"', ods_rows(LIST) + many), ('table:name="Budget"', ods_rows(BUDGET)))


def _epub() -> bytes:
    contents = '<nav epub:type="toc"><ol><li><a href="kapitel%200.xhtml">Ett</a></li></ol></nav>'
    return make_epub(
        [
            f"<h1>{HEADING}</h1><p>{BODY}</p>",
            f"<ul><li>{BULLETS[0]}</li><li>{BULLETS[1]}</li></ul>",
            contents,
        ],
        metadata="<dc:title>Råd</dc:title><dc:language>sv</dc:language><dc:date>2018-05-03</dc:date>",
    )


def _archive() -> bytes:
    inner = pack([("råd.txt", BODY.encode())])
    return zipped_members({"mapp/råd.txt": BODY, "rad.csv": make_csv(LIST), "mer.zip": inner})


def _odp() -> bytes:
    text = frame("", f"<text:p>{BODY}</text:p>", x="2cm", y="8cm")
    return make_odp([(HEADING, frame("outline", listed(*BULLETS)) + text), ("Slut", "")])


# Ending of the file name and what makes the file, by the name of the kind.
MAKERS: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "pdf": (".pdf", lambda: make_pdf([_PDF_PAGE, _PDF_PAGE], title="Råd", header="Sida")),
    "pdf-plain": (".pdf", lambda: one_page(shows(BODY[:88]))),
    "pdf-scan": (".pdf", lambda: scanned_pdf([HEADING, ""])),
    "docx": (
        ".docx",
        lambda: make_docx(
            [("Heading 1", HEADING), ("Normal", BODY), ("List Bullet", BULLETS[0]), ("table", "a|b;c|d")]
        ),
    ),
    "pptx": (
        ".pptx",
        lambda: make_pptx([(HEADING, [*BULLETS, f"= {BODY}"])], notes={1: "Glöm inte kaffet."}),
    ),
    "xlsx": (".xlsx", lambda: make_xlsx(("Projekt", LIST), ("Budget", BUDGET), title="Råd")),
    "ods": (".ods", _ods),
    "odt": (".odt", lambda: make_odt([("h1", HEADING), ("p", BODY), ("li", BULLETS[0])], title="Råd")),
    "odp": (".odp", _odp),
    "epub": (".epub", _epub),
    "html": (".html", lambda: make_html(_PAGE, head=_HEAD)),
    "md": (".md", _markdown),
    "txt": (".txt", lambda: f"{HEADING}\n\n{BODY}\n\n- {BULLETS[0]}\n- {BULLETS[1]}\n".encode()),
    "csv": (".csv", lambda: make_csv(LIST)),
    "eml": (".eml", _mail),
    "zip": (".zip", _archive),
    "png": (".png", lambda: encoded(draw_scan([HEADING], width_px=200, points=4))),
    "jpeg": (".jpg", lambda: encoded(draw_scan([HEADING], width_px=200, points=4), "JPEG")),
}

_TIMES = (
    (re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?"), b"2018-05-03T10:00:00"),
    (re.compile(rb"D:\d{14}"), b"D:20180503100000"),
    (re.compile(rb"<[0-9a-f]{32}>"), b"<" + b"0" * 32 + b">"),
)


def make_file(kind: str) -> tuple[str, bytes]:
    """Return the ending of the name and the content of the valid file of a kind, the same in every run."""
    suffix, maker = MAKERS[kind]
    data = maker()
    if data.startswith(b"PK"):
        return suffix, pack([(name, _without_times(content)) for name, content in unpack(data)])
    return suffix, _without_times(data)


def _without_times(content: bytes) -> bytes:
    for pattern, instead in _TIMES:
        content = pattern.sub(instead, content)
    return content


def unpack(data: bytes) -> list[tuple[str, bytes]]:
    """Return the names and contents of the members of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def pack(members: list[tuple[str, bytes]]) -> bytes:
    """Return a zip file of these members, without times; a name may come twice."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of a second member of a name
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()

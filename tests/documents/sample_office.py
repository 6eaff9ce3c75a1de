"""Samples of Office files and of a mail that carries two of them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.message import EmailMessage

import docx
import openpyxl
from corpus_office import fixed_zip, zip_members
from docx.oxml.ns import qn
from openpyxl.worksheet.worksheet import Worksheet

NOTICE = "Exempel, påhittat"
_MADE = datetime(2026, 11, 22)  # noqa: DTZ001 # Office files have no time zone; the clock would differ
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_TABLE = "table"

_MINUTES = (
    ("Normal", NOTICE),
    ("Heading 1", "Protokoll från bygderådets möte i Ekvallens kommun"),
    ("Normal", "Datum: 14 mars 2023"),
    ("Normal", "Plats: Bygdegården i Ekvalla"),
    ("Normal", "Närvarande: Prov Ekvall (ordförande), Test Sandbo (sekreterare), Sam Provhammar"),
    ("Heading 2", "§ 1 Vad byarna har prövat"),
    ("Normal", "Bygderåden berättade om det som har prövats sedan förra mötet. Tre exempel:"),
    (
        "List Bullet",
        (
            "I Ekvalla öppnade byalaget en bytesbod för kläder i det gamla postkontoret. Femton frivilliga "
            "turas om, och boden är öppen två kvällar i veckan."
        ),
    ),
    (
        "List Bullet",
        "I Sandbo delar sju gårdar på en minibuss. Föreningen betalar bränslet och kommunen försäkringen.",
    ),
    (
        "List Bullet",
        "I Provhult håller skolan biblioteket öppet på söndagar, med pensionärer som värdar.",
    ),
    ("Heading 2", "§ 2 Bidrag till byarna"),
    (
        "Normal",
        (
            "Kommunen delar varje år ut ett bidrag till byar som ordnar något för alla. Rådet tyckte att det "
            "är lätt att söka, men att beskedet kommer för sent på våren."
        ),
    ),
    (_TABLE, "År|Byar|Bidrag;2021|4|80 000 kr;2022|6|120 000 kr"),
    ("Heading 2", "§ 3 Nästa möte"),
    ("Normal", "Rådet träffas igen den 6 juni 2023 i skolan i Sandbo och bjuder då in grannbyarna."),
)
_EVALUATION = (
    ("Normal", NOTICE),
    ("Heading 1", "Utvärdering av lånecykeln i Sandbo"),
    ("Normal", "15 januari 2024"),
    ("Heading 2", "Så gick det till"),
    (
        "Normal",
        (
            "Byalaget köpte två lådcyklar som alla i byn får låna utan kostnad. Nyckeln hämtas i affären, "
            "och den som har lånat skriver i en bok hur långt resan var."
        ),
    ),
    ("Heading 2", "Resultat"),
    ("Normal", "Cyklarna lånades ut varannan dag under sommaren. På vintern stod de stilla i ladan."),
)
_LOANS = (("Månad", "Lån", "Kilometer"), ("Maj 2023", 14, 96), ("Juni 2023", 17, 131), ("Juli 2023", 19, 158))
_LETTER = f"""Hej!

Här kommer två bilagor om lånecykeln i Sandbo: utvärderingen och en tabell över lånen. \
Byalaget vill gärna höra om någon annan by har prövat samma sak på vintern.

Det som förvånade oss mest var att äldre lånade lika ofta som barnfamiljer, \
sedan vi hade satt en sadel med ryggstöd på den ena cykeln.

{NOTICE}.

Med vänlig hälsning
Prov Ekvall
prov.ekvall@ekvallen.example

Den 2 februari 2024 skrev Test Sandbo <test.sandbo@ekvallen.example>:
> Hej Prov, kan du skicka det som ni skrev om cyklarna?
> Test
"""
EXAMPLES = (
    ("Exempel", "Kommun", "År", "Beskrivning", "Resultat"),
    (
        "Bytesbod för sportsaker",
        "Ekvallens kommun",
        2021,
        "Ett gammalt garage blev bod för skridskor och skidor som barn får låna.",
        "Tvåhundra lån första vintern.",
    ),
    (
        "Läxhjälp i tvättstugan",
        "Provhults kommun",
        2022,
        "Hyresgäster öppnade en lokal bredvid tvättstugan, där studenter hjälper till två kvällar i veckan.",
        "Fler elever blev godkända i matematik.",
    ),
    (
        "Promenad med ordföranden",
        "Sandbo stad",
        2019,
        "Nämndens ordförande gick en promenad i månaden med den som ville, en ny stadsdel varje gång.",
        "Lades ned efter ett år, för få kom.",
    ),
)


def to_docx(parts: Sequence[tuple[str, str]], *, title: str) -> bytes:
    """Return a Word file in Swedish; each part is (style, text), or ("table", "a|b;c|d")."""
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.created = properties.modified = _MADE
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "sv-SE")
    for style, text in parts:
        if style != _TABLE:
            document.add_paragraph(text, style=style)
            continue
        rows = [row.split("|") for row in text.split(";")]
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for cells, values in zip(table.rows, rows, strict=True):
            for cell, value in zip(cells.cells, values, strict=True):
                cell.text = value
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_zip(buffer.getvalue())


def to_xlsx(name: str, rows: Sequence[Sequence[str | int]], *, hidden: Sequence[str] = ()) -> bytes:
    """Return a workbook of one sheet, and of a hidden one where that holds lines."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    if hidden:
        second = book.create_sheet("Arbetskopia")
        second.sheet_state = "hidden"
        for line in hidden:
            second.append([line])
    book.properties.creator, book.properties.created = "", _MADE
    buffer = io.BytesIO()
    book.save(buffer)
    modified = rb"\g<1>" + f"{_MADE:%Y-%m-%dT%H:%M:%SZ}".encode()
    return fixed_zip(buffer.getvalue(), lambda part: _MODIFIED.sub(modified, part))


def minutes() -> bytes:
    """Return Swedish minutes in Word."""
    return to_docx(_MINUTES, title="")


def examples() -> bytes:
    """Return a Swedish list of examples in Excel: two lines, a header, a row each, and a hidden sheet."""
    above: list[tuple[str | int, ...]] = [("Exempel från byar och stadsdelar",), (NOTICE,), ()]
    return to_xlsx("Exempel", [*above, *EXAMPLES], hidden=("Rader som inte är klara",))


def letter() -> bytes:
    """Return a Swedish mail with a Word file and a workbook, and the mail that it answers below."""
    message = EmailMessage()
    message["From"] = "Prov Ekvall <prov.ekvall@ekvallen.example>"
    message["To"] = "Test Sandbo <test.sandbo@ekvallen.example>"
    message["Subject"] = "Lånecykeln i Sandbo: utvärdering och lån"
    message["Date"] = "Mon, 05 Feb 2024 09:12:00 +0100"
    message.set_content(_LETTER)
    evaluation = to_docx(_EVALUATION, title="")
    loans = to_xlsx("Lån", [("Lån av lådcyklar i Sandbo",), (NOTICE,), (), *_LOANS])
    office = "vnd.openxmlformats-officedocument"
    for name, data, kind in (
        ("utvärdering lånecykel.docx", evaluation, f"{office}.wordprocessingml.document"),
        ("lån per månad.xlsx", loans, f"{office}.spreadsheetml.sheet"),
    ):
        message.add_attachment(data, maintype="application", subtype=kind, filename=name)
    message.set_boundary("exempel-pahittat")
    return message.as_bytes()


def unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what a built file holds, without how it is packed: versions of zlib pack it differently.

    Raises:
        zipfile.BadZipFile: What should be an Office file is none.
    """
    if name.endswith((".docx", ".xlsx")):
        for part, content in zip_members(data):
            yield f"{name}/{part}", content
    elif name.endswith(".eml"):
        yield from _unpacked_mail(name, data)
    else:
        yield name, data


def _unpacked_mail(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    import email
    from email import policy

    message = email.message_from_bytes(data, policy=policy.default)
    yield f"{name}/headers", repr(message.items()).encode()
    for part in message.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield from unpacked(f"{name}/{part.get_filename() or 'body'}", content)

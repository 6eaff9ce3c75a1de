"""The samples of tests/documents, each in the shape that documents come in, through the whole of ingest."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.boilerplate import HIDDEN_SHEET, MAIL_FURNITURE, PAGE_FURNITURE
from ingest.run import run
from ingest.tesseract import find_tesseract
from kb.errors import OcrUnavailableError
from kb.gazetteer import load_gazetteer
from kb.records import Chunk, Document, DocumentType, Facet, IngestReport, Language
from kb.store import Store
from kb.taxonomy import load_taxonomy
from tests.conftest import need_program
from tests.documents import build, sample_office, sample_pdf
from tests.ingest.makers import DOCUMENTS

PROJECT = DOCUMENTS.parents[1]
SCAN = "skannad.pdf"
PAGES = ("nyhedsbrev.html", "skrapad-sida.html")
ATTACHED = ("brev.eml!/lån per månad.xlsx", "brev.eml!/utvärdering lånecykel.docx")
NOTICE = re.compile(r"Exempel, påhittat|Eksempel, opdigtet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A sample as the store has it."""

    document: Document
    text: str
    chunks: tuple[Chunk, ...]
    dropped: tuple[tuple[str, str], ...]  # reason and text

    def told(self) -> list[tuple[tuple[str, ...], str]]:
        """Return the last heading and the text of each passage."""
        return [(chunk.heading_path[-1:], chunk.text) for chunk in self.chunks]

    def reason_of(self, words: str) -> set[str]:
        """Return why words were dropped."""
        return {reason for reason, text in self.dropped if words in text}


def take_in(folder: Path, names: list[str]) -> tuple[IngestReport, dict[str, Taken]]:
    store = Store(folder / "store.sqlite")
    report = run(
        store, [DOCUMENTS / name for name in names], taxonomy=load_taxonomy(), gazetteer=load_gazetteer(),
        originals=folder / "originals", max_bytes=1_000_000,
    )  # fmt: skip
    taken = {
        document.source.path.removeprefix(f"{DOCUMENTS}/"): Taken(
            document=document,
            text=store.text(document.id),
            chunks=store.chunks(document.id),
            dropped=tuple((part.reason, part.text) for part in store.dropped(document.id)),
        )
        for document in store.documents(limit=99, offset=0)
    }
    store.close()
    return report, taken


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> tuple[IngestReport, dict[str, Taken]]:
    names = sorted({*build.BUILDERS, *PAGES} - {SCAN})
    return take_in(tmp_path_factory.mktemp("samples"), names)


@pytest.fixture
def taken(outcome: tuple[IngestReport, dict[str, Taken]]) -> Mapping[str, Taken]:
    return outcome[1]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    need_program("tesseract")
    try:
        find_tesseract(name=SCAN)
    except OcrUnavailableError as error:
        pytest.skip(str(error))
    _, taken = take_in(tmp_path_factory.mktemp("scan"), [SCAN])
    return taken[SCAN]


def facts(taken: Taken) -> tuple[str, str | None, DocumentType, Language]:
    metadata = taken.document.metadata
    return metadata.title, metadata.date, metadata.type, metadata.language


def test_every_sample_is_taken_in_and_attachments_are_documents_of_their_own(
    outcome: tuple[IngestReport, dict[str, Taken]],
) -> None:
    report, taken = outcome
    assert sorted(taken) == sorted({*build.BUILDERS, *PAGES, *ATTACHED} - {SCAN})
    assert (report.failed, report.skipped, report.duplicates) == ((), (), ())


def test_no_sample_is_tagged_with_a_municipality_and_each_says_it_is_invented(
    taken: Mapping[str, Taken],
) -> None:
    for name, sample in taken.items():
        tags = [*sample.document.tags, *(tag for chunk in sample.chunks for tag in chunk.tags)]
        assert [tag for tag in tags if tag.facet is Facet.MUNICIPALITY] == [], name
        assert NOTICE.search(sample.text), name


def test_every_passage_stands_in_the_text_of_its_document(taken: Mapping[str, Taken]) -> None:
    for sample in taken.values():
        assert [sample.text[chunk.start : chunk.end] for chunk in sample.chunks] == [
            chunk.text for chunk in sample.chunks
        ]


def test_minutes_in_word(taken: Mapping[str, Taken]) -> None:
    minutes = taken["protokoll.docx"]
    assert facts(minutes) == (
        "Protokoll från bygderådets möte i Ekvallens kommun", "2023-03-14", DocumentType.MINUTES,
        Language.SWEDISH,
    )  # fmt: skip
    assert minutes.document.metadata.venue == "Bygdegården i Ekvalla"
    assert [chunk.text.split(",")[0][:24] for chunk in minutes.chunks if chunk.is_example] == [
        "- I Ekvalla öppnade byal", "- I Sandbo delar sju går", "- I Provhult håller skol",
    ]  # fmt: skip
    assert [chunk.heading_path[0] for chunk in minutes.chunks if "2022 | 6 | 120 000 kr" in chunk.text] == [
        "§ 2 Bidrag till byarna"
    ]
    assert minutes.dropped == ()


def test_minutes_on_two_pages(taken: Mapping[str, Taken]) -> None:
    minutes = taken["referat.pdf"]
    assert facts(minutes) == (
        "Referat af borgermøde om mødesteder i Lyngsø Kommune", "2022-11-07", DocumentType.MINUTES,
        Language.DANISH,
    )  # fmt: skip
    assert minutes.document.n_pages == 2
    assert {chunk.page for chunk in minutes.chunks if "mistet både skole og købmand" in chunk.text} == {1}
    assert [(chunk.page, chunk.text[:18]) for chunk in minutes.chunks if chunk.is_example] == [
        (2, "- I Sandager har e"), (2, "- I Prøvekøb låner"), (2, "- I Nørre Lyngholm"),
    ]  # fmt: skip
    assert [reason for reason, _ in minutes.dropped] == ["running header", "page number"] * 2


def test_mail_has_its_own_words_and_neither_addresses_nor_what_it_answers(
    taken: Mapping[str, Taken],
) -> None:
    mail = taken["brev.eml"]
    title, date, _, language = facts(mail)
    assert (title, date, language) == (
        "Lånecykeln i Sandbo: utvärdering och lån", "2024-02-05", Language.SWEDISH,
    )  # fmt: skip
    shown = "\n".join(chunk.text for chunk in mail.chunks)
    assert "äldre lånade lika ofta som barnfamiljer" in shown
    assert "kan du skicka" not in shown
    assert mail.reason_of("kan du skicka") == mail.reason_of("Med vänlig hälsning") == {MAIL_FURNITURE}
    assert "@" not in mail.text


def test_attachments_have_titles_dates_and_passages(taken: Mapping[str, Taken]) -> None:
    loans, evaluation = (taken[name] for name in ATTACHED)
    assert facts(evaluation) == (
        "Utvärdering av lånecykeln i Sandbo", "2024-01-15", DocumentType.EVALUATION, Language.SWEDISH,
    )  # fmt: skip
    assert [heading for heading, _ in evaluation.told()] == [("Så gick det till",), ("Resultat",)]
    assert loans.document.metadata.title == "Lån av lådcyklar i Sandbo"
    assert "Månad: Juni 2023 | Lån: 17 | Kilometer: 131" in loans.text


def test_scraped_page_keeps_the_article_alone(taken: Mapping[str, Taken]) -> None:
    page = taken["skrapad-sida.html"]
    assert facts(page) == (
        "Grannar öppnade ett vardagsrum i biblioteket", "2021-04-22", DocumentType.ARTICLE, Language.SWEDISH,
    )  # fmt: skip
    assert page.document.metadata.authors == ("Prov Ekvall",)
    assert [(heading, text[:20]) for heading, text in page.told()] == [
        ((), "När biblioteket i Ek"),
        (("Så började det",), "Åtta personer gick e"),
        (("Vad det har gett",), "Under det första åre"),
    ]
    assert page.chunks[-1].text.endswith("vill nu två biblioteksfilialer till göra samma sak.")


@pytest.mark.parametrize(
    ("words", "reasons"),
    [
        ("Vi använder kakor", {PAGE_FURNITURE}),
        ("Godkänn alla", {PAGE_FURNITURE}),
        ("Tweeta", {PAGE_FURNITURE}),
        ("Lediga jobb", {"job adverts"}),
        ("Bibliotekarie till Ekvallens kommun", {"job adverts"}),
        ("Sista ansökningsdag är den 30 maj", {"job adverts"}),
        ("Läs också", {PAGE_FURNITURE}),
        ("Skidor att låna i garaget", {PAGE_FURNITURE}),
        ("Om kakor", {PAGE_FURNITURE}),
    ],
)
def test_what_stands_around_a_scraped_article_is_dropped_with_its_reason(
    taken: Mapping[str, Taken], words: str, reasons: set[str]
) -> None:
    assert taken["skrapad-sida.html"].reason_of(words) == reasons


def test_each_row_of_a_workbook_is_a_passage(taken: Mapping[str, Taken]) -> None:
    listed = taken["exempellista.xlsx"]
    header, *rows = sample_office.EXAMPLES
    assert (listed.document.metadata.title, listed.document.metadata.language) == (
        "Exempel från byar och stadsdelar", Language.SWEDISH,
    )  # fmt: skip
    assert [each for each in listed.told() if each[0]] == [
        ((f"{row[0]} ({row[1]})",), " | ".join(map("{}: {}".format, header[1:], row[1:]))) for row in rows
    ]
    assert listed.dropped == ((HIDDEN_SHEET, "Arbetskopia"),)
    assert "inte är klara" not in listed.text


def test_each_row_of_a_list_in_windows_1252_is_a_passage(taken: Mapping[str, Taken]) -> None:
    listed = taken["eksempelliste.csv"]
    header, *rows = build.EXAMPLES
    assert listed.document.metadata.language is Language.DANISH
    assert listed.told() == [
        (
            (f"{row[0]} ({row[1]})",),
            " | ".join(f"{label}: {cell}" for label, cell in zip(header[1:], row[1:], strict=True) if cell),
        )
        for row in rows
    ]


def test_newsletter_has_its_title_and_language(taken: Mapping[str, Taken]) -> None:
    metadata = taken["nyhedsbrev.html"].document.metadata
    assert (metadata.title, metadata.language) == ("Nyt fra landsbyerne i Lyngsø Kommune", Language.DANISH)


def test_stories_of_a_newsletter_laid_out_by_tables_are_passages_of_their_own(
    taken: Mapping[str, Taken],
) -> None:
    letter = taken["nyhedsbrev.html"]
    assert letter.document.metadata.date == "2023-09-12"
    assert [(heading, text[:18]) for heading, text in letter.told() if heading] == [
        (("Brugsen blev til spisehus",), "Da den sidste kund"),
        (("Bænke, som eleverne har tegnet",), "Syvende klasse i P"),
        (("Tre råd fra dem, der har prøvet",), "- Spørg ejeren af "),
    ]
    assert letter.reason_of("Afmeld nyhedsbrevet")


@pytest.mark.integration
def test_scanned_pages_are_recognised_page_by_page(scanned: Taken) -> None:
    assert facts(scanned) == (
        "Trygghetsvandring i Provhults kommun", "2018-10-09", DocumentType.OTHER, Language.SWEDISH,
    )  # fmt: skip
    assert scanned.document.n_pages == 2
    assert [(chunk.page, chunk.heading_path[-1:], chunk.text[:29]) for chunk in scanned.chunks] == [
        (1, (), "Kommunen och byalaget gick ti"),
        (1, ("Vad vi såg",), "Gångvägen mellan skolan och k"),
        (2, ("Vad som hände sedan",), "Kommunen bytte fyrtio lampor "),
    ]
    assert NOTICE.search(scanned.text)
    tags = [*scanned.document.tags, *(tag for chunk in scanned.chunks for tag in chunk.tags)]
    assert [tag for tag in tags if tag.facet is Facet.MUNICIPALITY] == []


def test_built_samples_are_what_the_script_gives(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["--check"]) == 0
    assert capsys.readouterr() == ("", "")


def test_check_names_files_that_miss_or_differ(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in build.BUILDERS:
        (tmp_path / name).write_bytes((DOCUMENTS / name).read_bytes())
    (tmp_path / SCAN).unlink()
    (tmp_path / "eksempelliste.csv").write_bytes(b"Navn;Kommune\r\n")
    (tmp_path / "protokoll.docx").write_bytes((DOCUMENTS / "exempellista.xlsx").read_bytes())
    (tmp_path / "exempellista.xlsx").write_bytes(b"no zip file")
    letter = (tmp_path / "brev.eml").read_bytes()
    (tmp_path / "brev.eml").write_bytes(letter.replace(b"Mon, 05 Feb 2024", b"Tue, 06 Feb 2024"))
    assert build.main(["--check", "--folder", str(tmp_path)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "differs: brev.eml", "differs: eksempelliste.csv", "differs: exempellista.xlsx",
        "differs: protokoll.docx", f"missing: {SCAN}", "Run: python tests/documents/build.py",
    ]  # fmt: skip


def test_scan_of_other_words_is_not_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = (DOCUMENTS / SCAN).read_bytes()
    assert len(shown) < 150_000
    monkeypatch.setattr(sample_pdf, "SCANNED", sample_pdf.SCANNED.replace("fyrtio", "trettio"))
    assert not build.same_content(SCAN, sample_pdf.scan(), shown)


@pytest.mark.integration
def test_check_runs_from_another_folder(tmp_path: Path) -> None:
    command = [sys.executable, str(DOCUMENTS / "build.py"), "--check"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_samples_are_taken_in_by_tests_alone() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    assert re.findall(r"metodbank ingest (.+)", makefile) == ["corpus/sv corpus/da"]
    code = [
        path
        for folder in ("kb", "ingest", "search", "evaluation", "ui", "corpus", "bench", "training")
        for path in (PROJECT / folder).rglob("*.py")
    ]
    for path in [PROJECT / "Makefile", PROJECT / "app.py", *code]:
        assert not re.search(r"tests[/\"', .]+documents", path.read_text(encoding="utf-8")), path

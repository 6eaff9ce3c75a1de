"""Changed files of every format give a document or a clear refusal; see bench/fuzz_parsers.py for more."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from bench.fuzz_files import MAKERS, make_file
from bench.fuzz_parsers import Case, Tally, cases, failure_of, feed, prepare_with_faked_ocr
from ingest.archive import read_member
from ingest.parsers import PARSERS
from ingest.parsers.docx import parse as parse_docx
from ingest.parsers.ods import parse as parse_ods
from ingest.parsers.ods import read as read_ods
from ingest.parsers.pptx import parse as parse_pptx
from ingest.parsers.xlsx import parse as parse_xlsx
from ingest.reading import Here
from ingest.sniff import sniff
from ingest.tasks import Outcome
from ingest.xml_part import parse_xml
from kb.errors import DamagedFileError, FileTooLargeError
from kb.gazetteer import load_gazetteer
from kb.taxonomy import load_taxonomy
from tests.ingest.office_makers import changed
from tests.ingest.table_makers import LIST, make_ods, ods_cell, ods_rows

KINDS = tuple(MAKERS)
# A broken PDF is read a second time, in a process of its own, which takes a fifth of a second.
PDFS = tuple(kind for kind in KINDS if kind.startswith("pdf"))
OTHERS = tuple(kind for kind in KINDS if kind not in PDFS)


def read(found: list[Case], folder: Path) -> Tally:
    reader = Here(load_taxonomy(), load_gazetteer(), prepare_with_faked_ocr)
    return feed(reader, iter(found), folder=folder, report=lambda _case, _failure: None)


def test_changed_files_give_a_document_or_a_refusal_that_names_them(tmp_path: Path) -> None:
    tally = read([*cases(OTHERS, n=282, seed=7), *cases(PDFS, n=18, seed=7)], tmp_path)
    assert [f"{case}: {failure}" for case, failure in tally.failures] == []
    assert tally.outcomes.total() == 300
    results = {result for _, result in tally.outcomes}
    assert {"taken in", "refused"} <= results


def test_every_kind_is_a_file_that_is_taken_in_and_every_parser_is_met(tmp_path: Path) -> None:
    files = [
        Case(kind=kind, seed=0, number=0, name=f"fil{suffix}", data=data)
        for kind, (suffix, data) in ((kind, make_file(kind)) for kind in KINDS)
    ]
    tally = read(files, tmp_path)
    assert dict(tally.outcomes) == {(kind, "taken in"): 1 for kind in KINDS}
    met = {PARSERS[kind] for kind in (sniff(case.data, name=case.name) for case in files) if kind in PARSERS}
    by_other_programs = {load for load in PARSERS.values() if load().__module__ == "ingest.parsers.legacy"}
    assert {load().__module__ for load in set(PARSERS.values()) - by_other_programs} == {
        load().__module__ for load in met
    }


def test_same_seed_gives_the_same_files() -> None:
    first = list(cases(KINDS, n=40, seed=3))
    assert list(cases(KINDS, n=40, seed=3)) == first
    assert list(cases(KINDS, n=40, seed=4)) != first
    assert next(cases(KINDS, n=1, seed=3, first=17)) == first[17]
    assert sum(case.data != make_file(case.kind)[1] for case in first) > 35


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (Outcome(reason="fil.pdf took longer than 5 s to read."), "took longer"),
        (Outcome(reason="fil.pdf needs more than 0.5 GB of memory. Split it."), "needs more"),
        (Outcome(reason="fil.pdf ended the process that read it (signal SIGSEGV)."), "ended the process"),
        (Outcome(is_out_of_memory=True), "out of memory"),
        (Outcome(reason="fil.pdf could not be taken in: x", trace="ValueError: x"), "ValueError"),
        (Outcome(reason="broken"), "unclear"),
        (Outcome(reason="fil.pdf is broken (x\ny)."), "unclear"),
        (Outcome(), "neither"),
    ],
)
def test_what_is_no_document_and_no_clear_refusal_is_a_failure(outcome: Outcome, says: str) -> None:
    assert says in (failure_of(outcome, name="fil.pdf") or "")
    assert failure_of(Outcome(reason="fil.pdf is empty."), name="fil.pdf") is None


def test_zip_whose_start_is_missing_is_refused_by_its_name() -> None:
    for kind in ("odp", "docx", "pptx", "xlsx", "epub"):
        suffix, data = make_file(kind)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            second = archive.infolist()[1].header_offset
        # the first bytes are those of a zip file, but what the list names lies further to the front
        cut = data[:4] + data[second + 40 :]
        with pytest.raises(DamagedFileError, match=rf"^fil\{suffix} is cut off or broken"):
            sniff(cut, name=f"fil{suffix}")


def test_member_in_a_place_before_the_start_is_refused() -> None:
    data = make_file("odp")[1]
    with pytest.raises(DamagedFileError, match=r"^fil\.odp is cut off or broken"):
        read_member(data[100:], "mimetype", name="fil.odp")


def test_messages_of_libraries_are_put_into_one_line() -> None:
    with pytest.raises(DamagedFileError, match=r"^fil\.odp is broken in meta\.xml \(.+\)\. Open") as caught:
        parse_xml(b"<a>\n<b c='&#0;'/></a>", member="meta.xml", name="fil.odp")
    assert str(caught.value).isprintable()
    broken = changed(make_file("xlsx")[1], "xl/styles.xml", lambda content: content[:300])
    with pytest.raises(DamagedFileError, match=r"^fil\.xlsx is not a complete Excel workbook") as caught:
        parse_xlsx(broken, name="fil.xlsx")
    assert str(caught.value).isprintable()


def test_part_of_another_kind_is_refused_without_the_words_of_the_library() -> None:
    for kind, parse in (("docx", parse_docx), ("pptx", parse_pptx)):
        broken = changed(make_file(kind)[1], "[Content_Types].xml", lambda _: b"<a/>")
        with pytest.raises(DamagedFileError, match="a part of it is of another kind than it should be"):
            parse(broken, name=f"fil.{kind}")


def test_part_that_cannot_be_unpacked_is_refused_without_the_words_of_the_library() -> None:
    for kind, parse, member in (
        ("docx", parse_docx, "docProps/thumbnail.jpeg"),
        ("pptx", parse_pptx, "docProps/thumbnail.jpeg"),
    ):
        data = make_file(kind)[1]
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo(member)
        start = info.header_offset + 30 + len(info.filename)
        broken = data[:start] + b"\xff" * info.compress_size + data[start + info.compress_size :]
        with pytest.raises(DamagedFileError, match="a part of it cannot be unpacked"):
            parse(broken, name=f"fil.{kind}")


def test_repeated_row_that_would_make_a_long_text_of_a_small_file_is_refused() -> None:
    def sheet(n_rows: int, cell: str) -> bytes:
        row = f'<table:table-row table:number-rows-repeated="{n_rows}">{cell}</table:table-row>'
        return make_ods(('table:name="Blad1"', ods_rows(LIST) + row))

    long = ods_cell("Byalagen bestämmer själva över en del av pengarna.")
    with pytest.raises(FileTooLargeError, match=r"^fil\.ods repeats one row 65535 times\. Open it"):
        parse_ods(sheet(65_535, long), name="fil.ods")
    wide = ods_cell("pengar " * 2_000, 'table:number-columns-repeated="900"')
    with pytest.raises(FileTooLargeError, match=r"^fil\.ods repeats one cell 900 times\. Open it"):
        parse_ods(sheet(1, wide), name="fil.ods")
    (blad,) = read_ods(sheet(20, long), name="fil.ods").sheets
    assert len(blad.rows) == len(LIST) + 20

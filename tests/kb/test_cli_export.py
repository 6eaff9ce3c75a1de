"""``metodbank export``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import rispy
from click.testing import CliRunner, Result
from pypdf import PdfReader

from kb.cli.export_command import _FORMATS
from kb.cli.main import cli
from kb.entries import EntryKind, EntryRef
from kb.errors import InputError, PracticeNotFoundError
from kb.exports.formats import EXPORTERS
from kb.knowledge_base import KnowledgeBase
from kb.records import Filters, Query


def _export(base: KnowledgeBase, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--home", str(base.settings.home), "export", *arguments])


def _text(base: KnowledgeBase, *arguments: str) -> str:
    result = _export(base, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(autouse=True)
def _embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METODBANK_EMBEDDER", "hashing")


def test_the_command_offers_every_format() -> None:
    assert list(_FORMATS) == list(EXPORTERS)


def test_a_search_is_exported_in_its_order(library: KnowledgeBase) -> None:
    told = json.loads(_text(library, "--format", "json", "--query", "kommun", "--country", "DK"))
    query = Query(text="kommun", filters=Filters(countries=frozenset({"DK"})), limit=1000)
    hits = library.search(query).hits
    assert [each["ref"] for each in told["entries"]] == [f"c{hit.chunk.id}" for hit in hits]
    assert hits
    assert told["entries"][0]["permalink"] is None


def test_named_practices_are_exported_in_the_order_given(library: KnowledgeBase) -> None:
    ids = [str(entry.ref.number) for entry in library.entries.practices()[:2]]
    written = _text(library, "--format", "ris", "--practice", ids[1], "--practice", ids[0])
    assert list(dict.fromkeys(each["id"] for each in rispy.loads(written))) == [f"p{ids[1]}", f"p{ids[0]}"]


def test_headings_are_in_the_language_asked_for(library: KnowledgeBase) -> None:
    written = _text(library, "--format", "csv", "--query", "kommun", "--limit", "2", "--ui", "en")
    lines = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline="")))
    assert lines[0][:3] == ["No.", "Time or room", "Title"]
    assert len(lines) == 3


def test_a_collection_is_exported_with_its_notes(fresh_library: KnowledgeBase) -> None:
    key = fresh_library.collections.create("Dagen").edit_key
    assert key is not None
    item = fresh_library.collections.save(key, EntryRef(kind=EntryKind.PASSAGE, number=1))
    fresh_library.collections.annotate(key, item, note="Bjud in", slot="09", seen=1)
    told = json.loads(_text(fresh_library, "--format", "json", "--collection", key))
    assert told["title"] == "Dagen"
    assert [(each["ref"], each["slot"], each["note"]) for each in told["entries"]] == [
        ("c1", "09", "Bjud in")
    ]


def test_a_file_is_written_whole(library: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "blad.pdf"
    file.write_text("before")
    number = library.entries.practices()[0].ref.number
    result = _export(library, "--format", "pdf", "--practice", str(number), "--output", str(file))
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr.strip() == f"Wrote 1 example to {file}."
    assert len(PdfReader(file).pages) <= 2
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_stays_as_it_was_where_nothing_can_be_written(
    library: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "refs.ris"
    file.write_text("before")

    def full(self: Path, _: bytes) -> int:
        self.write_text("half")
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    result = _export(library, "--format", "ris", "--query", "kommun", "--output", str(file))
    assert isinstance(result.exception, OSError)
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]


def test_what_is_no_text_is_not_written_to_a_terminal(
    library: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.cli.export_command._is_terminal", lambda: True)
    result = _export(library, "--format", "pdf", "--practice", "1")
    assert result.exit_code == 2
    assert "pdf is no text. Name a file with --output FILE." in result.stderr
    assert _text(library, "--format", "apa", "--query", "kommun", "--limit", "1")


@pytest.mark.parametrize(
    "arguments",
    [[], ["--practice", "1", "--query", "x"], ["--collection", "k", "--country", "SE"], ["--unlike", "3"]],
    ids=str,
)
def test_exactly_one_thing_is_exported(library: KnowledgeBase, arguments: list[str]) -> None:
    result = _export(library, "--format", "ris", *arguments)
    assert result.exit_code == 2
    assert "Name what to export" in result.stderr


def test_nothing_found_is_said_and_no_file_is_made(library: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "x.ris"
    result = _export(library, "--format", "ris", "--query", "skola", "--year", "1801", "--output", str(file))
    assert isinstance(result.exception, InputError)
    assert not file.exists()


def test_a_practice_that_is_not_there_is_named(library: KnowledgeBase) -> None:
    result = _export(library, "--format", "ris", "--practice", "987654")
    assert isinstance(result.exception, PracticeNotFoundError)
    assert "no practice 987654" in str(result.exception)

"""The command line, run in this process; the JSON shapes are a public contract."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest

from tests.kb.conftest import NOTES, Run


def test_ingest_reports_added_then_unchanged_then_changed(run: Run, documents: Path) -> None:
    report = run.json("ingest", str(documents))
    assert [Path(path).name for path in report["added"]] == ["artikel.txt", "notes.txt"]
    assert report["chunks"] > 2
    assert len(run.json("ingest", str(documents))["unchanged"]) == 2
    (documents / "notes.txt").write_text(NOTES + "\n- Ny punkt om Solna stad.\n", encoding="utf-8")
    report = run.json("ingest", str(documents))
    assert [Path(path).name for path in report["changed"]] == ["notes.txt"]
    assert run.json("search", "Ny punkt om Solna stad")["hits"][0]["source"] == "notes.txt"


def test_search_answers_in_the_documented_shape(filled: Run) -> None:
    answer = filled.json("search", "byalag pengar")
    assert set(answer) == {
        "query",
        "query_language",
        "total",
        "took_ms",
        "problem",
        "suggestion",
        "offered_filters",
        "facets",
        "hits",
    }
    assert set(answer["facets"]) == {
        "theme", "country", "municipality", "language", "year", "type", "target_group", "status",
        "participation", "lesson",
    }  # fmt: skip
    hit = answer["hits"][0]
    assert set(hit) == {
        "rank", "score", "chunk_id", "document_id", "title", "source", "page", "lines", "heading_path",
        "language", "text", "highlights", "themes", "year", "period", "type", "is_example", "municipalities",
        "why", "evidence", "best", "duplicates", "aspects",
    }  # fmt: skip
    assert hit["rank"] == 1
    assert hit["lines"] == [5, 5]
    assert hit["page"] is None
    assert "två byalag pengar" in hit["text"]
    assert hit["municipalities"] == [{"code": "SE1715", "name": "Kil", "country": "SE", "inferred": False}]
    assert {"query": "byalag", "text": "byalag", "kind": "exact"} in hit["why"]
    assert hit["heading_path"][-1] == "1. Dialog och medskapande"
    assert set(hit["evidence"]) == {"semantic", "lexical"}
    assert {"id": "SE1715", "n": 1} in answer["facets"]["municipality"]
    start, end = hit["highlights"][0]
    assert hit["text"][start:end].casefold() in {"byalag", "pengar"}


def test_search_finds_what_is_like_a_passage_and_not_itself(filled: Run) -> None:
    first = filled.json("search", "byalag pengar")["hits"][0]["chunk_id"]
    answer = filled.json("search", "--like", str(first))
    assert answer["query"] == ""
    assert first not in [hit["chunk_id"] for hit in answer["hits"]]
    filled("search", "--like", "4711", status=1)
    assert "There is no passage 4711 to compare with" in filled.error
    filled("search", status=2)
    assert "Missing argument 'QUERY'" in filled.error


def test_search_offers_filters_and_a_better_spelling(filled: Run) -> None:
    answer = filled.json("search", "byallag i Kil 2016")
    assert answer["suggestion"] == "byalag i Kil 2016"
    assert answer["offered_filters"] == [
        {"facet": "municipality", "value": "SE1715", "typed": "Kil", "rest": "byallag 2016"},
        {"facet": "year", "value": "2016", "typed": "2016", "rest": "byallag i Kil"},
    ]
    answer = filled.json("search", "byalag i Umeå 1999")  # of which there is nothing
    assert (answer["suggestion"], answer["offered_filters"]) == (None, [])


def test_search_prints_what_was_probably_meant_and_how_to_narrow(filled: Run) -> None:
    lines = filled("search", "byallag i Kil").splitlines()
    assert lines[0] == "Did you mean: byalag i Kil"
    assert lines[1] == "To narrow by “Kil”: metodbank search --municipality SE1715 byallag"
    lines = filled("search", "--", "Kil -pengar dialog").splitlines()
    assert lines[0] == "To narrow by “Kil”: metodbank search --municipality SE1715 -- '-pengar dialog'"


def test_what_follows_a_minus_is_left_out(filled: Run) -> None:
    found = [hit["text"] for hit in filled.json("search", "byalag dialog medskapande")["hits"]]
    assert any("byalag" in text for text in found)
    left = [hit["text"] for hit in filled.json("search", "byalag dialog medskapande -pengar")["hits"]]
    assert not any("pengar" in text for text in left)
    assert filled("search", "--", "-pengar").startswith("Nothing found.")


def test_filters_narrow_the_search(filled: Run) -> None:
    assert {hit["language"] for hit in filled.json("search", "borger", "--country", "DK")["hits"]} == {"da"}
    only = filled.json("search", "", "--municipality", "forshaga")["hits"]
    assert ["Fritidsbank" in hit["text"] for hit in only] == [True]
    assert filled.json("search", "byalag", "--year", "1990-1995")["hits"] == []
    assert {hit["year"] for hit in filled.json("search", "odense", "--year", "2016")["hits"]} == {2016}


def test_group_document_gives_one_hit_per_document(filled: Run) -> None:
    ids = [
        hit["document_id"] for hit in filled.json("search", "kommun kommune", "--group", "document")["hits"]
    ]
    assert sorted(ids) == sorted(set(ids))
    assert len(ids) == 2


def test_nothing_found_is_no_error(filled: Run) -> None:
    assert filled.json("search", "xyzzyqwerty")["hits"] == []
    assert "Nothing found" in filled("search", "xyzzyqwerty")


def test_empty_home_says_how_to_fill_it(run: Run) -> None:
    assert "metodbank ingest" in run("search", "byalag")
    assert run.json("search", "byalag")["total"] == 0
    assert "metodbank ingest" in run("document", "list")
    assert run.json("document", "list") == {"total": 0, "documents": []}


@pytest.mark.parametrize(
    "query", ["???", "()", '"', "text:foo AND (", "a* b~2 +x -y [1 TO 2]", "å" * 1500, "\x00"]
)
def test_any_text_is_a_valid_query(filled: Run, query: str) -> None:
    assert filled.json("search", query)["total"] >= 0


def test_too_long_query_is_refused_with_the_limit(filled: Run) -> None:
    answer = filled.json("search", "kommun " * 15_000, status=1)
    assert answer["error"]["type"] == "QueryError"
    assert "2000 is the limit" in answer["error"]["message"]


def test_document_is_shown_by_id_and_by_name(filled: Run) -> None:
    shown = filled.json("document", "show", "notes.txt")
    assert shown == filled.json("document", "show", str(shown["document_id"]))
    assert set(shown) == {"document_id", "source", "metadata", "chunks", "dropped"}
    assert shown["metadata"]["language"] == "sv"
    decoded = NOTES
    for chunk in shown["chunks"]:
        start, end = chunk["chars"]
        assert decoded[start:end] == chunk["text"]
        first = decoded[:start].count("\n") + 1
        assert chunk["lines"] == [first, first + chunk["text"].count("\n")]
    examples = [chunk for chunk in shown["chunks"] if chunk["is_example"]]
    assert [[place["code"] for place in chunk["municipalities"]] for chunk in examples] == [
        ["SE1715"],
        ["SE1763"],
    ]


def test_deleted_document_is_gone_everywhere(filled: Run) -> None:
    original = list((filled.home / "originals").rglob("*.txt"))
    assert len(original) == 2
    filled("document", "delete", "notes.txt", "--yes")
    assert [
        hit["source"] for hit in filled.json("search", "byalag Kil")["hits"] if hit["source"] == "notes.txt"
    ] == []
    filled("document", "show", "notes.txt", status=1)
    assert "metodbank document list" in filled.error
    assert len(list((filled.home / "originals").rglob("*.txt"))) == 1
    assert filled.json("index", "check") == {"problems": []}


def test_gone_file_is_reported_and_removed_on_prune_only(filled: Run, documents: Path) -> None:
    (documents / "notes.txt").unlink()
    assert [Path(path).name for path in filled.json("ingest", str(documents))["missing"]] == ["notes.txt"]
    assert filled.json("document", "list")["total"] == 2
    assert [Path(path).name for path in filled.json("ingest", str(documents), "--prune")["pruned"]] == [
        "notes.txt"
    ]
    assert filled.json("document", "list")["total"] == 1


def test_prune_leaves_other_folders_alone(filled: Run, documents: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.txt").write_text("En helt annan text om cykelvägar i Lund kommun.", encoding="utf-8")
    (documents / "notes.txt").unlink()
    assert filled.json("ingest", str(other), "--prune")["pruned"] == []
    assert filled.json("document", "list")["total"] == 3


def test_copy_and_move_are_told_apart(filled: Run, documents: Path) -> None:
    (documents / "kopia.txt").write_text(NOTES, encoding="utf-8")
    report = filled.json("ingest", str(documents))
    assert [Path(pair["path"]).name for pair in report["duplicates"]] == ["kopia.txt"]
    (documents / "notes.txt").unlink()
    report = filled.json("ingest", str(documents), "--prune")
    assert [Path(path).name for path in report["moved"]] == ["kopia.txt"]
    assert report["pruned"] == []
    assert filled.json("search", "byalag")["hits"][0]["source"] == "kopia.txt"


def test_bad_file_fails_alone(run: Run, documents: Path) -> None:
    (documents / "tom.txt").write_bytes(b"")
    (documents / "bild.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 50)
    report = run.json("ingest", str(documents), status=1)
    assert len(report["added"]) == 2
    reasons = {Path(failed["path"]).name: failed["reason"] for failed in report["failed"]}
    assert set(reasons) == {"tom.txt", "bild.txt"}
    assert "tom.txt" in reasons["tom.txt"]
    assert "cut off or broken" in reasons["bild.txt"]


def test_file_that_breaks_keeps_its_earlier_version(filled: Run, documents: Path) -> None:
    (documents / "notes.txt").write_bytes(b"")
    report = filled.json("ingest", str(documents), status=1)
    assert "The version stored before is kept" in report["failed"][0]["reason"]
    assert filled.json("search", "byalag")["hits"][0]["source"] == "notes.txt"


def test_missing_path_is_reported(run: Run, tmp_path: Path) -> None:
    report = run.json("ingest", str(tmp_path / "nowhere"), status=1)
    assert "nowhere" in report["failed"][0]["path"]


def test_unknown_theme_and_municipality_bring_suggestions(filled: Run) -> None:
    filled("search", "x", "--theme", "dialog.buget", status=1)
    assert "dialog.budget" in filled.error
    filled("search", "x", "--municipality", "Forshga", status=1)
    assert "Forshaga" in filled.error
    assert "Traceback" not in filled.error


def test_home_may_stand_behind_the_command(tmp_path: Path, run: Run, documents: Path) -> None:
    run("ingest", str(documents), "--home", str(tmp_path / "later"))
    assert (tmp_path / "later" / "store.sqlite").exists()
    assert not run.home.exists()


def test_themes_and_stats_count_documents(filled: Run) -> None:
    themes = {theme["id"]: theme for theme in filled.json("themes")["themes"]}
    assert len(themes) == 89
    assert themes["kultur.idrott"]["documents"] == 1  # fritidsbank, idrottsprylar
    assert themes["kultur"]["documents"] == 1
    assert themes["civil.byalag"]["documents"] == 2  # byalag, lokalråd
    stats = filled.json("stats")
    assert stats["documents"] == 2
    assert stats["languages"] == {"da": 1, "sv": 1}
    assert "byalag" in filled("themes", "--ui-language", "sv")


def test_lost_index_is_rebuilt_by_itself_and_damaged_one_names_its_cure(filled: Run) -> None:
    before = filled.json("search", "byalag")["hits"]
    (current,) = (filled.home / "index").glob("generation-*")
    (current / "vectors.bin").write_bytes(b"broken")
    filled("search", "byalag", status=1)
    assert "metodbank index rebuild" in filled.error
    filled("index", "rebuild")
    assert filled.json("search", "byalag")["hits"] == before
    assert "sound" in filled("index", "check")


def test_index_of_another_embedder_names_its_cure(filled: Run) -> None:
    (current,) = (filled.home / "index").glob("generation-*")
    manifest = json.loads((current / "manifest.json").read_text())
    manifest["embedder"]["name"] = "another"
    (current / "manifest.json").write_text(json.dumps(manifest))
    answer = filled.json("search", "byalag")
    assert answer["hits"][0]["source"] == "notes.txt"
    assert {name for hit in answer["hits"] for name, found in hit["evidence"].items() if found} == {"lexical"}
    assert answer["problem"].startswith("Searched by words only")
    assert answer["problem"] in filled.error
    assert "Run: metodbank index rebuild" in filled.error
    filled("index", "check", status=1)
    filled("index", "rebuild")
    answer = filled.json("search", "två byalag fick pengar att använda")
    assert answer["problem"] is None
    assert answer["hits"][0]["evidence"]["semantic"]["rank"] == 1


def test_index_catches_up_with_the_store(filled: Run) -> None:
    import shutil

    shutil.rmtree(filled.home / "index")
    assert filled.json("search", "byalag")["hits"][0]["source"] == "notes.txt"


def test_corrupt_store_is_named_with_its_cure(filled: Run) -> None:
    for path in filled.home.glob("store.sqlite*"):
        path.unlink()
    (filled.home / "store.sqlite").write_bytes(b"no database at all, just text " * 500)
    filled("search", "byalag", status=1)
    assert "store.sqlite is damaged" in filled.error
    assert "metodbank restore" in filled.error


def test_backup_is_restored_elsewhere(
    filled: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled("backup", str(tmp_path / "b.zip"))
    other = Run(tmp_path / "other", capsys)
    assert "2 documents" in other("restore", str(tmp_path / "b.zip"))
    assert other.json("search", "byalag")["hits"] == filled.json("search", "byalag")["hits"]
    assert len(list((other.home / "originals").rglob("*.txt"))) == 2
    other("restore", str(tmp_path / "b.zip"), status=1)
    assert "--replace" in other.error
    assert "before-restore" in other("restore", "--replace", str(tmp_path / "b.zip"))


def test_foreign_file_is_no_backup(run: Run, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"no zip")
    run("restore", str(tmp_path / "b.zip"), status=1)
    assert "no backup of Metodbank" in run.error
    run("restore", str(tmp_path / "missing.zip"), status=1)
    assert "There is no file" in run.error


def test_backup_of_an_empty_home_is_refused(run: Run, tmp_path: Path) -> None:
    run("backup", str(tmp_path / "b.zip"), status=1)
    assert not (tmp_path / "b.zip").exists()


def test_doctor_finds_nothing_wrong_with_a_sound_home(filled: Run) -> None:
    report = filled.json("doctor")
    assert report["documents"] == 2
    assert report["problems"] == []
    assert report["versions"]["tantivy"]
    name, _, about = report["embedder"].partition(", ")
    assert report["index"].startswith(f"'{name}' (revision ")
    assert re.fullmatch(r"\d+ dimensions, revision .+", about)


def test_doctor_creates_no_home(run: Run) -> None:
    assert run.json("doctor")["documents"] is None
    assert not run.home.exists()


def test_chunks_know_no_orphans_after_everything(filled: Run) -> None:
    with sqlite3.connect(filled.home / "store.sqlite") as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def test_wrong_usage_leaves_with_status_two(run: Run) -> None:
    run("search", status=2)
    run("search", "x", "--country", "NO", status=2)
    run("nonsense", status=2)


def test_empty_folder_is_said_to_be_empty(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no files to take in" in run("ingest", str(tmp_path / "empty"))


def test_wrong_usage_answers_in_json_too(run: Run) -> None:
    error = run.json("search", "x", "--country", "NO", status=2)["error"]
    assert "'NO' is not one of" in error["message"]


def test_places_are_shown_by_name(filled: Run) -> None:
    shown = filled("search", "byalag", "--limit", "1")
    assert "Kil · notes.txt · line 5" in shown


def test_damaged_backup_is_no_surprise(
    filled: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled("backup", str(tmp_path / "b.zip"))
    data = bytearray((tmp_path / "b.zip").read_bytes())
    data[400:900] = bytes(byte ^ 255 for byte in data[400:900])
    (tmp_path / "b.zip").write_bytes(data)
    other = Run(tmp_path / "other", capsys)
    other("restore", str(tmp_path / "b.zip"), status=1)
    assert "damaged" in other.error
    assert "did not foresee" not in other.error


def test_nothing_changes_while_the_index_cannot_be_used(filled: Run, documents: Path) -> None:
    (current,) = (filled.home / "index").glob("generation-*")
    (current / "vectors.bin").write_bytes(b"broken")
    (documents / "ny.txt").write_text(
        "Ny text om cykelvägar i Lunds kommun, och hur de kom till.", encoding="utf-8"
    )
    filled("ingest", str(documents), status=1)
    assert "metodbank index rebuild" in filled.error
    filled("document", "delete", "notes.txt", "--yes", status=1)
    assert sorted(one["source"] for one in filled.json("document", "list")["documents"]) == [
        "artikel.txt",
        "notes.txt",
    ]

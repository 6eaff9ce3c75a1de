"""Choosing a model on the command line, and what happens when it cannot be loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kb.conftest import Run
from tests.search.static_models import save_static_model


def test_chosen_model_is_remembered_and_used(filled: Run, tmp_path: Path) -> None:
    folder = save_static_model(tmp_path / "my-model")
    (filled.home / "kb.toml").write_text('# mine\nui_language = "da"  # also mine\n', encoding="utf-8")
    assert "'my-model' (revision " in filled("index", "rebuild", "--model", str(folder))
    assert (filled.home / "kb.toml").read_text(encoding="utf-8") == (
        f'# mine\nui_language = "da"  # also mine\nembedder = "static:{folder}"\n'
    )
    assert filled.json("search", "byalag")["problem"] is None
    assert "'my-model'" in filled.json("stats")["index"]
    assert ", 4 dimensions)" in filled.json("stats")["index"]
    doctor = filled.json("doctor")
    assert doctor["embedder"].startswith("my-model, 4 dimensions")
    assert doctor["index"] == filled.json("stats")["index"]
    assert filled.json("index", "check") == {"problems": []}
    filled("index", "rebuild", "--model", "hashing")
    assert 'embedder = "hashing"' in (filled.home / "kb.toml").read_text(encoding="utf-8")
    assert "'hashing'" in filled("stats")


def test_model_that_cannot_be_loaded_changes_nothing(filled: Run, tmp_path: Path) -> None:
    folder = save_static_model(tmp_path / "my-model")
    filled("index", "rebuild", "--model", str(folder))
    kept = (filled.home / "kb.toml").read_bytes(), (filled.home / "index" / "CURRENT").read_bytes()
    half = save_static_model(tmp_path / "half")
    (half / "tokenizer.json").unlink()
    for model in (str(half), str(tmp_path / "absent"), "static:" + str(tmp_path / "absent"), "hashing:x", ""):
        filled("index", "rebuild", "--model", model, status=1)
        assert filled.error.startswith("Error: ")
        assert filled.error.count("\n") == 1
    assert kept == ((filled.home / "kb.toml").read_bytes(), (filled.home / "index" / "CURRENT").read_bytes())
    assert filled.json("search", "byalag")["problem"] is None


def test_words_still_find_when_the_model_is_gone_and_nothing_is_taken_in(
    filled: Run, documents: Path, tmp_path: Path
) -> None:
    folder = save_static_model(tmp_path / "my-model")
    filled("index", "rebuild", "--model", str(folder))
    (folder / "model.safetensors").write_bytes((folder / "model.safetensors").read_bytes()[:100])
    answer = filled.json("search", "byalag")
    assert answer["hits"][0]["source"] == "notes.txt"
    assert "model.safetensors is damaged" in answer["problem"]
    assert "metodbank index rebuild --model" in answer["problem"]
    shown = filled("search", "byalag")
    assert "notes.txt" in shown
    assert filled.error == f"Warning: {answer['problem']}\n"
    (documents / "ny.txt").write_text("Ny text om cykelvägar i Lunds kommun, och mer.", encoding="utf-8")
    filled("ingest", str(documents), status=1)
    assert "model.safetensors is damaged" in filled.error
    assert filled.json("document", "list")["total"] == 2
    assert len(filled.json("doctor", status=1)["problems"]) == 1
    filled("index", "rebuild", "--model", "hashing")
    assert filled.json("search", "byalag")["problem"] is None


def test_variable_that_overrules_the_choice_is_told(
    filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("METODBANK_EMBEDDER", "hashing")
    filled("index", "rebuild", "--model", "hashing")
    assert filled.error == ""
    filled("index", "rebuild", "--model", str(save_static_model(tmp_path / "my-model")))
    assert "METODBANK_EMBEDDER=hashing in the environment overrules kb.toml" in filled.error
    assert "Run: metodbank index rebuild" in filled.json("search", "byalag")["problem"]
    monkeypatch.delenv("METODBANK_EMBEDDER")
    assert filled.json("search", "byalag")["problem"] is None


def test_empty_home_needs_no_model(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METODBANK_EMBEDDER", f"static:{tmp_path / 'absent'}")
    assert "metodbank ingest" in run("search", "byalag")


def test_unknown_embedder_is_an_error_of_the_settings(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METODBANK_EMBEDDER", "word2vec")
    assert filled.json("search", "byalag", status=1)["error"]["type"] == "SettingsError"

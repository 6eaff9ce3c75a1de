"""Practices in the store, at the desk and on the command line."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kb.errors import PracticeNotFoundError
from kb.gazetteer import Gazetteer
from kb.home import locked
from kb.knowledge_base import open_knowledge_base
from kb.practice_desk import PracticeDesk
from kb.practices import (
    CuratorText,
    PracticeDraft,
    PracticeField,
    PracticeFilters,
    PracticeId,
    PracticeKind,
    PracticeState,
    Quote,
    TitleOrigin,
)
from kb.records import ChunkId, DocumentId, Language
from kb.settings import load_settings
from kb.store import Store
from tests.kb.conftest import Run


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def quote(text: str, code: str | None = None, *, chunk: int = 1, document: int = 1) -> Quote:
    return Quote(
        chunk_id=ChunkId(chunk),
        document_id=DocumentId(document),
        start=10,
        end=10 + len(text),
        page=2,
        text=text,
        code=code,
    )


def draft(key: str, title: str = "Byalag i Kil", **changes: object) -> PracticeDraft:
    made = PracticeDraft(
        keys=(key,),
        kind=PracticeKind.MENTION,
        title=title,
        title_origin=TitleOrigin.PASSAGE,
        name=None,
        language=Language.SWEDISH,
        municipalities=("SE1715",),
        countries=("SE",),
        passages=(quote("I Kil fick två byalag pengar."),),
        fields={
            PracticeField.THEMES: (quote("byalag", "civil.byalag"),),
            PracticeField.MUNICIPALITIES: (quote("Kil", "SE1715"),),
        },
    )
    return replace(made, **changes)  # type: ignore[arg-type] # the fields of the record


def put(store: Store, *drafts: PracticeDraft, instead_of: set[str] | None = None) -> None:
    store.practices.put_candidates(drafts, instead_of=instead_of, last_change=0, rules_version=1)


def listed(store: Store, filters: PracticeFilters | None = None) -> dict[str, int]:
    found = store.practices.list(filters or PracticeFilters(), limit=100, offset=0)
    return {each.draft.title: each.id for each in found}


def test_what_is_put_is_read_back(store: Store) -> None:
    given = draft(
        "a",
        keys=("a", "b"),
        state=PracticeState.PUBLISHED,
        municipalities=("SE1763", "SE1715", "DK461"),
        countries=("SE", "DK"),
        texts=(
            CuratorText(field=PracticeField.SUMMARY, language=Language.DANISH, text="To lokalråd fik penge."),
        ),
    )
    practice_id = store.practices.insert(given)
    (found,) = store.practices.by_id([practice_id])
    assert found.draft == given


def test_a_known_key_keeps_its_id_and_a_new_one_gets_a_new_id(store: Store) -> None:
    put(store, draft("a", "A"), draft("b", "B"))
    before = listed(store)
    put(store, draft("b", "B ny"), draft("c", "C"))
    after = listed(store)
    assert after["B ny"] == before["B"]
    assert set(after) == {"B ny", "C"}
    assert after["C"] > max(before.values())


def test_only_candidates_with_the_keys_named_are_replaced(store: Store) -> None:
    put(store, draft("a", "A"), draft("b", "B"), draft("c", "C"))
    put(store, draft("b", "B ny"), instead_of={"a", "b"})
    assert set(listed(store)) == {"B ny", "C"}


def test_what_belongs_to_a_curator_is_never_touched(store: Store) -> None:
    own = draft("a", "Egen", state=PracticeState.DRAFT, keys=("a", "merged"))
    practice_id = store.practices.insert(own)
    put(store, draft("a", "Ny"), draft("merged", "Ny"), draft("b", "B"))
    put(store, draft("b", "B"))
    assert set(listed(store)) == {"Egen", "B"}
    (found,) = store.practices.by_id([practice_id])
    assert found.draft == own


def test_a_new_chunk_alone_is_no_news(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from kb.store import practices

    monkeypatch.setattr(practices, "_now", lambda: "2026-01-01T00:00:00+00:00")
    put(store, draft("a"))
    monkeypatch.setattr(practices, "_now", lambda: "2026-02-02T00:00:00+00:00")
    put(store, draft("a", passages=(quote("I Kil fick två byalag pengar.", chunk=7),)))
    (found,) = store.practices.list(PracticeFilters(), limit=1, offset=0)
    assert (found.updated_at, found.draft.passages[0].chunk_id) == ("2026-01-01T00:00:00+00:00", 7)
    put(store, draft("a", "Ny titel"))
    (found,) = store.practices.list(PracticeFilters(), limit=1, offset=0)
    assert found.updated_at == "2026-02-02T00:00:00+00:00"


def test_filters_narrow_by_kind_and_widen_within_one(store: Store) -> None:
    odense = draft(
        "b", "Odense", municipalities=("DK461",), countries=("DK",), kind=PracticeKind.PRACTICE, fields={}
    )
    put(store, draft("a", "Kil"), odense)
    assert set(listed(store, PracticeFilters(countries=frozenset({"DK"})))) == {"Odense"}
    assert set(listed(store, PracticeFilters(municipalities=frozenset({"DK461", "SE1715"})))) == {
        "Kil",
        "Odense",
    }
    # a theme lets its sub-themes through
    assert set(listed(store, PracticeFilters(themes=frozenset({"civil"})))) == {"Kil"}
    assert set(listed(store, PracticeFilters(kinds=frozenset({"practice"})))) == {"Odense"}
    assert listed(store, PracticeFilters(kinds=frozenset({"practice"}), countries=frozenset({"SE"}))) == {}


def test_counts_are_of_what_passes_the_filters(store: Store) -> None:
    put(store, draft("a", "A"), draft("b", "B", kind=PracticeKind.PRACTICE))
    counts = store.practices.counts(PracticeFilters())
    assert (counts.total, counts.kinds, counts.states) == (2, {"mention": 1, "practice": 1}, {"candidate": 2})
    assert counts.themes == {"civil": 2, "civil.byalag": 2}
    assert store.practices.counts(PracticeFilters(kinds=frozenset({"mention"}))).municipalities == {
        "SE1715": 1
    }


def test_a_practice_that_is_not_there_is_told_with_the_cure(tmp_path: Path, store: Store) -> None:
    with pytest.raises(
        PracticeNotFoundError, match=r"no practice 7[.] List them with: metodbank practice list"
    ):
        PracticeDesk(tmp_path, store).show(PracticeId(7))


# On the command line


def test_practices_are_listed_after_an_ingest_and_gone_with_their_document(filled: Run) -> None:
    listing = filled.json("practice", "list")
    assert {each["title"] for each in listing["practices"]} >= {
        "I Kils kommun fick två byalag pengar att använda som de ville",
        "Fritidsbank lånar ut idrottsprylar gratis",
    }
    assert listing["total"] == len(listing["practices"]) == listing["counts"]["kind"][0]["n"]
    filled("document", "delete", "notes.txt", "--yes")
    left = {each["title"] for each in filled.json("practice", "list")["practices"]}
    assert not any("Kils" in title for title in left)


def test_a_home_of_an_older_version_gets_its_candidates_when_they_are_asked_for(filled: Run) -> None:
    with sqlite3.connect(filled.home / "store.sqlite") as raw:
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("DELETE FROM practices")
        raw.execute("UPDATE practice_build SET last_change = 0, rules_version = 0")
    raw.close()
    assert filled.json("practice", "list")["total"] > 0


def test_while_another_process_changes_the_home_what_is_there_is_shown(
    filled: Run, caplog: pytest.LogCaptureFixture
) -> None:
    knowledge_base = open_knowledge_base(load_settings(home=filled.home))
    n_before = knowledge_base.practices.counts().total
    with sqlite3.connect(filled.home / "store.sqlite") as raw:
        raw.execute("UPDATE practice_build SET rules_version = 0")
    raw.close()
    with locked(filled.home, "ingest something"):
        assert knowledge_base.practices.counts().total == n_before
    assert "may not be all" in caplog.text
    knowledge_base.close()


def test_one_document_that_cannot_be_read_for_practices_leaves_the_others(
    run: Run, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest import practices

    told_by = practices.told_by

    def failing(told: practices.Told, gazetteer: Gazetteer) -> list[practices.Contribution]:
        if told.document.source.name == "artikel.txt":
            raise ZeroDivisionError
        return told_by(told, gazetteer)

    monkeypatch.setattr(practices, "told_by", failing)
    run("ingest", str(documents))
    assert "no practices are read from artikel.txt" in run.error
    assert {each["document_ids"][0] for each in run.json("practice", "list")["practices"]} == {2}


def test_a_listing_is_narrowed_and_paged(filled: Run) -> None:
    assert "Kil" in filled("practice", "list", "--municipality", "Kil")
    assert "No practice passes these filters" in filled("practice", "list", "--kind", "dialogue")
    assert "1 more: --offset 1" in filled("practice", "list", "--limit", "1", "--country", "se")
    assert "There are only" in filled("practice", "list", "--offset", "99")
    assert filled.json("practice", "list", "--country", "DK", "--theme", "klimat")["practices"] == []


def test_an_unknown_municipality_is_told_with_the_closest(filled: Run) -> None:
    filled("practice", "list", "--municipality", "Forshagga", status=1)
    assert "Forshaga" in filled.error


def test_an_empty_home_says_what_to_do(run: Run, tmp_path: Path) -> None:
    assert "metodbank ingest FOLDER" in run("practice", "list")
    assert run.json("practice", "list") == {
        "total": 0,
        "counts": {"kind": [], "state": [], "country": [], "municipality": [], "theme": []},
        "practices": [],
    }
    (tmp_path / "a.txt").write_text("Ett stycke text som inte säger något om någon.", encoding="utf-8")
    run("ingest", str(tmp_path / "a.txt"))
    assert "name no practices" in run("practice", "list")


def test_a_practice_is_shown_with_every_quote_and_its_source(filled: Run) -> None:
    (listed,) = filled.json("practice", "list", "--municipality", "Forshaga")["practices"]
    shown = filled.json("practice", "show", str(listed["practice_id"]))
    assert {key: shown[key] for key in listed} == listed
    assert set(shown["fields"]) == {field.value for field in PracticeField}
    (place,) = shown["fields"]["municipalities"]
    assert (place["text"], place["code"], place["source"]) == ("Forshaga kommun", "SE1763", "notes.txt")
    document = filled.json("document", "show", "notes.txt")
    (chunk,) = [each for each in document["chunks"] if each["id"] == place["chunk_id"]]
    assert place["text"] in chunk["text"]
    printed = filled("practice", "show", str(listed["practice_id"]))
    assert "SE1763: “Forshaga kommun” (notes.txt, document" in printed
    assert json.dumps(shown["passages"][0]["text"], ensure_ascii=False)[1:20] in printed


def test_an_unknown_practice_is_an_error_in_both_shapes(filled: Run) -> None:
    answer = filled.json("practice", "show", "999", status=1)
    assert answer["error"]["type"] == "PracticeNotFoundError"
    assert "metodbank practice list" in filled.error
    filled("practice", "show", "abc", status=2)

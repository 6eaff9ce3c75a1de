from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.backup import read_backup, write_backup
from kb.errors import DiskFullError, DocumentNotFoundError, EmbedderError, SettingsError
from kb.home import locked
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records import ChunkId, DocumentId, Facet, Filters, Query
from kb.settings import load_settings
from search.backend import EmbeddedBackend
from tests.samples import prepared
from tests.search.static_models import save_static_model


@pytest.fixture
def knowledge_base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    opened = open_knowledge_base(load_settings(home=tmp_path / "home"))
    yield opened
    opened.close()


def put(knowledge_base: KnowledgeBase, path: str, *texts: str) -> DocumentId:
    return knowledge_base.store.put_document(prepared(path, texts), pipeline_version=1)


def found(knowledge_base: KnowledgeBase, text: str, **named: object) -> list[str]:
    query = Query(text=text, **named)  # type: ignore[arg-type]
    return [hit.chunk.text for hit in knowledge_base.search(query).hits]


def test_search_sees_what_was_stored_since(knowledge_base: KnowledgeBase) -> None:
    put(knowledge_base, "/a.txt", "Byalaget fick pengar.")
    assert found(knowledge_base, "byalag") == ["Byalaget fick pengar."]
    put(knowledge_base, "/b.txt", "Ett annat byalag.")
    assert sorted(found(knowledge_base, "byalag")) == ["Byalaget fick pengar.", "Ett annat byalag."]


def test_index_changed_by_another_process_is_noticed(knowledge_base: KnowledgeBase) -> None:
    put(knowledge_base, "/a.txt", "Byalaget fick pengar.")
    assert found(knowledge_base, "byalag")
    other = open_knowledge_base(knowledge_base.settings)
    other.delete_document(DocumentId(1))
    other.close()
    assert found(knowledge_base, "byalag") == []


def test_search_goes_on_with_the_old_index_while_another_process_writes(
    knowledge_base: KnowledgeBase, caplog: pytest.LogCaptureFixture
) -> None:
    put(knowledge_base, "/a.txt", "Byalaget fick pengar.")
    assert found(knowledge_base, "byalag")
    put(knowledge_base, "/b.txt", "Ett annat byalag.")
    with locked(knowledge_base.settings.home, "ingest"), caplog.at_level(logging.WARNING):
        assert found(knowledge_base, "byalag") == ["Byalaget fick pengar."]
    assert "may not be all" in caplog.text


def test_full_disk_does_not_stop_searching(
    knowledge_base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(knowledge_base, "/a.txt", "Byalaget fick pengar.")
    assert found(knowledge_base, "byalag")
    put(knowledge_base, "/b.txt", "Ett annat byalag.")

    def full(*_: object, **__: object) -> None:
        raise DiskFullError("full")

    monkeypatch.setattr(EmbeddedBackend, "update", full)
    assert found(knowledge_base, "byalag") == ["Byalaget fick pengar."]


def test_pages_of_hits_follow_each_other(knowledge_base: KnowledgeBase) -> None:
    put(knowledge_base, "/a.txt", *[f"Byalag nummer {number}." for number in range(7)])
    whole = found(knowledge_base, "byalag", limit=7)
    assert (
        found(knowledge_base, "byalag", limit=3) + found(knowledge_base, "byalag", limit=4, offset=3) == whole
    )
    ranks = [hit.rank for hit in knowledge_base.search(Query(text="byalag", limit=2, offset=3)).hits]
    assert ranks == [4, 5]


def test_grouping_keeps_the_best_of_each_document(knowledge_base: KnowledgeBase) -> None:
    put(knowledge_base, "/a.txt", "Byalag.", "Ett byalag och mycket annat som inte hör till saken.")
    put(knowledge_base, "/b.txt", "Det fanns ett byalag där.")
    every = knowledge_base.search(Query(text="byalag"))
    grouped = knowledge_base.search(Query(text="byalag", group_by_document=True))
    assert (every.total, grouped.total) == (3, 2)
    assert grouped.hits[0].chunk == every.hits[0].chunk
    assert (every.facets[Facet.LANGUAGE], grouped.facets[Facet.LANGUAGE]) == ((("sv", 3),), (("sv", 2),))


def test_empty_query_lists_what_the_filters_let_through(knowledge_base: KnowledgeBase) -> None:
    put(knowledge_base, "/a.txt", "Byalaget fick pengar.")
    assert found(knowledge_base, "") == []
    assert found(knowledge_base, "", filters=Filters(years=(2017, 2017))) == ["Byalaget fick pengar."]
    assert found(knowledge_base, "", filters=Filters(years=(1990, 1991))) == []


def test_id_comes_before_a_name_that_looks_like_one(knowledge_base: KnowledgeBase) -> None:
    first = put(knowledge_base, "/a.txt", "a")
    put(knowledge_base, "/1", "b")
    third = put(knowledge_base, "/77", "c")
    assert knowledge_base.find_document("1") == first
    assert knowledge_base.find_document("77") == third


def test_name_is_found_in_either_unicode_form(knowledge_base: KnowledgeBase) -> None:
    document_id = put(knowledge_base, "/a\u030angström.txt", "a")
    assert knowledge_base.find_document("Ångström.txt") == document_id


def test_restored_store_is_noticed_by_an_open_one(knowledge_base: KnowledgeBase, tmp_path: Path) -> None:
    put(knowledge_base, "/a.txt", "Byalaget fick pengar.")
    assert found(knowledge_base, "byalag")
    other = open_knowledge_base(load_settings(home=tmp_path / "other"))
    put(other, "/b.txt", "Natteravne gik hver lørdag.")
    write_backup(other.settings, tmp_path / "other.zip")
    other.close()
    read_backup(knowledge_base.settings, tmp_path / "other.zip", replace=True)
    assert [document.source.name for document in knowledge_base.documents()] == ["b.txt"]
    assert found(knowledge_base, "byalag natteravne") == ["Natteravne gik hver lørdag."]


def test_index_of_a_lost_store_is_not_used(knowledge_base: KnowledgeBase) -> None:
    put(knowledge_base, "/a.txt", "Byalaget fick pengar.")
    assert found(knowledge_base, "byalag")
    knowledge_base.close()
    for path in knowledge_base.settings.home.glob("store.sqlite*"):
        path.unlink()
    anew = open_knowledge_base(knowledge_base.settings)
    assert found(anew, "byalag") == []
    put(anew, "/b.txt", "Ett annat byalag.")
    assert found(anew, "byalag") == ["Ett annat byalag."]
    assert anew.check_index() == []
    anew.close()


def test_name_of_several_documents_asks_for_an_id(knowledge_base: KnowledgeBase) -> None:
    put(knowledge_base, "/x/notes.txt", "a")
    put(knowledge_base, "/y/notes.txt", "b")
    with pytest.raises(DocumentNotFoundError, match=r"2 documents are named 'notes\.txt'.* ids: 1, 2"):
        knowledge_base.find_document("notes.txt")


def test_rebuilt_index_gives_the_same_answers(knowledge_base: KnowledgeBase) -> None:
    put(knowledge_base, "/a.txt", "Byalaget fick pengar.", "Natteravnene gik hver lørdag.")
    before = [
        (hit.chunk.id, hit.score) for hit in knowledge_base.search(Query(text="natteravne byalag")).hits
    ]
    assert knowledge_base.rebuild_index() == 2
    after = [(hit.chunk.id, hit.score) for hit in knowledge_base.search(Query(text="natteravne byalag")).hits]
    assert after == before
    assert knowledge_base.check_index() == []


def test_model_chosen_by_another_process_is_taken_over(knowledge_base: KnowledgeBase, tmp_path: Path) -> None:
    put(knowledge_base, "/a.txt", "Medborgardialog i parken.")
    assert found(knowledge_base, "medborgardialog")
    other = open_knowledge_base(load_settings(home=knowledge_base.settings.home))
    other.rebuild_index(model=str(save_static_model(tmp_path / "tiny")))
    other.close()
    result = knowledge_base.search(Query(text="borgerinddragelse"))
    assert (result.problem, [hit.chunk.text for hit in result.hits]) == (None, ["Medborgardialog i parken."])
    assert knowledge_base.settings.embedder == f"static:{tmp_path / 'tiny'}"


def test_model_given_to_the_settings_is_not_exchanged_for_that_of_the_file(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = open_knowledge_base(load_settings(home=home))
    put(first, "/a.txt", "Medborgardialog i parken.")
    first.rebuild_index(model="hashing")
    first.close()
    folder = save_static_model(tmp_path / "tiny")
    other = open_knowledge_base(load_settings(home=home, embedder=f"static:{folder}"))
    problem = other.search(Query(text="parken")).problem
    other.close()
    assert problem is not None
    assert "was built with 'hashing'" in problem
    assert "settings ask for 'tiny'" in problem


def test_broken_model_is_exchanged_while_the_app_is_open(tmp_path: Path) -> None:
    home = tmp_path / "home"
    folder = save_static_model(tmp_path / "tiny")
    first = open_knowledge_base(load_settings(home=home))
    put(first, "/a.txt", "Medborgardialog i parken.")
    first.rebuild_index(model=str(folder))
    first.close()
    (folder / "tokenizer.json").unlink()
    app = open_knowledge_base(load_settings(home=home))
    result = app.search(Query(text="parken"))
    assert [hit.chunk.text for hit in result.hits] == ["Medborgardialog i parken."]
    assert "tokenizer.json is missing" in str(result.problem)
    cure = open_knowledge_base(load_settings(home=home))
    cure.rebuild_index(model="hashing")
    cure.close()
    assert app.search(Query(text="parken")).problem is None
    app.close()


def test_index_that_was_never_made_cannot_do_without_the_model(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path / "home", embedder=f"static:{tmp_path / 'absent'}")
    opened = open_knowledge_base(settings)
    put(opened, "/a.txt", "Medborgardialog i parken.")
    with pytest.raises(EmbedderError, match="There is no model folder"):
        opened.search(Query(text="parken"))
    opened.close()


def test_index_is_kept_when_the_settings_file_cannot_be_changed_with_care(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "kb.toml").write_text('"embedder" = "hashing"\n')
    opened = open_knowledge_base(load_settings(home=home))
    put(opened, "/a.txt", "Medborgardialog i parken.")
    assert found(opened, "parken")
    with pytest.raises(SettingsError, match="Write into it yourself"):
        opened.rebuild_index(model=str(save_static_model(tmp_path / "tiny")))
    assert "'hashing'" in str(opened.index_made_with())
    opened.close()


def test_copies_in_other_documents_are_told_with_the_hit(knowledge_base: KnowledgeBase) -> None:
    put(knowledge_base, "/a.txt", "Byalaget fick pengar till scenen.")
    knowledge_base.store.put_document(
        prepared("/b.txt", ["Byalaget fick pengar till scenen."], title="Årsbok"), pipeline_version=1
    )
    result = knowledge_base.search(Query(text="byalaget scenen"))
    (hit,) = result.hits
    assert result.total == 1
    copy = {1: (2, 2, "Årsbok"), 2: (1, 1, "Anteckningar")}[hit.chunk.id]
    assert [(each.chunk_id, each.document_id, each.title) for each in hit.duplicates] == [copy]


def test_a_hit_shows_its_nearest_sentence(knowledge_base: KnowledgeBase) -> None:
    put(
        knowledge_base, "/a.txt", "Mötet hölls i maj. Nattvandrarna gick genom centrum. Sedan blev det kaffe."
    )
    (hit,) = knowledge_base.search(Query(text="nattvandrare i centrum")).hits
    assert hit.best is not None
    assert hit.chunk.text[hit.best.start : hit.best.end] == "Nattvandrarna gick genom centrum."


def test_why_of_a_hit_like_an_example_names_what_they_share(knowledge_base: KnowledgeBase) -> None:
    put(knowledge_base, "/a.txt", "Byalaget i Kil byggde en scen.", "Byalaget i Grums byggde en brygga.")
    (hit,) = knowledge_base.search(Query(text="", like=(ChunkId(1),))).hits
    assert hit.chunk.id == 2
    assert ("Byalaget", "Byalaget", "exact") in [(why.query, why.text, why.kind) for why in hit.why]


def test_the_whole_ranking_is_that_of_which_search_shows_a_page(knowledge_base: KnowledgeBase) -> None:
    put(knowledge_base, "/a.txt", *[f"Byalag nummer {number}." for number in range(7)])
    ranked = [each.chunk_id for each in knowledge_base.rank(Query(text="byalag", limit=2)).ranked]
    pages = [
        hit.chunk.id
        for offset in (0, 3, 6)
        for hit in knowledge_base.search(Query(text="byalag", limit=3, offset=offset)).hits
    ]
    assert pages == ranked
    assert sorted(ranked) == list(range(1, 8))

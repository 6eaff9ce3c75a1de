from __future__ import annotations

from pathlib import Path

from ingest.run import run
from kb.gazetteer import load_gazetteer
from kb.records import IngestReport, MaskedFile
from kb.store import Store
from kb.taxonomy import load_taxonomy

TEXT = (
    "Om lån av skidor\n\nAlla i byn får låna skidor gratis. "
    "Ring Anna Berg på 070-123 45 67 eller kom förbi.\n"
)


def ingest(store: Store, path: Path, *, mask_personal_data: bool = True) -> IngestReport:
    return run(
        store,
        [path],
        taxonomy=load_taxonomy(),
        gazetteer=load_gazetteer(),
        originals=store.path.parent / "originals",
        max_bytes=1_000_000,
        mask_personal_data=mask_personal_data,
    )


def text_of(store: Store) -> str:
    (document_id,) = store.all_document_ids()
    return store.text(document_id) + "".join(chunk.text for chunk in store.chunks(document_id))


def test_report_counts_what_was_masked_by_file(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    report = ingest(store, path)
    assert report.masked == (MaskedFile(path=str(path), counts={"phone": 1}),)
    assert "070" not in text_of(store)
    assert ingest(store, path).masked == ()


def test_changing_the_setting_takes_files_in_again(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert ingest(store, path, mask_personal_data=False).masked == ()
    assert text_of(store).count("070-123 45 67") == 2
    assert ingest(store, path, mask_personal_data=False).unchanged == (str(path),)
    assert ingest(store, path).changed == (str(path),)
    assert "070" not in text_of(store)

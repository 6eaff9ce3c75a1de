"""The pages where documents are handed in, over a real home."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.personal_data import PersonalDataKind
from kb.accounts import ANYBODY, Actor, Role
from kb.batches import Batch, BatchFile, BatchState, FileState
from kb.errors import ChangedMeanwhileError
from kb.i18n import UI_LANGUAGES
from kb.knowledge_base import KnowledgeBase
from tests.kb.batch_help import ANNA, BO, BRIDGE, CURATOR, NIGHT, SHORT, read, zipped
from tests.ui.conftest import OpenAs, html_of
from tests.ui.contribute_steps import do, only
from ui.batch_checks import _KINDS
from ui.batch_reasons import reason_key

LIBRARY = Path(__file__).resolve().parents[1] / "library" / "documents"


@pytest.fixture
def base(home: KnowledgeBase) -> KnowledgeBase:
    return home


def _batch_html(open_as: OpenAs, batch: Batch, actor: Actor = ANNA, **parameters: str) -> str:
    return html_of(open_as(actor, "batch", id=str(batch.id), **parameters))


def _article(html: str, file: BatchFile) -> str:
    (found,) = re.findall(rf'<article class="mb-file" data-file="{file.id}".*?</article>', html, re.DOTALL)
    return str(found)


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


# The page where one begins


def test_everybody_reads_what_may_be_handed_in_and_gets_the_templates(open_as: OpenAs) -> None:
    html = html_of(open_as(ANYBODY, "contribute"))
    assert "För att lämna in behöver du ett konto." in html
    assert 'href="./login?next=contribute"' in html
    for language in ("sv", "da"):
        for suffix in ("docx", "md"):
            assert f'href="./template?language={language}&amp;format={suffix}"' in html
    assert "Högst 200 filer åt gången, 200 MB per fil och 1\u00a0000 MB tillsammans." in html
    assert "<form" not in html.partition("<h1")[2]


def test_a_reader_with_an_account_is_told_whom_to_ask(open_as: OpenAs) -> None:
    html = html_of(open_as(Actor(login="rut", name="Rut", role=Role.READER), "contribute"))
    assert "Ditt konto kan läsa men inte lämna in." in html
    assert "<form" not in html.partition("<h1")[2]


def test_ones_own_batches_are_listed_with_their_state_and_those_of_others_are_not(
    open_as: OpenAs, anna: KnowledgeBase, home: KnowledgeBase
) -> None:
    mine = anna.batches.begin('Dialog <b>"bord"')
    anna.batches.announce(mine.id, [("a.txt", 5)])
    home.acting_as(BO).batches.begin("Bos anteckningar")
    html = html_of(open_as(ANNA, "contribute"))
    assert 'href="./batch?id=1">Dialog &lt;b&gt;&quot;bord&quot;</a>' in html
    assert "inte inlämnad än 1 fil 1 har inte kommit fram" in _words(html)
    assert "Bos anteckningar" not in html
    assert "Bos anteckningar" in html_of(open_as(CURATOR, "contribute"))


def test_decided_documents_are_counted_where_batches_are_listed(open_as: OpenAs, anna: KnowledgeBase) -> None:
    batch = read(anna, {"bron.md": BRIDGE, "natt.md": NIGHT})
    anna.batches.hand_in(batch.id)
    assert "inlämnad 2 filer 2 dokument väntar på granskning" in _words(html_of(open_as(ANNA, "contribute")))


# The page of a batch


@pytest.mark.parametrize("asked", ["99", "x", "", "1" * 30, "٣"])
def test_a_batch_that_is_not_there_is_told_so(open_as: OpenAs, asked: str) -> None:
    html = html_of(open_as(ANNA, "batch", id=asked))
    assert "Inlämningen finns inte" in html
    assert html.count("<h1") == 1


def test_a_batch_of_somebody_else_looks_as_if_it_was_not_there(open_as: OpenAs, anna: KnowledgeBase) -> None:
    batch = anna.batches.begin("Hemligt")
    assert "Hemligt" not in _batch_html(open_as, batch, BO)
    assert "Anna Ek" in _batch_html(open_as, batch, CURATOR)


def test_whoever_is_logged_out_sees_how_to_log_in(open_as: OpenAs, anna: KnowledgeBase) -> None:
    batch = anna.batches.begin("Hemligt")
    html = _batch_html(open_as, batch, ANYBODY)
    assert "Hemligt" not in html
    assert 'href="./login?next=batch%3Fid%3D1"' in html


def test_files_that_are_awaited_say_so_and_how_to_go_on(open_as: OpenAs, anna: KnowledgeBase) -> None:
    batch = anna.batches.begin("Dialogbord")
    (file,) = anna.batches.announce(batch.id, [("x<script>.md", 1_500_000)])
    html = _batch_html(open_as, batch)
    article = _words(_article(html, file))
    assert article.startswith("x_script_.md Har inte kommit fram: välj filen igen 2 MB")
    assert "Alla filer har inte kommit fram." in html
    assert "<script>" not in html
    assert "Lämna utanför dem som inte kommit fram" in html
    assert "batches.hand_in&" not in html
    assert 'data-do="batches.hand_in"' not in html


def test_a_file_that_was_read_shows_what_was_found_in_it(open_as: OpenAs, anna: KnowledgeBase) -> None:
    batch = read(anna, {"bron.md": BRIDGE}, date="2024-05-01", place="Norberg")
    html = _batch_html(open_as, batch)
    shown = _words(_article(html, only(batch)))
    assert shown.startswith("Lånecyklar på biblioteket Läst bron.md, 1 kB")
    assert "svenska 1 maj 2024 Norberg kommuner: Norberg 1 textavsnitt" in shown
    assert '<h3 id="mb-f1" tabindex="-1" lang="sv">' in html
    assert "Lämna in 1 dokument" in html


@pytest.mark.parametrize("ui_language", UI_LANGUAGES)
def test_headings_follow_one_another_in_every_language(
    open_as: OpenAs, anna: KnowledgeBase, ui_language: str
) -> None:
    batch = read(anna, {"bron.md": BRIDGE, "arkiv.zip": zipped({"a.md": NIGHT, "b.md": SHORT})})
    html = _batch_html(open_as, batch, ui=ui_language)
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(set(re.findall(r'\bid="([^"]+)"', html))) == len(re.findall(r'\bid="([^"]+)"', html))


def test_an_archive_shows_each_document_in_it(open_as: OpenAs, anna: KnowledgeBase) -> None:
    batch = read(anna, {"arkiv.zip": zipped({"a.md": NIGHT, "b.md": BRIDGE})})
    html = _batch_html(open_as, batch)
    shown = _words(_article(html, only(batch)))
    assert shown.startswith("arkiv.zip Läst")
    assert "2 dokument i filen: Natteravne i Ikast-Brande" in shown
    assert "Lämna in 2 dokument" in html


def test_personal_data_are_counted_and_not_shown_until_somebody_asks(
    open_as: OpenAs, anna: KnowledgeBase
) -> None:
    batch = read(anna, {"natt.md": NIGHT})
    html = _batch_html(open_as, batch)
    assert "(e-postadresser: 1, telefonnummer: 1)" in html
    assert "natten@example.dk" not in html
    done = do(anna, "words", file=only(batch).id)
    found = done.answer["found"]
    assert isinstance(found, list)
    assert {(each["kind"], each["words"]) for each in found} == {
        ("phone", "65 12 34 56"),
        ("email", "natten@example.dk"),
    }


def test_every_kind_of_personal_data_has_a_text() -> None:
    assert _KINDS.keys() == {kind.value for kind in PersonalDataKind}


def test_not_masking_has_the_file_read_again_and_can_be_taken_back(
    open_as: OpenAs, anna: KnowledgeBase
) -> None:
    batch = read(anna, {"natt.md": NIGHT})
    file = only(batch)
    do(anna, "mask", batch=batch.id, file=file.id, is_masked=False, seen=file.version)
    assert only(anna.batches.show(batch.id)).state is FileState.ARRIVED
    batch = anna.batches.read(batch.id)
    html = _batch_html(open_as, batch)
    assert "Personuppgifter i den här filen döljs inte." in html
    with pytest.raises(ChangedMeanwhileError):
        do(anna, "mask", batch=batch.id, file=file.id, is_masked=True, seen=file.version)


def test_a_document_that_is_public_already_is_told_with_the_way_to_both(
    open_as: OpenAs, fresh_library: KnowledgeBase
) -> None:
    public = LIBRARY / "cykelkok-kil.md"
    batch = read(fresh_library.acting_as(ANNA), {"min kopia.md": public.read_text(encoding="utf-8")})
    address = {"of": fresh_library, "id": str(batch.id)}
    html = html_of(open_as(ANNA, "batch", **address))
    item = only(batch).items[0]
    alike = item.likeness[0]
    assert alike.where == "public"
    assert "finns redan i Metodbank. Den kortare texten finns i sin helhet i den längre." in html
    assert f'href="./batch?id={batch.id}&amp;item={item.id}&amp;public={alike.document_id}"' in html
    asked = {"item": str(item.id), "public": str(alike.document_id)}
    compared = html_of(open_as(ANNA, "batch", **address, **asked))
    assert "Jämför två dokument" in compared
    assert compared.count('<section lang="sv"><h2>Cykelköket i Kil (min kopia.md)</h2>') == 1
    assert compared.count('<section lang="sv"><h2>Cykelköket i Kil</h2>') == 1
    assert '<u class="mb-only">' not in compared


def test_two_files_that_say_the_same_are_told_and_can_be_compared(
    open_as: OpenAs, anna: KnowledgeBase
) -> None:
    batch = read(anna, {"ett.md": BRIDGE, "två.md": BRIDGE + "\nEn rad till om cykelhjälmar.\n"})
    first, second = batch.files
    html = _batch_html(open_as, batch)
    told = f"”{second.items[0].title} (två.md)” finns i samma inlämning"
    assert told in _article(html, first)
    compared = _batch_html(open_as, batch, item=str(second.items[0].id), other=str(first.items[0].id))
    assert "cykelhjälmar" in compared
    assert f">{second.items[0].title} (två.md)</h2>" in compared
    assert f"at={second.id}" in compared
    returned = open_as(ANNA, "batch", id=str(batch.id), at=str(second.id))
    state = next(block.proto.body for block in returned.get("html") if 'id="mb-page"' in block.proto.body)
    assert f'data-focus="mb-f{second.id}"' in state
    gone = _batch_html(open_as, batch, item=str(second.items[0].id), public="9999")
    assert "Det andra dokumentet finns inte längre." in gone


def test_a_document_of_somebody_elses_batch_cannot_be_compared_with(
    open_as: OpenAs, anna: KnowledgeBase, home: KnowledgeBase
) -> None:
    others = read(home.acting_as(BO), {"bo.md": NIGHT})
    batch = read(anna, {"ett.md": BRIDGE})
    own, other = only(batch).items[0], only(others).items[0]
    html = _batch_html(open_as, batch, item=str(own.id), other=str(other.id))
    assert "Natteravne" not in html


def test_a_file_that_could_not_be_read_says_why_and_what_to_do(open_as: OpenAs, anna: KnowledgeBase) -> None:
    batch = read(anna, {"avbruten.docx": b"PK\x03\x04 not all of it", "bron.md": BRIDGE})
    html = _batch_html(open_as, batch)
    failed = _article(html, batch.files[0])
    assert "Filen är skadad eller avbruten." in failed
    assert "Försök läsa igen" in failed
    assert "1 fil gick inte att läsa och lämnas inte in." in html
    assert "Lämna in 1 dokument" in html


@pytest.mark.parametrize(
    ("reason", "key"),
    [
        ("a.pdf needs a password to be opened.", "encrypted"),
        ("a.md is empty. Check that it was saved or downloaded completely.", "empty"),
        ("a.docx is the template for notes, and there are no notes in it: nothing is written.", "template"),
        ("a.pdf holds no text; pictures are not read. Recognise their text first (OCR).", "picture"),
        ("a.pdf has 9000 pages; the limit is 5000. Split it.", "large"),
        ("a.docx is broken in word/document.xml. Save it anew.", "damaged"),
        ("a.exe holds binary data, not text. Save it as text, PDF, HTML or Word.", "type"),
        ("a.md is kept no more and cannot be read. Send it again.", "gone"),
        ("whatever", "other"),
        (None, "other"),
    ],
)
def test_reasons_are_told_by_their_kind(reason: str | None, key: str) -> None:
    assert reason_key(reason) == f"batch.failed_{key}"


def test_what_differs_from_the_batch_is_shown_in_the_form_of_the_file(
    open_as: OpenAs, anna: KnowledgeBase
) -> None:
    batch = read(anna, {"bron.md": BRIDGE, "natt.md": NIGHT}, place="Falköping", event="Mötesplatser")
    first, second = batch.files
    do(
        anna, "describe_file", batch=batch.id, file=second.id, seen=second.version,
        fact_place="Ikast", fact_title="Nætter",
    )  # fmt: skip
    batch = anna.batches.read(batch.id)
    html = _batch_html(open_as, batch)
    assert "2 uppgifter skiljer sig" in _article(html, second)
    assert "skiljer sig" not in _article(html, first).casefold()
    assert f'href="./batch?id={batch.id}&amp;edit={second.id}"' in html
    assert "<form" not in _article(html, second)
    html = _batch_html(open_as, batch, edit=str(second.id))
    assert "Skiljer sig från de andra filerna, som har: Falköping." in _article(html, second)
    assert "Tomt betyder som för alla filer: Mötesplatser." in _article(html, second)
    assert "Läst ur filen: danska." in _article(html, second)
    assert "<form" not in _article(html, first)
    assert _article(html, second).count("Nætter</h3>") == 1


def test_a_batch_that_was_handed_in_says_what_happens_next_and_how_to_take_it_back(
    open_as: OpenAs, anna: KnowledgeBase
) -> None:
    batch = read(anna, {"bron.md": BRIDGE})
    assert do(anna, "hand_in", batch=batch.id).text == "batch.said_handed_in"
    html = _batch_html(open_as, batch)
    assert "Vad som händer nu" in html
    assert "Väntar på granskning" in _article(html, only(batch))
    assert "mb-drop" not in html
    assert 'data-do="batches.take_back"' in html
    do(anna, "take_back", batch=batch.id)
    assert anna.batches.show(batch.id).state is BatchState.OPEN


def test_what_was_declined_and_accepted_is_told_with_the_reason_and_the_way_to_read(
    open_as: OpenAs, anna: KnowledgeBase, home: KnowledgeBase
) -> None:
    batch = read(anna, {"bron.md": BRIDGE, "natt.md": NIGHT})
    batch = anna.batches.hand_in(batch.id)
    review = home.acting_as(CURATOR).review
    accepted, declined = (file.items[0].id for file in batch.files)
    review.decline(declined, "Saknar <källa>", seen=review.item(declined).version)
    review.accept(accepted, seen=review.item(accepted).version)
    html = _batch_html(open_as, batch)
    assert "Avböjt. Skäl: Saknar &lt;källa&gt;" in _article(html, batch.files[1])
    assert 'href="./document?id=' in _article(html, batch.files[0])
    assert 'data-do="batches.take_back"' not in html
    assert "1 godkänt 1 avböjt" in _words(html)


def test_a_removed_batch_offers_nothing_but_the_way_back(open_as: OpenAs, anna: KnowledgeBase) -> None:
    batch = read(anna, {"bron.md": BRIDGE})
    do(anna, "remove", batch=batch.id)
    html = _batch_html(open_as, batch)
    assert "Du kan ångra i ett dygn" in html
    assert "mb-file" not in html
    do(anna, "undo_remove", batch=batch.id)
    assert "Lämna in 1 dokument" in _batch_html(open_as, batch)


def test_the_script_is_told_its_texts_with_their_gaps(open_as: OpenAs, anna: KnowledgeBase) -> None:
    html = _batch_html(open_as, anna.batches.begin("Dialogbord"), ui="da")
    (root,) = re.findall(r'<div id="mb-batch" hidden([^>]*)>', html)
    assert 'data-batch="1"' in root
    assert 'data-sending="Sendes: {percent} %"' in root
    assert 'data-stopped="{name} nåede ikke frem. {problem}"' in root

"""Notes of dialogues become one record for each dialogue; other texts do not."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.markup import plain
from kb.note_template_files import template_file
from kb.note_templates import NoteTemplate, bracketed, note_template
from kb.practices import Practice, PracticeField, PracticeKind, TitleOrigin
from kb.text import text_hash
from tests.ingest.makers import prepare
from tests.ingest.practice_desk import Desk, quotes_of
from tests.notes_sample import Note, docx_of, invented_note, markdown_of, pdf_of, plain_of

REPORT = """# Program för hållbart boende

Programmet bygger på samtal med invånare vid en konferens om boende i kommunen förra året.

## Tema 1: Bostäder

### Mål

Det ska finnas bostäder för alla i kommunen, och de ska byggas nära kollektivtrafik och service.

### Åtgärder

Planera för tre hundra lägenheter i stationsområdet och rusta de äldre husen i centrum till 2030.

## Tema 2: Skolor

### Mål

Alla barn ska ha nära till en bra skola, och vägen dit ska vara trygg också för de minsta.

### Åtgärder

Bygg en ny skola i norra delen av tätorten och gör om skolgårdarna tillsammans med eleverna.
"""
RESIDENTS = """# Rapport om våra medborgardialoger

## Dialog 1: Stadsparken

### Genomförande

Vi ställde ett tält i parken och frågade alla som gick förbi vad de ville ha där nästa sommar.

### Resultat

Två hundra personer svarade, och de flesta ville ha bänkar, skugga och en lekplats för de minsta.

## Dialog 2: Badplatsen

### Genomförande

Vi bjöd in till möte på badplatsen en kväll i juni och gick runt tillsammans i mindre grupper.

### Resultat

Bryggan ska lagas, och föreningen som sköter kiosken får bygga ett nytt omklädningsrum i höst.
"""
QUESTIONS = """Ofte stillede spørgsmål om borgerbudget, efter vores konference

Spørgsmål: Hvem kan foreslå noget til borgerbudgettet i år?

Svar

Alle, der bor i kommunen og er fyldt ti år, kan komme med et forslag til borgerbudgettet på nettet.

Spørgsmål: Hvornår bliver stemmerne talt op af kommunen?

Svar

Stemmerne bliver talt op i uge 40, og de forslag, der vinder, bliver sat i gang inden årets udgang.
"""
# As people write who have no template: own words, the shape of real notes.
OPEN_SPACE = """Noter fra åbent forum, netværksdag om lokalsamfund

Dialogens spørgsmål/tema:

Hvordan får vi unge med i lokalrådet, når møderne ligger om aftenen?

Opsummering

Gruppen talte om mødernes form. De unge kommer, når der er noget at lave, og bliver væk, når der er dagsorden.

Nye spørgsmål?

Kan lokalrådet mødes på skolen i et frikvarter, og hvem skal i så fald lave referatet bagefter?

Dialogens spørgsmål/tema:

Hvem ejer forsamlingshuset om ti år

Opsummering

De fleste huse drives af seks til otte over tres. I Lemvig Kommune har tre huse fået fælles bestyrelse.

Nye spørgsmål?

Skal kommunen give tilskud til taget, når ingen ved, hvem der skal drive huset videre om få år?
"""


def _dialogues(desk: Desk) -> list[Practice]:
    return [each for each in desk.all() if each.draft.kind is PracticeKind.DIALOGUE]


def _take(desk: Desk, name: str, data: bytes) -> None:
    prepared = prepare(data, name)
    source = replace(prepared.source, sha256=text_hash(name))
    desk.store.put_document(replace(prepared, source=source), pipeline_version=1)
    desk.practices.catch_up()


def _fill_in_word(template: NoteTemplate, note: Note) -> bytes:
    """Fill the real template in as a person does: over the help texts, the third dialogue left empty."""
    import docx

    document = docx.Document(io.BytesIO(template_file(template.language, "docx")))
    number = 0
    heading = ""
    for paragraph in document.paragraphs:
        style = paragraph.style.name if paragraph.style else ""
        if style == "Heading 1":
            number += 1
            if number <= len(note.dialogues):
                paragraph.text = f"{template.dialogue} {number}: {note.dialogues[number - 1].question}"
        elif style == "Heading 2":
            heading = paragraph.text
        elif number == 0:
            for line in template.front:
                if paragraph.text.startswith(f"{line.label}:"):
                    paragraph.text = f"{line.label}: {note.front[line.key]}"
        elif number <= len(note.dialogues) and paragraph.text != bracketed(template.more):
            key = next(each.key for each in template.fields if each.heading == heading)
            paragraph.text = " ".join(note.dialogues[number - 1].fields[key])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _fill_in_markdown(template: NoteTemplate, note: Note) -> bytes:
    text = template_file(template.language, "md").decode()
    for line in template.front:
        text = text.replace(bracketed(line.help), note.front[line.key], 1)
    for dialogue in note.dialogues:
        text = text.replace(bracketed(template.question_help), dialogue.question, 1)
        for each in template.fields:
            text = text.replace(bracketed(each.help), " ".join(dialogue.fields[each.key]), 1)
    return text.encode()


_KEYS = {
    PracticeField.CONTACT: "initiator",
    PracticeField.PARTNERS: "participants",
    PracticeField.PROBLEM: "problem",
    PracticeField.METHOD: "examples",
    PracticeField.OUTCOMES: "outcomes",
    PracticeField.SUCCESS_FACTORS: "worked",
    PracticeField.LESSONS: "did_not_work",
    PracticeField.PRECONDITIONS: "needed",
}


@pytest.mark.parametrize("language", ["sv", "da"])
@pytest.mark.parametrize("suffix", ["docx", "md"])
def test_the_template_filled_in_gives_each_dialogue_with_its_quotes(
    tmp_path: Path, language: str, suffix: str
) -> None:
    template, note = note_template(language), invented_note(random.Random(7), language)
    fill_in = _fill_in_word if suffix == "docx" else _fill_in_markdown
    desk = Desk(tmp_path)
    _take(desk, f"noter.{suffix}", fill_in(template, note))
    found = sorted(_dialogues(desk), key=lambda each: each.draft.passages[0].start)
    assert [each.draft.title for each in found] == [each.question for each in note.dialogues]
    for practice, dialogue in zip(found, note.dialogues, strict=True):
        for field, key in _KEYS.items():
            told = " ".join(quote.text for quote in practice.draft.fields[field])
            assert told.split() == " ".join(dialogue.fields[key]).split()
        assert {quote.code for quote in practice.draft.fields[PracticeField.LESSONS]} == {"did_not_work"}
        passages = " ".join(quote.text for quote in practice.draft.passages)
        for sentence in (*dialogue.fields["said"], *dialogue.fields["next_steps"]):
            assert sentence in " ".join(passages.split())
        assert "[" not in passages
    (document,) = desk.store.documents(limit=9, offset=0)
    assert document.metadata.title == document.metadata.event == note.front["event"]
    assert (document.metadata.date, document.source.licence) == (note.front["date"], "CC BY 4.0")


@pytest.mark.parametrize("language", ["sv", "da"])
def test_places_are_those_that_examples_name_and_not_where_people_met(tmp_path: Path, language: str) -> None:
    note = invented_note(random.Random(3), language, n_dialogues=1)
    desk = Desk(tmp_path)
    _take(desk, "noter.md", markdown_of(note).encode())
    (dialogue,) = _dialogues(desk)
    named = [quote.text for quote in dialogue.draft.fields[PracticeField.MUNICIPALITIES]]
    examples = note.dialogues[0].fields["examples"]
    assert len(named) == len(examples)
    assert all(any(place in example for example in examples) for place in named)
    mentions = [each for each in desk.all() if each.draft.kind is not PracticeKind.DIALOGUE]
    assert {each.draft.municipalities for each in mentions} == {
        (code,) for code in dialogue.draft.municipalities
    }


@pytest.mark.parametrize("language", ["sv", "da"])
@pytest.mark.parametrize("style", range(4))
@pytest.mark.parametrize("suffix", ["txt", "pdf"])
def test_notes_of_the_same_shape_without_the_template_give_their_dialogues(
    tmp_path: Path, language: str, style: int, suffix: str
) -> None:
    note = invented_note(random.Random(11), language)
    text = plain_of(note, style=style)
    desk = Desk(tmp_path)
    _take(desk, f"noter.{suffix}", pdf_of(text) if suffix == "pdf" else text.encode())
    found = _dialogues(desk)
    assert {each.draft.title for each in found} == {each.question for each in note.dialogues}
    for practice in found:
        (dialogue,) = [each for each in note.dialogues if each.question == practice.draft.title]
        failed = " ".join(quote.text for quote in practice.draft.fields[PracticeField.LESSONS])
        assert failed.split() == " ".join(dialogue.fields["did_not_work"]).split()


def test_questions_under_a_label_of_their_own_are_titles_with_or_without_a_question_mark(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    desk.take("noter.txt", OPEN_SPACE)
    assert {(each.draft.title, each.draft.municipalities) for each in _dialogues(desk)} == {
        ("Hvordan får vi unge med i lokalrådet, når møderne ligger om aftenen?", ()),
        ("Hvem ejer forsamlingshuset om ti år", ("DK665",)),
    }


def test_one_dialogue_without_template_needs_to_say_who_wrote_it_down(tmp_path: Path) -> None:
    note = invented_note(random.Random(5), "sv", n_dialogues=1)
    text = plain_of(note, style=1)
    desk = Desk(tmp_path)
    desk.take("med.txt", text)
    assert [each.draft.title for each in _dialogues(desk)] == [note.dialogues[0].question]
    (tmp_path / "other").mkdir()
    other = Desk(tmp_path / "other")
    other.take("utan.txt", "\n".join(line for line in text.split("\n") if "Rapportör" not in line))
    assert _dialogues(other) == []


@pytest.mark.parametrize("text", [REPORT, RESIDENTS, QUESTIONS], ids=["plan", "report", "questions"])
def test_chapters_and_answers_are_no_dialogues(tmp_path: Path, text: str) -> None:
    desk = Desk(tmp_path)
    desk.take("text.md", text)
    assert _dialogues(desk) == []


def test_a_dialogue_without_its_question_takes_its_title_from_its_first_words(tmp_path: Path) -> None:
    template, note = note_template("sv"), invented_note(random.Random(2), "sv", n_dialogues=1)
    note = replace(note, dialogues=(replace(note.dialogues[0], question=bracketed(template.question_help)),))
    desk = Desk(tmp_path)
    _take(desk, "noter.md", markdown_of(note).encode())
    (dialogue,) = _dialogues(desk)
    assert dialogue.draft.title_origin is TitleOrigin.PASSAGE
    (quote,) = dialogue.draft.fields[PracticeField.TITLE]
    assert note.dialogues[0].fields["problem"][0].startswith(dialogue.draft.title)
    assert quote.text == dialogue.draft.title


def test_a_name_is_no_role_to_contact(tmp_path: Path) -> None:
    note = invented_note(random.Random(4), "sv", n_dialogues=1)
    fields = {**note.dialogues[0].fields, "initiator": ("Stina Exempelsson, rektor",)}
    note = replace(note, dialogues=(replace(note.dialogues[0], fields=fields),))
    desk = Desk(tmp_path)
    _take(desk, "noter.md", markdown_of(note).encode())
    (dialogue,) = _dialogues(desk)
    assert PracticeField.CONTACT not in dialogue.draft.fields


def test_the_same_question_in_two_documents_is_two_dialogues_and_a_copy_is_one(tmp_path: Path) -> None:
    first = invented_note(random.Random(1), "da", n_dialogues=1)
    second = invented_note(random.Random(2), "da", n_dialogues=1)
    second = replace(second, dialogues=(replace(second.dialogues[0], question=first.dialogues[0].question),))
    desk = Desk(tmp_path)
    _take(desk, "et.md", markdown_of(first).encode())
    _take(desk, "to.md", markdown_of(second).encode())
    assert [each.draft.title for each in _dialogues(desk)] == [first.dialogues[0].question] * 2
    _take(desk, "kopi.docx", docx_of(first))
    assert len(_dialogues(desk)) == 2


def _all_quotes(practices: Sequence[Practice], desk: Desk) -> list[tuple[str, str]]:
    texts = {each.id: desk.store.text(each.id) for each in desk.store.documents(limit=99, offset=0)}
    return [
        (quote.text, texts[quote.document_id][quote.start : quote.end])
        for practice in practices
        for quote in quotes_of(practice)
    ]


def test_every_value_of_a_dialogue_is_a_quote(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for seed, language in ((1, "sv"), (2, "da")):
        _take(desk, f"{seed}.md", markdown_of(invented_note(random.Random(seed), language)).encode())
    desk.take("noter.txt", OPEN_SPACE)
    pairs = _all_quotes(_dialogues(desk), desk)
    assert len(pairs) > 60
    for shown, raw in pairs:
        assert " ".join(plain(raw).split()) == " ".join(shown.split())

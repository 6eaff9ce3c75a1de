"""Candidates for practices: what is put together, what is kept apart, and that every value is a quote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.markup import plain
from kb.practices import PracticeField, PracticeKind, TitleOrigin
from kb.records import Facet
from tests.ingest.practice_desk import Desk, quotes_of

NOTES = """Anteckningar från nätverksträff om social hållbarhet

1. Dialog och medskapande

- I Kils kommun fick två byalag pengar att använda som de ville.
- Bjud in dem som sällan kommer.
- Medborgarbudget i Avesta kommun – eleverna röstar i slöjden.

2. Sociala insatser

- Fritidsbank – lånar ut idrottsprylar gratis. I Forshaga kommun.
- Vega, Upplands Väsby kommun
- I Solna stad har man en egen arbetsförmedling.
"""
SUMMARY = """# Fritidsbanken i Forshaga: låna sportutrustning gratis

Plats: Forshaga kommun. Period: från 2013. Uppdaterad: 2026-11-22.

## Problemet

Den som vill prova en idrott behöver ofta utrustning, och utrustning är dyr för många familjer.

## Vad man gjorde

I Deje i Forshaga kommun öppnade 2013 en *Fritidsbank*. Kommunen avsatte 70 000 kronor till starten.

- Alla får låna, och allt är gratis.
- Lånetiden är **14 dagar**.

## Vad det gav

54 procent av låntagarna rör sig mer tack vare att de har lånat utrustning.

## Att tänka på

- I Älvsbyns kommun fick fritidsbanken plötsligt stänga efter två år, sedan kraven hade skärpts.
- Slalomskidor kräver mer än utlåning: bindningarna måste ställas in av någon som kan.
"""
NATTERAVNE = """# Natteravne i Vordingborg og Solrød kommuner: to foreninger uden frivillige nok

Sted: Vordingborg Kommune og Solrød Kommune. Periode: 2019–2021.

## Præstø: foreningen lukkede

I Præstø i Vordingborg Kommune gik de lokale natteravne deres første tur i oktober 2019.

Halvandet år efter starten blev foreningen nedlagt, fordi der ikke var frivillige nok.

## Solrød: foreningen blev reddet

I Solrød var natteravnene også tæt på at lukke. Et medlem bad politikerne om hjælp.
"""
BANK = """# Exempelbank: språkträning utanför klassrummet

Här samlar vi exempel på hur kommuner låter invånare öva svenska.

## Svenska i omklädningsrummet

Kommun: Kungälv

Startår: 2019

Nybörjare i svenska tränar innebandy med ett korplag på tisdagar, och efteråt sitter man kvar en halvtimme.

Målgrupp: Deltagare i svenska för invandrare

Kontakt: Stina Mora, folkhälsoplanerare

Kostnad: 14 000 kr per termin i hallhyra

## Läs för hunden

Kommun: Heby

Den som inte vågar läsa högt för en människa kan göra det för en hund, och tiderna bokas med ett streckkort.

Kontakt: Biblioteket

Kostnad: -
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path)
    yield opened
    opened.store.close()


def test_each_example_of_a_list_is_a_candidate_of_its_own(desk: Desk) -> None:
    desk.take("anteckningar.txt", NOTES)
    assert desk.titles() == [
        "Fritidsbank – lånar ut idrottsprylar gratis",
        "I Kils kommun fick två byalag pengar att använda som de ville",
        "I Solna stad har man en egen arbetsförmedling",
        "Medborgarbudget i Avesta kommun – eleverna röstar i slöjden",
        "Vega, Upplands Väsby kommun",
    ]
    assert {each.draft.kind for each in desk.all()} == {PracticeKind.MENTION}
    assert desk.one("SE0114").draft.name == "Vega"
    assert desk.one("SE1715").draft.name is None


def test_a_document_under_the_headings_of_a_practice_is_one_practice(desk: Desk) -> None:
    desk.take("fritidsbank.md", SUMMARY)
    practice = desk.one("SE1763").draft
    assert practice.title == "Fritidsbanken i Forshaga: låna sportutrustning gratis"
    assert practice.title_origin is TitleOrigin.DOCUMENT
    assert (practice.name, practice.kind, practice.countries) == (
        "Fritidsbanken",
        PracticeKind.PRACTICE,
        ("SE",),
    )
    assert desk.values("SE1763", PracticeField.PERIOD) == [("2013/..", "från 2013")]
    assert desk.values("SE1763", PracticeField.PROBLEM) == [
        (
            None,
            "Den som vill prova en idrott behöver ofta utrustning, och utrustning är dyr för många familjer.",
        )
    ]
    (outcome,) = desk.values("SE1763", PracticeField.OUTCOMES)
    assert outcome[1].startswith("54 procent av låntagarna")
    assert desk.values("SE1763", PracticeField.RESOURCES) == [
        ("70000 SEK", "Kommunen avsatte 70 000 kronor till starten.")
    ]
    assert [code for code, _ in desk.values("SE1763", PracticeField.MUNICIPALITIES)] == ["SE1763"]


def test_another_place_in_a_document_of_one_practice_is_told_apart(desk: Desk) -> None:
    desk.take("fritidsbank.md", SUMMARY)
    other = desk.one("SE2560").draft
    assert (other.name, other.municipalities) == ("fritidsbanken", ("SE2560",))
    assert PracticeField.LESSONS not in other.fields  # the heading above it is of the other practice
    mine = desk.one("SE1763").draft
    assert not any("Älvsbyns" in quote.text for quote in quotes_of(desk.one("SE1763")))
    assert [quote.text[:12] for quote in mine.fields[PracticeField.LESSONS]] == ["Slalomskidor"]


def test_passages_of_one_place_and_name_are_joined_across_documents(desk: Desk) -> None:
    notes = desk.take("anteckningar.txt", NOTES)
    summary = desk.take("fritidsbank.md", SUMMARY)
    practice = desk.one("SE1763").draft
    assert {quote.document_id for quote in practice.passages} == {notes, summary}
    assert practice.title_origin is TitleOrigin.DOCUMENT  # rather than the words of a bullet


def test_the_same_name_in_two_places_is_two_practices(desk: Desk) -> None:
    desk.take("a.txt", "Anteckningar\n\n- Ungdomsfullmäktige i Kils kommun – möts varje månad.\n")
    desk.take("b.txt", "Anteckningar\n\n- Ungdomsfullmäktige i Forshaga kommun – möts varje höst.\n")
    assert [each.draft.municipalities for each in desk.all()] == [("SE1715",), ("SE1763",)]


def test_examples_without_a_name_are_not_joined_by_their_place(desk: Desk) -> None:
    desk.take("a.txt", "Anteckningar\n\n- I Kils kommun fick två byalag pengar att använda som de ville.\n")
    desk.take(
        "b.txt", "Anteckningar\n\n- I Kils kommun kan föräldrar få råd utan att registreras någonstans.\n"
    )
    assert len(desk.all()) == 2


def test_passages_under_the_heading_of_a_place_are_one_practice(desk: Desk) -> None:
    desk.take("natteravne.md", NATTERAVNE)
    practice = desk.one("DK390").draft
    assert (practice.title, practice.title_origin) == ("Præstø: foreningen lukkede", TitleOrigin.HEADING)
    assert (practice.name, len(practice.passages)) == ("natteravne", 2)
    assert desk.one("DK269").draft.title == "Solrød: foreningen blev reddet"


def test_a_kind_of_practice_in_the_title_names_what_its_examples_do_elsewhere(desk: Desk) -> None:
    lesson = "I Præstø var interessen størst, mens der var uro i byen."
    text = f"{NATTERAVNE}\n## Hvad andre bør vide\n\n- {lesson}\n"
    desk.take("natteravne.md", text)
    practice = desk.one("DK390").draft
    assert len(practice.passages) == 3
    assert [quote.text for quote in practice.fields[PracticeField.LESSONS]] == [lesson]


def test_a_proper_name_in_the_title_is_not_given_to_another_place(desk: Desk) -> None:
    text = SUMMARY.replace("# Fritidsbanken i Forshaga", "# Prylpoolen i Forshaga").replace(
        "fick fritidsbanken plötsligt", "fick en liknande lokal plötsligt"
    )
    desk.take("prylpoolen.md", text)
    assert desk.one("SE1763").draft.name == "Prylpoolen"
    assert desk.one("SE2560").draft.name is None


def test_an_example_bank_gives_its_labels_to_the_fields(desk: Desk) -> None:
    desk.take("bank.md", BANK)
    practice = desk.one("SE1482").draft
    assert (practice.title, practice.name) == ("Svenska i omklädningsrummet", "Svenska i omklädningsrummet")
    assert desk.values("SE1482", PracticeField.RESOURCES) == [
        ("14000 SEK", "14 000 kr per termin i hallhyra")
    ]
    assert desk.values("SE1482", PracticeField.PERIOD) == [(None, "2019")]
    assert ("Deltagare i svenska för invandrare") in {
        text for _, text in desk.values("SE1482", PracticeField.TARGET_GROUPS)
    }


def test_a_person_is_no_contact_and_an_empty_label_no_value(desk: Desk) -> None:
    desk.take("bank.md", BANK)
    assert desk.values("SE1482", PracticeField.CONTACT) == []
    assert desk.values("SE0331", PracticeField.CONTACT) == [(None, "Biblioteket")]
    assert desk.values("SE0331", PracticeField.RESOURCES) == []


def test_each_sentence_of_a_passage_goes_to_the_place_that_it_names(desk: Desk) -> None:
    desk.take(
        "a.txt",
        "Anteckningar från mötet\n\n- En annan kommun berättade om spel och böcker för alla. "
        "Skellefteå kommun har startat ”Låna en Skelleftebo” för frivilliga. De väljer själva vad de gör "
        "tillsammans. Att samarbeta lyftes också. Malmö kommun har ett samarbete med en fotbollsklubb "
        "om fler kvinnor i arbete.\n",
    )
    skelleftea, malmo = desk.one("SE2482").draft, desk.one("SE1280").draft
    assert skelleftea.name == "Låna en Skelleftebo"
    (passage,) = skelleftea.passages
    assert passage.text.startswith("Skellefteå kommun har startat")
    assert passage.text.endswith("De väljer själva vad de gör tillsammans.")
    assert [quote.text[:5] for quote in malmo.passages] == ["Malmö"]


def test_one_sentence_about_two_places_is_one_candidate_of_both(desk: Desk) -> None:
    desk.take(
        "a.txt",
        "Notater fra mødet\n\n- Langeland og Ærø kommuner er gået sammen om en servicebil til øerne.\n",
    )
    (practice,) = desk.all()
    assert practice.draft.municipalities == ("DK482", "DK492")
    assert practice.draft.countries == ("DK",)


@pytest.mark.parametrize(
    "bullet",
    [
        "Kan vara svårt att få ungdomar att stanna i mindre kommuner som t.ex. Östhammar.",
        "Hur gör man i Kils kommun för att få med fler?",
        "Öppna förskolan.",
    ],
)
def test_a_difficulty_a_question_and_a_bare_word_are_no_practice(desk: Desk, bullet: str) -> None:
    desk.take("a.txt", f"Anteckningar från mötet\n\nExempel som nämndes:\n\n- {bullet}\n")
    assert desk.all() == ()


def test_numbers_are_quoted_only_where_their_sentence_says_what_of(desk: Desk) -> None:
    desk.take(
        "a.txt",
        "Anteckningar\n\n- I Kils kommun kostade projektet 90 000 kr. 250 personer deltog.\n"
        "- I Forshaga kommun sparade man 80 000 kr på projektet. 250 personer bodde där.\n",
    )
    assert [code for code, _ in desk.values("SE1715", PracticeField.RESOURCES)] == ["90000 SEK"]
    assert [code for code, _ in desk.values("SE1715", PracticeField.SCALE)] == ["250"]
    assert desk.values("SE1763", PracticeField.RESOURCES) == []
    assert desk.values("SE1763", PracticeField.SCALE) == []


def test_ids_and_dates_stay_over_taking_in_again(desk: Desk) -> None:
    for name, text in (("a.txt", NOTES), ("b.md", SUMMARY), ("c.md", BANK)):
        desk.take(name, text)
    before = {each.id: each for each in desk.all()}
    chunks = {quote.chunk_id for each in before.values() for quote in quotes_of(each)}
    for name, text in (("a.txt", NOTES), ("b.md", SUMMARY), ("c.md", BANK)):
        desk.take(name, text)
    after = {each.id: each for each in desk.all()}
    assert {each: found.draft.title for each, found in before.items()} == {
        each: found.draft.title for each, found in after.items()
    }
    assert {each.updated_at for each in before.values()} == {each.updated_at for each in after.values()}
    # the chunks are new ones, and the quotes point at them
    assert chunks.isdisjoint({quote.chunk_id for each in after.values() for quote in quotes_of(each)})


def test_what_changes_step_by_step_is_what_is_made_at_once(desk: Desk, tmp_path: Path) -> None:
    steps = [("a.txt", NOTES), ("b.md", SUMMARY), ("a.txt", NOTES.replace("Avesta", "Sala")), ("c.md", BANK)]
    for name, text in steps:
        desk.take(name, text)
    (tmp_path / "other").mkdir()
    other = Desk(tmp_path / "other")
    for name, text in (steps[2], steps[1], steps[3]):
        other.take(name, text)

    def told(of: Desk) -> set[tuple[str, ...]]:
        return {(*each.draft.keys, each.draft.title, *(q.text for q in quotes_of(each))) for each in of.all()}

    assert told(desk) == told(other)
    other.store.close()


def test_a_deleted_document_takes_its_candidates_and_quotes_along(desk: Desk) -> None:
    desk.take("a.txt", NOTES)
    summary = desk.take("b.md", SUMMARY)
    desk.store.delete_document(summary)
    practice = desk.one("SE1763").draft
    assert (practice.title, practice.title_origin) == (
        "Fritidsbank – lånar ut idrottsprylar gratis",
        TitleOrigin.PASSAGE,
    )
    assert all(quote.document_id != summary for each in desk.all() for quote in quotes_of(each))
    assert not any("SE2560" in each.draft.municipalities for each in desk.all())


def test_no_documents_give_no_candidates(desk: Desk) -> None:
    assert desk.all() == ()
    assert desk.practices.counts().total == 0
    desk.take("a.txt", "Ett stycke text utan något exempel alls, om ingenting särskilt.")
    assert desk.all() == ()


_LINES = st.sampled_from(
    [
        "# Fritidsbanken i Forshaga: låna gratis",
        "## Vad man gjorde",
        "## Resultat",
        "## Kil: pengar till byalag",
        "Plats: Forshaga kommun. Period: från 2013.",
        "Kommun: Heby",
        "Kostnad: ca 3 000 kr per bänk",
        "Kontakt:",
        "- I Kils kommun fick två **byalag** pengar. De var [nöjda](http://x.se).",
        "- Vega, Upplands Väsby kommun",
        "I Forshaga kommun deltog 250 personer. Malmö kommun gav 10 000 kronor till *Nattvandrarna*.",
        "Det fungerade bra.",
        "En förutsättning är att man har tid.",
        "- Black Sheep, musik. Solna stad.",
        "",
        "- ",
        "| Kommun | Kostnad |\n|---|---|\n| Kil | 40 kr |",
        "Målgrupp: barn och unga i `Kil` & Sunne",
    ]
)


def _without_bars(written: str) -> str:
    """Return the rows of a Markdown table as a chunk shows them."""
    rows = [line.strip("| ") for line in written.split("\n") if line.strip("|-: ")]
    return "\n".join(rows) if written.count("|") > 1 else written


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(_LINES, min_size=1, max_size=14), is_markdown=st.booleans())
def test_every_value_is_a_quote_of_its_chunk_at_its_place(
    tmp_path: Path, lines: list[str], is_markdown: bool
) -> None:
    text = "\n\n".join(["Inledande ord om ett möte i november.", *lines])
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    desk = Desk(home)
    desk.take("prov.md" if is_markdown else "prov.txt", text)
    for practice in desk.all():
        for quote in quotes_of(practice):
            chunk = desk.store.chunks_by_id([quote.chunk_id])[quote.chunk_id]
            whole = desk.store.text(quote.document_id)
            assert quote.text
            assert quote.text in chunk.text
            assert chunk.start <= quote.start < quote.end <= chunk.end
            written = whole[quote.start : quote.end]
            assert quote.text == written or quote.text in plain(_without_bars(written))
            codes = {tag.value for tag in chunk.tags if tag.facet is Facet.MUNICIPALITY}
            assert not codes or not codes.isdisjoint(practice.draft.municipalities)
    desk.store.close()


@pytest.mark.parametrize(
    ("nothing", "told"),
    [
        (
            "Vi har inte hittat någon mätning av vad nattvandringen har betytt i Mullsjö kommun.",
            "I Mullsjö kommun går fem vuxna ute varje fredag och pratar med ungdomar.",
        ),
        (
            "Vi har ikke fundet en måling af, hvad natteravnene betød i Greve Kommune.",
            "I Greve Kommune går fem voksne ture hver fredag og taler med de unge.",
        ),
    ],
)
def test_a_sentence_that_says_that_nothing_was_found_is_no_practice(
    desk: Desk, nothing: str, told: str
) -> None:
    desk.take("anteckningar.txt", f"Anteckningar\n\n- {nothing}\n- {told}\n")
    assert desk.titles() == [told.rstrip(".")]
    desk.take("tal.txt", f"Om undersökningar\n\n{nothing} {told}\n")
    assert not [title for title in desk.titles() if nothing.startswith(title)]

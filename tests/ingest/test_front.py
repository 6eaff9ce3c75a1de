from __future__ import annotations

import pytest

from ingest.dates import find_date, is_date_line, normalise_date
from kb.records import DocumentType, Metadata
from tests.ingest.makers import DOCUMENTS, make_docx, make_html, make_pdf, prepare

BODY = "\n\nHär står en längre text om vad man gjorde och vad det gav, så att det finns något att läsa.\n"


def metadata(text: str) -> Metadata:
    return prepare(text).metadata


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("17. april 2016", "2016-04-17"),
        ("den 15 juni 2017", "2017-06-15"),
        ("Umeå 15 juni 2017", "2017-06-15"),
        ("8 februari 2017", "2017-02-08"),
        ("d. 3. marts 2019", "2019-03-03"),
        ("2013-08-20", "2013-08-20"),
        ("20/8/2013", "2013-08-20"),
        ("Datum 130820", "2013-08-20"),
        ("Dato: 20130820", "2013-08-20"),
        ("juni 2017", "2017-06"),
    ],
)
def test_dates_are_read_as_they_are_written(text: str, date: str) -> None:
    found = find_date(text)
    assert found is not None
    assert found[0] == date


@pytest.mark.parametrize(
    "text", ["130820", "31 februari 2017", "tel 0540-130820", "§ 12.5", "maj", "2017", "1.2.3"]
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert find_date(text) is None


def test_stated_dates_of_files_are_read() -> None:
    assert normalise_date("D:20200131120000+01'00'") == "2020-01-31"
    assert normalise_date("2020-02-03T10:00:00Z") == "2020-02-03"
    assert normalise_date("2016") == "2016"
    assert normalise_date("2016-07") == "2016-07"
    assert normalise_date("igår") is None


def test_date_line_is_a_date_and_nothing_else() -> None:
    assert is_date_line("17. april 2016")
    assert not is_date_line("17. april 2016 kom vi")


def test_kicker_title_date_and_byline() -> None:
    found = prepare((DOCUMENTS / "artikel.txt").read_bytes(), "artikel.txt").metadata
    assert found.title == "Natteravne giver ro i gaderne, siger naboerne"
    assert (found.date, found.year) == ("2019-03-03", 2019)
    assert found.authors == ("Bodil Prøvesen",)
    assert found.type is DocumentType.ARTICLE


def test_place_of_the_event_is_kept_apart() -> None:
    found = prepare((DOCUMENTS / "anteckningar.txt").read_bytes(), "a.txt")
    assert found.metadata.title == "Exempelsamling för Provstad (påhittad)"
    assert (found.metadata.place, found.metadata.date) == ("Provstad", "2018-05-12")
    assert found.metadata.authors == ("Kim Provman",)
    assert found.chunks[0].text.startswith("- Vad behöver familjer låna?")


def test_name_under_a_unit_and_title_that_ends_as_a_sentence() -> None:
    text = (
        "Enheten för prov\nMaja Provander\n\nAtt pröva sig fram i små steg för att lära av det.\n\n"
        "1. Hur gör vi?\n\n- Vi börjar.\n"
    )
    found = metadata(text)
    assert found.title == "Att pröva sig fram i små steg för att lära av det"
    assert found.authors == ("Maja Provander",)


def test_short_title_stays_the_title_before_a_long_text() -> None:
    assert metadata(
        "Fritidsbanken\n\nAlla får låna skidor och skridskor, och det är gratis för den som vill." + BODY
    ).title == ("Fritidsbanken")


def test_date_in_running_text_is_not_the_documents() -> None:
    assert metadata("En titel\n\nDen 1 maj 2012 öppnade man." + BODY).date is None


def test_labelled_date_counts() -> None:
    assert metadata(
        "Träffen\n\nDatum 130820 Vi talade om mycket och länge den dagen, alla tillsammans." + BODY
    ).date == ("2013-08-20")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Minnesanteckningar från träffen", DocumentType.NOTES),
        ("Referat fra mødet i udvalget", DocumentType.MINUTES),
        ("Protokoll 2018", DocumentType.MINUTES),
        ("Slutrapport om lån", DocumentType.REPORT),
        ("Utvärdering av banken", DocumentType.EVALUATION),
        ("Evaluering af projektet", DocumentType.EVALUATION),
        ("Handlingsplan för trygghet", DocumentType.PLAN),
        ("Workshop om framtiden", DocumentType.SLIDES),
        ("Om banken", DocumentType.OTHER),
    ],
)
def test_type_is_told_by_the_title(title: str, kind: DocumentType) -> None:
    assert metadata(title + BODY).type is kind


@pytest.mark.parametrize(
    "line",
    [
        "Metodbanks egen sammanställning.",
        "Metodbanks egen sammenfatning.",
        "Sammanfattning skriven av Metodbank",
    ],
)
def test_own_summary_is_told_by_its_first_line_which_is_not_the_title(line: str) -> None:
    found = prepare(f"{line}\n\nLån av skidor i byn\n\nSå gick det till{BODY}")
    assert found.metadata.type is DocumentType.SUMMARY
    assert found.metadata.title == "Lån av skidor i byn"
    assert line not in [chunk.text for chunk in found.chunks]


def test_file_name_is_the_title_when_there_is_none() -> None:
    assert prepare("- ett\n- två", "anteckning-7.txt").metadata.title == "anteckning-7"


def test_program_titles_of_files_are_not_believed() -> None:
    pdf = make_pdf(
        [[("h1", "Den riktiga titeln"), ("p", "Text som står under titeln.")]], title="Microsoft Word - x.doc"
    )
    assert prepare(pdf, "a.pdf").metadata.title == "Den riktiga titeln"
    word = make_docx([("Title", "Riktig titel"), ("Normal", "Text som står under.")], title="Dokument1")
    assert prepare(word, "a.docx").metadata.title == "Riktig titel"


def test_page_states_its_title_date_and_language() -> None:
    head = (
        '<title>Sajt - lån</title><meta name="date" content="2020-02-03">'
        '<meta name="author" content="Eva Prov">'
    )
    page = make_html(
        f"<article><h1>Lån av skidor</h1><p>{BODY}</p><h2>Mer</h2><p>{BODY * 3}</p></article>", head=head
    )
    found = prepare(page, "a.html").metadata
    assert (found.title, found.date, found.authors) == ("Lån av skidor", "2020-02-03", ("Eva Prov",))


def test_year_is_that_of_the_period_and_not_of_the_writing() -> None:
    document = prepare(
        "Lån av skidor\n\nPlats: Forshaga kommun. Period: från 2013. Uppdaterad: 2026-11-22.\n\n"
        "Alla får låna.\n"
    )
    assert (document.metadata.year, document.metadata.date) == (2013, "2026-11-22")


@pytest.mark.parametrize(
    ("text", "title", "date"),
    [
        ("Publicerad 12 maj 2019\n\nLån av skidor i byn", "Lån av skidor i byn", "2019-05-12"),
        ("Datum: 31/2 2016\n\nLån av skidor i byn", "Lån av skidor i byn", None),
        ("Sidst opdateret: 3. marts 2019 kl. 14.30\n\nUdlån i byen", "Udlån i byen", "2019-03-03"),
        ("17. april 2016\n\nLån av skidor i byn", "Lån av skidor i byn", "2016-04-17"),
    ],
)
def test_date_with_or_without_its_label_is_no_title(text: str, title: str, date: str | None) -> None:
    found = prepare(text + BODY)
    assert (found.metadata.title, found.metadata.date) == (title, date)
    assert [chunk.heading_path for chunk in found.chunks] == [()]


@pytest.mark.parametrize("line", ["title: [oops", 'title: "oops', "title: {oops"])
def test_broken_value_of_front_matter_is_passed_over(line: str) -> None:
    found = prepare(f"---\n{line}\nyear: 2012\n---\n\n# Riktig titel\n\nText som står här.\n", "a.md")
    assert found.metadata.title == "Riktig titel"


@pytest.mark.parametrize("stated", ["", "En annan titel"])
def test_title_paragraph_of_word_is_the_title_though_headings_follow(stated: str) -> None:
    word = make_docx(
        [("Title", "Dialog i Åmål"), ("Heading 1", "Bakgrund"), ("Normal", "Text som står här.")],
        title=stated,
    )
    found = prepare(word, "a.docx")
    assert found.metadata.title == "Dialog i Åmål"
    assert [(chunk.heading_path, chunk.text) for chunk in found.chunks] == [
        (("Bakgrund",), "Text som står här.")
    ]


def test_second_title_paragraph_of_word_is_a_heading() -> None:
    word = make_docx([("Title", "Bok"), ("Normal", "Ett."), ("Title", "Del två"), ("Normal", "Två.")])
    assert [chunk.heading_path for chunk in prepare(word, "a.docx").chunks] == [(), ("Del två",)]


def test_byline_of_a_page_gives_the_name_and_nothing_else() -> None:
    byline = "<p class='author'>Av Anna Ek, publicerad 2 mars 2018</p>"
    page = make_html(f"<article><h1>Lån av skidor</h1>{byline}<p>{BODY * 5}</p></article>")
    found = prepare(page, "a.html").metadata
    assert (found.authors, found.date) == (("Anna Ek",), "2018-03-02")


def test_date_in_the_text_of_a_page_is_not_the_pages() -> None:
    page = make_html(
        f"<article><h1>Lån</h1><p>Den 1 maj 2012 öppnade man i byn.</p><p>{BODY * 5}</p></article>"
    )
    assert prepare(page, "a.html").metadata.date is None


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2020-02-03T10:00:00Z">',
        '<script type="application/ld+json">{"datePublished": "2020-02-03T10:00:00"}</script>',
    ],
)
def test_page_states_its_date_in_several_ways(head: str) -> None:
    page = make_html(f"<article><h1>Lån</h1><p>{BODY * 5}</p></article>", head=head)
    assert prepare(page, "a.html").metadata.date == "2020-02-03"


def test_dates_of_other_pages_are_not_the_pages() -> None:
    links = "<p class='date'>1 maj 2018</p><p class='date'>2 juni 2019</p>"
    page = make_html(f"<main><h1>Lån</h1><p>{BODY * 5}</p>{links}</main>")
    assert prepare(page, "a.html").metadata.date is None

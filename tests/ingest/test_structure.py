from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.sections import outline, rank_headings
from ingest.structure import find_blocks
from kb.records import BlockKind


def shape(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, text[block.start : block.end]) for block in find_blocks(text)]


def paths(text: str) -> list[tuple[int, str]]:
    blocks = rank_headings(text, find_blocks(text))
    return [(section.level, section.title) for section in outline(text, blocks, has_markup=False).sections]


def test_short_line_standing_alone_before_text_is_a_heading() -> None:
    assert shape("Så gick det till\n\nVi lånade ut skidor.\n") == [
        ("heading", "Så gick det till"),
        ("paragraph", "Vi lånade ut skidor."),
    ]


def test_short_line_at_the_end_is_no_heading() -> None:
    assert shape("Vi lånade ut skidor.\n\nTack alla\n")[-1] == ("paragraph", "Tack alla")


def test_line_that_ends_as_a_sentence_is_no_heading() -> None:
    assert shape("Vi prövar.\n\nSedan mer.\n")[0] == ("paragraph", "Vi prövar.")


def test_date_alone_is_neither_heading_nor_bullet() -> None:
    assert shape("17. april 2016\n\nTekst der følger.") == [
        ("paragraph", "17. april 2016"),
        ("paragraph", "Tekst der følger."),
    ]


def test_underlined_lines_are_headings() -> None:
    blocks = find_blocks("Stor\n====\nText här.\n\nLiten\n-----\nMer text.\n")
    assert [(b.kind, b.level) for b in blocks] == [
        (BlockKind.HEADING, 1),
        (BlockKind.PARAGRAPH, 0),
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, 0),
    ]


def test_numbered_lines_are_headings_with_text_and_bullets_in_a_row() -> None:
    text = "1. Bakgrund\n\nText om det.\n\n1.1 Behov\n\nMer text.\n\n2. Steg\n\n1. Ring upp.\n2. Bjud in.\n"
    assert [kind for kind, _ in shape(text)] == [
        "heading", "paragraph", "heading", "paragraph", "heading", "bullet", "bullet",
    ]  # fmt: skip
    assert paths(text) == [(1, "1. Bakgrund"), (2, "1.1 Behov"), (1, "2. Steg")]


def test_bullets_nest_by_indentation() -> None:
    blocks = find_blocks("- ett\n  - två\n    • tre\n- fyra\n")
    assert [(b.kind, b.level) for b in blocks] == [(BlockKind.BULLET, level) for level in (0, 1, 2, 0)]


def test_wrapped_bullet_is_one() -> None:
    assert shape("- en lång punkt som\n  fortsätter här\n- nästa") == [
        ("bullet", "- en lång punkt som\n  fortsätter här"),
        ("bullet", "- nästa"),
    ]


def test_text_without_blank_lines_has_headings_and_paragraphs() -> None:
    text = (
        "Bakgrund\n"
        "Kommunen ville att fler familjer skulle kunna prova på olika slags idrott tillsammans.\n"
        "Det blev en bank för skidor.\n"
        "Resultat\n"
        "Fler lånar nu än någonsin tidigare, och de som lånar kommer tillbaka år efter år här.\n"
    )
    kinds = shape(text)
    assert kinds[0] == ("heading", "Bakgrund")
    assert len(kinds) >= 3


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "Detta är en rad som är bruten vid sextio\ntecken och sedan fortsätter på nästa rad\ntill slutet.\n"
    )
    assert shape(text) == [("paragraph", text.strip())]


def test_fields_of_a_template_repeat_at_the_same_level() -> None:
    part = "Fråga:\n\n{}\n\nSvar i korthet\n\nText här som svarar.\n\nNästa steg\n\nMer text om det.\n\n"
    text = part.format("Vad gör vi?") + part.format("Hur gör vi?")
    levels = {title: level for level, title in paths(text)}
    assert levels["Fråga:"] == 1
    assert levels["Vad gör vi?"] == levels["Hur gör vi?"] == 2
    assert levels["Svar i korthet"] == levels["Nästa steg"] == 3


@given(st.text(st.sampled_from("aB1 .-•:?!\n\t#*=å"), max_size=300))
def test_blocks_hold_every_letter_and_never_overlap(text: str) -> None:
    end = 0
    for block in find_blocks(text):
        assert end <= block.start < block.end <= len(text)
        assert not any(c.isalnum() for c in text[end : block.start])
        end = block.end
    assert not any(c.isalnum() for c in text[end:])


def test_short_title_between_lines_that_are_paragraphs_is_a_heading() -> None:
    long = (
        "Kravet står i avtalet, och den som lämnar anbud måste ange vem som tar emot den "
        "nye på arbetsplatsen varje dag."
    )
    wide = f"{long} Det låter enkelt men är det inte."
    found = shape(f"{wide}\nFler orter provar\n{wide}\n”Räkna timmar”\n{wide}\n")
    assert [content for kind, content in found if kind == "heading"] == [
        "Fler orter provar",
        "”Räkna timmar”",
    ]


def test_counted_lines_are_headings_and_a_list_of_them_is_not() -> None:
    text = "".join(
        f"Pkt. {n} {name}\nTaget til efterretning.\n\n" for n, name in enumerate(("Leje", "Maling", "Bus"), 1)
    )
    assert [content for kind, content in shape(text) if kind == "heading"] == [
        "Pkt. 1 Leje",
        "Pkt. 2 Maling",
        "Pkt. 3 Bus",
    ]
    listed = (
        "Programmet såg ut så här.\nPass 1 Leken\nPass 2 Maten\nPass 3 Bussen\nSedan åkte alla hem igen.\n"
    )
    assert all(kind != "heading" for kind, _ in shape(listed))


def test_lines_with_a_place_and_a_dash_are_each_a_paragraph() -> None:
    lines = ["Uddevalla – pengar till trygghet", "Haninge – unga bestämmer om parken"]
    assert shape("\n".join(lines)) == [("paragraph", line) for line in lines]


def test_call_over_a_list_is_a_heading() -> None:
    assert shape("Vi ses.\n\nGlöm inte detta!\n\n- nyckeln\n- kaffet\n")[1] == ("heading", "Glöm inte detta!")


def test_signs_of_lists_that_copied_slides_have() -> None:
    assert [kind for kind, _ in shape("✓ Fråga först\n+ Bjud på kaffe\n•Utan mellanrum\n")] == ["bullet"] * 3


def test_lines_that_an_agenda_or_a_list_of_contents_names_are_headings() -> None:
    text = (
        "Indhold\n018-19 Delebil     1\n019-19 Lys i huset     2\n020-19 Eventuelt     2\n\n"
        "018-19 Delebil\nÅbent - 00.22.04-A00-3-19\nBilen kører.\n019-19 Lys i huset\n"
        "Lamperne tæller besøg.\n"
    )
    assert [content for kind, content in shape(text) if kind == "heading"] == [
        "018-19 Delebil",
        "019-19 Lys i huset",
    ]


def test_parts_of_minutes_are_headings() -> None:
    text = "§ 12\nGåsamtal\nTvå sköterskor går en runda.\nBeslut\nRådet följer saken.\n"
    assert [content for kind, content in shape(text) if kind == "heading"] == ["§ 12", "Gåsamtal", "Beslut"]

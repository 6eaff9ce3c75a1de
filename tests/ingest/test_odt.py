from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.parsers.odt import parse
from ingest.sniff import ODT, sniff
from kb.errors import DamagedFileError, EncryptedFileError, FileError, FileTooLargeError, NoTextError
from kb.records import ParsedDocument
from tests.ingest.office_makers import changed, listed, make_odp, make_odt, zipped

MEALS = [("h1", "Kortare nattfasta"), ("p", "Äldre äter ofta sin sista måltid tidigt på kvällen.")]


def blocks(document: ParsedDocument) -> list[tuple[str, int, str]]:
    return [(b.kind.value, b.level, document.text[b.start : b.end]) for b in document.blocks]


def body(xml: str) -> list[tuple[str, int, str]]:
    return blocks(parse(make_odt([], body=xml), name="prov"))


def styled(name: str, parent: str) -> str:
    return f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="{parent}"/>'


def with_styles(data: bytes, styles: str) -> bytes:
    return changed(
        data,
        "content.xml",
        lambda content: content.replace(
            b"<office:body>",
            f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>".encode(),
        ).replace(b"<office:automatic-styles/>", b""),
    )


def test_headings_lists_and_paragraphs_keep_their_levels() -> None:
    parts = [*MEALS, ("h2", "Metod"), ("li", "Kvällsmål klockan 21"), ("li", "Förfrukost")]
    assert blocks(parse(make_odt(parts), name="prov")) == [
        ("heading", 1, "Kortare nattfasta"),
        ("paragraph", 0, "Äldre äter ofta sin sista måltid tidigt på kvällen."),
        ("heading", 2, "Metod"),
        ("bullet", 0, "- Kvällsmål klockan 21"),
        ("bullet", 0, "- Förfrukost"),
    ]


def test_lists_within_lists_and_paragraphs_within_items() -> None:
    inner = f"<text:p>Ett</text:p>{listed('Två')}<text:p>Tre</text:p>"
    xml = f"<text:list><text:list-item>{inner}</text:list-item></text:list>"
    assert body(xml) == [("bullet", 0, "- Ett"), ("bullet", 1, "- Två"), ("paragraph", 0, "Tre")]


def test_numbered_heading_in_a_list_is_a_heading() -> None:
    heading = '<text:h text:outline-level="2">Metod</text:h>'
    xml = f"<text:list><text:list-item>{heading}</text:list-item></text:list>"
    assert body(xml) == [("heading", 2, "Metod")]


def test_styles_tell_title_and_headings_through_the_styles_they_build_on() -> None:
    xml = (
        '<text:p text:style-name="P1">Måltider</text:p><text:p text:style-name="P2">Metod</text:p>'
        '<text:p text:style-name="P1">Del två</text:p><text:p text:style-name="P3">Rund</text:p>'
    )
    styles = styled("P1", "Title") + styled("P2", "Heading_20_2") + styled("P3", "P4") + styled("P4", "P3")
    document = parse(with_styles(make_odt([], body=xml), styles), name="prov")
    assert blocks(document) == [
        ("title", 0, "Måltider"),
        ("heading", 2, "Metod"),
        ("heading", 1, "Del två"),
        ("paragraph", 0, "Rund"),
    ]
    assert document.stated["title"] == "Måltider"


def test_tracked_deletions_and_comments_are_not_read_but_insertions_are() -> None:
    xml = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><text:p>STRUKET</text:p>'
        "</text:deletion></text:changed-region></text:tracked-changes>"
        '<text:p>Kvar<text:change text:change-id="c1"/> och <text:change-start text:change-id="c2"/>tillagt'
        '<text:change-end text:change-id="c2"/><office:annotation><text:p>KOMMENTAR</text:p>'
        "</office:annotation>.</text:p>"
    )
    assert body(xml) == [("paragraph", 0, "Kvar och tillagt.")]


def test_notes_follow_the_paragraph_with_their_mark() -> None:
    xml = (
        '<text:p>I Umeå prövades<text:note text:note-class="footnote">'
        "<text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>Socialnämnden 2017.</text:p></text:note-body></text:note> det.</text:p>"
    )
    assert body(xml) == [("paragraph", 0, "I Umeå prövades det."), ("paragraph", 0, "1 Socialnämnden 2017.")]


def test_text_boxes_follow_the_paragraph_they_hang_on() -> None:
    xml = (
        "<text:p>Före<draw:frame><svg:title>ALT</svg:title><draw:text-box><text:p>Ruta</text:p>"
        f"{listed('Punkt')}</draw:text-box></draw:frame> efter</text:p>"
    )
    assert body(xml) == [("paragraph", 0, "Före efter"), ("paragraph", 0, "Ruta"), ("bullet", 0, "- Punkt")]


def test_spaces_tabs_and_breaks_part_words_and_markup_does_not() -> None:
    xml = (
        '<text:p>en<text:s text:c="3"/>två<text:tab/>tre'
        "<text:line-break/>fy<text:span>ra</text:span></text:p>"
    )
    assert body(xml) == [("paragraph", 0, "en två tre fyra")]


def table(*rows: tuple[str, ...], head: bool) -> str:
    cells = [
        "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        for row in rows
    ]
    made = [f"<table:table-row>{row}</table:table-row>" for row in cells]
    first = f"<table:table-header-rows>{made[0]}</table:table-header-rows>" if head else made[0]
    return f"<table:table>{first}{''.join(made[1:])}</table:table>"


def test_rows_carry_the_names_of_columns_only_where_the_file_names_them() -> None:
    rows = (("Kommun", "År", "Kostnad"), ("Umeå", "2017", ""))
    assert body(table(*rows, head=True)) == [("row", 0, "Kommun: Umeå | År: 2017")]
    assert [text for _, _, text in body(table(*rows, head=False))] == ["Kommun | År | Kostnad", "Umeå | 2017"]


def test_table_in_a_cell_is_text_of_the_cell() -> None:
    inner = table(("inre", "cell"), head=False)
    xml = (
        f"<table:table><table:table-row><table:table-cell><text:p>Yttre</text:p>{inner}{listed('punkt')}"
        "</table:table-cell></table:table-row></table:table>"
    )
    assert body(xml) == [("row", 0, "Yttre inre cell punkt")]


def test_sections_are_read_and_table_of_contents_is_furniture() -> None:
    xml = (
        "<text:table-of-content><text:index-body><text:p>Metod<text:tab/>3</text:p></text:index-body>"
        "</text:table-of-content><text:section><text:p>I avsnittet</text:p></text:section>"
    )
    document = parse(make_odt([], body=xml), name="prov")
    assert blocks(document) == [("paragraph", 0, "I avsnittet")]
    assert [document.text[start:end] for start, end in document.furniture] == ["Metod 3"]


def test_properties_are_stated() -> None:
    assert (
        parse(make_odt(MEALS, title="Måltider på kvällen"), name="prov").stated["title"]
        == "Måltider på kvällen"
    )


def test_type_is_told_by_content_and_by_the_manifest_where_the_mark_is_missing() -> None:
    data = make_odt(MEALS)
    assert sniff(data, name="a.docx") == ODT
    assert sniff(changed(data, "mimetype", None), name="a") == ODT


@pytest.mark.parametrize("member", ["content.xml", "styles.xml", "meta.xml"])
def test_document_type_is_refused(member: str) -> None:
    data = changed(
        make_odt(MEALS),
        member,
        lambda content: content.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY e "x">]>', 1),
    )
    with pytest.raises(DamagedFileError, match=r"^fara\.odt defines its own entities"):
        parse(data, name="fara.odt")


def test_document_type_of_a_part_that_is_not_read_does_no_harm() -> None:
    data = changed(
        make_odt(MEALS),
        "META-INF/manifest.xml",
        lambda content: content.replace(b"?>", b'?><!DOCTYPE manifest:manifest SYSTEM "Manifest.dtd">', 1),
    )
    assert blocks(parse(data, name="gammal.odt"))[0][2] == "Kortare nattfasta"


def test_password_is_told_in_either_form() -> None:
    locked = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    data = changed(make_odt(MEALS), "META-INF/manifest.xml", lambda _: locked)
    with pytest.raises(EncryptedFileError, match=r"^hemlig\.odt .* password"):
        parse(data, name="hemlig.odt")
    whole = zipped({"mimetype": ODT, "META-INF/manifest.xml": locked, "encrypted-package": b"\x01"})
    assert sniff(whole, name="hemlig.odt") == ODT
    with pytest.raises(EncryptedFileError, match=r"^hemlig\.odt .* password"):
        parse(whole, name="hemlig.odt")


def test_broken_files_name_themselves() -> None:
    data = make_odt(MEALS)
    for broken in (
        changed(data, "content.xml", lambda content: content[:300]),
        changed(data, "content.xml", lambda _: b"\xff\xfe\x00"),
        changed(data, "content.xml", None),
        make_odp([("Bild", "")]),
        zipped({"mimetype": ODT}),
        data[: len(data) // 2],
    ):
        with pytest.raises(DamagedFileError, match=r"^trasig\.odt "):
            parse(broken, name="trasig.odt")


def test_nesting_without_end_is_refused() -> None:
    deep = "<text:list><text:list-item>" * 3000 + "</text:list-item></text:list>" * 3000
    with pytest.raises(DamagedFileError, match=r"^djup\.odt is broken in content\.xml"):
        parse(make_odt([], body=deep), name="djup.odt")


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    data = changed(make_odt(MEALS), "content.xml", lambda _: b" " * 30_000_000)
    with pytest.raises(FileTooLargeError, match=r"^bomb\.odt is packed suspiciously"):
        parse(data, name="bomb.odt")


def test_text_in_a_table_of_contents_alone_is_no_text() -> None:
    index = "<text:index-body><text:p>Metod</text:p></text:index-body>"
    xml = f"<text:table-of-content>{index}</text:table-of-content>"
    with pytest.raises(NoTextError, match=r"^tom\.odt holds no text"):
        parse(make_odt([], body=xml), name="tom.odt")


_TAGS = [
    "text:p",
    "text:h",
    "text:span",
    "text:list",
    "text:list-item",
    "text:section",
    "draw:frame",
    "draw:g",
]


@st.composite
def _trees(draw: st.DrawFn, depth: int = 4) -> str:
    tag = draw(st.sampled_from(_TAGS))
    inner = draw(st.lists(_trees(depth - 1), max_size=3)) if depth else []
    return f"<{tag}>{''.join(inner)}<text:p>ord</text:p></{tag}>"


@settings(max_examples=40, deadline=None)
@given(_trees())
def test_any_nesting_gives_blocks_in_order_and_no_word_twice(xml: str) -> None:
    try:
        document = parse(make_odt([], body=xml), name="prov")
    except FileError:
        return
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end
        end = block.end
    assert document.text.count("ord") <= xml.count("ord")

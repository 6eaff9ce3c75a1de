from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.archive import read_members
from ingest.parsers.epub import parse
from ingest.sniff import EPUB, sniff
from kb.errors import DamagedFileError, EncryptedFileError, FileTooLargeError, NoTextError
from kb.records import ParsedDocument
from tests.ingest.makers import prepare
from tests.ingest.office_makers import changed, make_epub, zipped

CHAPTERS = [
    "<h1>Hjemmeplejen</h1><p>I Aarhus arbejder man i faste teams.</p>",
    "<h2>Erfaringer</h2><p>Gode.</p>",
]
_LOCK = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
    'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod '
    'Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/><enc:CipherData>'
    '<enc:CipherReference URI="{path}"/></enc:CipherData></enc:EncryptedData></encryption>'
)


def blocks(document: ParsedDocument) -> list[tuple[str, int, str]]:
    return [(b.kind.value, b.level, document.text[b.start : b.end]) for b in document.blocks]


def texts(*chapters: str) -> list[str]:
    return [text for _, _, text in blocks(parse(make_epub(chapters), name="bog"))]


def test_chapters_are_read_in_the_order_of_the_spine() -> None:
    document = parse(make_epub(CHAPTERS, spine=(1, 0)), name="bog")
    assert blocks(document) == [
        ("heading", 2, "Erfaringer"),
        ("paragraph", 0, "Gode."),
        ("heading", 1, "Hjemmeplejen"),
        ("paragraph", 0, "I Aarhus arbejder man i faste teams."),
    ]
    assert document.pages == ()


def test_chapter_named_twice_is_read_once() -> None:
    document = parse(make_epub(CHAPTERS, spine=(0, 1, 0)), name="bog")
    assert document.text.count("Hjemmeplejen") == 1


def test_book_is_described_by_its_package() -> None:
    metadata = (
        "<dc:title>Faste teams i hjemmeplejen</dc:title><dc:creator>Mette Holm</dc:creator>"
        '<dc:creator opf:role="ill">Bo Tegner</dc:creator><dc:creator opf:role="aut">Åse Øst</dc:creator>'
        '<dc:language>da</dc:language><dc:date opf:event="modification">2021-02-02</dc:date>'
        "<dc:date>2018-04-01T00:00:00Z</dc:date>"
    )
    assert parse(make_epub(CHAPTERS, metadata=metadata), name="bog").stated == {
        "title": "Faste teams i hjemmeplejen", "authors": "Mette Holm; Åse Øst", "language": "da",
        "date": "2018-04-01",
    }  # fmt: skip


def test_asides_headers_and_captions_are_text_of_a_book() -> None:
    chapter = (
        "<header><h1>Ett</h1></header><p>Text</p><aside epub:type='footnote'><p>1 Källa</p></aside>"
        "<figure><img src='x'/><figcaption>Figur 1</figcaption></figure><footer>Slut</footer>"
    )
    assert texts(chapter) == ["Ett", "Text", "1 Källa", "Figur 1", "Slut"]


def test_self_closed_elements_swallow_nothing() -> None:
    chapter = '<p>före <a id="s1"/>efter</p><script src="x.js"/><div class="tom"/><p>sist<span/>a</p>'
    assert texts(chapter) == ["före efter", "sista"]


def test_entities_of_web_pages_are_letters() -> None:
    assert texts("<p>Sm&ouml;rg&aring;s&nbsp;&amp;&#160;r&oslash;d&#xe6;</p>") == ["Smörgås & rødæ"]


def test_words_of_neighbouring_blocks_are_not_glued_together() -> None:
    assert texts("<div>ett<div>två</div>tre</div>fyra<p>fem</p>sex") == [
        "ett",
        "två",
        "tre",
        "fyra",
        "fem",
        "sex",
    ]


def test_items_keep_the_order_of_their_words_and_lists_in_lists_are_kept() -> None:
    chapter = (
        "<ul><li><span>Se <a>ett</a> och <a>två</a> här</span></li><li>kommun<b>en</b>s</li>"
        "<ul><li>löst</li></ul><li><p>a</p><p>b</p></li></ul>"
    )
    assert texts(chapter) == ["- Se ett och två här", "- kommunens", "- löst", "- a b"]


def test_table_of_contents_is_furniture() -> None:
    contents = "<nav epub:type='toc'><ol><li><a href='k'>Hjemmeplejen</a></li></ol></nav>"
    document = parse(make_epub([contents, *CHAPTERS]), name="bog")
    assert [document.text[start:end] for start, end in document.furniture] == ["Hjemmeplejen"]
    assert blocks(document)[0] == ("heading", 1, "Hjemmeplejen")


def test_type_is_told_by_content() -> None:
    assert sniff(make_epub(CHAPTERS), name="bog.zip") == EPUB


def test_protected_chapters_are_told_and_protected_fonts_do_not_matter() -> None:
    for path, name in (("OEBPS/text/kapitel%200.xhtml", "last"), ("OEBPS/text/kapitel 1.xhtml", "last")):
        data = make_epub(CHAPTERS, extra={"META-INF/encryption.xml": _LOCK.format(path=path)})
        with pytest.raises(EncryptedFileError, match=rf"^{name} is protected against copying \(DRM\)"):
            parse(data, name=name)
    fonts = make_epub(CHAPTERS, extra={"META-INF/encryption.xml": _LOCK.format(path="OEBPS/fonts/a.otf")})
    assert len(parse(fonts, name="bog").blocks) == 4


def test_missing_chapter_is_an_error_not_a_gap() -> None:
    data = make_epub(CHAPTERS, without=frozenset({"OEBPS/text/kapitel 1.xhtml"}))
    with pytest.raises(DamagedFileError, match=r"^bog .*kapitel 1\.xhtml is missing"):
        parse(data, name="bog")


@pytest.mark.parametrize("path", ["../../../etc/passwd", "/etc/passwd", "..%2f..%2fetc/passwd"])
def test_paths_out_of_the_book_lead_nowhere(path: str) -> None:
    data = changed(
        make_epub(CHAPTERS),
        "OEBPS/bok.opf",
        lambda content: content.replace(b"text/kapitel%200.xhtml", path.encode()),
    )
    with pytest.raises(DamagedFileError, match=r"^bog is not complete: .*etc/passwd is missing"):
        parse(data, name="bog")


@pytest.mark.parametrize("member", ["META-INF/container.xml", "OEBPS/bok.opf"])
def test_broken_package_names_the_file(member: str) -> None:
    changes: list[tuple[bytes, str]] = [
        (b"", "is broken in"),
        (b"<x", "is broken in"),
        (b'<!DOCTYPE x [<!ENTITY e "x">]><x>&e;</x>', "defines its own entities"),
    ]
    for content, what in changes:
        data = make_epub(CHAPTERS, extra={member: content})
        with pytest.raises(DamagedFileError, match=rf"^bog {what} {'in ' if 'own' in what else ''}{member}"):
            parse(data, name="bog")
    with pytest.raises(DamagedFileError, match=rf"^bog is not complete: {member} is missing"):
        parse(changed(make_epub(CHAPTERS), member, None), name="bog")


def test_container_without_a_book_is_told() -> None:
    data = zipped({"META-INF/container.xml": "<container/>"})
    with pytest.raises(DamagedFileError, match=r"^bog does not say where its book begins"):
        parse(data, name="bog")


def test_entities_of_a_chapter_are_not_expanded() -> None:
    data = changed(
        make_epub(CHAPTERS),
        "OEBPS/text/kapitel 0.xhtml",
        lambda content: content.replace(
            b"<!DOCTYPE html>",
            b'<!DOCTYPE html [<!ENTITY e "INSATT"><!ENTITY f SYSTEM "file:///etc/passwd">]>',
        ).replace(b"faste", b"&e;&f;faste"),
    )
    document = parse(data, name="bog")
    assert "faste teams." in document.text
    assert not any("INSATT" in text or "root:" in text for _, _, text in blocks(document))


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    data = make_epub(CHAPTERS, extra={"OEBPS/text/kapitel 0.xhtml": b" " * 30_000_000})
    with pytest.raises(FileTooLargeError, match=r"^bomb is packed suspiciously"):
        parse(data, name="bomb")


def test_book_of_pictures_or_without_spine_has_no_text() -> None:
    for data in (make_epub(["<img src='x'/>"]), make_epub([]), make_epub(["<svg><text>x</text></svg>"])):
        with pytest.raises(NoTextError, match=r"^tom holds no text"):
            parse(data, name="tom")


_TAGS = [
    "p",
    "div",
    "ul",
    "ol",
    "li",
    "span",
    "b",
    "blockquote",
    "section",
    "aside",
    "header",
    "figure",
    "dl",
    "dd",
]


@st.composite
def _pages(draw: st.DrawFn, depth: int = 3) -> str:
    tag = draw(st.sampled_from(_TAGS))
    inner = draw(st.lists(_pages(depth - 1), max_size=3)) if depth else []
    return f"<{tag}>ord {' '.join(inner)}</{tag}>"


@settings(max_examples=150, deadline=None)
@given(st.lists(_pages(), min_size=1, max_size=3))
def test_no_word_is_lost_or_comes_twice(pages: list[str]) -> None:
    count = iter(range(10_000))
    numbered = re.sub(r"\bord\b", lambda _: f"ord{next(count)}", "".join(pages))
    expected = re.findall(r"ord\d+", numbered)
    document = parse(make_epub([numbered]), name="bog")
    found = re.findall(r"ord\d+", " ".join(text for _, _, text in blocks(document)))
    assert sorted(found) == sorted(expected)


def test_heading_of_the_first_chapter_is_not_the_title_of_a_book_that_has_one() -> None:
    document = prepare(make_epub(CHAPTERS, metadata="<dc:title>Faste teams</dc:title>"), "bog.epub")
    assert document.metadata.title == "Faste teams"
    assert [chunk.heading_path for chunk in document.chunks] == [
        ("Hjemmeplejen",), ("Hjemmeplejen", "Erfaringer"),
    ]  # fmt: skip


@pytest.mark.parametrize("member", ["kapitel 1.xhtml\x00", "kapitel " + "1.l " * 400])
def test_a_missing_chapter_is_named_in_few_plain_words(member: str) -> None:
    with pytest.raises(DamagedFileError) as error:
        list(read_members(make_epub(CHAPTERS), [member], name="bok.epub"))
    message = str(error.value)
    assert message.startswith("bok.epub is not complete: kapitel 1")
    assert message.isprintable()
    assert len(message) < 200

from __future__ import annotations

import pytest

from ingest.parsers.pptx import parse
from ingest.parsers.slides import Slide, to_document
from ingest.sniff import PPTX, sniff
from kb.errors import DamagedFileError, EncryptedFileError, FileTooLargeError, NoTextError
from tests.ingest.office_makers import changed, make_pptx, zipped

BACKGROUND = ("Bakgrund", ["Många barn saknar utrustning för idrott", "> Kommunen står för lokalen"])


def test_file_without_slides_or_text_is_said_to_hold_none() -> None:
    with pytest.raises(NoTextError, match=r"^tom\.pptx holds 0 slides"):
        parse(make_pptx([]), name="tom.pptx")
    with pytest.raises(NoTextError, match=r"^bilder\.pptx holds 3 slides without text"):
        parse(make_pptx([("", [])] * 3), name="bilder.pptx")


def test_lost_slide_is_an_error_not_a_gap() -> None:
    data = changed(make_pptx([BACKGROUND, ("Två", ["Hej"])]), "ppt/slides/slide2.xml", None)
    with pytest.raises(DamagedFileError, match=r"^trasig\.pptx "):
        parse(data, name="trasig.pptx")


@pytest.mark.parametrize("member", ["ppt/presentation.xml", "ppt/slides/slide1.xml", "docProps/core.xml"])
def test_document_type_is_refused(member: str) -> None:
    data = changed(
        make_pptx([BACKGROUND]),
        member,
        lambda content: content.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY e "x">]>', 1),
    )
    with pytest.raises(DamagedFileError, match=r"^fara\.pptx defines its own entities"):
        parse(data, name="fara.pptx")


def test_broken_slide_names_the_file() -> None:
    data = changed(make_pptx([BACKGROUND]), "ppt/slides/slide1.xml", lambda content: content[:200])
    with pytest.raises(DamagedFileError, match=r"^trasig\.pptx is not a complete PowerPoint"):
        parse(data, name="trasig.pptx")


def test_other_package_under_the_name_is_refused() -> None:
    with pytest.raises(DamagedFileError, match=r"^annan\.pptx is not a complete PowerPoint"):
        parse(zipped({"ppt/presentation.xml": "<x/>"}), name="annan.pptx")


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    data = changed(make_pptx([BACKGROUND]), "ppt/slides/slide1.xml", lambda _: b" " * 30_000_000)
    with pytest.raises(FileTooLargeError, match=r"^bomb\.pptx is packed suspiciously"):
        parse(data, name="bomb.pptx")


def test_password_is_told() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(EncryptedFileError, match=r"^hemlig\.pptx .* password"):
        sniff(data, name="hemlig.pptx")


def test_content_decides_whatever_the_name() -> None:
    assert sniff(make_pptx([BACKGROUND]), name="bilder.docx") == PPTX


def test_more_slides_than_the_limit_are_refused() -> None:
    slide = Slide(title="Hej", has_title_layout=False, content=())
    with pytest.raises(FileTooLargeError, match=r"^stor\.pptx has 5001 slides; the limit is 5000"):
        to_document([slide] * 5_001, media_type=PPTX, stated={}, name="stor.pptx")
    assert len(to_document([slide] * 5_000, media_type=PPTX, stated={}, name="stor.pptx").pages) == 5_000

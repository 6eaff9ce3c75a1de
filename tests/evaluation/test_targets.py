from __future__ import annotations

import pytest

from evaluation.targets import Target, meets, parse_target
from kb.records import Chunk, ChunkId, DocumentId, Language


def chunk(*, lines: tuple[int, int] | None = None, page: int | None = None, text: str = "Text") -> Chunk:
    return Chunk(
        id=ChunkId(1),
        document_id=DocumentId(1),
        ordinal=0,
        text=text,
        start=0,
        end=len(text),
        heading_path=(),
        page=page,
        lines=lines,
        language=Language.SWEDISH,
        is_example=False,
        tags=(),
    )


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("notes.txt", Target(file="notes.txt")),
        ("notes.txt#L12", Target(file="notes.txt", lines=(12, 12))),
        ("notes.txt#L12-L15", Target(file="notes.txt", lines=(12, 15))),
        ("notes.txt#L12-15", Target(file="notes.txt", lines=(12, 15))),
        ("plan.pdf#p3", Target(file="plan.pdf", page=3)),
        ('plan.docx#"Fyra kvällar"', Target(file="plan.docx", words="Fyra kvällar")),
        ("år #2.pdf", Target(file="år #2.pdf")),
        ("år #2.pdf#p1", Target(file="år #2.pdf", page=1)),
    ],
)
def test_a_target_names_a_file_its_lines_its_page_or_words(text: str, target: Target) -> None:
    assert parse_target(text) == target


@pytest.mark.parametrize("text", ["n.txt#L0", "n.txt#L5-L4", "n.pdf#p0"])
def test_lines_and_pages_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="count from 1"):
        parse_target(text)


def test_a_target_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="no words"):
        parse_target('n.docx#" "')


def test_words_meet_whatever_their_white_space_and_case() -> None:
    assert meets(Target(file="n", words="fyra  Kvällar"), chunk(text="Först\nfyra\nkvällar i maj"))
    assert not meets(Target(file="n", words="fyra kvällar"), chunk(text="fyra ljusa kvällar"))


def test_a_target_is_written_as_it_is_read() -> None:
    for text in ("notes.txt", "notes.txt#L12", "notes.txt#L12-L15", "plan.pdf#p3", 'n.docx#"En kväll"'):
        assert str(parse_target(text)) == text


@pytest.mark.parametrize(
    ("lines", "is_met"),
    [
        ((12, 15), True),
        ((10, 13), True),  # two of four are half
        ((9, 12), False),  # one of four
        ((13, 13), True),  # the whole chunk lies in the target
        ((1, 100), True),  # the whole target lies in the chunk
        ((14, 60), True),  # half of the target
        ((15, 60), False),
        ((16, 20), False),
        ((1, 11), False),
    ],
)
def test_lines_meet_where_half_of_one_lies_in_the_other(lines: tuple[int, int], is_met: bool) -> None:
    assert meets(Target(file="n", lines=(12, 15)), chunk(lines=lines)) is is_met


def test_a_page_is_met_by_chunks_on_it_and_lines_by_no_chunk_without_lines() -> None:
    assert meets(Target(file="n", page=3), chunk(page=3))
    assert not meets(Target(file="n", page=3), chunk(page=2))
    assert not meets(Target(file="n", page=1), chunk(lines=(1, 1)))
    assert not meets(Target(file="n", lines=(1, 9)), chunk(page=1))


def test_a_file_is_met_by_any_of_its_chunks() -> None:
    assert meets(Target(file="n"), chunk(page=7))

"""Erased words are found again by their hash, wherever a file has them, and left out of all that is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.erased import (
    MARK,
    Finder,
    erase_document,
    erase_text,
    merged,
    moved,
    plain_tokens_of,
    tokens_of,
    without,
    words_hash,
)
from ingest.pipeline import prepare_document
from ingest.sniff import sniff
from kb.errors import DamagedFileError, NoTextError
from kb.gazetteer import load_gazetteer
from kb.records import Block, BlockKind, PageSpan, ParsedDocument, PreparedDocument, Source
from kb.store.erased import NOTHING_ERASED, ErasedPhrase, ErasedWords, concerning
from kb.taxonomy import load_taxonomy
from tests.ingest.makers import make_docx

KEY = "ab" * 32


def erased(*phrases: str, n_places: int = 0, key: str = KEY) -> ErasedWords:
    """Return each phrase as an erasure of its own."""
    found = []
    for number, phrase in enumerate(phrases, start=1):
        words = [token.word for token in tokens_of(phrase)]
        found.append(
            ErasedPhrase(
                erasure_id=number, words_hash=words_hash(key, words), n_words=len(words), sha256="0" * 64,
                path="/docs/prov.txt", is_everywhere=False, n_places=n_places,
            )
        )  # fmt: skip
    return ErasedWords(key=key, phrases=tuple(found))


def prepare(
    data: bytes | str, words: ErasedWords, *, name: str = "prov.txt", is_masked: bool = True, path: str = ""
) -> PreparedDocument:
    content = data.encode("utf-8") if isinstance(data, str) else data
    source = Source(
        path=path or f"/docs/{name}", name=name, sha256="0" * 64, media_type=sniff(content, name=name),
        n_bytes=len(content),
    )  # fmt: skip
    return prepare_document(
        source, content, taxonomy=load_taxonomy(), gazetteer=load_gazetteer(), erased=words,
        mask_personal_data=is_masked,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Då sade Anna Ek att hon flyttar.",
        "Då sade ANNA EK att hon flyttar.",
        "Då sade Anna\n   Ek att hon flyttar.",
        "Då sade Anna\u00a0Ek, att hon flyttar.",
        "Då sade An\u00adna E\u200bk att hon flyttar.",
        "Då sade **Anna** _Ek_ att hon flyttar.",
    ],
)
def test_white_space_case_and_marks_between_words_do_not_matter(text: str) -> None:
    left, counts = erase_text(text, erased("anna ek"))
    assert sum(counts.values()) == 1
    assert "nna" not in left.casefold()
    assert left.startswith("Då sade ")
    assert left.rstrip("_").split(MARK)[1].lstrip("\n_, ").startswith("att hon flyttar.")


@pytest.mark.parametrize("text", ["Annas ek", "Anna Eken", "Johanna Ek", "Anna, som är en ek", "Ek Anna"])
def test_other_words_stay(text: str) -> None:
    assert erase_text(text, erased("Anna Ek")) == (text, {})


def test_letters_are_the_same_in_both_unicode_forms() -> None:
    decomposed = "A\u030asa O\u0308berg"
    assert erase_text("Åsa Öberg sade nej.", erased(decomposed))[0] == f"{MARK} sade nej."


def test_another_key_finds_nothing() -> None:
    words = erased("Anna Ek")
    assert erase_text("Anna Ek", ErasedWords(key="cd" * 32, phrases=words.phrases)) == ("Anna Ek", {})


def test_hashes_differ_by_home_order_and_borders_of_words() -> None:
    hashes = {
        words_hash(KEY, ["anna", "ek"]),
        words_hash("cd" * 32, ["anna", "ek"]),
        words_hash(KEY, ["ek", "anna"]),
        words_hash(KEY, ["annaek"]),
    }
    assert len(hashes) == 4


def test_line_ends_within_erased_words_stay_so_that_later_lines_keep_their_numbers() -> None:
    prepared = prepare(
        "Anteckningar\n\nByalaget fick pengar av Anna\nEk och\nhennes man.\n\nAlla kom dit.\n",
        erased("Anna Ek och hennes man"),
    )
    lines = {chunk.text: chunk.lines for chunk in prepared.chunks}
    assert prepared.text.split("\n")[6] == "Alla kom dit."
    assert all(lines.values())
    for chunk in prepared.chunks:
        assert prepared.text[chunk.start : chunk.end] == chunk.text
        assert chunk.lines is not None
        assert prepared.text.count("\n", 0, chunk.start) + 1 == chunk.lines[0]


def test_spans_move_with_the_text() -> None:
    text = "Rubrik\nFörst Anna Ek sist.\nAnna Ek\nSlutet här."
    blocks = [(0, 6, BlockKind.HEADING), (7, 26, BlockKind.PARAGRAPH), (27, 34, BlockKind.HEADING),
              (35, 46, BlockKind.PARAGRAPH)]  # fmt: skip
    document = ParsedDocument(
        media_type="text/plain",
        text=text,
        blocks=tuple(Block(kind=kind, start=start, end=end) for start, end, kind in blocks),
        pages=(
            PageSpan(number=1, label=None, start=0, end=27),
            PageSpan(number=2, label=None, start=27, end=46),
        ),
        furniture=((13, 20),),
        stated={"authors": "Anna Ek; Bo Alm", "title": "Rubrik"},
    )
    left, counts = erase_document(document, erased("Anna Ek"))
    assert left.text == f"Rubrik\nFörst {MARK} sist.\n{MARK}\nSlutet här."
    assert [left.text[b.start : b.end] for b in left.blocks] == [
        "Rubrik", f"Först {MARK} sist.", "Slutet här.",  # what is a mark alone is no heading
    ]  # fmt: skip
    assert [left.text[p.start : p.end] for p in left.pages] == [
        f"Rubrik\nFörst {MARK} sist.\n",
        f"{MARK}\nSlutet här.",
    ]
    assert [left.text[start:end] for start, end in left.furniture] == [MARK]
    assert left.stated == {"authors": f"{MARK}; Bo Alm", "title": "Rubrik"}
    assert list(counts.values()) == [2]


def test_a_later_erasure_may_span_what_an_earlier_one_left() -> None:
    words = erased("hennes dotter", f"Anna och {MARK} flyttade")
    assert erase_text("Anna och hennes dotter flyttade dit.", words)[0] == f"{MARK} dit."
    # in the other order the second is not there: they are done again as they were done
    assert erase_text("Anna och hennes dotter flyttade.", erased("Anna och flyttade", "hennes dotter"))[
        0
    ] == (f"Anna och {MARK} flyttade.")


def test_words_that_stand_in_each_other_are_one_stretch() -> None:
    text = "Anna Ek Anna Ek Anna slutade."
    finder = Finder(text, KEY)
    words = [token.word for token in tokens_of("Anna Ek Anna")]
    spans = finder.find(words_hash(KEY, words), 3)
    assert [text[start:end] for start, end in spans] == ["Anna Ek Anna", "Anna Ek Anna"]
    assert without(text, merged(spans)) == f"{MARK} slutade."


@pytest.mark.parametrize("is_masked", [True, False])
def test_personal_data_count_as_one_word_masked_or_not(is_masked: bool) -> None:
    text = "Anteckningar\n\nAlla kom. Anna nås på tfn 070-123 45 67 eller anna.ek@exempel.se på kvällen.\n"
    masked = "Anna nås på tfn [telefon] eller [e-post] på kvällen"
    prepared = prepare(text, erased(masked), is_masked=is_masked)
    assert prepared.text == f"Anteckningar\n\nAlla kom. {MARK}.\n"


def test_a_clue_to_a_number_that_is_erased_leaves_the_number_masked() -> None:
    text = "Anteckningar\n\nAlla kom i tid. Kontakta Anna på telefon: 40 12 34 56 så blir det av.\n"
    prepared = prepare(text, erased("Kontakta Anna på telefon"))
    assert "40 12" not in prepared.text
    assert f"{MARK}: [telefon] så blir" in prepared.text


def test_words_are_left_out_of_chunks_tags_title_authors_and_dropped_text() -> None:
    data = make_docx(
        [
            ("Title", "Samtal med Ytterbo Zakrisson"),
            ("Heading 1", "Ytterbo Zakrisson"),
            ("Normal", "Ytterbo Zakrisson i Kils kommun lånar ut idrottsprylar gratis till alla barn."),
            ("Heading 1", "Mer"),
            ("Normal", "Två byalag i Kils kommun fick pengar att använda som de ville."),
        ],
        title="Samtal med Ytterbo Zakrisson",
    )
    words = erased("Ytterbo Zakrisson")
    before = repr(prepare(data, NOTHING_ERASED, name="a.docx"))
    assert before.count("Zakrisson") > 5
    prepared = prepare(data, words, name="a.docx")
    assert "Zakrisson" not in repr(prepared)
    assert prepared.metadata.title == f"Samtal med {MARK}"
    assert prepared.erased == {words.phrases[0].words_hash: 3}
    assert prepared.parsed is not None
    assert prepared.parsed.text == prepared.text


def test_words_that_only_the_file_states_are_left_out_and_counted_as_none_of_the_text() -> None:
    text = "---\nförfattare: Ytterbo Zakrisson\n---\n# Byalag\n\nTvå byalag i Kil fick pengar att använda.\n"
    words = erased("Ytterbo Zakrisson")
    prepared = prepare(text, words, name="a.md")
    assert "Zakrisson" not in repr(prepared)
    assert prepared.metadata.authors in {(), (MARK,)}


def test_a_title_from_the_name_of_the_file_loses_the_words_too() -> None:
    prepared = prepare("Två byalag i Kil fick pengar.\n", erased("Zakrisson"), name="Ytterbo_Zakrisson.txt")
    assert "Zakrisson" not in prepared.metadata.title


def test_a_file_that_holds_nothing_else_has_no_text() -> None:
    with pytest.raises(NoTextError, match=r"prov\.txt"):
        prepare("Anna Ek flyttade.\n", erased("Anna Ek flyttade"))


def test_the_same_content_must_hold_the_words_as_often_as_before() -> None:
    text = "Anteckningar\n\nAnna Ek kom. Anna Ek gick.\n"
    assert prepare(text, erased("Anna Ek", n_places=2)).text.count(MARK) == 2
    with pytest.raises(DamagedFileError, match=r"not found in it as they were before.*erasure 1\."):
        prepare(text, erased("Anna Ek", n_places=3))


def test_a_file_without_erased_words_is_read_as_ever() -> None:
    text = "Anteckningar\n\nTvå byalag i Kil fick pengar […] att använda.\n"
    assert prepare(text, erased("Anna Ek")) == prepare(text, NOTHING_ERASED)


def test_what_concerns_a_file_is_chosen_by_content_path_or_everywhere() -> None:
    words = erased("Anna Ek")
    (phrase,) = words.phrases
    assert concerning(words, sha256="0" * 64, path="/x") == words
    assert concerning(words, sha256="1" * 64, path="/docs/prov.txt") == words
    assert concerning(words, sha256="1" * 64, path="/x") == NOTHING_ERASED
    everywhere = ErasedPhrase(
        erasure_id=1, words_hash=phrase.words_hash, n_words=2, sha256="0" * 64, path="", is_everywhere=True,
        n_places=0,
    )  # fmt: skip
    words = ErasedWords(key=KEY, phrases=(everywhere,))
    assert concerning(words, sha256="1" * 64, path="/x") == words


WORDS = st.sampled_from(["anna", "Ek", "ek", "byalag", "Åsa", "i", MARK, "[telefon]", "2014"])
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([" ", "\n", ", ", ".\n\n", " – "]))).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)


@given(text=TEXTS, phrase=st.lists(WORDS, min_size=1, max_size=3))
def test_erased_words_are_gone_and_nothing_else(text: str, phrase: list[str]) -> None:
    words = [token.word for token in tokens_of(" ".join(phrase))]
    left, counts = erase_text(text, erased(" ".join(phrase)))
    before = [token.word for token in tokens_of(text)]
    places = [i for i in range(len(before)) if before[i : i + len(words)] == words]  # by brute force
    assert sum(counts.values()) == len(places)
    covered = {i + n for i in places for n in range(len(words))}
    kept = [word for i, word in enumerate(before) if i not in covered]
    mark = tokens_of(MARK)[0].word
    assert [word for word in kept if word != mark] == [
        token.word for token in tokens_of(left) if token.word != mark
    ]
    assert left.count("\n") == text.count("\n")


@given(text=TEXTS, cuts=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=4))
def test_a_place_outside_the_spans_still_has_its_character(text: str, cuts: list[tuple[int, int]]) -> None:
    spans = [span for span in merged((a, a + n) for a, n in cuts) if span[1] <= len(text)]
    left, move = without(text, spans), moved(text, spans)
    for i, character in enumerate(text):
        if not any(start <= i < end for start, end in spans):
            assert left[move(i)] == character
    assert move(len(text)) == len(left)


def test_personal_data_are_one_token_where_they_are_found() -> None:
    text = "Ring tfn 070-123 45 67 nu"
    assert [token.word for token in tokens_of(text)] == ["ring", "tfn", "[phone]", "nu"]
    assert [token.word for token in tokens_of("Ring tfn [telefon] nu")] == ["ring", "tfn", "[phone]", "nu"]
    assert [token.word for token in plain_tokens_of(text)] == ["ring", "tfn", "070", "123", "45", "67", "nu"]

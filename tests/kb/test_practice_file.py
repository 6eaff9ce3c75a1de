"""Files of practices: what they say, and what is wrong with them."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import PracticeFileError
from kb.gazetteer import load_gazetteer
from kb.practice_file import PracticeFile, read_practice_file
from kb.practices import PracticeField, PracticeKind, PracticeState, RelationKind
from kb.records import Language
from kb.taxonomy import load_taxonomy

GOOD = """[[practices]]
key = "byalag-kil"
documents = "byalag-kil"
title.sv = "Byalag i Kil"
rests_on = "Kils kommun gav två byalag en miljon kronor vardera."

[practices.fields]
municipalities = { code = "Kil", quote = "Kils kommun" }
themes = [{ code = "civil.byalag", quote = "två byalag" }]
aim = ["Ett syfte.", { quote = "Ett till." }]
resources = [{ code = "1000000 SEK", quote = "en miljon kronor" }, "vardera"]

[[practices.relations]]
kind = "counterpart"
to = "lokalraad-vejle"

[[practices]]
key = "lokalraad-vejle"
kind = "method"
state = "published"
documents = ["lokalraad-vejle.md", "notat"]
name = "lokalråd"
title.da = "Lokalråd i Vejle"
title.sv = "Lokala råd i Vejle"
summary.da = "De fik penge."
rests_on = ["Lokalråd fik penge."]
passages = ["Mere om lokalråd."]
"""


def read(tmp_path: Path, text: str | bytes) -> PracticeFile:
    path = tmp_path / "practices.toml"
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return read_practice_file(path, taxonomy=load_taxonomy(), gazetteer=load_gazetteer())


def refused(tmp_path: Path, text: str | bytes) -> str:
    with pytest.raises(PracticeFileError) as caught:
        read(tmp_path, text)
    return str(caught.value).replace(str(tmp_path / "practices.toml"), "FILE")


def test_a_file_is_read_as_it_is_written(tmp_path: Path) -> None:
    kil, vejle = read(tmp_path, GOOD).practices
    assert (kil.kind, kil.state, kil.name) == (PracticeKind.PRACTICE, PracticeState.DRAFT, None)
    assert (kil.documents, kil.titles) == (("byalag-kil",), {Language.SWEDISH: "Byalag i Kil"})
    assert {
        field: [(value.code, value.words) for value in values] for field, values in kil.fields.items()
    } == {
        PracticeField.MUNICIPALITIES: [("SE1715", "Kils kommun")],
        PracticeField.THEMES: [("civil.byalag", "två byalag")],
        PracticeField.AIM: [(None, "Ett syfte."), (None, "Ett till.")],
        PracticeField.RESOURCES: [("1000000 SEK", "en miljon kronor"), (None, "vardera")],
    }
    assert kil.relations == ((RelationKind.COUNTERPART, "lokalraad-vejle"),)
    assert (vejle.kind, vejle.state, vejle.name) == (
        PracticeKind.METHOD, PracticeState.PUBLISHED, "lokalråd",
    )  # fmt: skip
    assert (vejle.summaries, vejle.passages) == ({Language.DANISH: "De fik penge."}, ("Mere om lokalråd.",))


def test_the_unicode_form_line_ends_and_a_mark_at_the_start_do_not_matter(tmp_path: Path) -> None:
    good = read(tmp_path, GOOD).practices
    other = b"\xef\xbb\xbf" + unicodedata.normalize("NFD", GOOD).replace("\n", "\r\n").encode()
    assert read(tmp_path, other).practices == good


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('key = "byalag-kil"', 'key = "Byalag i Kil"', "line 2, Byalag i Kil, key: a key is made of"),
        ('key = "byalag-kil"', "", "line 1, practice 1, key: Field required"),
        ('key = "lokalraad-vejle"', 'key = "byalag-kil"', "line 18, byalag-kil: this key is given twice"),
        ('kind = "method"', 'kind = "metod"', "line 19, lokalraad-vejle, kind: Input should be 'mention'"),
        ('state = "published"', 'state = "candidate"', "line 20, lokalraad-vejle, state: Input should be"),
        ('"byalag-kil"\ntitle', "[]\ntitle", "line 3, byalag-kil, documents: "),
        ('title.sv = "Byalag i Kil"', "", "line 1, byalag-kil, title: Field required"),
        ("title.da", "title.fi", "line 23, lokalraad-vejle, title.fi: Input should be 'sv'"),
        ("title.da", "title.und", "line 23, lokalraad-vejle, title.und: a title and a summary have"),
        ('rests_on = ["Lokalråd fik penge."]', "rests_on = []", "line 26, lokalraad-vejle, rests_on: "),
        ('rests_on = ["Lokalråd fik penge."]', "rests_on = 7", "line 26, lokalraad-vejle, rests_on: "),
        ('name = "lokalråd"', 'name = " "', "line 22, lokalraad-vejle, name: String should have"),
        ('name = "lokalråd"', 'nickname = "råd"', "line 22, lokalraad-vejle, nickname: Extra inputs"),
        ("aim =", "goal =", "line 10, byalag-kil, fields.goal: Input should be 'title'"),
        ("aim =", "summary =", "line 10, byalag-kil, fields.summary: the words that title and summary"),
        ('{ quote = "Ett till." }', "{ quota = 3 }", "line 10, byalag-kil, fields.aim.quote: Field required"),
        ('"Kil", quote', '"Kill", quote', "line 8, byalag-kil, fields.municipalities: There is no"),
        ('code = "Kil", ', "", "line 8, byalag-kil, fields.municipalities: a code is missing"),
        ('"civil.byalag"', '"byalager"', "line 9, byalag-kil, fields.themes: There is no theme"),
        ('"1000000 SEK"', '"en miljon"', "line 11, byalag-kil, fields.resources: 'en miljon' is no code"),
        ("aim =", 'status = [{ code = "ongoin", quote = "x" }]\naim =',
         "line 10, byalag-kil, fields.status: there is no code 'ongoin'. Is 'ongoing' meant?"),
        ("aim =", "direction = 'x'\naim =", "line 10, byalag-kil, fields.direction: a code is missing"),
        ("aim =", 'contact = [{ code = "x", quote = "y" }]\naim =',
         "line 10, byalag-kil, fields.contact: this field has no codes"),
        ('kind = "counterpart"', 'kind = "twin"', "line 14, byalag-kil, relations.kind: Input should be"),
        ('to = "lokalraad-vejle"', 'to = "byalag-kil"', "line 15, byalag-kil, relations: a practice has no"),
        ("[[practices]]\nkey = \"byalag", "x = 1\n[[practices]]\nkey = \"byalag", "FILE, x: Extra inputs"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_told_with_its_line_and_key(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    assert GOOD.count(before) == 1
    told = refused(tmp_path, GOOD.replace(before, after))
    assert message in told.splitlines()[0]
    assert told.startswith("FILE, ")
    assert told.endswith("Nothing was loaded. Correct the file and load it again.")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "FILE, practices: Field required"),
        (b"practices = []", "FILE, practices: List should have at least 1 item"),
        (b"practices = 3", "FILE, practices: Input should be a valid list"),
        (b"practices = [3]", "FILE, practice 1: Input should be"),
        (b"[[practices]]\nkey = [", "FILE is not valid TOML: Invalid value (at line 2)"),
        (b"x = 1\ny = 2\nx = 3", "FILE is not valid TOML: Cannot overwrite a value (at line 3"),
        ("a = 1\nb = 'å'".encode("cp1252"), "FILE is not in UTF-8 (at line 2)"),
        (b"x = " + b"[" * 20_000, "FILE is not valid TOML"),
    ],
)
def test_what_is_no_file_of_practices_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    assert refused(tmp_path, content).startswith(message)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PracticeFileError, match=r"nowhere\.toml cannot be read: No such file"):
        read_practice_file(tmp_path / "nowhere.toml", taxonomy=load_taxonomy(), gazetteer=load_gazetteer())


def test_all_that_is_wrong_is_told_at_once_up_to_twenty_lines(tmp_path: Path) -> None:
    many = "".join(
        GOOD.split("\n\n")[0].replace("byalag-kil", f"kil-{n}") + f"\nwrong{n} = 1\n\n" for n in range(25)
    )
    lines = refused(tmp_path, many).splitlines()
    assert len(lines) == 22
    assert "kil-19, wrong19" in lines[19]
    assert lines[20] == "… and 5 more."


def test_only_what_is_said_of_a_practice_changes_its_hash(tmp_path: Path) -> None:
    kil, vejle = read(tmp_path, GOOD).practices
    changed = GOOD.replace("Ett syfte.", "Ett annat syfte.").replace("aim", "# a remark\naim")
    new_kil, new_vejle = read(tmp_path, changed).practices
    assert new_kil.entry_hash != kil.entry_hash
    assert new_vejle.entry_hash == vejle.entry_hash


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(PracticeFileError):
        read_practice_file(path, taxonomy=load_taxonomy(), gazetteer=load_gazetteer())

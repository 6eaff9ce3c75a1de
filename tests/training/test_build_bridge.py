from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from training.build_bridge import BRIDGE, build

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "sv\tda\tnb\ten\tpos\tfalse_friends\n"
OUT_HEADER = "sv\tda\tnb\ten\tpos\tthemes\tfalse_friends\n"


def lists(folder: Path, **rows: str) -> Path:
    """Write lists named by theme, their rows with ; between the cells."""
    for theme, text in rows.items():
        body = "".join(line.replace(";", "\t") + "\n" for line in text.splitlines())
        (folder / f"{theme}.tsv").write_text(HEADER + body, encoding="utf-8")
    return folder


def built(folder: Path, **rows: str) -> list[str]:
    content, notes = build(lists(folder, **rows))
    assert notes.errors == []
    assert content.startswith(OUT_HEADER)
    return content.removeprefix(OUT_HEADER).splitlines()


def test_the_bridge_that_ships_is_made_of_the_lists_that_are_there() -> None:
    content, notes = build()
    assert notes.errors == []
    assert BRIDGE.read_text(encoding="utf-8") == content


def test_rows_are_sorted_and_synonyms_keep_their_order(tmp_path: Path) -> None:
    assert built(tmp_path, a="ö;ø-ord | å;;;noun;\nbyalag;landsbylaug;grendelag;village council;noun;") == [
        "byalag\tlandsbylaug\tgrendelag\tvillage council\tnoun\ta\t",
        "ö\tø-ord|å\t\t\tnoun\ta\t",
    ]


def test_rows_of_several_lists_with_the_same_usual_terms_become_one(tmp_path: Path) -> None:
    assert built(tmp_path, a="stöd;støtte;;support;noun;", b="stöd | hjälp;støtte;støtte;help;noun;") == [
        "stöd|hjälp\tstøtte\tstøtte\tsupport|help\tnoun\ta,b\t"
    ]


@pytest.mark.parametrize(
    ("row", "pairs"),
    [
        ("nämnd;udvalg;;;noun;da:nævn=prövningsorgan", "nämnd~nævn"),
        ("lugn;rolig;;;adjective;sv:rolig=sjov", "rolig~rolig"),
        ("ledig;fri;ledig;;adjective;da:ledig=arbetslös", "ledig~ledig~da"),
        ("a;b;;;noun;da:c=d", ""),  # too short to look like anything
        ("kontroll;kontrol;;;noun;da:kontrol=också besök", ""),  # its translation, that means more
        ("skada;skade;;;noun;sv:skada=skade", ""),  # says nothing
        ("brott;forbrydelse;;;noun;da:brud=brytning; da:brøk=bråk", ""),
        ("frukost;morgenmad;;;noun;da:frokost=lunch | da:frost=kyla", "frukost~frokost|frukost~frost"),
    ],
)
def test_a_false_friend_is_paired_with_the_term_it_looks_like(tmp_path: Path, row: str, pairs: str) -> None:
    cells = row.split(";", 5)
    folder = tmp_path
    (folder / "a.tsv").write_text(HEADER + "\t".join(cells) + "\n", encoding="utf-8")
    content, _ = build(folder)
    assert content.removeprefix(OUT_HEADER).rstrip("\n").split("\t")[-1] == pairs


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("stöd;støtte;;;noun", "a.tsv, line 2: 5 columns instead of 6"),
        (";støtte;;;noun;", "a.tsv, line 2: the Swedish or the Danish term is missing"),
        ("stöd;;;;noun;", "a.tsv, line 2: the Swedish or the Danish term is missing"),
        ("stöd;støtte | ;;;noun;", "a.tsv, line 2: there is an empty term between two strokes"),
        ("sto\u0308d;støtte;;;noun;", "a.tsv, line 2: not in Unicode form NFC"),
        ("stöd;støtte;;;noun;\nstöd;støtte;;;noun;", "a.tsv, line 3: the row is there twice"),
    ],
)
def test_a_row_that_breaks_a_rule_is_named_and_left_out(tmp_path: Path, row: str, error: str) -> None:
    _, notes = build(lists(tmp_path, a=row))
    assert notes.errors == [error]


def test_an_unknown_part_of_speech_and_other_columns_are_named(tmp_path: Path) -> None:
    _, notes = build(lists(tmp_path, a="stöd;støtte;;;word;"))
    assert notes.errors[0].startswith("a.tsv, line 2: 'word' is no part of speech")
    (tmp_path / "a.tsv").write_text("sv\tda\n", encoding="utf-8")
    _, notes = build(tmp_path)
    assert notes.errors == ["a.tsv: the first line must name the columns sv, da, nb, en, pos, false_friends"]


def test_a_translation_is_no_false_friend_unless_it_is_spelt_the_same(tmp_path: Path) -> None:
    rows = "plan;plan;;;noun;\nslätt;slette;;;noun;da:slet=dålig | da:slæt=skörd\nslätt;slet;;;adverb;"
    content, notes = build(lists(tmp_path, a=rows, b="yta | plan;flade;;;noun;da:plan=yta"))
    friends = [line.split("\t")[-1] for line in content.splitlines()[1:]]
    assert friends == ["", "", "slätt~slæt", "plan~plan"]
    assert "slätt = slet (a): also a translation" in notes.remarks

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from evaluation.judged import read_judged_set
from evaluation.tables import read_lines
from evaluation.targets import Target
from kb.errors import InputError
from kb.records import Language
from tests.evaluation.samples import write_set

QUERIES = "q1\tsv\tlåna skidor\nq2\tda\tnatteravne\n"
QRELS = "q1\tnotes.txt#L2-L3\t3\nq1\tplan.pdf#p4\t1\nq2\tartikel.html\t2\n"


def test_a_folder_is_read_with_its_judgements(tmp_path: Path) -> None:
    judged = read_judged_set([write_set(tmp_path / "egna", queries=QUERIES, qrels=QRELS)])
    assert judged.name == "egna"
    assert [(query.id, query.language, query.text) for query in judged.queries] == [
        ("q1", Language.SWEDISH, "låna skidor"),
        ("q2", Language.DANISH, "natteravne"),
    ]
    assert [(each.target, each.relevance, each.line) for each in judged.judgements["q1"]] == [
        (Target(file="notes.txt", lines=(2, 3)), 3, 2),
        (Target(file="plan.pdf", page=4), 1, 3),
    ]
    assert judged.passages == ()


def test_files_may_be_named_singly_packed_and_with_windows_line_ends(tmp_path: Path) -> None:
    queries, qrels = tmp_path / "my-queries.tsv.gz", tmp_path / "qrels"
    text = "\ufeffid\tlanguage\ttext\tgroup\r\n\r\nq1\tsv\tla\u0308xhja\u0308lp\tkort\r\n"
    queries.write_bytes(gzip.compress(text.encode()))
    qrels.write_text("query\ttarget\trelevance\nq1\ta.txt\t1\n")
    (query,) = read_judged_set([queries, qrels]).queries
    assert (query.text, query.group) == ("läxhjälp", "kort")


def test_quotes_and_odd_line_separators_are_ordinary_text(tmp_path: Path) -> None:
    folder = write_set(tmp_path, queries='q1\tsv\t"a" b\u2028c\n', qrels="q1\ta\t1\n")
    assert read_judged_set([folder]).queries[0].text == '"a" b\u2028c'


def test_ids_of_passages_are_taken_as_they_are(tmp_path: Path) -> None:
    folder = write_set(
        tmp_path, queries="q1\tsv\tord\n", qrels="q1\tdok#p0\t1\n", passages="dok#p0\tda\tTekst\n"
    )
    judged = read_judged_set([folder])
    assert judged.judgements["q1"][0].target == Target(file="dok#p0")
    assert [(each.id, each.language, each.text) for each in judged.passages] == [
        ("dok#p0", Language.DANISH, "Tekst")
    ]


@pytest.mark.parametrize(
    ("queries", "qrels", "message"),
    [
        (QUERIES, "q9\ta.txt\t1\n", r"qrels.tsv, line 2: there is no query 'q9'"),
        (QUERIES, "q1\ta.txt\t4\n", r"qrels.tsv, line 2: relevance: .*less than or equal to 3, got '4'"),
        (QUERIES, "q1\ta.txt\tmuch\n", r"qrels.tsv, line 2: relevance: .*got 'much'"),
        (QUERIES, "q1\ta.txt#L9-L2\t1\n", r"line 2: lines count from 1 .*Expected FILE, FILE#L12"),
        (QUERIES, "q1\ta.txt\n", r"qrels.tsv, line 2: 2 columns, expected 3"),
        (QUERIES, "q1\ta\t1\nq1\ta\t2\n", r"line 3: 'q1 a' is there already, in line 2"),
        (QUERIES, "", r"qrels.tsv has a header and no rows"),
        ("q1\tfi\tsaa\n", QRELS, r"queries.tsv, line 2: language: .*'sv', 'da', 'en' or 'nb', got 'fi'"),
        ("q1\tsv\t\n", QRELS, r"queries.tsv, line 2: text: .*at least 1 character"),
        (QUERIES + "q1\tsv\tigen\n", QRELS, r"queries.tsv, line 4: 'q1' is there already, in line 2"),
    ],
)
def test_a_wrong_line_is_named_with_what_was_expected(
    tmp_path: Path, queries: str, qrels: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_judged_set([write_set(tmp_path, queries=queries, qrels=qrels)])


def test_a_wrong_header_is_told_with_the_right_one(tmp_path: Path) -> None:
    write_set(tmp_path, queries=QUERIES, qrels=QRELS)
    (tmp_path / "queries.tsv").write_text("id\ttext\nq1\tord\n")
    expected = r"line 1: expected the header 'id language text' and optionally 'group'.* found 'id text'"
    with pytest.raises(InputError, match=expected):
        read_judged_set([tmp_path])


def test_what_is_no_set_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"A judged set is a folder with queries.tsv"):
        read_judged_set([tmp_path / "nothing"])
    with pytest.raises(InputError, match=r"queries.tsv cannot be read: No such file"):
        read_judged_set([tmp_path])


def test_files_that_hold_no_lines_are_told(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    path.write_bytes(b"\n \n")
    with pytest.raises(InputError, match="is empty"):
        read_lines(path)
    path.write_bytes("a\nb\nl\u00e5na".encode("cp1252"))
    with pytest.raises(InputError, match="line 3: this is not UTF-8"):
        read_lines(path)
    packed = tmp_path / "table.tsv.gz"
    packed.write_bytes(gzip.compress(b"text" * 100)[:-9])
    with pytest.raises(InputError, match="no whole gzip file"):
        read_lines(packed)

"""``metodbank eval`` from end to end, with the stand-in embedder; the JSON keys are a public contract."""

from __future__ import annotations

import json
from math import log2
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from kb.cli.main import main
from search.embedders import EMBEDDERS
from search.hashing_embedder import HashingEmbedder
from tests.evaluation.samples import write_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

NOTES = """Anteckningar från ett möte om lån och trygghet

1. Lån

- I Forshaga kommun lånar en fritidsbank ut skidor och skridskor till alla barn.
- I Kils kommun fick två byalag pengar att använda som de ville.

2. Trygghet

- I Solna stad går nattvandrare ute på fredagskvällar tillsammans med ungdomar.
"""
ARTIKEL = """Natteravne i byen

Odense Kommune har natteravne, som går ture om natten sammen med de unge. Frivillige forældre deltager, og
lokalrådet holder møder hver måned om trygheden i byen.
"""
QUERIES = (
    "sv-lån\tsv\tskidor och skridskor till barn\n"
    "sv-natt\tsv\tnattvandrare ute på kvällen\n"
    "da-natt\tda\tnatteravne\n"
)
# line 5 of the notes is the example of Forshaga, line 10 that of Solna
QRELS = (
    "sv-lån\tnotes.txt#L5\t3\n"
    "sv-natt\tnotes.txt#L10\t3\n"
    "sv-natt\tartikel.txt\t2\n"
    "da-natt\tartikel.txt#L3-L4\t3\n"
)
PASSAGES = (
    "p1\tsv\tByalaget fick pengar av kommunen.\n"
    "p2\tsv\tNattvandrare går ute om kvällen.\n"
    "p3\tda\tNatteravne går ture om natten.\n"
)


class Run:
    """Runs ``metodbank eval`` and keeps what it prints."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.capsys = capsys
        self.error = ""

    def __call__(self, *arguments: object, status: int = 0, group: str = "eval") -> str:
        with pytest.raises(SystemExit) as ended:
            main([group, *(str(each) for each in arguments), "--home", str(self.home)])
        printed = self.capsys.readouterr()
        self.error = printed.err
        assert ended.value.code == status, printed.err
        return printed.out

    def json(self, *arguments: object) -> Any:
        return json.loads(self(*arguments, "--json"))


class _SameEmbedder(HashingEmbedder):
    """A model that tells nothing apart."""

    @property
    def name(self) -> str:
        return "same"

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        rows[:, 0] = 1
        return rows


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("METODBANK_EMBEDDER", "hashing")
    monkeypatch.setitem(EMBEDDERS, "same", lambda _, **__: _SameEmbedder())
    return Run(tmp_path / "home", capsys)


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "notes.txt").write_text(NOTES, encoding="utf-8")
    (folder / "artikel.txt").write_text(ARTIKEL, encoding="utf-8")
    return folder


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    return write_set(tmp_path / "set", queries=QUERIES, qrels=QRELS)


def test_search_is_measured_by_language_pair(run: Run, documents: Path, judged: Path) -> None:
    report = run.json("search", judged, "--documents", documents)
    assert (report["set"], report["queries"]) == ("set", 3)
    assert report["machine"]["cores"]
    (model,) = report["models"]
    assert (model["model"], model["dim"], model["documents"]) == ("hashing", 512, 2)
    results = model["results"]
    assert {name: row["queries"] for name, row in results.items()} == {
        "sv-sv": 2,
        "sv-da": 1,
        "da-da": 1,
        "all": 3,
    }
    perfect = {"mean": 1.0, "low": 1.0, "high": 1.0}
    for metric in ("ndcg@10", "mrr@10", "recall@10", "recall@50"):
        assert results["sv-sv"]["lexical"][metric] == perfect
        assert results["da-da"]["hybrid"][metric] == perfect
    assert results["all"]["differences"]["hybrid-lexical"]["recall@10"]["mean"] == 0
    assert not run.home.exists()


def test_the_table_names_model_machine_and_date(run: Run, documents: Path, judged: Path) -> None:
    out = run("search", judged, "--documents", documents)
    lines = out.splitlines()
    assert lines[0].startswith("set: 3 queries, 2 documents, ")
    assert lines[1].startswith("model hashing, revision ")
    assert " cores, " in lines[2]
    start = lines.index("sv→sv (2)")
    assert lines[start + 1].split()[:4] == ["lexical", "1.000", "[1.000,", "1.000]"]
    assert [line.split()[0] for line in lines[start + 1 : start + 6]] == [
        "lexical",
        "semantic",
        "hybrid",
        "hybrid",
        "hybrid",
    ]


def test_the_present_home_is_measured_as_it_is(run: Run, documents: Path, judged: Path) -> None:
    run(documents, group="ingest")
    report = run.json("search", judged)
    assert report["models"][0]["results"]["sv-sv"]["hybrid"]["recall@10"]["mean"] == 1


def test_another_model_leaves_the_present_index_alone(run: Run, documents: Path, judged: Path) -> None:
    run(documents, group="ingest")
    before = {path: path.read_bytes() for path in (run.home / "index").rglob("*") if path.is_file()}
    assert run.json("search", judged, "--model", "same")["models"][0]["model"] == "same"
    assert before == {path: path.read_bytes() for path in (run.home / "index").rglob("*") if path.is_file()}


def test_passages_are_the_collection_and_two_models_are_compared(run: Run, tmp_path: Path) -> None:
    folder = write_set(
        tmp_path / "set",
        queries="q1\tsv\tnattvandrare\nq2\tda\tnatteravne\n",
        qrels="q1\tp2\t1\nq2\tp3\t1\n",
        passages=PASSAGES,
    )
    report = run.json("search", folder, "--model", "hashing", "--model", "same")
    ours, same = report["models"]
    assert (ours["chunks"], ours["documents"]) == (3, 3)
    assert ours["results"]["all"]["semantic"]["mrr@10"]["mean"] == 1
    # what is equally near comes in the order of the passages: p2 second, p3 third
    assert same["results"]["sv-sv"]["semantic"]["mrr@10"]["mean"] == 0.5
    assert same["results"]["da-da"]["semantic"]["mrr@10"]["mean"] == pytest.approx(1 / 3, abs=1e-4)
    (comparison,) = report["comparisons"]
    assert (comparison["model"], comparison["less"]["model"]) == ("same", "hashing")
    difference = comparison["results"]["all"]["semantic"]
    assert difference["mrr@10"]["mean"] == pytest.approx((1 / 2 + 1 / 3) / 2 - 1, abs=1e-4)
    assert difference["ndcg@10"]["mean"] == pytest.approx((1 / log2(3) + 1 / 2) / 2 - 1, abs=1e-4)
    table = run("search", folder, "--model", "hashing", "--model", "same")
    assert "same less hashing" in table


def test_misses_can_be_looked_at_query_by_query(
    run: Run, documents: Path, judged: Path, tmp_path: Path
) -> None:
    table = tmp_path / "misses.tsv"
    run("search", judged, "--documents", documents, "--per-query", table)
    header, *rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()]
    found = {row[1]: dict(zip(header, row, strict=True)) for row in rows}
    assert list(found) == ["sv-lån", "sv-natt", "da-natt"]
    assert found["sv-lån"]["rank_lexical"] == found["sv-lån"]["rank_hybrid"] == "1"
    assert found["sv-lån"]["targets"] == "notes.txt#L5"
    assert found["sv-lån"]["top_hybrid"].startswith("notes.txt#L5: - I Forshaga kommun lånar")


def test_a_target_that_no_chunk_meets_is_told_and_counts_as_missed(
    run: Run, documents: Path, tmp_path: Path
) -> None:
    folder = write_set(
        tmp_path / "set",
        queries="q\tsv\tskidor\nq2\tsv\tord\n",
        qrels="q\tnotes.txt#L5\t3\nq\tnotes.txt#L500\t3\n",
    )
    report = run.json("search", folder, "--documents", documents)
    assert report["models"][0]["results"]["all"]["hybrid"]["recall@50"]["mean"] == 0.5
    assert "Warning: query q: notes.txt#L500 is judged but no chunk" in run.error
    assert "Warning: left out, without a relevant target: q2" in run.error
    assert len(report["models"][0]["warnings"]) == 2


def test_documents_that_cannot_be_taken_in_are_told(run: Run, documents: Path, judged: Path) -> None:
    (documents / "trasig.pdf").write_bytes(b"%PDF-1.4 nothing")
    run("search", judged, "--documents", documents)
    assert "Warning: not taken in: " in run.error
    assert "trasig.pdf" in run.error


def test_an_unknown_document_is_an_error_with_its_line(run: Run, documents: Path, tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set", queries="q\tsv\tord\n", qrels="q\tborta.txt\t1\n")
    run("search", folder, "--documents", documents, status=1)
    assert "qrels.tsv, line 2: there is no document 'borta.txt'" in run.error
    write_set(folder, queries="q\tsv\tord\n", qrels="q\tp9\t1\n", passages=PASSAGES)
    run("search", folder, status=1)
    assert "line 2: there is no passage 'p9'" in run.error


def test_nothing_to_search_is_an_error(run: Run, judged: Path, tmp_path: Path) -> None:
    run("search", judged, status=1)
    assert "holds no documents to search" in run.error
    (tmp_path / "empty").mkdir()
    run("search", judged, "--documents", tmp_path / "empty", status=1)
    assert "No text to search was found" in run.error
    assert not run.home.exists()


def test_passages_and_documents_together_are_an_error(run: Run, documents: Path, tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set", queries="q\tsv\tord\n", qrels="q\tp1\t1\n", passages=PASSAGES)
    run("search", folder, "--documents", documents, status=1)
    assert "Leave out --documents" in run.error


def test_nothing_judged_relevant_is_an_error(run: Run, documents: Path, tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set", queries="q\tsv\tord\n", qrels="q\tnotes.txt\t0\n")
    run("search", folder, "--documents", documents, status=1)
    assert "no query has a target with a relevance of 1 or more" in run.error


def test_a_question_that_is_too_long_is_named(run: Run, documents: Path, tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set", queries=f"lång\tsv\t{'ord ' * 600}\n", qrels="lång\tnotes.txt\t1\n")
    run("search", folder, "--documents", documents, status=1)
    assert "query lång: The query has 2399 characters" in run.error


def test_two_documents_of_one_name_are_an_error(run: Run, documents: Path, judged: Path) -> None:
    (documents / "more").mkdir()
    (documents / "more" / "notes.txt").write_text("Helt andra anteckningar om en simhall i byn.\n")
    run("search", judged, "--documents", documents, status=1)
    assert "2 documents are named 'notes.txt'" in run.error


def test_a_folder_for_the_table_that_is_not_there_is_told_before_the_work(run: Run, judged: Path) -> None:
    run("search", judged, "--per-query", "/nowhere/at/all.tsv", status=1)
    assert "There is no folder /nowhere/at" in run.error


def test_a_model_that_is_not_there_measures_nothing(run: Run, documents: Path, judged: Path) -> None:
    out = run("search", judged, "--documents", documents, "--model", "static:/nowhere", status=1)
    assert out == ""
    assert "/nowhere" in run.error


def test_sentence_retrieval_compares_models_on_pairs(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "aligned.tsv"
    path.write_text("sv\tda\nbiblioteket\tbiblioteket\nväg\tvej\nkommunen\tkommunen\n", encoding="utf-8")
    report = run.json("parallel", path, "--pairs", "sv-da", "--model", "hashing", "--model", "same")
    assert (report["file"], report["sentences"]) == ("aligned.tsv", 3)
    ours, same = report["models"]
    assert list(ours["p@1"]) == ["sv-da"]
    assert ours["p@1"]["sv-da"]["mean"] >= 0.6667
    # every row is equally near, and the first counts as nearest
    assert same["p@1"]["sv-da"]["mean"] == 0.3333
    assert report["comparisons"][0]["p@1"]["sv-da"]["mean"] == pytest.approx(
        0.3333 - ours["p@1"]["sv-da"]["mean"], abs=1e-3
    )
    out = run("parallel", path)
    assert out.startswith("aligned.tsv: 3 sentences; P@1")
    assert "  da→sv " in out


def test_sentence_similarity_is_a_rank_correlation(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    rows = [("en hund", "en hund", 5), ("en hund springer", "en hund sover", 3), ("en hund", "budget", 0)]
    path.write_text(
        "".join(json.dumps({"sentence_1": a, "sentence_2": b, "label": n}) + "\n" for a, b, n in rows)
    )
    assert "same: – [–, –]" in run("similarity", path, "--model", "same")
    report = run.json("similarity", path, "--model", "hashing", "--model", "same")
    assert report["pairs"] == 3
    assert report["models"][0]["spearman"]["mean"] == 1
    assert report["models"][1]["spearman"] == {"mean": None, "low": None, "high": None}
    assert run("similarity", path).splitlines()[-1].startswith("hashing: 1.000 [")


def test_a_missing_file_is_told(run: Run, tmp_path: Path) -> None:
    for command in ("parallel", "similarity"):
        run(command, tmp_path / "nothing.tsv", status=1)
        assert "nothing.tsv cannot be read: No such file" in run.error
    run("search", tmp_path / "nothing", status=1)
    assert "A judged set is a folder with" in run.error

"""Two texts side by side."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.i18n import load_catalogue
from ui.review_differences import Run, differing_runs, runs_html

WORDS = st.lists(st.sampled_from(["byalaget", "fick", "pengar", "Pengar,", "och", "skridskor"]), max_size=30)


def _said(runs: tuple[Run, ...], *, is_shared: bool) -> list[str]:
    return [word for run in runs if run.is_shared is is_shared for word in run.words]


@given(one=WORDS, other=WORDS)
def test_each_side_is_its_own_text_and_what_is_shared_is_the_same(one: list[str], other: list[str]) -> None:
    left, right = differing_runs(" ".join(one), "\n".join(other))
    assert [word for run in left for word in run.words] == one
    assert [word for run in right for word in run.words] == other
    plain = [[word.strip(",").lower() for word in _said(side, is_shared=True)] for side in (left, right)]
    assert plain[0] == plain[1]


def test_only_the_words_that_differ_are_marked() -> None:
    left, right = differing_runs("Byalaget fick 20 000 kronor.", "Byalaget fick 30 000 kronor i stöd.")
    assert _said(left, is_shared=False) == ["20"]
    assert _said(right, is_shared=False) == ["30", "i", "stöd."]


def test_a_mark_is_heard_as_well_as_seen_and_words_are_escaped() -> None:
    left, _ = differing_runs("lika <b>olika</b>", "lika")
    assert runs_html(left, load_catalogue("sv")) == (
        '<p>lika <u class="mb-only"><span class="mb-sr">Bara här: </span>&lt;b&gt;olika&lt;/b&gt;</u></p>'
    )


def test_long_stretches_that_are_the_same_are_folded() -> None:
    same = " ".join(f"ord{n}" for n in range(100))
    left, _ = differing_runs(f"{same} slut", f"{same} början")
    html = runs_html(left, load_catalogue("sv"))
    assert "[…] ord88 ord89" in html
    assert "ord50" not in html

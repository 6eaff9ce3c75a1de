"""The section of the about page that says how good search is, from the last measurement."""

from __future__ import annotations

from kb.i18n import Catalogue
from kb.quality import Quality, QualityRow, load_quality
from ui.contents import bullets, paragraphs
from ui.data_table import data_table
from ui.markup import escape

_COMMAND = "python -m bench.quality"


def quality_html(catalogue: Catalogue) -> str:
    """Return the figures with what they mean, when and where they were measured, and how to measure again."""
    text, measured = catalogue.text, load_quality()
    return (
        paragraphs(
            text(
                "about.quality_measured",
                date=catalogue.date(measured.date.isoformat()),
                machine=measured.machine,
                documents=measured.n_documents,
                passages=measured.n_passages,
            ),
            text("about.quality_judges", judged=measured.n_judged, kappa=_decimal(measured.kappa, catalogue)),
        )
        + _table(measured, catalogue)
        + bullets([text("about.quality_ndcg"), text("about.quality_mrr"), text("about.quality_recall")])
        + paragraphs(text("about.quality_silent"))
        + bullets([_silent(kind.kind, kind.share, kind.n_questions, catalogue) for kind in measured.silent])
        + f"<p>{escape(text('about.quality_again'))}"
        f' <span class="mb-command" lang="en">{_COMMAND}</span></p>'
    )


def _table(measured: Quality, catalogue: Catalogue) -> str:
    text = catalogue.text
    heads = [
        text("about.quality_pair"),
        text("about.quality_questions"),
        text("about.quality_ndcg_head"),
        text("about.quality_words_head"),
        text("about.quality_mrr_head"),
        text("about.quality_recall_head"),
    ]
    return data_table(
        text("about.quality_caption", model=measured.model, revision=measured.revision),
        heads,
        [_cells(row, catalogue) for row in measured.rows],
    )


def _cells(row: QualityRow, catalogue: Catalogue) -> list[str]:
    interval = f"{_decimal(row.low, catalogue)}–{_decimal(row.high, catalogue)}"
    return [
        escape(_pair(row.name, catalogue)),
        escape(catalogue.number(row.n_questions)),
        f'{_decimal(row.ndcg, catalogue)} <span class="mb-nowrap">({interval})</span>',
        _decimal(row.words_ndcg, catalogue),
        _decimal(row.mrr, catalogue),
        _decimal(row.recall, catalogue),
    ]


def _pair(name: str, catalogue: Catalogue) -> str:
    asked, _, found = name.partition("-")
    if not found:
        return catalogue.text("about.quality_all")
    to = catalogue.text("about.quality_both" if found == "both" else f"language.{found}")
    return f"{catalogue.text(f'language.{asked}')} → {to}"


def _silent(kind: str, share: float, n_questions: int, catalogue: Catalogue) -> str:
    return catalogue.text(f"about.silent_{kind}", share=round(share * n_questions), questions=n_questions)


def _decimal(value: float, catalogue: Catalogue) -> str:
    return f"{value:.2f}".replace(".", catalogue.text("about.decimal_mark"))

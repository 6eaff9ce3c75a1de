from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb.taxonomy import Taxonomy, Theme

if TYPE_CHECKING:
    from collections.abc import Mapping


def _theme(theme_id: str, sv: str, da: str, terms: Mapping[str, tuple[str, ...]]) -> Theme:
    parent, _, _ = theme_id.rpartition(".")
    return Theme(
        id=theme_id,
        parent=parent or None,
        names={"sv": sv, "da": da, "en": theme_id},
        terms=terms,
        broad={},
        sdg=(),
    )


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    """Return a small taxonomy of the tests' own, so that the product's may grow."""
    return Taxonomy(
        themes=(
            _theme(
                "dialog",
                "Medborgardialog och delaktighet",
                "Borgerinddragelse",
                {
                    "sv": ("medborgardialog", "delaktighet", "fokusgrupp"),
                    "da": ("borgerinddragelse", "høring"),
                },
            ),
            _theme(
                "dialog.budget",
                "Medborgarbudget",
                "Borgerbudget: borgerne bestemmer",
                {
                    "sv": ("medborgarbudget", "delaktighet", "byapeng"),
                    "da": ("borgerbudget", "borgerne bestemmer", "lokalpulje"),
                },
            ),
            _theme(
                "civil", "Civilsamhälle", "Civilsamfund", {"sv": ("civilsamhälle",), "da": ("civilsamfund",)}
            ),
            _theme(
                "civil.natt",
                "Nattvandrare",
                "Natteravne",
                {
                    "sv": ("nattvandrare", "trygghetsvandring"),
                    "da": ("natteravn", "tryghedsvandring"),
                    "en": ("night walkers",),
                },
            ),
            _theme("kultur", "Kulturhus", "Kulturhuse", {"sv": ("kulturhus",), "da": ("kulturhus",)}),
            _theme(
                "kultur.idrott",
                "Idrott",
                "Idræt",
                {"sv": ("fritidsbank", "idrottsprylar", "fritidskort"), "da": ("udstyrsbank", "fritidspas")},
            ),
            _theme("larande", "Läxhjälp", "Lektiehjælp", {"sv": ("läxhjälp",), "da": ("lektiehjælp",)}),
        )
    )

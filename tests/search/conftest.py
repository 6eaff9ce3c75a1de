from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb.taxonomy import Taxonomy, Theme

if TYPE_CHECKING:
    from collections.abc import Mapping


def _theme(theme_id: str, terms: Mapping[str, tuple[str, ...]]) -> Theme:
    parent, _, _ = theme_id.rpartition(".")
    return Theme(
        id=theme_id,
        parent=parent or None,
        names={"sv": theme_id, "da": theme_id, "en": theme_id},
        terms=terms,
        broad={},
        sdg=(),
    )


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    """Return a small taxonomy of the tests' own, so that the product's may grow."""
    return Taxonomy(
        themes=(
            _theme("dialog", {"sv": ("medborgardialog", "delaktighet"), "da": ("borgerinddragelse",)}),
            _theme(
                "dialog.budget",
                {"sv": ("medborgarbudget", "delaktighet"), "da": ("borgerbudget", "borgerne bestemmer")},
            ),
            _theme("civil", {"sv": ("civilsamhälle",), "da": ("civilsamfund",)}),
            _theme("civil.natt", {"sv": ("nattvandrare",), "da": ("natteravn",), "en": ("night walkers",)}),
            _theme("kultur", {"sv": ("kulturhus",), "da": ("kulturhus",)}),
            _theme("kultur.idrott", {"sv": ("fritidsbank", "idrottsprylar"), "da": ("udstyrsbank",)}),
        )
    )

from __future__ import annotations

import pytest

from kb.errors import InputError, UnknownMunicipalityError, UnknownThemeError
from kb.filters import make_filters, parse_years
from kb.gazetteer import load_gazetteer
from kb.records import Filters
from kb.taxonomy import load_taxonomy


def filters(**given: object) -> Filters:
    return make_filters(load_taxonomy(), load_gazetteer(), **given)  # type: ignore[arg-type]


def test_names_become_codes() -> None:
    made = filters(
        themes=["Borgerbudget"], municipalities=["kil", "DK461"], countries=["se"], years="2015-2019"
    )
    assert made == Filters(
        themes=frozenset({"dialog.budget"}),
        municipalities=frozenset({"SE1715", "DK461"}),
        countries=frozenset({"SE"}),
        years=(2015, 2019),
    )


def test_nothing_given_filters_nothing() -> None:
    assert filters() == Filters()


def test_unknown_names_bring_suggestions() -> None:
    with pytest.raises(UnknownThemeError, match=r"did you mean.*dialog\.budget"):
        filters(themes=["dialog.buget"])
    with pytest.raises(UnknownMunicipalityError, match="Forshaga"):
        filters(municipalities=["Forshga"])


@pytest.mark.parametrize(
    ("text", "years"), [("2017", (2017, 2017)), (" 2015-2019 ", (2015, 2019)), ("2015 – 2019", (2015, 2019))]
)
def test_years_are_read(text: str, years: tuple[int, int]) -> None:
    assert parse_years(text) == years


@pytest.mark.parametrize("text", ["17", "soon", "2017-", "2017-18", "20177"])
def test_other_years_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not a year"):
        parse_years(text)


def test_years_that_run_backwards_are_refused() -> None:
    with pytest.raises(InputError, match="Write 2015-2019"):
        parse_years("2019-2015")


def test_aspects_are_taken_as_they_are() -> None:
    made = filters(target_groups=["girls"], statuses=["pilot"], participation=["dialogue"], lessons=["risk"])
    assert made == Filters(
        target_groups=frozenset({"girls"}),
        statuses=frozenset({"pilot"}),
        participation=frozenset({"dialogue"}),
        lessons=frozenset({"risk"}),
    )

from __future__ import annotations

import pytest

from ingest.periods import stated_period
from tests.ingest.makers import prepare


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2013–2019", "2013/2019"),
        ("2013-19", "2013/2019"),
        ("från 2013", "2013/.."),
        ("fra 2009, særlig indsats for unge fra 2021", "2009/.."),
        ("2013–", "2013/.."),
        ("delvis okänd, medborgarbudgeten från 2022", "2022/.."),
        ("forsøg 2013–2015, siden i hele kommunen", "2013/.."),
        ("2015–2018, snöfallet i november 2016", "2015/2018"),
        ("1998–2005, prövat i skyfallet 2014", "1998/2005"),
        ("efter 2007, her især 2018–2025", "2018/2025"),
        ("från 2011 till 2014", "2011/2014"),
        ("februari 2015 till årsskiftet 2016/2017", "2015/2017"),
        ("2016", None),
        ("okänd", None),
        ("2019–2013", None),
        ("1900–2020", None),
    ],
)
def test_words_behind_period_are_read_as_a_period(text: str, period: str | None) -> None:
    assert stated_period(text) == period


@pytest.mark.parametrize(
    ("line", "year", "period"),
    [
        ("Period: 2010–2024. Uppdaterad: 2026-11-22.", 2010, "2010/2024"),
        ("Periode: fra 2014. Opdateret: 2026-11-22.", 2014, "2014/.."),
        ("Period: efter 2007, här främst 2018–2025. Uppdaterad: 2026-11-22.", 2018, "2018/2025"),
        ("Period: hösten 2016. Uppdaterad: 2026-11-22.", 2016, None),
        ("Uppdaterad: 2026-11-22.", 2026, None),
    ],
)
def test_the_period_of_the_first_lines_is_that_of_the_document(
    line: str, year: int, period: str | None
) -> None:
    found = prepare(f"Lån av skidor\n\n{line}\n\nAlla i byn får låna skidor gratis hela vintern.\n").metadata
    assert (found.year, found.period) == (year, period)

"""The collection as pandas tables: what is counted, by brute force and by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.entries import Entry
from kb.i18n import load_catalogue
from kb.knowledge_base import KnowledgeBase
from kb.practices import PracticeField
from kb.records import Country
from ui.frames import (
    FRAME_COLUMNS,
    GROUPS,
    UNSTATED,
    Dimension,
    Evidence,
    count_by,
    evidence_of,
    frame_of,
    matrix,
    meant_places,
    within,
)
from ui.scope import Scope, Size, Unit, limits_of, read_scope, size_of, write_scope
from ui.search_state import KnownCodes
from ui.tables import Table, make_table

KNOWN = KnownCodes(themes={"klimat", "klimat.aterbruk"}, municipalities={"SE1715", "DK756"})


def published(library: KnowledgeBase) -> list[Entry]:
    return [entry for entry in library.entries.practices() if entry.is_published]


def pairs(counted: pd.DataFrame) -> dict[str, int]:
    return dict(zip(counted["code"], (int(n) for n in counted["n"]), strict=True))


def row(number: int, **values: object) -> dict[str, object]:
    """Return a row where nothing is said but what ``values`` say."""
    empty: dict[str, object] = dict.fromkeys(FRAME_COLUMNS, ())
    return empty | {"id": number, "title": "", "state": "", "year": None} | values


def frame(*rows: dict[str, object]) -> pd.DataFrame:
    made = pd.DataFrame(list(rows), columns=list(FRAME_COLUMNS))
    made["year"] = made["year"].astype("Int64")
    return made


# Frames of a real home


def test_published_practices_are_counted_by_country_as_their_entries_say(library: KnowledgeBase) -> None:
    counted = count_by(frame_of(library, Unit.PUBLISHED), Dimension.COUNTRY)
    assert pairs(counted) == Counter(country for entry in published(library) for country in entry.countries)


def test_a_practice_is_in_the_first_year_of_its_period(library: KnowledgeBase) -> None:
    counted = pairs(count_by(frame_of(library, Unit.PUBLISHED), Dimension.YEAR))
    # 2010 until now, 2012, 2016 until now, 2018 to 2020
    assert {year: n for year, n in counted.items() if n} == {"2010": 1, "2012": 1, "2016": 1, "2018": 1}
    assert list(counted) == [str(year) for year in range(2010, 2019)]


def test_a_sub_theme_counts_for_its_theme_once(library: KnowledgeBase) -> None:
    counted = pairs(count_by(frame_of(library, Unit.PUBLISHED), Dimension.THEME))
    wanted: Counter[str] = Counter()
    for entry in published(library):
        wanted.update({theme for own in entry.themes for theme in (own, own.partition(".")[0])})
    assert counted == wanted


def test_all_practices_have_the_suggestions_of_the_rules_too(library: KnowledgeBase) -> None:
    entries = library.entries.practices()
    everything = frame_of(library, Unit.PRACTICES)
    assert list(everything["id"]) == [entry.ref.number for entry in entries]
    assert len(frame_of(library, Unit.PUBLISHED)) == len(published(library)) < len(entries)


def test_evidence_and_direction_are_those_that_are_quoted(library: KnowledgeBase) -> None:
    made = frame_of(library, Unit.PRACTICES)
    entries = library.entries.practices()
    evidence = pairs(count_by(made, Dimension.EVIDENCE))
    assert list(evidence) == ["quoted", "said_missing", "not_quoted"]
    assert evidence["quoted"] + evidence["said_missing"] == sum(
        PracticeField.EVIDENCE in entry.fields for entry in entries
    )
    directions = pairs(count_by(made, Dimension.DIRECTION))
    assert list(directions) == ["positive", "mixed", "none", "negative", "unknown", UNSTATED]
    assert (directions["positive"], directions["mixed"], directions["negative"]) == (2, 1, 1)


@pytest.mark.parametrize(
    ("quotes", "direction", "expected"),
    [
        (["KORA evaluerede arbejdet i 2012."], "mixed", Evidence.QUOTED),
        (["Vi har inte hittat någon mätning av tryggheten."], "positive", Evidence.SAID_MISSING),
        (["Vi har inte hittat någon mätning.", "Enkäten besvarades av 75."], None, Evidence.QUOTED),
        (["I november svarade 65 kvinnor."], "unknown", Evidence.SAID_MISSING),
        ([], "unknown", Evidence.SAID_MISSING),
        ([], None, Evidence.NOT_QUOTED),
    ],
)
def test_that_nothing_was_measured_is_no_follow_up(
    library: KnowledgeBase, quotes: list[str], direction: str | None, expected: Evidence
) -> None:
    entry = published(library)[0]
    (any_quote, *_) = entry.passages
    fields = {PracticeField.EVIDENCE: tuple(replace(any_quote, text=text) for text in quotes)}
    if direction:
        fields[PracticeField.DIRECTION] = (replace(any_quote, code=direction),)
    assert evidence_of(replace(entry, fields=fields)) is expected


def test_documents_are_counted_by_the_municipalities_that_they_are_about(library: KnowledgeBase) -> None:
    documents = library.documents(limit=1000)
    wanted = Counter(
        value for each in documents for value in {t.value for t in each.tags if t.facet == "municipality"}
    )
    assert pairs(count_by(frame_of(library, Unit.DOCUMENTS), Dimension.MUNICIPALITY)) == wanted


def test_a_frame_is_made_once_for_each_state_of_the_home(library: KnowledgeBase) -> None:
    assert frame_of(library, Unit.PRACTICES) is frame_of(library, Unit.PRACTICES)


def test_every_cell_of_the_matrix_is_the_number_behind_its_link(library: KnowledgeBase) -> None:
    made = frame_of(library, Unit.PRACTICES)
    themes = [theme.id for theme in library.taxonomy.children()]
    counted = matrix(made, themes)
    for theme in themes:
        for group in GROUPS:
            scope = Scope(unit=Unit.PRACTICES, theme=theme, country=group.country, size=group.size)
            assert counted.loc[theme, f"{group.country} {group.size.value}"] == len(within(made, scope))
        assert counted.loc[theme, "total"] == len(within(made, Scope(theme=theme)))
    assert counted["total"].sum() > 0


# By hand


def test_a_practice_in_two_municipalities_of_one_size_is_one_in_that_cell() -> None:
    made = frame(row(1, themes=("klimat",), sizes=("SE small", "DK city"), countries=("SE", "DK")))
    counted = matrix(made, ["klimat", "trygg"])
    assert counted.loc["klimat"].to_dict() == {
        **{f"{country.value} {size.value}": 0 for country in Country for size in Size},
        "SE small": 1,
        "DK city": 1,
        "total": 1,
    }
    assert not counted.loc["trygg"].any()


def test_what_has_no_municipality_is_in_the_total_alone() -> None:
    counted = matrix(frame(row(1, themes=("klimat",), countries=("SE",))), ["klimat"])
    assert counted.loc["klimat", "total"] == 1
    assert counted.loc["klimat"].sum() == 1


def test_undated_rows_stand_after_the_years_and_outside_every_range() -> None:
    made = frame(row(1, year=2012), row(2, year=2014), row(3))
    assert pairs(count_by(made, Dimension.YEAR)) == {"2012": 1, "2013": 0, "2014": 1, UNSTATED: 1}
    assert list(within(made, Scope(years=(1000, 9999)))["id"]) == [1, 2]


def test_country_and_size_hold_for_one_municipality_together() -> None:
    made = frame(row(1, countries=("SE", "DK"), sizes=("SE small", "DK city")))
    assert len(within(made, Scope(country="SE", size=Size.CITY))) == 0
    assert len(within(made, Scope(country="DK", size=Size.CITY))) == 1
    assert len(within(made, Scope(size=Size.CITY))) == 1


def test_the_other_municipality_of_a_practice_is_not_among_those_of_the_chosen_country(
    library: KnowledgeBase,
) -> None:
    counted = pd.DataFrame({"code": ["DK756", "SE1715", "SE1480"], "n": [1, 1, 2]})
    gazetteer = library.gazetteer
    assert list(meant_places(counted, Scope(country="SE"), gazetteer)["code"]) == ["SE1715", "SE1480"]
    assert list(meant_places(counted, Scope(size=Size.CITY), gazetteer)["code"]) == ["SE1480"]
    assert list(meant_places(counted, Scope(), gazetteer)["code"]) == list(counted["code"])


@pytest.mark.parametrize("dimension", list(Dimension))
def test_an_empty_frame_has_no_counts_above_zero(dimension: Dimension) -> None:
    assert count_by(frame(), dimension)["n"].sum() == 0


@given(st.lists(st.tuples(st.sampled_from(["SE", "DK"]), st.integers(2000, 2020) | st.none()), max_size=30))
def test_the_years_of_a_country_sum_up_to_its_rows(values: list[tuple[str, int | None]]) -> None:
    made = frame(*(row(n, countries=(country,), year=year) for n, (country, year) in enumerate(values)))
    for country in ("SE", "DK"):
        counted = count_by(within(made, Scope(country=country)), Dimension.YEAR)
        assert counted["n"].sum() == sum(each == country for each, _ in values)


@pytest.mark.parametrize(
    ("population", "size"),
    [
        (0, Size.SMALL),
        (14_999, Size.SMALL),
        (15_000, Size.MEDIUM),
        (29_999, Size.MEDIUM),
        (30_000, Size.LARGE),
        (59_999, Size.LARGE),
        (60_000, Size.CITY),
    ],
)
def test_a_limit_of_size_belongs_to_the_larger_group(population: int, size: Size) -> None:
    assert size_of(population) is size


# Addresses


@given(
    st.builds(
        Scope,
        unit=st.sampled_from(Unit),
        theme=st.none() | st.just("klimat"),
        country=st.none() | st.sampled_from([each.value for each in Country]),
        years=st.none() | st.just((2015, 2020)) | st.just((1000, 2020)) | st.just((2015, 9999)),
        size=st.none() | st.sampled_from(Size),
        municipality=st.none() | st.just("SE1715"),
        page=st.integers(1, 999_999),
    )
)
def test_an_address_gives_back_what_was_written(scope: Scope) -> None:
    assert read_scope(write_scope(scope), KNOWN) == (scope, ())


def test_what_means_nothing_is_left_out_and_told() -> None:
    parameters = {
        "unit": ["all"],
        "theme": ["<b>"],
        "country": ["NO"],
        "years": ["20-15"],
        "size": ["huge"],
        "municipality": ["SE0000"],
        "p": ["0"],
        "utm_source": ["mail"],
    }
    scope, ignored = read_scope(parameters, KNOWN)
    assert scope == Scope()
    assert ignored == (
        "unit=all", "theme=<b>", "country=NO", "years=20-15", "size=huge", "municipality=SE0000", "p=0",
    )  # fmt: skip


# Tables


def test_rows_of_a_download_name_each_practice_with_its_codes(library: KnowledgeBase) -> None:
    rows = make_table(Table.ROWS, Scope(municipality="DK756"), library, load_catalogue("da"))
    (found,) = rows.to_dict("records")
    assert (found["title"], found["first_year"]) == ("Cykelbibliotek på to skoler", 2018)
    assert (found["countries"], found["themes"]) == ("DK", "klimat.aterbruk; klimat")
    assert found["ref"] == next(str(e.ref) for e in published(library) if e.municipalities == ("DK756",))


def test_a_chosen_theme_is_told_apart_by_its_sub_themes(library: KnowledgeBase) -> None:
    table = make_table(Table.THEME, Scope(theme="klimat"), library, load_catalogue("sv"))
    children = [theme.id for theme in library.taxonomy.children("klimat")]
    assert list(table["code"]) == ["klimat", *children]
    assert pairs(table)["klimat"] == pairs(table)["klimat.aterbruk"] == 3


def test_a_chosen_country_leaves_its_columns_of_the_matrix(library: KnowledgeBase) -> None:
    table = make_table(Table.MATRIX, Scope(country="DK"), library, load_catalogue("en"))
    assert list(table.columns) == [
        "code",
        "name",
        *(f"DK {size.value} ({limits_of(size)})" for size in Size),
        "total",
    ]

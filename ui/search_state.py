"""A whole search as a record, read from and written to the page's address with stable codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from kb.i18n import UI_LANGUAGES, UiLanguage
from kb.practice_terms import Lesson, Participation, PracticeStatus, TargetGroup
from kb.records import (
    ChunkId,
    Country,
    DocumentType,
    Filters,
    Language,
)
from kb.text import one_line

PAGE_SIZE = 10
NO_FILTERS = Filters()
# Ends of an open range of years; a year has four digits.
FIRST_YEAR, LAST_YEAR = 1000, 9999

# More than anybody weighs against one another, and few enough for an address to be sent by mail.
MAX_EXAMPLES = 8

Parameters = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a reader has chosen for every page: it goes along in all addresses."""

    ui_language: UiLanguage | None = None  # None: the settings decide
    home: str | None = None  # the code of the reader's own municipality


_YEARS = re.compile(r"(\d{4})?(-)?(\d{4})?")


class Sort(StrEnum):
    """The order of hits."""

    RELEVANCE = "relevance"
    DATE = "date"
    LIKENESS = "likeness"  # of the places to the reader's own municipality; only where one is chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchState:
    """What the search page shows."""

    text: str = ""
    filters: Filters = NO_FILTERS
    sort: Sort = Sort.RELEVANCE
    page: int = 1  # from 1
    group: bool = False  # one hit per document
    like: tuple[ChunkId, ...] = ()  # passages that hits should resemble
    unlike: tuple[ChunkId, ...] = ()  # and those that they should not

    @property
    def is_start(self) -> bool:
        """Whether nothing is asked for yet."""
        return not self.can_compare and self.filters == NO_FILTERS

    @property
    def can_compare(self) -> bool:
        """Whether anything is looked for that a passage could be unlike."""
        return bool(self.text.strip() or self.like)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCodes:
    """The codes that an address may name."""

    themes: Container[str]
    municipalities: Container[str]


def read_search(parameters: Parameters, known: KnownCodes) -> tuple[SearchState, tuple[str, ...]]:
    """Return the search an address asks for, and the parts of it that mean nothing here.

    Unknown names of parameters are left alone: links get tails such as ``utm_source`` on their way.
    """
    ignored: list[str] = []

    def codes(name: str, allowed: Container[str]) -> frozenset[str]:
        values = [value for value in parameters.get(name, ()) if value]
        ignored.extend(_shown(name, value) for value in values if value not in allowed)
        return frozenset(value for value in values if value in allowed)

    def single(name: str, parse: Callable[[str], object]) -> object:
        value = next(iter(parameters.get(name, ())), "")
        parsed = parse(value) if value else None
        if value and parsed is None:
            ignored.append(_shown(name, value))
        return parsed

    def passages(name: str) -> tuple[ChunkId, ...]:
        values = [value for value in parameters.get(name, ()) if value]
        ignored.extend(_shown(name, value) for value in values if _parse_passage(value) is None)
        found = dict.fromkeys(number for value in values if (number := _parse_passage(value)) is not None)
        return tuple(found)[:MAX_EXAMPLES]

    filters = Filters(
        themes=codes("theme", known.themes),
        countries=codes("country", {str(value) for value in Country}),
        municipalities=codes("municipality", known.municipalities),
        languages=codes("language", {str(value) for value in Language}),
        types=codes("type", {str(value) for value in DocumentType}),
        target_groups=codes("target_group", {str(value) for value in TargetGroup}),
        statuses=codes("status", {str(value) for value in PracticeStatus}),
        participation=codes("participation", {str(value) for value in Participation}),
        lessons=codes("lesson", {str(value) for value in Lesson}),
        years=years if isinstance(years := single("years", parse_years), tuple) else None,
    )
    page = single("p", parse_page)
    home = read_kept(parameters, known.municipalities).home
    if home is None:
        codes("my", ())  # only to tell that it means nothing
    sort = single("sort", {str(value): value for value in offered_sorts(home)}.get)
    like = passages("like")
    state = SearchState(
        text=next(iter(parameters.get("q", ())), ""),
        filters=filters,
        sort=sort if isinstance(sort, Sort) else Sort.RELEVANCE,
        page=page if isinstance(page, int) else 1,
        group=single("group", {"document": True}.get) is True,
        like=like,
        unlike=tuple(chunk_id for chunk_id in passages("unlike") if chunk_id not in like),
    )
    return state, tuple(ignored)


def offered_sorts(home: str | None) -> tuple[Sort, ...]:
    """Return the orders a reader can choose among, who may have chosen a municipality."""
    return tuple(each for each in Sort if home is not None or each is not Sort.LIKENESS)


def read_kept(parameters: Parameters, municipalities: Container[str]) -> Kept:
    """Return what an address says for every page; what means nothing here is left out."""
    home = next(iter(parameters.get("my", ())), "")
    return Kept(ui_language=read_ui_language(parameters), home=home if home in municipalities else None)


def read_ui_language(parameters: Parameters) -> UiLanguage | None:
    """Return the interface language an address asks for, if it is one of ours."""
    value = next(iter(parameters.get("ui", ())), "")
    return next((each for each in UI_LANGUAGES if each == value), None)


def write_kept(kept: Kept) -> dict[str, list[str]]:
    """Return the parameters that :func:`read_kept` turns into ``kept``."""
    values = {"my": kept.home, "ui": kept.ui_language}
    return {name: [value] for name, value in values.items() if value is not None}


def write_search(state: SearchState) -> dict[str, list[str]]:
    """Return the parameters that :func:`read_search` turns into ``state``; what is default is left out."""
    filters = state.filters
    parameters = {
        "q": [state.text] if state.text else [],
        "like": [str(chunk_id) for chunk_id in state.like],
        "unlike": [str(chunk_id) for chunk_id in state.unlike],
        "theme": sorted(filters.themes),
        "country": sorted(filters.countries),
        "municipality": sorted(filters.municipalities),
        "language": sorted(filters.languages),
        "type": sorted(filters.types),
        "target_group": sorted(filters.target_groups),
        "status": sorted(filters.statuses),
        "participation": sorted(filters.participation),
        "lesson": sorted(filters.lessons),
        "years": [format_years(filters.years)] if filters.years else [],
        "sort": [state.sort.value] if state.sort is not Sort.RELEVANCE else [],
        "group": ["document"] if state.group else [],
        "p": [str(state.page)] if state.page > 1 else [],
    }
    return {name: values for name, values in parameters.items() if values}


def search_href(state: SearchState, kept: Kept) -> str:
    """Return the address of a search, relative to any page of the app."""
    return href("", write_search(state), kept)


def href(page: str, parameters: Parameters, kept: Kept) -> str:
    """Return the address of a page, relative to any page of the app."""
    together = {**parameters, **write_kept(kept)}
    pairs = [(name, value) for name, values in together.items() for value in values]
    return f"./{page}" + (f"?{urlencode(pairs)}" if pairs else "")


def changed(state: SearchState, **filters: object) -> SearchState:
    """Return ``state`` with some of its filters replaced, on its first page."""
    # the fields of Filters differ in type, so replace() cannot be called with a checked mapping
    return replace(state, filters=replace(state.filters, **filters), page=1)  # type: ignore[arg-type]


def with_like(state: SearchState, chunk_id: ChunkId) -> SearchState:
    """Return a search for more like this passage.

    The first example takes the place of the words, which have done their work; a further one, and words typed
    after it, come on top. Hits stand by relevance: newest first would tell nothing of likeness.
    """
    return replace(
        without_example(state, chunk_id),
        text=state.text if state.like else "",
        like=(*(each for each in state.like if each != chunk_id), chunk_id)[-MAX_EXAMPLES:],
        sort=Sort.RELEVANCE,
    )


def with_unlike(state: SearchState, chunk_id: ChunkId) -> SearchState:
    """Return the same search for less like this passage."""
    others = without_example(state, chunk_id)
    return replace(others, unlike=(*others.unlike, chunk_id)[-MAX_EXAMPLES:])


def without_example(state: SearchState, chunk_id: ChunkId) -> SearchState:
    """Return the search without comparing with this passage, on its first page."""
    return replace(
        state,
        like=tuple(each for each in state.like if each != chunk_id),
        unlike=tuple(each for each in state.unlike if each != chunk_id),
        page=1,
    )


def parse_years(text: str) -> tuple[int, int] | None:
    """Read ``2015``, ``2015-``, ``-2020`` or ``2015-2020``; None if it is none of these."""
    match = _YEARS.fullmatch(text)
    if match is None or not (match[1] or match[3]) or (match[1] and match[3] and not match[2]):
        return None
    first = int(match[1]) if match[1] else FIRST_YEAR
    last = int(match[3]) if match[3] else (LAST_YEAR if match[2] else first)
    return (first, last) if FIRST_YEAR <= first <= last else None


def format_years(years: tuple[int, int]) -> str:
    """Write what :func:`parse_years` reads."""
    first, last = years
    if first == last:
        return str(first)
    if years == (FIRST_YEAR, LAST_YEAR):
        return f"{first}-{last}"
    return f"{first if first > FIRST_YEAR else ''}-{last if last < LAST_YEAR else ''}"


def parse_page(text: str) -> int | None:
    """Read the number of a page, from 1; None if it is none."""
    # at most six digits: a page number beyond that can only be a mistake, and int() of a novel is slow
    return int(text) if re.fullmatch(r"[1-9]\d{0,5}", text, re.ASCII) else None


def _parse_passage(text: str) -> ChunkId | None:
    # 18 digits are what SQLite's integers hold
    return ChunkId(int(text)) if re.fullmatch(r"\d{1,18}", text, re.ASCII) else None


def _shown(name: str, value: str) -> str:
    return f"{name}={one_line(value, max_chars=40)}"

"""The interface's texts."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from ingest.boilerplate import REASONS
from kb.accounts import Role
from kb.curation import DueReason, StillRunning, WorkKind
from kb.exports.formats import EXPORTERS
from kb.exports.tables import COLUMNS
from kb.i18n import UI_LANGUAGES, Catalogue, UiLanguage, load_catalogue, placeholders
from kb.likeness import Location
from kb.practice_terms import Direction
from kb.practices import PracticeField, PracticeKind, PracticeState, RelationKind
from kb.quality import load_quality
from kb.records import ASPECTS, Country, DocumentType, Facet, Language
from ui import audit_words
from ui.edit_history import ACTS, CHANGED
from ui.frames import Evidence
from ui.menu import IN_MENU, IN_MENU_BY_ROLE
from ui.queue_view import SHOWN_STATES, Problem
from ui.scope import Size, Unit
from ui.tables import COUNTED, Table

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    ROOT / "app.py",
    *sorted((ROOT / "ui").rglob("*.py")),
    *sorted((ROOT / "kb").glob("citation*.py")),
    ROOT / "kb" / "batch_problems.py",
    ROOT / "kb" / "review_problems.py",
    *sorted((ROOT / "kb").glob("curation*.py")),
    *sorted((ROOT / "kb" / "exports").glob("*.py")),
]

# What two municipalities can have in common or not.
_COMPARED = (
    *(f"{trait}_{how}" for trait in ("population", "surroundings") for how in ("alike", "more", "fewer")),
    *(f"city_{location.value}" for location in Location),
    *("surroundings_sparse", "island_alike", "island_different", "region_alike", "country_different"),
)
_WHERE = tuple(f"where_{location.value}" for location in Location)
# Keys that the code puts together from a code; everything else stands in it as it is.
COMPOSED = {
    *(f"country.{value.value}" for value in Country),
    *(f"language.{value.value}" for value in Language),
    *(f"type.{value.value}" for value in DocumentType),
    *(f"facet.{value.value}" for value in Facet),
    *(f"{facet.value}.{value.value}" for facet, values in ASPECTS.items() for value in values),
    *(f"why.{kind}" for kind in ("exact", "form", "compound", "bridge", "theme", "similar")),
    *(f"reason.{reason.replace(' ', '_')}" for reason in REASONS),
    *(f"state.{state.value}" for state in PracticeState),
    *(f"menu.{page or 'search'}" for page in (*IN_MENU, *IN_MENU_BY_ROLE)),
    *(f"role.{role.value}" for role in Role),
    *(f"users.{what}{title}" for what in ("on", "off", "end", "remove") for title in ("", "_title")),
    # raised in kb.account_desk and kb.passwords
    *(f"login.problem_{what}" for what in ("wrong", "locked", "no_account")),
    *(f"account.problem_password_{what}" for what in ("old", "short", "common")),
    *(f"users.problem_{what}" for what in ("login", "exists", "unknown", "last_admin")),
    *(f"about.silent_{row.kind}" for row in load_quality().silent),
    *(f"queue.state_{state.value}" for state in SHOWN_STATES),
    *(f"queue.problem_{problem.value}" for problem in Problem),
    *(f"curate.list_{kind.value}" for kind in WorkKind),
    *(f"curate.{what}_{kind.value}" for what in ("name", "lead", "empty") for kind in WorkKind),
    *(f"curate.due_{reason.value}" for reason in DueReason),
    *(f"edit.running_{value.value}" for value in StillRunning),
    *(f"practice.verified_{value.value}" for value in StillRunning),
    *(f"edit.step_{state}" for state in ("draft", "reviewed", "published")),
    *(f"edit.next_{state}{other}" for state in ("draft", "reviewed") for other in ("", "_other")),
    *(f"edit.rests_{name}" for name in ("title", "summary")),
    *(f"edit.act_{act}" for act in ACTS),
    *(f"edit.field_{name}" for name in CHANGED),
    *(f"audit.act_{act.replace('.', '_')}" for act in audit_words.ACTS),
    *(f"audit.detail_{name}" for name in audit_words.DETAILS),
    *(f"audit.about_{subject}" for subject in audit_words.SUBJECTS),
    *(f"review.masked_{kind}" for kind in ("email", "phone", "personal_number", "cpr_number")),
    *(f"review.like_{where}" for where in ("batch", "queue", "public")),
    "search.year_from",
    "search.year_to",
    *(f"scope.unit_{unit.value}" for unit in Unit),
    *(f"scope.n_{unit.value}" for unit in Unit),
    *(f"scope.size_{size.value}" for size in Size),
    *(f"scope.table_{table.value}" for table in Table),
    *(f"scope.evidence_{evidence.value}" for evidence in Evidence),
    *(f"explore.by_{table.value}" for table in COUNTED),
    *(f"export.format_programme_{suffix}_notes" for suffix in ("docx", "pdf")),
    *(f"practices.outcome_{direction}" for direction in ("negative", "mixed", "none")),
    *(f"practice_kind.{kind.value}" for kind in PracticeKind),
    *(f"field.{field.value}" for field in PracticeField),
    *(f"direction.{direction.value}" for direction in Direction),
    *(f"relation.{kind.value}" for kind in RelationKind),
    *(f"relation.{kind.value}_from_other" for kind in RelationKind if not kind.is_mutual),
    *(f"word_help.heading_{language}" for language in ("sv", "da", "nb")),
    *(f"compare.{action}" for action in ("left", "right", "remove")),
    *(f"compare.{action}_title" for action in ("left", "right", "remove")),
    "likeness.city_different",
    *(f"likeness.{key}" for key in (*_COMPARED, *_WHERE)),
    *(f"likeness.short_{key}" for key in (*_COMPARED, *_WHERE)),
    *(f"fit.{name}" for name in ("alike", "nothing_alike", "different", "nothing_different")),
    *(f"fit.{name}" for name in ("needed", "risks", "failed")),
    *(f"export.column_{name}" for name in COLUMNS),
    *(f"export.format_{name.replace('-', '_')}" for name in EXPORTERS),
    *(f"export.group_{name}" for name in ("tables", "references", "sheets", "programme")),
}


def _forms(catalogue: Catalogue, key: str) -> tuple[str, ...]:
    text = catalogue.texts[key]
    return (text,) if isinstance(text, str) else text


def _string_literals() -> set[str]:
    return {
        node.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("ui_language", ["da", "en"])
def test_every_language_has_the_keys_and_placeholders_of_the_swedish(ui_language: UiLanguage) -> None:
    swedish, other = load_catalogue("sv"), load_catalogue(ui_language)
    assert set(other.texts) == set(swedish.texts)
    for key in swedish.texts:
        wanted = set().union(*(placeholders(form) for form in _forms(swedish, key)))
        found = set().union(*(placeholders(form) for form in _forms(other, key)))
        assert found == wanted, key
        assert len(_forms(other, key)) == len(_forms(swedish, key)), key


def test_every_key_is_used_by_the_app() -> None:
    unused = set(load_catalogue("sv").texts) - _string_literals() - COMPOSED
    assert unused == set()


def test_every_key_that_the_app_asks_for_exists() -> None:
    keys = load_catalogue("sv").texts
    sections = {key.partition(".")[0] for key in keys}
    asked = {
        literal
        for literal in _string_literals()
        if re.fullmatch(r"[a-z]+\.(?!(?:py|js)$)[a-z_0-9]*[a-z0-9]", literal)
        and literal.partition(".")[0] in sections
    }
    assert (asked | COMPOSED) - set(keys) == set()


def test_translations_differ_from_the_swedish_where_they_are_sentences() -> None:
    swedish, danish = load_catalogue("sv"), load_catalogue("da")
    same = [key for key in swedish.texts if danish.texts[key] == swedish.texts[key]]
    sentences = [key for key in same if len(re.sub(r"{\w+}", "", _forms(swedish, key)[0]).split()) > 2]
    assert sentences == []


@pytest.mark.parametrize("ui_language", UI_LANGUAGES)
def test_one_hit_and_several_hits_have_their_own_form(ui_language: UiLanguage) -> None:
    catalogue = load_catalogue(ui_language)
    word = {"sv": "träff", "da": "resultat", "en": "result"}[ui_language]
    several = {"sv": "träffar", "da": "resultater", "en": "results"}[ui_language]
    of = {"sv": "av", "da": "af", "en": "of"}[ui_language]
    assert catalogue.text("search.hits_filtered", count=1, range="1") == f"1 {word}"
    assert catalogue.text("search.hits_filtered", count=0, range="0") == f"0 {of} 0 {several}"
    assert catalogue.text("search.hits_filtered", count=42, range="1–10") == f"1–10 {of} 42 {several}"


@pytest.mark.parametrize(
    ("ui_language", "number", "day", "month"),
    [
        ("sv", "1\u00a0234\u00a0567", "15 juni 2017", "juni 2017"),
        ("da", "1.234.567", "15. juni 2017", "juni 2017"),
        ("en", "1,234,567", "15 June 2017", "June 2017"),
    ],
)
def test_numbers_and_dates_are_written_as_the_language_does(
    ui_language: UiLanguage, number: str, day: str, month: str
) -> None:
    catalogue = load_catalogue(ui_language)
    assert catalogue.number(1234567) == number
    assert catalogue.date("2017-06-15") == day
    assert catalogue.date("2017-06") == month
    assert catalogue.date("2017") == "2017"


@pytest.mark.parametrize("text", ["2017-13-01", "spring 2017", ""])
def test_a_date_that_is_none_is_shown_as_it_is(text: str) -> None:
    assert load_catalogue("sv").date(text) == text


def test_integers_get_thousands_and_strings_do_not() -> None:
    catalogue = load_catalogue("da")
    assert catalogue.text("search.more", n=1500) == "Vis flere (1.500)"
    assert catalogue.text("search.years_from", first="2017") == "Fra og med 2017"


def test_a_placeholder_that_reaches_into_an_object_is_refused() -> None:
    with pytest.raises(ValueError, match="not a plain name"):
        placeholders("{name.__class__}")


def test_braces_in_a_value_are_shown_as_they_are() -> None:
    shown = load_catalogue("sv").text("search.page_title_query", query="{first}")
    assert shown == "{first} – Metodbank"


# Nothing that is read may stand in the code


_SHOWN_ARGUMENTS = {"label", "help", "placeholder", "alt", "title", "page_title", "caption", "body"}


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        joined = "".join(str(v.value) if isinstance(v, ast.Constant) else "0" for v in node.values)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        joined = node.value
    else:
        return False
    return re.search(r"[^\W\d_]{2}", re.sub(r"<[^>]*>?", "", joined)) is not None


def test_no_call_to_streamlit_shows_a_literal() -> None:
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if not (
                isinstance(node.func.value, ast.Name)
                and node.func.value.id in {"st", "left", "right", "place"}
            ):
                continue
            shown = node.args[:1] + [k.value for k in node.keywords if k.arg in _SHOWN_ARGUMENTS]
            found += [f"{path.name}:{node.lineno}" for argument in shown if _is_text(argument)]
    # the name before the page has set its own title
    assert [place for place in found if not place.startswith("navigation.py")] == []


def test_no_html_in_the_code_has_words_between_its_tags() -> None:
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.JoinedStr):
                continue
            text = "".join(str(v.value) if isinstance(v, ast.Constant) else "0" for v in node.values)
            if re.search(r">[^<]*[^\W\d_]{2}[^<]*<", text):
                found.append(f"{path.name}:{node.lineno}: {text}")
    assert found == []

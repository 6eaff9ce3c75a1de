"""What the log says for people."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.i18n import UI_LANGUAGES, UiLanguage, load_catalogue
from ui.audit_words import ACTS, act_said, detail_said, subject_said
from ui.edit_history import ACTS as PRACTICE_ACTS

KB = Path(__file__).resolve().parents[2] / "kb"
_ACT = re.compile(r"(?:batch|document|index|review|user)\.[a-z_]+|practice\.load|login\.failed")
_OF_TEXTS = {"key"}  # arguments that name a text of the app


def _texts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a call for a text and not for an act."""
    for call in ast.walk(node):
        if not isinstance(call, ast.Call):
            continue
        if isinstance(call.func, ast.Attribute) and call.func.attr == "text":
            yield from ast.walk(call)
        for keyword in call.keywords:
            if keyword.arg in _OF_TEXTS:
                yield from ast.walk(keyword.value)


def _acts_in_the_code() -> set[str]:
    found = set()
    for path in KB.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = {id(node) for node in _texts(tree)}
        found |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in texts
            and _ACT.fullmatch(node.value)
        }
    return found


def _acts_on_practices() -> set[str]:
    """Return what the desk of the curators names where it begins a change."""
    return {
        argument.value
        for path in KB.glob("curation*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in {"changing", "_changing", "_change", "_edit"}
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


# names of keys and files that look like acts
_OTHERS = {"document.quote", "review.sqlite"}


def test_every_act_that_the_code_notes_has_its_words_and_none_has_words_for_nothing() -> None:
    assert _acts_in_the_code() - _OTHERS | {"login", "logout"} == ACTS


def test_every_change_of_a_practice_has_its_words() -> None:
    found = _acts_on_practices()
    assert {"take_over", "merge", "publish"} <= found
    assert found <= PRACTICE_ACTS


@pytest.mark.parametrize(
    ("ui_language", "act", "subject"),
    [
        ("sv", "godkände ett dokument", "inlämnat dokument 12"),
        ("da", "godkendte et dokument", "indsendt dokument 12"),
        ("en", "accepted a document", "handed-in document 12"),
    ],
)
def test_the_log_speaks_the_language_of_the_page(ui_language: UiLanguage, act: str, subject: str) -> None:
    catalogue = load_catalogue(ui_language)
    assert act_said("review.accept", catalogue) == act
    assert subject_said("item 12", catalogue) == subject


@pytest.mark.parametrize(
    ("ui_language", "said"),
    [
        ("sv", "rättade uppgifter om ett dokument i granskningen"),
        ("da", "rettede oplysninger om et dokument i gennemgangen"),
        ("en", "corrected the facts of a document in review"),
    ],
)
def test_corrected_facts_are_told_in_the_log(ui_language: UiLanguage, said: str) -> None:
    assert act_said("review.set_facts", load_catalogue(ui_language)) == said


@pytest.mark.parametrize("ui_language", UI_LANGUAGES)
def test_no_two_acts_are_said_the_same(ui_language: UiLanguage) -> None:
    catalogue = load_catalogue(ui_language)
    said = [act_said(act, catalogue) for act in ACTS]
    assert len(set(said)) == len(ACTS)


def test_what_is_done_to_practices_is_said_as_their_history_does() -> None:
    catalogue = load_catalogue("sv")
    assert act_said("practice.publish", catalogue) == catalogue.text("edit.act_publish")
    assert subject_said("p7", catalogue) == "exempel p7"


@pytest.mark.parametrize("subject", ["anna", "p7b", "document", "item 1 2", "/home/documents/a.pdf", ""])
def test_a_name_stays_as_it_is(subject: str) -> None:
    assert subject_said(subject, load_catalogue("sv")) is None


@pytest.mark.parametrize(
    ("ui_language", "role", "file"),
    [
        ("sv", "roll: redaktör", "fil: a.pdf"),
        ("da", "rolle: redaktør", "fil: a.pdf"),
        ("en", "role: editor", "file: a.pdf"),
    ],
)
def test_what_a_line_tells_besides_is_said_in_words(ui_language: UiLanguage, role: str, file: str) -> None:
    catalogue = load_catalogue(ui_language)
    assert detail_said("role", "curator", catalogue) == role
    assert detail_said("file", "a.pdf", catalogue) == file
    assert detail_said("role", "captain", catalogue) == role.partition(":")[0] + ": captain"
    assert detail_said("moon", "full", catalogue) is None


def test_a_code_that_nobody_knows_has_no_words() -> None:
    assert act_said("moon.landing", load_catalogue("sv")) is None
    assert act_said("practice.moon", load_catalogue("sv")) is None

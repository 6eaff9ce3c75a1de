"""Every function of the facade against every role; desks that are added later are covered by themselves."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.accounts import ANYBODY, OPERATOR, Actor, Role
from kb.errors import PermissionDeniedError
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.permissions import NEEDED, guarded
from kb.practices import PracticeState
from kb.settings import load_settings

DOCS = Path(__file__).resolve().parents[2] / "docs" / "accounts.md"
ACTORS = {
    Role.READER: ANYBODY,
    Role.CONTRIBUTOR: Actor(login="cia", name="Cia", role=Role.CONTRIBUTOR),
    Role.CURATOR: Actor(login="rut", name="Rut", role=Role.CURATOR),
    Role.ADMIN: Actor(login="ada", name="Ada", role=Role.ADMIN),
}
FUNCTIONS = [
    (kind, name, needed) for kind, methods in NEEDED.items() for name, needed in sorted(methods.items())
]
# Parts of the facade without roles: what they do everybody may, or the key of a collection decides.
OPEN_TO_ALL = {"CollectionDesk", "EntryDesk"}
# What the facade is made of, and plain values.
INSIDE = {"Store", "ReviewHome", "Settings", "Taxonomy", "Gazetteer", "Actor"}
NO_SUCH_ARGUMENT: dict[str, Any] = {"there is no such argument": None}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    home = tmp_path_factory.mktemp("roles") / "home"
    opened = open_knowledge_base(load_settings(home=home, embedder="hashing"))
    yield opened
    opened.close()


def _parts(base: KnowledgeBase) -> dict[str, object]:
    """Return the facade and all that is reached from it by public names, by the names of the classes."""
    found: dict[str, object] = {}
    waiting: list[object] = [base]
    while waiting:
        part = waiting.pop()
        kind = type(part)
        if kind.__name__ in found or not kind.__module__.startswith("kb."):
            continue
        found[kind.__name__] = part
        if kind.__name__ in NEEDED:
            names = set(getattr(part, "__dict__", {})) | {
                name for name, value in inspect.getmembers(kind) if isinstance(value, property)
            }
            waiting += [getattr(part, name) for name in sorted(names) if not name.startswith("_")]
    return found


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("kind", "name", "needed"), FUNCTIONS, ids=lambda value: str(value))
def test_function_is_for_its_role_and_those_above(
    base: KnowledgeBase, kind: str, name: str, needed: Role, role: Role
) -> None:
    part: Any = _parts(base.acting_as(ACTORS[role]))[kind]
    # The check comes before the arguments are looked at. With one that no function has, none is carried
    # out: whoever passes the check gets a TypeError from Python itself.
    expected = TypeError if role.includes(needed) else PermissionDeniedError
    with pytest.raises(expected) as refused:
        getattr(part, name)(**NO_SUCH_ARGUMENT)
    if isinstance(refused.value, PermissionDeniedError):
        assert refused.value.needed == needed
        assert (ACTORS[role].login or "nobody is logged in") in str(refused.value)
    else:
        assert "unexpected keyword argument" in str(refused.value)


def test_no_function_takes_whatever_it_is_given(base: KnowledgeBase) -> None:
    # else the test above would carry it out
    for kind, name, _ in FUNCTIONS:
        method = inspect.unwrap(getattr(type(_parts(base)[kind]), name))
        kinds = {parameter.kind for parameter in inspect.signature(method).parameters.values()}
        assert inspect.Parameter.VAR_KEYWORD not in kinds, f"{kind}.{name}"


@pytest.mark.parametrize("role", Role)
def test_every_guarded_class_is_reached_and_acts_for_whom_the_facade_does(
    base: KnowledgeBase, role: Role
) -> None:
    parts = _parts(base.acting_as(ACTORS[role]))
    assert set(NEEDED) <= set(parts)
    for kind in NEEDED:
        acting: Any = parts[kind]
        assert acting.actor == ACTORS[role], kind


def test_whoever_opens_a_home_is_its_operator(base: KnowledgeBase) -> None:
    parts: dict[str, Any] = {**_parts(base)}
    assert {parts[kind].actor for kind in NEEDED} == {OPERATOR}


def test_acting_as_somebody_leaves_the_others_as_they_are(base: KnowledgeBase) -> None:
    admin = base.acting_as(ACTORS[Role.ADMIN])
    reader = admin.acting_as(ANYBODY)
    with pytest.raises(PermissionDeniedError):
        reader.accounts.users()
    assert admin.accounts.users() == ()
    assert base.accounts.users() == ()


def test_every_part_of_the_facade_is_guarded_or_known_to_need_no_role(base: KnowledgeBase) -> None:
    doing = {kind for kind, part in _parts(base).items() if _has_methods(part)}
    assert doing - set(NEEDED) == (OPEN_TO_ALL | INSIDE) & doing


def _has_methods(part: object) -> bool:
    return any(
        inspect.isfunction(value) and not name.startswith("_") for name, value in vars(type(part)).items()
    )


def test_refused_functions_leave_no_trace(base: KnowledgeBase) -> None:
    reader = base.acting_as(ANYBODY)
    before = (base.version(), base.accounts.audit(), base.accounts.users())
    refused: list[Callable[[], object]] = [
        lambda: reader.accounts.add_user("eva", "Eva", Role.ADMIN, None),
        lambda: reader.ingest([Path(__file__)]),
        lambda: reader.rebuild_index(),
        lambda: reader.practices.load(Path(__file__)),
    ]
    for each in refused:
        with pytest.raises(PermissionDeniedError):
            each()
    assert (base.version(), base.accounts.audit(), base.accounts.users()) == before


@pytest.mark.parametrize(
    ("kind", "name", "needed"),
    [
        ("KnowledgeBase", "search", Role.READER),
        ("KnowledgeBase", "delete_document", Role.ADMIN),
        ("KnowledgeBase", "ingest", Role.ADMIN),
        ("ErasureDesk", "erase", Role.ADMIN),
        ("PracticeDesk", "load", Role.ADMIN),
        ("AccountDesk", "log_in", Role.READER),
        ("AccountDesk", "add_user", Role.ADMIN),
        ("AccountDesk", "audit", Role.ADMIN),
    ],
)  # written down a second time: a slip in the table must not pass
def test_some_roles_that_must_not_change_by_mistake(kind: str, name: str, needed: Role) -> None:
    assert NEEDED[kind][name] is needed


def test_roles_are_in_their_order() -> None:
    assert [
        "".join("x" if role.includes(other) else "-" for other in Role) for role in Role
    ] == ["x---", "xx--", "xxx-", "xxxx"]  # fmt: skip


def test_a_class_that_forgets_a_function_is_no_class() -> None:
    class PracticeDesk:
        actor = ANYBODY

        def show(self) -> None: ...

    with pytest.raises(TypeError, match="PracticeDesk differ"):
        guarded(PracticeDesk)


def test_unfinished_practices_are_for_curators_alone(fresh_library: KnowledgeBase) -> None:
    file = fresh_library.settings.home.parent / "practices.toml"
    before, _, after = file.read_text(encoding="utf-8").rpartition('state = "published"')
    file.write_text(f'{before}state = "reviewed"{after}', encoding="utf-8")
    assert not fresh_library.practices.load(file).skipped

    def states(role: Role) -> set[PracticeState]:
        found = fresh_library.acting_as(ACTORS[role]).practices.list(limit=500)
        return {practice.draft.state for practice in found}

    assert states(Role.READER) == {PracticeState.CANDIDATE, PracticeState.PUBLISHED}
    assert states(Role.CONTRIBUTOR) == states(Role.READER)
    assert PracticeState.REVIEWED in states(Role.CURATOR)


def test_documents_tell_who_may_do_what() -> None:
    rows = [
        f"| `{kind}` | " + " | ".join(_functions(kind, role) for role in Role) + " |"
        for kind in sorted(NEEDED)
    ]
    table = "\n".join(["| part | " + " | ".join(role.value for role in Role) + " |", "|---" * 5 + "|", *rows])
    told = DOCS.read_text(encoding="utf-8").partition("<!-- made from kb.permissions.NEEDED -->\n\n")[2]
    assert told.partition("\n\n")[0] == table, f"put this table into {DOCS.name}:\n\n{table}"


def _functions(kind: str, role: Role) -> str:
    return ", ".join(f"`{name}`" for name, needed in sorted(NEEDED[kind].items()) if needed is role) or "–"

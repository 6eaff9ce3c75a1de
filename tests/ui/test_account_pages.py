"""The pages of logins and accounts, and what of them stands on every page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from kb.accounts import ANYBODY, Actor, Role
from kb.errors import AccountError, PermissionDeniedError
from kb.i18n import load_catalogue
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.settings import load_settings
from tests.ui.conftest import OpenPage, html_of, script_of
from ui.actions.registry import ACTIONS
from ui.login_service import identity
from ui.menu import PAGES
from ui.own_address import here, login_href, own_address
from ui.search_state import Kept

PASSWORD = "korrekt häst batteri häftapparat"
ANNA = Actor(login="anna", name='Anna "<b>Berg', role=Role.ADMIN)
BO = Actor(login="bo", name="Bo Ek", role=Role.CONTRIBUTOR)
EVA = Actor(login="eva@kil.se", name="Eva Lund", role=Role.CURATOR)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[KnowledgeBase]:
    made = open_knowledge_base(load_settings(home=tmp_path / "home", embedder="hashing"))
    yield made
    made.close()


@pytest.fixture
def base(empty: KnowledgeBase) -> KnowledgeBase:
    for actor in (ANNA, BO):
        empty.accounts.add_user(actor.login, actor.name, actor.role, PASSWORD)
    empty.accounts.add_user(EVA.login, EVA.name, EVA.role, None)
    return empty


OpenAs = Callable[..., AppTest]


@pytest.fixture
def open_as(base: KnowledgeBase, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> OpenAs:
    """Open a page for somebody."""

    def open_as(actor: Actor, name: str, **parameters: str) -> AppTest:
        monkeypatch.setattr("ui.shell.actor_of", lambda _base, _cookies: actor)
        return open_page(base, name, **parameters)

    return open_as


def _do(base: KnowledgeBase, actor: Actor, name: str, **asked: object) -> str:
    """Do an action and return what is said."""
    action = ACTIONS[name]
    done = action.act(base.acting_as(actor), action.asked.model_validate(asked))
    return load_catalogue("sv").text(done.text, **done.values)


# On every page


def test_the_header_leads_to_the_login_and_back_to_where_one_was(open_as: OpenAs) -> None:
    html = html_of(open_as(ANYBODY, "themes", theme="dialog"))
    assert 'href="./login?next=themes%3Ftheme%3Ddialog"' in html
    assert "data-log-out" not in html


def test_without_accounts_no_page_speaks_of_logging_in(open_page: OpenPage, empty: KnowledgeBase) -> None:
    assert "mb-account" not in html_of(open_page(empty, "themes"))
    html = html_of(open_page(empty, "login"))
    assert "Det finns inga konton här ännu." in html
    assert "metodbank user add NAMN --role admin" in html
    assert "<form id=" not in html


def test_the_header_names_who_is_logged_in_and_leads_out(open_as: OpenAs) -> None:
    html = html_of(open_as(ANNA, "themes", ui="da"))
    assert 'aria-label="Min konto: Anna &quot;&lt;b&gt;Berg"' in html
    assert 'data-log-out="./login?out=1&amp;ui=da"' in html


@pytest.mark.parametrize(("actor", "shown"), [(ANYBODY, 0), (BO, 0), (EVA, 0), (ANNA, 1)])
def test_the_menu_grows_with_the_role(open_as: OpenAs, actor: Actor, shown: int) -> None:
    assert html_of(open_as(actor, "themes")).count('data-page="users"') == shown


def test_every_page_says_what_scripts_say_of_actions(open_as: OpenAs) -> None:
    html = html_of(open_as(ANYBODY, "about", ui="da"))
    (said,) = re.findall(r'<div id="mb-act" hidden([^>]*)>', html)
    assert 'data-failed="Det lykkedes ikke.' in said
    assert 'data-login="./login?ui=da"' in said


# Who may see what


@pytest.mark.parametrize("page", ["account", "users"])
def test_a_page_that_needs_a_role_says_so_and_how_to_log_in(open_as: OpenAs, page: str) -> None:
    app = open_as(ANYBODY, page, before="7")
    html = html_of(app)
    assert html.count("<h1") == 1
    assert '<h1 id="mb-title" tabindex="-1">Logga in för att fortsätta</h1>' in html
    assert f'class="mb-go mb-button" href="./login?next={page}%3Fbefore%3D7"' in html
    assert "<form" not in html[html.index("<h1") :]
    assert 'data-focus="mb-title"' in script_of(app)


def test_an_account_that_does_not_reach_is_told_what_it_takes(open_as: OpenAs) -> None:
    html = html_of(open_as(EVA, "users"))
    assert "Du är inloggad som Eva Lund (redaktör)." in html
    assert "ett konto som administratör" in html
    assert "Anna" not in html


# Logging in


def test_the_form_of_the_login_helps_those_who_keep_passwords(open_as: OpenAs) -> None:
    html = html_of(open_as(ANYBODY, "login", next="collection?id=3&ui=da", ui="da"))
    assert 'data-next="./collection?id=3&amp;ui=da"' in html
    assert re.search(r'<label for="mb-login-name">.*?<input id="mb-login-name"[^>]*"username"', html)
    assert re.search(r'<label for="mb-login-password">.*?type="password"[^>]*"current-password"', html)
    assert re.search(r'id="mb-login-problem"[^>]*role="alert"></p>', html)


def test_whoever_is_logged_in_gets_no_form_but_the_way_on(open_as: OpenAs) -> None:
    html = html_of(open_as(BO, "login", next="collection?id=3"))
    assert "Du är inloggad som Bo Ek." in html
    assert 'href="./collection?id=3"' in html
    assert "mb-login-password" not in html
    assert "Till sökningen" in html_of(open_as(BO, "login"))


@pytest.fixture
def come_back(open_as: OpenAs, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Open the login page for whoever comes back from a login service that told something."""

    def come_back(claims: dict[str, object] | None, actor: Actor = ANYBODY, **parameters: str) -> str:
        monkeypatch.setattr("ui.login_page.is_offered", lambda: True)
        monkeypatch.setattr("ui.login_page.told", lambda: claims)
        return html_of(open_as(actor, "login", back="1", **parameters))

    return come_back


def test_who_comes_back_from_a_service_gets_a_ticket_for_one_login(
    come_back: Callable[..., str], base: KnowledgeBase
) -> None:
    html = come_back({"email": " Eva@Kil.se", "name": "Eva"}, next="account?ui=sv", ui="sv")
    (ticket,) = re.findall(r'data-ticket="([^"]+)" data-next="\./account\?ui=sv"', html)
    assert base.accounts.redeem_ticket(ticket).actor == EVA
    assert "mb-login-password" not in html


def test_who_comes_back_without_an_address_may_try_again(come_back: Callable[..., str]) -> None:
    html = come_back({"email": "eva@kil.se", "email_verified": "false"})
    assert "någon bekräftad adress" in html
    assert 'id="mb-forget"' in html
    assert "data-ticket" not in html
    assert "mb-login-password" in html


def test_who_comes_back_with_nothing_is_told_that_it_failed(come_back: Callable[..., str]) -> None:
    html = come_back(None, ui="en")
    assert "The login with your organisation&#x27;s account was not completed." in html


def test_who_is_logged_in_already_is_not_made_somebody_else(come_back: Callable[..., str]) -> None:
    html = come_back({"email": "eva@kil.se"}, BO)
    assert "Du är inloggad som Bo Ek." in html
    assert "data-ticket" not in html


@pytest.mark.parametrize(
    ("claims", "claim", "address"),
    [
        ({"email": "Eva@Kil.SE"}, "email", "eva@kil.se"),
        ({"email": "eva@kil.se", "email_verified": True}, "email", "eva@kil.se"),
        ({"email": "eva@kil.se", "email_verified": False}, "email", None),
        ({"email": "\N{FULLWIDTH LATIN SMALL LETTER E}va@kil.se"}, "email", None),
        ({"email": "eva@kil.se", "email_verified": "False"}, "email", None),
        ({"email": ""}, "email", None),
        ({"email": ["eva@kil.se"]}, "email", None),
        ({"email": "x" * 201}, "email", None),
        ({}, "email", None),
        ({"email": "a@b.se", "preferred_username": "EVA01"}, "preferred_username", "eva01"),
        ({"upn": "eva@kil.se", "email_verified": False}, "upn", "eva@kil.se"),
    ],
)
def test_the_address_is_the_claim_of_the_settings_unless_the_service_doubts_it(
    claims: dict[str, object], claim: str, address: str | None
) -> None:
    found = identity(claims, claim=claim)
    assert (found.address if found else None) == address


# Addresses to come back to


@pytest.mark.parametrize("page", ["", *(page for page in PAGES if page != "login")])
def test_a_page_of_the_app_is_come_back_to(page: str) -> None:
    parameters = {"q": ["öppna förskolan & mer", "x=y"], "ui": ["da"]}
    address = own_address(here(page, parameters))
    assert address is not None
    assert address.startswith(f"./{page}?q=%C3%B6ppna+f")
    assert own_address(address.removeprefix("./")) == address


@given(st.text(max_size=40))
def test_nothing_else_is_come_back_to(text: str) -> None:
    address = own_address(text)
    assert address is None or re.fullmatch(r"\./[a-z]*(\?[A-Za-z0-9_.~%&=+*-]*)?", address)
    assert address is None or text.partition("?")[0] in {"", *PAGES}


@pytest.mark.parametrize(
    "text",
    ["//evil.example", "https://evil.example", "login", "login?next=x", "\\evil", "javascript:alert(1)",
     "?q=x y", "themes/..", "/themes", "themes?q=\n", "users" + "?" + "a" * 5000],
)  # fmt: skip
def test_other_sites_and_the_login_itself_are_not_come_back_to(text: str) -> None:
    assert own_address(text) is None


def test_the_login_page_leads_on_to_where_it_was_to_lead() -> None:
    parameters = {"next": ["users?about=anna"]}
    assert login_href("login", parameters, Kept()) == "./login?next=users%3Fabout%3Danna"
    assert login_href("login", {"next": ["//evil.example"]}, Kept()) == "./login"
    assert login_href("", {}, Kept(ui_language="da")) == "./login?ui=da"


# One's own account


def test_the_account_page_tells_who_one_is_and_what_one_may(open_as: OpenAs) -> None:
    html = html_of(open_as(BO, "account"))
    facts = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", html)
    assert facts == [("Namn", "Bo Ek"), ("Inloggningsnamn", "bo"), ("Roll", "bidragsgivare")]
    assert "Lämna in dokument" in html
    assert "Granska dokument" not in html
    assert 'data-do="accounts.password"' in html
    assert html.count('autocomplete="new-password"') == 2


def test_who_logs_in_with_the_service_changes_no_password_here(open_as: OpenAs) -> None:
    html = html_of(open_as(EVA, "account"))
    assert "Lösenordet byter du där." in html
    assert 'data-do="accounts.password"' not in html


def test_a_password_is_changed_by_whoever_knows_the_old_one(base: KnowledgeBase) -> None:
    new = "en annan rad ord som räcker"
    with pytest.raises(AccountError) as refused:
        _do(base, BO, "accounts.password", old_password=PASSWORD, new_password=new, again=f"{new}!")
    assert refused.value.key == "account.password_differs"
    with pytest.raises(AccountError) as refused:
        _do(base, BO, "accounts.password", old_password="fel", new_password=new, again=new)
    assert refused.value.key == "account.problem_password_old"
    said = _do(base, BO, "accounts.password", old_password=PASSWORD, new_password=new, again=new)
    assert said == "Lösenordet är bytt."
    assert base.accounts.log_in("bo", new, address="").actor == BO


def test_logging_out_everywhere_ends_ones_own_sessions_alone(base: KnowledgeBase) -> None:
    mine = [base.accounts.log_in("bo", PASSWORD, address="").token for _ in range(2)]
    others = base.accounts.log_in("anna", PASSWORD, address="").token
    assert len(base.acting_as(BO).accounts.my_sessions()) == 2
    assert _do(base, BO, "accounts.end_mine") == "Du är utloggad."
    assert [base.accounts.actor_of(token) for token in mine] == [None, None]
    assert base.accounts.actor_of(others) == ANNA


# All accounts


def test_an_administrator_sees_the_accounts_and_who_is_logged_in(
    open_as: OpenAs, base: KnowledgeBase
) -> None:
    base.accounts.log_in("bo", PASSWORD, address="")
    html = html_of(open_as(ANNA, "users"))
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html)[:3]
    cells = {name: re.findall(r"<td[^>]*>(.*?)</td>", rest) for name, rest in rows}
    own = "Anna &quot;&lt;b&gt;Berg (du)"
    assert cells[own] == ["anna", "administratör", "aktivt", "lösenord", "nej"]
    assert cells["Eva Lund"][3] == "organisationens konto"
    assert cells["Bo Ek"][4].startswith("på 1 ställe, senast aktiv ")
    assert PASSWORD not in html
    assert "argon2" not in html


def test_nobody_closes_or_removes_their_own_account_there(open_as: OpenAs) -> None:
    html = html_of(open_as(ANNA, "users"))
    removes = re.findall(r'data-do="accounts\.remove" data-with="([^"]*)" data-confirm', html)
    assert [each.split("&quot;")[3] for each in removes] == ["bo", "eva@kil.se"]
    assert len(re.findall("is_active", html)) == 2


def test_fields_of_forms_have_labels_and_names_that_the_browser_keeps(open_as: OpenAs) -> None:
    html = html_of(open_as(ANNA, "users"))
    html = html[html.index('id="mb-title"') :]
    ids = re.findall(r'<(?:input|select) id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) >= 12
    assert {each for each in ids if f'<label for="{each}"' not in html} == set()
    # what cleans HTML in the browser takes out names that forms have themselves
    assert set(re.findall(r' name="([^"]+)"', html)).isdisjoint({"name", "title", "role", "lang", "id"})


def test_accounts_are_added_changed_closed_and_removed(base: KnowledgeBase) -> None:
    said = _do(
        base, ANNA, "accounts.add", login="Ny@Kil.se", full_name="Ny", granted="curator", password=PASSWORD
    )
    assert said == "Kontot ny@kil.se är tillagt."
    assert base.accounts.log_in("ny@kil.se", PASSWORD, address="").actor.role is Role.CURATOR
    _do(base, ANNA, "accounts.change", login="ny@kil.se", full_name="Nya", granted="contributor", password="")
    (user,) = (each for each in base.accounts.users() if each.login == "ny@kil.se")
    assert (user.name, user.role, user.is_active) == ("Nya", Role.CONTRIBUTOR, True)
    assert "avstängt" in _do(base, ANNA, "accounts.change", login="ny@kil.se", is_active=False)
    assert "på igen" in _do(base, ANNA, "accounts.change", login="ny@kil.se", is_active=True)
    base.accounts.log_in("ny@kil.se", PASSWORD, address="")
    assert _do(base, ANNA, "accounts.end", login="ny@kil.se") == "ny@kil.se är utloggad (1 inloggning)."
    assert _do(base, ANNA, "accounts.remove", login="ny@kil.se") == "Kontot ny@kil.se är borttaget."
    assert "ny@kil.se" not in {each.login for each in base.accounts.users()}


def test_an_account_has_a_password_or_logs_in_with_the_service(base: KnowledgeBase) -> None:
    with pytest.raises(AccountError) as refused:
        _do(base, ANNA, "accounts.add", login="ny", full_name="Ny", granted="curator", password="")
    assert refused.value.key == "users.problem_no_password"
    _do(base, ANNA, "accounts.add", login="ny@kil.se", full_name="Ny", granted="curator", by_service=True)
    (user,) = (each for each in base.accounts.users() if each.login == "ny@kil.se")
    assert user.password_hash is None


@pytest.mark.parametrize("actor", [ANYBODY, BO, EVA])
@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("accounts.add", {"login": "x", "full_name": "X", "granted": "admin", "password": PASSWORD}),
        ("accounts.change", {"login": "bo", "granted": "admin"}),
        ("accounts.remove", {"login": "anna"}),
        ("accounts.end", {"login": "anna"}),
    ],
)
def test_only_administrators_change_accounts(
    base: KnowledgeBase, actor: Actor, name: str, asked: dict[str, object]
) -> None:
    before = base.accounts.users()
    with pytest.raises(PermissionDeniedError):
        _do(base, actor, name, **asked)
    assert base.accounts.users() == before


# The log


def test_the_log_is_read_page_by_page_and_by_subject(open_as: OpenAs, base: KnowledgeBase) -> None:
    for number in range(60):
        base.accounts.change_user("bo", name=f"Bo {number}")
    html = html_of(open_as(ANNA, "users"))
    log = html[html.index('id="mb-log"') :]
    assert log.count("<tr>") == 51
    (older,) = re.findall(r'href="\./users\?before=(\d+)"[^>]*>Äldre', log)
    html = html_of(open_as(ANNA, "users", before=older))
    log = html[html.index('id="mb-log"') :]
    assert "Till de nyaste" in log
    assert "Äldre" not in log
    assert log.count("<td>lade till ett konto</td>") == 3
    html = html_of(open_as(ANNA, "users", about="eva@kil.se"))
    log = html[html.index('id="mb-log"') :]
    assert log.count("<tr>") == 2
    assert "Visar bara rader om eva@kil.se." in log


def test_a_log_that_was_touched_is_told(open_as: OpenAs, base: KnowledgeBase) -> None:
    assert "Loggen är hel" in html_of(open_as(ANNA, "users", check="1"))
    with base.store._writing() as connection:
        connection.execute("DROP TRIGGER audit_is_not_changed")
        connection.execute("UPDATE audit SET login = 'eva@kil.se' WHERE id = 2")
    html = html_of(open_as(ANNA, "users", check="1"))
    assert "Loggen är inte som den skrevs. 1 fel:" in html
    assert "line 2 of the audit log was changed" in html


def test_what_the_log_says_is_escaped(open_as: OpenAs, base: KnowledgeBase) -> None:
    base.accounts.change_user("bo", name="<script>alert(1)</script>")
    html = html_of(open_as(ANNA, "users", about="<script>"))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html

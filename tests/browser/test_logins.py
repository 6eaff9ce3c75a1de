"""Logging in and out, with a password and with a login service, and the pages of accounts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from websockets import Origin

from kb.i18n import UiLanguage, load_catalogue
from tests.browser.login_service import CLIENT_ID, CLIENT_SECRET, LoginService, serving
from tests.browser.running import App, opened, run_python, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

COOKIE_SECRET = "en lång rad som ingen annan har sett"
PASSWORD = "korrekt häst batteri häftapparat"
_MAKE = """
import sys, pathlib
from kb.accounts import Role
from kb.knowledge_base import open_knowledge_base
from kb.settings import load_settings
home, password = pathlib.Path(sys.argv[1]), sys.argv[2]
base = open_knowledge_base(load_settings(home=home))
base.accounts.add_user("anna", "Anna <b>Berg</b>", Role.ADMIN, password)
base.accounts.add_user("bo", "Bo Ek", Role.CONTRIBUTOR, password)
base.accounts.add_user("ulla", "Ulla Ny", Role.CONTRIBUTOR, password)
base.accounts.add_user("last", "Lo Åst", Role.CONTRIBUTOR, password)
base.accounts.add_user("eva@kil.se", "Eva Lund", Role.CURATOR, None)
"""
_SECRETS = """\
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{cookie_secret}"
client_id = "{client_id}"
client_secret = "{client_secret}"
server_metadata_url = "{url}/.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def service() -> Iterator[LoginService]:
    with serving() as made:
        yield made


@pytest.fixture(scope="module")
def home(service: LoginService, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home")
    run_python(_MAKE, str(made), PASSWORD)
    secrets = made / "secrets.toml"
    secrets.touch(mode=0o600)
    secrets.write_text(
        _SECRETS.format(
            url=service.url, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, cookie_secret=COOKIE_SECRET
        ),
        encoding="utf-8",
    )
    (made / "kb.toml").write_text(
        'embedder = "hashing"\noidc_name = "Kils kommun"\ncontact_email = "metodbank@example.se"\n',
        encoding="utf-8",
    )
    return made


@pytest.fixture(scope="module")
def url(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(home, tmp_path_factory.mktemp("elsewhere")) as made:
        yield made


@pytest.fixture
def app(browser: Browser, url: str) -> Iterator[App]:
    with opened(browser, url) as running:
        yield running


def _send(app: App, login: str, password: str = PASSWORD) -> None:
    app.page.get_by_label("Inloggningsnamn").fill(login)
    app.page.get_by_label("Lösenord", exact=True).fill(password)
    app.page.keyboard.press("Enter")


def _log_in(app: App, login: str) -> None:
    app.open("/login", expect="Att söka och läsa kräver inget konto.")
    _send(app, login)
    app.page.locator(".mb-account button").wait_for()
    app.rest()


def _cookies(app: App) -> dict[str, dict[str, object]]:
    return {str(each["name"]): dict(each) for each in app.page.context.cookies()}


def test_a_login_leads_back_to_the_page_that_asked_for_it_in_its_language(app: App) -> None:
    app.open("/users?ui=da&about=anna", expect="Log ind for at fortsætte")
    app.page.locator("a.mb-button").click()
    app.wait("Brugernavn eller e-mailadresse")
    app.page.get_by_label("Brugernavn").fill(" ANNA ")
    app.page.get_by_label("Adgangskode").fill(PASSWORD)
    app.page.keyboard.press("Enter")
    app.wait("Opret en konto")
    assert app.query == "ui=da&about=anna"
    assert "Anna <b>Berg</b>" in app.page.locator(".mb-account").inner_text()
    cookie = _cookies(app)["mb_session"]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["expires"] == -1  # gone when the browser is closed


def test_a_wrong_password_is_said_where_it_was_typed_and_the_name_stays(app: App) -> None:
    app.open("/login?next=account", expect="Att söka och läsa")
    _send(app, "bo", "fel lösenord")
    app.wait("Namnet och lösenordet hör inte ihop.")
    assert app.page.get_by_label("Inloggningsnamn").input_value() == "bo"
    assert app.page.evaluate("document.activeElement.id") == "mb-login-password"
    assert app.page.get_by_role("alert").inner_text() == "Namnet och lösenordet hör inte ihop. Försök igen."
    assert "mb_session" not in _cookies(app)
    app.page.keyboard.type(PASSWORD)  # it is chosen whole, so that typing replaces it
    app.page.keyboard.press("Enter")
    app.wait("Det här får du göra")


def test_after_too_many_tries_even_the_right_password_must_wait(app: App) -> None:
    app.open("/login", expect="Att söka och läsa")
    said = app.page.locator("#mb-login-problem")
    for _ in range(12):
        _send(app, "last", "fel lösenord")
        app.until("document.getElementById('mb-login-problem').textContent !== ''")
        if "För många försök" in said.inner_text():
            break
    assert "För många försök har misslyckats. Försök igen om" in said.inner_text()
    _send(app, "last")
    app.until("!document.getElementById('mb-login').dataset.busy")
    assert "För många försök har misslyckats." in said.inner_text()
    assert "mb_session" not in _cookies(app)


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "nowhere"])
def test_no_address_leads_out_of_the_app_after_a_login(app: App, url: str, to: str) -> None:
    app.open(f"/login?next={to}", expect="Att söka och läsa")
    _send(app, "bo")
    app.page.locator(".mb-account button").wait_for()
    assert app.page.url == f"{url}/"


def test_whoever_logs_out_is_a_reader_again(app: App) -> None:
    _log_in(app, "bo")
    token = _cookies(app)["mb_session"]
    app.page.get_by_role("button", name="Logga ut").click()
    app.wait("Du är utloggad.")
    assert "mb_session" not in _cookies(app)
    assert app.page.locator(".mb-account").inner_text() == "Logga in"
    # what somebody has copied is good for nothing
    app.page.context.add_cookies([{"name": "mb_session", "value": str(token["value"]), "url": app.url}])
    app.open("/account", expect="Logga in för att fortsätta")


def test_the_menu_shows_what_a_role_may_use(app: App) -> None:
    _log_in(app, "bo")
    assert app.page.locator('a[data-page="users"]').count() == 0
    app.open("/users", expect="Ditt konto ger inte tillgång till sidan")
    assert "Du är inloggad som Bo Ek (bidragsgivare)." in app.page.locator(".mb-notice").inner_text()


def test_what_was_typed_stays_when_the_login_has_ended(app: App, home: Path) -> None:
    _log_in(app, "anna")
    app.open("/users", expect="Lägg till ett konto")
    app.page.locator("#mb-new-login").fill("ny@kil.se")
    app.page.locator("#mb-new-name").fill("Ny Person")
    app.page.locator("#mb-new-password").fill(PASSWORD)
    with sqlite3.connect(home / "store.sqlite") as connection:
        connection.execute("DELETE FROM login_sessions")
    add = app.page.get_by_role("button", name="Lägg till", exact=True)
    add.click()
    dialog = app.page.get_by_role("dialog")
    dialog.wait_for()
    assert "Det du har skrivit står kvar på sidan" in dialog.inner_text()
    with app.page.context.expect_page() as other:
        dialog.get_by_role("link").click()
    in_tab = App(url=app.url, page=other.value)
    in_tab.wait("Att söka och läsa")
    _send(in_tab, "anna")
    in_tab.page.locator(".mb-account button").wait_for()
    in_tab.page.close()
    dialog.get_by_role("button", name="Stäng").click()
    assert app.page.locator("#mb-new-login").input_value() == "ny@kil.se"
    add.click()
    app.wait("Ny Person (ny@kil.se)")
    assert app.page.locator("#mb-new-password").input_value() == ""
    app.page.get_by_text("Ny Person (ny@kil.se)").click()
    app.page.once("dialog", lambda asked: asked.accept())
    app.page.get_by_role("button", name="Ta bort kontot ny@kil.se").click()
    app.until("!document.body.innerText.includes('Ny Person')")


def test_an_account_is_closed_and_opened_again(app: App) -> None:
    _log_in(app, "anna")
    app.open("/users", expect="Lägg till ett konto")
    app.page.get_by_text("Bo Ek (bo)").click()
    app.page.get_by_role("button", name="Stäng av kontot bo").click()
    row = app.page.locator("table.mb-data").first.locator("tr", has_text="Bo Ek")
    row.get_by_text("avstängt").wait_for()
    app.page.get_by_text("Bo Ek (bo)").click()
    app.page.get_by_role("button", name="Slå på kontot bo igen").click()
    row.get_by_text("aktivt").wait_for()


def test_what_is_wrong_with_a_form_stands_in_it_and_what_was_typed_goes_when_it_is_done(app: App) -> None:
    _log_in(app, "ulla")
    app.open("/account", expect="Det här får du göra")
    old, new, again = (
        app.page.get_by_label(label, exact=True)
        for label in ("Nuvarande lösenord", "Nytt lösenord", "Nytt lösenord en gång till")
    )
    old.fill(PASSWORD)
    new.fill("kort")
    again.fill("kort")
    app.page.get_by_role("button", name="Byt lösenord").click()
    app.wait("Lösenordet är för kort.")
    assert app.page.locator("form .mb-form-problem").inner_text() == (
        "Lösenordet är för kort. Det behöver minst 12 tecken."
    )
    changed = f"{PASSWORD} igen"
    new.fill(changed)
    again.fill(changed)
    app.page.get_by_role("button", name="Byt lösenord").click()
    app.wait("Logga in för att fortsätta")  # all logins have ended, this one too
    assert app.page.locator(".mb-toast").inner_text() == "Lösenordet är bytt."
    app.page.locator("a.mb-button").click()
    app.wait("Att söka och läsa")
    _send(app, "ulla", changed)
    app.wait("Det här får du göra")
    assert old.input_value() == new.input_value() == ""


@pytest.mark.parametrize("ui_language", ["sv", "da"])
@pytest.mark.parametrize("page", ["login", "account", "users"])
def test_the_pages_of_accounts_are_accessible(app: App, page: str, ui_language: UiLanguage) -> None:
    text = load_catalogue(ui_language).text
    expect = {"login": "login.lead", "account": "account.may", "users": "users.lead"}[page]
    if page != "login":
        _log_in(app, "anna")
    app.open(f"/{page}?ui={ui_language}", expect=text(expect))
    assert app.axe() == []
    app.page.set_viewport_size({"width": 320, "height": 900})
    app.rest()
    assert app.page.evaluate("document.documentElement.scrollWidth") <= 320


def _to_service(app: App) -> None:
    app.page.get_by_role("button", name="Logga in med Kils kommun").click()


def test_the_service_says_who_it_is_and_an_account_with_the_address_is_logged_in(
    app: App, service: LoginService
) -> None:
    service.claims = {"email": "Eva@Kil.se", "name": "Eva i katalogen", "email_verified": True}
    app.open("/account?ui=sv", expect="Logga in för att fortsätta")
    app.page.locator("a.mb-button").click()
    app.wait("Eller med lösenord")
    _to_service(app)
    app.wait("Det här får du göra")
    assert app.query == "ui=sv"
    assert "Eva Lund" in app.page.locator(".mb-account").inner_text()  # as the account names her
    assert "Lösenordet byter du där." in app.page.locator(".stMain").inner_text()
    asked = service.asked[-1]
    assert asked["scope"] == "openid email profile"
    assert asked["code_challenge_method"] == "S256"
    # the service's tokens never came here, and what it has told was good for one login
    assert [name for name in _cookies(app) if name.startswith("_streamlit_user")] == []
    exchanged = service.exchanged
    app.page.get_by_role("button", name="Logga ut").first.click()
    app.wait("Du är utloggad.")
    app.open("/login?back=1", expect="Inloggningen med Kils kommun blev inte klar.")
    assert service.exchanged == exchanged


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"email": "ola@kil.se", "name": "Ola"}, "Be metodbank@example.se om ett."),
        ({"email": "eva@kil.se", "email_verified": False}, "någon bekräftad adress"),
        ({"name": "Eva"}, "någon bekräftad adress"),
    ],
)
def test_whoever_has_no_account_is_told_whom_to_ask(
    app: App, service: LoginService, claims: dict[str, object], said: str
) -> None:
    service.claims = claims
    app.open("/login", expect="Eller med lösenord")
    _to_service(app)
    app.wait(said)
    assert "mb_session" not in _cookies(app)
    app.open("/login", expect="Eller med lösenord")
    assert [name for name in _cookies(app) if name.startswith("_streamlit_user")] == []


def test_whoever_turns_back_at_the_service_is_told_so_in_their_language(
    app: App, service: LoginService
) -> None:
    service.refuses = True
    try:
        app.open("/login?ui=da", expect="Eller med adgangskode")
        app.page.get_by_role("button", name="Log ind med Kils kommun").click()
        app.wait("Login med Kils kommun blev ikke gennemført.")
    finally:
        service.refuses = False


def test_a_callback_that_nobody_has_asked_for_logs_nobody_in(app: App, service: LoginService) -> None:
    exchanged = service.exchanged
    app.open("/oauth2callback?code=code-1&state=x", expect="Inloggningen med Kils kommun blev inte klar.")
    assert app.page.url.endswith("/login?back=1")
    assert service.exchanged == exchanged
    assert "mb_session" not in _cookies(app)


@pytest.mark.parametrize(
    ("token", "secret", "is_read"),
    [
        ("own", "own", True),
        ("another", "own", False),  # as of a page of another site, which cannot read the token
        ("", "own", False),
        ("own", "another", False),  # a cookie that somebody else has signed
    ],
)
def test_an_identity_is_read_only_with_the_token_of_our_own_page(
    url: str, token: str, secret: str, is_read: bool
) -> None:
    from streamlit.web.server.starlette.starlette_app_utils import (
        create_signed_value,
        generate_xsrf_token_string,
    )

    told = {"email": "eva@kil.se", "is_logged_in": True, "origin": url, "provider": "default"}
    identity = create_signed_value(
        COOKIE_SECRET if secret == "own" else "någons", "_streamlit_user", json.dumps(told)
    ).decode()
    own = generate_xsrf_token_string()
    sent = {"own": own, "another": generate_xsrf_token_string(), "": ""}[token]
    cookies = f"_streamlit_user={identity}; _streamlit_xsrf={own}"
    assert ('data-ticket="' in _drawn(url, cookies, sent)) is is_read


def _drawn(url: str, cookies: str, token: str) -> str:
    """Return what the login page draws for a program that speaks as the browser does."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from websockets.sync.client import connect
    from websockets.typing import Subprotocol

    asked = BackMsg()
    asked.rerun_script.query_string = "back=1"
    asked.rerun_script.page_name = "login"
    protocols = [Subprotocol(each) for each in ("streamlit", token) if each]
    drawn = []
    with connect(
        f"{url.replace('http', 'ws', 1)}/_stcore/stream",
        additional_headers={"Cookie": cookies},
        origin=Origin(url),
        subprotocols=protocols,
    ) as socket:
        socket.send(asked.SerializeToString())
        while True:
            message = ForwardMsg()
            message.ParseFromString(socket.recv(timeout=20, decode=False))
            drawn.append(message.delta.new_element.html.body)
            if 'id="mb-page"' in drawn[-1]:
                return "\n".join(drawn)

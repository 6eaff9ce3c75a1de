"""People with accounts, for tests in a browser: they are made in a home before it is served, and log in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kb.accounts import Role
from tests.browser.running import App, opened, run_python, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PASSWORD = "torsdagar pa biblioteket 14"
LOGINS = {
    Role.CONTRIBUTOR: "berit",
    Role.CURATOR: "karin",
    Role.ADMIN: "anders",
}
"""Who has which role; the name that others see begins with a capital."""
SECOND_CURATOR = "niels"
SECOND_CONTRIBUTOR = "otto"

_MAKE = """
import pathlib, sys
from kb.accounts import Role
from kb.knowledge_base import open_knowledge_base
from kb.settings import load_settings
home, password, *people = sys.argv[1:]
base = open_knowledge_base(load_settings(home=pathlib.Path(home)))
for person in people:
    login, role = person.split(":")
    base.accounts.add_user(login, login.capitalize(), Role(role), password)
base.close()
"""


def add_people(home: Path) -> None:
    """Make an account for every role in a home, and a second curator and contributor."""
    people = [f"{login}:{role.value}" for role, login in LOGINS.items()]
    people += [f"{SECOND_CURATOR}:{Role.CURATOR.value}", f"{SECOND_CONTRIBUTOR}:{Role.CONTRIBUTOR.value}"]
    run_python(_MAKE, str(home), PASSWORD, *people)


@contextmanager
def served_with_people(home: Path, elsewhere: Path) -> Iterator[str]:
    """Serve a home in which there are accounts; give its address."""
    add_people(home)
    with served(home, elsewhere) as url:
        yield url


def logged_in(app: App, role: Role | str, *, to: str = "") -> App:
    """Log in by the form of the login page, and return the app, at a page of it.

    Args:
        app: A page of a browser in which nobody is logged in.
        role: Whoever has this role, or somebody's login.
        to: The page to go to then, as "contribute".
    """
    login = LOGINS[role] if isinstance(role, Role) else role
    app.page.goto(f"{app.url}/login" + (f"?next={to}" if to else ""))
    app.page.locator("#mb-login-name").fill(login)
    app.page.locator("#mb-login-password").fill(PASSWORD)
    app.page.locator("#mb-login-password").press("Enter")
    app.page.get_by_role("link", name="Mitt konto").or_(app.page.locator("[data-log-out]")).first.wait_for()
    app.rest()
    return app


@contextmanager
def opened_by(browser: Browser, url: str, role: Role | str, *, to: str = "") -> Iterator[App]:
    """Open a page of its own in which somebody is logged in; see ``tests.browser.running.opened``."""
    with opened(browser, url) as app:
        yield logged_in(app, role, to=to)

"""The accessibility checker axe over every page."""

from __future__ import annotations

import pytest

from tests.browser.running import App

pytestmark = pytest.mark.browser

SEARCHES = (
    "/",
    "/?q=byalag&country=SE",
    "/?q=zzzz&country=SE",
    "/?q=skridskår i Kil&ui=da",
    "/?q=byalag&like=1&unlike=2&ui=en",
    "/?q=kör i biblioteket",
    "/document?id=1",
    "/document?id=99",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_search_and_the_reader_have_no_violations(app: App, scheme: str) -> None:
    app.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for address in SEARCHES:
        app.open(address, expect="Metodbank")
        app.page.locator(".mb-footer").wait_for()
        assert app.axe() == [], address

"""The table of a comparison on wide and narrow screens."""

from __future__ import annotations

import pytest

from tests.browser.running import App

pytestmark = pytest.mark.browser

# The names of rows that are one word and stand on several lines.
_BROKEN = """() => [...document.querySelectorAll("div.mb-compare th[scope=row]")].filter(head => {
    const words = document.createRange();
    words.selectNodeContents(head);
    return !head.innerText.includes(" ") && words.getClientRects().length > 1;
}).map(head => head.innerText)"""
_LAST_IS_REACHED = """() => {
    const table = document.querySelector("div.mb-compare");
    table.scrollLeft = table.scrollWidth;
    const last = table.querySelector("thead th:last-child").getBoundingClientRect();
    return last.right <= table.getBoundingClientRect().right + 1;
}"""


@pytest.mark.parametrize("ui_language", ["sv", "da"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_name_of_a_row_is_broken_and_the_last_column_is_reached(
    app: App, width: int, ui_language: str
) -> None:
    app.page.set_viewport_size({"width": width, "height": 850})
    app.open(f"/compare?ref=c1&ref=c2&ref=c3&ui={ui_language}", expect="Metodbank")
    app.page.locator("div.mb-compare").wait_for()
    app.rest()
    assert app.page.evaluate(_BROKEN) == []
    assert app.page.evaluate(_LAST_IS_REACHED)

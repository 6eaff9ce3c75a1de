"""What is written into a collection is saved in turn, never in its own way, and outlives a reload."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.running import App

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Locator

pytestmark = pytest.mark.browser


def _begun(app: App) -> Locator:
    """Save a passage and return the form for what is written about it."""
    app.open("/?q=byalag", expect="för ”byalag”")
    app.page.locator("button.mb-save[data-ref]").first.click()
    app.page.get_by_role("status").filter(has_text="Sparat i Min samling (1)").wait_for()
    app.page.get_by_role("link", name="Samling (1)").click()
    app.page.get_by_role("heading", level=1, name="Min samling").wait_for()
    app.rest()
    return _form(app)


def _form(app: App) -> Locator:
    return app.page.locator('form[data-act="annotate"]').first


def _written(app: App) -> tuple[str, str]:
    form = _form(app)
    return form.locator("textarea").input_value(), form.locator("input").input_value()


def test_a_note_and_a_time_written_one_after_the_other_are_both_saved(app: App) -> None:
    form = _begun(app)
    form.locator("textarea").click()
    for note, slot in (("Ring Anna", "9.00"), (" och Bo", " i aulan"), (" i dag", ", sal A")):
        app.page.keyboard.press("End")
        app.page.keyboard.type(note)
        app.page.keyboard.press("Tab")
        app.page.keyboard.press("End")
        app.page.keyboard.type(slot)
        app.page.keyboard.press("Shift+Tab")
    app.page.get_by_role("status").filter(has_text="Anteckningen är sparad").wait_for()
    app.until("JSON.stringify(sessionStorage).indexOf('mb-draft') < 0")
    app.page.reload()
    _form(app).wait_for()
    app.rest()
    assert _written(app) == ("Ring Anna och Bo i dag", "9.00 i aulan, sal A")


def test_what_is_not_saved_yet_is_warned_of_and_still_there_after_a_reload(app: App) -> None:
    form = _begun(app)
    warned: list[str] = []

    def accept(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.accept()

    app.page.on("dialog", accept)
    app.page.evaluate("() => { window.fetch = () => Promise.reject(new Error('no network')); }")
    form.locator("textarea").click()
    app.page.keyboard.type("Ring Anna")
    app.page.reload()
    _form(app).wait_for()
    app.rest()
    assert warned == ["beforeunload"]
    app.page.get_by_role("status").filter(has_text="Anteckningen är sparad").wait_for()
    app.page.reload()
    _form(app).wait_for()
    app.rest()
    assert _written(app) == ("Ring Anna", "")
    assert warned == ["beforeunload"]

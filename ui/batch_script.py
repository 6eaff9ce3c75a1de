"""What ``upload.js`` says: it stands in the page of a batch, as the script knows no language."""

from __future__ import annotations

from collections.abc import Mapping

from kb.batches import Batch
from kb.i18n import Catalogue
from ui.markup import escape

# By the name of the data attribute; the script fills in what stands in braces.
_SAID: Mapping[str, str] = {
    "queued": "batch.script_queued",
    "sending": "batch.script_sending",
    "trying-again": "batch.script_trying_again",
    "did-not-arrive": "batch.script_did_not_arrive",
    "stopped": "batch.script_stopped",
    "cut-off": "batch.problem_cut_off",
    "failed": "batch.script_failed",
    "logged-out": "batch.script_logged_out",
    "offline": "batch.script_offline",
    "sending-all": "batch.script_sending_all",
    "reading-all": "batch.script_reading_all",
    "left-seconds": "batch.script_left_seconds",
    "left-minute": "batch.script_left_minute",
    "left-minutes": "batch.script_left_minutes",
    "some-done": "batch.script_some_done",
    "all-done": "batch.script_all_done",
    "kind-email": "batch.kind_email",
    "kind-phone": "batch.kind_phone",
    "kind-personal-number": "batch.kind_personal_number",
    "kind-cpr-number": "batch.kind_cpr_number",
}
_FILLED = ("name", "problem", "percent", "n", "all", "left", "summary")


def script_texts(batch: Batch, catalogue: Catalogue) -> str:
    """Return an element, not seen, that tells the script which batch is shown and what to say."""
    values = {name: f"{{{name}}}" for name in _FILLED}
    said = "".join(f' data-{name}="{escape(catalogue.text(key, **values))}"' for name, key in _SAID.items())
    return f'<div id="mb-batch" hidden data-batch="{batch.id}"{said}></div>'

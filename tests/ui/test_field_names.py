"""The names of fields in the HTML that pages write."""

from __future__ import annotations

import re
from pathlib import Path

UI = Path(__file__).resolve().parents[2] / "ui"

# Streamlit's cleaner of HTML takes names away that would hide a property of a form or of the document:
# such a field is never sent.
_TAKEN_AWAY = ("title", "name", "role", "target", "id", "action", "method", "parent", "children", "style")


def test_no_field_has_a_name_that_is_taken_away() -> None:
    pattern = re.compile(rf"\bname=\\?[\"']({'|'.join(_TAKEN_AWAY)})\\?[\"']")
    found = {
        f"{path.relative_to(UI)}: {match[0]}"
        for path in UI.rglob("*.py")
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    }
    assert found == set()

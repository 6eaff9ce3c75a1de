"""When something was done, by the clock of Sweden and Denmark."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kb.i18n import Catalogue

_HERE = ZoneInfo("Europe/Stockholm")  # Copenhagen's clock shows the same


def when(at: str | None, catalogue: Catalogue) -> str:
    """Return the day and the time of a moment in ISO 8601, the day alone where no time is known."""
    if not at:
        return ""
    if "T" not in at:
        return catalogue.date(at)
    here = datetime.fromisoformat(at).astimezone(_HERE)
    return catalogue.text("app.at", date=catalogue.date(f"{here:%Y-%m-%d}"), time=f"{here:%H:%M}")

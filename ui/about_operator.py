"""Who runs this app and how to reach them, as the settings say; what they do not say is said plainly."""

from __future__ import annotations

from kb.i18n import Catalogue
from kb.settings import Settings
from ui.markup import escape


def operator_of(settings: Settings, catalogue: Catalogue) -> str:
    """Return the operator's name, or words that say that it is missing."""
    return settings.operator_name or catalogue.text("about.operator_missing")


def contact_html(settings: Settings, catalogue: Catalogue) -> str:
    """Return the operator's name and the ways to reach them."""
    text = catalogue.text
    email, phone = settings.contact_email, settings.contact_phone
    dialled = "".join(sign for sign in phone or "" if sign in "+0123456789")
    rows = (
        (text("about.contact_name"), escape(settings.operator_name or "")),
        (text("about.contact_email"), _outside(f"mailto:{email}", email) if email else ""),
        (text("about.contact_phone"), _outside(f"tel:{dialled}", phone) if phone else ""),
    )
    missing = f"<em>{escape(text('about.contact_missing'))}</em>"
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{value or missing}</dd>" for name, value in rows)
    return f'<dl class="mb-dl">{listed}</dl>{_notice(settings, catalogue)}'


def is_complete(settings: Settings) -> bool:
    """Return whether readers can be told who runs this app, where to write and when it was assessed."""
    return None not in (settings.operator_name, settings.contact_email, settings.accessibility_date)


def _notice(settings: Settings, catalogue: Catalogue) -> str:
    if is_complete(settings):
        return ""
    return f'<div class="mb-notice"><p>{escape(catalogue.text("about.contact_incomplete"))}</p></div>'


def _outside(address: str, label: str) -> str:
    return f'<a href="{escape(address)}">{escape(label)}</a>'

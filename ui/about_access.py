"""The accessibility statement: what Swedish and Danish law ask for, filled in from the settings.

Sources: DIGG's regulations MDFFS 2019:2 (name, compliance, what is not accessible and why, when and how it
was assessed, how to report, where to complain); the Danish order 904 of 22 August 2019 with the European
Commission's model statement, decision (EU) 2018/1523.
"""

from __future__ import annotations

from kb.i18n import Catalogue
from kb.settings import Settings
from ui.about_operator import contact_html, is_complete, operator_of
from ui.contents import bullets, paragraphs
from ui.markup import escape

# Where each country takes complaints.
_SWEDEN = "https://www.digg.se/tdosanmalan"
_DENMARK = "https://digst.dk/digital-inklusion/webtilgaengelighed/oplever-du-ikke-tilgaengeligt-indhold/"
_GAPS = (
    "about.gap_framework",
    "about.gap_map",
    "about.gap_pages",
    "about.gap_originals",
    "about.gap_scans",
    "about.gap_language",
)


def access_html(settings: Settings, catalogue: Catalogue) -> str:
    """Return the statement."""
    text = catalogue.text
    parts = [
        "" if is_complete(settings) else _notice(text("about.access_template")),
        paragraphs(text("about.access_intro", operator=operator_of(settings, catalogue))),
        _own_statement(settings, catalogue),
        _under("about.access_status_heading", catalogue, paragraphs(text("about.access_status"))),
        _under("about.access_gaps_heading", catalogue, bullets([text(key) for key in _GAPS])),
        _under("about.access_exempt_heading", catalogue, paragraphs(text("about.access_exempt"))),
        _under("about.access_method_heading", catalogue, _method(settings, catalogue)),
        _under("about.access_report_heading", catalogue, _report(settings, catalogue)),
        _under("about.access_complain_heading", catalogue, _complain(catalogue)),
    ]
    return "".join(parts)


def _own_statement(settings: Settings, catalogue: Catalogue) -> str:
    address = settings.accessibility_url
    if address is None:
        return ""
    return f"<p>{escape(catalogue.text('about.access_own'))} {_outside(address, address)}</p>"


def _method(settings: Settings, catalogue: Catalogue) -> str:
    text, day = catalogue.text, settings.accessibility_date
    if day is None:
        dated = f"<p><strong>{escape(text('about.access_date_missing'))}</strong></p>"
    else:
        dated = paragraphs(text("about.access_date", date=catalogue.date(day.isoformat())))
    return paragraphs(text("about.access_method")) + dated


def _report(settings: Settings, catalogue: Catalogue) -> str:
    return paragraphs(catalogue.text("about.access_report")) + contact_html(settings, catalogue)


def _complain(catalogue: Catalogue) -> str:
    text = catalogue.text
    places = (
        ("about.access_sweden", _SWEDEN, "about.access_sweden_link"),
        ("about.access_denmark", _DENMARK, "about.access_denmark_link"),
    )
    return "".join(
        f"<p>{escape(text(told))} {_outside(address, text(label))}</p>" for told, address, label in places
    )


def _under(heading: str, catalogue: Catalogue, body: str) -> str:
    return f"<h3>{escape(catalogue.text(heading))}</h3>{body}"


def _notice(message: str) -> str:
    return f'<div class="mb-notice"><p>{escape(message)}</p></div>'


def _outside(address: str, label: str) -> str:
    return f'<a href="{escape(address)}">{escape(label)}</a>'

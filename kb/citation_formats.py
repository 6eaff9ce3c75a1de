"""Citations as RIS, BibTeX, APA and COinS."""

from __future__ import annotations

import html
import string
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import quote, urlencode

from kb.citations import Citation, flat, page_ranges
from kb.i18n import Catalogue
from kb.records import DocumentType, Language

_REPORTS = frozenset({DocumentType.SUMMARY, DocumentType.REPORT, DocumentType.PLAN, DocumentType.EVALUATION})
# babel's names of languages, which biblatex takes
_BABEL: Mapping[Language, str] = {
    Language.SWEDISH: "swedish",
    Language.DANISH: "danish",
    Language.NORWEGIAN: "norsk",
    Language.ENGLISH: "english",
}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# BibTeX counts braces even behind a backslash, so that no brace of a text may stand as it is.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "$&#_%"},
    }
)
_LETTERS = str.maketrans({"å": "a", "ä": "a", "ö": "o", "æ": "ae", "ø": "o", "ß": "ss", "ð": "d", "þ": "th"})
_KEY_CHARS = frozenset(string.ascii_lowercase + string.digits)


def ris(citations: Iterable[Citation]) -> str:
    """Return citations in RIS, in their order, with the line ends that it asks for.

    Source: the format as Reference Manager described it, in the fields that Zotero and EndNote read.
    """
    lines: list[str] = []
    for citation in citations:
        lines += [f"{tag}  - {value}" for tag, value in _ris_fields(citation) if value]
        lines += ["ER  - ", ""]
    return "".join(f"{line}\r\n" for line in lines)


def _ris_fields(citation: Citation) -> list[tuple[str, str | None]]:
    first, last = _first_and_last(citation.pages)
    named = citation.authors or ((citation.organisation,) if citation.organisation else ())
    language = None if citation.language is Language.UNKNOWN else citation.language.value
    return [
        ("TY", _ris_type(citation.type)),
        ("ID", f"{citation.identifier}"),
        *(("AU", name) for name in named),
        ("PB", citation.organisation),
        ("PY", citation.year),
        ("DA", _ris_date(citation.date) if citation.date else None),
        ("TI", citation.title),
        ("T2", citation.container),
        ("SP", first),
        ("EP", last),
        ("LA", language),
        *(("KW", keyword) for keyword in citation.keywords),
        ("UR", _plain_url(citation.url)),
        ("UR", _plain_url(citation.permalink)),
        ("Y2", _ris_date(citation.accessed)),
        *(("N1", note) for note in _notes(citation)),
    ]


def _ris_type(kind: DocumentType) -> str:
    if kind is DocumentType.SLIDES:
        return "SLIDE"
    return "RPRT" if kind in _REPORTS else "GEN"


def _ris_date(iso: str) -> str:
    year, month, day = [*iso.split("-"), "", ""][:3]
    return f"{year}/{month}/{day}/"


def _first_and_last(pages: Sequence[int]) -> tuple[str | None, str | None]:
    if not pages:
        return None, None
    if len(pages) > 1 and pages[-1] - pages[0] == len(pages) - 1:
        return str(pages[0]), str(pages[-1])
    return page_ranges(pages), None  # "1–2, 5" is no range that a last page could close


def _notes(citation: Citation) -> list[str]:
    passage = f"“{citation.passage}”" if citation.passage else None
    return [note for note in (citation.example, citation.file_name, citation.licence, passage) if note]


def bibtex(citations: Iterable[Citation]) -> str:
    """Return citations in BibTeX, in their order, each under a key of its own."""
    taken: set[str] = set()
    return "\n".join(_bibtex_entry(citation, _key(citation, taken)) for citation in citations)


def _bibtex_entry(citation: Citation, key: str) -> str:
    kind = "techreport" if citation.type in _REPORTS and citation.organisation else "misc"
    month = citation.date[5:7] if citation.date else ""
    source, permalink = _plain_url(citation.url), _plain_url(citation.permalink)
    notes = [each for each in (citation.example, citation.licence) if each]
    fields: list[tuple[str, str]] = [
        # braces around each name: it stands as it is, and an "and" in it divides nothing
        ("author", _braced(" and ".join(_braced(_tex(name)) for name in citation.authors))),
        ("institution" if kind == "techreport" else "organization", _value(citation.organisation)),
        ("year", _value(citation.year)),
        ("month", _MONTHS[int(month) - 1] if month else ""),
        # twice: a style may not change the capitals of a Swedish or Danish title
        ("title", _braced(_value(citation.title))),
        ("eventtitle", _value(citation.container)),
        ("pages", _braced(page_ranges(citation.pages, dash="--"))),
        ("howpublished", _value(citation.file_name)),
        ("language", _value(_BABEL.get(citation.language))),
        ("keywords", _value(", ".join(citation.keywords) or None)),
        ("url", _braced(source or permalink)),
        ("urldate", _value(citation.accessed) if permalink and not source else ""),
        ("note", _braced("; ".join([*(_tex(note) for note in notes), *_also(source, permalink)]))),
        ("annotation", _value(citation.passage)),
    ]
    lines = "".join(f"  {name} = {value},\n" for name, value in fields if value.strip("{}"))
    return f"@{kind}{{{key},\n{lines}}}\n"


def _also(source: str, permalink: str) -> list[str]:
    return [f"\\url{{{permalink}}}"] if source and permalink else []


def _key(citation: Citation, taken: set[str]) -> str:
    words = " ".join((*citation.authors[:1], citation.organisation or "", citation.title)).lower()
    spelt = unicodedata.normalize("NFD", words.translate(_LETTERS)).encode("ascii", "ignore").decode()
    word = next((kept for part in spelt.split() if (kept := _key_part(part))), "x")
    start = key = f"{word[:20]}{_key_part(citation.year or 'nd')}-{_key_part(citation.identifier)}"
    number = 1
    while key in taken:
        number += 1
        key = f"{start}-{number}"
    taken.add(key)
    return key


def _key_part(text: str) -> str:
    return "".join(char for char in text if char in _KEY_CHARS)


def _value(text: str | None) -> str:
    return _braced(_tex(text)) if text else ""


def _braced(text: str) -> str:
    return f"{{{text}}}"


def _tex(text: str) -> str:
    return text.translate(_TEX)


def _plain_url(url: str | None) -> str:
    # what no address may hold unescaped would end a field; %XX that is there already stays
    return quote(url, safe=":/?#[]@!$&'()*+,;=%~") if url else ""


def apa(citation: Citation, catalogue: Catalogue) -> str:
    """Return a citation as plain text in the manner of APA, in the language of the catalogue.

    Source: Publication Manual of the American Psychological Association, 7th edition, chapter 9; names are
    not turned around, see :class:`Citation`.
    """
    text = catalogue.text
    date = f"({_apa_date(citation.date, catalogue)})"
    head = _joined(citation.authors) or citation.organisation
    kind = "" if citation.type is DocumentType.OTHER else text(f"type.{citation.type.value}")
    about = ", ".join(part for part in (kind, citation.file_name) if part)
    title = citation.title
    if citation.pages:
        title += f" ({_pages(citation, text)})"
    if about:
        title += f" [{about}]"
    parts = [f"{_sentence(head)} {date}.", _sentence(title)] if head else [f"{_sentence(title)} {date}."]
    if citation.authors and citation.organisation and citation.organisation not in citation.authors:
        parts.append(_sentence(citation.organisation))
    if citation.container:
        parts.append(_sentence(citation.container))
    if citation.licence:
        parts.append(_sentence(text("cite.licence", licence=citation.licence)))
    if citation.url:
        parts.append(_plain_url(citation.url))
    parts.append(_retrieved(citation, catalogue))
    return " ".join(parts)


def _retrieved(citation: Citation, catalogue: Catalogue) -> str:
    day = catalogue.date(citation.accessed)
    if citation.permalink:
        return catalogue.text("cite.retrieved_from", date=day, url=_plain_url(citation.permalink))
    return catalogue.text("cite.retrieved", date=day)


def _apa_date(iso: str | None, catalogue: Catalogue) -> str:
    year, month, day = [*(iso or "").split("-"), "", ""][:3]
    if not year:
        return catalogue.text("cite.no_date")
    if not (month.isdigit() and 1 <= int(month) <= 12):
        return year
    name = catalogue.months[int(month) - 1]
    if not day.isdigit():
        return catalogue.text("cite.month", year=year, month=name)
    return catalogue.text("cite.day", year=year, month=name, day=str(int(day)))


def _pages(citation: Citation, text: Callable[..., str]) -> str:
    key = "cite.page" if len(citation.pages) == 1 else "cite.pages"
    return text(key, pages=page_ranges(citation.pages))


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else " & ".join((", ".join(names[:-1]), names[-1])) if names else ""


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def coins(citation: Citation) -> str:
    """Return a citation as an empty element of HTML that reference managers find in a page (COinS).

    Source: OpenURL COinS, Z39.88-2004, in the keys for books and reports.
    """
    url = citation.url or citation.permalink
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:book"),
        ("rft.genre", "report" if citation.type in _REPORTS else "document"),
        ("rft.title", citation.title),
        *(("rft.au", author) for author in citation.authors),
        ("rft.aucorp", citation.organisation or ""),
        ("rft.date", citation.date or ""),
        ("rft.pages", page_ranges(citation.pages)),
        ("rft.language", "" if citation.language is Language.UNKNOWN else citation.language.value),
        ("rft_id", _plain_url(url)),
        ("rfr_id", "info:sid/metodbank"),
    ]
    title = urlencode([(name, flat(value)) for name, value in pairs if value], errors="replace")
    return f'<span class="Z3988" title="{html.escape(title, quote=True)}"></span>'

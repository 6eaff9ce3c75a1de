"""Lines known by their build, not their words: signs of pages, filters, empty places, names of files."""

from __future__ import annotations

import re

_MAX_SIGN_WORDS = 6
_MAX_FILE_CHARS = 120
_MIN_FILTERS = 2
# Signs that pages put before or after a link, and letters that change the size of the text.
_UP = "↑⇑⇧⬆▲△🔝⤴"
_TO_TOP = re.compile(
    r"\W*(?:(?:til|till|upp|op|to|gå|tilbage|tillbaka|back)\b.*|(?:\w+ )?(?:top|toppen|start|meny|menu))\W*",
    re.IGNORECASE,
)
_SIGNS = "☰≡⋮⋯🔍🔎⌕🛒🔔🖨🖶⎙"
_LETTER_SIZES = re.compile(
    r"(?:a\s?[-–−]\s?a\s?(?:a\s?)?\+?|a\s?a\s?\+|a\s?a\s?a)(?=\s{2,}|\s*$|\s*[|·•])", re.IGNORECASE
)
_THUMBS = "👍👎☹☺🙂🙁😊😞😐😀⭐★☆"
_RATED = re.compile(rf"[^.]{{4,80}}\?\s*(?:[{_THUMBS}\ufe0f]\s*\d*\s*){{1,5}}")
_STARS = re.compile(r"[★☆⭐]\s?(?:[★☆⭐½]\s?){2,}")
_OPENED = re.compile(r"\w ?[▾▼⌄˅](?=\s|$)")
_FILTER = re.compile(r"[^\W\d][^|·•()]{1,30} \(\d{1,4}\)")
_BETWEEN = re.compile(r"\s{2,}|\t|\s*[|·•▾]\s*")
# "[Diagram]", "Bild saknas", "Foto kan ikke vises": the place of something that is not text.
_MEDIUM = (
    r"(?:bild(?:en)?|billede(?:t)?|foto(?:t|et)?|diagram(?:met)?|figur(?:en)?|graf(?:en)?|karta(?:n)?|"
    r"kort(?:et)?|video(?:n|en)?|film(?:en)?|logga(?:n)?|logo(?:typ|et)?|illustration(?:en)?|"
    r"grafik(?:en)?|skärmbild|skærmbillede|image|picture|photo|chart|tabell|tabel|ikon)"
)
_SHOWN = (
    r"(?:visas|vises|laddas|indlæses|hittas|findes|öppnas|åbnes|spelas|afspilles|tillgänglig\w*|"
    r"tilgængelig\w*|uppladdad|uploadet|indlæst|inläst|hittad\w*|fundet|displayed|found|available)"
)
_PLACE = re.compile(
    rf"\[\s?{_MEDIUM}(?:\s?\d{{1,3}})?\s?\]|"
    rf"[\[(]?\s?{_MEDIUM} (?:saknas|mangler|missing|"
    rf"(?:(?:kan|kunde|kunne|är|er|cannot be|is) )?(?:inte|ikke|ej|not)? ?{_SHOWN}(?: her| här)?)\s?[\])]?",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"(?:[A-Za-z]:\\|\\\\|/|~/|file:)?[^\s?!:;,]*(?:[\\/][^?!:;,]*)*[\w)\]-]\.(?:docx?|pptx?|xlsx?|pdf|odt|ods|odp|rtf|indd|"
    r"pages|key|dotx?|txt|msg|eml|html?|aspx?|php)\W*",
    re.IGNORECASE,
)


def is_sign_line(content: str) -> bool:
    """Tell whether a line is a button by its signs: "☰", "↑ Til toppen", "A- A A+   Læs op", "…?  👍 👎"."""
    if _STARS.match(content) or len(_OPENED.findall(content)) > 1:
        return True
    is_short = len(content.split()) <= _MAX_SIGN_WORDS and content[-1] not in ".;"
    if is_short and content[0] in _UP:
        return len(content) == 1 or _TO_TOP.fullmatch(content) is not None
    if is_short and content[0] in _SIGNS:
        return True
    return bool(_LETTER_SIZES.match(content) or _RATED.fullmatch(content))


def is_empty_place(content: str) -> bool:
    """Tell whether a line says that a picture or the like belongs here: "[Diagram]", "Bild saknas"."""
    return _PLACE.fullmatch(content) is not None


def is_file_name(content: str) -> bool:
    """Tell whether a line is the name of a file and nothing else, as programs print it."""
    return len(content) <= _MAX_FILE_CHARS and _FILE.fullmatch(content) is not None


def is_filter(content: str) -> bool:
    """Tell whether a line offers parts of a list with how many each has: "Alle (7)  Børn (2)"."""
    parts = [part for part in _BETWEEN.split(content) if part.strip(" :")]
    n_counted = sum(bool(_FILTER.fullmatch(part.strip())) for part in parts)
    return n_counted >= _MIN_FILTERS and n_counted >= len(parts) - 1

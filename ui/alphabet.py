"""The order of names in an interface language's alphabet."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from kb.i18n import UiLanguage

# The last letters, behind z ("{" is the character after it); the other country's letters stand with them.
_SWEDISH: Mapping[str, str] = {"å": "{a", "ä": "{b", "æ": "{b", "ö": "{c", "ø": "{c"}
_DANISH: Mapping[str, str] = {"æ": "{a", "ä": "{a", "ø": "{b", "ö": "{b", "å": "{c"}
_ENGLISH: Mapping[str, str] = {"å": "a", "ä": "a", "æ": "ae", "ö": "o", "ø": "o"}
_AFTER_Z: Mapping[UiLanguage, Mapping[str, str]] = {"sv": _SWEDISH, "da": _DANISH, "en": _ENGLISH}


def alphabetical(name: str, ui_language: UiLanguage) -> tuple[str, str]:
    """Return a key to sort names by; in Danish Aa is the older spelling of Å and stands with it."""
    folded = unicodedata.normalize("NFC", name).casefold()
    if ui_language == "da":
        folded = folded.replace("aa", "å")
    letters = _AFTER_Z[ui_language]
    plain = (letters.get(each) or unicodedata.normalize("NFD", each)[0] for each in folded)
    return "".join(plain), name

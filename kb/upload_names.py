"""Names of files that somebody hands in, made safe for showing and for the path of a document."""

from __future__ import annotations

import re
import unicodedata

from kb.text import to_nfc

MAX_NAME_CHARS = 120
_NAMELESS = "file"
# Separators of any system and what a drive, a stream, a shell or a web page could take for more than a name;
# control, format (direction among them), half, private and unassigned characters go by their category.
_UNSAFE = re.compile(r'[/\\:<>"|?*\u2028\u2029]')
_HARMFUL = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SUFFIX = re.compile(r"\.[0-9A-Za-z]{1,10}$")
# What these words name on Windows is no file, whatever follows the dot
_DEVICE = re.compile(r"^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)", re.IGNORECASE)


def safe_name(name: str) -> str:
    """Return the last part of a name, as it can be shown and stand in a path; never empty.

    It is in NFC, has no separators, control or direction characters, does not begin with a dot, has at most
    ``MAX_NAME_CHARS`` characters and keeps its suffix. A safe name stays as it is. What kind of file it is
    nobody may conclude from it.
    """
    last = re.split(r"[/\\]", to_nfc(name).replace("\x00", ""))[-1]
    kept = "".join(c for c in last if unicodedata.category(c) not in _HARMFUL)
    clean = " ".join(_UNSAFE.sub("_", kept).split()).lstrip(". ").rstrip(". !")
    clean = _DEVICE.sub(lambda found: found[0] + "_", clean) or _NAMELESS
    return _shortened(clean)


def _shortened(name: str) -> str:
    if len(name) <= MAX_NAME_CHARS:
        return name
    found = _SUFFIX.search(name)
    suffix = found[0] if found else ""
    return name[: MAX_NAME_CHARS - len(suffix)].rstrip(". !") + suffix

"""Makes texts fit for the files that are written."""

from __future__ import annotations

import re

# What XML 1.0 has no way to hold, and what turns the direction of text around.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def xml_text(text: str) -> str:
    """Return ``text`` without the characters that no file in XML can hold, on lines that end alike."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_XML.sub("", _DIRECTION.sub("", lines))

"""Why a file could not be read and what to do, told by kind; the exact reason is English and stands below."""

from __future__ import annotations

import re
from collections.abc import Sequence

# In this order: what the errors of ingest have in common, and the text that tells it.
_KINDS: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"password|encrypted", re.IGNORECASE), "batch.failed_encrypted"),
    (re.compile(r"kept no more"), "batch.failed_gone"),
    (re.compile(r"recognis|tesseract|\bOCR\b|pictures are not read"), "batch.failed_picture"),
    (re.compile(r"is the template for notes"), "batch.failed_template"),
    (re.compile(r"is empty|holds no (?:text|words|document)|without text"), "batch.failed_empty"),
    (
        re.compile(r"\blimits? (?:is|are)\b|more than \d|Split it|\b(?:seconds|memory)\b"),
        "batch.failed_large",
    ),
    (re.compile(r"broken|cut off|damaged|no pages that can be read"), "batch.failed_damaged"),
    (re.compile(r"binary data|film, sound|old kind|no parser|not supported"), "batch.failed_type"),
)


def reason_key(reason: str | None) -> str:
    """Return the key of the text that says why a file could not be read and what to do."""
    return next((key for words, key in _KINDS if words.search(reason or "")), "batch.failed_other")

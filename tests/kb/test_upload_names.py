"""Names of files that somebody hands in."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.upload_names import MAX_NAME_CHARS, safe_name


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("anteckningar bord 3.docx", "anteckningar bord 3.docx"),
        ("C:\\Users\\anna\\Bord 3.docx", "Bord 3.docx"),
        ("../../etc/passwd", "passwd"),
        (".htaccess", "htaccess"),
        ("faktura\u202efdp.exe", "fakturafdp.exe"),
        ("a\x00b\nc\td.txt", "abcd.txt"),
        ("A\u030alander.md", "Ålander.md"),
        ("...", "file"),
        ("", "file"),
        ("nul.txt", "nul_.txt"),
        ("bord!/inne.md", "inne.md"),
        ("bord!", "bord"),
        ("a<b>:c?.md", "a_b__c_.md"),
        ("x" * 200 + ".docx", "x" * 115 + ".docx"),
    ],
)
def test_name_is_shown_without_what_could_mislead(given_name: str, shown: str) -> None:
    assert safe_name(given_name) == shown


@given(st.text())
def test_any_name_becomes_safe_and_then_stays_as_it_is(name: str) -> None:
    safe = safe_name(name)
    assert safe_name(safe) == safe
    assert 0 < len(safe) <= MAX_NAME_CHARS
    assert not set(safe) & set('/\\:<>"|?*')
    assert not safe.startswith(".")
    assert not safe.endswith(("!", " "))
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in safe)
    assert unicodedata.is_normalized("NFC", safe)

"""The templates as downloads."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

import pytest
from starlette.requests import Request
from starlette.responses import Response

from kb.note_template_files import MEDIA_TYPES, template_file
from ui.web.template_routes import template


def _answer(headers: dict[str, str] | None = None, **parameters: str) -> Response:
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/template",
        "query_string": urlencode(parameters).encode(),
        "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
    }
    return asyncio.run(template(Request(scope)))


@pytest.mark.parametrize(
    ("language", "format_name", "name"),
    [
        ("sv", "docx", "mall-anteckningar-konferens.docx"),
        ("sv", "md", "mall-anteckningar-konferens.md"),
        ("da", "docx", "skabelon-noter-konference.docx"),
        ("da", "md", "skabelon-noter-konference.md"),
    ],
)
def test_a_template_is_downloaded_under_its_name(language: str, format_name: str, name: str) -> None:
    answer = _answer(language=language, format=format_name)
    assert answer.body == template_file(language, format_name)
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["content-type"] == MEDIA_TYPES[format_name]


def test_swedish_word_is_what_comes_without_a_wish() -> None:
    assert _answer().body == template_file("sv", "docx")


def test_who_has_it_is_told_that_nothing_has_changed() -> None:
    tag = _answer(language="da").headers["etag"]
    again = _answer({"if-none-match": tag}, language="da")
    assert (again.status_code, again.body) == (304, b"")
    assert _answer({"if-none-match": tag}, language="sv").status_code == 200


@pytest.mark.parametrize("wish", [{"language": "en"}, {"format": "exe"}])
def test_what_there_is_not_is_refused(wish: dict[str, str]) -> None:
    answer = _answer(None, **wish)
    assert answer.status_code == 400
    assert b"sv|da" in bytes(answer.body)

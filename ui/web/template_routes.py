"""The templates for notes of conferences: ``/template?language=sv|da&format=docx|md``."""

from __future__ import annotations

import hashlib

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kb.note_template_files import MEDIA_TYPES, template_file, template_name
from kb.note_templates import LANGUAGES

_CACHE = "public, max-age=86400"


async def template(request: Request) -> Response:
    """Answer with a template as a file to download, or say which there are."""
    language = request.query_params.get("language", LANGUAGES[0])
    format_name = request.query_params.get("format", "docx")
    if language not in LANGUAGES or format_name not in MEDIA_TYPES:
        known = f"language={'|'.join(LANGUAGES)}, format={'|'.join(MEDIA_TYPES)}"
        return PlainTextResponse(f"{known}\n", status_code=400)
    body = await run_in_threadpool(template_file, language, format_name)
    headers = {
        "Cache-Control": _CACHE,
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'attachment; filename="{template_name(language, format_name)}"',
    }
    if request.headers.get("if-none-match", "").removeprefix("W/") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=MEDIA_TYPES[format_name], headers=headers)

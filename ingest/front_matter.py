"""Front matter at the head of a Markdown file: simple YAML between --- or TOML between +++."""

from __future__ import annotations

import re
import tomllib

from ingest.stated import to_stated

_KEY = re.compile(r"([^\s:#][^:]{0,60}):(?:[ \t]+(.*))?")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.+)")
_MAX_CHARS = 20_000


def split_front_matter(text: str) -> tuple[dict[str, str], int]:
    """Return what the front matter states and where the text after it begins.

    Of YAML only ``key: value``, ``key: [a, b]`` and lists of ``- item`` lines are read; other lines and
    unknown keys are passed over. Without closing marks there is no front matter.
    """
    for mark, closing in (("---", r"^(?:---|\.\.\.)[ \t]*$"), ("+++", r"^\+\+\+[ \t]*$")):
        if not re.match(re.escape(mark) + r"[ \t]*\n", text):
            continue
        start = text.index("\n") + 1
        end = re.compile(closing, re.MULTILINE).search(text, start, start + _MAX_CHARS)
        if end is None:
            return {}, 0
        content = text[start : end.start()]
        values = _read_yaml(content) if mark == "---" else _read_toml(content)
        if mark == "---" and not values and content.strip():
            return {}, 0  # two ruled lines with text between them
        return to_stated(values), end.end()
    return {}, 0


def _read_toml(content: str) -> dict[str, object]:
    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError:
        return {}


def _read_yaml(content: str) -> dict[str, object]:
    values: dict[str, object] = {}
    items: list[str] | None = None
    for line in content.split("\n"):
        item = _ITEM.fullmatch(line)
        if item and items is not None:
            items.append(_unquote(item.group(1)))
            continue
        key = _KEY.fullmatch(line.rstrip())
        if key is None:
            continue
        name, value = key.group(1).strip(), _without_comment(key.group(2) or "")
        items = None
        if not value:
            items = []
            values[name] = items
        elif value.startswith("[") and value.endswith("]"):
            values[name] = [_unquote(part) for part in value[1:-1].split(",") if part.strip()]
        elif not _is_broken(value):
            values[name] = _unquote(value)
    return values


def _is_broken(value: str) -> bool:
    """Return whether a bracket, a brace or a quotation mark opens and is not closed."""
    closing = {"[": "]", "{": "}", '"': '"', "'": "'"}.get(value[0])
    return closing is not None and (len(value) < 2 or not value.endswith(closing))


def _without_comment(value: str) -> str:
    value = value.strip()
    if value[:1] in {'"', "'"}:
        return value
    return re.split(r"\s+#", value, maxsplit=1)[0].strip()


def _unquote(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in {'"', "'"}:
        return value[1:-1]
    return value

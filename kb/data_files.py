"""Reads the files that a home may bring instead of those that come with Metodbank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kb.errors import SettingsError
from kb.text import to_nfc

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel


def read_file(path: Path, *, what: str) -> bytes:
    """Return what a file holds.

    Raises:
        SettingsError: It cannot be read; the message says ``what`` it holds.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{what} in {path} cannot be read: {error.strerror}. Check the path.") from error


def read_toml(data: bytes, model: type[BaseModel], *, source: str) -> dict[str, Any]:
    """Return the values of a file in form NFC, checked by ``model``.

    Raises:
        SettingsError: It is no TOML in UTF-8 or breaks a rule of the model; the message names ``source``.
    """
    import tomllib

    from pydantic import ValidationError

    try:
        raw = tomllib.loads(to_nfc(data.decode("utf-8")))
        return model.model_validate(raw).model_dump()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{source} is not a TOML file in UTF-8: {error}. Correct it there.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{source}, {place}: {first['msg']}. Correct it there.") from error

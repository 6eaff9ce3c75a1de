"""The words that passages are tagged by besides the terms of the taxonomy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache


@cache
def load_signs() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the signs by theme id and language code, read once per process.

    The file is checked by the tests, not here: every process that reads files reads it.
    """
    import tomllib
    from importlib.resources import files

    text = (files("kb") / "data" / "theme_signs.toml").read_text(encoding="utf-8")
    return {
        theme: {
            code: tuple(" ".join(sign.split()) for sign in signs.split(",")) for code, signs in each.items()
        }
        for theme, each in tomllib.loads(text).items()
    }

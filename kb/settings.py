"""Settings: defaults < ``kb.toml`` in the home folder < ``METODBANK_*`` < arguments."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from kb.addresses import check_email, check_host, check_host_name, check_link, check_proxy, check_public_url
from kb.errors import SettingsError

PREFIX = "METODBANK_"
SETTINGS_FILE = "kb.toml"
# Set for the tests and by nobody else; not a setting of the product.
_NOT_SETTINGS = frozenset({"METODBANK_REFERENCE"})
# The line of a setting as people write it: name, string, and what may follow
_LINE = r"""^([ \t]*{name}[ \t]*=[ \t]*)(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""


def _parts(value: object) -> object:
    """Return the parts of "a, b"; kb.toml may write a list as well."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


class Settings(BaseModel):
    """Everything that can be set; the README's table is tested against these fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: Path = Field(description="folder of the store, the index and the kept originals")
    ui_language: Literal["sv", "da", "en"] = Field("sv", description="language the app opens in")
    embedder: str = Field(
        "encoder",
        description='"encoder" (the model in the box), "static" (its smaller and faster sister), either with '
        '":" and a folder, "hashing", or "sentence-transformers:" and a local path or hub name',
    )
    device: str | None = Field(None, description='where the model runs: "cpu", "cuda", "mps"; unset: decided')
    host: Annotated[str, AfterValidator(check_host)] = Field(
        "127.0.0.1",
        description="address on which the app listens; with any other than this, all who reach it can read",
    )
    port: int = Field(8501, ge=1, le=65535, description="port of the app")
    public_url: Annotated[str, AfterValidator(check_public_url)] | None = Field(
        None, description="address under which readers know the app, for lasting links, feeds and exports"
    )
    allowed_hosts: Annotated[
        tuple[Annotated[str, AfterValidator(check_host_name)], ...], BeforeValidator(_parts)
    ] = Field((), description="further host names that the app answers to")
    trusted_proxies: Annotated[
        tuple[Annotated[str, AfterValidator(check_proxy)], ...], BeforeValidator(_parts)
    ] = Field((), description="addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed")
    operator_name: str | None = Field(None, max_length=200, description="who runs this app; shown to readers")
    contact_email: Annotated[str, AfterValidator(check_email)] | None = Field(
        None, description="where readers write about errors, erasure and accessibility"
    )
    contact_phone: str | None = Field(
        None, pattern=r"^\+?[0-9][0-9 ()/-]{4,30}$", description="the same by telephone"
    )
    accessibility_date: dt.date | None = Field(
        None, description="when the operator last assessed accessibility, as 2026-11-23"
    )
    accessibility_url: Annotated[str, AfterValidator(check_link)] | None = Field(
        None, description="the operator's own accessibility statement, in Denmark the one in WAS-Tool"
    )
    max_file_mb: int = Field(200, ge=1, le=4096, description="larger files are refused, in MB")
    max_file_s: int = Field(
        120,
        ge=1,
        le=86_400,
        description="reading one file, or one scanned page, may take so long, in seconds",
    )
    max_memory_mb: int = Field(
        1024, ge=256, le=65_536, description="reading one file may take so much memory, in MB (Linux)"
    )
    workers: int = Field(0, ge=0, le=64, description="processes that read files; 0: one for each core")
    mask_personal_data: bool = Field(
        True, description='put "[telefon]" and the like for e-mail addresses, telephone and identity numbers'
    )
    max_query_chars: int = Field(2000, ge=10, le=100_000, description="longer queries are refused")
    search_depth: int = Field(
        200, ge=10, le=10_000, description="how many candidates each retriever brings before fusion"
    )

    max_batch_files: int = Field(
        200, ge=1, le=5000, description="as many files may be handed in together in the app"
    )
    max_batch_mb: int = Field(
        1000, ge=1, le=100_000, description="as much may be handed in together in the app, in MB"
    )
    keep_batches_days: int = Field(
        30, ge=1, le=3650, description="files that were uploaded and not handed in are deleted after so long"
    )
    session_hours: int = Field(12, ge=1, le=720, description="a login ends after so many hours")
    session_idle_minutes: int = Field(
        120, ge=5, le=43_200, description="a login ends after so many minutes in which nothing was done"
    )
    oidc_name: str | None = Field(
        None, max_length=100, description="what people call the login service of their organisation"
    )
    oidc_claim: str = Field(
        "email",
        pattern=r"^[A-Za-z0-9_.:/-]{1,100}$",
        description="what the login service tells that is the login of an account",
    )
    two_reviewers: bool = Field(
        False, description="a practice is published by another person than the one who reviewed it"
    )

    @property
    def store_path(self) -> Path:
        """The SQLite file."""
        return self.home / "store.sqlite"

    @property
    def index_path(self) -> Path:
        """The folder of index generations."""
        return self.home / "index"

    @property
    def originals_path(self) -> Path:
        """The folder of kept originals, by SHA-256."""
        return self.home / "originals"

    @property
    def review_path(self) -> Path:
        """The folder of what was handed in and is not accepted yet."""
        return self.home / "review"

    @property
    def users_path(self) -> Path:
        """The file of accounts."""
        return self.home / "users.toml"


def default_home() -> Path:
    """Return the platform's folder for user data, such as ``~/.local/share/metodbank``."""
    from platformdirs import user_data_path

    return user_data_path("metodbank", appauthor=False)


def load_settings(*, home: Path | None = None, **overrides: str | int | None) -> Settings:
    """Read the settings of a home folder.

    Args:
        home: The home folder; without it ``METODBANK_HOME``, else the platform's.
        overrides: Settings given as arguments; ``None`` means not given.

    Raises:
        SettingsError: A setting is unknown, of the wrong kind or out of range, or ``kb.toml`` is broken.
    """
    environment = _from_environment()
    chosen = home or Path(environment.get("home") or default_home())
    chosen = chosen.expanduser().absolute()
    values: dict[str, object] = _from_file(chosen / SETTINGS_FILE)
    values |= environment | {"home": chosen}
    values |= {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(_explain(error, chosen / SETTINGS_FILE)) from error


def _from_environment() -> dict[str, str]:
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in os.environ.items()
        if name.startswith(PREFIX) and name not in _NOT_SETTINGS and value
    }


def _from_file(path: Path) -> dict[str, object]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read: {error.strerror or error}. Choose another folder with --home."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}. Correct it or delete it.") from error
    if "home" in values:
        raise SettingsError(f"{path}: home cannot be set in the home itself. Use METODBANK_HOME or --home.")
    return values


def environment_variable(name: str) -> str | None:
    """Return the variable of the environment that overrules ``kb.toml`` for this setting, if it is set."""
    return PREFIX + name.upper() if name in _from_environment() else None


def stated_in_file(home: Path, name: str) -> object:
    """Return what ``kb.toml`` of ``home`` says of a setting, None if nothing.

    Raises:
        SettingsError: The file cannot be read.
    """
    return _from_file(home / SETTINGS_FILE).get(name)


def with_setting(home: Path, name: str, value: str) -> bytes:
    """Return what ``kb.toml`` of ``home`` holds with one setting changed, and everything else as it is.

    Raises:
        SettingsError: The file cannot be read, or is written in a way that cannot be changed with care.
    """
    path = home / SETTINGS_FILE
    before = _from_file(path)
    # read as bytes: line ends stay what they are
    text = path.read_bytes().decode("utf-8") if path.exists() else ""
    written = json.dumps(value, ensure_ascii=False)
    changed, n = re.subn(_LINE.format(name=name), lambda found: found[1] + written, text, flags=re.MULTILINE)
    if n == 0:
        end = "\r\n" if "\r\n" in text else "\n"
        gap = end if text and not text.endswith("\n") else ""
        changed = f"{text}{gap}{name} = {written}{end}"
    try:
        sound = tomllib.loads(changed) == before | {name: value}
        data = changed.encode("utf-8")
    except (tomllib.TOMLDecodeError, UnicodeEncodeError):
        sound = False
    if not sound:
        raise SettingsError(
            f"{path} cannot be changed without harm. Write into it yourself: {name} = {written}"
        )
    return data


def _explain(error: ValidationError, path: Path) -> str:
    parts = []
    for problem in error.errors():
        name = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            known = ", ".join(Settings.model_fields)
            parts.append(f"there is no setting {name!r} (there are: {known})")
        else:
            parts.append(f"setting {name}: {problem['msg']}, got {problem['input']!r}")
    return "; ".join(parts) + f". Correct {path}, {PREFIX}* in the environment, or the argument."

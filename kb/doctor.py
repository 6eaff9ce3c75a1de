"""Examines an installation and a home without changing them."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kb.errors import KbError
from kb.settings import Settings
from kb.user_file import UserFile

_PACKAGES = (
    "metodbank",
    "argon2-cffi",
    "faiss-cpu",
    "langdetect",
    "numpy",
    "pandas",
    "pypdf",
    "pypdfium2",
    "python-docx",
    "python-pptx",
    "safetensors",
    "sentence-transformers",
    "streamlit",
    "tantivy",
    "tokenizers",
    "torch",
    "trafilatura",
)
_LOW_BYTES = 500_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What was found."""

    versions: Mapping[str, str]
    home: str
    free_bytes: int
    n_documents: int | None  # None where the home does not exist yet
    embedder: str
    index: str | None  # what the index was made with; None where there is none, or it cannot be read
    missing: tuple[str, ...]  # what would be needed for more
    problems: tuple[str, ...]  # what keeps something from working


@dataclass(frozen=True, slots=True, kw_only=True)
class _Home:
    """What was found of a home."""

    n_documents: int | None = None
    index: str | None = None
    problems: tuple[str, ...] = ()


def examine(settings: Settings) -> Examination:
    """Look at versions, home, store, index, embedder, disk, and the programs for OCR and old Office files."""
    versions = {"python": platform.python_version(), **{name: _version(name) for name in _PACKAGES}}
    free_bytes = shutil.disk_usage(_existing(settings.home)).free
    problems = [f"{name} is not installed" for name, found in versions.items() if found == "not installed"]
    if free_bytes < _LOW_BYTES:
        problems.append(f"only {free_bytes / 1e6:.0f} MB free on the disk of {settings.home}")
    embedder, unloaded = _embedder(settings)
    home = _Home() if not settings.store_path.exists() else _stored(settings)
    return Examination(
        versions=versions,
        home=str(settings.home),
        free_bytes=free_bytes,
        n_documents=home.n_documents,
        embedder=embedder,
        index=home.index,
        missing=(*_missing_for_ocr(), *_missing_for_old_files()),
        # a model that cannot be loaded keeps the index from being used too: once is enough
        problems=tuple(dict.fromkeys([*problems, *unloaded, *_users(settings), *home.problems])),
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _embedder(settings: Settings) -> tuple[str, list[str]]:
    from search.embedders import make_embedder

    try:
        embedder = make_embedder(settings.embedder, device=settings.device)
    except KbError as error:
        return settings.embedder, [str(error)]
    return f"{embedder.name}, {embedder.dim} dimensions, revision {embedder.revision}", []


def _users(settings: Settings) -> list[str]:
    file = UserFile(settings.users_path)
    try:
        file.users()
    except KbError as error:
        return [str(error)]
    return file.warnings()


def _stored(settings: Settings) -> _Home:
    from kb.knowledge_base import open_knowledge_base

    try:
        knowledge_base = open_knowledge_base(settings)
    except KbError as error:
        return _Home(problems=(str(error),))
    n_documents, index = None, None
    problems: list[str] = []
    try:
        n_documents = knowledge_base.stats().n_documents
        problems += knowledge_base.store.check()
        problems += knowledge_base.accounts.check_audit()
        index = knowledge_base.index_made_with()
        problems += knowledge_base.check_index()
    except KbError as error:
        problems.append(str(error))
    finally:
        knowledge_base.close()
    return _Home(n_documents=n_documents, index=index, problems=tuple(problems))


def _missing_for_old_files() -> list[str]:
    if shutil.which("soffice") or shutil.which("libreoffice"):
        return []
    return ["LibreOffice (soffice): needed to read .doc, .ppt and .xls files"]


def _missing_for_ocr() -> list[str]:
    if shutil.which("tesseract") is None:
        return ["tesseract, with the languages swe and dan: needed to read scanned pages"]
    import subprocess

    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    found = set(listed.stdout.split())
    return [
        f"tesseract's language {name}: needed to read scanned pages"
        for name in ("swe", "dan")
        if name not in found
    ]

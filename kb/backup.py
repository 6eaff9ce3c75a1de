"""Writes a home to one zip file and puts it back."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import zipfile
import zlib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from kb.backup_review import NAMES, REVIEW, check_review, copy_store, pack_review, review_locked
from kb.errors import BackupError, KbError, SettingsError
from kb.home import locked, prepare_home
from kb.protocols import Progress
from kb.settings import SETTINGS_FILE, Settings
from kb.store import Store
from kb.store.account_store import AccountStore
from kb.store.batch_store import BatchStore
from kb.user_file import UserFile

_FORMAT = 1
_ABOUT = "metodbank-backup.json"
_STORE = "store.sqlite"
_USERS = "users.toml"
_REVIEW_STORE = "review.sqlite"
_ALLOWED = re.compile(
    r"store\.sqlite|kb\.toml|users\.toml|metodbank-backup\.json|originals/[0-9a-f]{2}/[0-9a-f]{64}(\.[a-z0-9]{1,5})?|"
    + NAMES
)


def write_backup(settings: Settings, file: Path, *, progress: Progress | None = None) -> int:
    """Write store, originals, settings, accounts and what was handed in; return the number of documents.

    Only its owner can read the file: it holds the hashes of passwords.

    ``progress`` is called with the number of originals written and of all.

    Raises:
        BackupError: There is nothing to back up, or the file cannot be written.
        LockedError: Another process is changing the home.
    """
    if not settings.store_path.exists():
        raise BackupError(f"{settings.home} holds no documents. Choose the home with --home.")
    partial = file.with_name(file.name + ".part")
    try:
        with (
            locked(settings.home, f"backup {file}"),
            review_locked(settings, f"backup {file}"),
            tempfile.TemporaryDirectory(dir=file.parent) as folder,
        ):
            copy = Path(folder) / _STORE
            with closing(Store(settings.store_path)) as store:
                if not store.erasures_are_done():
                    raise BackupError(
                        f"What was erased is not yet removed from all files of {settings.home}. "
                        "Run this first, and try again: metodbank document erasures"
                    )
                store.copy_to(copy)
                n_documents = store.statistics().n_documents
            copy_store(settings, copy.with_name(_REVIEW_STORE))
            _pack(settings, copy, partial, n_documents, progress)
        partial.replace(file)
    except OSError as error:
        raise BackupError(
            f"{file} cannot be written: {error.strerror or error}. Choose another place."
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return n_documents


def _pack(settings: Settings, store: Path, target: Path, n_documents: int, progress: Progress | None) -> None:
    about = {
        "format": _FORMAT,
        "documents": n_documents,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    target.touch()
    target.chmod(0o600)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_ABOUT, json.dumps(about))
        archive.write(store, _STORE)
        if (settings.home / SETTINGS_FILE).exists():
            archive.write(settings.home / SETTINGS_FILE, SETTINGS_FILE)
        if settings.users_path.exists():
            archive.write(settings.users_path, _USERS)
        pack_review(settings, store.with_name(_REVIEW_STORE), archive)
        originals = sorted(settings.originals_path.glob("*/*"))
        for n_done, path in enumerate(originals, start=1):
            name = path.relative_to(settings.home).as_posix()
            # half-written files of a killed ingest are no originals
            if _ALLOWED.fullmatch(name):
                archive.write(path, name)
            if progress is not None:
                progress(n_done, len(originals))


def read_backup(settings: Settings, file: Path, *, replace: bool) -> Path | None:
    """Put a backup into the home; its index must be rebuilt afterwards.

    Everything is unpacked and checked beside the home before anything of the home is touched.

    Returns:
        The folder with what the home held before, or None if it held nothing.

    Raises:
        BackupError: The file is no sound backup, or the home holds documents and ``replace`` is not given.
        LockedError: Another process is changing the home.
    """
    prepare_home(settings.home)
    with locked(settings.home, f"restore {file}"), review_locked(settings, f"restore {file}"):
        holds = settings.store_path.exists() and not _is_empty(settings)
        if holds and not replace:
            raise BackupError(
                f"{settings.home} holds documents already. Restore into another folder with --home, "
                "or replace them with --replace (they are kept beside it)."
            )
        with tempfile.TemporaryDirectory(dir=settings.home, prefix="restore-") as folder:
            _unpack(file, Path(folder))
            _verify(file, Path(folder))
            return _exchange(settings.home, Path(folder), keep_old=holds)


def _is_empty(settings: Settings) -> bool:
    try:
        with closing(Store(settings.store_path)) as store:
            holds = store.collections.is_any() or store.part(BatchStore).is_any()
            return store.statistics().n_documents == 0 and not holds
    except KbError:
        return False  # damaged: whatever it is, it is not ours to throw away


def _unpack(file: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            about = json.loads(archive.read(_ABOUT))
            if about["format"] != _FORMAT:
                raise BackupError(
                    f"{file} is a backup of format {about['format']}. Update Metodbank to read it."
                )
            strange = [name for name in names if not _ALLOWED.fullmatch(name)]
            if strange:
                raise BackupError(
                    f"{file} holds {strange[0]!r}, which no backup has. It was not written by Metodbank."
                )
            archive.extractall(folder)  # names were checked: no way out of the folder
        if _USERS in names:
            (folder / _USERS).chmod(0o600)
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {file}.") from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        LookupError,
        TypeError,
        ValueError,
        EOFError,
        RuntimeError,
    ) as error:
        raise BackupError(
            f"{file} is no backup of Metodbank, or it is damaged ({error}). Try an older one."
        ) from error
    except OSError as error:
        raise BackupError(f"{file} cannot be unpacked: {error.strerror or error}.") from error


def _verify(file: Path, folder: Path) -> None:
    try:
        UserFile(folder / _USERS).users()
        with closing(Store(folder / _STORE)) as store:
            problems = store.check() + check_review(folder)
            # whoever has logged out since, or lost the account, must not be logged in again
            store.part(AccountStore).end_all()
    except SettingsError as error:
        raise BackupError(f"The accounts in {file} cannot be used: {error}") from error
    except KbError as error:
        raise BackupError(f"The store in {file} cannot be used: {error}") from error
    if problems:
        raise BackupError(f"The store in {file} is damaged ({problems[0]}). Try an older backup.")


def _exchange(home: Path, new: Path, *, keep_old: bool) -> Path | None:
    names = (
        "store.sqlite",
        "store.sqlite-wal",
        "store.sqlite-shm",
        "originals",
        "index",
        REVIEW,
        SETTINGS_FILE,
        _USERS,
    )
    kept = Path(tempfile.mkdtemp(prefix=f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S}-", dir=home))
    for name in names:
        # a backup from before there were settings or accounts leaves those of the home
        if (home / name).exists() and (name not in {SETTINGS_FILE, _USERS} or (new / name).exists()):
            (home / name).replace(kept / name)
    for name in names:
        if (new / name).exists():
            (new / name).replace(home / name)
    if keep_old:
        return kept
    shutil.rmtree(kept)
    return None

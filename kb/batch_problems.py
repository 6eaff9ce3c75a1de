"""What is said where files cannot be handed in as asked: for the command line here, for the app by key."""

from __future__ import annotations

from collections.abc import Mapping

from kb.errors import BatchError, BatchNotFoundError

# What helps with the facts that are written and not chosen
_BAD_VALUES: Mapping[str, str] = {
    "date": "uploads.bad_date",
    "municipalities": "uploads.bad_municipality",
    "themes": "uploads.bad_theme",
    "url": "uploads.bad_url",
}


def no_batch(batch_id: int) -> BatchNotFoundError:
    """There is no such batch, or it is somebody else's."""
    return BatchNotFoundError(
        f"There is no batch {batch_id}, or it is somebody else's. See yours with: metodbank batch list",
        key="uploads.no_batch",
    )


def no_file(file_id: int) -> BatchNotFoundError:
    """There is no such file, or it is somebody else's."""
    return BatchNotFoundError(
        f"There is no file {file_id} in a batch, or it is somebody else's.", key="uploads.no_file"
    )


def not_open(title: str) -> BatchError:
    """The batch was handed in or removed."""
    return BatchError(
        f"The batch {title!r} is not open any more: it was handed in or removed. Take it back first.",
        key="uploads.not_open",
    )


def no_title() -> BatchError:
    """A batch needs a title."""
    return BatchError("A batch needs a title. Give one.", key="uploads.no_title")


def too_long(name: str, limit: int) -> BatchError:
    """A text is too long."""
    return BatchError(
        f"{name} has more than {limit} characters. Shorten it.",
        key="uploads.too_long",
        name=name,
        limit=limit,
    )


def too_many_files(n_files: int, limit: int) -> BatchError:
    """The batch would hold too many files."""
    return BatchError(
        f"The batch would hold {n_files} files; {limit} is the limit (max_batch_files). "
        "Hand in this one and begin another.",
        key="uploads.too_many_files",
        files=n_files,
        limit=limit,
    )


def too_many_bytes(n_bytes: int, limit_mb: int) -> BatchError:
    """The batch would be too large."""
    return BatchError(
        f"The files of the batch would have {megabytes(n_bytes)} MB in all; {limit_mb} MB is the limit "
        "(max_batch_mb). Hand in this one and begin another.",
        key="uploads.too_many_bytes",
        size=megabytes(n_bytes),
        limit=limit_mb,
    )


def file_too_large(name: str, n_bytes: int, limit_mb: int) -> BatchError:
    """One file is too large."""
    return BatchError(
        f"{name} has {megabytes(n_bytes)} MB; {limit_mb} MB is the limit (max_file_mb). "
        "Split it or leave out its pictures.",
        key="uploads.file_too_large",
        name=name,
        size=megabytes(n_bytes),
        limit=limit_mb,
    )


def is_empty(name: str) -> BatchError:
    """A file holds nothing."""
    return BatchError(f"{name} is empty. Check the file.", key="uploads.is_empty", name=name)


def other_size(name: str, n_bytes: int, announced: int) -> BatchError:
    """Another number of bytes has come than was announced."""
    return BatchError(
        f"Of {name} {n_bytes} bytes have arrived and {announced} were announced: it was changed, or the "
        "connection broke. Send it again.",
        key="uploads.other_size",
        name=name,
        size=n_bytes,
        announced=announced,
    )


def arrived_already(name: str) -> BatchError:
    """The file is there."""
    return BatchError(f"{name} has arrived already.", key="uploads.arrived_already", name=name)


def not_arrived(n_files: int) -> BatchError:
    """Files are announced that have not arrived."""
    return BatchError(
        f"{n_files} files have not arrived yet. Wait for them, or leave them out.",
        key="uploads.not_arrived",
        count=n_files,
    )


def not_read(n_files: int) -> BatchError:
    """Files have arrived that are not read."""
    return BatchError(
        f"{n_files} files are not read yet. Wait until they are, or run: metodbank batch read BATCH",
        key="uploads.not_read",
        count=n_files,
    )


def nothing_read() -> BatchError:
    """There is nothing to hand in."""
    return BatchError(
        "The batch holds no document to hand in. Add files, or take back those that were left out.",
        key="uploads.nothing_read",
    )


def is_decided(title: str) -> BatchError:
    """Somebody has begun to review the batch."""
    return BatchError(
        f"The batch {title!r} cannot be taken back: some of it is reviewed already.", key="uploads.is_decided"
    )


def file_is_gone(name: str) -> BatchError:
    """The file is kept no more."""
    return BatchError(
        f"{name} is kept no more and cannot be read again. Send it again.",
        key="uploads.file_is_gone",
        name=name,
    )


def unknown_fact(name: str, known: str) -> BatchError:
    """There is no such fact."""
    return BatchError(
        f"There is no fact {name!r}. There are: {known}.", key="uploads.unknown_fact", name=name
    )


def title_of_all() -> BatchError:
    """Files of a batch cannot all have the same title."""
    return BatchError(
        "All files of a batch cannot have one title. State the title of each file.",
        key="uploads.title_of_all",
    )


def bad_value(name: str, value: str, why: str) -> BatchError:
    """A fact cannot be understood."""
    key = _BAD_VALUES.get(name, "uploads.bad_value")
    return BatchError(f"{name}: {value!r} is not understood. {why}", key=key, value=value)


def contact_is_person(value: str) -> BatchError:
    """A contact names somebody."""
    return BatchError(
        f"contact: {value!r} looks like the name or the address of a person. Give a role instead, such as "
        "'samordnare för kulturmiljö, Falköpings kommun'.",
        key="uploads.contact_is_person",
        value=value,
    )


def megabytes(n_bytes: int) -> str:
    """Return a size in megabytes, with a decimal where it is small."""
    return f"{n_bytes / 1e6:.1f}" if n_bytes < 10_000_000 else f"{n_bytes / 1e6:.0f}"

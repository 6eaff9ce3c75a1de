"""``metodbank ingest --batch`` and ``metodbank batch``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kb.cli.options import home_option, json_option, opened, print_json, progress_bars
from kb.errors import BatchError
from kb.text import one_line

if TYPE_CHECKING:
    from kb.batch_file import DescribedFile
    from kb.batches import Batch, BatchFile, BatchId, BatchItem, BatchProgress
    from kb.cli.options import ProgressBars
    from kb.knowledge_base import KnowledgeBase

_MASKED = {
    "email": ("e-mail address", "e-mail addresses"),
    "phone": ("telephone number", "telephone numbers"),
    "personal_number": ("personnummer", "personnummer"),
    "cpr_number": ("CPR number", "CPR numbers"),
}
_SHOWN = 3  # documents alike told of one


def hand_in_described(base: KnowledgeBase, path: Path, *, keep_open: bool, as_json: bool) -> bool:
    """Hand in the files that a file in TOML describes; return whether all of them could be read."""
    from kb.batch_file import read_batch_file

    described = read_batch_file(path)
    batch = base.batches.begin(described.title, described.facts)
    with progress_bars() as bars:
        _put(base, batch, described.files, bars)
        batch = _read(base, batch, bars)
    n_failed = sum(file.state == "failed" for file in batch.files)
    is_handed_in = not keep_open and any(file.state == "read" for file in batch.files)
    if is_handed_in:
        batch = base.batches.hand_in(batch.id)
    if as_json:
        print_json(batch_json(base, batch))
    else:
        _print_batch(base, batch)
        click.echo(f"\n{_ended(batch, is_handed_in=is_handed_in)}")
    return n_failed == 0


def _put(base: KnowledgeBase, batch: Batch, files: Sequence[DescribedFile], bars: ProgressBars) -> None:
    from kb.batch_files import parts_of

    try:
        announced = base.batches.announce(batch.id, [(file.path.name, _size(file.path)) for file in files])
    except BatchError:
        base.batches.remove(batch.id)
        raise
    for n_done, (described, file) in enumerate(zip(files, announced, strict=True), start=1):
        if described.facts or not described.is_masked:
            base.batches.describe_file(
                file.id, facts=described.facts, is_masked=described.is_masked, seen=file.version
            )
        base.batches.put(file.id, parts_of(described.path))
        bars("put", n_done, len(files))


def _size(path: Path) -> int:
    return path.stat().st_size


def _read(base: KnowledgeBase, batch: Batch, bars: ProgressBars) -> Batch:
    def tell(progress: BatchProgress) -> None:
        if progress.step != "done":
            bars(progress.step, progress.n_done, progress.n_all)

    return base.batches.read(batch.id, progress=tell)


def _ended(batch: Batch, *, is_handed_in: bool) -> str:
    counts = Counter(file.state.value for file in batch.files)
    told = ", ".join(f"{n} {state}" for state, n in sorted(counts.items()))
    if is_handed_in:
        n_items = sum(len(file.items) for file in batch.files)
        return f"{told}. {n_items} documents wait for review (batch {batch.id})."
    return (
        f"{told}. The batch is open: look through it in the app, or hand it in with: "
        f"metodbank batch hand-in {batch.id}"
    )


@click.group()
def batch() -> None:
    """Look at files that were handed in together, and hand them in for review."""


@batch.command("list")
@json_option
@home_option
@click.pass_context
def list_batches(context: click.Context, as_json: bool) -> None:
    """List batches, open ones first."""
    with opened(context) as base:
        found = base.batches.mine()
        if as_json:
            print_json([batch_json(base, each, with_files=False) for each in found])
            return
    if not found:
        click.echo("There is no batch. Begin one with: metodbank ingest --batch FILE")
    for each in found:
        n_items = sum(len(file.items) for file in each.files)
        click.echo(
            f"{each.id:>4}  {each.state.value:<9}  {each.changed_at[:10]}  {len(each.files)} files, "
            f"{n_items} documents  {one_line(each.title)}  ({one_line(each.owner_name)})"
        )


@batch.command("show")
@click.argument("batch_id", type=int, metavar="BATCH")
@json_option
@home_option
@click.pass_context
def show_batch(context: click.Context, batch_id: int, as_json: bool) -> None:
    """Show what was found in the files of a batch."""
    with opened(context) as base:
        found = base.batches.show(_id(batch_id))
        if as_json:
            print_json(batch_json(base, found))
        else:
            _print_batch(base, found)


@batch.command("read")
@click.argument("batch_id", type=int, metavar="BATCH")
@json_option
@home_option
@click.pass_context
def read_batch(context: click.Context, batch_id: int, as_json: bool) -> None:
    """Read what has arrived of a batch, and go on where reading was ended."""
    with opened(context) as base:
        with progress_bars() as bars:
            found = _read(base, base.batches.show(_id(batch_id)), bars)
        if as_json:
            print_json(batch_json(base, found))
        else:
            _print_batch(base, found)
    if any(file.state == "failed" for file in found.files):
        context.exit(1)


@batch.command("hand-in")
@click.argument("batch_id", type=int, metavar="BATCH")
@home_option
@click.pass_context
def hand_in(context: click.Context, batch_id: int) -> None:
    """Hand a batch in: its documents wait for review."""
    with opened(context) as base:
        found = base.batches.hand_in(_id(batch_id))
    click.echo(_ended(found, is_handed_in=True))


@batch.command("remove")
@click.argument("batch_id", type=int, metavar="BATCH")
@home_option
@click.pass_context
def remove(context: click.Context, batch_id: int) -> None:
    """Remove an open batch; its files are deleted a day later."""
    with opened(context) as base:
        title = base.batches.show(_id(batch_id)).title
        base.batches.remove(_id(batch_id))
    click.echo(f"Removed {one_line(title)!r} (batch {batch_id}); its files are deleted in a day.")


def _id(number: int) -> BatchId:
    from kb.batches import BatchId

    return BatchId(number)


def _print_batch(base: KnowledgeBase, found: Batch) -> None:
    click.echo(f"{one_line(found.title)} (batch {found.id}, {found.state.value})")
    for file in found.files:
        click.echo(f"\n{file.name}: {file.state.value}{_masked(file)}")
        if file.reason:
            click.echo(f"  {file.reason}")
        for item in file.items:
            click.echo(f"  {one_line(item.title)}: {_told(base, item)}")
            for alike in item.likeness[:_SHOWN]:
                what = (
                    "the same file as" if alike.share >= 1 else f"{int(alike.share * 100)} % of the words of"
                )
                click.echo(f"    {what} {one_line(alike.name)} ({_WHERE[alike.where]})")


_WHERE = {"batch": "in this batch", "queue": "waits for review", "public": "public"}


def _masked(file: BatchFile) -> str:
    if not file.masked:
        return ""
    told = ", ".join(f"{n} {_MASKED[kind][n > 1]}" for kind, n in file.masked.items())
    return f", masked: {told}"


def _told(base: KnowledgeBase, item: BatchItem) -> str:
    """Return type, language and municipalities of a document that waits."""
    if item.document_id is None:
        return item.state.value
    facts = _facts(base, item)
    places = ", ".join(str(name) for name in facts["municipalities"])
    return f"{facts['type']}, {facts['language']}, {places or 'no municipality'}"


def _facts(base: KnowledgeBase, item: BatchItem) -> dict[str, Any]:
    from kb.records import Facet

    if item.document_id is None:
        return {}
    found = base.review_home.store.documents_by_id([item.document_id])
    if item.document_id not in found:
        return {}
    metadata = found[item.document_id].metadata
    codes = {
        tag.value
        for chunk in base.review_home.store.chunks(item.document_id)
        for tag in chunk.tags
        if tag.facet is Facet.MUNICIPALITY
    }
    places = sorted(base.gazetteer.get(code).name for code in codes)
    return {
        "type": metadata.type.value,
        "language": metadata.language.value,
        "date": metadata.date,
        "municipalities": places,
    }


def batch_json(base: KnowledgeBase, found: Batch, *, with_files: bool = True) -> dict[str, object]:
    """Return a batch as JSON shows it."""
    shape: dict[str, object] = {
        "id": found.id,
        "title": found.title,
        "owner": found.owner,
        "state": found.state.value,
        "facts": dict(found.facts),
        "created_at": found.created_at,
        "changed_at": found.changed_at,
        "handed_in_at": found.handed_in_at,
        "n_files": len(found.files),
    }
    if with_files:
        shape["files"] = [_file_json(base, file) for file in found.files]
    return shape


def _file_json(base: KnowledgeBase, file: BatchFile) -> dict[str, object]:
    return {
        "id": file.id,
        "name": file.name,
        "state": file.state.value,
        "reason": file.reason,
        "bytes": file.n_bytes,
        "sha256": file.sha256,
        "facts": dict(file.facts),
        "masks_personal_data": file.is_masked,
        "masked": dict(file.masked),
        "documents": [
            {
                "item": item.id,
                "title": item.title,
                "state": item.state.value,
                **_facts(base, item),
                "alike": [
                    {"title": each.title, "share": round(each.share, 3), "where": each.where}
                    for each in item.likeness
                ],
            }
            for item in file.items
        ],
    }

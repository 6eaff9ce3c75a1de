"""Headings of a page that its main text has lost, back above what stands under them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ingest.builder import TextBuilder
from kb.records import Block, BlockKind
from kb.text import to_nfc

_MAX_KEY_CHARS = 40
_MAX_HEADINGS = 1_000


def restore_headings(main: TextBuilder, whole: TextBuilder) -> TextBuilder:
    """Return a main text with the headings that the whole page has right above a block of it.

    A heading over what the main text leaves out, such as links to other pages, stays away; so does one over
    a block whose first words stand on the page more than once, as its place cannot be told.

    Args:
        main: The main text.
        whole: The page from top to bottom.
    """
    lost = _lost(main, whole)
    if not lost:
        return main
    text, restored = main.text, TextBuilder()
    for number, block in enumerate(main.blocks):
        for level, content in lost.get(number, ()):
            restored.add(BlockKind.HEADING, content, level=level)
        restored.add(block.kind, text[block.start : block.end], level=block.level)
    return restored


def is_run_together(main: TextBuilder, whole: TextBuilder) -> bool:
    """Return whether more headings stand in the midst of a main text's paragraphs than on lines of their own.

    A heading is in the midst of a paragraph if what stands under it on the page follows it there.

    Args:
        main: The main text.
        whole: The page from top to bottom.
    """
    shown = _contents(whole)
    parted = "\n".join(_bare(content) for content in _contents(main))
    pairs = [
        (content, below)
        for block, content, below in zip(whole.blocks, shown, shown[1:], strict=False)
        if block.kind is BlockKind.HEADING
    ]
    # Each is sought in the whole text.
    pairs = pairs[:_MAX_HEADINGS]
    swallowed = {_key(content) for content, below in pairs if _bare(content) + _key(below) in parted}
    kinds = [block.kind for block in main.blocks]
    own = {key for kind, key in zip(kinds, _keys(main), strict=True) if kind is BlockKind.HEADING}
    return len(swallowed) > len(own - swallowed)


def _lost(main: TextBuilder, whole: TextBuilder) -> Mapping[int, Sequence[tuple[int, str]]]:
    """Return levels and texts of lost headings by the number of the main text's block they stand above."""
    kept, shown = _keys(main), _keys(whole)
    n_kept, n_shown = Counter(kept), Counter(shown)
    numbers = {key: number for number, key in enumerate(kept) if n_kept[key] == 1 == n_shown[key]}
    lost: dict[int, list[tuple[int, str]]] = {}
    text, below = whole.text, None
    # From the end: a heading of a section may stand right above the first of its parts.
    for block, key in zip(reversed(whole.blocks), reversed(shown), strict=True):
        is_lost = block.kind is BlockKind.HEADING and n_kept[key] < n_shown[key]
        if below is None or not is_lost or not _may_stand_above(block, below, lost, kept, key):
            below = numbers.get(key)
            continue
        lost.setdefault(below, []).insert(0, (block.level, text[block.start : block.end]))
    return lost


def _may_stand_above(
    block: Block, below: int, lost: Mapping[int, Sequence[tuple[int, str]]], kept: Sequence[str], key: str
) -> bool:
    """Return whether a heading is not there already, and of a higher rank than a lost one under it."""
    is_there = below > 0 and kept[below - 1] == key
    return not is_there and (below not in lost or block.level < lost[below][0][0])


def _keys(builder: TextBuilder) -> list[str]:
    return [_key(content) for content in _contents(builder)]


def _contents(builder: TextBuilder) -> list[str]:
    text = builder.text
    return [text[block.start : block.end] for block in builder.blocks]


def _key(content: str) -> str:
    """Return the first letters and digits of a text, which tell it again whatever divides its words."""
    return _bare(content)[:_MAX_KEY_CHARS]


def _bare(content: str) -> str:
    return "".join(c for c in to_nfc(content).casefold() if c.isalnum())

"""The windows of a chunk: its sentences, each with a vector of its own beside that of the whole."""

from __future__ import annotations

from kb.sentences import sentence_spans

# Of a chunk that is longer than ingest makes them; its windows then hold several sentences each.
_MAX_WINDOWS = 64


def windows_of(text: str) -> list[tuple[int, int]]:
    """Return where the windows of a chunk's text start and end, in order; empty for a blank text.

    A window is a sentence. A text of more than 64 sentences has as many windows of several.
    """
    sentences = sentence_spans(text)
    size = -(-len(sentences) // _MAX_WINDOWS) or 1
    groups = [sentences[start : start + size] for start in range(0, len(sentences), size)]
    return [(group[0][0], group[-1][1]) for group in groups]

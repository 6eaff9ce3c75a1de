"""Word help for readers of a neighbouring language."""

from __future__ import annotations

from kb.glosses import Gloss
from kb.records import Language


def word_help(text: str, *, language: Language, reader: Language) -> tuple[Gloss, ...]:
    """Return the words of a text that a reader may not understand or understand wrongly, in their order.

    Args:
        text: Plain text in form NFC.
        language: That of the text.
        reader: The reader's. Only Swedish, Danish and Norwegian are explained to one another.
    """
    from search.word_help import word_help as explain  # reading the words takes a moment

    return explain(text, language=language, reader=reader)

"""Word help under quotes: what their words mean for a reader of a neighbouring language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kb.glosses import Gloss
from kb.i18n import Catalogue
from kb.records import Language
from kb.word_desk import word_help as glosses_of
from ui.markup import escape, lang_attribute
from ui.shell import Shell


def word_help(texts: Iterable[str], language: Language, shell: Shell) -> str:
    """Return a list to unfold of the words of ``texts`` that the page's reader may not understand.

    Args:
        texts: Plain texts, all in ``language``.
        language: Their language.
        shell: The page's frame, whose language is the reader's.

    Returns:
        HTML; "" where nothing needs to be said, and for languages that are not neighbours.
    """
    return word_help_in(texts, language, shell.catalogue, explain=shell.knowledge_base.word_help)


def word_help_in(
    texts: Iterable[str],
    language: Language,
    catalogue: Catalogue,
    *,
    explain: Callable[..., Sequence[Gloss]] = glosses_of,
) -> str:
    """Return the same for a page in the catalogue's language; it takes a tenth of a millisecond a passage."""
    reader = Language(catalogue.ui_language)
    glosses: dict[str, Gloss] = {}
    for text in texts:
        for gloss in explain(text, language=language, reader=reader):
            glosses.setdefault(gloss.term, gloss)
    return _list(glosses, language, catalogue)


def _list(glosses: dict[str, Gloss], language: Language, catalogue: Catalogue) -> str:
    if not glosses:
        return ""
    heading = catalogue.text(f"word_help.heading_{language.value}")
    summary = catalogue.text("word_help.words", count=len(glosses), heading=heading)
    entries = (
        f"<dt{lang_attribute(language)}>{escape(term)}</dt><dd>{_meaning(glosses[term], catalogue)}</dd>"
        for term in sorted(glosses, key=str.casefold)
    )
    return (
        f'<details class="mb-word-help"><summary>{escape(summary)}</summary>'
        f'<p class="mb-quiet">{escape(catalogue.text("word_help.intro"))}</p>'
        f"<dl>{''.join(entries)}</dl></details>"
    )


def _meaning(gloss: Gloss, catalogue: Catalogue) -> str:
    meanings = escape(", ".join(gloss.meanings))
    if gloss.look_alike is None:
        return meanings
    warning = escape(catalogue.text("word_help.false_friend", word=gloss.look_alike))
    return f'{meanings}. <span class="mb-warning">{warning}</span>'

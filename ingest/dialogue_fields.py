"""The fields of a dialogue: what stands under the headings of its notes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ingest.dialogue_words import PEOPLE, REPORTER, field_in_dialogue, says_what_failed
from ingest.names import read_names
from ingest.practice_fields import each_once, places_of, themes_of
from ingest.practice_groups import Account
from ingest.practice_parts import Part
from ingest.practice_quotes import quote_of
from kb.practice_terms import Lesson
from kb.practices import PracticeField, Quote, TitleOrigin

_MAX_ROLE_CHARS = 160
_MIN_LEAD_IN_WORDS = 12  # a shorter text that ends in a colon only leads to what follows
_REPORTED = re.compile(rf"^{REPORTER.pattern}", REPORTER.flags | re.MULTILINE)


def fields_of_dialogue(account: Account) -> dict[PracticeField, tuple[Quote, ...]]:
    """Return what a dialogue's notes say, by field; one of which nothing is said is absent."""
    found: dict[PracticeField, list[Quote]] = defaultdict(list)
    for field, quote in _all(account):
        found[field].append(quote)
    found[PracticeField.THEMES] = list(themes_of(account))
    found[PracticeField.MUNICIPALITIES] = list(places_of(account))
    return {field: kept for field, quotes in found.items() if (kept := each_once(quotes))}


def _all(account: Account) -> Iterator[tuple[PracticeField, Quote]]:
    if account.origin is TitleOrigin.PASSAGE:
        yield from _title(account)
    headings = [piece.heading for piece in account.dialogue.pieces] if account.dialogue else []
    for part, heading in zip(account.parts, headings, strict=True):
        yield from _under_heading(account, part, heading)
        yield from _reported(account, part)


def _title(account: Account) -> Iterator[tuple[PracticeField, Quote]]:
    words = re.compile(r"\s+".join(map(re.escape, account.title.split())))
    for part in account.parts:
        found = words.search(part.chunk.text)
        quote = quote_of(account.told, part.chunk, *found.span()) if found else None
        if quote is not None:
            yield PracticeField.TITLE, quote
            return


def _under_heading(
    account: Account, part: Part, heading: str | None
) -> Iterator[tuple[PracticeField, Quote]]:
    field = field_in_dialogue(heading) if heading is not None else None
    text = part.text.strip()
    if heading is None or field is None or (text.endswith(":") and len(text.split()) < _MIN_LEAD_IN_WORDS):
        return
    if field in PEOPLE and not _is_role(text):
        return
    code = Lesson.DID_NOT_WORK if field is PracticeField.LESSONS and says_what_failed(heading) else None
    quote = quote_of(account.told, part.chunk, part.start, part.end, code)
    if quote is not None:
        yield field, quote


def _reported(account: Account, part: Part) -> Iterator[tuple[PracticeField, Quote]]:
    for match in REPORTER.finditer(part.chunk.text, part.start, part.end):
        if _is_role(match["role"].strip()):
            quote = quote_of(account.told, part.chunk, match.start("role"), match.end("role"))
            if quote is not None:
                yield PracticeField.CONTACT, quote


def _is_role(text: str) -> bool:
    """Return whether words name no person, and nothing in them is masked."""
    return 0 < len(text) <= _MAX_ROLE_CHARS and not read_names(text)[0] and "[" not in text

"""Whom to ask about a document: a role, and never a person."""

from __future__ import annotations

import re

from ingest.names import NAME, is_person
from ingest.personal_data import find_personal_data
from kb.text import one_line

_CAPITALS = re.compile(rf"{NAME}(?: (?:{NAME}|[A-ZÅÄÖÆØ]\.?|von|af|av|de))* {NAME}")
# "Kulturchef Kil" is a role and a place, "Kulturchef Anna Berg" a role and a name
_ROLE = re.compile(
    r"\w*(?:chef|ledare|leder|samordnare|koordinator|coordinator|strateg|utvecklare|udvikler|konsulent|konsult|"
    r"sekreterare|sekretær|handläggare|sagsbehandler|planerare|planlægger|direktör|direktør|rådgivare|rådgiver|"
    r"ansvarig|ansvarlig|medarbetare|medarbejder|pedagog|pædagog|lärare|lærer|bibliotekarie|bibliotekar|"
    r"manager|officer|adviser|advisor|planner|ordförande|formand|ledning|ledelse)(?:n|en|s)?",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\w*(?:gatan|gata|vägen|väg|gränd|torget|vej|vejen|gade|gaden|allé|allén|stræde|plads|street|road) \d+|"
    r"\b\d{3} ?\d{2} [A-ZÅÄÖ]|\b\d{4} [A-ZÆØÅ][a-zæøå]",
)


def names_a_person(text: str) -> bool:
    """Return whether a text looks as if it names somebody, or says where they live or can be reached."""
    if find_personal_data(text) or _STREET.search(text):
        return True
    for part in re.split(r"[,;:/()]| – | - ", text):
        for found in _CAPITALS.finditer(part):
            words = [word for word in found[0].split() if not _ROLE.fullmatch(word)]
            if len(words) > 1 and is_person(" ".join(words)):
                return True
    return False


def read_contact(stated: str) -> str | None:
    """Return a stated contact where it is a role; a document's own line that names somebody gives none."""
    contact = one_line(stated)
    return contact if contact and not names_a_person(contact) else None

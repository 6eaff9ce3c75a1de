"""Contacts are roles, never persons."""

from __future__ import annotations

import pytest

from ingest.contacts import names_a_person, read_contact
from ingest.pipeline import prepare_document
from kb.gazetteer import load_gazetteer
from kb.records import Source
from kb.taxonomy import load_taxonomy


@pytest.mark.parametrize(
    "text",
    [
        "samordnare för kulturmiljö, Falköpings kommun",
        "Kulturchef Kil",
        "Projektleder, Hedensted Kommune",
        "Folkhälsostrateg på Region Västra Götaland",
        "Enheten för hållbar utveckling",
        "Biblioteket i Norberg",
        "frivilligkoordinator i Ikast-Brande Kommune",
    ],
)
def test_role_or_body_is_a_contact(text: str) -> None:
    assert read_contact(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Maria Svensson",
        "Projektleder Anna Berg",
        "utvecklingsledare Anna Berg, Kil",
        "kommunchefen (Lars Ek)",
        "anna@kil.se",
        "tlf. 65 12 34 56",
        "Storgatan 5, Kil",
        "665 30 Kil",
    ],
)
def test_person_or_address_is_none(text: str) -> None:
    assert names_a_person(text)
    assert read_contact(text) is None


@pytest.mark.parametrize(
    ("stated", "contact"), [("kulturstrateg, Kil", "kulturstrateg, Kil"), ("Maria Svensson", None)]
)
def test_front_matter_states_a_contact_unless_it_names_somebody(stated: str, contact: str | None) -> None:
    data = f"---\nkontakt: {stated}\n---\n# Cyklar\n\nKommunen lånar ut cyklar till alla.\n".encode()
    source = Source(path="/a.md", name="a.md", sha256="0" * 64, media_type="text/markdown", n_bytes=len(data))
    prepared = prepare_document(source, data, taxonomy=load_taxonomy(), gazetteer=load_gazetteer())
    assert prepared.metadata.contact == contact

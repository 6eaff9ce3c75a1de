from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mail_quotes import find_quotes

OWN = "Byalaget i Forshaga fick 40 000 kronor.\nDe köpte en scen."


def kept(text: str, subject: str = "Byalag") -> str:
    spans = find_quotes(text, subject=subject)
    parts, start = [], 0
    for begin, end in spans:
        parts.append(text[start:begin])
        start = end
    return "".join([*parts, text[start:]]).strip()


@pytest.mark.parametrize(
    "quoted",
    [
        "Den 12 maj 2017 kl. 10:12 skrev Anna Ek <anna@kil.example>:\n> Hur gick det?\n> Anna",
        "Den tors 12 maj 2017 kl 10:12 skrev Anna Ek <\nanna@kil.example>:\n\n> Hur gick det?",
        "Den 12. maj 2017 kl. 10.12 skrev Bo Hansen:\n\n> Hvordan gik det?",
        "On Fri, May 12, 2017 at 10:12 AM Bo Hansen <bo@odense.example> wrote:\n> Hvordan gik det?",
        "-----Ursprungligt meddelande-----\nFrån: Anna\n\nHur gick det?",
        "-----Oprindelig meddelelse-----\nHvordan gik det?\n\nHilsen Bo",
        "Från: Anna Ek\nSkickat: den 12 maj 2017 10:12\nTill: Bo\nÄmne: Byalag\n\nHur gick det?",
        "________________________________\nFra: Bo Hansen\nSendt: 12. maj\nTil: Anna\nEmne: Lav\n\nHvad?",
        "*Från:* Anna Ek\n*Datum:* 12 maj\n*Till:* Bo\n\nHur gick det?",
        "Med vänliga hälsningar\n\nAnna Ek\nUtvecklare\n070-000 00 00",
        "Mvh Anna",
        "Med venlig hilsen\nBo Hansen\nOdense Kommune",
        "De bedste hilsner\nBo",
        "-- \nAnna Ek\nKils kommun",
        "Skickat från min iPhone",
        "Mvh\nAnna\n\nDen 12 maj 2017 kl. 10:12 skrev Bo <bo@kil.example>:\n> Hur gick det?",
    ],
)
def test_quotation_and_signature_are_cut(quoted: str) -> None:
    assert kept(f"{OWN}\n\n{quoted}\n") == OWN
    assert kept(f"Hej Bo!\n\n{OWN}\n\n{quoted}\n") == OWN


@pytest.mark.parametrize(
    "text",
    [
        OWN,
        "Den 12 maj skrev Kils kommun i sin årsrapport:\n\nByalagen växer.",
        "Från: Kil till Forshaga går en buss.\n\nDen går varje timme.",
        "Med vänlig hälsning\n\n" + "Det här är en lång berättelse om byalaget, rad för rad. " * 3,
        "Resultat:\n- tio byalag\n-- fem nya\n",
    ],
)
def test_text_that_only_looks_alike_stays(text: str) -> None:
    assert find_quotes(text, subject="Byalag") == []


def test_answer_under_a_quotation_stays() -> None:
    text = "Den 12 maj 2017 skrev Bo:\n> Hur gick det?\n\nDet gick bra.\n\n> Vad kostade det?\n\n40 000."
    assert kept(text).split() == "Det gick bra. 40 000.".split()


@pytest.mark.parametrize("subject", ["VB: Byalag", "VS: Bylav", "Fwd: Byalag", "FW: Byalag"])
def test_forwarded_mail_is_no_quotation(subject: str) -> None:
    text = "FYI\n\nFrån: Anna\nSkickat: 12 maj\nTill: Bo\nÄmne: Byalag\n\nByalaget fick en scen."
    assert kept(text, subject) == text


def test_mail_that_is_all_quotation_is_kept_whole() -> None:
    assert find_quotes("> Byalaget fick en scen.\n> Det blev bra.", subject="SV: Byalag") == []


@given(st.text(alphabet="Hej>- \n:@1skrevDenFrån", max_size=200))
def test_spans_are_in_order_and_leave_something(text: str) -> None:
    spans = find_quotes(text, subject="x")
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(start < end <= len(text) for start, end in spans)
    if spans:
        assert any(c.isalnum() for c in kept(text))

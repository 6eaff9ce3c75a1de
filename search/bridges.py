"""Swedish, Danish and English words for one thing that are neither spelt alike nor the name of a theme.

A term of a row finds the other terms of it, in all languages. Rows are narrow on purpose: what only belongs
to the same theme is not in one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bridge:
    """The words of the languages for one thing."""

    sv: tuple[str, ...]
    da: tuple[str, ...]
    en: tuple[str, ...] = ()


BRIDGES = (
    Bridge(
        ("medborgardialog", "invånardialog"),
        ("borgerinddragelse", "borgerdialog", "borgerinvolvering"),
        ("citizen dialogue", "citizen participation", "public participation"),
    ),
    Bridge(
        ("medborgarbudget", "invånarbudget"),
        ("borgerbudget", "deltagerbudget"),
        ("participatory budgeting", "community budget"),
    ),
    Bridge(
        ("medborgarråd", "medborgarpanel"),
        ("borgersamling", "borgerting", "borgerpanel"),
        ("citizens' assembly", "citizen panel"),
    ),
    Bridge(("nattvandrare", "nattvandring"), ("natteravn",), ("night walkers", "night ravens")),
    Bridge(("byalag", "bygdelag", "byaråd"), ("landsbylaug", "bylaug", "lokalråd"), ("village council",)),
    Bridge(("områdesmamma", "stadsdelsmamma"), ("bydelsmor", "bydelsmødre"), ("neighbourhood mothers",)),
    Bridge(
        ("läxhjälp", "läxläsning", "läxstöd"),
        ("lektiehjælp", "lektiecafé", "lektiestøtte"),
        ("homework help", "homework club"),
    ),
    Bridge(("medskapande", "samskapande"), ("samskabelse", "medskabelse"), ("co-creation",)),
    Bridge(("nämnd",), ("udvalg",)),
    Bridge(("utanförskap", "social utsatthet"), ("udsathed", "social udsathed"), ("social exclusion",)),
    Bridge(
        ("förskola",), ("dagtilbud", "børnehave", "daginstitution"), ("preschool", "nursery", "kindergarten")
    ),
    Bridge(("hemtjänst", "hemvård"), ("hjemmepleje", "hjemmehjælp"), ("home care",)),
    Bridge(("äldreboende", "särskilt boende"), ("plejehjem", "plejecenter", "ældrebolig"), ("care home",)),
    Bridge(("hemlöshet",), ("hjemløshed",), ("homelessness",)),
    Bridge(("äldreomsorg",), ("ældrepleje",), ("elderly care",)),
    Bridge(
        (
            "fritidsbank",
            "sportbank",
            "idrottsprylar",
            "sportutrustning",
            "idrottsutrustning",
            "låna sportutrustning",
            "utlåning av idrottsutrustning",
        ),
        ("udstyrsbank", "sportsudstyr", "idrætsudstyr", "udlån af sportsudstyr", "gratis udlån af udstyr"),
        ("sports equipment library", "sports equipment lending", "free loan of sports equipment"),
    ),
    Bridge(("cykelväg", "cykelbana"), ("cykelsti",)),
    Bridge(
        ("anropsstyrd trafik", "närtrafik"),
        ("flextur", "flextrafik", "telebus"),
        ("demand-responsive transport",),
    ),
    Bridge(("samåkning",), ("samkørsel",), ("ride sharing",)),
    Bridge(("gatubelysning",), ("gadebelysning", "gadelys"), ("street lighting",)),
    Bridge(("grannsamverkan",), ("nabohjælp",), ("neighbourhood watch",)),
    Bridge(("arbetslöshet",), ("arbejdsløshed", "ledighed"), ("unemployment",)),
    Bridge(("ensamhet",), ("ensomhed",), ("loneliness",)),
    Bridge(
        ("socialt utfallskontrakt", "utfallskontrakt", "social obligation"),
        ("effektkontrakt", "social effektinvestering", "social obligation"),
        ("social impact bond", "social outcomes contract"),
    ),
    Bridge(("ungdomsråd",), ("ungeråd", "ungdomsråd"), ("youth council",)),
    Bridge(("vardagsrehabilitering",), ("hverdagsrehabilitering",), ("reablement",)),
    Bridge(("frivillig", "volontär"), ("frivillig",), ("volunteer",)),
    Bridge(("bibliotek",), ("bibliotek",), ("library", "public library")),
    Bridge(("kollektivtrafik",), ("kollektiv trafik",), ("public transport",)),
    Bridge(("landsbygdsutveckling",), ("landsbyudvikling",), ("rural development",)),
)

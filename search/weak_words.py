"""Words that say nothing of why a text was found: they are in questions and texts of every kind."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

from kb.records import Language
from search.query_terms import QueryWord, stem_of

# Of the chunks: a word that so many have tells none of them from another.
_COMMON_SHARE = 0.2
# They retrieve, for somebody may look for them, but are no reason to read a hit.
_SWEDISH = """
alla andra använda använder använt arbeta arbetar arbetat arbete arbetet arbetssätt behöva behöver bra
bättre börja började dag del drygt egen eget egna erfarenhet erfarenheter ett exempel fem fler flera flest
fungera fungerade fungerar fungerat fyra gamla gammal gick god goda gå gång gånger går gått göra handla
handlar hela helt hjälp hjälpa hjälpt igång inga ingen kommer kommit kommun kommunal kommunala kommuner
kronor liten lyckas lyckats lösning mer mera mest metod metoder miljoner minst månad månader många nej ner
nio ny nya nytt någon några olika problem procent projekt prova provade provat pröva prövade prövar prövat
prövats resultat rätt sak saker satsa satsning sedan senare sex sju små staden stod stor stora stå står
sätt testa testat tid tiden tio tips tre två vanlig varje verksamhet veta visa visade visar värd värt år
åren året åtgärd åtgärder åtta
"""
_DANISH = """
afprøve afprøvet alle andre arbejde arbejdede arbejder arbejdet bedre begynde begyndte
brugt dag del egen eget egne eksempel eksempler erfaring erfaringer fem fire flere fleste fungere
fungerede fungerer gamle gammel gang gange gik gjort god gode godt gå gået går hele helt hjælp hjælpe
indsats indsatser ingen kommer kommet kommunal kommunale kommune kommuner kroner lille lykkedes lykkes
løsning mange mere mest metode metoder millioner mindre måde måder måned måneder ned ni ny nye nyt otte
problem procent projekt projekter prøve prøvede prøver prøvet resultat resultater sag seks senere siden
skabe skabt små start startede stor store svær syv ti tid tiden ting tips to tre vide virke virkede
virker virket vise viser viste værd år årene året
"""
_NORWEGIAN = """
alle andre arbeid arbeide arbeider arbeidet bedre begynte bruk bruke bruker brukt dag del egen eget egne
eksempel eksempler erfaring erfaringer flere fleste fungere fungerer fungert gang ganger gikk gjort god
gode godt gått hele helt hjelp ingen kommer kommet kommunal kommunale kommune kommuner kroner liten lykkes
mange mer mest metode metoder millioner måned måneder måte måter ned ny nye nytt problem prosent prosjekt
prosjekter prøvd prøvde prøve prøver resultat resultater sak senere stor store tid tiden ting tips to tre
vise viser viste år årene året
"""
_ENGLISH = """
about all best better big day different example examples experience experiences five four good great help
helped less many method methods million months municipal municipalities municipality new number old one
part people percent problem project projects result results small solution start started succeed test
tested thing things three time times tried try trying two use used using way ways work worked working
works year years
"""
_LISTS = {
    Language.SWEDISH: _SWEDISH,
    Language.DANISH: _DANISH,
    Language.NORWEGIAN: _NORWEGIAN,
    Language.ENGLISH: _ENGLISH,
}


def weak_words(words: Collection[QueryWord], shares: Mapping[str, float]) -> frozenset[str]:
    """Return the folded words of a query that tell little of why a text was found; none if all do.

    They are those of a list in four languages in any form, numbers, and what a fifth of the chunks have.

    Args:
        words: Of the query.
        shares: The share of the chunks that have a word, by its folded form; words may be missing.
    """
    weak = frozenset(word.folded for word in words if _is_weak(word, shares.get(word.folded, 0.0)))
    return weak if any(word.folded not in weak for word in words) else frozenset()


def _is_weak(word: QueryWord, share: float) -> bool:
    if share >= _COMMON_SHARE or word.folded.isdecimal():
        return True
    return any(stem in _stems(language) for language, stem in word.stems)


@cache
def _stems(language: Language) -> frozenset[str]:
    return frozenset(stem_of(word, language) for word in _LISTS[language].split())

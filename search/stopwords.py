"""Words too common to tell one text from another."""

from __future__ import annotations

from functools import cache

from kb.records import Language
from kb.text import fold

# A short list on purpose: a word that could be what somebody looks for ("alla", "unga", "tid") is not in it.
_SWEDISH = """
och i att en ett det som på är av för med till den har de inte om han men var jag sig från vi så kan när år
under också efter eller nu sin där vid mot ska skulle kunna sina mycket än hade ut vad få upp bara då blir
bli man vill själv själva gör göra hur ni detta vilka vilken dem denna dessa sitt hon oss er samt genom
mellan över utan finns hos får fick fått ge gör gjorde gjort göras blev blivit ha haft kunde ville måste bör
borde vem vems vart varför vilket våra vår vårt deras något någon några dom fanns
"""
_DANISH = """
og i at en et det som på er af for med til den har de ikke om han men var jeg sig fra vi så kan når år under
også efter eller nu sin der ved mod skal skulle kunne sine meget end havde ud hvad få op kun da bliver blive
man vil ville selv gør gøre hvor hvordan dette hvilke hvilken dem denne disse sit hun os samt gennem mellem
over uden findes hos får fik fået give gjorde gjort gøres blev blevet have haft må måtte bør burde hvem
hvorfor hvilket vores vort deres noget nogen nogle fandtes finde lave laver lavede lavet bag
"""
_NORWEGIAN = """
og i å at en ei et det som på er av for med til den har de ikke om han men var jeg seg fra vi så kan når år
under også etter eller nå sin der ved mot skal skulle kunne sine mye enn hadde ut hva få opp bare da blir
bli man vil ville selv gjør gjøre hvor hvordan dette hvilke hvilken dem denne disse sitt hun oss samt
gjennom mellom over uten finnes hos får fikk fått gi gjorde gjort ble blitt ha hatt må måtte bør burde hvem
hvorfor hvilket våre vår vårt deres noe noen fantes
"""
_ENGLISH = """
the of and to in a is that for it as was with be by on not he i this are or his from at which but have an
had they you were their one all we can has there been if more when will would who so no how what do does did
than
"""

# Words of questions and of running text besides those above, which the stand-in for the model rests on.
_MORE = {
    Language.SWEDISH: """
an alltså andra annan annat att bland blivit bli de denne dess din dina ditt du där därför då eftersom
enligt er era ert finnas fortfarande funnits går honom henne hans hennes hit inom innan ja ju just kring
kommer kommit kunnat lite låta man medan mej mig min mina mitt nej nog någonsin någonstans när nån nåt
nästan också oavsett per redan sa sej samma sedan siden ska skall som står sådan sådana sådant såsom tar tas
 trots under ungefär upp utom varit veta vet via vidare vilja väl åt än ännu dig dej
""",
    Language.DANISH: """
ad altså anden andet blandt bliv der derfor din dine dit du dig ej efter eftersom endnu er
fordi fundet går hans ham hende hendes hen her ifølge ind ja jer jeres jo kommer kommet kring
lidt mens mig min mine mit nej nok nogensinde omkring os per pr samme sagde selvom siden som sådan
sådanne sådant tager tages trods ud undtagen ved været være via vi videre øvrigt åt
""",
    Language.NORWEGIAN: """
 altså annen annet blant blitt da derfor deg dere deres der din dine ditt du ettersom er ennå fordi finnes
går ham hans henne hennes her ifølge inn ja jo kommer kommet litt mens meg min mine mitt nei nok noensinne
omkring per samme selv siden slik slike som sånn tar tas tross utenom ved vet via videre være vært åt enn

""",
    Language.ENGLISH: """
about above after again against also am among any anyone anybody anything are around away because been
before being below between both could did doing done during each either else ever every few further get gets
getting give given gave go goes going got her here hers him his into its just know knows let like made make
makes many may might mine more most much must my neither nor now off only or other others our ours out over
own per please same she should since some someone somebody something somewhere such take takes that them
then there these they this those through too toward towards under until up upon us use used uses very via
want was we well what where whether which while whom whose why within without would yet your yours
""",
}

STOP_WORDS: frozenset[str] = frozenset(fold(f"{_SWEDISH} {_DANISH} {_NORWEGIAN} {_ENGLISH}").split())
"""The commonest words of all languages together; the vectors of the stand-in rest on exactly these."""

_SHORT_LISTS = {
    Language.SWEDISH: _SWEDISH,
    Language.DANISH: _DANISH,
    Language.NORWEGIAN: _NORWEGIAN,
    Language.ENGLISH: _ENGLISH,
}
# English little words that are things in the other languages: where the language is not known, they retrieve.
_NORDIC_WORDS = frozenset({"by", "is", "like", "must", "most"})


@cache
def stop_words_of(language: Language | None = None) -> frozenset[str]:
    """Return the folded words that do not retrieve in a query of ``language``.

    Swedish, Danish and Norwegian share their lists, because short queries are often taken for a neighbour.
    Where the language is not known, those of all languages count, but for English ones that
    are things in the other languages.
    """
    nordic = _listed(Language.SWEDISH) | _listed(Language.DANISH) | _listed(Language.NORWEGIAN)
    if language is Language.ENGLISH:
        return _listed(Language.ENGLISH)
    if language in (Language.SWEDISH, Language.DANISH, Language.NORWEGIAN):
        return nordic
    return nordic | (_listed(Language.ENGLISH) - _NORDIC_WORDS)


def _listed(language: Language) -> frozenset[str]:
    return frozenset(fold(f"{_SHORT_LISTS[language]} {_MORE[language]}").split())

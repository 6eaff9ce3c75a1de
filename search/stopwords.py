"""Words too common to tell one text from another."""

from __future__ import annotations

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
hvorfor hvilket vores vort deres noget nogen nogle fandtes finde
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

STOP_WORDS: frozenset[str] = frozenset(fold(f"{_SWEDISH} {_DANISH} {_NORWEGIAN} {_ENGLISH}").split())

"""The words and parts of sentences from which notes of conferences are written for tests and measurements.

Real municipalities, invented content. Every gap has so many words that two notes hardly share three in a row.
"""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, tuple[str, ...]]


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


SWEDISH: Words = {
    "places": _split(
        "Kils kommun, Heby kommun, Avesta kommun, Kiruna kommun, Skara kommun, Sala kommun, Nora kommun, "
        "Laxå kommun, Vara kommun, Orsa kommun, Luleå kommun, Umeå kommun, Motala kommun, Eksjö kommun, "
        "Tranås kommun, Åmåls kommun, Arvika kommun, Torsby kommun, Gagnefs kommun, Härnösands kommun, "
        "Timrå kommun, Bräcke kommun, Åre kommun, Piteå kommun, Älvsbyns kommun, Kalix kommun, "
        "Ystads kommun, Tomelilla kommun, Osby kommun, Hörby kommun, Eslövs kommun, Lomma kommun, "
        "Borgholms kommun, Nybro kommun, Emmaboda kommun, Tingsryds kommun, Alvesta kommun, "
        "Gislaveds kommun"
    ),
    "towns": _split(
        "Örebro, Gävle, Växjö, Karlstad, Östersund, Västerås, Linköping, Halmstad, Kalmar, Falun"
    ),
    "actors": _split(
        "eleverna, grannarna, fritidsledarna, bibliotekarierna, lärarna, skolsköterskorna, seniorerna, "
        "byalagen, hyresgästerna, fältassistenterna, företagarna, nattvandrarna, kyrkvaktmästarna, "
        "tolkarna, kuratorerna, simlärarna, bussförarna, hemtjänstgrupperna, planarkitekterna, "
        "ungdomsombuden, fotbollstränarna, odlarna, kulturskolepedagogerna, föräldrarna, "
        "nämndledamöterna, samordnarna, biståndshandläggarna, studiecirklarna, folkhögskoledeltagarna, "
        "parkarbetarna, pensionärsföreningarna, brandmännen, konstnärerna, näringslivsutvecklarna, "
        "lokalvårdarna, kökspersonalen"
    ),
    "verbs": _split(
        "byggde, provade, ordnade, öppnade, skötte, lånade ut, planerade, ritade, prövade, drev, "
        "startade, efterfrågade, beskrev, föreslog, bemannade, målade om, flyttade, försvarade, "
        "utvärderade, räknade på, testade, finansierade, ansökte om, visade upp, delade på, tog över, "
        "förlängde, stängde, bytte ut, saknade"
    ),
    "things": _split(
        "en cykelverkstad, två bokbord, ett språkkafé, en samåkningslista, tre odlingslotter, "
        "ett läxrum, en telefonkedja, ett dansgolv, en verktygspool, två lekplatser, en sommarscen, "
        "ett frukostkök, en skateramp, ett medborgarråd, en promenadgrupp, fyra bänkar, en mataffär, "
        "ett väntrum, en medborgarbudget, två körer, en rådgivningsbuss, ett snickeri, en mobilapp, "
        "tre grillplatser, ett aktivitetshus, en uthyrningslåda, ett fadderprogram, en nattöppen hall, "
        "ett studentrum, en kunskapsbank, två digitala fikastunder, ett slöjdrum, en klimatfond, "
        "ett skridskoband, en berättarkväll, tre trygghetsvandringar"
    ),
    "rooms": _split(
        "i biblioteket, vid stranden, på torget, i den gamla tandkliniken, bakom ishallen, i folkparken, "
        "på bussterminalen, intill vårdcentralen, i tvättstugan, i sporthallen, på förskolegården, "
        "i kvarnen, under viadukten, i bygdegården, på äldreboendet, i församlingshemmet, "
        "vid återvinningen, i matsalen, på gymnasiets tak, i receptionen, längs ån, i tingshuset, "
        "vid pendelparkeringen, i växthuset, på brandstationen, i kommunhusets foajé, "
        "hos hembygdsföreningen, i den tomma affären, vid båthamnen, i musikpaviljongen"
    ),
    "times": _split(
        "på onsdagar, under hösten, varannan lördag, i fyra månader, efter skoltid, sedan pandemin, "
        "före julmarknaden, hela sommarlovet, tisdagskvällar, under sportlovet, i två terminer, "
        "från gryningen, varje kvartal, inför valet, när snön låg, över påsken, i åtta veckor, "
        "på lunchrasten, under skördetiden, efter stängning, i mars, från september, andra veckan i maj, "
        "till midsommar, på betald tid, vid terminsstarten, under tre vintrar, söndag eftermiddag, "
        "på avtalad tid, nästan dagligen"
    ),
    "helpers": _split(
        "Röda Korset, räddningstjänsten, ett studieförbund, det lokala energibolaget, sparbanken, "
        "en konstskola, bostadsbolaget, regionens folkhälsoenhet, två idrottsföreningar, "
        "arbetsförmedlingen, lantbrukarna, apoteket, scoutkåren, ett byggföretag, polisens områdesgrupp, "
        "en ideell second hand, tågoperatören, orkesterföreningen, länsstyrelsen, en pensionerad rektor, "
        "kvinnojouren, elevrådet, hyresvärden, ortens bageri"
    ),
    "traits": _split(
        "oväntat, långsamt, tydligt, enkelt, billigt, öppet, gemensamt, tålmodigt, modigt, prestigelöst, "
        "muntligt, lekfullt, noggrant, stegvis, i det tysta, utan budget, med fasta rutiner, på försök, "
        "med stolthet, i mindre skala, på två språk, med humor, utan anmälan, mot alla odds"
    ),
    "topics": _split(
        "ensamhet, nattbuss, skolfrånvaro, medborgardialog, barnfattigdom, trygghet, språkträning, "
        "odling, sommarjobb, psykisk hälsa, mat i skolan, tillit, bostadsbrist, tillgänglighet, "
        "föreningsliv, integration, generationsmöten, kulturliv, cykling, återbruk, digital hjälp, "
        "landsbygdsservice"
    ),
    "roles": _split(
        "folkhälsostrateg, utvecklingsledare, fritidschef, rektor, demokratisamordnare, "
        "kultursekreterare, verksamhetschef i en förening, oppositionsråd, integrationssamordnare, "
        "näringslivschef, enhetschef, socialsekreterare, landsbygdsutvecklare, kommunikatör, "
        "bibliotekschef, stadsbyggnadsarkitekt"
    ),
    "amounts": _split(
        "40, 65, 110, 180, 240, 320, 450, 75, 95, 135, 28, 52, 600, 88, 260, 19, 340, 33, 71, 125"
    ),
}
DANISH: Words = {
    "places": _split(
        "Svendborg Kommune, Assens Kommune, Kerteminde Kommune, Nyborg Kommune, Varde Kommune, "
        "Tønder Kommune, Haderslev Kommune, Vejen Kommune, Billund Kommune, Lemvig Kommune, "
        "Struer Kommune, Holstebro Kommune, Skive Kommune, Thisted Kommune, Hjørring Kommune, "
        "Brønderslev Kommune, Rebild Kommune, Randers Kommune, Norddjurs Kommune, Syddjurs Kommune, "
        "Odder Kommune, Horsens Kommune, Hedensted Kommune, Kalundborg Kommune, Odsherred Kommune, "
        "Holbæk Kommune, Sorø Kommune, Slagelse Kommune, Næstved Kommune, Faxe Kommune, Stevns Kommune, "
        "Lolland Kommune, Guldborgsund Kommune, Køge Kommune, Greve Kommune, Halsnæs Kommune, "
        "Gribskov Kommune, Frederikssund Kommune"
    ),
    "towns": _split(
        "Odense, Aalborg, Esbjerg, Vejle, Roskilde, Kolding, Viborg, Silkeborg, Middelfart, Herning"
    ),
    "actors": _split(
        "eleverne, naboerne, klubmedarbejderne, bibliotekarerne, lærerne, sundhedsplejerskerne, "
        "de ældre, lokalrådene, beboerne, gadeplansfolkene, de erhvervsdrivende, natteravnene, "
        "kirketjenerne, tolkene, vejlederne, svømmelærerne, buschaufførerne, hjemmeplejegrupperne, "
        "byplanlæggerne, ungerådene, fodboldtrænerne, haveejerne, musikskolelærerne, forældrene, "
        "udvalgsmedlemmerne, koordinatorerne, visitatorerne, studiekredsene, højskoleeleverne, "
        "parkfolkene, seniorklubberne, brandfolkene, kunstnerne, erhvervskonsulenterne, "
        "rengøringsholdene, køkkenpersonalet"
    ),
    "verbs": _split(
        "byggede, prøvede, arrangerede, åbnede, passede, udlånte, planlagde, tegnede, afprøvede, drev, "
        "startede, efterlyste, beskrev, foreslog, bemandede, malede, flyttede, forsvarede, evaluerede, "
        "regnede på, testede, betalte, søgte om, fremviste, deltes om, overtog, forlængede, lukkede, "
        "udskiftede, savnede"
    ),
    "things": _split(
        "et cykelværksted, to bogborde, en sprogcafé, en samkørselsliste, tre nyttehaver, en lektiestue, "
        "en telefonkæde, et dansegulv, en værktøjspulje, to legepladser, en sommerscene, "
        "et morgenkøkken, en skaterbane, et borgerråd, en gågruppe, fire bænke, en købmand, "
        "et venteværelse, et borgerbudget, to kor, en rådgivningsbus, et snedkeri, en app til mobilen, "
        "tre bålpladser, et aktivitetshus, en udlånskasse, en venneordning, en natåben hal, "
        "et studierum, en vidensbank, to digitale kaffestunder, et sløjdlokale, en klimapulje, "
        "en skøjtebane, en fortælleaften, tre tryghedsvandringer"
    ),
    "rooms": _split(
        "på biblioteket, ved stranden, på torvet, i den gamle tandklinik, bag skøjtehallen, "
        "i folkeparken, på busterminalen, ved siden af lægehuset, i vaskekælderen, i sportshallen, "
        "i børnehavens gård, i møllen, under viadukten, i forsamlingshuset, på plejehjemmet, "
        "i sognegården, på genbrugspladsen, i kantinen, på gymnasiets tag, i receptionen, langs åen, "
        "i den gamle retsbygning, ved pendlerpladsen, i drivhuset, på brandstationen, "
        "i rådhusets forhal, hos lokalhistorisk forening, i den tomme butik, ved lystbådehavnen, "
        "i musikpavillonen"
    ),
    "times": _split(
        "om onsdagen, i løbet af efteråret, hver anden lørdag, i fire måneder, efter skoletid, "
        "siden pandemien, før julemarkedet, hele sommerferien, tirsdag aften, i vinterferien, "
        "i to halvår, fra daggry, hvert kvartal, op til valget, mens sneen lå, hen over påsken, "
        "i otte uger, i frokostpausen, i høsttiden, efter lukketid, i marts, fra september, "
        "anden uge i maj, indtil sankthans, i arbejdstiden, ved skolestart, gennem tre vintre, "
        "søndag eftermiddag, efter aftale, næsten dagligt"
    ),
    "helpers": _split(
        "Røde Kors, redningsberedskabet, et oplysningsforbund, det lokale forsyningsselskab, "
        "sparekassen, en kunstskole, boligforeningen, regionens sundhedsenhed, to idrætsforeninger, "
        "jobcentret, landmændene, apoteket, spejderne, en entreprenør, nærpolitiet, "
        "en frivillig genbrugsbutik, togselskabet, byorkestret, en pensioneret skoleleder, krisecentret, "
        "elevrådet, udlejeren, byens bager"
    ),
    "traits": _split(
        "uventet, langsomt, tydeligt, enkelt, billigt, åbent, i fællesskab, tålmodigt, modigt, "
        "uhøjtideligt, mundtligt, legende, grundigt, trinvist, i stilhed, uden budget, "
        "med faste rutiner, på forsøg, med stolthed, i mindre skala, på to sprog, med humor, "
        "uden tilmelding, mod alle odds"
    ),
    "topics": _split(
        "ensomhed, natbus, skolefravær, borgerdialog, børnefattigdom, tryghed, sprogtræning, nyttehaver, "
        "fritidsjob, mental sundhed, skolemad, tillid, boligmangel, tilgængelighed, foreningsliv, "
        "integration, møder mellem generationer, kulturliv, cykling, genbrug, digital hjælp, "
        "service på landet"
    ),
    "roles": _split(
        "sundhedskonsulent, udviklingsleder, fritidschef, skoleleder, demokratikonsulent, "
        "kulturkonsulent, daglig leder i en forening, byrådsmedlem, integrationskoordinator, "
        "erhvervschef, afdelingsleder, socialrådgiver, landdistriktskonsulent, "
        "kommunikationsmedarbejder, biblioteksleder, byplanlægger"
    ),
    "amounts": _split(
        "40, 65, 110, 180, 240, 320, 450, 75, 95, 135, 28, 52, 600, 88, 260, 19, 340, 33, 71, 125"
    ),
}

# By the key of a field of the template: sentences with gaps.
SENTENCES_SV: Mapping[str, tuple[str, ...]] = {
    "question": (
        "Hur kan {actors} och {actors} få tillbaka {things} {rooms}?",
        "Vad händer med {topics} när {actors} inte räcker till {times}?",
        "Vem ska sköta {things} {rooms} om {helpers} drar sig ur?",
        "Varför {verbs} {actors} {things} så {traits} {rooms}?",
        "När räcker {topics} inte som svar på {topics} {rooms}?",
    ),
    "problem": (
        "{Actors} {verbs} {things} {rooms}, men {actors} hann sällan dit {times}.",
        "Frågan om {topics} väcktes när {actors} {verbs} {things} {times}.",
        "{Times} stod lokalen {rooms} tom, fast {actors} och {helpers} ville ha {things}.",
        "Flera hade hört att {actors} {verbs} {things} {traits} och undrade varför {topics} ändå växte.",
    ),
    "said": (
        "{Actors} berättade {traits} hur {helpers} {verbs} {things} {times}.",
        "Någon invände att {topics} kräver {things} {rooms}, inte bara {things}.",
        "Gruppen jämförde {things} {rooms} med {things} {rooms} och talade om {topics}.",
        "Enligt {actors} {verbs} man hellre {things} {times} än {things} {traits}.",
        "Att {actors} möter {actors} {rooms} sades vara viktigare än {topics}.",
        "Man enades {traits} om att {helpers} bör fråga {actors} {times}.",
    ),
    "examples": (
        "I {place} {verbs} {actors} {things} {rooms} {times} tillsammans med {helpers}.",
        "I {place} {verbs} man {things} {traits}: {amounts} personer kom {rooms} {times}.",
    ),
    "outcomes": (
        "Omkring {amounts} invånare deltog {times}, och {actors} {verbs} {things} {rooms}.",
        "{Actors} märkte {traits} att {topics} minskade {rooms} efter {amounts} träffar.",
    ),
    "worked": (
        "Det gick {traits} när {actors} själva {verbs} {things} {times}.",
        "Att {helpers} {verbs} {things} {rooms} gav {actors} mod {times}.",
    ),
    "did_not_work": (
        "Det fungerade inte när {helpers} {verbs} {things} {times} utan {actors}.",
        "Affischer {rooms} nådde inte {actors}, trots att {actors} {verbs} {things}.",
    ),
    "needed": (
        "Det krävs {amounts} timmar {times}, ett beslut om {topics} och stöd från {helpers}.",
        "Någon måste {traits} svara för {things} {rooms} även {times}.",
    ),
    "next_steps": (
        "{Actors} bjuder in {helpers} {rooms} {times} för att tala om {topics}.",
        "Gruppen skriver {traits} ihop en lista över {things} och {things} {times}.",
    ),
}
SENTENCES_DA: Mapping[str, tuple[str, ...]] = {
    "question": (
        "Hvordan kan {actors} og {actors} få {things} tilbage {rooms}?",
        "Hvad sker der med {topics}, når {actors} ikke slår til {times}?",
        "Hvem skal tage sig af {things} {rooms}, hvis {helpers} trækker sig?",
        "Hvorfor {verbs} {actors} {things} så {traits} {rooms}?",
        "Hvornår er {topics} ikke nok som svar på {topics} {rooms}?",
    ),
    "problem": (
        "{Actors} {verbs} {things} {rooms}, men {actors} nåede sjældent derhen {times}.",
        "Spørgsmålet om {topics} opstod, da {actors} {verbs} {things} {times}.",
        "{Times} stod lokalet {rooms} tomt, selv om {actors} og {helpers} ønskede {things}.",
        "Flere havde hørt, at {actors} {verbs} {things} {traits}, og undrede sig over {topics}.",
    ),
    "said": (
        "{Actors} fortalte {traits}, hvordan {helpers} {verbs} {things} {times}.",
        "Nogen indvendte, at {topics} kræver {things} {rooms} og ikke kun {things}.",
        "Gruppen sammenlignede {things} {rooms} med {things} {rooms} og talte om {topics}.",
        "Ifølge {actors} {verbs} man hellere {things} {times} end {things} {traits}.",
        "At {actors} møder {actors} {rooms}, blev kaldt vigtigere end {topics}.",
        "Man blev {traits} enige om, at {helpers} bør spørge {actors} {times}.",
    ),
    "examples": (
        "I {place} {verbs} {actors} {things} {rooms} {times} sammen med {helpers}.",
        "I {place} {verbs} man {things} {traits}: {amounts} personer kom {rooms} {times}.",
    ),
    "outcomes": (
        "Omkring {amounts} borgere deltog {times}, og {actors} {verbs} {things} {rooms}.",
        "{Actors} mærkede {traits}, at {topics} fyldte mindre {rooms} efter {amounts} møder.",
    ),
    "worked": (
        "Det gik {traits}, når {actors} selv {verbs} {things} {times}.",
        "At {helpers} {verbs} {things} {rooms}, gav {actors} mod {times}.",
    ),
    "did_not_work": (
        "Det virkede ikke, når {helpers} {verbs} {things} {times} uden {actors}.",
        "Plakater {rooms} nåede ikke {actors}, skønt {actors} {verbs} {things}.",
    ),
    "needed": (
        "Det kræver {amounts} timer {times}, en beslutning om {topics} og støtte fra {helpers}.",
        "Nogen må {traits} svare for {things} {rooms}, også {times}.",
    ),
    "next_steps": (
        "{Actors} inviterer {helpers} {rooms} {times} til en snak om {topics}.",
        "Gruppen skriver {traits} en liste over {things} og {things} {times}.",
    ),
}

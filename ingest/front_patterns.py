"""How the first lines of documents are written in Swedish, Danish and English: bylines, labels, menus."""

from __future__ import annotations

import re

BYLINE = re.compile(
    r"(?:(?i:(?:(?:text|tekst)(?: (?:och|og|&|\+) (?:foto|bild|fotos?))?|(?:foto|bild) (?:och|og|"
    r"&) (?:text|tekst)|"
    r"referent(?:er)?|ref\.?|(?:mötes|møde|protokoll?|bords?|grupp)?-?sekreterare|(?:mødes?)?sekretær|"
    r"skribent(?:er)?|"
    r"författare|"
    r"forfatter(?:e)?|forfattare|rapportör(?:er)?|antecknare|protokollförare|protokollant|pennförare|"
    r"reporter|renskrivning|renskrift|rentskrivning|redigering|skriver|penna|pen|redaktion|"
    r"(?:bords?|grupp)(?:skrivare|skriver|referent)|"
    r"av|af|by|authors?|(?:mødes?)?referat|protokoll|protokol|anteckningar|noter|notat|från|fra|redaktör|"
    r"redaktør|"
    r"mötesanteckningar|minnesanteckningar))\s?:\s*|"
    r"(?i:(?:text|tekst|(?:an|ned)?tecknat|antecknad|nedtecknat|skrive[tn]|skrevet|noteret|noterat|"
    r"nedskrevet|uppsatt|ren(?:t)?skrive[tn]|ren(?:t)?skrevet|(?:skrevet|skrive[tn]) rent|"
    r"sammanställ[td](?:ning)?|samlet|udarbejdet|utarbetad|utarbetat|upprättad|upprättat|författat|"
    r"författad|forfattet|"
    r"redigeret|redigerad|(?:skrevet|skrive[tn]|tecknat) ned|"
    r"dokumenter(?:at|ad|et)|dokumentation|refereret|opsummeret|sammanfattat|"
    r"sammenfattet|"
    r"rapport|referat|protokoll?|(?:minnes|mötes)?anteckningar(?:na)?|noter(?:ne)?|written|compiled|notes|"
    r"minutes)\s"
    r"(?:av|af|by|ved|vid)|v[/.](?=\s?[A-ZÅÄÖÆØ])|av|af|by|text|tekst|(?:vid|ved) (?:pennan|pennen|"
    r"protokollet|anteckningarna|"
    r"tangenterna|tangentbordet|tasterne|tastaturet|referenten)|"
    r"referent|författare|forfatter|sekreterare|sekretær)\s?:?\s+|v/)(?P<names>.+)"
)
CUT_NAMES = re.compile(
    r"\s*(?:\b(?:foto(?:graf)?|bild|illustration|grafik)\b\s?:?|[,.]?\s*\b(?:publicer|publicer|opdater|"
    r"uppdater|skrevet d|den \d)|"
    r"(?<!\b[A-ZÅÄÖÆØ])\.\s|\s[|•·–-]\s|\d).*",
    re.IGNORECASE,
)
ROLE = re.compile(
    r"\b\w*(?:ordfører|formand|ordförande|chef|direktør|direktör|konsulent|redaktør|redaktör|rådgiver|"
    r"rådgivare|"
    r"borgmester|kommunalråd|rådmand|leder|ledare|handläggare|sekreterare|sekretær|strateg|forsker|forskare|"
    r"lektor|professor|ledamot|minister|journalist|reporter|utredare|samordnare|koordinator|utvecklare|"
    r"udvikler|"
    r"analytiker|skribent|medarbejder|medarbetare|planerare|planlægger|bibliotekar|bibliotekarie|lærer|"
    r"lärare)\b",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"(?:Plats|Sted|Kommun|Kommune|Kommuner|Lokal|Lokale|Mötesplats|Mødested|Var|Hvor|Venue|Plats och tid|"
    r"Sted og tid|"
    r"(?:Tid|Dato|Datum) (?:och plats|og sted)):\s*(?P<place>.+)"
)
TIME = re.compile(
    r"(?:tid|tidpunkt|tid och plats|tid og sted|dato og tid|mötestid|mødetid|när|hvornår|dag|mødedato|"
    r"mötesdag)\s?:",
    re.IGNORECASE,
)
TIME_OF_DAY = re.compile(r",?\s*\b(?:kl|klockan|klokken)\b.*", re.IGNORECASE)
PRESENT = re.compile(
    r"(?:(?:övriga |øvrige |tjänstgörande )?(?:(?:när|från)varande(?: \w+)?)|ej närvarande|utses att justera|"
    r"deltagare|deltagande|övriga deltagare|inbjudna|"
    r"(?:anmält )?förhinder|"
    r"kallade|til ?stede|tilstedeværende|fraværende|deltagere|mødedeltagere|afbud|inviterede|present|absent|"
    r"attendees|apologies|ledamöter|medlemmer|ersättare|beslutande)(?:\s?\([^)]*\))?\s?:.*",
    re.IGNORECASE,
)
# Above a list of names, without a colon.
PRESENT_ABOVE = re.compile(
    r"(?:övriga |øvrige |ej |ikke )?(?:(?:när|från)varande(?: \w+)?|deltagare|deltagere|mødedeltagere|"
    r"til ?stede|tilstedeværende|fraværende|ledamöter|medlemmer|ersättare|beslutande|förhinder|afbud|"
    r"inbjudna|inviterede)",
    re.IGNORECASE,
)
FIELD = re.compile(
    r"(?:foto(?:graf)?|bild|illustration(?:er)?|ordförande|mötesordförande|ordstyrer|dirigent|mødeleder|"
    r"mötesledare|"
    r"formand|justerare|justeras|justering|referent|ref|sekreterare|sekretær|ämne|angående|ang|vedr|"
    r"vedrørende|betr|rubrik|titel|ärende|emne|ämne|till|til|kopi|cc|kontakt|kontaktperson|diarienummer|dnr|"
    r"sagsnr|journalnr|version|status|sidor|sider|antal sidor|bilagor|bilag|samtalsledare|moderator|"
    r"facilitator)"
    r"\.?\s?:.*",
    re.IGNORECASE,
)
SENDER = re.compile(
    r"(?:(?:udgivet|utgiven|utgivet|producerad|producerat|produceret|publicerad|publicerat|published|"
    r"issued) (?:af|av|by)"
    r"|avsändare|afsender|udgiver|utgivare|organisation|förvaltning|forvaltning|enhet|myndighed|"
    r"myndighet|(?:udvalg|nämnd|utskott|organ)(?=\s?:)|"
    r"(?:(?:ett|et|en) )?(?:nyhets|nyheds|informations|medlems|kund|veck|uge|månads|måneds)?"
    r"(?:brev|utskick|udsendelse|bulletin) (?:från|fra))\s?:?\s+"
    r"(?P<body>.+)|(?:från|fra|from|"
    r"(?:samlet|sammanställ[td]|udarbejdet|utarbeta[td]|framtag(?:en|et)|skrevet|skrive[tn]) (?:av|af))"
    r"\s?:?\s+(?P<sender>[A-ZÅÄÖÆØ].*)",
    re.IGNORECASE,
)
END = re.compile(
    r"(?:program|dagordning|dagorden|dagsorden|agenda|föredragningslista|innehåll(?:sförteckning)?|"
    r"underskrifter|underskrift|justering|indhold(?:sfortegnelse)?|contents|table of contents|i (?:dag|"
    r"detta nummer|dette nummer|"
    r"det här numret)|idag|"
    r"(?:relevanta|relevante|relaterade|relaterede|liknande|lignende) dokument(?:er)?|"
    r"(?:hej|kära|kære|bästa|dear|hi|hello|god dag|goddag)\b(?: \w+){0,3}[!,.]?|(?:hej|hi)[!,].*|"
    r"(?:kära|kære|bästa|dear) .{1,40})\s?:?",
    re.IGNORECASE,
)
FIRST_SECTION = re.compile(
    r"(?:bakgrund|baggrund|inledning|indledning|introduktion|sammanfattning|sammenfatning|resumé|resume|"
    r"förord|forord|"
    r"syfte|formål|summary|background|introduction|problemet|om projektet|§ ?\d.*)\s?:?",
    re.IGNORECASE,
)
# "Afholdt d. 3. april 2019 i Prøveby"
# "Bygdegården i Byn": where they met, alone on a line.
HOUSE = re.compile(
    r"(?=[A-ZÅÄÖÆØ])(?:[\w-]+ ){0,3}?[\w-]*(?:gård|gården|hus|huset|sal|salen|lokal|lokalen|lokalet|"
    r"bibliotek|biblioteket|skola|skolan|skole|skolen|kyrkan|kirken|krog|krogen|kro|kroen|teatern|teatret|"
    r"hotell?|hotellet|museet|museum|konferenscenter|kulturcenter|hallen)"
    r"(?:,? (?:i |på |vid |ved )?[A-ZÅÄÖÆØ][\w-]+(?: [A-ZÅÄÖÆØ][\w-]+)?)?(?:, [\w ]{2,30})?",
)
# The name of a field of minutes, over what is filled in.
LABEL = re.compile(
    r"(?:sammanträdes|mötes|møde|protokoll?s?)?-?(?:datum|dato|dag|tid|tidpunkt|plats|sted)"
    r"(?: (?:och|og) (?:plats|sted|tid))?\s?:?",
    re.IGNORECASE,
)
HELD = re.compile(
    r"^(?:afholdt|afviklet|hölls|hållen|hållet|genomförd|genomfördes|held)\b\W*(?:(?:i|på|in|at|vid|"
    r"ved)\s+)?",
    re.IGNORECASE,
)
CRUMBS = re.compile(
    r"(?:hem|start|startsida|startsidan|forside|forsiden|hjem|home|du är här|du er her|you are here)\s?:?\s*"
    r"(?:[>/›»→|].*|\w.*[>›»→].*)",
    re.IGNORECASE,
)
FURNITURE = re.compile(
    r"(?:sida|side|page)\s+\d+(?:\s*(?:\(|/|av|af|of)\s*\d+\)?)?|\d{1,3}|"
    r"(?:meny|menu|sök|søg|search|stäng|luk|close|dela|del|share|tweet(?:a)?|skriv ut|udskriv|print|"
    r"lyssna|lyt|annons|"
    r"annonce|reklam|logga in|log ind|login|log in|registrera|opret (?:bruger|profil)|om oss|om os|"
    r"kontakta oss|"
    r"kontakt os|till startsidan|til forsiden|"
    r"(?:hoppa|gå|spring|spring over|skip|gå) ?(?:direkt|direkte)? ?(?:till|til|to|over)\b.{0,30}|"
    r"(?:dela|del|share) (?:på|on|via|med)\b.{0,20}|(?:ladda ner|hent|download|hämta)\b.{0,160}|"
    r"(?:godkänn|acceptera|accepter|tillad|tillåt|endast|kun|accept)\b.{0,60}|"
    r"(?:læs|läs) (?:mere|mer)(?: om (?:kakor|cookies))?|"
    r"(?:visningar|visninger|delningar|delinger|views)\s?:?\s*[\d ]+.*)|"
    r"(?:utkast|udkast|kladde|draft|arbetsmaterial|arbejdsdokument)"
    r"(?:\W*|\s(?:nr\.? ?|version )?\d{1,2}|\W+(?:ej|ikke|inte|icke|må|får|gerne|gärna|endast|kun|version|"
    r"v\.?\d|internt?)\b.*)|"
    r"(?:\w+ ){0,3}(?:sök|søg|search) (?:bland|blandt|i|in|among) (?:(?:over|mere end|mer än|fler än) )?"
    r"\d[\d .,]* \w+(?: \w+){0,2}|"
    r"[^\w\d]*(?:[^\W\d]{1,2}\W+){2,}[^\W\d]{0,2}[^\w\d]*|"
    r".*\b(?:cookies?|kakor)\b.*|"
    r".*\b(?:i webbläsaren|i din webbläsare|i din browser|i browseren|in your browser)\b.*",
    re.IGNORECASE,
)
STATEMENT = re.compile(r"\bmetodbank", re.IGNORECASE)
SENTENCES = re.compile(r"[^.!?\s]{3,}[.!?]['\"”»]?\s+['\"”«]?[A-ZÅÄÖÆØ]")
ABBREVIATED = re.compile(
    r"(?:\b(?:m\.m|m\.fl|o\.s\.v|osv|etc|bl\.a|mv|m\.v|kap|nr|ca)|\.\.)\.$", re.IGNORECASE
)
PIECE = re.compile(
    r"(?:i|på|vid|ved) [A-ZÅÄÖÆØ]|"
    r"[\w-]*(?:huset|gården|salen|skolan|skolen|biblioteket|kirken|kyrkan|kontoret)\b|"
    r"(?:digitalt?|online|via|på) ?(?:teams|zoom|skype|meet)?\b|"
    r"(?:nr\.?|nummer|no\.?|#|årgång|årgang|årg\.?|vecka|uge|v\.)\s?\d|[A-ZÅÄÖÆØ0-9”“\"«»'(]|(?:møde|mötes|"
    r"konferens|konference|stora |lilla |store |lille )?"
    r"(?:lokale?|sal|salen|rum|rummet|våning|plan|etage|hus|opgang|aula|matsalen|kantinen|stuen)\b"
)
# An entry of a menu among others.
MENU_ENTRY = re.compile(
    r"(?:in )?english|(?:sök|søg|search)\W*|(?:om|about) \w+|kontakt\w*(?: (?:oss|os))?|meny|menu|"
    r"log(?:ga)? ind?|start|startsida|forside|hem|hjem|press|presse|lediga jobb|job|nyheter|nyheder|"
    r"prenumerera|abonner|abonnera|"
    r"ladda upp|upload|overfør|registrera(?: dig)?|opret .{1,20}|bli medlem|bliv medlem",
    re.IGNORECASE,
)
# "Start Kultur Sport Åsikt": a menu whose marks are lost.
MENU_WORDS = re.compile(
    r"(?:Start|Startsida|Hem|Hjem|Forside|Meny|Menu|Nyheter|Nyheder|Lokalt)(?:\s[A-ZÅÄÖÆØ][\w-]+){2,}"
)
_MAIL_ADDRESS = r"\s*[<(\[]?[\w.+-]+@[\w.-]+\.\w+[>)\]]?"
ADDRESS = re.compile(rf"{_MAIL_ADDRESS}\s*$|\s*\[mailto:[^\]]*\]|\s*<[^<>]*>\s*$")

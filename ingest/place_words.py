"""Words that decide what a name beside them means: a municipality, a person, a club, a paper, a court."""

from __future__ import annotations

ADMINISTRATIVE = frozenset(
    "kommun kommuns kommunen kommunens kommune kommunes kommuner kommuners stad stads byråd byråds byrådet"
    " byrådets kommunstyrelse kommunstyrelsen kommunfullmäktige kommunalbestyrelse kommunalbestyrelsen"
    " regionskommune borgmester kommunchef kommundirektør stadsdel".split()
)
# Those of one language only: "kommunen" and "kommuner" are both.
DANISH = frozenset(
    "kommune kommunes byråd byråds byrådet byrådets kommunalbestyrelse kommunalbestyrelsen borgmester"
    " kommundirektør regionskommune".split()
)
SWEDISH = frozenset("kommun kommuns stad stads kommunstyrelse kommunstyrelsen kommunfullmäktige".split())

# After the last name of a list: it and the others are of counties or the like.
SHARED_AFTER = frozenset(
    "län läns amt amts amter universiteter universiteterne sygehuse hospitaler tingsrätter".split()
)
# After the name: it is another body, a club, a paper or a landscape.
OTHER_AFTER = SHARED_AFTER | frozenset(
    # regions, courts and the church
    "landsting landstinget landstings region regionen regionens tingsrätt hovrätt kammarrätt"
    " förvaltningsrätt byret stift stifts stiftet domkapitel"
    # universities, hospitals and schools of others
    " universitet universitets universitetet university universiteter högskola högskolan lärarhögskola"
    " folkhögskola folkhögskolan folkehøjskole højskole handelshögskola handelsskole gymnasium seminarium"
    " katedralskola katedralskole lasarett sjukhus sygehus hospital universitetssjukhus universitetshospital"
    " universitetssygehus school college"
    # landscape, traffic and what is known far away
    " älvdal älv flygplats lufthavn fjord bugt å hed gods slott stenar ådal airport festival"
    # clubs
    " if fc bk ik ff sk fk gif hf aif hk hc bois fb ac ob agf fck gf is bsk fif united vikings"
    " redhawks lakers bulldogs galopp bollklubb boldklub fotboll fotbollsklubb fodbold fodboldklub"
    " idrott idrottsklubb idrottsförening idrætsforening idrætsklub håndbold handboll hockey basket"
    " ishockey simklubb"
    # papers and stations
    " tidning nyheter tidningen tidningar tidende dagblad dagbladet avis amtsavis stiftstidende folkeblad"
    " folketidende venstreblad folkblad posten kuriren allehanda"
    # where conferences are held, and firms
    " kongrescenter congress konferenscenter konferencecenter messecenter hotel hotell hotellet"
    " sparbank sparekasse bank ab".split()
)
OTHER_BEFORE = frozenset(
    "landstinget landsting länsstyrelsen länsstyrelserna länen region lokalpolisområde ifk if ik fc fk bk ff"
    " sk gif hif ac fb hk ob team via"
    " p4 svt radio lokalavisen ugeavisen folkebladet sparbanken sparekassen högskolan college"
    " regionshospitalet sygehuset sjukhuset lasarettet hotel hotell scandic comwell radisson clarion"
    " messecenter kongrescenter konferencecenter".split()
)
# "till Holbæk station": a way there tells of nothing done there.
STOPS = frozenset(
    "station stationen central centralstation centralen banegård hovedbanegård resecentrum busstation"
    " bussterminal rutebilstation trafikplats havn hamn færgehavn färjeläge".split()
)
# "Borås-modellen" is used anywhere: it is no place.
METHOD_AFTER = (
    "modell", "model", "metod", "konvention", "deklaration", "erklæring", "charter", "åtagande",
    "protokoll", "studie", "effekt", "syndrom", "manifest",
)  # fmt: skip

# "Man åkte till Lund": a journey tells of no practice there.
TRAVEL = frozenset(
    "åkte åker åka reste reser resa flyttade flyttar for tåg tåget buss bussen flyg flyget rejste rejser"
    " rejse kørte kører køre flyttede flytter tog toget bus bussen flyet".split()
)
PLACE_PREPOSITIONS = frozenset(
    "i från hos till vid fra ved mellan mellem in besökte besöker besøgte besøger".split()
)
KIND_BEFORE = frozenset(
    "kommunen kommun kommune kommunerna kommunerne kommuner staden byen nabokommunen grannkommunen"
    " nabokommunerne grannkommunerna danska danske svenska svenske".split()
)
DISTRICT_BEFORE = frozenset(
    "stadsdelen stadsdelarna förorten förorterna området områdena bostadsområdet bostadsområdena"
    " miljonområdet tätorten orten samhället bruksorten miljonprogramsområdet bydelen bydelene"
    " forstaden kvarteret boligområdet boligområderne bebyggelsen boligafdelingen landsbyen byen"
    " stationsbyen".split()
)
# Names of islands that mean them after "på", and often something else without it: "Mors dag".
ISLANDS = frozenset("Mors Als Falster Møn Fur Anholt Ven".split())
LIST_WORDS = frozenset(
    "och og samt eller respektive resp henholdsvis hhv and både såväl som bl a m fl bland annat andra blandt"
    " andet andre".split()
)
CONJUNCTIONS = frozenset("och og samt eller respektive resp henholdsvis hhv and".split())
# "siger Ringsted": people speak, municipalities seldom do without "kommune".
SAYING = frozenset(
    "säger sade sa berättar berättade menar menade tillägger förklarar undrar skrattar minns"
    " konstaterar siger sagde fortæller fortalte mener mente tilføjer forklarer forklarede griner"
    " husker konstaterer fru herr hr dr professor doktor".split()
)
# Verbs that follow a municipality that is the subject of a sentence.
ACTING = frozenset(
    "har hade gav ger gör gjorde valde väljer startade startar provar provade prövar prövade bjuder bjöd"
    " lånar lånade"
    " satsar satsade arbetar arbetade använder använde erbjuder erbjöd inför införde öppnade öppnar byggde"
    " bygger skapade tog tar låter lät vill ville kan kunde är var fick får beslutade kommer anställde ordnar"
    " ordnade havde giver gjorde gør valgte vælger starter startede prøver prøvede"
    " låner lånte satser satsede arbejder arbejdede bruger brugte tilbyder tilbød indfører indførte åbnede"
    " åbner byggede skabte lader lod er fik besluttede ansatte laver lavede"
    # what is done with money, things and people
    " lägger lade sätter satte ställer ställde skickar skickade delar delade håller höll driver drev kör"
    " körde hyr hyrde samlar samlade samarbetar testar testade betalar betalade flyttar flyttade går gick"
    " söker sökte fortsätter utbildar utbildade köper köpte ringer ringde frågar frågade räknar räknade"
    " planerar prioriterar visar visade följer följde mäter mätte döper döpte bestämde utser utsåg"
    " stänger stängde genomför genomförde sänkte höjde slopar slopade stöder stödjer hjälper övar möter"
    " saknar slutade ersatte ersätter byter bytte samordnar inrättade lanserade vände vänder"
    " lægger lagde sætter satte stiller stillede sender sendte deler delte holder holdt drev kører kørte"
    " lejer lejede samler samlede samarbejder tester testede betaler betalte bygger flytter flyttede går gik"
    " søger søgte fortsætter uddanner uddannede køber købte ringede spørger spurgte tæller talte planlægger"
    " prioriterer viser viste følger fulgte måler målte døber døbte bestemte udpeger udpegede lukker lukkede"
    " gennemfører gennemførte sænkede hævede afskaffede støtter støttede hjælper øver møder mangler stoppede"
    " erstatter erstattede bytter byttede koordinerer oprettede lancerede vendte vender inviterer".split()
)
# Ambiguous names that begin a sentence as a municipality far more often than as anything else.
SELDOM_ELSE = frozenset(
    "Hjo Kil Grums Trosa Nacka Skara Köping Lomma Habo Mora Sala Säter Bräcke Åre Älvdalen"
    " Tønder Odder Lejre Varde Vejle Faxe Egedal Skive".split()
)
# First names that stand before surnames which are also places, and the reverse: "Lena Lund", "Nora Berg".
FIRST_NAMES = frozenset(
    # women
    "agneta agnes aisha alexandra alice alva alma amalie amanda amina anette anita anja ann anna anne"
    " annelie annette annika asta astrid aya barbro beata benedicte bente berit birgit birgitta birte"
    " bodil britt britta camilla carina caroline catarina cecilia cecilie charlotte christel christina"
    " clara connie dagmar ditte dorotea dorte dorthe ebba elin elina elisabet elisabeth ella ellen"
    " ellinor elsa emelie emilie emma emmy erika ester eva evelina fanny fatima fatma filippa frida"
    " freja gerd gerda gitte grete greta gudrun gun gunilla gunvor hanna hannah hanne hedda hedvig"
    " helen helena helene helle henriette ida inga ingela inge inger ingrid irene iris isabella jane"
    " jeanette jenny jessica jette johanna josefin josefine judith julia julie jytte kajsa karen karin"
    " karina karoline katarina kate kerstin kim kirsten klara kristin kristina lena laila laura lea"
    " leila lene lilian lina linda linnea lis lisa lisbet lisbeth lise liselotte liv lone lotta lotte"
    " louise lovisa lærke mai maj maja malene malin maren margareta margit margrethe maria mariam"
    " marianne marie marit matilda merete merethe mette mia mie mikaela mona monica monika moa nadia"
    " nanna natalia nina nora pernilla pernille petra pia rebecka rie rikke rigmor rita rosa ruth"
    " sanna sanne sara sarah sigrid signe siri sofia sofie solveig sonja stine stina susan susanne"
    " svea sølvi tanja tea therese tilde tina tine tove trine tuva ulla ulrika vera vibeke viktoria"
    " vilhelmina vilma yasmin ylva yvonne zahra åsa åse"
    # men
    " abdi abdul adam ahmed albert alexander alf ali allan anders andreas anton arne arvid asger aske"
    " aksel axel bengt benny bent bernt birger bjarne björn bjørn bo bosse börje carl carsten casper"
    " charlie christer christian christoffer claes claus dag daniel david dennis ebbe edvard einar"
    " elias emil erik ernst esben evert filip finn flemming folke frank frans frede frederik fredrik"
    " fritz georg gert gunnar gustaf gustav göran göte hampus hans harald hardy hasse hassan heinz"
    " henning henrik henry herman holger hugo håkan ib ibrahim ingemar ingvar isak ivan ivar jacob"
    " jakob jan jari jens jeppe jerker jesper jim joachim joakim johan johannes john johnny jon jonas"
    " jonathan jonny jörgen jørgen jørn josef kai kaj karl karsten kasper keld kenneth kenny kent"
    " kjeld kjell klaus knud knut konrad krister kristian kristoffer kurt lars lasse leif lennart leo"
    " leon linus lorenz ludvig lukas mads magnus mahmoud malte marcus mark markus martin mathias mats"
    " mattias max melker michael mikael mikkel mogens mohamed mohammed morten mustafa måns niclas"
    " niels niklas nikolaj nils oliver oluf olle olof ole omar oskar oscar otto ove palle patrik"
    " patrick paul per peter pontus poul preben rasmus reidar rene richard rickard roger roland rolf"
    " ronny rune salem samuel sebastian sigurd simon sixten sofus steen stefan steffen stellan sten"
    " stig sune svante sven sverker svend søren thomas thor thorbjörn thorsten thure tobias tom tomas"
    " tommy tony torben tore torkild torsten tage troels ture uffe ulf ulrik urban uwe valdemar verner"
    " victor viktor viggo vilhelm villy wilhelm william yngve yusuf åge".split()
)

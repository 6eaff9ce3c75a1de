"""Texts for the tests of similar documents, of our own writing."""

from __future__ import annotations


def paragraphs(text: str) -> tuple[str, ...]:
    """Return paragraphs, each on one line."""
    return tuple(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


ARTICLE = paragraphs("""\
Sedan i våras kan den som bor i Sandby låna en elcykel med låda av biblioteket. Åtta hushåll har turats om
att ha cykeln i två veckor var, och sex av dem har sålt eller ställt av en bil efteråt.

Idén kom från en förälder på förskolan Tallkotten som var trött på bilköerna vid lämningen. Kommunens
trafikplanerare ordnade pengar ur klimatpotten, och biblioteket tog hand om bokningen eftersom det redan
har ett system för lån.

Det som inte gick som väntat var vintern. Ingen ville låna cykeln mellan november och mars, och batteriet
tog skada av att stå i ett kallt förråd. Nästa år ska den stå inne i bibliotekets entré.""")

OTHER = paragraphs("""\
I Hult har nio bostadsrättsföreningar slagit ihop sina verktygsförråd. En pensionerad snickare sköter
utlåningen på onsdagar och lär ut hur man slipar ett golv. Föreningen betalar hyran genom att städa
källaren i huset intill, och under det första året lånades borrmaskinen ut fler gånger än någon bok.""")

DANISH = paragraphs("""\
I Lunde har beboerne i tre opgange lavet en fælles madklub. Hver torsdag laver to familier aftensmad til
alle, og den, der ikke har råd, vasker op i stedet for at betale. Boligforeningen lægger køkken til, og en
studerende fra professionshøjskolen skriver ned, hvem der kommer igen, og hvem der bliver væk.""")

_YEAR = """Årsrapport {year} för Familjecentralen Lyktan

Familjecentralen Lyktan drivs av kommunen och regionen tillsammans och vänder sig till alla som väntar
eller har barn under sex år. Här arbetar barnmorska, barnhälsovård, öppen förskola och en socialrådgivare
under samma tak.

Öppna förskolan hade {visits} besök, varav {fathers} av pappor. Barnhälsovården skrev in {children} barn
och gjorde {homes} hembesök. Socialrådgivaren hade {talks} samtal. Väntetiden till ett första samtal var i
genomsnitt {days} dagar.

{text}

Personalen ses varje måndag och går igenom veckan. En gång i månaden träffas styrgruppen med chefer från
båda huvudmännen. Föräldrarna tillfrågas två gånger om året om vad de saknar, och svaren sätts upp på
väggen i köket.
"""
YEAR_2022 = _YEAR.format(
    year=2022, visits=4210, fathers=611, children=188, homes=173, talks=342, days=9,
    text="Under våren provade vi sångstund på arabiska. Först kom två familjer, i maj kom fjorton.",
)  # fmt: skip
YEAR_2023 = _YEAR.format(
    year=2023, visits=4987, fathers=803, children=201, homes=160, talks=415, days=12,
    text="Vi öppnade en kväll i veckan. Det gick trögt tills mat ingick.",
)  # fmt: skip


def page(*menu: str, footer: str, article: tuple[str, ...] = ARTICLE) -> str:
    """Return a web page with an article between its menu and its footer."""
    links = "".join(f'<li><a href="#">{entry}</a></li>' for entry in menu)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in article)
    return (
        '<!doctype html><html lang="sv"><head><title>Lånecykeln i Sandby</title></head><body>'
        f"<nav><ul>{links}</ul></nav><main><article><h1>Lånecykeln i Sandby</h1>{body}</article></main>"
        f"<footer>{footer}</footer></body></html>"
    )


PAGE_THEN = page("Hem", "Bygga och bo", "Omsorg", "Skola", footer="Sandby kommun, Torggatan 1")
PAGE_NOW = page("Start", "Nyheter", "Trafik", "Kontakta oss", "Lättläst", footer="Dela på Facebook")
NEWSLETTER = "\n\n".join(
    ("Nyhetsbrev från Klimatnätverket", "Lånecykeln i Sandby", *ARTICLE, "Verktygspoolen i Hult", *OTHER)
)

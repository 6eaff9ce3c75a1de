from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.inline_headings import split_glued
from ingest.structure import find_blocks
from kb.records import Block, BlockKind
from tests.ingest.makers import prepare

GLUED = (
    "Bakgrund Vindsala hade tre tomma affärer vid torget när arbetet började. Ingen ville hyra dem, och "
    "kommunen ägde ingen av dem. Syfte Projektet skulle fylla lokalerna med sådant som de boende själva "
    "saknade. Så gick det till Vi knackade dörr i fyra veckor och skrev upp allt som sades. Norrbacka: "
    "skomakaren som kom tillbaka Norrbacka lånade ut en lokal utan hyra i ett år. Efter det betalade "
    "skomakaren själv. Svårigheter Det tog längre tid än vi trodde att hitta ägarna."
)


def headings(text: str) -> list[str]:
    blocks = split_glued(text, find_blocks(text))
    return [text[block.start : block.end] for block in blocks if block.kind is BlockKind.HEADING]


def test_headings_in_a_glued_line_are_told_by_what_follows_them() -> None:
    assert headings(GLUED) == [
        "Bakgrund",
        "Syfte",
        "Så gick det till",
        "Norrbacka: skomakaren som kom tillbaka",
        "Svårigheter",
    ]


def test_danish_and_numbered_headings_are_found() -> None:
    text = (
        "1. Baggrund I foråret stod tre butikker tomme. Ingen ville leje dem, og kommunen ejede ingen. "
        "2. Hvad gjorde vi? Vi bankede på i fire uger og skrev alt ned, også det sure. 3. Anbefalinger Giv "
        "jer god tid. Begynd med dem, der bor der, og lad være med at love noget, som andre skal betale for. "
        "Det tog længere tid end ventet at finde ejerne, og en af dem boede i udlandet."
    )
    assert headings(text) == ["1. Baggrund", "2. Hvad gjorde vi?", "3. Anbefalinger"]


def test_labels_are_headings_in_a_glued_line_only() -> None:
    text = GLUED + " Liten kommun: Resurserna räcker inte till. Stor kommun: Ingen vet vad den andra gör."
    assert headings(text)[-2:] == ["Liten kommun:", "Stor kommun:"]
    prose = "Samordnaren sa: Det går. " + "Vi väntade i två år på besked från länet och fick det i mars. " * 6
    assert headings(prose) == []


def test_a_paragraph_with_one_odd_capital_stays_whole() -> None:
    text = "Vi lärde oss mycket under året. Det var svårt ibland Men roligt. " + "Alla kom tillbaka. " * 20
    assert headings(text) == []


def test_each_part_is_a_passage_of_its_own_with_its_heading() -> None:
    document = prepare(f"Torget som vaknade\n\n{GLUED}\n")
    paths = {chunk.heading_path[-1]: chunk.text for chunk in document.chunks}
    assert paths["Syfte"].startswith("Projektet skulle fylla")
    assert paths["Norrbacka: skomakaren som kom tillbaka"].startswith("Norrbacka lånade")


def words_of(text: str, blocks: Sequence[Block]) -> list[str]:
    return [word for block in blocks for word in text[block.start : block.end].split()]


@given(st.text(alphabet="ABab åÅ.?:,\n1", max_size=900))
def test_no_text_is_lost_and_blocks_stay_in_order(text: str) -> None:
    before = find_blocks(text)
    after = split_glued(text, before)
    assert words_of(text, before) == words_of(text, after)
    assert all(first.end <= second.start for first, second in pairwise(after))


COUNTED = (
    "Dagen handlede om naboer, og der var mødt mange op. Runde 1: Hvad har I prøvet? Vi havde en kuvert med "
    "navne, og den lå hos købmanden hele vinteren. 2 Runde 2: Vand i kælderen I mange huse står pumpen klar. "
    "HVAD VI LÆRTE Det var nøglerne, der manglede. TAL Vi talte 31 døre. Det er svært: man glemmer."
)


def test_counted_and_shouted_headings_in_a_glued_line() -> None:
    assert headings(COUNTED) == [
        "Runde 1: Hvad har I prøvet?",
        "Runde 2: Vand i kælderen",
        "HVAD VI LÆRTE",
        "TAL",
    ]


def test_abbreviations_and_sentences_that_lead_on_are_no_headings() -> None:
    text = (
        "Bakgrund Huset stod tomt och SKL Kommentus frågade om priset. Syfte Alla skulle få komma. Tre saker "
        "återkom hela dagen och de var: Nyckeln, kaffet och tiden. I en Relativt stor by går det, sa någon, "
        "men inte i den som ligger längst bort från vägen, för dit går ingen buss efter fem om kvällen. Den "
        "som har bil får skjutsa, och den som inte har någon får stanna hemma."
    )
    assert headings(text) == ["Bakgrund", "Syfte"]


def test_paragraph_that_begins_with_a_field_of_its_template_is_cut() -> None:
    asked = "Nya frågor?\n\nVem tar hand om nyckeln?\n\nSvar\n\nIngen.\n\n"
    text = (
        f"{asked}{asked.replace('nyckeln', 'båten')}Nya frågor? Knyt ihop trådarna före "
        "nästa möte.\n\nTack.\n"
    )
    assert headings(text).count("Nya frågor?") == 3

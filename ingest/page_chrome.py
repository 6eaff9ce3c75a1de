"""What web pages and newsletters put around their text: menus, paths, buttons, notices and footers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from ingest.text_line import TextLine, marker, short_content
from kb.records import BlockKind, ParsedDocument
from kb.text import fold

_MAX_CHARS = 160
_MAX_LINK_WORDS = 9
_MENU_WORDS = 3  # of an entry of a menu
_MIN_MENU_LINES = 3
_HEAD_LINES = 40  # how far down a page its menu may reach
_BETWEEN = re.compile(r"\s*[|·•→]\s*|\]\s*\[|\s{2,}|\t|\s+[/>»›]+\s+")
_PATH_MARK = re.compile(r"\s+(?:>|/|»|›|\|)\s+")
_COUNT = re.compile(r"\s*\(\d+\)$")
_ARROW = re.compile(r"\s[>»›]\s")
_AROUND = " \t*:.!?>»›→«<+[]()✓✕×▲▼▾↗►~–-&"
_COUNTER = re.compile(
    r"(?:(?:visningar?|visninger|delningar|delinger|läsningar|lästa?|läst|läsninger|hämtningar|nedladdningar|"
    r"hentninger|downloads|views|shares|gillar|likes|kommentarer)\s*:?\s*\d[\d .]*|"
    r"\d[\d .]*\s*(?:visningar|visninger|delningar|delinger|nedladdningar|downloads|views|shares|likes|"
    r"gillar|reaktioner|sidor|sider|gånger|gange)|"
    r"(?:antal sidor|antal sider|betyg|läsetid|lästid|karakter)\b.{0,20}|"
    r"(?:öppnad|läst|set|vist|visad|hentet|hämtad) \d[\d .]* (?:gånger|gange)|"
    r"(?:billede|bild) \d+ (?:af|av) \d+.{0,20}|(?:viser|visar) \d+ (?:af|av) \d+ \w+|"
    r"(?:vis|visa|se) (?:alle? |alla |yderligere )?\d+ [a-zåäö]+(?: [a-zåäö]+){0,2}|"
    r"(?:lyt til|lyssna på) (?:artiklen|artikeln|texten|teksten)\b.{0,12})"
)
_FOOTER = re.compile(
    r"(?:\d{4}\s*)?(?:©|\(c\)|copyright)\s*.*|"
    r"du (?:får|fick|modtager|mottar|har fået) (?:det här|detta|denne|dette|den här) .*"
    r"(?:eftersom|fordi|därför|för att) .*|"
    r"(?:ser|visas) (?:mejlet|brevet|nyhetsbrevet|utskicket) .*(?:konstigt|fel|rätt|korrekt).*|"
    r"(?:kan du (?:ikke|inte) (?:se|läsa|läse)|problem(?:er)? med at (?:se|läse)) .*"
    r"(?:nyhedsbrevet|nyhetsbrevet|mailen|mejlet|billeder|bilder).*|"
    r"(?:följ|fölg) (?:oss|os) (?:på|i) .*|follow us on .*|vi (?:finns|er) på: .*|"
    r"(?:(?:detta|denne|dette) (?:meddelande|mail|mejl|brev) )?(?:skickades|skickat|sendt|er sendt) "
    r"(?:med|via) .{0,40}|"
    r"denn?e (?:mail|e-mail) er (?:scannet|kontrolleret) .*|"
    r".*\b(?:slippa|undgå|inte längre|ikke längere)\b.{0,60}"
    r"\b(?:brev|brevet|mail|mails|mejl|utskick|nyhedsbreve?|nyhetsbrev)\b.*|"
    r"(?:ser|vises|visas) (?:mailen|mejlet|brevet|nyhedsbrevet|nyhetsbrevet|utskicket)\b.*|"
    r"(?:filtrer|filtrér|filtrera) (?:efter|på)?:? .*|\[(?:billede|bild|image|foto|logo)\b[^\]]*\]|"
    r"du (?:läser|läste) en (?:åben|öppen|låst) artikel\b.*|"
    r"(?:få|modtag|ta emot) (?:de vigtigste )?(?:nyheder|nyheter|nyhedsbrevet)\b.{0,80}"
    r"(?:e-?mail|e-?post|mail)\b.*|"
    r"(?:ladda (?:ner|hem)|hent|download|last ned)\s+(?:[\"”“»«].*|(?:hela |hele )?"
    r"(?:dokument\w*|rapport\w*|pdf\w*|fil\w*|presentation\w*)\W*(?:\(.*\))?)|"
    r"(?:sortera|sorter|sortér)\s*(?:efter)?\s*:.{0,50}|"
    r"(?:sidan? (?:uppdaterad|uppdaterades)|siden (?:er )?(?:sidst )?opdateret)\s*:?\s*\d.{0,30}|"
    r"(?:logga in|log ind|logg inn) (?:för|for) (?:att|at|å) .*|"
    r"(?:din|dine|obligatoriska|obligatoriske) (?:e-?post|e-?mail|fält|felter)\w* .*|"
    r"(?:namn|navn|e-?post(?:adress)?|e-?mail(?:adresse)?|kommentar|webbplats|hjemmeside|din kommentar)\s*\*"
)
_ADVERT = re.compile(
    r"(?:annons|annonce|annonse|sponsrat(?: innehåll)?|sponsoreret(?: indhold)?|reklam|reklame|"
    r"advertisement|kommersielt indhold)(?:\W*|\s*[–-] .{0,60})"
)
_MAX_ADVERT_CHARS = 400
_MAX_ADVERT_LINES = 3


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the phrases that are controls wherever they stand, and those that are among others only."""
    kinds: dict[str, set[str]] = {"[sure]": set(), "[weak]": set()}
    kind = ""
    for line in (files("ingest") / "data" / "page_controls.txt").read_text(encoding="utf-8").splitlines():
        if line in kinds:
            kind = line
        elif line and not line.startswith("#"):
            kinds[kind].add(fold(line))
    return frozenset(kinds["[sure]"]), frozenset(kinds["[weak]"])


def page_controls(document: ParsedDocument, lines: Sequence[TextLine], _: Mapping[int, str]) -> Iterable[int]:
    """Buttons and links by their words, paths of pages, counters, footers, and the menus among them."""
    contents = [short_content(document, line, _MAX_CHARS) for line in lines]
    strong = {index for index, content in enumerate(contents) if content and is_control(content)}
    return sorted(strong | _paths(contents) | _menus(lines, contents, strong))


def is_control(content: str) -> bool:
    """Tell whether a line has no words but those of controls, one of them beyond doubt."""
    folded = fold(content.strip())
    if _FOOTER.fullmatch(folded):
        return True
    sure, weak = _words()
    parts = [part for each in _BETWEEN.split(_COUNT.sub("", folded)) if (part := each.strip(_AROUND))]
    if not parts:
        return False
    known = [part in sure or bool(_COUNTER.fullmatch(part)) for part in parts]
    if len(parts) == 1:
        return known[0] or _are_links(parts[0])
    return all(is_sure or part in weak for part, is_sure in zip(parts, known, strict=True))


def _are_links(text: str) -> bool:
    """Tell whether a line is several controls in a row, of which the marks between them are lost."""
    sure, weak = _words()
    known = sure | weak
    words = text.split()
    if not 1 < len(words) <= _MAX_LINK_WORDS or text in weak:
        return False
    reach = [True] + [False] * len(words)  # whether the words up to here are controls, each whole
    for end in range(1, len(words) + 1):
        reach[end] = any(reach[start] and " ".join(words[start:end]) in known for start in range(end))
    return reach[-1]


def _paths(contents: Sequence[str]) -> set[int]:
    """Return the first lines such as "Start / Reportage / Boende" near the top of a page."""
    found = set()
    for index, content in enumerate(contents[:_HEAD_LINES]):
        steps = [fold(step.strip(_AROUND)) for step in _PATH_MARK.split(content)]
        starts_home = steps[0] in {"start", "startsida", "hem", "forside", "forsiden", "hjem", "home"}
        is_arrowed = len(_ARROW.findall(content)) > 1 and all(len(step.split()) <= 6 for step in steps)
        if len(steps) >= 2 and (starts_home or is_arrowed) and content[-1:] not in ".:;":
            found.add(index)
    return found


def _menus(lines: Sequence[TextLine], contents: Sequence[str], strong: Collection[int]) -> set[int]:
    """Return runs of entries of a menu at the top of a page: short lines among which are controls."""
    _, weak = _words()
    found: set[int] = set()
    run: list[int] = []
    for index in range(min(len(contents), _HEAD_LINES) + 1):
        content = contents[index] if index < min(len(contents), _HEAD_LINES) else ""
        is_entry = bool(content) and (index in strong or _is_entry(lines[index], content))
        if is_entry:
            run.append(index)
            continue
        sure = [each for each in run if each in strong or fold(contents[each].strip(_AROUND)) in weak]
        if len(sure) >= _MIN_MENU_LINES:
            found.update(each for each in run if sure[0] <= each <= sure[-1])
        run = []
    return found


def _is_entry(line: TextLine, content: str) -> bool:
    words = content.split()
    return (
        len(words) <= _MENU_WORDS
        and line.kind is not BlockKind.TITLE
        and content[-1] not in ".,:;?!"
        and not any(character.isdigit() for character in content)
    )


def marked_adverts(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """The word Annons alone on a line, and what stands right under it."""
    for index, line in enumerate(lines):
        if not _ADVERT.fullmatch(fold(marker(document, line, 80).strip("~ "))):
            continue
        yield index
        stop = index + 1
        while (
            stop < len(lines)
            and stop not in dropped
            and short_content(document, lines[stop], _MAX_ADVERT_CHARS)
        ):
            if blank_line_between(document, lines[stop - 1], lines[stop]):
                break
            stop += 1
        # without blank lines to end it, an advert is one line: what follows may be the page's own again
        yield from range(index + 1, stop if stop - index - 1 <= _MAX_ADVERT_LINES else index + 2)


def blank_line_between(document: ParsedDocument, first: TextLine, second: TextLine) -> bool:
    """Tell whether a blank line, or anything that is no text, parts two lines that follow each other."""
    return document.text.count("\n", first.end, second.start) > 1

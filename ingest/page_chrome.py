"""What web pages and newsletters put around their text: menus, paths, buttons, notices and footers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from ingest.page_symbols import is_filter, is_sign_line
from ingest.text_line import TextLine, short_content
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
_ONE_ARROW = re.compile(r"[A-ZÅÄÖÆØ][\w-]*(?: [\w-]+){0,2} [>»›] [A-ZÅÄÖÆØ][\w-]*(?: [\w-]+){0,3}")
_PATH_LINES = 8
_AROUND = " \t*:.!?>»›→«<+[]()✓✕×▲▼▾↗►~–-&🔍🔎☰⌕➔➜▸"
_COUNTED = (
    r"(?:visningar|visninger|delningar|delinger|läsningar|läsninger|nedladdningar|hämtningar|hentninger|"
    r"downloads|views|shares|likes|gillar|reaktioner|kommentarer)"
)
_COUNT_WITHIN = re.compile(rf"(?<!\S)\d[\d .]*\s?{_COUNTED}(?!\S)|(?<!\S){_COUNTED}\s?:?\s?\d[\d .]*(?!\S)")
_COUNTER = re.compile(
    r"(?:(?:visningar?|visninger|delningar|delinger|läsningar|lästa?|läst|läsninger|hämtningar|nedladdningar|"
    r"hentninger|downloads|views|shares|gillar|likes|kommentarer)\s*:?\s*\d[\d .]*|"
    r"\d[\d .]*\s*(?:visningar|visninger|delningar|delinger|nedladdningar|downloads|views|shares|likes|"
    r"gillar|reaktioner|sidor|sider|gånger|gange)|"
    r"(?:antal sidor|antal sider|betyg|läsetid|lästid|karakter)\b.{0,20}|"
    r"(?:öppnad|läst|set|vist|visad|hentet|hämtad) \d[\d .]* (?:gånger|gange)|"
    r"(?:billede|bild) \d+ (?:af|av) \d+.{0,20}|(?:viser|visar|showing) [\d–-]+ (?:af|av|of) \d+ \w+.{0,40}|"
    r"(?:vis|visa|se) (?:alle? |alla |yderligere )?\d+ [a-zåäö]+(?: [a-zåäö]+){0,2}|"
    r"(?:lyt til|lyssna på) (?:artiklen|artikeln|texten|teksten)\b.{0,12})"
)
_FOOTER = re.compile(
    r"(?:\d{4}\s*)?(?:©|\(c\)|copyright)\s*.*|"
    r"du (?:får|fick|modtager|mottar|har fået) (?:det här|detta|denne|dette|den här) .*"
    r"(?:eftersom|fordi|därför|för att) .*|"
    r"(?:ser|visas) (?:mejlet|brevet|nyhetsbrevet|utskicket) .*(?:konstigt|fel|rätt|korrekt).*|"
    r"(?:artikeln|artiklen|texten|teksten|historien|läsningen) fortsätter (?:efter|under|nedanför|"
    r"nedenfor)\b.{0,40}|"
    r"(?:fortsätter|fortsätt läsa|läs videre) (?:efter|under) (?:annonsen|annoncen|reklamen|bilden|"
    r"billedet).{0,20}|"
    r"(?:tilmeld (?:dig|jer)|anmäl (?:dig|er)|skriv (?:dig|er) (?:op|upp)|abonn[eé]r|prenumerera|"
    r"missa inte|gå ikke glip af)"
    r"(?: (?:på|til|till))?(?: (?:vårt|vores|vort|det|detta|dette|gratis|kostnadsfria|\w+s))* "
    r"\w*(?:nyhedsbrev|nyhetsbrev)\w*\b[^?]{0,80}|"
    r"(?:läs|se|hör) (?:også|också|även)\s?:\s*[^.]{3,150}|"
    r"(?:relaterade|relaterede|relaterte) (?:ämnen|emner|taggar|sökningar|sögninger)\s?:.*|"
    r".{3,150} - pdf (?:gratis|free) ?(?:nedladdning|download)|"
    r"(?:artikeln|artiklen|innehållet|indholdet|texten|teksten) (?:är|er) (?:endast |kun |bara |"
    r"låst )?(?:för|for) "
    r"(?:vores |våra |dig som är )?(?:abonnent|prenumerant|medlem|betalande|betalende)\w*.{0,40}|"
    r"(?:bliv|bli) (?:abonnent|prenumerant|digital prenumerant)\b.{0,80}|"
    r"(?:hade|har) du (?:nytta|gavn|glädje) av (?:informationen|sidan|siden|innehållet|indholdet|artikeln|"
    r"artiklen)"
    r".{0,30}|"
    r"(?:hjälpte|hjalp|var|fungerade|virkede) (?:den här |det här |denna |denne |dette )?"
    r"(?:sidan|siden|side|informationen|indholdet|innehållet|artikeln|artiklen)(?: på \w+(?: sidan?)?)? "
    r"(?:dig|till hjälp|til hjälp|nyttig\w*|brugbar\w*|användbar\w*|relevant\w*|det du)\b.{0,20}|"
    r"(?:fandt|fann|hittade) du (?:det,?|vad|hvad|den information|informationen)\b.{0,40}|"
    r"(?:fick|fik) du svar på (?:din|dit|dina|dine)\b.{0,30}|"
    r"(?:visningar|visninger|downloads|nedladdningar|hämtningar)\s?:|"
    r"(?:tags?|taggar|etiketter)\s?:.{0,120}|"
    r"(?:kan du (?:ikke|inte) (?:se|läsa|läse)|problem(?:er)? med at (?:se|läse)) .*"
    r"(?:nyhedsbrevet|nyhetsbrevet|mailen|mejlet|billeder|bilder).*|"
    r"(?:följ|fölg|hitta|find) (?:oss|os)(?: (?:gärna|gerne|også|också))? (?:på|i) .*|follow us on .*|"
    r"(?:följ|fölg|hitta|find|möt|möd|gilla|dela) (?:oss|os)\b(?: (?:på|i|her|här))?\s?:?(?:[\s|·,&/]|og\b|"
    r"och\b|"
    r"facebook|linkedin|instagram|twitter|x|youtube|vimeo|flickr|tiktok|bluesky|threads|mastodon|snapchat)*|"
    r"vi (?:finns|er|är) (?:også |också )?på: .*|"
    r"(?:(?:detta|denne|dette) (?:meddelande|mail|mejl|brev) )?(?:skickades|skickat|sendt|er sendt) "
    r"(?:med|via) .{0,40}|"
    r"denn?e (?:mail|e-mail) er (?:scannet|kontrolleret) .*|"
    r".*\b(?:slippa|undgå|inte längre|ikke längere)\b.{0,60}"
    r"\b(?:brev|brevet|mail|mails|mejl|utskick|nyhedsbreve?|nyhetsbrev)\b.*|"
    r"(?:ser|vises|visas) (?:mailen|mejlet|brevet|nyhedsbrevet|nyhetsbrevet|utskicket)\b.*|"
    r"filtr(?:er|ér|era)\b(?: (?:efter|på|resultat\w*|listan|listen))?\s?:.*|"
    # with more words it is what the picture shows
    r"\[(?:billede|bild|image|foto|logo|banner|video|ikon|icon)\s?:?\s?"
    r"(?:(?:\w+s )?(?:logo\w*|banner|ikon|sidhuvud|sidehoved|header|footer)|\d{1,3}|\S+\.(?:png|jpe?g|gif|"
    r"svg))?\]|"
    r"du (?:läser|läste) en (?:åben|öppen|låst) artikel\b.*|"
    r"(?:få|modtag|ta emot) (?:de vigtigste )?(?:nyheder|nyheter|nyhedsbrevet)\b.{0,80}"
    r"(?:e-?mail|e-?post|mail)\b.*|"
    r"(?:ladda (?:ner|ned|hem)|hent|hämta|download|last ned)\s+(?:[\"”“»«].*|(?:hela |hele )?"
    r"(?:dokument\w*|rapport\w*|pdf\w*|fil\w*|presentation\w*)\W*(?:\(.*\))?)|"
    r"(?:sortera|sorter|sortér)\s*(?:efter)?\s*:.{0,50}|"
    r"(?:\w+ ){0,3}(?:sök|sög|search) (?:bland|blandt|mellem|i|in|among) (?:(?:over|över|mere end|mer än|"
    r"fler än) )?"
    r"\d[\d .,]* \w+(?: \w+){0,2}|"
    r"(?:storlek|störrelse|size)\s?:\s?(?:\d+\s?)?px|"
    r"(?:starta visningen från sidan|vis stigende fra side|start display at page)\s?:.{0,8}|"
    r"(?:skriv|lämna|ge|giv|läg|efterlad) (?:ett|et|en|din|dit|ditt) (?:eget |egen )?"
    r"(?:omdöme|betyg|recension|anmeldelse|bedömning|vurdering|kommentar|inlägg|indläg)\b(?: .{0,60})?|"
    r"(?:til|till|to)\s?: (?:modtagerlisten?|mottagarlistan?|undisclosed[ -]recipients|abonnenter|"
    r"prenumeranter|alle modtagere|alla mottagare)\W*|"
    r"(?:sidan? (?:uppdaterad|uppdaterades)|siden (?:er )?(?:sidst )?opdateret)\s*:?\s*\d.{0,30}|"
    r"(?:logga in|log ind|logg inn) (?:för|for) (?:att|at|å) .*|"
    r"(?:din|dine|obligatoriska|obligatoriske) (?:e-?post|e-?mail|fält|felter)\w* .*|"
    r"(?:namn|navn|e-?post(?:adress)?|e-?mail(?:adresse)?|kommentar|webbplats|hjemmeside|din kommentar)\s*\*"
)
_NETWORK = (
    r"(?:facebook|twitter|x|linkedin|instagram|whatsapp|messenger|pinterest|bluesky|mastodon|threads|reddit|"
    r"e-?post|e-?mail|mail|mejl|sms|link|länk|en ven|en vän|en kollega|sociala medier|sociale medier)"
)
_SHARE_ON = re.compile(
    rf"(?:dela|del|share|send|skicka|tweeta?|tipsa|print)(?: \w+){{0,2}} (?:på|via|som|med|i|on|til|till|"
    rf"to) {_NETWORK}"
)
_SHARE_LABEL = re.compile(
    r"^(?:dela|del|share|dela med|del med|dela på|del på|dela via|del via)(?: \w+)?\s?:\s*(?=\S)"
)
_SHARE_ICONS = re.compile(r"(?:\s+(?:f|t|x|in|fb|yt|ig)){2,}$")
# "Läs hela intervjun »": words that ask to go on, and an arrow after them.
_READ_ON = re.compile(
    r"(?:läs|läs|les|se|hör|lyssna|lyt|titta|kolla|ladda|hent|hämta|download|besök|besög|gå|klicka|klik|"
    r"anmäl|"
    r"tilmeld|tillmäld|ansök|ansög|boka|book|beställ|bestil|köp|köb|mer|mere|fler|flere|alla|alle|hela|hele|"
    r"till|til|öppna|åbn|visa|vis|följ|fölg|find|hitta|läs|read|see|more|go)\b[^.!?:»›>→]{0,60}\s?"
    r"(?:»+|›+|>+|→|➔|➜|↗|▸|►)|"
    r"(?:»|›|>|→|➔|➜|▸|►)+\s?(?:hela|hele|alla|alle|läs|les|se|hör|lyssna|lyt|ladda|hent|hämta|download|"
    r"mer|mere|till|til|gå|"
    r"anmäl|tilmeld)"
    r"\b[^.!?:»]{0,60}|"
    r"(?:läs mera?|läs mere|les mer|read more) (?:om|på|här|her|hos|och anmäl|og tilmeld|"
    r"about)(?: [^\s.!?:]+){0,6}|"
    r"(?:läs|läs hela|läs hele) (?:\w+ )?(?:artikeln|artiklen|intervjun|interviewet|rapporten|reportaget|"
    r"reportagen|"
    r"krönikan|klummen|inlägget|indlägget|texten|teksten|nyheten|nyheden|exemplet|eksemplet|historien|"
    r"berättelsen)"
    r"(?: [^\s.!?:]+){0,5}"
)
# The letters and signs of buttons to share.
_ICONS = re.compile(
    r"(?=.*(?:\b(?:f|in|fb|yt|ig)\b|✉|📧|🖨|🔗))(?:(?:f|t|x|in|ig|yt|fb|li|g\+|@|"
    r"[^\w\s.,:;!?§%-]\ufe0f?)(?:\s+|$)){2,}"
)
_AGO = re.compile(r"(?:för|for) \S+ \w+ (?:sedan|siden)")
_ABOUT_SITE = re.compile(r"(?:om|about) \w+(?: \w+)?")
_TOPICS_HEADINGS = frozenset(
    "fölg emner;fölg emnet;följ ämnen;följ ämnet;emner;ämnen;taggar;tags;nyckelord;nögleord;emneord;ämnesord;"
    "stikord;kategorier;läs mer om;läs mere om;mer om ämnet;mere om emnet;relaterade ämnen;"
    "relaterede emner".split(";")
)
_MAX_TOPICS = 8
_BAR_LINES = 8
_MIN_BAR_PARTS = 3
_MAX_BUTTON_WORDS = 6
_MIN_BUTTONS = 2
_MIN_WEAK = 3  # words that may be headings make a menu if they are so many


@cache
def _words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return phrases that are controls wherever they stand, among others only, and topics of menus."""
    kinds: dict[str, set[str]] = {"[sure]": set(), "[weak]": set(), "[topic]": set()}
    kind = ""
    for line in (files("ingest") / "data" / "page_controls.txt").read_text(encoding="utf-8").splitlines():
        if line in kinds:
            kind = line
        elif line and not line.startswith("#"):
            kinds[kind].add(fold(line))
    return frozenset(kinds["[sure]"]), frozenset(kinds["[weak]"]), frozenset(kinds["[topic]"])


def page_controls(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """Buttons and links by their words, paths of pages, counters, footers, and the menus among them."""
    # names of columns may be words of menus
    contents = [
        "" if line.kind is BlockKind.ROW else short_content(document, line, _MAX_CHARS) for line in lines
    ]
    strong = {index for index, content in enumerate(contents) if content and is_control(content)}
    strong |= _topic_lists(contents, strong)
    paths = _paths(contents)
    strong |= paths | _bars(contents)
    strong |= _uploaders(contents, strong)
    cookies = {index for index, reason in dropped.items() if reason == "cookie notice"}
    return sorted(strong | _menus(lines, contents, strong | cookies, paths))


def _topic_lists(contents: Sequence[str], strong: Collection[int]) -> set[int]:
    """Return what a page says it is about: short lines under "Følg emner" and the like, down to a button."""
    found: set[int] = set()
    for index, content in enumerate(contents):
        if fold(content.strip(_AROUND)) not in _TOPICS_HEADINGS:
            continue
        end = index + 1
        while end < len(contents) and end not in strong and 0 < len(contents[end].split()) <= _MENU_WORDS:
            end += 1
        if end in strong and 0 < end - index - 1 <= _MAX_TOPICS:
            found.update(range(index, end))
    return found


def _uploaders(contents: Sequence[str], strong: Collection[int]) -> set[int]:
    """Return "för 6 år sedan" beside a button, and the name above it of who put the document there."""
    found: set[int] = set()
    for index in range(1, min(len(contents), _HEAD_LINES)):
        if not _AGO.fullmatch(fold(contents[index])):
            continue
        is_named = index > 1 and 0 < len(contents[index - 1].split()) <= _MENU_WORDS + 1
        if index - 1 in strong or index + 1 in strong:
            found.add(index)
        if is_named and index - 1 not in strong and index - 2 in strong:
            found.update((index - 1, index))
    return found


def is_control(content: str) -> bool:
    """Tell whether a line has no words but those of controls, one of them beyond doubt."""
    bare = content.strip()
    folded = fold(bare)
    if _FOOTER.fullmatch(folded):
        return True
    if bare and (is_sign_line(bare) or is_filter(bare)):
        return True
    if _READ_ON.fullmatch(folded) or _ICONS.fullmatch(folded):
        return True
    sure, weak, topics = _words()
    parts = _parts(folded)
    if not parts:
        return bool(_COUNT_WITHIN.search(folded))
    known = [part in sure or bool(_COUNTER.fullmatch(part) or _SHARE_ON.fullmatch(part)) for part in parts]
    if len(parts) == 1:
        return known[0] or _are_links(parts[0])
    if _is_bar_of_buttons(parts, known):
        return True
    if not any(known) and sum(part in weak for part in parts) < _MIN_WEAK:
        return False
    return all(is_sure or part in weak | topics for part, is_sure in zip(parts, known, strict=True))


def _is_bar_of_buttons(parts: Sequence[str], known: Sequence[bool]) -> bool:
    """Tell whether most of a row are controls beyond doubt: then the rest is too, whatever it says."""
    is_short = all(len(part.split()) <= _MAX_BUTTON_WORDS and part[-1] not in ",;:" for part in parts)
    return is_short and sum(known) >= _MIN_BUTTONS and 2 * sum(known) > len(parts)


def _parts(folded: str) -> list[str]:
    """Return what the marks, gaps and counters of a line part, without the signs around each."""
    bare = _COUNT_WITHIN.sub(" | ", _COUNT.sub("", _SHARE_ICONS.sub("", _SHARE_LABEL.sub("", folded))))
    return [part for each in _BETWEEN.split(bare) if (part := each.strip(_AROUND))]


def _bars(contents: Sequence[str]) -> set[int]:
    """Return rows of short entries at the top or the end of a page, of which some are in every menu."""
    edges = {
        *range(min(_BAR_LINES, len(contents))),
        *range(max(0, len(contents) - _BAR_LINES), len(contents)),
    }
    return {
        index
        for index in edges
        if contents[index] and _is_bar(fold(contents[index].strip()), at_top=index < _BAR_LINES)
    }


def _is_bar(folded: str, *, at_top: bool) -> bool:
    """Tell whether some parts of a row are known; columns of words at the end may be of a table."""
    sure, weak, topics = _words()
    parts = _parts(folded)
    if len(parts) < _MIN_BAR_PARTS or any(len(part.split()) > _MENU_WORDS + 1 for part in parts):
        return False
    if folded[-1] in ".:;" or any(part[-1] in ",;:" for part in parts):
        return False
    n_sure = sum(part in sure for part in parts)
    n_weak = sum(part in weak or bool(_ABOUT_SITE.fullmatch(part)) for part in parts)
    if n_sure:
        return n_sure + n_weak > 1
    is_marked = bool(re.search(r"[|·•]", folded)) or (at_top and len(parts) > _MIN_BAR_PARTS)
    n_topics = sum(part in topics for part in parts)
    return is_marked and n_weak > 1 and 2 * (n_weak + n_topics) >= len(parts)


def _are_links(text: str) -> bool:
    """Tell whether a line is several controls in a row, of which the marks between them are lost."""
    sure, weak, _ = _words()
    words = text.split()
    if not 1 < len(words) <= _MAX_LINK_WORDS or text in weak:
        return False
    # how much the words up to here weigh if they are controls, each whole: one sure word is enough
    weights = [0] + [-1] * len(words)
    for end in range(1, len(words) + 1):
        for start in range(end):
            part = " ".join(words[start:end])
            if weights[start] >= 0 and (part in sure or part in weak):
                weights[end] = max(weights[end], weights[start] + (_MIN_WEAK if part in sure else 1))
    return weights[-1] >= _MIN_WEAK


def _paths(contents: Sequence[str]) -> set[int]:
    """Return the first lines such as "Start / Reportage / Boende" near the top of a page."""
    found = set()
    for index, content in enumerate(contents[:_HEAD_LINES]):
        steps = [fold(step.strip(_AROUND)) for step in _PATH_MARK.split(content)]
        starts_home = steps[0] in {"start", "startsida", "hem", "forside", "forsiden", "hjem", "home"}
        is_arrowed = len(_ARROW.findall(content)) > 1 and all(len(step.split()) <= 6 for step in steps)
        is_short = index < _PATH_LINES and _ONE_ARROW.fullmatch(content) is not None
        if len(steps) >= 2 and (starts_home or is_arrowed or is_short) and content[-1:] not in ".:;":
            found.add(index)
    return found


def _menus(
    lines: Sequence[TextLine], contents: Sequence[str], strong: Collection[int], paths: Collection[int]
) -> set[int]:
    """Return runs of entries of a menu at the top of a page: short lines among which are controls.

    What stands right under a path and is no button, such as "Reportage", is of the page itself.
    """
    _, weak, _ = _words()
    found: set[int] = set()
    run: list[int] = []
    for index in range(min(len(contents), _HEAD_LINES) + 1):
        content = contents[index] if index < min(len(contents), _HEAD_LINES) else ""
        is_entry = bool(content) and (index in strong or _is_entry(lines[index], content))
        if is_entry:
            run.append(index)
            continue
        sure = [each for each in run if each in strong or fold(contents[each].strip(_AROUND)) in weak]
        if len(sure) > 1 and sure[-1] not in strong and sure[-1] - 1 in paths:
            sure.pop()
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

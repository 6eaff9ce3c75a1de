"""The fields of a practice: what its passages say under headings, behind labels and in single sentences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ingest.names import read_names
from ingest.practice_groups import Account
from ingest.practice_names import nouns_in
from ingest.practice_parts import Part, Told
from ingest.practice_quotes import find_evidence, quote_of
from ingest.practice_words import LABEL, PLACE_LABEL, field_of_heading, field_of_label
from kb.practice_terms import Lesson, PracticeStatus
from kb.practices import PracticeField, Quote
from kb.records import Facet, Tag

_MAX_THEMES = 4
_MIN_THEME_CONFIDENCE = 0.7  # of one single term; parts of compounds and headings are less sure
_OFFICE_CHARS = 24  # before the words that a theme rests on
_MIN_LEAD_IN_WORDS = 12  # a shorter text that ends in a colon only leads to what follows
_PLACE_LABEL = re.compile(PLACE_LABEL, re.IGNORECASE)
_ADMINISTRATIVE = re.compile(r"s?[ \u00a0](?:kommune?(?:n|s)?|kommuner|stads?)\b", re.IGNORECASE)
_EMPTY = re.compile(
    r"[\W_]*(?:ej angivet|ikke angivet|saknas|mangler|okänd|okänt|ukendt|vet ej)?[\W_]*", re.IGNORECASE
)
_VALUE_END = re.compile(r"\n| \| |(?<=\.) (?=[A-ZÅÄÖÆØ][^\W\d_]+: )")
_LONE_YEARS = re.compile(r"(?:från|fra|sedan|siden) (?:och med )?(\d{4})", re.IGNORECASE)

_TAG_FIELDS: Mapping[Facet, PracticeField] = {
    Facet.TARGET_GROUP: PracticeField.TARGET_GROUPS,
    Facet.STATUS: PracticeField.STATUS,
    Facet.PARTICIPATION: PracticeField.PARTICIPATION,
    Facet.LESSON: PracticeField.LESSONS,
    Facet.AMOUNT: PracticeField.RESOURCES,
    Facet.PERSONS: PracticeField.SCALE,
    Facet.PERIOD: PracticeField.PERIOD,
}
_ONE_QUOTE_EACH = (PracticeField.TARGET_GROUPS, PracticeField.STATUS, PracticeField.PARTICIPATION)
# A number tells of the practice only where its sentence says what the number is of.
_PAID = re.compile(
    r"\b(?:avsatt\w*|avsätt\w*|kostade|kostar|kostnad\w*|\w*budget\w*|finansier\w*|anslag\w*|bidrag\w*|\w*hyran?"
    r"|betalar|betalade|betaler|betalte|afsat\w*|afsætter|kostede|koster|bevilg\w*|tilskud\w*|\w*pulje\w*|puljen"
    r"|fond\w*|gav|gett|ger|fick|fik|får|timpeng|satsa\w*)\b",
    re.IGNORECASE,
)
_NOT_PAID = re.compile(
    r"\b(?:bespar\w*|sparade|sparat|sparet|overskud\w*|överskott\w*|mindre än|tur"
    r"|biljett\w*|billet\w*|faldet|minskat"
    r"|ansökning\w*|ansøgning\w*|kunder|købte|köpte|entré\w*|mere end|mer än)\b",
    re.IGNORECASE,
)
_TOOK_PART = re.compile(
    r"\b(?:delt[ao]g\w*|medverka\w*|nått|nådde?|nåede|når|utbilda\w*|uddannet|röstade|stemte|besök\w*|besøg\w*|anmäl\w*"
    r"|engagera\w*|omfatta\w*|omfatter|medlemmar|medlemmer|arbetade|träffade|hjälp\w*|hjulpet|hjælpe\w*|meldt|tilmeldt"
    r"|tog)\b",
    re.IGNORECASE,
)
_INVITED = re.compile(r"\b(?:inbj\w*|inviter\w*|indbudt\w*)\b", re.IGNORECASE)
_AFTER_PILOT = re.compile(r"\befter\b.{0,40}(?:försök|forsøg|pilot|prøve|prov)", re.IGNORECASE)
_FOR_WHOM = re.compile(
    r"\b(?:målgrupp\w*|målgruppe\w*|för|for|till|til|med|bland|blandt|hos|mot|mod|når|nå)\b", re.IGNORECASE
)
# The name of an office is no participation: "Center for Borgerdialog"
_OFFICE = re.compile(
    r"\b(?i:center|centrum|kontor\w*|enhet\w*|enhed\w*|sekretariat\w*|forum|afdeling\w*|avdelning\w*)"
    r" (?:for|för) [A-ZÅÄÖÆØ]",
)


def fields_of(account: Account) -> dict[PracticeField, tuple[Quote, ...]]:
    """Return what an account says of its practice, by field; one of which nothing sure is said is absent."""
    found: dict[PracticeField, list[Quote]] = defaultdict(list)
    for field, quote in _title(account):
        found[field].append(quote)
    for part in account.parts:
        for field, quote in (*_labelled(account.told, part), *_under_heading(account, part)):
            found[field].append(quote)
    said = {
        field
        for field in found
        if field in {PracticeField.PERIOD, PracticeField.RESOURCES, PracticeField.SCALE}
    }
    for part in account.parts:
        for field, quote in _tagged(account, part):
            # what a label states is not added to by numbers in the text
            if field not in said:
                found[field].append(quote)
    for field in _ONE_QUOTE_EACH:
        found[field] = list({quote.code or quote: quote for quote in reversed(found[field])}.values())[::-1]
    found[PracticeField.THEMES] = list(themes_of(account))
    found[PracticeField.MUNICIPALITIES] = list(places_of(account))
    return {field: kept for field, quotes in found.items() if (kept := each_once(quotes))}


def _title(account: Account) -> Iterator[tuple[PracticeField, Quote]]:
    if account.title_span is not None:
        quote = quote_of(account.told, account.parts[0].chunk, *account.title_span)
        if quote is not None:
            yield PracticeField.TITLE, quote


def _labelled(told: Told, part: Part) -> Iterator[tuple[PracticeField, Quote]]:
    labels = list(LABEL.finditer(part.chunk.text, part.start, part.end))
    for number, match in enumerate(labels):
        field = field_of_label(match["label"])
        if field is None:
            continue
        limit = labels[number + 1].start() if number + 1 < len(labels) else part.end
        stop = _VALUE_END.search(part.chunk.text, match.end(), limit)
        end = stop.start() if stop else limit
        value = part.chunk.text[match.end() : end]
        end -= len(value) - len(value.rstrip().rstrip("."))
        if _EMPTY.fullmatch(value) or not _is_value(field, value.strip()):
            continue
        quote = quote_of(told, part.chunk, match.end(), end, _code_of_value(field, value, part))
        if quote is not None:
            yield field, quote


def _is_value(field: PracticeField, value: str) -> bool:
    if field is PracticeField.CONTACT:
        return not read_names(value)[0] and "[" not in value  # a role, no person and nothing masked
    if field in {PracticeField.SCALE, PracticeField.PERIOD}:
        return any(character.isdigit() for character in value)
    return True


def _code_of_value(field: PracticeField, value: str, part: Part) -> str | None:
    facet = next((facet for facet, each in _TAG_FIELDS.items() if each is field), None)
    codes = {
        tag.value
        for tag in part.chunk.tags
        if tag.facet is facet and " ".join(value.split()).strip(". ") in tag.evidence
    }
    if len(codes) == 1:
        return codes.pop()
    since = _LONE_YEARS.fullmatch(value.strip(" .")) if field is PracticeField.PERIOD else None
    return f"{since.group(1)}/.." if since else None


def _under_heading(account: Account, part: Part) -> Iterator[tuple[PracticeField, Quote]]:
    field = _heading_field(part) if account.has_headings else None
    text = part.text.strip()
    if field is None or (text.endswith(":") and len(text.split()) < _MIN_LEAD_IN_WORDS):
        return
    quote = quote_of(account.told, part.chunk, part.start, part.end)
    if quote is not None:
        yield field, quote


def _heading_field(part: Part) -> PracticeField | None:
    found = (field_of_heading(title) for title in reversed(part.chunk.heading_path))
    return next((field for field in found if field is not None), None)


def _tagged(account: Account, part: Part) -> Iterator[tuple[PracticeField, Quote]]:
    heading = _heading_field(part) if account.has_headings else None
    if account.is_whole_document and heading is None and not (part.mentions or part.chunk.is_example):
        return  # under another heading it may be told of elsewhere
    for tag in part.chunk.tags:
        field = _TAG_FIELDS.get(tag.facet)
        span = find_evidence(part.chunk, tag.evidence, within=(part.start, part.end)) if field else None
        if field is None or span is None:
            continue
        words = part.chunk.text[span[0] : span[1]]
        if not _says(account, tag, words, heading, part):
            continue
        quote = quote_of(account.told, part.chunk, *span, tag.value)
        if quote is not None:
            yield PracticeField.PRECONDITIONS if tag.value == Lesson.PRECONDITION else field, quote


def _says(account: Account, tag: Tag, words: str, heading: PracticeField | None, part: Part) -> bool:
    """Return whether the words that a tag rests on are surely said of the practice."""
    if tag.facet in {Facet.AMOUNT, Facet.PERSONS, Facet.PERIOD} and heading is PracticeField.PROBLEM:
        return False  # of how it was before
    if tag.facet is Facet.AMOUNT:
        return bool(_PAID.search(words)) and not _NOT_PAID.search(words)
    if tag.facet is Facet.PERSONS:
        return bool(_TOOK_PART.search(words)) and not _INVITED.search(words)
    if tag.facet is Facet.PERIOD:
        return _is_named(account, words, part)
    if tag.facet is Facet.TARGET_GROUP:
        return bool(_FOR_WHOM.search(words))
    if tag.value == PracticeStatus.PILOT and _AFTER_PILOT.search(words):
        return False
    if tag.facet is Facet.PARTICIPATION and _OFFICE.search(words):
        return False
    # a document also tells of what was done before, beside it and elsewhere
    is_own = not account.is_whole_document or _is_named(account, words, part)
    return is_own or tag.facet not in {Facet.STATUS, Facet.PARTICIPATION}


def _is_named(account: Account, words: str, part: Part) -> bool:
    """Return whether words name the practice, or a place in the same sentence."""
    if any(part.chunk.text[each.start : each.end] in words for each in part.mentions):
        return True
    if account.name is None:
        return False
    language = part.chunk.language
    titles = {noun.key for noun in nouns_in(account.title, language)} | {account.name.key}
    return account.name.text in words or any(noun.key in titles for noun in nouns_in(words, language))


def themes_of(account: Account) -> Iterator[Quote]:
    """Yield the words that the themes of an account rest on, those told most of first."""
    weights: dict[str, float] = defaultdict(float)
    quotes: dict[str, Quote] = {}
    for part in account.parts:
        for tag in part.chunk.tags:
            if tag.facet is not Facet.THEME or tag.confidence < _MIN_THEME_CONFIDENCE:
                continue
            start = part.chunk.text.find(tag.evidence, part.start, part.end)
            end = start + len(tag.evidence)
            if start < 0 or _OFFICE.search(part.chunk.text[max(part.start, start - _OFFICE_CHARS) : end]):
                continue
            quote = quote_of(account.told, part.chunk, start, end, tag.value)
            if quote is not None:
                weights[tag.value] += tag.confidence
                quotes.setdefault(tag.value, quote)
    for theme in sorted(quotes, key=lambda each: (-weights[each], each))[:_MAX_THEMES]:
        yield quotes[theme]


def places_of(account: Account) -> Iterator[Quote]:
    """Yield the words that name each municipality of an account."""
    for code in account.codes:
        named = [(part, each) for part in account.parts for each in part.mentions if each.code == code]
        # by its own name rather than by a district's
        for part, mention in sorted(named, key=lambda pair: pair[1].is_inferred)[:1]:
            behind = _ADMINISTRATIVE.match(part.chunk.text, mention.end)
            end = behind.end() if behind else mention.end
            quote = quote_of(account.told, part.chunk, mention.start, end, code)
            if quote is not None:
                yield quote


def each_once(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Return quotes without those that come again with the same code."""
    return tuple({(quote.chunk_id, quote.start, quote.end, quote.code): quote for quote in quotes}.values())

"""Municipalities named in a text, and those whose districts are, judged by the words around the name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.place_context import WORD
from ingest.place_lines import closes_heading
from ingest.place_verdicts import (
    BARE,
    CONFIRMED,
    LISTED,
    Candidate,
    Mention,
    Place,
    Standing,
    Verdict,
    judge,
)
from ingest.place_words import (
    ADMINISTRATIVE,
    CONJUNCTIONS,
    FIRST_NAMES,
    LIST_WORDS,
    SELDOM_ELSE,
    SHARED_AFTER,
)
from kb.records import Language

if TYPE_CHECKING:
    from kb.gazetteer import Gazetteer

__all__ = ["Mention", "PlaceFinder", "place_finder"]

Entry = tuple[str, str, bool, tuple[str, ...]]  # code, country, whether ambiguous, all forms

_CAPITAL = re.compile(r"(?<![^\W_])[A-ZÅÄÖÆØ][^\W_]*")
_JOINT = re.compile(r"[ \u00a0\-\n]")
_IN_ANOTHER = re.compile(r" (?:i |\()")
_JOINING = re.compile(rf"\b(?:{'|'.join(sorted(CONJUNCTIONS))})\b")
_LABEL_START = re.compile(r"[\W_]*(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s+|[a-zåäö]\)\s+)?", re.IGNORECASE)
_LABEL_END = re.compile(r"(?:s? (?:kommune?|stad))?(?:\s*$|\s?[:|(]|\s[–-]\s)")
_MAX_LIST_GAP = 40


class PlaceFinder:
    """Finds the municipalities of a gazetteer, and its districts, in text."""

    def __init__(self, municipalities: Iterable[Entry], districts: Iterable[Entry] = ()) -> None:
        self._forms: dict[str, dict[tuple[str, ...], tuple[Place, ...]]] = {}
        # A passage is cut and tagged by its places, and each of its headings heads others too.
        self._found = lru_cache(maxsize=1_024)(self._find)
        for is_district, entries in ((False, municipalities), (True, districts)):
            for code, country, ambiguous, forms in entries:
                place = Place(code, country, ambiguous, is_district)
                for form in forms:
                    self._add(form, place)

    def _add(self, form: str, place: Place) -> None:
        words = tuple(WORD.findall(form))
        while len(words) > 1 and words[-1].casefold() in ADMINISTRATIVE:
            words = words[:-1]  # the word after the name is judged by find()
        if not words:
            return
        for variant in {words, tuple(word.upper() for word in words)}:
            known = self._forms.setdefault(variant[0], {})
            if place not in known.get(variant, ()):
                known[variant] = (*known.get(variant, ()), place)

    def find(self, text: str, language: Language, *, is_heading: bool = False) -> list[Mention]:
        """Return the municipalities that ``text`` surely names, itself or by a district, in order.

        Args:
            text: A paragraph or so.
            language: Of the document: decides the country where nothing else does.
            is_heading: "Anna Berg, Kils kommun" is a row of a list of those present, unless it is a heading.
        """
        return list(self._found(text, language, is_heading))

    def _find(self, text: str, language: Language, is_heading: bool) -> tuple[Mention, ...]:
        found = [judge(text, each, language, is_heading=is_heading) for each in self._candidates(text)]
        verdicts = [verdict for verdict in found if verdict is not None]
        surnames = {_name(text, each.mention) for each in verdicts if each.standing is Standing.PERSON}
        mentions = [mention for run in _runs(text, verdicts) for mention in _settle(text, run)]
        return tuple(
            mention
            for mention in _without_contradicted(text, mentions)
            # "Ringsted" alone, after "Kirsten Ringsted", is she again
            if mention.confidence != BARE or _name(text, mention) not in surnames
        )

    def labels(self, heading: str, language: Language) -> bool:
        """Return whether a heading begins or ends with its place, as a label: "Kil: lån", "2. Lån (Kil)"."""
        found = self.find(heading, language, is_heading=True)
        if not found:
            return False
        first = found[0]
        if _LABEL_START.fullmatch(heading, 0, first.start) and _LABEL_END.match(heading, first.end):
            return True
        return len(found) == 1 and closes_heading(heading, first.start, first.end)

    def _candidates(self, text: str) -> Iterator[Candidate]:
        last_end = 0
        for match in _CAPITAL.finditer(text):
            if match.start() < last_end or match.group() not in self._forms:
                continue
            candidate = self._longest(text, match)
            if candidate is not None:
                last_end = candidate.end
                yield candidate

    def _longest(self, text: str, match: re.Match[str]) -> Candidate | None:
        best: Candidate | None = None
        words: list[str] = [match.group()]
        end = match.end()
        forms = self._forms[match.group()]
        longest = max(map(len, forms))
        while True:
            places = forms.get(tuple(words))
            if places:
                best = Candidate(places, match.start(), end)
            if len(words) == longest or not _JOINT.match(text, end):
                return best
            following = WORD.match(text, end + 1)
            if following is None:
                return best
            words.append(following.group())
            end = following.end()


def _runs(text: str, verdicts: Sequence[Verdict]) -> Iterator[list[Verdict]]:
    """Yield the names that stand together in lists, and the others one by one."""
    run: list[Verdict] = []
    for verdict in verdicts:
        if verdict.standing is Standing.PERSON:
            continue
        if run and not _is_list_gap(text[run[-1].mention.end : verdict.mention.start]):
            yield run
            run = []
        run.append(verdict)
    if run:
        yield run


def _is_list_gap(gap: str) -> bool:
    """Return whether only commas and an "och" stand between two names."""
    words = [word.casefold() for word in WORD.findall(gap)]
    return (
        len(gap) <= _MAX_LIST_GAP
        and "\n\n" not in gap
        and not re.search(r"[!?;:)(]|\.\s+[A-ZÅÄÖÆØ]", gap)
        and all(word in LIST_WORDS or word in ADMINISTRATIVE for word in words)
        and bool(set(gap) & set(",&/+") or words)
    )


def _settle(text: str, run: Sequence[Verdict]) -> list[Mention]:
    """Return the municipalities of a list: names that are sure speak for those that may be."""
    last = run[-1]
    if last.standing is Standing.BODY:
        run = [each for each in run if not _shares_body(text, each, last)]
    run = [each for each in run if each.standing is not Standing.BODY]
    gaps = [text[one.mention.end : other.mention.start].casefold() for one, other in pairwise(run)]
    is_list = len(run) > 2 or any("/" in gap or "&" in gap or _JOINING.search(gap) for gap in gaps)
    found: list[Mention] = []
    for each in run:
        if each.standing is Standing.SURE and not found:
            found.append(each.mention)
        elif each.standing is Standing.SURE or (is_list and _is_backed(text, each, run)):
            found.append(_listed(each.mention))
    return found


def _shares_body(text: str, each: Verdict, last: Verdict) -> bool:
    """Return whether "län" or "universitet" after the last name of a list is said of ``each`` too."""
    if each.mention.confidence == CONFIRMED:
        return False
    word = WORD.match(text, last.mention.end + 1)
    is_county = word is not None and word.group().casefold() in SHARED_AFTER
    return is_county or _name(text, each.mention).endswith("s")  # "Lunds och Uppsala universitet"


def _is_backed(text: str, each: Verdict, run: Sequence[Verdict]) -> bool:
    """Return whether others of a list make sure that a name in it means its place."""
    if each.place.is_district:
        return any(other.place.code == each.place.code for other in _sure(run))
    if each.is_foreign and not each.place.ambiguous:
        return bool(_sure(run))
    if not _sure(run):
        return _are_municipalities([_name(text, other.mention) for other in run if not other.is_foreign])
    return any(
        other.place.country == each.place.country and not other.place.is_district for other in _sure(run)
    )


def _are_municipalities(names: Sequence[str]) -> bool:
    """Return whether ambiguous names are so many, or so seldom else, that together they are no chance."""
    if all(name in SELDOM_ELSE for name in names):
        return len(names) > 1
    n_first_names = sum(name.casefold() in FIRST_NAMES for name in names)
    return len(names) > 2 and 2 * n_first_names < len(names)


def _sure(run: Sequence[Verdict]) -> list[Verdict]:
    return [each for each in run if each.standing is Standing.SURE]


def _listed(mention: Mention) -> Mention:
    if mention.is_inferred:
        return mention
    return replace(mention, is_placed=True, confidence=max(mention.confidence, LISTED))


def _without_contradicted(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Leave out districts that the text itself puts in another municipality: "Haga i Kil"."""
    for index, mention in enumerate(mentions):
        following = mentions[index + 1] if index + 1 < len(mentions) else None
        is_elsewhere = (
            mention.is_inferred
            and following is not None
            and following.code != mention.code
            and _IN_ANOTHER.fullmatch(text[mention.end : following.start]) is not None
        )
        if not is_elsewhere:
            yield mention


def _name(text: str, mention: Mention) -> str:
    return text[mention.start : mention.end]


@lru_cache(maxsize=4)
def place_finder(gazetteer: Gazetteer) -> PlaceFinder:
    """Return the finder for a gazetteer, made once for each."""
    return PlaceFinder(
        (
            (
                place.code,
                str(place.country),
                place.ambiguous,
                (place.name, place.official_name, *place.forms),
            )
            for place in gazetteer.municipalities
        ),
        ((place.code, place.code[:2], place.needs_context, place.forms) for place in gazetteer.districts),
    )

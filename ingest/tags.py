"""What a chunk and a document are about, and what is said of the practice, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ingest.aspects import aspect_finder
from ingest.metadata import stated_list
from ingest.periods import periods
from ingest.phrases import sentences
from ingest.places import PlaceFinder, place_finder
from ingest.quantities import amounts, first_of_each, persons
from ingest.themes import TermHit, ThemeFinder, theme_finders
from kb.aspects import load_aspects
from kb.errors import InputError
from kb.records import Country, Facet, Language, Metadata, Tag, TagMethod
from kb.text import one_line

if TYPE_CHECKING:
    from kb.gazetteer import Gazetteer
    from kb.taxonomy import Taxonomy

_MAX_THEMES = 4
_MAX_DOCUMENT_THEMES = 8
_COUNTRY_OF = {Language.SWEDISH: Country.SWEDEN, Language.DANISH: Country.DENMARK}
_HEADING_CONFIDENCE = 0.6
_TITLE_CONFIDENCE = 0.5
_LANGUAGE_CONFIDENCE = 0.6
_TERM_CONFIDENCE = 0.7  # of one single term; two different ones or a sequence of words are surer
_STRONG_TERM_CONFIDENCE = 0.9
_PART_CONFIDENCE = 0.6
# A long word is a compound and says more than "bibliotek" does: on 16 labelled documents precision .63 and
# recall .20 of chunks' themes; .48 and .26 with every word alone, .54 and .21 from 10 letters, .62 and .17
# from 14
_LONG_TERM_CHARS = 12
_HEADING_TERM_CONFIDENCE = 0.5


class Tagger:
    """Tags the chunks of one document; holds the finders, which take long to look up for each chunk."""

    def __init__(
        self, *, taxonomy: Taxonomy, gazetteer: Gazetteer, language: Language, document_tags: tuple[Tag, ...]
    ) -> None:
        """Take the document's language, and the tags that its file states or its title gives."""
        self.gazetteer = gazetteer
        self.language = language
        self.document_tags = document_tags
        self._taxonomy = taxonomy
        self._places = place_finder(gazetteer)
        self._themes: dict[Language, tuple[ThemeFinder, ...]] = {}

    def tag_chunk(self, text: str, heading_path: Sequence[str], language: Language) -> tuple[Tag, ...]:
        """Return the tags of a chunk.

        Args:
            text: As shown.
            heading_path: The headings around it, the outermost first.
            language: Of the chunk.
        """
        places = self._tag_places(text, heading_path)
        countries = country_tags(places, self.document_tags, self.gazetteer, self.language)
        themes = self._tag_themes(text, heading_path, language)
        return (*places, *countries, *themes, *self._tag_practice(text, countries, language))

    def _tag_practice(self, text: str, countries: Sequence[Tag], language: Language) -> tuple[Tag, ...]:
        parts = sentences(text)
        finder = aspect_finder(load_aspects(), language)
        country = _country_of_crowns(countries, language)
        return (
            *(finder.find(parts) if finder else ()),
            *first_of_each(tag for part in parts for tag in amounts(part, country=country)),
            *first_of_each(tag for part in parts for tag in persons(part, language)),
            *first_of_each(tag for part in parts for tag in periods(part, language)),
        )

    def _tag_places(self, text: str, heading_path: Sequence[str]) -> tuple[Tag, ...]:
        named = named_places(text, self._places, self.language)
        if named:
            return named
        for heading in reversed(heading_path):
            in_heading = named_places(heading, self._places, self.language, is_heading=True)
            if len(in_heading) == 1:
                is_label = self._places.labels(heading, self.language)
                return (in_heading[0] if is_label else _inferred(in_heading[0], _HEADING_CONFIDENCE),)
            if in_heading:
                return ()
        stated = [tag for tag in self.document_tags if tag.facet is Facet.MUNICIPALITY]
        # Of a document about several places a passage without a name may tell of any one of them.
        return tuple(_inferred(tag, _TITLE_CONFIDENCE) for tag in stated) if len(stated) == 1 else ()

    def _tag_themes(self, text: str, heading_path: Sequence[str], language: Language) -> tuple[Tag, ...]:
        scored: dict[str, Tag] = {}
        if language not in self._themes:
            self._themes[language] = theme_finders(self._taxonomy, language)
        for finder in self._themes[language]:
            in_headings = [(heading, _by_theme(finder.find(heading))) for heading in heading_path]
            in_text = _by_theme(finder.find(text))
            for theme, hits in in_text.items():
                if _is_supported(theme, in_text, [found for _, found in in_headings]):
                    _keep_best(scored, _theme_tag(theme, hits, text))
            for heading, found in in_headings:
                for theme in found:
                    evidence = one_line(heading)
                    _keep_best(
                        scored, _tag(Facet.THEME, theme, _HEADING_TERM_CONFIDENCE, TagMethod.TERM, evidence)
                    )
        return _best_themes(scored.values(), limit=_MAX_THEMES)


def named_places(
    text: str, finder: PlaceFinder, language: Language, *, is_heading: bool = False
) -> tuple[Tag, ...]:
    """Return one tag for each municipality that ``text`` names, itself or by a district, in order."""
    tags: dict[str, Tag] = {}
    for mention in finder.find(text, language, is_heading=is_heading):
        method = TagMethod.INFERRED if mention.is_inferred else TagMethod.NAME
        tag = _tag(Facet.MUNICIPALITY, mention.code, mention.confidence, method, mention.evidence)
        _keep_best(tags, tag)
    return tuple(tags.values())


def stated_tags(
    stated: Mapping[str, str], about: str, metadata: Metadata, *, taxonomy: Taxonomy, gazetteer: Gazetteer
) -> tuple[Tag, ...]:
    """Return the tags that a file states, and the municipality that its title names if it names just one.

    ``about`` is what its first lines state after "Plats:" or the like.

    Stated names that the gazetteer or the taxonomy does not know are left out.
    """
    finder = place_finder(gazetteer)
    tags: dict[tuple[Facet, str], Tag] = {}
    for facet, key in ((Facet.MUNICIPALITY, "municipalities"), (Facet.THEME, "themes")):
        for name in stated_list(stated.get(key, "")):
            try:
                value = (
                    gazetteer.resolve(name).code if facet is Facet.MUNICIPALITY else taxonomy.resolve(name)
                )
            except InputError:
                continue
            tags[facet, value] = _tag(facet, value, 1.0, TagMethod.METADATA, name)
    for tag in named_places(about, finder, metadata.language):
        if tag.method is TagMethod.NAME:
            tag = _tag(tag.facet, tag.value, 1.0, TagMethod.METADATA, tag.evidence)
        tags[tag.facet, tag.value] = tag
    if not any(facet is Facet.MUNICIPALITY for facet, _ in tags):
        in_title = named_places(metadata.title, finder, metadata.language)
        if len(in_title) == 1:
            tag = _inferred(in_title[0], _TITLE_CONFIDENCE)
            tags[tag.facet, tag.value] = tag
    return tuple(tags.values())


def country_tags(
    places: Iterable[Tag], document_tags: Iterable[Tag], gazetteer: Gazetteer, language: Language
) -> tuple[Tag, ...]:
    """Return the countries of the places named, else of the document's places, else of its language.

    None for a text that names no place and is in neither Swedish nor Danish.
    """
    for tags in (places, document_tags):
        found: dict[str, Tag] = {}
        for tag in tags:
            if tag.facet is Facet.MUNICIPALITY:
                country = str(gazetteer.get(tag.value).country)
                _keep_best(found, _tag(Facet.COUNTRY, country, tag.confidence, tag.method, tag.evidence))
        if found:
            return tuple(found.values())
    if language not in _COUNTRY_OF:
        return ()
    guess = str(_COUNTRY_OF[language])
    return (_tag(Facet.COUNTRY, guess, _LANGUAGE_CONFIDENCE, TagMethod.INFERRED, f"language {language}"),)


def summarise_tags(tagger: Tagger, chunk_tags: Iterable[Sequence[Tag]]) -> tuple[Tag, ...]:
    """Return the tags of a whole document: its own, and those its chunks name, each with its surest evidence.

    Themes are those with most weight over the chunks; the country is the document's, not each place's.
    """
    places: dict[str, Tag] = {}
    themes: dict[str, Tag] = {}
    weights: dict[str, float] = {}
    for tags in chunk_tags:
        for tag in tags:
            if tag.facet is Facet.MUNICIPALITY and tag.confidence > _HEADING_CONFIDENCE:
                _keep_best(places, tag)  # named in the passage, itself or by a district
            elif tag.facet is Facet.THEME:
                _keep_best(themes, tag)
                weights[tag.value] = weights.get(tag.value, 0.0) + tag.confidence
    for tag in tagger.document_tags:
        if tag.facet in {Facet.MUNICIPALITY, Facet.THEME}:
            _keep_best(places if tag.facet is Facet.MUNICIPALITY else themes, tag)
    stated = [tag for tag in themes.values() if tag.method is TagMethod.METADATA]
    found = sorted(
        (tag for tag in themes.values() if tag.method is not TagMethod.METADATA),
        key=lambda tag: (-weights.get(tag.value, 0.0), tag.value),
    )
    country = country_tags((), tagger.document_tags, tagger.gazetteer, tagger.language)
    return (*places.values(), *country, *stated, *found[: max(0, _MAX_DOCUMENT_THEMES - len(stated))])


def _country_of_crowns(countries: Sequence[Tag], language: Language) -> Country | None:
    """Return the country whose crowns a passage means; None where its places and its language differ."""
    if language not in _COUNTRY_OF:
        return None
    country = _COUNTRY_OF[language]
    return country if all(tag.value == country for tag in countries) else None


def _theme_tag(theme: str, hits: Sequence[TermHit], text: str) -> Tag:
    whole = [hit for hit in hits if not hit.is_part]
    best = (whole or list(hits))[0]
    if len({hit.term for hit in hits}) > 1 or any(" " in hit.term for hit in whole):
        confidence = _STRONG_TERM_CONFIDENCE
    else:
        confidence = _TERM_CONFIDENCE if whole else _PART_CONFIDENCE
    return _tag(Facet.THEME, theme, confidence, TagMethod.TERM, text[best.start : best.end])


def _is_supported(
    theme: str, in_text: Mapping[str, Sequence[TermHit]], in_headings: Sequence[Mapping[str, object]]
) -> bool:
    """Return whether more than one single word speaks for a theme.

    That is a term of several words or a long one, two different ones, one of the same top theme in the text
    or a heading, or a compound with the term, which is more special than the term is.
    """
    hits = in_text[theme]
    if len({hit.term for hit in hits}) > 1:
        return True
    if any(hit.is_part or " " in hit.term or len(hit.term) >= _LONG_TERM_CHARS for hit in hits):
        return True
    top = theme.partition(".")[0]
    return any(
        other.partition(".")[0] == top and (other != theme or found is not in_text)
        for found in (in_text, *in_headings)
        for other in found
    )


def _by_theme(hits: Iterable[TermHit]) -> dict[str, list[TermHit]]:
    found: dict[str, list[TermHit]] = {}
    for hit in hits:
        found.setdefault(hit.theme, []).append(hit)
    return found


def _best_themes(tags: Iterable[Tag], *, limit: int) -> tuple[Tag, ...]:
    """Return the surest themes; one whose sub-theme is there as surely says nothing more."""
    ranked = sorted(tags, key=lambda tag: (-tag.confidence, -tag.value.count("."), tag.value))
    kept: list[Tag] = []
    for tag in ranked:
        if not any(other.value.startswith(f"{tag.value}.") for other in kept):
            kept.append(tag)
    return tuple(kept[:limit])


def _keep_best(tags: dict[str, Tag], tag: Tag) -> None:
    known = tags.get(tag.value)
    if known is None or tag.confidence > known.confidence:
        tags[tag.value] = tag


def _inferred(tag: Tag, confidence: float) -> Tag:
    return _tag(tag.facet, tag.value, confidence, TagMethod.INFERRED, tag.evidence)


def _tag(facet: Facet, value: str, confidence: float, method: TagMethod, evidence: str) -> Tag:
    return Tag(facet=facet, value=value, confidence=confidence, method=method, evidence=evidence)

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
from ingest.theme_support import theme_candidates
from ingest.themes import ThemeFinder, theme_finders
from kb.aspects import load_aspects
from kb.errors import InputError
from kb.records import Country, Facet, Language, Metadata, Tag, TagMethod

if TYPE_CHECKING:
    from kb.gazetteer import Gazetteer
    from kb.taxonomy import Taxonomy

_COUNTRY_OF = {Language.SWEDISH: Country.SWEDEN, Language.DANISH: Country.DENMARK}
_HEADING_CONFIDENCE = 0.6
_TITLE_CONFIDENCE = 0.5
_LANGUAGE_CONFIDENCE = 0.6


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
        """Return the tags of a chunk but its themes.

        Args:
            text: As shown.
            heading_path: The headings around it, the outermost first.
            language: Of the chunk.
        """
        places = self._tag_places(text, heading_path)
        countries = country_tags(places, self.document_tags, self.gazetteer, self.language)
        return (*places, *countries, *self._tag_practice(text, countries, language))

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

    def theme_candidates(
        self, text: str, heading_path: Sequence[str], title: str, language: Language
    ) -> tuple[Tag, ...]:
        """Return the themes that words in or around a chunk speak for; see ingest/theme_support.py."""
        if language not in self._themes:
            self._themes[language] = theme_finders(self._taxonomy, language)
        return theme_candidates(self._themes[language], text, heading_path, title)


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
    """Return the tags of a whole document: its own, and the places its chunks name, by the surest evidence.

    The country is the document's, not each place's.
    """
    places: dict[str, Tag] = {}
    for tags in chunk_tags:
        for tag in tags:
            if tag.facet is Facet.MUNICIPALITY and tag.confidence > _HEADING_CONFIDENCE:
                _keep_best(places, tag)  # named in the passage, itself or by a district
    for tag in tagger.document_tags:
        if tag.facet is Facet.MUNICIPALITY:
            _keep_best(places, tag)
    country = country_tags((), tagger.document_tags, tagger.gazetteer, tagger.language)
    return (*places.values(), *country, *(tag for tag in tagger.document_tags if tag.facet is Facet.THEME))


def _country_of_crowns(countries: Sequence[Tag], language: Language) -> Country | None:
    """Return the country whose crowns a passage means; None where its places and its language differ."""
    if language not in _COUNTRY_OF:
        return None
    country = _COUNTRY_OF[language]
    return country if all(tag.value == country for tag in countries) else None


def _keep_best(tags: dict[str, Tag], tag: Tag) -> None:
    known = tags.get(tag.value)
    if known is None or tag.confidence > known.confidence:
        tags[tag.value] = tag


def _inferred(tag: Tag, confidence: float) -> Tag:
    return _tag(tag.facet, tag.value, confidence, TagMethod.INFERRED, tag.evidence)


def _tag(facet: Facet, value: str, confidence: float, method: TagMethod, evidence: str) -> Tag:
    return Tag(facet=facet, value=value, confidence=confidence, method=method, evidence=evidence)

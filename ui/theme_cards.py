"""All themes as cards: how much there is of each, and from where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kb.records import Country
from kb.taxonomy import Theme
from ui.frames import Dimension, count_by, frame_of, within
from ui.labels import theme_name
from ui.markup import escape, items, link
from ui.scope import Scope, Unit
from ui.search_state import href
from ui.shell import Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """How many practices there are by theme."""

    published: Mapping[str, int]
    everything: Mapping[str, int]
    countries: Mapping[str, Mapping[str, int]]  # of published ones, by country


def theme_cards(shell: Shell) -> str:
    """Return a card for each theme, in the order of the taxonomy."""
    frame = frame_of(shell.knowledge_base, Unit.PRACTICES)
    published = frame_of(shell.knowledge_base, Unit.PUBLISHED)
    counts = _Counts(
        published=_by_theme(published),
        everything=_by_theme(frame),
        countries={
            country.value: _by_theme(within(published, Scope(country=country.value))) for country in Country
        },
    )
    cards = (_card(theme, counts, shell) for theme in shell.knowledge_base.taxonomy.children())
    return f'<ul class="mb-theme-cards">{items(cards)}</ul>'


def _by_theme(frame: pd.DataFrame) -> Mapping[str, int]:
    counted = count_by(frame, Dimension.THEME)
    return dict(zip(counted["code"], counted["n"], strict=True))


def theme_href(theme_id: str, shell: Shell) -> str:
    """Return the address of a theme's page."""
    return href("themes", {"theme": [theme_id]}, shell.kept)


def by_country(counts: Mapping[str, int], shell: Shell) -> str:
    """Return how many there are of each country, such as "Sverige 38 · Danmark 21"."""
    text = shell.catalogue.text
    return " · ".join(
        text("themes.of_country", name=text(f"country.{country.value}"), n=counts.get(country.value, 0))
        for country in Country
    )


def _card(theme: Theme, counts: _Counts, shell: Shell) -> str:
    text, name = shell.catalogue.text, _name(theme, shell)
    n, n_all = counts.published.get(theme.id, 0), counts.everything.get(theme.id, 0)
    facts = [escape(text("themes.n_published", count=n))]
    if n:
        own = {country: by_theme.get(theme.id, 0) for country, by_theme in counts.countries.items()}
        facts.append(escape(by_country(own, shell)))
    more = [text("themes.n_others", count=n_all - n)] if n_all > n else []
    more.append(text("themes.n_documents", count=shell.stats().themes.get(theme.id, 0)))
    children = [
        link(
            text("search.counted", name=_name(child, shell), n=counts.published.get(child.id, 0)),
            theme_href(child.id, shell),
        )
        for child in shell.knowledge_base.taxonomy.children(theme.id)
    ]
    label = f' aria-label="{escape(text("themes.open_named", name=name))}"'
    opened = link(text("themes.open"), theme_href(theme.id, shell), css="mb-button", attributes=label)
    return (
        f"<h2>{link(name, theme_href(theme.id, shell))}</h2>"
        f'<p class="mb-card-count">{"<br>".join(facts)}</p>'
        f'<p class="mb-quiet">{escape(" · ".join(more))}</p>'
        f'<ul class="mb-sub-themes">{items(children)}</ul><p class="mb-card-open">{opened}</p>'
    )


def _name(theme: Theme, shell: Shell) -> str:
    return theme_name(theme.id, catalogue=shell.catalogue, taxonomy=shell.knowledge_base.taxonomy)

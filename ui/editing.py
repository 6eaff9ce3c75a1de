"""What the parts of the page of one practice share: the practice, its buttons, and who did what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kb.curation import CuratedPractice
from kb.entries import Entry
from kb.practices import PracticeDraft, PracticeField, PracticeId, PracticeState, Quote
from ui.markup import escape
from ui.moments import when
from ui.search_state import href
from ui.shell import Shell

if TYPE_CHECKING:
    from kb.i18n import Catalogue

TITLE_FIELDS = (PracticeField.TITLE, PracticeField.SUMMARY)
WORDS_ID = "mb-quote-words"  # where the words to be quoted are written


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """A practice that somebody edits."""

    curated: CuratedPractice
    entry: Entry
    shell: Shell
    suggestions: Mapping[PracticeField, tuple[Quote, ...]] = field(default_factory=dict)

    @property
    def id(self) -> PracticeId:
        """Its number."""
        return self.curated.practice.id

    @property
    def draft(self) -> PracticeDraft:
        """What is told of it."""
        return self.curated.practice.draft

    @property
    def can_change(self) -> bool:
        """Whether it is the curators'; a candidate is the rules'."""
        return self.curated.state is not PracticeState.CANDIDATE

    def text(self, key: str, **values: str | int) -> str:
        """Return a text of the catalogue, ready for HTML."""
        return escape(self.shell.catalogue.text(key, **values))

    def asked(self, **values: object) -> dict[str, object]:
        """Return what a change is asked with: which practice, and which version of it was seen."""
        return {"practice": self.id, "seen": self.curated.version, **values}

    def address(self, **extra: str) -> str:
        """Return the address of this page."""
        parameters = {"id": [f"p{self.id}"], **{name: [value] for name, value in extra.items()}}
        return href("edit", parameters, self.shell.kept)

    def name_of(self, login: str) -> str:
        """Return the name of somebody who has changed this practice, else their login."""
        names = {change.login: change.name for change in self.curated.history}
        return names.get(login) or login


def moment(at: str, catalogue: Catalogue) -> str:
    """Return a moment in words."""
    return when(at, catalogue)


def with_attribute(asked: Mapping[str, object]) -> str:
    """Return the attribute that says what a form is asked with."""
    return f'data-with="{escape(json.dumps(asked))}"'


def field_id(field: PracticeField) -> str:
    """Return the id of a field's heading."""
    return f"mb-field-{field.value}"


def edit_href(practice_id: PracticeId, shell: Shell) -> str:
    """Return the address at which a practice is edited."""
    return href("edit", {"id": [f"p{practice_id}"]}, shell.kept)

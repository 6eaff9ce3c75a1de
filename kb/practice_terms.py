"""What a practice can be told by: for whom, how far, with how much say, and what was learnt."""

from __future__ import annotations

from enum import StrEnum


class TargetGroup(StrEnum):
    """Whom a practice is for."""

    CHILDREN = "children"
    YOUNG_PEOPLE = "young_people"
    GIRLS = "girls"
    BOYS = "boys"
    WOMEN = "women"
    MEN = "men"
    PARENTS = "parents"
    RELATIVES = "relatives"  # who care for somebody ill or old
    OLDER_PEOPLE = "older_people"
    NEWCOMERS = "newcomers"  # refugees and immigrants
    UNEMPLOYED = "unemployed"
    DISABILITIES = "disabilities"
    HOMELESS = "homeless"
    VULNERABLE = "vulnerable"
    TENANTS = "tenants"
    VOLUNTEERS = "volunteers"


class PracticeStatus(StrEnum):
    """How far a practice has come, as its text has it."""

    IDEA = "idea"
    PLANNED = "planned"
    PILOT = "pilot"
    ONGOING = "ongoing"
    PERMANENT = "permanent"
    ENDED = "ended"  # came to its end
    DISCONTINUED = "discontinued"  # was stopped


class Participation(StrEnum):
    """How much residents have a say, from the least to the most.

    Source: the ladder of participation, as Swedish and Danish municipalities use it.
    """

    INFORMATION = "information"
    CONSULTATION = "consultation"
    DIALOGUE = "dialogue"
    INVOLVEMENT = "involvement"
    CO_CREATION = "co_creation"
    SELF_DETERMINATION = "self_determination"


class Direction(StrEnum):
    """How a practice turned out, as its text has it."""

    POSITIVE = "positive"
    MIXED = "mixed"
    NONE = "none"  # it was looked for, and there was no effect
    NEGATIVE = "negative"
    UNKNOWN = "unknown"  # the text says that nobody knows


class Lesson(StrEnum):
    """What can be learnt from a passage."""

    WORKED = "worked"
    DID_NOT_WORK = "did_not_work"
    RISK = "risk"
    PRECONDITION = "precondition"

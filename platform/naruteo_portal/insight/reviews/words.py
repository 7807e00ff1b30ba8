"""What stages, attributes, causes and reasons are called on review pages, in files and in reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from naruteo_analytics.documents import Why
from naruteo_portal.core.i18n import N_, Message

TOGETHER = "*"
"""Joins attributes that are looked at together, and the values of their groups."""
ALL = N_("All")
WHOLE_PROGRAMME = N_("All cohorts")
UNKNOWN = N_("Not recorded")

STAGES: Mapping[str, Message] = {
    "registered": N_("Registered"),
    "started": N_("Started learning"),
    "active": N_("Active in learning"),
    "submitted": N_("Submitted"),
    "completed": N_("Finished with a result"),
    "passed": N_("Passed"),
    "certified": N_("Got the certificate"),
    "placed": N_("Found work"),
}
ATTRIBUTES: Mapping[str, Message] = {
    "region": N_("Region"),
    "sex": N_("Sex"),
    "age_band": N_("Age band"),
    "education": N_("Education"),
    "disability": N_("Disability"),
    "nationality_group": N_("Nationality group"),
    "deprivation": N_("Deprivation of the area"),
}
CAUSES: Mapping[str, Message] = {
    "withdrawn": N_("Withdrew"),
    "placed": N_("Found work"),
    "further_study": N_("Further study"),
    "lost": N_("No longer looking"),
    "": ALL,
}
SUMMARIES: Mapping[str, Message] = {
    "median": N_("Median time"),
    "restricted_mean": N_("Restricted mean time"),
    "log_rank": N_("Log-rank test between the groups: p-value"),
}
REASONS: Mapping[Why, tuple[Message, Message]] = {
    Why.FEW: (N_("[few]"), N_("The group is smaller than the least count, so its people could be recognised.")),
    Why.JOINT: (
        N_("[joint]"),
        N_("It is large enough itself, but with it a smaller group could be worked out from the other figures."),
    ),
    Why.LOW: (
        N_("[low]"),
        N_("The figure would rest on too few people, or would say the same of almost everybody in the group."),
    ),
    Why.UNRECORDED: (
        N_("[not recorded]"),
        N_("Nobody records it in this programme, so it is unknown. It is not zero."),
    ),
}
"""The sign in place of a figure that is not shown, and why."""

MEASURES: Mapping[str, Message] = {
    "full": N_("Full marks"),
    "ungraded": N_("Not graded yet"),
    "absent": N_("Not reached"),
    "omitted": N_("Left out"),
    "omit_rate": N_("Share left out"),
    "facility": N_("Facility"),
    "spread": N_("Spread (SD)"),
    "sd": N_("Spread (SD)"),
    "r_rest": N_("Corrected item-total correlation"),
    "r_total_uncorrected": N_("Uncorrected item-total correlation"),
    "discrimination": N_("Discrimination"),
    "efficiency": N_("Discriminative efficiency"),
    "intended_weight": N_("Intended weight"),
    "effective_weight": N_("Effective weight"),
    "alpha_if_dropped": N_("Alpha without it"),
    "attempts": N_("Attempts (mean)"),
    "seconds": N_("Seconds (median)"),
    "a": N_("Discrimination a (2PL)"),
    "a_se": N_("Standard error of a"),
    "b": N_("Difficulty b (2PL)"),
    "b_se": N_("Standard error of b"),
    "rasch_b": N_("Difficulty b (Rasch)"),
}
"""What is reckoned of a task."""
REVIEWS: Mapping[str, Message] = {
    "easy": N_("almost everybody solves it"),
    "hard": N_("hardly anybody solves it"),
    "discrimination": N_("those who do well elsewhere hardly do better here"),
    "negative": N_("those who do well elsewhere do worse here"),
    "alpha": N_("the exercise would measure better without it"),
    "omitted": N_("many leave it out"),
    "dif": N_("groups of equal ability solve it unequally often"),
}
"""What about a task somebody should look at; it says nothing about who is to blame."""
UNITS: Mapping[str, Message] = {"day": N_("Days"), "week": N_("Weeks"), "month": N_("Months")}
GROUPS: Mapping[str, Message] = {
    "": ALL,
    "F": N_("Women"),
    "M": N_("Men"),
    "female": N_("Women"),
    "male": N_("Men"),
    "unknown": UNKNOWN,
    "other": N_("Other, merged groups"),
}
"""Groups that mean the same everywhere; all others are shown by the names that the programme gives them."""


@dataclass(frozen=True)
class Name:
    """What something is called: its key for programs, its label for people."""

    key: str
    label: Message | str


def name_of(names: Mapping[str, Message], key: str) -> Name:
    """What something is called; by its own key where we have no name for it."""
    return Name(key, names.get(key, key))


def attribute_name(by: str) -> Name:
    """What people are grouped by: an attribute, or several together."""
    return Name(by, listed([ATTRIBUTES.get(each, each) for each in by.split(TOGETHER)]))


def group_name(key: str) -> Name:
    """A group of one attribute, or of several together."""
    return Name(key, listed([GROUPS.get(each, each) for each in key.split(TOGETHER)]))


def cohort_name(cohort: str) -> Name:
    """A cohort as pages call it."""
    return Name(cohort, cohort or WHOLE_PROGRAMME)


def listed(parts: Sequence[Message | str]) -> Message:
    """Parts after one another, with signs between them that both languages use."""
    text = " · ".join(f"%({number})s" for number in range(len(parts)))
    return Message(text, {str(number): part for number, part in enumerate(parts)})

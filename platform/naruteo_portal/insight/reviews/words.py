"""What stages, attributes, causes and reasons are called on review pages, in files and in reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from naruteo_analytics.documents import CROSS, Why
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.core.provinces import PROVINCES

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
    "median": N_("Median time until withdrawal"),
    "restricted_mean": N_("Mean time until withdrawal, within the time watched"),
    "log_rank_p": N_("Log-rank test whether the groups differ: p-value"),
    "median_placed": N_("Median time until work was found"),
}
TIMES = ("median", "restricted_mean", "median_placed")
"""Those of the summaries that are times."""
REASONS: Mapping[Why, tuple[Message, Message]] = {
    Why.FEW: (N_("[few]"), N_("The group is smaller than the least count, so its people could be recognised.")),
    Why.JOINT: (
        N_("[hidden]"),
        N_(
            "It is small itself, or with it a smaller group could be worked out from other figures. Which of the two "
            "would tell too much."
        ),
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
    "facility": N_("Facility"),
    "sd": N_("Spread (SD)"),
    "r_rest": N_("Corrected item-total correlation"),
    "efficiency": N_("Discriminative efficiency"),
    "effective_weight": N_("Effective weight"),
    "alpha_if_dropped": N_("Alpha without it"),
    "omit_rate": N_("Share left open"),
    "attempts": N_("Attempts (mean)"),
    "seconds": N_("Seconds (median)"),
    "a": N_("Discrimination a (2PL)"),
    "b": N_("Difficulty b (2PL)"),
}
"""What is reckoned of a task."""
REVIEWS: Mapping[str, Message] = {
    "easy": N_("nearly everybody solves it"),
    "hard": N_("few solve it"),
    "contrary": N_("who does well in the others does worse here: is the key right?"),
    "weak": N_("it hardly goes with the other tasks"),
    "often_omitted": N_("many leave it open"),
    "functions_differently": N_("at equal results it is harder for one group"),
}
"""What about a task somebody should look at; it says nothing about who is to blame."""
UNITS: Mapping[str, Message] = {"day": N_("Days"), "week": N_("Weeks"), "month": N_("Months")}
WHEN: Mapping[str, Message] = {
    "Week": N_("Week %(at)s"),
    "Days": N_("Day %(at)s"),
    "Weeks": N_("Week %(at)s"),
    "Months": N_("Month %(at)s"),
}
"""How one time is said, by the heading of the column in which it stands."""
GROUPS: Mapping[str, Message] = {
    "": ALL,
    "F": N_("Women"),
    "M": N_("Men"),
    "female": N_("Women"),
    "male": N_("Men"),
    "yes": N_("Yes"),
    "no": N_("No"),
    "under_30": N_("Under 30"),
    "30s": N_("30 to 39"),
    "40s": N_("40 to 49"),
    "50s": N_("50 to 59"),
    "60_over": N_("60 and older"),
    "middle_or_less": N_("Middle school or less"),
    "high_school": N_("High school"),
    "college": N_("Two or three years of college"),
    "bachelor": N_("Bachelor’s degree"),
    "graduate": N_("Graduate school"),
    "korean": N_("Koreans"),
    "korean_chinese": N_("Korean Chinese"),
    "china": N_("China"),
    "vietnam": N_("Viet Nam"),
    "uzbekistan": N_("Uzbekistan"),
    "nepal": N_("Nepal"),
    "philippines": N_("Philippines"),
    "indonesia": N_("Indonesia"),
    "cambodia": N_("Cambodia"),
    "mongolia": N_("Mongolia"),
    "thailand": N_("Thailand"),
    "myanmar": N_("Myanmar"),
    "sri_lanka": N_("Sri Lanka"),
    "bangladesh": N_("Bangladesh"),
    "unknown": UNKNOWN,
    "other": N_("Other, merged groups"),
    **{code: Message("%(name)s", {"name": name}) for code, name in PROVINCES.items()},
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
    return Name(by, listed([ATTRIBUTES.get(each, each) for each in by.split(CROSS)]))


@lru_cache(1024)
def group_name(key: str, merged: tuple[str, ...] = ()) -> Name:
    """A group of one attribute, or of several together, with what was merged into it for being small."""
    name = listed([GROUPS.get(each, each) for each in key.split(CROSS)])
    if merged:
        members = listed([GROUPS.get(each, each) for each in merged])
        name = Message("%(group)s (%(merged)s)", {"group": name, "merged": members})
    return Name(key, name)


def cohort_name(cohort: str) -> Name:
    """A cohort as pages call it."""
    return Name(cohort, cohort or WHOLE_PROGRAMME)


def listed(parts: Sequence[Message | str]) -> Message:
    """Parts after one another, with signs between them that both languages use."""
    text = " · ".join(f"%({number})s" for number in range(len(parts)))
    return Message(text, {str(number): part for number, part in enumerate(parts)})

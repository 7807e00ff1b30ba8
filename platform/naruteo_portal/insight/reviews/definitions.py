"""What each figure means, with what is easily mistaken about it; said beside the figures and on a page of their own."""

from collections.abc import Mapping
from dataclasses import dataclass

from naruteo_portal.core.i18n import N_, Message


@dataclass(frozen=True)
class Definition:
    """A figure's name, what it is, and what it must not be taken for."""

    title: Message
    text: Message
    trap: Message | None = None


DEFINITIONS: Mapping[str, Definition] = {
    "enrolments": Definition(
        N_("Enrolments and persons"),
        N_("An enrolment is one person in one cohort. All counts are enrolments unless they are called persons."),
        N_("Who took part in two cohorts counts twice as an enrolment and once as a person."),
    ),
    "stages": Definition(
        N_("Stages"),
        N_(
            "Registered: enrolled. Started learning: an event on the first day or later. Active in learning: events in "
            "at least a quarter of the weeks. Submitted: handed in work for this cohort. Finished with a result: "
            "handed in and passed or failed. Passed: with a pass or a distinction. Got the certificate. Found work: "
            "after passing, or after the certificate where certificates are recorded."
        ),
        N_(
            "Stages are nested: whoever reached one counts in all before it, also where events were lost. A stage that "
            "nobody records is “not recorded”, never zero."
        ),
    ),
    "rates": Definition(
        N_("Rates and their intervals"),
        N_(
            "The denominator is all who registered in the cohort and group, also those who withdrew. The interval is "
            "Wilson’s for 95 %: what a repeated cohort of this size could also have shown."
        ),
        N_("A pass rate among those who completed is higher; it is not what stands here."),
    ),
    "activity": Definition(
        N_("Active in a week"),
        N_("At least one event in the learning environment in that week; the denominator is all who registered."),
        N_("Equal events on one day are kept, not merged. Reading on paper leaves no event."),
    ),
    "retention": Definition(
        N_("Retention"),
        N_("Active in that week or in a later one; the denominator is all who registered."),
        N_("In the last weeks it falls by itself, because no later week can follow."),
    ),
    "weeks": Definition(
        N_("How weeks are counted"),
        N_("Week 0 begins with the first day of the cohort; weeks before it are negative."),
    ),
    "grades": Definition(
        N_("Grades"),
        N_(
            "The mean score of the graded tasks by their weights, from 0 to 100, of the counted attempt. Each bin "
            "holds grades from its lower bound to below its upper one, the last also its end."
        ),
        N_(
            "A task that was not graded is left out, not counted as zero. "
            "Scores carried over from an earlier cohort count."
        ),
    ),
    "quartiles": Definition(
        N_("Quartiles"),
        N_("A quarter of grades lies below the lower, half below the median, three quarters below the upper quartile."),
        N_("They are interpolated linearly (type 7 in R, the default of pandas); other programs may differ a little."),
    ),
    "withdrawal": Definition(
        N_("Withdrawal over time"),
        N_("The share still enrolled on each day, by Kaplan and Meier, from the first day or the day of registration."),
        N_("Who was still there when the data ends is censored: it is unknown whether they withdrew later."),
    ),
    "placement": Definition(
        N_("Time to placement"),
        N_(
            "The share to whom it happened by each time after the end of the cohort, by Aalen and Johansen: placement, "
            "further study and giving up the search compete."
        ),
        N_("One minus Kaplan-Meier would overstate placement, since who goes on to study is not placed later."),
    ),
    "survival": Definition(
        N_("Curves over time"),
        N_(
            "A curve ends where fewer than the least count are at risk. The median is when half has happened; the "
            "restricted mean is the mean time up to a limit; the log-rank test asks whether the curves differ at all."
        ),
        N_("A median that was not reached is unknown, not the last day."),
    ),
    "intervals": Definition(
        N_("Intervals of curves"),
        N_("95 % intervals are of the log-log type (Greenwood’s variance)."),
        N_("R uses the log type by default, so its tables show other bounds for the same curve."),
    ),
    "items": Definition(
        N_("Figures of tasks"),
        N_(
            "Facility: mean share of the points. Corrected item-total correlation: with the total of the other tasks. "
            "Effective weight: how much of the spread of totals comes from the task. Alpha without it: reliability of "
            "the exercise if it were dropped. Item response (a, b) is reckoned from 200 answers on."
        ),
        N_(
            "The uncorrected correlation holds the task itself in the total and is therefore higher. “Review” is a "
            "reason to look at the task, not a verdict."
        ),
    ),
    "attempts": Definition(
        N_("Which attempt counts"),
        N_("The last attempt of each person counts, unless a figure is of attempts itself."),
        N_("Other programs take the first or the best, which gives other figures for the same answers."),
    ),
    "spread": Definition(
        N_("Standard deviation"),
        N_("It is the sample’s: divided by n − 1."),
        N_("The population’s (divided by n) is a little smaller."),
    ),
    "equity": Definition(
        N_("Difference between groups"),
        N_(
            "A group’s rate minus that of all others, in percentage points, with a 95 % interval; "
            "the ratio is the one divided by the other."
        ),
        N_("A difference is no cause. Groups whose attribute is unknown are shown as a group of their own."),
    ),
    "within": Definition(
        N_("Difference within courses"),
        N_(
            "The same difference, reckoned within each course and averaged: "
            "who chooses which course plays no part in it."
        ),
        N_(
            "Where it points the other way than the total, the total comes from the choice of courses "
            "(Simpson’s paradox)."
        ),
    ),
    "suppression": Definition(
        N_("Figures that are not shown"),
        N_(
            "Counts below the least count and rates of small groups are not shown, and neither are figures from which "
            "they could be worked out, in this release or together with earlier ones. Shown rates are rounded."
        ),
        N_("Totals of what is shown are therefore smaller than the totals that are shown."),
    ),
}


def definitions_of(names: tuple[str, ...]) -> list[Definition]:
    """Definitions by their names, each once."""
    return [DEFINITIONS[name] for name in dict.fromkeys(names)]

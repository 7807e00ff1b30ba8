"""What each figure means, with what is easily mistaken about it; said beside the figures and on a page of their own."""

from collections.abc import Mapping
from dataclasses import dataclass

from naruteo_portal.core.i18n import N_, Locale, Message


@dataclass(frozen=True)
class Definition:
    """A figure's name, what it is, and what it must not be taken for."""

    title: Message
    text: Message
    trap: Message | None = None

    def said_in(self, locale: Locale) -> str:
        """What it is, and what it must not be taken for, one after the other."""
        return " ".join(part.said_in(locale) for part in (self.text, self.trap) if part)


DEFINITIONS: Mapping[str, Definition] = {
    "enrolments": Definition(
        N_("Enrolments and persons"),
        N_(
            "An enrolment is one person in one cohort. All counts are enrolments unless they are called persons. "
            "“All cohorts” are those that have ended, together; while none has ended, all that there are."
        ),
        N_("Who took part in two cohorts counts twice as an enrolment and once as a person."),
    ),
    "stages": Definition(
        N_("Stages"),
        N_(
            "Registered: enrolled. Started learning: an event in the weeks of the cohort. Active in learning: events "
            "in at least a quarter of these weeks. Submitted: handed in work for this cohort. Finished with a result: "
            "handed in and passed or failed. Passed: with a pass or a distinction. Got the certificate. Found work: "
            "after passing, or after the certificate where certificates are recorded."
        ),
        N_(
            "Stages are nested: whoever reached one counts in all before it, also where events were lost. A stage "
            "that nobody records is “not recorded”, never zero."
        ),
    ),
    "rates": Definition(
        N_("Rates and their intervals"),
        N_(
            "The denominator is all who registered in the cohort and group, also those who withdrew. The interval is "
            "Wilson’s for 95 %. Rates of fewer than 100 are given without decimals."
        ),
        N_("A pass rate among those who finished is higher; it is not what stands here."),
    ),
    "activity": Definition(
        N_("Active in a week"),
        N_("At least one event in the learning environment in that week; the denominator is all who registered."),
        N_("Equal events on one day are kept, not merged. Reading on paper leaves no event."),
    ),
    "retention": Definition(
        N_("Retention"),
        N_(
            "Of those who started: active in that week or in a later one. It is given at the beginning of each "
            "period of the programme, not for each week."
        ),
        N_("Whoever pauses and comes back was retained. It is not the same as not having withdrawn."),
    ),
    "weeks": Definition(
        N_("How weeks are counted"),
        N_("Week 0 begins with the first day of the cohort; weeks before it are negative."),
        N_("By groups only some weeks are given: with all of them, small groups could be worked out."),
    ),
    "grades": Definition(
        N_("Grades"),
        N_(
            "One grade for each enrolment: the mean of its graded work by the weights of the assessments, from 0 to "
            "100. Each bin holds grades from its lower bound to below its upper one, the last also its end."
        ),
        N_(
            "What was not handed in or not graded is left out and is not zero, so this says how good the graded work "
            "is. Results carried over from an earlier cohort count."
        ),
    ),
    "quartiles": Definition(
        N_("Quartiles"),
        N_("A quarter of grades lies below the lower, half below the median, three quarters below the upper quartile."),
        N_(
            "They are reckoned from the bins that are shown, as if grades lay evenly within each bin, so they differ "
            "a little from quartiles of single grades (type 7 in R)."
        ),
    ),
    "withdrawal": Definition(
        N_("Withdrawal over time"),
        N_(
            "Of those who were in on the first day: who had not withdrawn by the beginning of each period. All are "
            "watched equally long, so this is Kaplan and Meier’s estimate; the interval is Wilson’s."
        ),
        N_("A median that was not reached while the cohort was watched is unknown; it is not the last day."),
    ),
    "placement": Definition(
        N_("Time to placement"),
        N_(
            "To whom it happened by the end of each period after the end of the cohort, by Aalen and Johansen: "
            "finding work, further study and giving up the search compete. Who was followed for a shorter time is "
            "censored. The curve begins with 0 at the end of the cohort; to whom it had happened by then is counted in "
            "the first period."
        ),
        N_("One minus Kaplan-Meier would overstate it, since who goes on to study does not find work later."),
    ),
    "survival": Definition(
        N_("Curves over time"),
        N_(
            "A curve ends where fewer than the least count are at risk or where a count of a period is not shown. "
            "The mean time counts at most the time that was watched. The log-rank test asks whether curves differ at "
            "all."
        ),
        N_("A large p-value does not show that groups are equal."),
    ),
    "intervals": Definition(
        N_("Intervals of curves"),
        N_("95 % intervals of shares that found work or study are of the log-log type."),
        N_("R uses the log type by default, so its tables show other bounds for the same curve."),
    ),
    "items": Definition(
        N_("Figures of tasks"),
        N_(
            "Facility: mean points as a share of full points. Corrected item-total correlation: with all other tasks "
            "of the exercise. Discriminative efficiency: their covariance as a share of the largest possible. "
            "Effective weight: how much of the spread of totals comes from the task. Alpha without it: Cronbach’s "
            "alpha of the other tasks. a and b: two-parameter item response, from 200 answers on. Counts are given "
            "to the nearest ten."
        ),
        N_(
            "An uncorrected correlation holds the task itself in the total and is higher. What is not graded is "
            "unknown, never 0; what was left open is 0. “Review” is a reason to look at the task, not a verdict."
        ),
    ),
    "functioning": Definition(
        N_("Differences between groups in a task"),
        N_(
            "Persons of a group are compared with those of the largest one who have as many right answers in the "
            "exercise (Mantel and Haenszel; classes of the ETS). A: no difference that matters. B: a moderate one. "
            "C: a large one, so somebody should look at the wording and the content of the task."
        ),
        N_(
            "The class is given only for groups that are shown with well over 100 enrolments, and stays as it was "
            "until enough people have changed. It does not say why a task differs, nor that it is unfair."
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
            "A group’s rate minus that of all others, in percentage points, with Newcombe’s 95 % interval; the ratio "
            "is the one divided by the other."
        ),
        N_("A difference is no cause. Those of whom the attribute is unknown are a group of their own."),
    ),
    "within": Definition(
        N_("Difference within courses"),
        N_(
            "The mean of the differences within courses, weighted as Mantel and Haenszel do, over those all of whose "
            "counts are shown; it is given where these have at least 80 % of the group. Who chooses which course plays "
            "no part in it."
        ),
        N_(
            "Where it points the other way than the total, the total comes from the choice of courses (Simpson’s "
            "paradox)."
        ),
    ),
    "suppression": Definition(
        N_("Figures that are not shown"),
        N_(
            "Counts below the least count and rates of small groups are not shown, and neither are figures from "
            "which they could be worked out, in this release or together with earlier ones. Shown rates are rounded."
        ),
        N_("Totals of what is shown are therefore smaller than the totals that are shown."),
    ),
}


def definitions_of(names: tuple[str, ...]) -> list[Definition]:
    """Definitions by their names, each once."""
    return [DEFINITIONS[name] for name in dict.fromkeys(names)]

"""The rules of courses in plain words."""

from collections.abc import Mapping, Sequence

from naruteo_portal.catalogue.models import (
    Admission,
    AttemptRule,
    Delivery,
    LatePolicy,
    Level,
    Task,
)
from naruteo_portal.catalogue.progress import CompletionRules, Progress, Rule, RuleStanding
from naruteo_portal.catalogue.queries import Length
from naruteo_portal.core.i18n import N_, Locale, Message, choose

LEVELS: Mapping[Level, Message] = {
    Level.BEGINNER: N_("Beginner"),
    Level.INTERMEDIATE: N_("Intermediate"),
    Level.ADVANCED: N_("Advanced"),
}
DELIVERIES: Mapping[Delivery, Message] = {
    Delivery.CLASSROOM: N_("In a classroom"),
    Delivery.REMOTE: N_("Online"),
    Delivery.BLENDED: N_("Classroom and online"),
    Delivery.ON_SITE: N_("At the workplace"),
}
LENGTHS: Mapping[Length, Message] = {
    Length.TO_8: N_("Up to 8 hours"),
    Length.TO_20: N_("8 to 20 hours"),
    Length.TO_40: N_("20 to 40 hours"),
    Length.LONGER: N_("More than 40 hours"),
}
# The names of languages stand in their own language, whoever reads them.
LANGUAGES: Mapping[str, str] = {"ko": "한국어", "en": "English"}
ADMISSIONS: Mapping[Admission, Message] = {
    Admission.FIRST_COME: N_("In the order of application, at once"),
    Admission.BY_DECISION: N_("The training provider decides on each application"),
}


def late_words(task: Task) -> Message:
    """What happens to work that comes late."""
    if task.late_policy is LatePolicy.REFUSED:
        if task.grace_minutes:
            return N_(
                "Work is taken up to %(minutes)s minutes after the due time, not later.", minutes=task.grace_minutes
            )
        return N_("Work is not taken after the due time.")
    if task.late_policy is LatePolicy.ACCEPTED_AND_MARKED:
        if task.grace_minutes:
            return N_(
                "Later work is taken until the cohort ends, and marked as late from %(minutes)s minutes after the due "
                "time on.",
                minutes=task.grace_minutes,
            )
        return N_("Later work is taken until the cohort ends, and marked as late.")
    return N_("The due time is advice: later work is taken until the cohort ends.")


def attempt_words(task: Task) -> Message:
    """How often one may submit, and which attempt counts."""
    best = task.attempt_rule is AttemptRule.BEST
    if task.max_attempts is None:
        return (
            N_("You may submit as often as you like; the best attempt counts.")
            if best
            else N_("You may submit as often as you like; the last attempt counts.")
        )
    if task.max_attempts == 1:
        return N_("You may submit once.")
    return (
        N_("You may submit up to %(most)s times; the best attempt counts.", most=task.max_attempts)
        if best
        else N_("You may submit up to %(most)s times; the last attempt counts.", most=task.max_attempts)
    )


def due_words(task: Task) -> Message:
    """When a task is due, for a course without dates."""
    if task.due_days_after_start is None or task.due_time is None:
        return N_("When the cohort ends")
    return N_(
        "Day %(day)s, %(time)s",
        # The first day is day 1 to people, and 0 days after the start to the rule.
        day=task.due_days_after_start + 1,
        time=f"{task.due_time:%H:%M}",
    )


def completion_words(rules: CompletionRules, tasks: Sequence[Task], locale: Locale) -> list[Message]:
    """What completes a course, a sentence for each rule."""
    sentences = []
    if rules.must_submit:
        titles = [choose(task.title, locale) for task in tasks if task.name in rules.must_submit]
        sentences.append(
            N_("Submit all %(count)s tasks.", count=len(titles))
            if len(titles) == len(tasks)
            else N_("Submit these tasks: %(titles)s.", titles=", ".join(titles))
        )
    if rules.minimum_per_task > 0:
        sentences.append(N_("Reach at least %(score)s %% in each task.", score=f"{rules.minimum_per_task:g}"))
    if rules.minimum_score > 0:
        sentences.append(
            N_(
                "Reach at least %(score)s %% of the whole course, each task counted by its weight.",
                score=f"{rules.minimum_score:g}",
            )
        )
    if rules.minimum_days > 0:
        sentences.append(N_("Learn on at least %(days)s days, as the learning log shows.", days=rules.minimum_days))
    if rules.survey:
        sentences.append(N_("Send the short survey about the course; any question in it may be skipped."))
    return sentences


def standing_words(standing: RuleStanding) -> Message:
    """How far a learner is with one completion rule."""
    needed, reached = f"{standing.needed:g}", f"{standing.reached:.0f}"
    if standing.rule is Rule.MUST_SUBMIT:
        return N_("Required tasks submitted: %(reached)s of %(needed)s", reached=reached, needed=needed)
    if standing.rule is Rule.MINIMUM_PER_TASK:
        return N_("At least %(needed)s %% in each task; the lowest is %(reached)s %%", needed=needed, reached=reached)
    if standing.rule is Rule.MINIMUM_DAYS:
        return N_("Days of learning in the log: %(reached)s of %(needed)s", reached=reached, needed=needed)
    if standing.rule is Rule.SURVEY:
        if standing.met and not standing.reached:
            return N_("Survey about the course: it has closed, so it is no longer needed")
        return N_("Survey about the course: sent") if standing.met else N_("Survey about the course: not sent yet")
    return N_("At least %(needed)s %% of the whole course; now %(reached)s %%", needed=needed, reached=reached)


def met_words(standing: RuleStanding) -> Message:
    """A completion rule that somebody has met, as a certificate says it: without scores, which the holder may hide."""
    if standing.rule is Rule.MINIMUM_PER_TASK:
        return N_("At least %(needed)s %% in each task", needed=f"{standing.needed:g}")
    if standing.rule is Rule.MINIMUM_SCORE:
        return N_("At least %(needed)s %% of the whole course", needed=f"{standing.needed:g}")
    return standing_words(standing)


def remaining_words(progress: Progress) -> Message | None:
    """What a learner still has to do to complete a course; None where it asks for nothing."""
    if not progress.rules:
        return None
    if progress.complete:
        return N_("You have met all completion rules.")
    # A task that is missing and one that is below the minimum are both work to do; one that is both counts once.
    tasks = {task.task_id for rule in progress.rules for task in rule.missing}
    if len(tasks) == 1:
        return N_("1 task to go until completion")
    if tasks:
        return N_("%(count)s tasks to go until completion", count=len(tasks))
    unmet = next(rule for rule in progress.rules if not rule.met)
    needed = f"{unmet.needed:g}"
    if unmet.rule is Rule.MINIMUM_DAYS:
        return N_("Every task is done; the learning log needs %(needed)s days", needed=needed)
    if unmet.rule is Rule.SURVEY:
        return N_("Every task is done; the survey is all that is left")
    return N_("Every task is done; the whole course needs %(needed)s %% to be completed", needed=needed)

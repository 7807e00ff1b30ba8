"""How re-grades and what they change are said, on pages and in files."""

from collections.abc import Iterable, Iterator

from naruteo_portal.assessment.models import GradingRun, Keeping, Kept, KeptWhy, RegradeScope, RegradeState
from naruteo_portal.assessment.regrade_queries import CHANGED, Change, SubmissionChange
from naruteo_portal.catalogue.models import Cohort
from naruteo_portal.core.i18n import N_, Locale, Message
from naruteo_portal.web.learner_names import learner_called
from naruteo_portal.web.states import STATE_WORDS

REGRADE_WORDS: dict[RegradeState, tuple[Message, str]] = {
    RegradeState.RUNNING: (N_("Being graded again"), "info"),
    RegradeState.PAUSED: (N_("Paused"), "warning"),
    RegradeState.PUBLISHED: (N_("Published"), "success"),
    RegradeState.DISCARDED: (N_("Discarded"), "neutral"),
}
SCOPE_WORDS: dict[RegradeScope, Message] = {
    RegradeScope.ALL: N_("All submissions"),
    RegradeScope.COUNTING: N_("Submissions that count"),
}
KEEPING_WORDS: dict[Keeping, Message] = {
    Keeping.BETTER: N_("The better result of each person"),
    Keeping.NEW: N_("The new result"),
}
KEPT_WORDS: dict[Kept, tuple[Message, str]] = {
    Kept.BEFORE: (N_("Earlier result"), "neutral"),
    Kept.NEW: (N_("New result"), "info"),
}
WHY_WORDS: dict[KeptWhy, Message] = {
    KeptWhy.AS_DECIDED: N_("The new results were to count."),
    KeptWhy.NOT_FEWER: N_("The new one has as many points, or more."),
    KeptWhy.FEWER: N_("The new one has fewer points."),
    KeptWhy.UNDECIDED: N_("The new one has fewer points so far; a person has to give the rest."),
    KeptWhy.FAILED: N_("It could not be graded again."),
    KeptWhy.MEANWHILE: N_("It was graded alone meanwhile."),
}
CHANGE_WORDS: dict[Change, tuple[Message, str]] = {
    Change.WORSE: (N_("Worse"), "danger"),
    Change.BETTER: (N_("Better"), "success"),
    Change.OTHER: (N_("Changed otherwise"), "info"),
    Change.MEANWHILE: (N_("Changed meanwhile"), "warning"),
    Change.FAILED: (N_("Could not be graded again"), "danger"),
    Change.UNCHANGED: (N_("Unchanged"), "neutral"),
    Change.WAITING: (N_("Waiting to be graded"), "info"),
}
# The views of what changes: a word for the address, what it is called, and what is in it.
VIEWS: dict[str, tuple[Message, tuple[Change, ...]]] = {
    "changed": (N_("All changes"), CHANGED),
    **{
        change.value: (CHANGE_WORDS[change][0], (change,))
        for change in (
            Change.WORSE, Change.BETTER, Change.OTHER, Change.MEANWHILE, Change.FAILED, Change.UNCHANGED,
        )
    },
}  # fmt: skip
HEADINGS = (
    N_("Receipt"), N_("Learner"), N_("Attempt"), N_("What changes"), N_("State before"), N_("State after"),
    N_("Points before"), N_("Points after"), N_("Out of"), N_("Cells"), N_("What counts"), N_("Why that one"),
)  # fmt: skip


def csv_rows(changes: Iterable[SubmissionChange], cohort: Cohort, locale: Locale) -> Iterator[list[str]]:
    """A line of headings, then one for each submission."""
    yield [heading.said_in(locale) for heading in HEADINGS]
    for each in changes:
        submission = each.submission
        yield [
            submission.reference,
            learner_called(submission, cohort),
            str(submission.attempt),
            CHANGE_WORDS[each.change][0].said_in(locale),
            *(_state(run, locale) for run in (each.before, each.after)),
            *(_points(run.score if run else None) for run in (each.before, each.after)),
            _points(next((run.max_score for run in (each.after, each.before) if run), None)),
            "; ".join(f"{cell.grade_id}: {_points(cell.before)} → {_points(cell.after)}" for cell in each.cells),
            *(
                (KEPT_WORDS[each.result.kept][0].said_in(locale), WHY_WORDS[each.result.why].said_in(locale))
                if each.result
                else ("", "")
            ),
        ]


def _state(run: GradingRun | None, locale: Locale) -> str:
    return STATE_WORDS[run.state][0].said_in(locale) if run else ""


def _points(points: float | None) -> str:
    return "" if points is None else f"{points:g}"

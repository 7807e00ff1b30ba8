"""What happened to a submission, step by step, with times and reasons."""

from collections.abc import Iterator, Sequence
from typing import Any

from naruteo_portal.assessment.models import GradingRun, RegradedSubmission, Submission, SubmissionState
from naruteo_portal.core.i18n import N_, Locale
from naruteo_portal.web.states import STATE_WORDS

BY_A_PERSON = N_("Some of its tasks are graded by a person.")
BROKEN_OFF = N_("It was broken off, which was not your doing, and is tried again.")
LOOKED_AT = N_("An instructor looked at it")
KEPT = N_("It was graded again, and the earlier result stays")
RECEIVED_LATE = N_("After the due time.")


def timeline_of(submission: Submission, kept: Sequence[RegradedSubmission], locale: Locale) -> list[dict[str, Any]]:
    """The steps as the interface kit's `timeline` takes them, oldest first; the last one is where it stands."""
    late = RECEIVED_LATE.said_in(locale) if submission.late else None
    steps = [_step(SubmissionState.RECEIVED, submission.received_at, late, locale)]
    for run in sorted(submission.runs, key=lambda run: run.id):
        steps += _steps_of(run, locale)
    steps += [_kept(each, locale) for each in kept]
    # What is to come stands below what has been; the sort keeps the order of equal instants.
    steps.sort(key=lambda step: step["at"])
    return [{**step, "kind": step["kind"] if step is steps[-1] else "", "current": step is steps[-1]} for step in steps]


def reasons_of(run: GradingRun, locale: Locale) -> str:
    """Why a run ended as it did, as far as that needs words; nothing for one that was simply graded."""
    if run.state is SubmissionState.GRADED:
        return ""
    reasons = [flag["messages"][locale] for flag in run.flags]
    if any(cell["points"] is None for cell in run.cells):
        reasons.append(BY_A_PERSON.said_in(locale))
    return " ".join(reasons)


def _steps_of(run: GradingRun, locale: Locale) -> Iterator[dict[str, Any]]:
    if run.reviewed_run_id is not None:
        yield {"title": LOOKED_AT.said_in(locale), "at": run.finished_at, "text": run.reason, "kind": "success"}
        return
    yield _step(SubmissionState.QUEUED, run.queued_at, run.reason, locale)
    if run.started_at:
        broken_off = BROKEN_OFF.said_in(locale) if run.state is SubmissionState.QUEUED else None
        yield _step(SubmissionState.RUNNING, run.started_at, broken_off, locale)
    if run.state.settled:
        yield _step(run.state, run.finished_at, reasons_of(run, locale), locale)


def _kept(regraded: RegradedSubmission, locale: Locale) -> dict[str, Any]:
    regrade = regraded.regrade
    why = N_(
        "The new result had fewer points, so the better one counts for you. Why it was graded again: %(reason)s",
        reason=regrade.reason,
    )
    return {"title": KEPT.said_in(locale), "at": regrade.ended_at, "text": why.said_in(locale), "kind": "success"}


def _step(state: SubmissionState, at: Any, text: str | None, locale: Locale) -> dict[str, Any]:
    words, kind = STATE_WORDS[state]
    return {"title": words.said_in(locale), "at": at, "text": text, "kind": kind}

"""Grading a cohort's submissions for a task again: start, pause, go on, add, publish or discard.

Each submission gets a new run that is held back: nobody but the cohort's instructors sees its result until all are
published at once. What has to be done is in the database alone, so that it outlives every worker.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, load_only

from naruteo_portal.assessment.errors import (
    AlreadyRegrading,
    NothingToRegrade,
    RegradeIsOver,
    RegradeNotFinished,
)
from naruteo_portal.assessment.grading import BEHIND_ALL_OTHERS, new_run
from naruteo_portal.assessment.kept_results import GradedResult, decide
from naruteo_portal.assessment.models import (
    GradingRun,
    Keeping,
    Kept,
    Regrade,
    RegradedSubmission,
    RegradeScope,
    RegradeState,
    Release,
    Submission,
    SubmissionState,
)
from naruteo_portal.assessment.news import tell_regrade
from naruteo_portal.assessment.queries import attempt_result
from naruteo_portal.assessment.releases import adopt_release, latest_release
from naruteo_portal.assessment.results import counting_attempt
from naruteo_portal.assessment.tests_in_force import NewestTests
from naruteo_portal.assessment.turns import no_turn
from naruteo_portal.audit.events import Actor, record, record_each
from naruteo_portal.catalogue.models import Cohort, Enrolment, Task
from naruteo_portal.core.clock import now
from naruteo_portal.core.database import hold
from naruteo_portal.core.jobs import enqueue, locks_in_use

UNSETTLED = (SubmissionState.RECEIVED, SubmissionState.QUEUED, SubmissionState.RUNNING)


def start_regrade(
    session: Session,
    cohort: Cohort,
    tests: NewestTests,
    *,
    scope: RegradeScope,
    keeping: Keeping,
    reason: str,
    actor: Actor,
) -> Regrade:
    """Grade a cohort's submissions for a task again with the newest tests that it has."""
    regrade = Regrade(
        cohort_id=cohort.id,
        task=tests.task,
        release=tests.release,
        scope=scope,
        keeping=keeping,
        reason=reason,
        state=RegradeState.RUNNING,
        started_at=now(),
        started_by_id=actor.account_id,
        ended_at=None,
    )
    try:
        with session.begin_nested():
            session.add(regrade)
    except IntegrityError as taken:
        raise AlreadyRegrading from taken
    added = _take_in(session, regrade)
    # Corrected tests may also be brought to a task for which nobody has handed in yet.
    if not added and not tests.corrected:
        raise NothingToRegrade
    record(
        session, actor, "started a re-grade", regrade,
        task=tests.task.name, release=tests.release.id, scope=scope.value, keeping=keeping.value, submissions=added,
        reason=reason,
    )  # fmt: skip
    return regrade


def add_newcomers(session: Session, regrade: Regrade, *, actor: Actor) -> int:
    """Take in what was handed in or settled since; says how many submissions that are."""
    hold_open(session, regrade)
    added = _take_in(session, regrade)
    record(session, actor, "added to a re-grade", regrade, submissions=added)
    return added


def pause_regrade(session: Session, regrade: Regrade, *, actor: Actor) -> None:
    """Let what is being graded come to its end, and begin nothing more."""
    hold_open(session, regrade)
    if regrade.state is RegradeState.RUNNING:
        regrade.state = RegradeState.PAUSED
        record(session, actor, "paused a re-grade", regrade)


def resume_regrade(session: Session, regrade: Regrade, *, actor: Actor) -> None:
    """Go on where it stands."""
    hold_open(session, regrade)
    if regrade.state is RegradeState.PAUSED:
        regrade.state = RegradeState.RUNNING
        record(session, actor, "resumed a re-grade", regrade)
    ask_for_the_rest(session, [regrade.id])


def discard_regrade(session: Session, regrade: Regrade, *, actor: Actor) -> None:
    """Leave every result as it is; the new ones are kept and never count."""
    hold_open(session, regrade)
    regrade.state, regrade.ended_at = RegradeState.DISCARDED, now()
    record(session, actor, "discarded a re-grade", regrade)


def choose_keeping(session: Session, regrade: Regrade, keeping: Keeping, *, actor: Actor) -> None:
    """Decide anew which results shall count; nothing has to be graded for it."""
    hold_open(session, regrade)
    regrade.keeping = keeping
    record(session, actor, "chose what a re-grade keeps", regrade, keeping=keeping.value)


def hold_open(session: Session, regrade: Regrade) -> None:
    """Hold on to a re-grade, as it is now, until the transaction ends; RegradeIsOver if somebody has decided."""
    hold(session, regrade)
    if not regrade.state.open:
        raise RegradeIsOver


def publish_regrade(session: Session, regrade: Regrade, *, actor: Actor) -> int:
    """Let the new results count, and their tests grade what is handed in from now on; says how many results count now.

    Where the better result is kept, those stay that had more points. A submission that has got another result
    meanwhile, or is about to, keeps that one; so does one that could not be graded again.
    """
    hold_open(session, regrade)
    if _unfinished(session, [regrade.id]):
        raise RegradeNotFinished
    published, kept = [], []
    for regraded, before, run in _results(session, regrade):
        submission = regraded.submission
        meanwhile = submission.current_run_id != regraded.before_run_id or not submission.state.settled
        result = decide(graded_result(before), GradedResult(run.state, run.score), regrade.keeping, meanwhile=meanwhile)
        regraded.kept, regraded.kept_why = result.kept, result.why
        details = {
            "regrade": regrade.id, "before": regraded.before_run_id, "run": run.id, "score": run.score,
            "release": run.release_id, "why": result.why.value,
        }  # fmt: skip
        if result.kept is Kept.NEW:
            submission.current_run_id, submission.state, run.held = run.id, run.state, False
            published.append((submission, details))
        else:
            kept.append((submission, details))
    record_each(session, actor, published, verb="published a new result")
    record_each(session, actor, kept, verb="kept the earlier result")
    regrade.state, regrade.ended_at = RegradeState.PUBLISHED, now()
    _bring_into_force(session, regrade, actor)
    record(session, actor, "published a re-grade", regrade, results=len(published), kept=len(kept))
    tell_regrade(session, regrade)
    return len(published)


def graded_result(run: GradingRun | None) -> GradedResult | None:
    """A run as the rule that keeps results sees it."""
    return GradedResult(run.state, run.score) if run else None


def take_in_hand(session: Session, regraded_id: int) -> int | None:
    """The run that grades a submission again, made when its turn comes; None if the re-grade does not go on."""
    regraded = session.get_one(
        RegradedSubmission,
        regraded_id,
        with_for_update={"of": RegradedSubmission},
        options=[joinedload(RegradedSubmission.regrade), joinedload(RegradedSubmission.submission)],
    )
    regrade = regraded.regrade
    if regrade.state is not RegradeState.RUNNING:
        return None
    if regraded.run_id is None:
        run = new_run(
            regraded.submission, regrade.release_id, no_turn(session, regrade.task_id),
            reason=regrade.reason, asked_by_id=regrade.started_by_id, held=True,
        )  # fmt: skip
        session.add(run)
        session.flush()
        regraded.run_id = run.id
    return regraded.run_id


def continue_regrades(session: Session) -> None:
    """Ask again for whatever was lost of the re-grades that go on, for instance while the database was away."""
    ask_for_the_rest(session, session.scalars(select(Regrade.id).where(Regrade.state == RegradeState.RUNNING)).all())


def ask_for_the_rest(session: Session, regrade_ids: Iterable[int]) -> None:
    """Ask for the grading of all that is not settled and that no job has in hand."""
    locks = {_lock(regraded_id): regraded_id for regraded_id in _unfinished(session, list(regrade_ids))}
    for lock in sorted(locks.keys() - locks_in_use(session, locks.keys()), key=lambda each: locks[each]):
        _ask(session, locks[lock])


def _take_in(session: Session, regrade: Regrade) -> int:
    known = set(
        session.scalars(select(RegradedSubmission.submission_id).where(RegradedSubmission.regrade_id == regrade.id))
    )
    taken = [
        RegradedSubmission(
            regrade_id=regrade.id, submission_id=submission.id, before_run_id=submission.current_run_id, run_id=None
        )
        for submission in submissions_to_regrade(session, regrade.cohort_id, regrade.task, regrade.scope)
        if submission.id not in known
    ]
    session.add_all(taken)
    session.flush()
    if regrade.state is RegradeState.RUNNING:
        for each in taken:
            _ask(session, each.id)
    return len(taken)


def submissions_to_regrade(session: Session, cohort_id: int, task: Task, scope: RegradeScope) -> list[Submission]:
    """The cohort's settled submissions for a task; under COUNTING those alone that count for their learners."""
    submissions = session.scalars(
        select(Submission)
        .join(Submission.enrolment)
        .where(Enrolment.cohort_id == cohort_id, Submission.task_id == task.id)
        .order_by(Submission.id)
        # The rule that counts needs the scores; feedback and cells would be much to load for nothing.
        .options(joinedload(Submission.current_run).load_only(GradingRun.score, GradingRun.max_score))
    ).all()
    if scope is RegradeScope.COUNTING:
        submissions = _counting(submissions, task)
    return [each for each in submissions if each.state.settled]


def _counting(submissions: Sequence[Submission], task: Task) -> list[Submission]:
    by_learner: dict[int, list[Submission]] = defaultdict(list)
    for submission in submissions:
        by_learner[submission.enrolment_id].append(submission)
    found = []
    for attempts in by_learner.values():
        counting = counting_attempt([attempt_result(each) for each in attempts], task.attempt_rule)
        found += [each for each in attempts if counting and each.attempt == counting.attempt]
    return found


def _ask(session: Session, regraded_id: int) -> None:
    enqueue(
        session, "assessment.regrade", queue="grading", lock=_lock(regraded_id), priority=BEHIND_ALL_OTHERS,
        regraded_id=regraded_id,
    )  # fmt: skip


def _lock(regraded_id: int) -> str:
    return f"regraded-submission-{regraded_id}"


def _unfinished(session: Session, regrade_ids: Sequence[int]) -> Sequence[int]:
    settled = exists().where(GradingRun.id == RegradedSubmission.run_id, GradingRun.state.not_in(UNSETTLED))
    return session.scalars(
        select(RegradedSubmission.id)
        .where(RegradedSubmission.regrade_id.in_(regrade_ids), or_(RegradedSubmission.run_id.is_(None), ~settled))
        .order_by(RegradedSubmission.id)
    ).all()


def _results(session: Session, regrade: Regrade) -> Sequence[tuple[RegradedSubmission, GradingRun | None, GradingRun]]:
    """What may count from now on: (the submission, the run before, the run that was held back)."""
    before, run = aliased(GradingRun), aliased(GradingRun)
    rows = session.execute(
        select(RegradedSubmission, before, run)
        .join(RegradedSubmission.submission)
        .outerjoin(before, before.id == RegradedSubmission.before_run_id)
        .join(run, run.id == RegradedSubmission.run_id)
        .where(RegradedSubmission.regrade_id == regrade.id)
        .order_by(Submission.id)
        # A cohort's cells and feedback would be much to load for nothing.
        .options(
            contains_eager(RegradedSubmission.submission).load_only(Submission.state, Submission.current_run_id),
            load_only(before.state, before.score),
            load_only(run.state, run.score, run.release_id, run.held),
        )
        # Nobody asks for another grading between the look and the switch.
        .with_for_update(of=Submission)
        .execution_options(populate_existing=True)
    )
    return [(regraded, old, new) for regraded, old, new in rows]


def _bring_into_force(session: Session, regrade: Regrade, actor: Actor) -> None:
    release = session.get_one(Release, regrade.release_id)
    latest = latest_release(session, regrade.task_id)
    # A release that was made while this was being graded is newer still.
    if release.task_id != regrade.task_id and (latest is None or latest.id < release.id):
        adopt_release(session, regrade.task_id, release, actor=actor)

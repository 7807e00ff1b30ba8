"""Reading re-grades: how far they are, and what would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, case, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from naruteo_portal.assessment.kept_results import GradedResult, KeptResult, decide
from naruteo_portal.assessment.models import (
    GradingRun,
    Kept,
    KeptWhy,
    Regrade,
    RegradedSubmission,
    RegradeState,
    Release,
    Submission,
    SubmissionState,
)
from naruteo_portal.assessment.point_changes import TOLERANCE, PointChange, point_changes
from naruteo_portal.assessment.regrades import UNSETTLED, graded_result, submissions_to_regrade
from naruteo_portal.catalogue.access import taught_by
from naruteo_portal.catalogue.models import Cohort, Edition, Enrolment, Task
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.paging import Page
from naruteo_portal.identity.models import Account, Person
from naruteo_portal.identity.readers import Reader

Columns = TypeVarTuple("Columns")
CHANGES_ON_A_PAGE = 50


class Change(StrEnum):
    """What a re-grade comes to for one submission."""

    WORSE = "worse"
    BETTER = "better"
    OTHER = "other"
    """The same total with another state or other points for single cells."""
    MEANWHILE = "meanwhile"
    """It has got another result since it was taken in, which stays."""
    FAILED = "failed"
    """It could not be graded again; its result stays."""
    UNCHANGED = "unchanged"
    WAITING = "waiting"


CHANGED = (Change.WORSE, Change.BETTER, Change.OTHER)


@dataclass(frozen=True)
class SubmissionChange:
    """One submission of a re-grade with the result before and the new one."""

    change: Change
    submission: Submission
    before: GradingRun | None
    after: GradingRun | None
    result: KeptResult | None
    """What counts, or would count if it were published now; None while that is open or if it was discarded."""

    @property
    def cells(self) -> list[PointChange]:
        """The cells whose points differ."""
        if self.after is None or self.change in (Change.WAITING, Change.FAILED):
            return []
        return point_changes(self.before.cells if self.before else [], self.after.cells)


@dataclass(frozen=True)
class RegradeProgress:
    """How many submissions of a re-grade are in which state; None stands for those whose turn has not come."""

    counts: dict[SubmissionState | None, int]

    @property
    def total(self) -> int:
        """All submissions."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """Those that are settled."""
        return sum(number for state, number in self.counts.items() if state is not None and state.settled)

    @property
    def finished(self) -> bool:
        """Whether all are."""
        return self.done == self.total


def get_regrade(session: Session, reader: Reader, regrade_id: int) -> Regrade:
    """A re-grade of a cohort that the reader teaches; NotFound otherwise."""
    found = session.scalar(_taught(reader).where(Regrade.id == regrade_id))
    if found is None:
        raise NotFound
    return found


def cohort_regrades(session: Session, reader: Reader, cohort_id: int) -> Sequence[Regrade]:
    """The re-grades of a cohort that the reader teaches, latest first."""
    return session.scalars(_taught(reader).where(Regrade.cohort_id == cohort_id).order_by(Regrade.id.desc())).all()


def _taught(reader: Reader) -> Select[Regrade]:
    return (
        select(Regrade)
        .where(Regrade.cohort_id.in_(taught_by(reader.account_id)))
        .options(
            # The pages say which course, task and tests these are, and who asked.
            joinedload(Regrade.cohort).joinedload(Cohort.edition).joinedload(Edition.course),
            joinedload(Regrade.task),
            joinedload(Regrade.release).joinedload(Release.task).joinedload(Task.edition),
            joinedload(Regrade.started_by).joinedload(Account.person),
        )
    )


def progress_of_regrade(session: Session, regrade: Regrade) -> RegradeProgress:
    """How far a re-grade (that the reader was given by `get_regrade`) has come."""
    rows = session.execute(
        select(GradingRun.state, func.count())
        .select_from(RegradedSubmission)
        .outerjoin(GradingRun, GradingRun.id == RegradedSubmission.run_id)
        .where(RegradedSubmission.regrade_id == regrade.id)
        .group_by(GradingRun.state)
    )
    return RegradeProgress({state: number for state, number in rows})


def count_newcomers(session: Session, regrade: Regrade) -> int:
    """How many submissions could be taken in that are not yet."""
    known = set(
        session.scalars(select(RegradedSubmission.submission_id).where(RegradedSubmission.regrade_id == regrade.id))
    )
    present = submissions_to_regrade(session, regrade.cohort_id, regrade.task, regrade.scope)
    return sum(submission.id not in known for submission in present)


def count_changes(session: Session, regrade: Regrade) -> dict[Change, int]:
    """How many submissions a re-grade changes in which way."""
    listing = _Listing(regrade)
    rows = session.execute(listing.joined(select(listing.change, func.count())).group_by(listing.change))
    counts = {Change(change): number for change, number in rows}
    return {change: counts.get(change, 0) for change in Change}


def find_changes(
    session: Session, regrade: Regrade, kinds: Sequence[Change], page: int, size: int = CHANGES_ON_A_PAGE
) -> Page[SubmissionChange]:
    """What a re-grade changes in some ways, the greatest loss first; two queries."""
    listing = _Listing(regrade)
    wanted = listing.change.in_([kind.value for kind in kinds])
    total = session.scalar(listing.joined(select(func.count())).where(wanted)) or 0
    number = min(max(1, page), max(1, -(-total // size)))
    rows = session.execute(
        listing.joined(select(listing.change, Submission, listing.before, listing.after, RegradedSubmission))
        .join(Submission.enrolment)
        .join(Enrolment.account)
        .join(Account.person)
        .where(wanted)
        .order_by(listing.gain, Person.name_native, Submission.id)
        .limit(size)
        .offset((number - 1) * size)
        # Each line names the learner.
        .options(contains_eager(Submission.enrolment).contains_eager(Enrolment.account).contains_eager(Account.person))
    )
    changes = tuple(
        SubmissionChange(
            Change(change), submission, before, after, _result(regrade, Change(change), regraded, before, after)
        )
        for change, submission, before, after, regraded in rows
    )
    return Page(changes, number, total, size)


def _result(
    regrade: Regrade,
    change: Change,
    regraded: RegradedSubmission,
    before: GradingRun | None,
    after: GradingRun | None,
) -> KeptResult | None:
    if regraded.kept is not None and regraded.kept_why is not None:
        return KeptResult(regraded.kept, regraded.kept_why)
    if change is Change.WAITING or after is None or not regrade.state.open:
        return None
    new = GradedResult(after.state, after.score)
    return decide(graded_result(before), new, regrade.keeping, meanwhile=change is Change.MEANWHILE)


def earlier_results_kept(session: Session, submission: Submission) -> Sequence[RegradedSubmission]:
    """The re-grades after which a submission (that the reader was given) kept more points, the first one first."""
    return session.scalars(
        select(RegradedSubmission)
        .join(RegradedSubmission.regrade)
        .where(
            RegradedSubmission.submission_id == submission.id,
            RegradedSubmission.kept == Kept.BEFORE,
            RegradedSubmission.kept_why.in_([KeptWhy.FEWER, KeptWhy.UNDECIDED]),
        )
        .order_by(Regrade.ended_at)
        .options(contains_eager(RegradedSubmission.regrade))
    ).all()


class _Listing:
    """The submissions of a re-grade beside both results, and the words of SQL for how these differ."""

    def __init__(self, regrade: Regrade) -> None:
        self.regrade = regrade
        self.before, self.after = aliased(GradingRun), aliased(GradingRun)
        # A result without points is worse than one with none of them.
        self.gain = func.coalesce(self.after.score, -1) - func.coalesce(self.before.score, -1)
        self.change = self._change()

    def _change(self) -> ColumnElement[str]:
        before, after = self.before, self.after
        points = cast("$[*].points", JSONPATH)
        differs = or_(
            before.state != after.state,
            func.jsonb_path_query_array(before.cells, points) != func.jsonb_path_query_array(after.cells, points),
        )
        return case(
            (or_(after.id.is_(None), after.state.in_(UNSETTLED)), literal(Change.WAITING.value)),
            (after.state == SubmissionState.FAILED, literal(Change.FAILED.value)),
            (self._kept_its_own(), literal(Change.MEANWHILE.value)),
            (self.gain < -TOLERANCE, literal(Change.WORSE.value)),
            (self.gain > TOLERANCE, literal(Change.BETTER.value)),
            (differs, literal(Change.OTHER.value)),
            else_=literal(Change.UNCHANGED.value),
        )

    def _kept_its_own(self) -> ColumnElement[bool]:
        if self.regrade.state is RegradeState.PUBLISHED:
            return RegradedSubmission.kept_why == KeptWhy.MEANWHILE
        return or_(
            Submission.current_run_id.is_distinct_from(RegradedSubmission.before_run_id),
            Submission.state.in_(UNSETTLED),
        )

    def joined(self, query: Select[*Columns]) -> Select[*Columns]:
        """The query over the re-grade's submissions."""
        return (
            query.select_from(RegradedSubmission)
            .join(RegradedSubmission.submission)
            .outerjoin(self.before, self.before.id == RegradedSubmission.before_run_id)
            .outerjoin(self.after, self.after.id == RegradedSubmission.run_id)
            .where(RegradedSubmission.regrade_id == self.regrade.id)
        )

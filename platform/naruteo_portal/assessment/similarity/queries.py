"""Reading comparisons and pairs, never more than the reader may see of other cohorts' learners."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from naruteo_portal.assessment.models import Submission
from naruteo_portal.assessment.similarity.comparisons import SETTLED
from naruteo_portal.assessment.similarity.models import Comparison, PairNote, SimilarPair
from naruteo_portal.catalogue.access import taught_by
from naruteo_portal.catalogue.models import Cohort, CohortInstructor, Enrolment, Task
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.readers import Reader


@dataclass(frozen=True)
class TaskComparison:
    """A task of a cohort: how many learners have handed in, and what comparing found, if anybody asked."""

    task: Task
    handed_in: int
    comparison: Comparison | None
    to_look_at: int
    set_aside: int


@dataclass(frozen=True)
class SeenPair:
    """A pair as its reader may see it."""

    pair: SimilarPair
    other: Submission | None
    """None if it belongs to a cohort that the reader does not teach."""
    other_cohort: Cohort

    @property
    def within(self) -> bool:
        """Whether both belong to the same cohort."""
        return self.other_cohort.id == self.pair.submission.enrolment.cohort_id


def task_comparisons(session: Session, cohort: Cohort) -> list[TaskComparison]:
    """The tasks of a cohort (as `get_taught_cohort` loads it) in order; three queries."""
    handed_in = {
        task_id: count
        for task_id, count in session.execute(
            select(Submission.task_id, func.count(Submission.enrolment_id.distinct()))
            .join(Submission.enrolment)
            .where(Enrolment.cohort_id == cohort.id, Submission.state.in_(SETTLED))
            .group_by(Submission.task_id)
        )
    }
    found = {
        each.task_id: each for each in session.scalars(select(Comparison).where(Comparison.cohort_id == cohort.id))
    }
    pairs: dict[tuple[int, bool], int] = {
        (comparison_id, aside): count
        for comparison_id, aside, count in session.execute(
            select(SimilarPair.comparison_id, SimilarPair.set_aside, func.count())
            .where(SimilarPair.comparison_id.in_([each.id for each in found.values()]))
            .group_by(SimilarPair.comparison_id, SimilarPair.set_aside)
        )
    }
    return [
        TaskComparison(
            task, handed_in.get(task.id, 0), made,
            *(pairs.get((made.id, aside), 0) if made else 0 for aside in (False, True)),
        )
        for task in cohort.edition.tasks
        for made in [found.get(task.id)]
    ]  # fmt: skip


def find_pairs(
    session: Session, reader: Reader, comparison: Comparison, *, set_aside: bool, page: int
) -> Page[SeenPair]:
    """The pairs of a comparison, those that share most first."""
    query = (
        _pairs_of(reader)
        .where(SimilarPair.comparison_id == comparison.id, SimilarPair.set_aside == set_aside)
        .order_by((SimilarPair.share + SimilarPair.other_share).desc(), SimilarPair.id)
    )
    found = page_of(session, query, page)
    taught = _cohorts_taught(session, reader)
    return Page(tuple(_seen(pair, taught) for pair in found.rows), found.number, found.total, found.size)


def get_pair(session: Session, reader: Reader, pair_id: int) -> SeenPair:
    """One pair of a cohort that the reader teaches, with its notes; NotFound otherwise."""
    pair = session.scalar(
        _pairs_of(reader)
        .where(SimilarPair.id == pair_id)
        .options(
            contains_eager(SimilarPair.comparison).options(joinedload(Comparison.cohort), joinedload(Comparison.task)),
            selectinload(SimilarPair.notes).joinedload(PairNote.noted_by).joinedload(Account.person),
        )
    )
    if pair is None:
        raise NotFound
    return _seen(pair, _cohorts_taught(session, reader))


def _pairs_of(reader: Reader) -> Select[SimilarPair]:
    return (
        select(SimilarPair)
        .join(SimilarPair.comparison)
        .where(Comparison.cohort_id.in_(taught_by(reader.account_id)))
        # Pages name both learners, or the other's cohort and its instructors.
        .options(_with_learner(SimilarPair.submission), _with_learner(SimilarPair.other))
    )


def _with_learner(which: InstrumentedAttribute[Submission]) -> ORMOption:
    teachers = selectinload(Cohort.instructors).joinedload(CohortInstructor.account).joinedload(Account.person)
    return (
        joinedload(which)
        .joinedload(Submission.enrolment)
        .options(
            joinedload(Enrolment.account).joinedload(Account.person), joinedload(Enrolment.cohort).options(teachers)
        )
    )


def _cohorts_taught(session: Session, reader: Reader) -> set[int]:
    return set(session.scalars(taught_by(reader.account_id)))


def _seen(pair: SimilarPair, taught: set[int]) -> SeenPair:
    place = pair.other.enrolment
    return SeenPair(pair, pair.other if place.cohort_id in taught else None, place.cohort)

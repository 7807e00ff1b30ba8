"""Reading requests to look at a result again, for the learner who asked and for those who answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from naruteo_portal.assessment.models import RegradeRequest, RequestState, Submission
from naruteo_portal.assessment.regrade_requests import is_past, last_day
from naruteo_portal.catalogue.access import taught_by
from naruteo_portal.catalogue.models import Cohort, Edition, Enrolment
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.models import Account
from naruteo_portal.identity.readers import Reader


@dataclass(frozen=True)
class ConcernedCell:
    """A cell that a request is about, with its number in the result that counts now."""

    number: int
    cell: dict[str, Any]


def concerned_cells(request: RegradeRequest) -> list[ConcernedCell]:
    """The cells of the result that counts now which a request is about; its submission's current run must be loaded."""
    run = request.submission.current_run
    return [
        ConcernedCell(number, cell)
        for number, cell in enumerate(run.cells if run else ())
        if not request.grade_id or (cell["notebook"], cell["grade_id"]) == (request.notebook, request.grade_id)
    ]


def name_of_cell(request: RegradeRequest) -> str:
    """What a request is about as people call it; empty if it is about all of it. Its run must be loaded."""
    for cell in request.run.cells:
        if request.grade_id and (cell["notebook"], cell["grade_id"]) == (request.notebook, request.grade_id):
            return str(cell.get("heading") or cell["grade_id"])
    return request.grade_id


def is_overdue(request: RegradeRequest, cohort: Cohort) -> bool:
    """Whether the learner has waited longer than the cohort promises."""
    return request.state is RequestState.OPEN and is_past(last_day(request.asked_at, cohort.request_days))


def requests_about(session: Session, submission: Submission) -> Sequence[RegradeRequest]:
    """All requests about a submission, the latest first; who may see the submission may see them."""
    return session.scalars(
        select(RegradeRequest)
        .where(RegradeRequest.submission_id == submission.id)
        .options(
            joinedload(RegradeRequest.run),
            joinedload(RegradeRequest.answer_run),
            joinedload(RegradeRequest.answered_by).joinedload(Account.person),
        )
        .order_by(RegradeRequest.id.desc())
    ).all()


def get_own_request(session: Session, reader: Reader, request_id: int) -> RegradeRequest:
    """A request that the reader made; NotFound otherwise."""
    found = session.scalar(
        _with_submission()
        .where(RegradeRequest.id == request_id, Enrolment.account_id == reader.account_id)
    )  # fmt: skip
    if found is None:
        raise NotFound
    return found


def get_request(session: Session, reader: Reader, request_id: int) -> RegradeRequest:
    """A request in a cohort that the reader teaches, and not their own; NotFound otherwise."""
    found = session.scalar(_taught_by(reader).where(RegradeRequest.id == request_id))
    if found is None:
        raise NotFound
    return found


def find_requests(
    session: Session, reader: Reader, *, cohort: int | None, state: RequestState | None, page: int
) -> Page[RegradeRequest]:
    """The requests in the cohorts that the reader teaches: those that wait longest first, then the answered ones."""
    query = _taught_by(reader).order_by(
        RegradeRequest.state != RequestState.OPEN, RegradeRequest.asked_at, RegradeRequest.id
    )
    if cohort:
        query = query.where(Cohort.id == cohort)
    if state:
        query = query.where(RegradeRequest.state == state)
    return page_of(session, query, page)


def _with_submission() -> Select[RegradeRequest]:
    return (
        select(RegradeRequest)
        .join(RegradeRequest.submission)
        .join(Submission.enrolment)
        .join(Enrolment.cohort)
        .options(
            contains_eager(RegradeRequest.submission).options(
                contains_eager(Submission.enrolment).options(
                    joinedload(Enrolment.account).joinedload(Account.person),
                    contains_eager(Enrolment.cohort).joinedload(Cohort.edition).joinedload(Edition.course),
                ),
                joinedload(Submission.task),
                joinedload(Submission.current_run),
            ),
            joinedload(RegradeRequest.run),
            joinedload(RegradeRequest.answer_run),
            joinedload(RegradeRequest.answered_by).joinedload(Account.person),
        )
    )


def _taught_by(reader: Reader) -> Select[RegradeRequest]:
    return _with_submission().where(
        Cohort.id.in_(taught_by(reader.account_id)), Enrolment.account_id != reader.account_id
    )

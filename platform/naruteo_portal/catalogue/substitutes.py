"""Who stands in for the instructors of a cohort: arranged for some days, and ended early."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.cohorts import check_instructors
from naruteo_portal.catalogue.enrolment import lock
from naruteo_portal.catalogue.errors import CohortIsClosed, DatesOutOfOrder, SubstitutionIsOver, TeachesAlready
from naruteo_portal.catalogue.models import Cohort, CohortState, CohortSubstitute
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_
from naruteo_portal.identity.models import Account


@dataclass(frozen=True)
class StandIn:
    """Who stands in, from which day to which, and why."""

    account_id: int
    starts_on: date
    last_day: date
    reason: str


def arrange(session: Session, cohort: Cohort, wanted: StandIn, *, actor: Actor, arranged_by: int) -> CohortSubstitute:
    """Let an instructor of the organisation teach a cohort for some days; its course and instructors are loaded."""
    lock(session, cohort)
    if cohort.state is CohortState.CLOSED:
        raise CohortIsClosed
    if wanted.last_day < wanted.starts_on:
        raise DatesOutOfOrder(N_("The last day must not be before the first."))
    if wanted.last_day < today_in_korea():
        raise DatesOutOfOrder(N_("These days have passed already."))
    check_instructors(session, cohort.edition.course.organisation_id, [wanted.account_id])
    if any(each.account_id == wanted.account_id for each in cohort.instructors):
        raise TeachesAlready
    substitute = CohortSubstitute(
        cohort_id=cohort.id, account_id=wanted.account_id, starts_on=wanted.starts_on,
        ends_before=wanted.last_day + timedelta(days=1), reason=wanted.reason, arranged_at=now(),
        arranged_by_id=arranged_by,
    )  # fmt: skip
    session.add(substitute)
    record(
        session, actor, "arranged a substitute", substitute, cohort_id=cohort.id, account_id=wanted.account_id,
        starts_on=wanted.starts_on.isoformat(), last_day=wanted.last_day.isoformat(), reason=wanted.reason,
    )  # fmt: skip
    return substitute


def end_early(session: Session, cohort: Cohort, substitute_id: int, *, actor: Actor) -> None:
    """Let a substitute teach no longer than until now; one that has not begun never does."""
    substitute = session.scalar(
        select(CohortSubstitute)
        .where(CohortSubstitute.id == substitute_id, CohortSubstitute.cohort_id == cohort.id)
        .with_for_update()
    )
    if substitute is None:
        raise NotFound
    if not is_to_come_or_now(substitute):
        raise SubstitutionIsOver
    before = substitute.ends_before
    substitute.ends_before = max(substitute.starts_on, today_in_korea())
    record(
        session, actor, "ended a substitute's time", substitute,
        before=before.isoformat(), ends_before=substitute.ends_before.isoformat(),
    )  # fmt: skip


def substitutes_of(session: Session, cohort: Cohort) -> Sequence[CohortSubstitute]:
    """Everybody who stood in, stands in or will for a cohort (that the reader was given by `get_cohort`)."""
    return session.scalars(
        select(CohortSubstitute)
        .where(CohortSubstitute.cohort_id == cohort.id)
        .order_by(CohortSubstitute.starts_on, CohortSubstitute.id)
        # Each line names the person.
        .options(joinedload(CohortSubstitute.account).joinedload(Account.person))
    ).all()


def is_to_come_or_now(substitute: CohortSubstitute) -> bool:
    """Whether somebody stands in today or will."""
    return substitute.starts_on < substitute.ends_before and today_in_korea() < substitute.ends_before


def stands_in_today(substitute: CohortSubstitute) -> bool:
    """Whether somebody stands in today."""
    return substitute.starts_on <= today_in_korea() < substitute.ends_before

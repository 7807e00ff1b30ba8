"""Taking a place in a cohort and giving it up: applying, admitting, declining, withdrawing, and the waiting list.

Whoever changes how many seats are taken holds the lock on the cohort's row until the transaction ends, so two
people can never be given the last seat.
"""

from collections.abc import Sequence

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.errors import (
    AddressNotVerified,
    AlreadyApplied,
    CohortIsClosed,
    NotInThatState,
    NotOpenForApplications,
    TooLateToApply,
)
from naruteo_portal.catalogue.models import Admission, Cohort, CohortState, Enrolment, EnrolmentState
from naruteo_portal.catalogue.news import tell_enrolment
from naruteo_portal.catalogue.schedule import start_of
from naruteo_portal.core.clock import now
from naruteo_portal.core.jobs import enqueue
from naruteo_portal.identity.models import Account, Person
from naruteo_portal.identity.names import both_names

IN_LINE = (EnrolmentState.APPLIED, EnrolmentState.WAITING)
HERE = (*IN_LINE, EnrolmentState.ADMITTED)
COHORT_COLUMNS = [column.key for column in inspect(Cohort).column_attrs]


def apply(session: Session, cohort: Cohort, account: Account, *, actor: Actor) -> Enrolment:
    """Ask for a place for an account; in a first-come cohort it is given at once while there are seats."""
    if account.email_verified_at is None:
        raise AddressNotVerified
    lock(session, cohort)
    if cohort.state is not CohortState.OPEN:
        raise NotOpenForApplications
    at = now()
    if at >= cohort.apply_until:
        raise TooLateToApply(cohort.apply_until)
    enrolment = session.scalar(
        select(Enrolment)
        .where(Enrolment.cohort_id == cohort.id, Enrolment.account_id == account.id)
        .execution_options(populate_existing=True)
    )
    if enrolment is None:
        enrolment = Enrolment(cohort_id=cohort.id, account_id=account.id)
        session.add(enrolment)
    elif enrolment.state is not EnrolmentState.WITHDRAWN:
        raise AlreadyApplied(enrolment.state)
    # Whoever comes back stands at the end of the line.
    enrolment.applied_at, enrolment.decided_at, enrolment.reason = at, None, None
    enrolment.state = EnrolmentState.APPLIED
    record(session, actor, "applied for a place", enrolment, cohort_id=cohort.id)
    if cohort.admission is Admission.FIRST_COME:
        _give_seats(session, cohort, [enrolment], actor)
    else:
        tell_enrolment(session, enrolment, cohort)
    return enrolment


def admit(session: Session, cohort: Cohort, enrolments: Sequence[Enrolment], *, actor: Actor) -> None:
    """Accept applications: those for whom there is a seat have it now, the others wait in the order they applied."""
    _expect(session, cohort, enrolments, (EnrolmentState.APPLIED,))
    _give_seats(session, cohort, sorted(enrolments, key=lambda each: (each.applied_at, each.id)), actor)


def decline(session: Session, cohort: Cohort, enrolments: Sequence[Enrolment], *, actor: Actor, reason: str) -> None:
    """Turn applications down, also of people who wait for a seat already."""
    _expect(session, cohort, enrolments, IN_LINE)
    for enrolment in enrolments:
        enrolment.state, enrolment.decided_at, enrolment.reason = EnrolmentState.DECLINED, now(), reason
        record(session, actor, "declined", enrolment, reason=reason)
        tell_enrolment(session, enrolment, cohort)


def withdraw(session: Session, enrolment: Enrolment, *, actor: Actor, reason: str) -> None:
    """Take a person out of a cohort, or of its line, before it ends."""
    cohort = session.get_one(Cohort, enrolment.cohort_id)
    _expect(session, cohort, [enrolment], HERE)
    had_seat = enrolment.state is EnrolmentState.ADMITTED
    enrolment.state, enrolment.decided_at, enrolment.reason = EnrolmentState.WITHDRAWN, now(), reason
    record(session, actor, "withdrew", enrolment, reason=reason, had_seat=had_seat)
    tell_enrolment(session, enrolment, cohort)
    if had_seat:
        # Several may leave at once, so the seats are given out together, a moment later.
        enqueue(session, "catalogue.offer_free_seats", once=f"offer-{cohort.id}", cohort_id=cohort.id)


def fill_seats(session: Session, cohort: Cohort, *, actor: Actor) -> list[Enrolment]:
    """Give the free seats of a cohort to those who have waited longest; returns who got one."""
    lock(session, cohort)
    at = now()
    free = cohort.seats - seats_taken(session, cohort)
    if free <= 0 or cohort.state is CohortState.CLOSED or at >= start_of(cohort.ends_before):
        return []
    seated = list(
        session.scalars(
            select(Enrolment)
            .where(Enrolment.cohort_id == cohort.id, Enrolment.state == EnrolmentState.WAITING)
            .order_by(Enrolment.applied_at, Enrolment.id)
            .limit(free)
        )
    )
    for enrolment in seated:
        enrolment.state, enrolment.decided_at = EnrolmentState.ADMITTED, at
        record(session, actor, "admitted", enrolment, cohort_id=cohort.id)
        tell_enrolment(session, enrolment, cohort)
    return seated


def seats_taken(session: Session, cohort: Cohort) -> int:
    """How many people have a place."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Enrolment)
            .where(Enrolment.cohort_id == cohort.id, Enrolment.state == EnrolmentState.ADMITTED)
        )
        or 0
    )


def lock(session: Session, cohort: Cohort) -> None:
    """Hold the cohort's row until the transaction ends, and know it as it is now."""
    session.refresh(cohort, attribute_names=COHORT_COLUMNS, with_for_update=True)


def _give_seats(session: Session, cohort: Cohort, enrolments: Sequence[Enrolment], actor: Actor) -> None:
    """Put people on the waiting list and let the free seats go to its head, so that nobody is overtaken."""
    for enrolment in enrolments:
        enrolment.state, enrolment.decided_at = EnrolmentState.WAITING, now()
    seated = {enrolment.id for enrolment in fill_seats(session, cohort, actor=actor)}
    for enrolment in enrolments:
        if enrolment.id not in seated:
            record(session, actor, "put on the waiting list", enrolment, cohort_id=cohort.id)
            tell_enrolment(session, enrolment, cohort)


def _expect(
    session: Session, cohort: Cohort, enrolments: Sequence[Enrolment], expected: tuple[EnrolmentState, ...]
) -> None:
    """Lock the cohort and make sure that nobody else decided first."""
    lock(session, cohort)
    if cohort.state is CohortState.CLOSED:
        raise CohortIsClosed
    present = {
        enrolment_id: (state, person)
        for enrolment_id, state, person in session.execute(
            select(Enrolment.id, Enrolment.state, Person)
            .join(Enrolment.account)
            .join(Account.person)
            .where(Enrolment.cohort_id == cohort.id, Enrolment.id.in_([each.id for each in enrolments]))
        )
    }
    for enrolment in enrolments:
        state, person = present[enrolment.id]
        if state not in expected:
            raise NotInThatState(both_names(person))
        # What was read before the lock may be older than the row.
        set_committed_value(enrolment, "state", state)

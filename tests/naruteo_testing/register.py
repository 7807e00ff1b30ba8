"""Entries of the instructor register, and substitutes."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import Cohort, CohortSubstitute
from naruteo_portal.catalogue.register.models import Basis, InstructorEntry
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.identity.models import Account, Membership, Organisation, Role


def make_entry(session: Session, account: Account, organisation: Organisation, **facts: Any) -> InstructorEntry:
    """An entry of a licensed teacher, without anything that expires unless it is given."""
    values: dict[str, Any] = {
        "basis": Basis.LICENSED_TEACHER, "basis_words": "", "document_name": "자격증", "document_number": "제2020-1호",
        "valid_from": date(2020, 1, 1), "valid_until": None, "refresher_done_on": None, "refresher_until": None,
        "ncs": ["20010105"],
    }  # fmt: skip
    entry = InstructorEntry(
        account_id=account.id, organisation_id=organisation.id, changed_at=now(), changed_by_id=account.id,
        reminded=[], **(values | facts),
    )  # fmt: skip
    session.add(entry)
    session.flush()
    return entry


def instructorship(session: Session, account: Account) -> int:
    """The id of the role by which somebody first became an instructor."""
    return session.scalars(
        select(Membership.id)
        .where(Membership.account_id == account.id, Membership.role == Role.INSTRUCTOR)
        .order_by(Membership.id)
        .limit(1)
    ).one()


def make_substitute(session: Session, cohort: Cohort, account: Account, arranged_by: Account) -> CohortSubstitute:
    """Somebody who stands in for a cohort's instructors today and tomorrow."""
    today = today_in_korea()
    substitute = CohortSubstitute(
        cohort_id=cohort.id, account_id=account.id, starts_on=today, ends_before=today + timedelta(days=2),
        reason="출장", arranged_at=now(), arranged_by_id=arranged_by.id,
    )  # fmt: skip
    session.add(substitute)
    session.flush()
    return substitute

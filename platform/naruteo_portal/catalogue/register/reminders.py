"""Reminding instructors, and those who keep their register, of what expires: 90 and 30 days before, once each."""

from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, contains_eager

from naruteo_portal.audit.events import SYSTEM, record
from naruteo_portal.catalogue.register.expiry import Expiring, expiries
from naruteo_portal.catalogue.register.keepers import keepers_of
from naruteo_portal.catalogue.register.models import InstructorEntry
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.expiries import step_before
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.models import Account, AccountState, Membership, Role
from naruteo_portal.identity.names import display_name
from naruteo_portal.identity.queries import holds_today
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify_each

SUBJECTS: dict[Expiring, Message] = {
    Expiring.QUALIFICATION: N_("Qualification expires soon: %(name)s"),
    Expiring.REFRESHER: N_("Refresher training expires soon: %(name)s"),
}
BODIES: dict[Expiring, Message] = {
    Expiring.QUALIFICATION: N_(
        "By the instructor register of %(organisation)s, the qualification of %(name)s expires on %(day)s.\n"
        "When it is renewed, please have the new day entered in the register."
    ),
    Expiring.REFRESHER: N_(
        "By the instructor register of %(organisation)s, the refresher training of %(name)s expires on %(day)s.\n"
        "When it is done again, please have the new day entered in the register."
    ),
}


def remind_of_expiries(session: Session) -> None:
    """Remind of everything that comes within 90 or 30 days, if nobody was reminded of it at that distance."""
    today = today_in_korea()
    rows = session.execute(
        select(InstructorEntry, Membership)
        .join(
            Membership,
            and_(
                Membership.account_id == InstructorEntry.account_id,
                Membership.organisation_id == InstructorEntry.organisation_id,
                Membership.role == Role.INSTRUCTOR,
                holds_today(),
            ),
        )
        .join(Membership.account)
        .join(Account.person)
        .join(Membership.organisation)
        .where(
            Account.state == AccountState.ACTIVE,
            or_(InstructorEntry.valid_until >= today, InstructorEntry.refresher_until >= today),
        )
        .order_by(InstructorEntry.id)
        # Two jobs at once would both find nobody reminded.
        .with_for_update(of=InstructorEntry)
        # The notice names the person and the organisation.
        .options(
            contains_eager(Membership.account).contains_eager(Account.person),
            contains_eager(Membership.organisation),
        )
    ).all()
    keepers = keepers_of(session, {place.organisation_id for _entry, place in rows})
    for entry, place in rows:
        for what, day in expiries(entry):
            step = step_before(day, today)
            mark = f"{what} {day} {step}"
            if step is not None and mark not in entry.reminded:
                entry.reminded = [*entry.reminded, mark]
                _tell(session, place, keepers[place.organisation_id], what, day)
                record(session, SYSTEM, "reminded of an expiry", entry, what=what.value, day=day.isoformat(), days=step)


def _tell(session: Session, place: Membership, keepers: list[Account], what: Expiring, day: date) -> None:
    person = place.account.person
    name = {"ko": display_name(person, "ko"), "en": display_name(person, "en")}
    receivers = {each.id: each for each in (place.account, *keepers)}
    notify_each(
        session, [(each, f"/instructors/{place.id}") for each in receivers.values()],
        kind=NoticeKind.INSTRUCTOR_REGISTER, subject=N_(SUBJECTS[what].text, name=name),
        body=N_(BODIES[what].text, name=name, organisation=place.organisation.name, day=day),
    )  # fmt: skip

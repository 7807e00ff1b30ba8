"""Keeping the register: entering what is known about an instructor, and telling those who keep it what is wrong."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.manifest import NCS_CODE
from naruteo_portal.catalogue.register.keepers import keepers_of
from naruteo_portal.catalogue.register.models import Basis, InstructorEntry
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Invalid
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.identity.bulk.rows import holds_resident_number
from naruteo_portal.identity.models import Membership
from naruteo_portal.identity.names import display_name
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify_each

SUBJECT = N_("Instructor register, please correct: %(name)s")
BODY = N_("%(name)s finds something wrong in the register of %(organisation)s and writes:\n\n%(words)s")


class FactRefused(Invalid):
    """One of the facts cannot be entered; `field` says which."""

    def __init__(self, field: str, message: Message) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Facts:
    """What somebody enters about an instructor; empty is not stated."""

    basis: Basis | None
    basis_words: str
    document_name: str
    document_number: str
    valid_from: date | None
    valid_until: date | None
    refresher_done_on: date | None
    refresher_until: date | None
    ncs: tuple[str, ...]

    def check(self) -> None:
        """Refuse what may not be kept, and what contradicts itself."""
        for field in ("basis_words", "document_name", "document_number"):
            refuse_resident_number(field, getattr(self, field))
        if self.basis is Basis.OTHER and not self.basis_words:
            raise FactRefused("basis_words", N_("Write in words what the qualification is."))
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise FactRefused("valid_until", N_("The last day must not be before the first."))
        if self.refresher_done_on and self.refresher_until and self.refresher_done_on > self.refresher_until:
            raise FactRefused("refresher_until", N_("Refresher training cannot expire before it was done."))
        wrong = [code for code in self.ncs if not NCS_CODE.fullmatch(code)]
        if wrong:
            raise FactRefused(
                "ncs",
                N_(
                    "%(code)s is no NCS code. Write 8 digits (20010105), or 10 digits with the version "
                    "(2001010501_19v3).",
                    code=wrong[0],
                ),
            )


def refuse_resident_number(field: str, text: str) -> None:
    """Refuse words that hold what looks like a resident registration number; no law allows one here."""
    if holds_resident_number(text):
        raise FactRefused(
            field,
            N_("This looks like a resident registration number. We may not take it; give the document's own number."),
        )


def save_entry(session: Session, place: Membership, facts: Facts, *, actor: Actor, account_id: int) -> None:
    """Enter facts about the instructor who has the role `place`, as the person `account_id`."""
    facts.check()
    # Two who enter the first facts at once must not make two entries: the role's row is the lock.
    session.execute(select(Membership.id).where(Membership.id == place.id).with_for_update())
    entry = session.scalar(
        select(InstructorEntry).where(
            InstructorEntry.account_id == place.account_id, InstructorEntry.organisation_id == place.organisation_id
        )
    )
    wanted: dict[str, Any] = asdict(facts) | {"ncs": list(facts.ncs)}
    if entry is None:
        entry = InstructorEntry(
            account_id=place.account_id, organisation_id=place.organisation_id, reminded=[],
            changed_at=now(), changed_by_id=account_id, **wanted,
        )  # fmt: skip
        session.add(entry)
        changed = [name for name, value in wanted.items() if value]
    else:
        changed = [name for name, value in wanted.items() if getattr(entry, name) != value]
        if not changed:
            return
        for name in changed:
            setattr(entry, name, wanted[name])
        entry.changed_at, entry.changed_by_id = now(), account_id
    until = {name: wanted[name].isoformat() if wanted[name] else None for name in ("valid_until", "refresher_until")}
    record(session, actor, "entered in the register", entry, changed=changed, **until)


def propose_correction(session: Session, place: Membership, words: str, *, actor: Actor) -> None:
    """Tell those who keep the register what its instructor finds wrong in their entry; `place` with names loaded."""
    refuse_resident_number("words", words)
    person = place.account.person
    name = {"ko": display_name(person, "ko"), "en": display_name(person, "en")}
    keepers = keepers_of(session, [place.organisation_id])[place.organisation_id]
    notify_each(
        session, [(keeper, f"/instructors/{place.id}") for keeper in keepers], kind=NoticeKind.INSTRUCTOR_REGISTER,
        subject=N_(SUBJECT.text, name=name),
        body=N_(BODY.text, name=name, organisation=place.organisation.name, words=words),
    )  # fmt: skip
    record(session, actor, "asked to correct the register", place, words=words)

"""Issuing certificates, choosing what they show, revoking and checking them."""

import re
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.assessment.queries import LearnerCourse
from naruteo_portal.audit.events import Actor, record
from naruteo_portal.catalogue.models import Cohort, Enrolment
from naruteo_portal.catalogue.progress import Progress, Rule, RuleStanding
from naruteo_portal.completion.errors import CertificateIsIssued, CertificateWasRevoked, RulesNotMet
from naruteo_portal.completion.models import Certificate
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.core.references import ALPHABET
from naruteo_portal.identity.models import Account
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify

# 20 of 31 signs are 99 bits: nobody finds a certificate by trying.
GROUPS, SIGNS_IN_GROUP = 4, 5


@dataclass(frozen=True)
class Choice:
    """What the holder lets a certificate show."""

    score: bool
    hours: bool
    public: bool


def may_be_issued(progress: Progress) -> bool:
    """Whether all rules are met; a course that asks for nothing certifies nothing."""
    return bool(progress.rules) and progress.complete


def certificates_of(session: Session, enrolment: Enrolment) -> list[Certificate]:
    """All certificates of an enrolment that the reader was given by `get_enrolment`, the latest first."""
    return list(
        session.scalars(
            select(Certificate)
            .where(Certificate.enrolment_id == enrolment.id)
            .order_by(Certificate.id.desc())
            .options(joinedload(Certificate.revoked_by).joinedload(Account.person))
        )
    )


def get_certificate_in_force(session: Session, enrolment: Enrolment) -> Certificate:
    """The certificate of an enrolment that holds; NotFound if there is none."""
    for each in certificates_of(session, enrolment):
        if each.revoked_at is None:
            return each
    raise NotFound


def issue_certificate(
    session: Session, enrolment: Enrolment, course: LearnerCourse, choice: Choice, *, actor: Actor
) -> Certificate:
    """Issue the one certificate of an enrolment; after one was revoked, only staff issue another."""
    progress = course.progress(now())
    if not may_be_issued(progress):
        raise RulesNotMet
    certificate = Certificate(
        number=new_number(), enrolment_id=enrolment.id, content=content_of(enrolment, course, progress),
        issued_at=now(), shows_score=choice.score, shows_hours=choice.hours, public=choice.public,
        revoked_at=None, revoked_by_id=None, revoked_reason=None,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(certificate)
            session.flush()
            # Asked afterwards: one that is just being revoked has kept this one waiting until then.
            if actor.account_id == enrolment.account_id and session.scalar(_others_than(certificate)) is not None:
                raise CertificateWasRevoked
    except IntegrityError:
        raise CertificateIsIssued from None
    record(session, actor, "issued a certificate", certificate, enrolment=enrolment.id, **asdict(choice))
    _tell(
        session, enrolment, N_("Your certificate is issued"),
        N_("Your certificate of “%(course)s” has the number %(number)s. On its page you print it and choose what it "
           "shows.", course=enrolment.cohort.edition.title, number=certificate.number),
    )  # fmt: skip
    return certificate


def _others_than(certificate: Certificate) -> Select[int]:
    same = Certificate.enrolment_id == certificate.enrolment_id
    return select(Certificate.id).where(same, Certificate.id != certificate.id).limit(1)


def choose(session: Session, certificate: Certificate, choice: Choice, *, actor: Actor) -> None:
    """Let a certificate show more or less; its public page opens and closes by it."""
    certificate.shows_score, certificate.shows_hours = choice.score, choice.hours
    certificate.public = choice.public
    record(session, actor, "chose what a certificate shows", certificate, **asdict(choice))


def revoke(session: Session, certificate: Certificate, enrolment: Enrolment, *, reason: str, actor: Actor) -> None:
    """Say that a certificate does not hold; it is kept, and its number says so."""
    certificate.revoked_at, certificate.revoked_by_id = now(), actor.account_id
    certificate.revoked_reason = reason
    record(session, actor, "revoked a certificate", certificate, reason=reason)
    _tell(
        session, enrolment, N_("Your certificate was revoked"),
        N_("Your certificate of “%(course)s” does not hold any more. The reason: %(reason)s",
           course=enrolment.cohort.edition.title, reason=reason),
    )  # fmt: skip


def _tell(session: Session, enrolment: Enrolment, subject: Message, body: Message) -> None:
    address = f"/enrolments/{enrolment.id}/certificate"
    notify(session, enrolment.account, kind=NoticeKind.CERTIFICATE, subject=subject, body=body, address=address)


def find_public_certificate(session: Session, number: str) -> Certificate:
    """The certificate of a number as typed; NotFound also if its holder shows it to nobody."""
    found = session.scalar(select(Certificate).where(Certificate.number == read_number(number), Certificate.public))
    if found is None:
        raise NotFound(
            N_(
                "There is no certificate of this number, or its holder does not show it. Please check the number; "
                "the holder can open the page again."
            )
        )
    return found


def content_of(enrolment: Enrolment, course: LearnerCourse, progress: Progress) -> dict[str, Any]:
    """All that a certificate says, as it is known today; the account, person and organisation must be loaded."""
    cohort, edition, person = enrolment.cohort, enrolment.cohort.edition, enrolment.account.person
    return {
        "name_native": person.name_native,
        "name_roman": person.name_roman,
        "course": edition.title,
        "organisation": edition.course.organisation.name,
        "cohort": cohort.name,
        "starts_on": cohort.starts_on.isoformat(),
        "last_day": cohort.last_day.isoformat(),
        "hours": edition.hours,
        "score": round(progress.score, 1),
        "ncs": edition.manifest["ncs"],
        "edition": edition.number,
        "sha256": edition.sha256,
        "rules": [{"rule": each.rule.value, "needed": each.needed, "reached": each.reached} for each in progress.rules],
    }


def rules_of(certificate: Certificate) -> list[RuleStanding]:
    """The rules by which a certificate was issued, and what was reached then."""
    return [
        RuleStanding(Rule(each["rule"]), True, each["needed"], each["reached"]) for each in certificate.content["rules"]
    ]


def new_number() -> str:
    """A number that nobody can guess, in groups that can be read over the phone."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(SIGNS_IN_GROUP)) for _ in range(GROUPS)
    )  # fmt: skip


def read_number(typed: str) -> str:
    """A number in the form in which it is kept, whatever blanks and small letters it was typed with."""
    signs = re.sub(r"[\s.\-–—_]", "", typed).upper()[: GROUPS * SIGNS_IN_GROUP + 1]
    return "-".join(signs[start : start + SIGNS_IN_GROUP] for start in range(0, len(signs), SIGNS_IN_GROUP))


def issued_in(session: Session, cohort: Cohort) -> dict[int, Certificate]:
    """The certificates that hold in a cohort (that the reader was given by `get_cohort`), by enrolment."""
    found = session.scalars(
        select(Certificate)
        .join(Certificate.enrolment)
        .where(Enrolment.cohort_id == cohort.id, Certificate.revoked_at.is_(None))
    )
    return {each.enrolment_id: each for each in found}

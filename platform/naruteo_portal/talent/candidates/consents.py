"""Consents: whether somebody has given one, giving it with the wording that was read, and withdrawing it as easily."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.database import is_one_of
from naruteo_portal.core.errors import Conflict
from naruteo_portal.core.i18n import N_
from naruteo_portal.talent.candidates.candidates import hold_candidate
from naruteo_portal.talent.candidates.models import Candidate, Consent, Purpose
from naruteo_portal.talent.candidates.wordings import COVER_WISHES, wording_in_force


class AnotherWording(Conflict):
    """The text was changed between reading and agreeing."""

    def __init__(self) -> None:
        super().__init__(N_("The text has changed since you loaded the page. Read it again before you agree."))


class DoesNotApply(Conflict):
    """A consent that this person is not asked for."""

    def __init__(self) -> None:
        super().__init__(N_("This consent is only asked of people who live outside Korea."))


def consents_to(*purposes: Purpose) -> ColumnElement[bool]:
    """For queries of candidates: they consent to each of these, and did not take their profile away.

    Of people who live abroad nothing is used without their consent that it crosses the border.
    """
    return and_(
        Candidate.closed_at.is_(None),
        or_(Candidate.lives_abroad.is_not(True), _stands(Purpose.CROSS_BORDER)),
        *(_stands(each) for each in purposes),
    )


def lets_learn_wishes() -> ColumnElement[bool]:
    """For queries of candidates: they consent to the model in words that say that it learns from what they wish."""
    model = Purpose.SUITABILITY_MODEL
    return and_(consents_to(model), _stands(model, Consent.wording.in_(COVER_WISHES)))


def _stands(purpose: Purpose, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(Consent.id)
        .where(Consent.candidate_id == Candidate.id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None))
        .where(*conditions)
        .correlate(Candidate)
        .exists()
    )


def has_consented(session: Session, candidate_id: int, *purposes: Purpose) -> bool:
    """Whether a candidate consents to each of these now."""
    return session.scalar(select(Candidate.id).where(Candidate.id == candidate_id, consents_to(*purposes))) is not None


def consents_of(session: Session, candidate_ids: Collection[int]) -> dict[int, frozenset[Purpose]]:
    """What each of some candidates agreed to and did not withdraw, by one query."""
    found: dict[int, set[Purpose]] = {each: set() for each in candidate_ids}
    for candidate_id, purpose in session.execute(
        select(Consent.candidate_id, Consent.purpose).where(
            is_one_of(Consent.candidate_id, candidate_ids), Consent.withdrawn_at.is_(None)
        )
    ):
        found[candidate_id].add(purpose)
    return {each: frozenset(purposes) for each, purposes in found.items()}


def is_asked(candidate: Candidate, purpose: Purpose) -> bool:
    """Whether a consent concerns this candidate: data cross a border only of people who live abroad."""
    return purpose is not Purpose.CROSS_BORDER or bool(candidate.lives_abroad)


def history_of(session: Session, candidate: Candidate) -> Sequence[Consent]:
    """All consents that a candidate ever gave, the latest first."""
    return session.scalars(
        select(Consent).where(Consent.candidate_id == candidate.id).order_by(Consent.id.desc())
    ).all()


def give(session: Session, candidate: Candidate, purpose: Purpose, version: str, *, actor: Actor) -> None:
    """Keep that a candidate agrees to the wording `version`, which must be the one in force; again is no error.

    Who had agreed to an earlier wording agrees anew.
    """
    hold_candidate(session, candidate)
    if version != wording_in_force(purpose).version:
        raise AnotherWording
    if not is_asked(candidate, purpose):
        raise DoesNotApply
    standing = _standing(session, candidate, purpose)
    if standing is not None:
        if standing.wording == version:
            return
        standing.withdrawn_at = now()
        session.flush()
    consent = Consent(
        candidate_id=candidate.id, purpose=purpose, wording=version, given_at=now(), withdrawn_at=None
    )  # fmt: skip
    session.add(consent)
    record(session, actor, "gave a consent", consent, purpose=purpose.value, wording=version)


def withdraw(session: Session, candidate: Candidate, purpose: Purpose, *, actor: Actor) -> None:
    """End a consent; again is no error."""
    hold_candidate(session, candidate)
    standing = _standing(session, candidate, purpose)
    if standing is not None:
        standing.withdrawn_at = now()
        record(session, actor, "withdrew a consent", standing, purpose=purpose.value)


def _standing(session: Session, candidate: Candidate, purpose: Purpose) -> Consent | None:
    return session.scalar(
        select(Consent).where(
            Consent.candidate_id == candidate.id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
        )
    )

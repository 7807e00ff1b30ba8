"""Forgetting what somebody chose when they take their profile away; frozen rounds keep what the law asks to keep."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.choices.models import OwnTimeZone, SavedOpening
from naruteo_portal.talent.links.links import leave_all
from naruteo_portal.talent.rounds.models import PreferenceList, Round


def forget_choices(session: Session, candidate: Candidate, *, actor: Actor) -> None:
    """Erase kept openings, the time zone, and lists of rounds that are not frozen; leave those who apply together."""
    open_rounds = select(Round.id).where(Round.frozen_at.is_(None))
    session.execute(delete(SavedOpening).where(SavedOpening.candidate_id == candidate.id))
    session.execute(delete(OwnTimeZone).where(OwnTimeZone.account_id == candidate.account_id))
    leave_all(session, candidate, actor=actor)
    session.execute(
        delete(PreferenceList).where(
            PreferenceList.candidate_id == candidate.id, PreferenceList.round_id.in_(open_rounds)
        )
    )  # fmt: skip

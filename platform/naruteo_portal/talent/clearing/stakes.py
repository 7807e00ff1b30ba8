"""Conflicts of interest: nobody runs, changes or confirms a round in which they are a candidate or offer a place."""

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor
from naruteo_portal.identity.models import Membership
from naruteo_portal.identity.queries import holds_today
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.clearing.errors import OwnInterest
from naruteo_portal.talent.links.models import LinkMember
from naruteo_portal.talent.links.queries import joined
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.models import PreferenceList, Round, RoundOpening


def require_no_stake(session: Session, round_: Round, actor: Actor) -> None:
    """Refuse an officer with a list in the round, alone or together with others, or with a role where a place is."""
    listed = exists().where(
        PreferenceList.round_id == round_.id, PreferenceList.candidate_id == Candidate.id,
        Candidate.account_id == actor.account_id,
    )  # fmt: skip
    linked = exists().where(
        LinkMember.round_id == round_.id, *joined(), LinkMember.candidate_id == Candidate.id,
        Candidate.account_id == actor.account_id,
    )  # fmt: skip
    offers = exists().where(
        RoundOpening.round_id == round_.id, Opening.id == RoundOpening.opening_id,
        Membership.organisation_id == Opening.organisation_id, Membership.account_id == actor.account_id, holds_today(),
    )  # fmt: skip
    if session.scalar(select(or_(listed, linked, offers))):
        raise OwnInterest

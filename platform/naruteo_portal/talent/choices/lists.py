"""A candidate's list in a round: saving it, certifying it, taking it back. Only what was certified counts."""

import hashlib
import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.talent.candidates.candidates import hold_candidate
from naruteo_portal.talent.candidates.consents import has_consented
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.choices.errors import (
    ListHasMoved,
    ListTooLong,
    NothingListed,
    NotInRound,
)
from naruteo_portal.talent.choices.news import tell_certified, tell_taken_back
from naruteo_portal.talent.rounds.errors import NotConsented
from naruteo_portal.talent.rounds.models import PreferenceList, Round, RoundOpening
from naruteo_portal.talent.rounds.moves import hold_for_lists

MOST_LISTED = 100


def version_of(kept: PreferenceList | None) -> int:
    """The version of a list, 0 while there is none."""
    return kept.version if kept else 0


def save_list(
    session: Session, candidate: Candidate, round_: Round, listed: Sequence[int], *, version: int, actor: Actor
) -> PreferenceList:
    """Save openings, best first; ListHasMoved if another version than the one seen stands there.

    Openings that were listed before may stay although they have left the round, and can be taken out.
    """
    kept = _hold(session, candidate, round_)
    if kept.version != version:
        raise ListHasMoved
    return _put_down(session, candidate, round_, kept, listed, actor)


def add_to_list(
    session: Session, candidate: Candidate, round_: Round, opening_id: int, *, actor: Actor
) -> PreferenceList:
    """Put an opening at the end of the list, if it is not in it."""
    kept = _hold(session, candidate, round_)
    if opening_id in kept.saved:
        return kept
    return _put_down(session, candidate, round_, kept, [*kept.saved, opening_id], actor)


def certify_list(
    session: Session, candidate: Candidate, round_: Round, *, version: int, actor: Actor
) -> PreferenceList:
    """Let the list count as it was saved and seen; it may be changed and certified again until the deadline."""
    kept = _hold(session, candidate, round_)
    if kept.version != version:
        raise ListHasMoved
    if not kept.saved:
        raise NothingListed
    if not has_consented(session, candidate.id, Purpose.MATCHING):
        raise NotConsented
    if set(kept.saved) - _taking_part(session, round_):
        raise NotInRound
    kept.certified, kept.certified_at = list(kept.saved), now()
    record(
        session, actor, "certified a list", candidate, round=round_.reference, openings=len(kept.saved),
        sha256=digest_of(kept.saved),
    )  # fmt: skip
    tell_certified(session, candidate, round_, kept)
    return kept


def uncertify_list(
    session: Session, candidate: Candidate, round_: Round, *, version: int, actor: Actor
) -> PreferenceList:
    """Take the certified list back: the candidate then takes no part in the round. What was saved stays."""
    kept = _hold(session, candidate, round_)
    if kept.version != version:
        raise ListHasMoved
    if kept.certified is not None:
        kept.certified, kept.certified_at = None, None
        record(session, actor, "took a certified list back", candidate, round=round_.reference)
        tell_taken_back(session, candidate, round_)
    return kept


def digest_of(listed: Sequence[int]) -> str:
    """SHA-256 of a list, by which a receipt and the record are compared."""
    return hashlib.sha256(json.dumps(list(listed)).encode()).hexdigest()


def _hold(session: Session, candidate: Candidate, round_: Round) -> PreferenceList:
    """The list, held until the transaction ends; ListsClosed outside the round's days.

    The candidate's row is held as well, because a list that is not there yet cannot be.
    """
    hold_for_lists(session, round_.id)
    hold_candidate(session, candidate)
    kept = session.get(PreferenceList, (round_.id, candidate.id), populate_existing=True)
    if kept is None:
        kept = PreferenceList(
            round_id=round_.id, candidate_id=candidate.id, saved=[], saved_at=now(), version=0, certified=None,
            certified_at=None,
        )  # fmt: skip
        session.add(kept)
    return kept


def _put_down(
    session: Session, candidate: Candidate, round_: Round, kept: PreferenceList, listed: Sequence[int], actor: Actor
) -> PreferenceList:
    listed = list(dict.fromkeys(listed))
    if len(listed) > MOST_LISTED:
        raise ListTooLong(MOST_LISTED)
    if set(listed) - set(kept.saved) - _taking_part(session, round_):
        raise NotInRound
    kept.saved, kept.saved_at, kept.version = listed, now(), kept.version + 1
    session.flush()
    record(
        session, actor, "saved a list", candidate, round=round_.reference, openings=len(listed), version=kept.version
    )
    return kept


def _taking_part(session: Session, round_: Round) -> set[int]:
    return set(session.scalars(select(RoundOpening.opening_id).where(RoundOpening.round_id == round_.id)))

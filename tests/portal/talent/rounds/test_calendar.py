"""What a round's instants allow, and that a frozen round keeps its lists whoever writes."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from naruteo_matching.lottery import commitment
from naruteo_portal.core.clock import now
from naruteo_portal.settings import Settings
from naruteo_portal.talent.rounds.calendar import due_state, may_answer, may_plan, may_save
from naruteo_portal.talent.rounds.errors import ListsClosed
from naruteo_portal.talent.rounds.models import PreferenceList
from naruteo_portal.talent.rounds.moves import hold_for_lists
from naruteo_portal.talent.rounds.seeds import unseal
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.candidates import make_candidate
from naruteo_testing.factories import make_account
from naruteo_testing.rounds import HOUR, certify, make_round

SECOND = timedelta(seconds=1)


def test_lists_are_taken_from_the_opening_to_the_deadline(session: Session, settings: Settings) -> None:
    round_ = make_round(session, settings, make_account(session))
    moments = (round_.opens_at - SECOND, round_.opens_at, round_.certify_by - SECOND, round_.certify_by)
    assert [may_save(round_, at) for at in moments] == [False, True, True, False]
    round_.state = RoundState.FROZEN
    assert not any(may_save(round_, at) for at in moments)
    with pytest.raises(ListsClosed):
        hold_for_lists(session, round_.id)


def test_the_clock_moves_a_round_at_its_instants(session: Session, settings: Settings) -> None:
    round_ = make_round(session, settings, make_account(session))
    due = {
        RoundState.PLANNED: (round_.opens_at, RoundState.ELICITING),
        RoundState.ELICITING: (round_.certify_by, RoundState.FROZEN),
        RoundState.FROZEN: (round_.answer_by, None),
        RoundState.RUN: (round_.answer_by, None),
        RoundState.CONFIRMED: (round_.publish_at, RoundState.PUBLISHED),
        RoundState.PUBLISHED: (round_.answer_by, RoundState.CLOSED),
        RoundState.CLOSED: (round_.answer_by, None),
        RoundState.CANCELLED: (round_.answer_by, None),
    }
    for state, (instant, after) in due.items():
        round_.state = state
        assert (due_state(round_, instant - SECOND), due_state(round_, instant)) == (None, after)
    round_.state = RoundState.PUBLISHED
    assert may_answer(round_, round_.answer_by - SECOND) and not may_answer(round_, round_.answer_by)
    round_.state = RoundState.PLANNED
    assert may_plan(round_, round_.opens_at - SECOND) and not may_plan(round_, round_.opens_at)


def test_the_seed_is_sealed_and_fits_its_commitment(session: Session, settings: Settings) -> None:
    round_ = make_round(session, settings, make_account(session))
    seed = unseal(round_.sealed_seed, settings)
    assert len(seed) == 32 and commitment(seed) == round_.seed_commitment
    assert seed.hex() not in round_.sealed_seed


def test_the_database_keeps_the_lists_of_a_frozen_round(session: Session, settings: Settings) -> None:
    round_ = make_round(session, settings, make_account(session))
    candidate, late = make_candidate(session), make_candidate(session)
    certify(session, round_, candidate, ())
    round_.state, round_.frozen_at, round_.input_sha256 = RoundState.FROZEN, now() - HOUR, "0" * 64
    session.commit()
    with pytest.raises(IntegrityError, match="are frozen"):
        certify(session, round_, late, ())
    session.rollback()
    kept = session.get_one(PreferenceList, (round_.id, candidate.id))
    kept.certified = [1]
    with pytest.raises(IntegrityError, match="are frozen"):
        session.flush()
    session.rollback()
    session.delete(kept)
    with pytest.raises(IntegrityError, match="are frozen"):
        session.flush()

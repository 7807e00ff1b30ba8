"""Saving, certifying and taking back a list: what counts, what is refused, what is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor
from naruteo_portal.audit.models import Event
from naruteo_portal.notices.models import Notice
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.consents import withdraw
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.choices.errors import (
    ListHasMoved,
    ListTooLong,
    NothingListed,
    NotInRound,
)
from naruteo_portal.talent.choices.lists import (
    MOST_LISTED,
    add_to_list,
    certify_list,
    digest_of,
    save_list,
    uncertify_list,
)
from naruteo_portal.talent.rounds.errors import ListsClosed, NotConsented
from naruteo_portal.talent.rounds.models import PreferenceList, RoundOpening
from naruteo_testing.candidates import make_candidate
from naruteo_testing.rounds import Fair, make_opening, open_fair


@pytest.fixture
def fair(session: Session, settings: Settings) -> Fair:
    return open_fair(session, settings)


@pytest.fixture
def candidate(session: Session, fair: Fair) -> Candidate:
    fair.add_opening()
    fair.add_opening()
    return make_candidate(session)


def own(candidate: Candidate) -> Actor:
    return Actor("person", candidate.account_id)


def save(session: Session, fair: Fair, candidate: Candidate, *ids: int, version: int = 0) -> PreferenceList:
    return save_list(session, candidate, fair.round, ids, version=version, actor=own(candidate))


def test_only_what_was_certified_counts(session: Session, fair: Fair, candidate: Candidate) -> None:
    first, second = (each.id for each in fair.openings)
    kept = save(session, fair, candidate, first, second)
    assert (kept.saved, kept.certified, kept.version) == ([first, second], None, 1)
    certify_list(session, candidate, fair.round, version=1, actor=own(candidate))
    save(session, fair, candidate, second, first, version=1)
    assert (kept.saved, kept.certified) == ([second, first], [first, second])
    certify_list(session, candidate, fair.round, version=2, actor=own(candidate))
    assert kept.certified == [second, first] and kept.certified_at is not None
    verbs = session.scalars(select(Event.verb).where(Event.object_kind == "candidate").order_by(Event.id)).all()
    assert verbs[-4:] == ["saved a list", "certified a list", "saved a list", "certified a list"]
    # What was wanted is nobody's who reads the trail; by its hash a receipt is compared with it.
    details = session.scalars(select(Event.details).order_by(Event.id.desc())).first()
    assert details == {"round": fair.round.reference, "openings": 2, "sha256": digest_of([second, first])}


def test_certifying_sends_a_receipt(session: Session, fair: Fair, candidate: Candidate) -> None:
    add_to_list(session, candidate, fair.round, fair.openings[0].id, actor=own(candidate))
    certify_list(session, candidate, fair.round, version=1, actor=own(candidate))
    told = session.scalars(select(Notice).where(Notice.account_id == candidate.account_id)).one()
    assert told.address == f"/choices/{fair.round.reference}/receipt"
    assert "동남권 겨울 라운드" in told.subject and "1개" in told.body


def test_a_list_saved_elsewhere_is_not_overwritten(session: Session, fair: Fair, candidate: Candidate) -> None:
    first, second = (each.id for each in fair.openings)
    save(session, fair, candidate, first)
    with pytest.raises(ListHasMoved):
        save(session, fair, candidate, second)
    with pytest.raises(ListHasMoved):
        certify_list(session, candidate, fair.round, version=0, actor=own(candidate))
    kept = session.get(PreferenceList, (fair.round.id, candidate.id))
    assert kept is not None and kept.saved == [first]


def test_what_cannot_count_is_refused(session: Session, fair: Fair, candidate: Candidate) -> None:
    stranger = make_opening(session, fair.employer)
    with pytest.raises(NotInRound):
        save(session, fair, candidate, stranger.id)
    with pytest.raises(NothingListed):
        certify_list(session, candidate, fair.round, version=0, actor=own(candidate))
    for _ in range(MOST_LISTED - 1):
        fair.add_opening()
    with pytest.raises(ListTooLong):
        save(session, fair, candidate, *(each.id for each in fair.openings))
    save(session, fair, candidate, fair.openings[0].id)
    withdraw(session, candidate, Purpose.MATCHING, actor=own(candidate))
    with pytest.raises(NotConsented):
        certify_list(session, candidate, fair.round, version=1, actor=own(candidate))


def test_an_opening_that_left_the_round_may_stay_saved_and_not_be_certified(
    session: Session, fair: Fair, candidate: Candidate
) -> None:
    first, second = (each.id for each in fair.openings)
    save(session, fair, candidate, first, second)
    session.delete(session.get_one(RoundOpening, (fair.round.id, first)))
    session.flush()
    save(session, fair, candidate, second, first, version=1)
    with pytest.raises(NotInRound):
        certify_list(session, candidate, fair.round, version=2, actor=own(candidate))


def test_a_certified_list_is_taken_back_until_the_deadline(session: Session, fair: Fair, candidate: Candidate) -> None:
    save(session, fair, candidate, fair.openings[0].id)
    certify_list(session, candidate, fair.round, version=1, actor=own(candidate))
    kept = uncertify_list(session, candidate, fair.round, version=1, actor=own(candidate))
    assert (kept.certified, kept.certified_at, kept.saved) == (None, None, [fair.openings[0].id])
    certify_list(session, candidate, fair.round, version=1, actor=own(candidate))
    fair.pass_time(certify_by=-timedelta(seconds=1))
    for act in (certify_list, uncertify_list):
        with pytest.raises(ListsClosed):
            act(session, candidate, fair.round, version=1, actor=own(candidate))
    assert kept.certified == [fair.openings[0].id]

"""Consents: given with a wording, withdrawn at once, kept as history, and asked for in queries."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.talent.candidates.candidates import NoProfile, erase_profile
from naruteo_portal.talent.candidates.consents import (
    AnotherWording,
    DoesNotApply,
    consents_of,
    consents_to,
    give,
    has_consented,
    history_of,
    withdraw,
)
from naruteo_portal.talent.candidates.models import Candidate, Purpose
from naruteo_portal.talent.candidates.wordings import WORDINGS, wording_in_force, wording_of
from naruteo_testing.candidates import consent, make_candidate


def test_giving_and_withdrawing_leave_a_history(session: Session) -> None:
    candidate = make_candidate(session, consents=())
    assert not has_consented(session, candidate.id, Purpose.MATCHING)
    consent(session, candidate, Purpose.MATCHING)
    consent(session, candidate, Purpose.MATCHING)
    assert has_consented(session, candidate.id, Purpose.MATCHING)
    assert not has_consented(session, candidate.id, Purpose.MATCHING, Purpose.SHOW_NAME)
    withdraw(session, candidate, Purpose.MATCHING, actor=SYSTEM)
    withdraw(session, candidate, Purpose.MATCHING, actor=SYSTEM)
    assert not has_consented(session, candidate.id, Purpose.MATCHING)
    (only,) = history_of(session, candidate)
    assert wording_of(only.purpose, only.wording) is wording_in_force(Purpose.MATCHING)
    assert only.withdrawn_at is not None


def test_only_the_wording_in_force_is_agreed_to(session: Session) -> None:
    candidate = make_candidate(session, consents=())
    with pytest.raises(AnotherWording):
        give(session, candidate, Purpose.MATCHING, "2020-01-01", actor=SYSTEM)


def test_who_agreed_to_an_earlier_wording_agrees_anew(session: Session) -> None:
    candidate = make_candidate(session, consents=(Purpose.MATCHING,))
    history_of(session, candidate)[0].wording = "2020-01-01"
    consent(session, candidate, Purpose.MATCHING)
    assert [each.withdrawn_at is None for each in history_of(session, candidate)] == [True, False]


def test_crossing_a_border_is_asked_only_of_who_lives_abroad(session: Session) -> None:
    candidate = make_candidate(session)
    with pytest.raises(DoesNotApply):
        consent(session, candidate, Purpose.CROSS_BORDER)
    candidate.lives_abroad, candidate.region = True, None
    session.flush()
    consent(session, candidate, Purpose.CROSS_BORDER)
    assert has_consented(session, candidate.id, Purpose.CROSS_BORDER)


def test_queries_find_who_consents_to_everything_asked(session: Session) -> None:
    seen = make_candidate(session)
    unseen = make_candidate(session, consents=(Purpose.MATCHING,))
    gone = make_candidate(session)
    erase_profile(session, gone, actor=SYSTEM)
    wanted = select(Candidate.id).where(consents_to(Purpose.MATCHING, Purpose.SHOW_PROFILE))
    assert session.scalars(wanted).all() == [seen.id]
    assert consents_of(session, [seen.id, unseen.id, gone.id]) == {
        seen.id: {Purpose.MATCHING, Purpose.SHOW_PROFILE}, unseen.id: {Purpose.MATCHING}, gone.id: set(),
    }  # fmt: skip
    with pytest.raises(NoProfile):
        consent(session, gone, Purpose.MATCHING)


def test_who_lives_abroad_is_seen_only_with_the_consent_to_cross_the_border(session: Session) -> None:
    candidate = make_candidate(session, lives_abroad=True, region=None)
    assert not has_consented(session, candidate.id, Purpose.MATCHING)
    consent(session, candidate, Purpose.CROSS_BORDER)
    assert has_consented(session, candidate.id, Purpose.MATCHING)


def test_every_purpose_has_a_wording_and_versions_differ() -> None:
    assert set(WORDINGS) == set(Purpose)
    for texts in WORDINGS.values():
        assert len({each.version for each in texts}) == len(texts)

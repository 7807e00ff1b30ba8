"""Profiles: opened once, changed over what was seen, refused where they say too much, and taken away with all."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.audit.models import Event
from naruteo_portal.catalogue.register.entries import FactRefused
from naruteo_portal.talent.candidates.candidates import (
    NoProfile,
    Profile,
    ProfileHasMoved,
    ProfileIsOpen,
    change_profile,
    erase_profile,
    find_candidate,
    get_candidate,
    open_profile,
)
from naruteo_portal.talent.candidates.models import (
    CandidateKind,
    CandidateLegal,
    CandidateSkill,
    Consent,
    Degree,
)
from naruteo_testing.candidates import make_candidate
from naruteo_testing.factories import make_account

PROFILE = Profile(
    kind=CandidateKind.GRADUATE, summary="금형 설계를 합니다.", lives_abroad=False, region="busan",
    regions_wanted=("ulsan", "busan", "busan"), available_from=None, degree=Degree.ASSOCIATE, degree_field="기계",
    korean_degree=True, experience_months=6, native_korean=False, topik=4, english="B2", licences=("용접기능사",),
)  # fmt: skip


def test_a_profile_is_opened_once(session: Session) -> None:
    account = make_account(session)
    with pytest.raises(NoProfile):
        get_candidate(session, account.id)
    candidate = open_profile(session, account.id, CandidateKind.RECRUIT, actor=SYSTEM)
    assert candidate.reference.startswith("CA-")
    with pytest.raises(ProfileIsOpen):
        open_profile(session, account.id, CandidateKind.RECRUIT, actor=SYSTEM)


def test_a_change_is_saved_over_what_was_seen_and_says_what_changed(session: Session) -> None:
    candidate = make_candidate(session)
    version = candidate.version
    change_profile(session, candidate, PROFILE, version=version, actor=SYSTEM)
    assert (candidate.regions_wanted, candidate.topik, candidate.version) == (["busan", "ulsan"], 4, version + 1)
    with pytest.raises(ProfileHasMoved):
        change_profile(session, candidate, replace(PROFILE, topik=5), version=version, actor=SYSTEM)
    change_profile(session, candidate, PROFILE, version=version + 1, actor=SYSTEM)
    events = session.scalars(select(Event).where(Event.verb == "changed a profile")).all()
    assert len(events) == 1, "what changes nothing leaves no trace"
    assert "topik" in events[0].details["changed"]
    assert "4" not in str(events[0].details), "the trail says what was changed, not what it says"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("summary", {"summary": "900101-1234567"}),
        ("summary", {"summary": "김하늘입니다."}),
        ("summary", {"summary": "연락처 010-1234-5678"}),
        ("summary", {"summary": "Write to me@example.kr"}),
        ("licences", {"licences": ("900101-1234567",)}),
        ("region", {"region": "atlantis"}),
        ("region", {"regions_wanted": ("atlantis",)}),
        ("region", {"lives_abroad": True}),
        ("experience_months", {"experience_months": 721}),
        ("topik", {"topik": 7}),
        ("english", {"english": "C3"}),
        ("licences", {"licences": tuple(str(number) for number in range(21))}),
    ],
)
def test_what_may_not_be_kept_is_refused_at_its_field(session: Session, field: str, values: dict[str, Any]) -> None:
    candidate = make_candidate(session)
    with pytest.raises(FactRefused) as refused:
        change_profile(
            session, candidate, replace(PROFILE, **values), version=candidate.version, actor=SYSTEM
        )  # fmt: skip
    assert refused.value.field == field


def test_years_and_pressures_are_no_telephone_numbers(session: Session) -> None:
    candidate = make_candidate(session)
    summary = "2019-2024년 사출 1,200톤, 0.5-1.5 MPa, 2024. 03. 불량률 3.2% → 1.1%"
    change_profile(session, candidate, replace(PROFILE, summary=summary), version=candidate.version, actor=SYSTEM)
    assert candidate.summary == summary


def test_taking_a_profile_away_erases_what_it_says_and_keeps_the_proof_of_consents(session: Session) -> None:
    candidate = make_candidate(session, skills=("python",))
    erase_profile(session, candidate, actor=SYSTEM)
    for table in (CandidateSkill, CandidateLegal):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert all(each.withdrawn_at is not None for each in session.scalars(select(Consent)))
    assert session.scalar(select(func.count()).select_from(Consent)) == 2
    personal = {column.name for column in candidate.__table__.columns if "personal" in column.info}
    assert {name for name in personal if getattr(candidate, name)} == set()
    with pytest.raises(NoProfile):
        get_candidate(session, candidate.account_id)
    assert find_candidate(session, candidate.account_id) is candidate


def test_whoever_comes_back_keeps_the_number_and_consents_anew(session: Session) -> None:
    candidate = make_candidate(session)
    reference = candidate.reference
    erase_profile(session, candidate, actor=SYSTEM)
    again = open_profile(session, candidate.account_id, CandidateKind.RECRUIT, actor=SYSTEM)
    assert (again.reference, again.kind, again.summary) == (reference, CandidateKind.RECRUIT, "")

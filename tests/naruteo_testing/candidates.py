"""Candidates that tests start from, with skills, consents and what the legal gate looks at."""

from typing import Any

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.core.clock import now
from naruteo_portal.identity.models import Account
from naruteo_portal.talent.candidates.candidates import open_profile
from naruteo_portal.talent.candidates.consents import give
from naruteo_portal.talent.candidates.models import (
    Candidate,
    CandidateKind,
    CandidateLegal,
    CandidateSkill,
    Degree,
    Purpose,
    SkillSource,
)
from naruteo_portal.talent.candidates.wordings import wording_in_force
from naruteo_testing.factories import make_account

USUAL = (Purpose.MATCHING, Purpose.SHOW_PROFILE)


def make_candidate(
    session: Session,
    account: Account | None = None,
    *,
    kind: CandidateKind = CandidateKind.GRADUATE,
    consents: tuple[Purpose, ...] = USUAL,
    skills: tuple[str, ...] = (),
    legal: dict[str, Any] | None = None,
    **values: Any,
) -> Candidate:
    """A Korean bachelor with two years of experience who takes part and is seen; `legal` is of a CandidateLegal."""
    account = account or make_account(session)
    candidate = open_profile(session, account.id, kind, actor=Actor("person", account.id))
    usual: dict[str, Any] = {
        "summary": "사출 공정의 불량 원인을 데이터로 찾습니다.", "lives_abroad": False, "region": "gyeongnam",
        "regions_wanted": ["gyeongnam", "busan"], "degree": Degree.BACHELOR, "degree_field": "기계공학",
        "korean_degree": True, "experience_months": 24, "native_korean": True, "english": "B1",
    }  # fmt: skip
    for name, value in (usual | values).items():
        setattr(candidate, name, value)
    for concept in skills:
        add_skill(session, candidate, concept)
    session.add(
        CandidateLegal(
            candidate_id=candidate.id, changed_at=now(),
            **({"nationality": "KR", "residence_status": None, "status_until": None, "facts": {}} | (legal or {})),
        )
    )  # fmt: skip
    consent(session, candidate, *consents)
    session.flush()
    return candidate


def consent(session: Session, candidate: Candidate, *purposes: Purpose) -> None:
    """The candidate agrees to each of these in their present wording."""
    for purpose in purposes:
        give(session, candidate, purpose, wording_in_force(purpose).version, actor=SYSTEM)


def add_skill(session: Session, candidate: Candidate, concept: str) -> CandidateSkill:
    """A skill that the candidate declares."""
    skill = CandidateSkill(
        candidate_id=candidate.id, concept=concept, source=SkillSource.DECLARED, certificate_id=None, detail=None,
        added_at=now(),
    )  # fmt: skip
    session.add(skill)
    session.flush()
    return skill

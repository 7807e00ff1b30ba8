"""Candidates that tests start from, with skills, consents and what the legal gate looks at."""

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.identity.models import Account
from naruteo_portal.talent.candidates.candidates import open_profile
from naruteo_portal.talent.candidates.consents import give, withdraw
from naruteo_portal.talent.candidates.document_models import CandidateDocument, Legalisation, Paper
from naruteo_portal.talent.candidates.documents import Entry, add_document
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


def make_paper(session: Session, candidate: Candidate, paper: Paper = Paper.DEGREE) -> CandidateDocument:
    """A paper without a file, whose apostille is still to be had, and which expires soon."""
    entry = Entry("석사", today_in_korea() + timedelta(days=60), Legalisation.OPEN, Legalisation.DONE)
    return add_document(session, candidate, paper, entry, actor=SYSTEM)


def fill_profile(session: Session, account: Account) -> None:
    """A profile in which every part has something to show, of a foreigner who lives abroad."""
    legal = {"nationality": "VN", "residence_status": "D-10-1"}
    candidate = make_candidate(
        session, account, kind=CandidateKind.RECRUIT, legal=legal, lives_abroad=True, region=None,
        passport_family="SAWYER", passport_given="TOM", name_hangul="소여톰",
    )  # fmt: skip
    grow_profile(session, candidate)


def grow_profile(session: Session, candidate: Candidate) -> None:
    """One more skill, one more paper, and a consent that was withdrawn and given again."""
    add_skill(session, candidate, secrets.token_hex(8))
    make_paper(session, candidate)
    withdraw(session, candidate, Purpose.MATCHING, actor=SYSTEM)
    consent(session, candidate, Purpose.MATCHING)


def pages_of_profile(candidate: Candidate) -> dict[str, tuple[Account, str]]:
    """The pages of one's own profile."""
    home = "/talent/profile"
    parts = ("about", "names", "skills", "consents", "legal", "papers", "preview", "close")
    return {"talent profile": (candidate.account, home)} | {
        f"talent profile: {part}": (candidate.account, f"{home}/{part}") for part in parts
    }

"""Filling claims in by their pages, as an employer's HR or an agent does."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from naruteo_portal.audit.events import Actor
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.identity.models import Account
from naruteo_portal.incentives.claims.claims import hold_claim, move
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.employers.access import hold_employer
from naruteo_portal.notices.models import Notice
from naruteo_portal.web import claim_check
from naruteo_testing.claims import ENDED_DAYS_AGO, claimed_year

ROWS = {
    "training": "R-2026-001", "title_ko": "현장 데이터 분석", "title_en": "Shop-floor data",
    "people": "0001, 김하늘\n0002\tNguyễn Thị Mai\n",
}  # fmt: skip
STATED = {
    "firm_size": "priority", "restricted": "no", "after_restriction": "no", "adjustment_area": "no",
    "year_premium": "3,000,000", "hours": "40", "held_as_recognised": "yes", "mode": "classroom",
    "attendance": "0.95", "trainee": "insured", "other_grant": "none",
}  # fmt: skip
"""What is stated by the names of the facts; the day of the recognition is added."""


def leave_papers_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make no papers when claims are handed in: it takes seconds, and most tests do not read them."""
    monkeypatch.setattr(claim_check, "keep_statements", lambda *_claim: None)


def days(ended_days_ago: int = ENDED_DAYS_AGO) -> dict[str, str]:
    """A training of three weeks that ended some days ago."""
    ended = today_in_korea() - timedelta(days=ended_days_ago)
    return {"first_day": (ended - timedelta(days=20)).isoformat(), "last_day": ended.isoformat()}


def version_on(page: str) -> str:
    """The version of the claim that a page shows."""
    return re.findall(r'name="version"[^>]*value="(\d+)"', page)[0]


def begin(desk: FlaskClient, employer_id: int, programme: str = "employer_training", *, year: int | None = None) -> str:
    """Begin a claim for a year, or that in which the training of `days()` ended; returns its reference."""
    wanted = {"employer": employer_id, "programme": programme, "year": year or claimed_year()}
    answer = desk.post("/claims/new", data=wanted)
    assert answer.status_code == 303, answer.text
    return re.findall(r"CL-[0-9A-Z-]+", answer.location)[0]


def take_in(desk: FlaskClient, reference: str, **changes: str) -> None:
    """Enter trainees who were trained elsewhere."""
    page = desk.get(f"/claims/{reference}/trainees").text
    answer = desk.post(
        f"/claims/{reference}/trainees/rows", data={**ROWS, **days(), "version": version_on(page)} | changes
    )
    assert answer.status_code == 303, answer.text


def facts_to_send(desk: FlaskClient, reference: str, **changes: str) -> dict[str, str]:
    """What the form of the facts sends when everything is stated."""
    page = desk.get(f"/claims/{reference}/facts").text
    stated = {**STATED, "course_recognised_on": (today_in_korea() - timedelta(days=60)).isoformat()} | changes
    names = re.findall(r'name="((?:employer|training|trainee)-[^"]+)"', page)
    entered = {name: stated.get(name.rpartition("-")[2], "") for name in names}
    return {**entered, "version": version_on(page), "note": ""}


def fill_in(desk: FlaskClient, employer_id: int, **changes: str) -> str:
    """A claim up to its last step; `changes` are other facts."""
    reference = begin(desk, employer_id)
    take_in(desk, reference)
    answer = desk.post(f"/claims/{reference}/facts", data={**facts_to_send(desk, reference, **changes), "next": "1"})
    assert answer.status_code == 303, answer.text
    return reference


def hand_in(desk: FlaskClient, reference: str, **more: str) -> int:
    """Hand a claim in as its last step shows it; returns the status."""
    page = desk.get(f"/claims/{reference}/check").text
    return desk.post(f"/claims/{reference}/submit", data={"version": version_on(page), **more}).status_code


def claim_of(session: Session, reference: str) -> Claim:
    """A claim as it is now, with its lines and steps."""
    session.expire_all()
    options = (selectinload(Claim.lines), selectinload(Claim.steps))
    return session.scalars(select(Claim).where(Claim.reference == reference).options(*options)).one()


def take_through(
    session: Session, claim: Claim, *states: ClaimState, by: Account, words: str = "", due_on: date | None = None
) -> None:
    """Take a claim through states as an officer would."""
    for state in states:
        hold_employer(session, claim.employer_id)
        hold_claim(session, claim)
        move(session, claim, state, actor=Actor("person", by.id), words=words, due_on=due_on)
    session.commit()


def told(session: Session, account: Account) -> list[str]:
    """The subjects of what somebody was told."""
    session.expire_all()
    return list(session.scalars(select(Notice.subject).where(Notice.account_id == account.id).order_by(Notice.id)))

"""Claims to test with: an employer, trainees, and rules whose figures two officers are taken to have confirmed."""

import re
import shutil
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_portal.incentives.claims.claims import LinePlan, open_claim, set_lines, submit
from naruteo_portal.incentives.claims.models import AppealState, Claim, ClaimAppeal
from naruteo_portal.incentives.figures import in_force
from naruteo_testing.factories import make_account, make_organisation

UNIT_COSTS = "{classroom: 7000, on_site: 7000, remote: 5000, blended: 6000}"
"""Won an hour; invented, as the real ones stand in a notice that has not been read."""
FACTS: dict[str, Any] = {
    "firm_size": "priority", "year_premium": 3_000_000, "restricted": False, "after_restriction": False,
    "adjustment_area": False, "region": "부산",
}  # fmt: skip
"""An employer whose ceiling is 240 % of three million won."""
ENDED_DAYS_AGO = 10


def confirm_figures(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the rules of this test be those of employer training with every figure confirmed."""
    copy = folder / "programmes"
    shutil.copytree(in_force.SHIPPED, copy)
    notice = copy / "employer_training" / "parameters" / "notice.yaml"
    text = re.sub(r"confidence: [BGX]", "confidence: O", notice.read_text(encoding="utf-8"))
    notice.write_text(text.replace("value:\n", f"value: {UNIT_COSTS}\n", 1), encoding="utf-8")
    monkeypatch.setattr(in_force, "SHIPPED", copy)


@dataclass
class Employer:
    """An employer with somebody who claims for it, and an officer who decides."""

    session: Session
    organisation: Organisation
    hr: Account
    officer: Account
    facts: dict[str, Any] = field(default_factory=lambda: dict(FACTS))

    @property
    def actor(self) -> Actor:
        """The one who claims."""
        return Actor("person", self.hr.id)

    def draft(self, *plans: LinePlan) -> Claim:
        """A claim that is not handed in yet."""
        year = plans[0].part_ended_on.year if plans else claimed_year()
        claim = open_claim(self.session, self.organisation, "employer_training", year, actor=self.actor)
        set_lines(self.session, claim, plans, version=claim.version, actor=self.actor)
        return claim

    def claim(self, *plans: LinePlan) -> Claim:
        """A claim that is handed in."""
        claim = self.draft(*plans)
        submit(self.session, claim, self.facts, version=claim.version, actor=self.actor)
        return claim


def make_employer(session: Session, name: str = "한강정밀") -> Employer:
    """An employer with HR, and an agency with an officer."""
    organisation = make_organisation(session, name=name)
    agency = make_organisation(session, OrganisationKind.AGENCY, name="운영기관")
    hr = make_account(session, "최유진", roles=((Role.EMPLOYER_HR, organisation),))
    officer = make_account(session, "강민호", roles=((Role.PROGRAMME_OFFICER, agency),))
    return Employer(session, organisation, hr, officer)


def claimed_year() -> int:
    """The year in which trainings ended that are not said otherwise; in the first days of January the one before."""
    return (today_in_korea() - timedelta(days=ENDED_DAYS_AGO)).year


def plan(
    number: str = "0001", name: str = "김하늘", *, ended: date | None = None, hours: int = 40, **facts: Any
) -> LinePlan:
    """A trainee who completed a classroom training of some hours that ended ten days ago, unless said otherwise."""
    ended = ended or today_in_korea() - timedelta(days=ENDED_DAYS_AGO)
    started = ended - timedelta(days=20)
    given = {
        "course_recognised_on": (started - timedelta(days=30)).isoformat(), "held_as_recognised": True,
        "mode": "classroom", "hours": hours, "attendance": "0.95", "trainee": "insured",
    }  # fmt: skip
    title = {"ko": "현장 데이터 분석", "en": "Shop-floor data"}
    return LinePlan(number, name, "R-2026-001", title, started, ended, given | facts)


def make_claim_with_appeal(session: Session, employer: Organisation, account: Account) -> tuple[Claim, ClaimAppeal]:
    """A draft for one trainee, and an appeal that waits, as if it had been decided before."""
    actor, day = Actor("person", account.id), plan().part_ended_on
    claim = open_claim(session, employer, "employer_training", day.year, actor=actor)
    set_lines(session, claim, [plan()], version=claim.version, actor=actor)
    appeal = ClaimAppeal(
        claim_id=claim.id, at=now(), by_id=account.id, words="다시 보아 주십시오.", state=AppealState.OPEN, answer="",
        answered_at=None, answered_by_id=None,
    )  # fmt: skip
    session.add(appeal)
    session.flush()
    return claim, appeal

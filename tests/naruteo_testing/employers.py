"""Employers with their staff, rosters and facts."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from naruteo_portal.core.clock import KST, now
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_portal.incentives.employers.models import Employee, EmployerFact, RosterUpload
from naruteo_testing.factories import make_account, make_organisation

PDF = b"%PDF-1.7\n%%EOF\n"


@dataclass
class Firm:
    """An employer, somebody of its HR, and an officer of an agency."""

    employer: Organisation
    hr: Account
    officer: Account

    @property
    def address(self) -> str:
        """Its first page."""
        return f"/employers/{self.employer.slug}"


def make_firm(session: Session, slug: str = "hangang") -> Firm:
    """An employer without a roster and without facts."""
    employer = make_organisation(session, slug=slug, name="한강정밀")
    agency = make_organisation(session, OrganisationKind.AGENCY)
    return Firm(
        employer,
        make_account(session, "최유진", roles=((Role.EMPLOYER_HR, employer),)),
        make_account(session, "강민호", roles=((Role.PROGRAMME_OFFICER, agency),)),
    )


def make_employee(session: Session, firm: Firm, number: str, name: str = "김하늘", **values: Any) -> Employee:
    """Somebody of a roster."""
    employee = Employee(
        organisation_id=firm.employer.id, number=number, name=name, changed_at=now(), changed_by_id=firm.hr.id,
        **{"email": None, "trainee": "insured", "insured_since": None, "joined_on": None, "left_on": None,
           "production_work": None, **values},
    )  # fmt: skip
    session.add(employee)
    session.flush()
    return employee


def make_fact(
    session: Session, firm: Firm, name: str, value: Any, *, blobs: BlobStore | None = None, **values: Any
) -> EmployerFact:
    """A fact that holds since the beginning of this year, with evidence if there is a place for it."""
    fact = EmployerFact(
        organisation_id=firm.employer.id, name=name, value=value, stated_at=now(), stated_by_id=firm.hr.id,
        evidence_sha256=blobs.put(PDF) if blobs else None, evidence_name="증빙.pdf" if blobs else None,
        **{"valid_from": date(now().astimezone(KST).year, 1, 1), "ends_before": None, "taken_back_at": None,
           "taken_back_by_id": None, **values},
    )  # fmt: skip
    session.add(fact)
    session.flush()
    return fact


def make_upload(session: Session, firm: Firm, by: Account | None = None) -> RosterUpload:
    """A roster's file that was looked at, one row of it wrong."""
    upload = RosterUpload(
        organisation_id=firm.employer.id, uploaded_by_id=(by or firm.hr).id, uploaded_at=now(), file_name="명부.csv",
        encoding="UTF-8", heading=["사번", "이름"], rows=[[2, ["0001", "김하늘"]], [3, ["", "박서준"]]],
        carried_out_at=None, taken=None,
    )  # fmt: skip
    session.add(upload)
    session.flush()
    return upload


DAY = timedelta(days=1)

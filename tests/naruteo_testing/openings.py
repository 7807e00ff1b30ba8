"""Openings of an employer and a college, with who keeps them, and what the operator has declared."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_portal.talent.openings.models import (
    Contract,
    Opening,
    OpeningKind,
    OperatorDeclaration,
    ServiceKind,
)
from naruteo_portal.talent.openings.openings import Plan, publish, write_opening
from naruteo_portal.talent.rankings.models import Interview, InterviewState, PipelineEntry
from naruteo_testing.factories import make_account, make_organisation

ESCO = "http://data.europa.eu/esco/skill/"
PYTHON = f"{ESCO}ccd0a1d9-afda-43d9-b901-96344886e14d"
DATA_ANALYSIS = f"{ESCO}2b92a5b2-6758-4ee3-9fb4-b6387a55cc8f"
DIGITAL_TWIN = "naruteo:digital-twin"


@dataclass(frozen=True)
class Offering:
    """An organisation, somebody who keeps its openings, and an officer of the agency."""

    organisation: Organisation
    keeper: Account
    officer: Account

    @property
    def actor(self) -> Actor:
        """The keeper, as the one who acts."""
        return Actor("person", self.keeper.id)


def make_offering(session: Session, kind: OrganisationKind = OrganisationKind.EMPLOYER) -> Offering:
    """An employer with its HR, or a college with its admissions officer."""
    employer = kind is OrganisationKind.EMPLOYER
    organisation = make_organisation(session, kind, name="한강정밀" if employer else "나루대학교")
    agency = make_organisation(session, OrganisationKind.AGENCY, name="나루터 운영기관")
    role = Role.EMPLOYER_HR if employer else Role.ADMISSIONS
    return Offering(
        organisation,
        make_account(session, "최유진", roles=((role, organisation),)),
        make_account(session, "강민호", roles=((Role.PROGRAMME_OFFICER, agency),)),
    )


def plan(**values: Any) -> Plan:
    """A position that nothing is wrong with; `values` replace parts of it."""
    usual = Plan(
        kind=OpeningKind.POSITION,
        title={"ko": "예지보전 데이터 엔지니어", "en": "Predictive maintenance data engineer"},
        description={
            "ko": "설비의 진동 데이터를 모아 고장을 미리 알아내는 모델을 만들고 현장에 씁니다.",
            "en": "You collect vibration data of machines, model failures before they happen, and use it on the floor.",
        },
        region="gyeongnam",
        place={"ko": "창원시 성산구", "en": "Seongsan-gu, Changwon"},
        seats=2,
        contract=Contract.PERMANENT,
        starts_on=today_in_korea() + timedelta(days=90),
        yearly_wage=38_000_000,
        weekly_hours=40,
        visa_support=True,
        statuses=("E-7-1", "F-2-R"),
        required=(PYTHON, DATA_ANALYSIS),
        desired=(DIGITAL_TWIN,),
    )
    return replace(usual, **values)


def study_plan(**values: Any) -> Plan:
    """A place to study at an AI college."""
    usual = {
        "kind": OpeningKind.STUDY, "contract": Contract.STUDY, "yearly_wage": None, "weekly_hours": None,
        "title": {"ko": "제조 AI 석사 과정", "en": "Master's programme in AI for manufacturing"},
    }  # fmt: skip
    return plan(**usual | values)


def make_opening(session: Session, offering: Offering, written: Plan | None = None, *, open_: bool = True) -> Opening:
    """An opening, published unless `open_` is false; then the operator must have declared what it is."""
    opening = write_opening(session, offering.organisation, written or plan(), actor=offering.actor)
    if open_:
        publish(session, opening, actor=offering.actor, warnings_read=True)
    session.flush()
    return opening


def declare_operator(
    session: Session, officer: Account, kind: ServiceKind = ServiceKind.FREE_PLACEMENT, since: date = date(2026, 1, 2)
) -> OperatorDeclaration:
    """The operator has declared what it is, since the beginning of 2026."""
    declaration = OperatorDeclaration(
        kind=kind, operator="나루터 운영기관", number="J1200020260001", exempt_ground=None, since=since,
        stated_at=now(), stated_by_id=officer.id,
    )  # fmt: skip
    session.add(declaration)
    session.flush()
    return declaration


def make_interview(
    session: Session, entry: PipelineEntry, by: Account, state: InterviewState = InterviewState.INVITED
) -> Interview:
    """An invitation for the day after tomorrow."""
    interview = Interview(
        entry_id=entry.id, starts_at=now() + timedelta(days=2), minutes=30, place="화상", words="", state=state,
        invited_at=now(), invited_by_id=by.id, answered_at=None, answer_words="",
    )  # fmt: skip
    session.add(interview)
    session.flush()
    return interview

"""Openings and confirmed figures of statuses, for tests of the legal gate."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.core.references import Numbered, new_reference
from naruteo_portal.identity.models import Account, OrganisationKind, Role
from naruteo_portal.talent.openings.models import Contract, Opening, OpeningKind, OpeningState
from naruteo_testing.factories import make_account, make_organisation
from naruteo_testing.figures import confirm, make_figure, statement

DAY = date(2026, 6, 1)
FIGURES: tuple[tuple[str, str, Any], ...] = (
    ("visa_e7", "least_wage", {"e71": "31120000", "e72": "25890000", "e73": "25890000", "e74": "26000000"}),
    ("visa_e7", "bachelor_years", "1"),
    ("visa_e7", "plain_years", "5"),
    ("visa_e7", "least_koreans", "5"),
    ("visa_e7", "foreign_share", "0.20"),
    ("visa_free", "is_free", {"f2": "1", "f4": "1", "f5": "1", "f6": "1", "other": "0"}),
)
"""What officers have confirmed in a test; the files keep all of it open."""


def confirm_statuses(session: Session) -> None:
    """Two officers state and confirm the figures of E-7 and of statuses that leave work free."""
    agency = make_organisation(session, OrganisationKind.AGENCY)
    first, second = (
        make_account(session, name, roles=((Role.PROGRAMME_OFFICER, agency),)) for name in ("강민호", "서지우")
    )
    for programme, parameter, value in FIGURES:
        _confirmed(session, first, second, programme, parameter, value)


def _confirmed(
    session: Session, first: Account, second: Account, programme: str, parameter: str, value: Any
) -> None:  # fmt: skip
    said = statement(parameter, value, programme=programme, since=date(2026, 2, 1))
    confirm(session, make_figure(session, first, said), second)


def make_offer(session: Session, **values: Any) -> Opening:
    """A published position in Gyeongbuk with 36 million won, offered with E-7-1 by an employer with ten Koreans."""
    at = now()
    reference = new_reference(Numbered.OPENING, at, lambda _number: False)
    opening = Opening(
        organisation_id=make_organisation(session).id, title={"ko": "공정 데이터 분석", "en": "Process data analyst"},
        description={"ko": "설비 데이터를 분석합니다.", "en": "Analyse data of machines."},
        place={"ko": "구미시", "en": "Gumi"}, created_at=at, changed_at=at, published_at=at,
        **{
            "reference": reference, "kind": OpeningKind.POSITION,
            "state": OpeningState.OPEN,
            "region": "gyeongbuk", "seats": 1, "contract": Contract.PERMANENT, "starts_on": date(2026, 9, 1),
            "yearly_wage": 36_000_000, "weekly_hours": 40, "visa_support": True, "statuses": ["E-7-1"], "licences": [],
            "gate_facts": {
                "occupation_listed": True, "protected_occupation": False, "korean_workers": 10, "foreign_workers": 1,
                "employer_sanctioned": False,
            },
            **values,
        },
    )  # fmt: skip
    session.add(opening)
    session.flush()
    return opening

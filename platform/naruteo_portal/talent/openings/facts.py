"""What the checks of law know besides the opening's words: the employer's facts, lists of sanctions, minimum wage."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.identity.models import Organisation, OrganisationKind
from naruteo_portal.incentives.employers.facts import employer_facts_on
from naruteo_portal.incentives.figures.in_force import programmes_in_force
from naruteo_portal.rules.model import CONFIRMED
from naruteo_portal.rules.tables import day_number
from naruteo_portal.talent.openings.law.checking import Advertisement, Offerer
from naruteo_portal.talent.openings.law.wage import MinimumWage
from naruteo_portal.talent.openings.models import Contract, EmployerSanction, Opening

MINIMUM_WAGE = "minimum_wage"
"""The parameter of the rules that holds the minimum wage of an hour."""


def advertisement_of(opening: Opening) -> Advertisement:
    """What an opening says, as the checks read it."""
    texts = {
        f"{field}.{language}": text
        for field in ("title", "description", "place")
        for language, text in getattr(opening, field).items()
    }
    return Advertisement(
        texts, opening.contract is not Contract.STUDY, opening.yearly_wage, opening.weekly_hours
    )  # fmt: skip


def offerer_of(session: Session, organisation: Organisation) -> Offerer:
    """What is known of who offers an opening today."""
    today = today_in_korea()
    workers = employer_facts_on(session, organisation.id, today).get("workers")
    return Offerer(
        workers=workers if isinstance(workers, int) else None,
        has_business_number=organisation.business_number is not None,
        is_employer=organisation.kind is OrganisationKind.EMPLOYER,
        sanctions=tuple(each.source for each in sanctions_on(session, organisation.id, today)),
    )


def sanctions_on(session: Session, organisation_id: int, day: date) -> Sequence[EmployerSanction]:
    """The lists on which an employer stands on a day."""
    return session.scalars(
        select(EmployerSanction)
        .where(
            EmployerSanction.organisation_id == organisation_id,
            EmployerSanction.since <= day,
            EmployerSanction.ends_before.is_(None) | (EmployerSanction.ends_before > day),
        )
        .order_by(EmployerSanction.id)
    ).all()


def minimum_wage_on(session: Session, day: date) -> MinimumWage | None:
    """The minimum wage of an hour on the day on which a contract begins; None where no figure of that day is known."""
    for programme in programmes_in_force(session).values():
        table = programme.tables.get(MINIMUM_WAGE)
        entry = table.entry_on(day_number(day)) if table else None
        cell = entry.cells[0] if entry else None
        if table is not None and cell is not None and cell.figure is not None:
            hourly = Decimal(cell.figure).scaleb(-table.parameter.decimals)
            return MinimumWage(hourly, day.year, confirmed=cell.is_known(CONFIRMED))
    return None

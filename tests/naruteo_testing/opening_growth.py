"""As many openings, flags and sanctions as wanted, and the pages that show them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.identity.models import Account
from naruteo_portal.talent.openings.flags import ask_to_look
from naruteo_portal.talent.openings.models import EmployerSanction, Opening, SanctionList
from naruteo_testing.openings import Offering, declare_operator, make_offering, make_opening, plan

FLAGGED = {"ko": "20대 우대. 용모 단정한 남성 환영.", "en": "You analyse data."}


@dataclass(frozen=True)
class OpeningTown:
    """An employer with a flagged draft, and what its operator declared."""

    offering: Offering
    draft: Opening
    """A draft with flags."""
    flag_id: int


def found_openings(session: Session) -> OpeningTown:
    """One of everything."""
    offering = make_offering(session)
    declare_operator(session, offering.officer)
    draft = make_opening(session, offering, plan(description=FLAGGED), open_=False)
    return OpeningTown(offering, draft, draft.flags[0].id)


def grow_openings(session: Session, town: OpeningTown, number: int) -> None:
    """One more opening with flags, one of which waits for an officer, and one more sanction."""
    other = make_offering(session)
    for offering in (town.offering, other):
        written = make_opening(session, offering, plan(description=FLAGGED), open_=False)
        ask_to_look(session, written.flags[0], f"이유 {number}", actor=offering.actor)
    session.add(
        EmployerSanction(
            organisation_id=other.organisation.id, list=SanctionList.TAX_ARREARS, since=date(2026, 1, 1),
            ends_before=None, source="명단", stated_at=now(), stated_by_id=town.offering.officer.id,
        )
    )  # fmt: skip


def opening_pages(town: OpeningTown) -> dict[str, tuple[Account, str]]:
    """The pages by name: who reads, and where."""
    keeper, officer, address = town.offering.keeper, town.offering.officer, f"/openings/{town.draft.reference}"
    return {
        "openings": (keeper, "/openings"),
        "openings of all": (officer, "/openings"),
        "opening": (keeper, address),
        "change of an opening": (keeper, f"{address}/edit"),
        "flags of openings": (officer, "/opening-flags"),
        "flag of an opening": (officer, f"/opening-flags/{town.flag_id}"),
        "sanctions": (officer, "/employer-sanctions"),
        "what the operator is": (officer, "/operator"),
    }

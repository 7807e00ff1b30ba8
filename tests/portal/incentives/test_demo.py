"""The demo's claims: one in every state, judged, decided and booked as real ones are."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.core import clock
from naruteo_portal.core.clock import now
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.decisions.replay import replay
from naruteo_portal.incentives.demo import SOURCE, Cast, make_demo_claims
from naruteo_portal.incentives.employers.demo import state_demo_employer
from naruteo_portal.incentives.figures.models import StatedFigure
from naruteo_portal.incentives.ledger.checking import ledger_faults
from naruteo_portal.settings import Settings
from naruteo_testing.factories import make_account, make_organisation


@pytest.mark.parametrize("days", [None, 5], ids=["today", "early in January"])
def test_a_claim_in_every_state_that_replays_and_balances(
    session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch, days: int | None
) -> None:
    if days is not None:
        january = datetime(now().year + 1, 1, days, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: january)
    employer, agency = make_organisation(session), make_organisation(session, OrganisationKind.AGENCY)
    officers = [make_account(session, roles=((Role.PROGRAMME_OFFICER, agency),)) for _ in range(2)]
    cast = Cast(employer, make_account(session, roles=((Role.EMPLOYER_HR, employer),)), *officers)
    blobs = BlobStore(settings.blobs)
    for _ in range(2):
        state_demo_employer(session, cast.employer, cast.hr, blobs)
        make_demo_claims(session, cast, blobs, 10_000_000)
    session.commit()
    states = list(session.scalars(select(Claim.state)))
    assert sorted(states) == sorted(ClaimState)
    done = replay(session)
    assert done.claims == 3 and done.differences == [] and ledger_faults(session) == []
    assert {figure.title for figure in session.scalars(select(StatedFigure))} == {SOURCE}

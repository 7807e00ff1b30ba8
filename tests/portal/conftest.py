"""What tests of the portal share: counts of tries that nothing ends; of claims, an employer and the desk of its HR."""

from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity import limits
from naruteo_testing.claim_pages import leave_papers_out
from naruteo_testing.claims import Employer, confirm_figures, make_employer
from naruteo_testing.factories import client_of


@pytest.fixture(autouse=True)
def one_window_of_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each quarter of an hour tries are counted anew; a test in the midst of it would find one more allowed."""
    began = datetime.combine(now().date(), time(), UTC)
    monkeypatch.setattr(limits, "now", lambda: began)


@pytest.fixture
def employer(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Employer:
    """An employer with HR and an officer; every figure of employer training is confirmed."""
    confirm_figures(tmp_path, monkeypatch)
    made = make_employer(session)
    session.commit()
    return made


@pytest.fixture
def desk(app: Portal, session: Session, employer: Employer, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The browser of the employer's HR; papers are left out, as they take seconds."""
    leave_papers_out(monkeypatch)
    return client_of(app, employer.hr, session)

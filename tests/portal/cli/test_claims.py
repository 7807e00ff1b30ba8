"""`naruteo claims replay`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.orm import Session

from naruteo_portal.cli import main
from naruteo_portal.settings import Settings
from naruteo_testing.claims import confirm_figures, make_employer, plan
from naruteo_testing.decisions import decide, make_budget, review

COMMAND = ["claims", "replay"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> CliRunner:
    confirm_figures(tmp_path, monkeypatch)
    monkeypatch.setenv("NARUTEO_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("NARUTEO_DATA", str(settings.data))
    return CliRunner()


def test_replay_says_that_all_agrees_or_what_does_not(run: CliRunner, session: Session) -> None:
    employer = make_employer(session)
    make_budget(session)
    claim = review(employer, employer.claim(plan(), plan("0002")))
    decide(employer, claim)
    session.commit()
    result = run.invoke(main, COMMAND)
    assert result.exit_code == 0 and "1 decided claims with 2 lines judged again" in result.output, result.output
    session.execute(text("UPDATE claim SET amount = 7"))
    session.commit()
    result = run.invoke(main, [*COMMAND, "--json"])
    found = json.loads(result.output)
    assert result.exit_code == 1 and found["claims"] == 1
    assert found["differences"] == [
        {"reference": claim.reference, "what": "amount kept with the claim", "decided": 504_000, "judged": 7}
    ]
    assert found["ledger"][0]["subject"] == claim.reference
    assert claim.reference in run.invoke(main, COMMAND).output

"""`naruteo claims …`: the documents of a claim, and judging again what was decided."""

import json
import zipfile
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


def test_it_writes_all_documents_of_a_claim(run: CliRunner, session: Session, tmp_path: Path) -> None:
    claim = make_employer(session).draft(plan())
    session.commit()
    out = tmp_path / "claim.zip"
    result = run.invoke(main, ["claims", "documents", claim.reference.lower(), "--out", str(out)])
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(out) as packed:
        assert {"manifest.json", "ko/attendance.pdf", "en/cost.xlsx"} <= set(packed.namelist())


@pytest.mark.parametrize(
    ("reference", "out", "said"),
    [("CL-2026-7K3M-Q2", "a.zip", "There is no claim"), ("CL-2026-7K3M-Q2", "a.tar", "must end in .zip")],
)
def test_it_says_what_is_wrong(
    run: CliRunner, session: Session, tmp_path: Path, reference: str, out: str, said: str
) -> None:
    result = run.invoke(main, ["claims", "documents", reference, "--out", str(tmp_path / out)])
    assert result.exit_code != 0
    assert said in result.output


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

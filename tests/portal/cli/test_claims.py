"""`naruteo claims documents`: the archive of a claim for whoever runs the platform."""

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from naruteo_portal.cli import main
from naruteo_portal.settings import Settings
from naruteo_testing.claims import make_employer, plan


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> CliRunner:
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

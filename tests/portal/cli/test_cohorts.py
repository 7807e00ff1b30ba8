"""`naruteo cohorts load`: large folders, checked and loaded without the web."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.cli import main
from naruteo_portal.identity.models import OrganisationKind
from naruteo_portal.insight.files import data_of
from naruteo_portal.insight.models import Programme, Release
from naruteo_portal.settings import Settings
from naruteo_testing.cohort_files import ONEROSTER, OULAD, changed, in_csv, written
from naruteo_testing.factories import make_organisation
from naruteo_testing.insight import made_view, make_programme, make_release


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> CliRunner:
    monkeypatch.setenv("NARUTEO_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("NARUTEO_DATA", str(settings.data))
    monkeypatch.setenv("NARUTEO_SECRET_KEY", settings.secret_key.get_secret_value())
    return CliRunner()


def test_it_loads_a_new_programme(run: CliRunner, session: Session, tmp_path: Path) -> None:
    university = make_organisation(session, OrganisationKind.UNIVERSITY)
    session.commit()
    folder = written(tmp_path / "tables", in_csv(OULAD))
    command = ["cohorts", "load", str(folder), "--organisation", university.slug, "--title", "재교육", "Retraining"]
    result = run.invoke(main, command)
    assert result.exit_code == 0, result.output
    programme = session.scalars(select(Programme)).one()
    assert (programme.title, programme.reference in result.output) == ({"ko": "재교육", "en": "Retraining"}, True)
    assert "events/AAA-2013J.parquet" in data_of(session, programme)
    assert session.scalars(select(Release.programme_id)).all() == [programme.id]
    # Again, while its release is being made.
    again = run.invoke(main, ["cohorts", "load", str(folder), "--programme", programme.reference.lower()])
    assert again.exit_code == 0, again.output


def test_it_names_what_is_wrong(run: CliRunner, session: Session, tmp_path: Path) -> None:
    folder = written(tmp_path / "tables", in_csv(changed(OULAD, "studentVle", 3, "sum_click", "many")))
    result = run.invoke(main, ["cohorts", "load", str(folder), "--dry-run", "--language", "en"])
    assert result.exit_code == 1
    assert "studentVle.csv:3:sum_click: “many” is no whole number. Write digits only." in result.output
    as_json = json.loads(run.invoke(main, ["cohorts", "load", str(folder), "--dry-run", "--json"]).output)
    assert (as_json["faults_in_all"], as_json["faults"][0]["row"]) == (1, 3)
    unnamed = run.invoke(main, ["cohorts", "load", str(folder)])
    assert "--programme" in unnamed.output
    sound = written(tmp_path / "sound", in_csv(OULAD))
    unknown = run.invoke(main, ["cohorts", "load", str(sound), "--programme", "PR-2026-7K3M-Q2"])
    assert unknown.exit_code == 1


def test_it_says_which_activity_was_shown_and_is_missing(
    run: CliRunner, session: Session, settings: Settings, tmp_path: Path
) -> None:
    programme = make_programme(session, make_organisation(session, OrganisationKind.UNIVERSITY), settings)
    make_release(session, programme, [made_view(cohort, "", 120) for cohort in ("", "AAA-2013J")])
    session.commit()
    folder = written(tmp_path / "tables", in_csv(OULAD))
    command = ["cohorts", "load", str(folder), "--programme", programme.reference, "--language", "en"]
    for more in ([], ["--dry-run"]):
        result = run.invoke(main, [*command, *more])
        assert result.exit_code == 0, result.output
        assert "week 0 is the last with activity, and nobody is active in weeks -1 · 1 … 5." in result.output
    assert [each["reaches"] for each in json.loads(run.invoke(main, [*command, "--json"]).output)["lost_weeks"]] == [0]
    # A dry run refuses what could not be loaded, too.
    oneroster = written(tmp_path / "oneroster", in_csv(ONEROSTER))
    lacking = ["cohorts", "load", str(oneroster), "--form", "oneroster", "--programme", programme.reference]
    assert run.invoke(main, [*lacking, "--dry-run"]).exit_code == 1

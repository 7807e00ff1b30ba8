"""`naruteo course publish` and `verify`: a real release or every fault, and files that stay as they were published."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.models import Release
from naruteo_portal.cli import main
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.settings import Settings
from naruteo_testing.catalogue import write_course


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_course(tmp_path / "press-line")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> CliRunner:
    monkeypatch.setenv("NARUTEO_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("NARUTEO_DATA", str(settings.data))
    return CliRunner()


def test_the_command_publishes_a_real_release(
    run: CliRunner, session: Session, folder: Path, settings: Settings
) -> None:
    result = run.invoke(main, ["course", "publish", str(folder)])

    assert result.exit_code == 0, result.output
    assert result.output == "Published press-line, edition 1.\n"
    release = session.scalars(select(Release).order_by(Release.id)).first()
    assert release is not None
    notebook = next(file for file in release.released_tree if file["path"] == "work.ipynb")
    released = BlobStore(settings.blobs).get(notebook["sha256"]).decode()
    assert "2 * number" not in released
    assert "raise NotImplementedError" in released
    again = run.invoke(main, ["course", "publish", str(folder)])
    assert again.output == "Nothing has changed since edition 1 of press-line.\n"


def test_a_later_edition_says_how_its_tests_reach_running_cohorts(
    run: CliRunner, session: Session, folder: Path
) -> None:
    run.invoke(main, ["course", "publish", str(folder)])
    source = folder / "source" / "01-start" / "work.ipynb"
    source.write_text(source.read_text().replace("double(2) == 4", "double(3) == 6"))

    result = run.invoke(main, ["course", "publish", str(folder)])
    assert result.output.startswith("Published press-line, edition 2.\nRunning cohorts keep theirs")


def test_the_command_names_every_fault_with_its_line(run: CliRunner, session: Session, folder: Path) -> None:
    place = folder / "course.yaml"
    place.write_text(place.read_text().replace("hours: 4", "hours: -4").replace("weight: 40", "weight: 50"))

    result = run.invoke(main, ["course", "publish", str(folder), "--language", "en"])

    assert result.exit_code == 1
    assert "course.yaml:6:8: hours" in result.output
    assert "course.yaml:21:3: tasks" in result.output


def test_stored_files_are_compared_with_what_was_published(
    run: CliRunner, session: Session, folder: Path, settings: Settings
) -> None:
    assert run.invoke(main, ["course", "verify"]).exit_code == 1
    run.invoke(main, ["course", "publish", str(folder)])
    sound = run.invoke(main, ["course", "verify", "press-line"])
    assert (sound.exit_code, sound.output.startswith("press-line, edition 1: 5 files, ")) == (0, True)
    next(path for path in Path(settings.blobs).rglob("*") if path.is_file()).write_bytes(b"another content")
    broken = run.invoke(main, ["course", "verify"])
    assert (broken.exit_code, "damaged or gone: " in broken.output) == (1, True)

"""A cohort's gradebook for nbgrader: asked for, made by a worker, fetched; and by the command."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from nbgrader.api import Gradebook
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.gradebook.jobs import export_gradebook, forget_gradebooks
from naruteo_portal.assessment.gradebook.models import GradebookExport
from naruteo_portal.assessment.grading import Verdict
from naruteo_portal.assessment.models import SubmissionState
from naruteo_portal.cli import main
from naruteo_portal.core.clock import now
from naruteo_portal.core.jobs import Worker
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.settings import Settings
from naruteo_testing.classroom import Classroom, make_classroom
from naruteo_testing.factories import client_of, make_membership, make_organisation
from naruteo_testing.regrades import grade_as
from naruteo_testing.submissions import make_submission

PAGE = "<h3>work</h3>"


@pytest.fixture
def room(session: Session, settings: Settings) -> Classroom:
    """A learner whose better attempt has one of two points, by a person, and somebody who has handed in nothing."""
    made = make_classroom(session, BlobStore(settings.blobs))
    made.edition.manifest = {"completion": {"minimum_score": 60, "minimum_per_task": 0, "must_submit": []}}
    task = made.add_task("week1", release=False)
    release = made.release(task)
    session.refresh(release, ["task"])
    provider = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    make_membership(session, made.instructor, provider, Role.INSTRUCTOR)
    made.add_learner()
    assert made.enrolment is not None
    page = made.blobs.put(PAGE.encode())
    for attempt, points in ((1, 1.5), (2, 1.0)):
        cell = {"notebook": "work", "grade_id": "test", "points": points, "max_points": 2.0, "kind": "auto",
                "heading": "", "anchor": "nb-1", "by_hand": True}  # fmt: skip
        submission = make_submission(session, made.enrolment, release, attempt)
        result = Verdict(SubmissionState.GRADED, points, 2.0, [cell], [], {"ko": {"work": page}}, 1.0)
        grade_as(session, submission, result)
    session.commit()
    return made


@pytest.fixture
def instructor(app: Portal, session: Session, room: Classroom) -> FlaskClient:
    return client_of(app, room.instructor, session)


Made = Callable[[], zipfile.ZipFile]


@pytest.fixture
def made(instructor: FlaskClient, session: Session, engine: Engine, settings: Settings, room: Classroom) -> Made:
    """Ask for the gradebook on its page, let a worker make it, and fetch it."""

    def ask() -> zipfile.ZipFile:
        address = f"/cohorts/{room.cohort.id}/gradebook"
        assert instructor.post(f"{address}/exports").status_code == 303
        assert "만드는 중" in instructor.get(address).text
        export_id = session.scalars(select(GradebookExport.id).order_by(GradebookExport.id.desc())).first()
        assert export_id is not None
        session.commit()
        export_gradebook(Worker(engine, settings), export_id)
        found = re.search(r'href="([^"]+\.zip)"', instructor.get(address).text)
        assert found is not None
        answer = instructor.get(found[1])
        assert (answer.status_code, answer.content_type) == (200, "application/zip")
        return zipfile.ZipFile(io.BytesIO(answer.data))

    return ask


def test_it_holds_what_counts_with_the_portals_points(made: Made, room: Classroom, tmp_path: Path) -> None:
    archive = made()
    handle = room.learner.handle
    assert {
        "gradebook.db", "nbgrader_config.py", "README.txt", "source/week1/work.ipynb", "release/week1/data/a.csv",
        f"submitted/{handle}/week1/timestamp.txt", f"autograded/{handle}/week1/work.ipynb",
        f"feedback/{handle}/week1/work.html",
    } <= set(archive.namelist())  # fmt: skip
    assert PAGE in archive.read(f"feedback/{handle}/week1/work.html").decode()
    assert "Nothing was left out." in archive.read("README.txt").decode()
    archive.extract("gradebook.db", tmp_path)
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}", "shop-floor") as gradebook:
        assert sorted(student.score for student in gradebook.students) == [0.0, 1.5]
        assert gradebook.find_student(handle).last_name == "김하늘"
        assert gradebook.find_submission("week1", handle).score == 1.5


def test_names_are_left_out_while_the_cohort_hides_them(
    made: Made, session: Session, room: Classroom, tmp_path: Path
) -> None:
    room.cohort.anonymous_grading = True
    session.commit()
    made().extract("gradebook.db", tmp_path)
    assert "김하늘".encode() not in (tmp_path / "gradebook.db").read_bytes()


def test_it_is_the_readers_own_and_not_kept_for_ever(
    app: Portal, made: Made, session: Session, engine: Engine, settings: Settings, room: Classroom
) -> None:
    made()
    export = session.scalars(select(GradebookExport)).one()
    address = f"/cohorts/{room.cohort.id}/gradebook/exports/{export.id}.zip"
    colleague = room.add_learner(name="한소리")
    make_membership(session, colleague, make_organisation(session), Role.INSTRUCTOR)
    room.add_instructor(colleague)
    assert client_of(app, colleague, session).get(address).status_code == 404
    kept = Path(settings.blobs) / str(export.shelved_as)
    assert kept.is_file()
    export.asked_at = now() - timedelta(days=8)
    session.commit()
    forget_gradebooks(Worker(engine, settings))
    assert not kept.exists()
    assert client_of(app, room.instructor, session).get(address).status_code == 404


def test_one_is_made_at_a_time(instructor: FlaskClient, session: Session, room: Classroom) -> None:
    address = f"/cohorts/{room.cohort.id}/gradebook/exports"
    for _ in range(2):
        page = instructor.post(address, follow_redirects=True).text
    assert "아직 만들고 있습니다" in page
    assert len(session.scalars(select(GradebookExport)).all()) == 1


@pytest.fixture
def command(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run `naruteo course gradebook` against the test's database; what it says."""
    monkeypatch.setenv("NARUTEO_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("NARUTEO_DATA", str(settings.data))

    def run(*arguments: str) -> str:
        return CliRunner().invoke(main, ["course", "gradebook", *arguments]).output

    return run


def test_the_command_writes_the_same(command: Callable[..., str], room: Classroom, tmp_path: Path) -> None:
    out = tmp_path / "gradebook.db"
    assert "2 learners, 1 tasks, 1 submissions that count" in command(str(room.cohort.id), "--out", str(out))
    with Gradebook(f"sqlite:///{out}", "shop-floor") as gradebook:
        assert gradebook.find_student(room.learner.handle).score == 1.5
    assert "김하늘".encode() not in out.read_bytes()
    assert "There is no cohort 999" in command("999", "--out", str(out))
    assert "must end in .zip or .db" in command(str(room.cohort.id), "--out", "gradebook")
    assert "cannot be written" in command(str(room.cohort.id), "--out", str(tmp_path / "no" / "where.zip"))

"""A pytest plugin that runs nbgrader's own exchange tests, as installed, against Naruteo's exchange.

nbgrader's tests play instructor and learner as one Unix user and look into the shared folder of the file exchange.
Here that one person is an account that teaches and learns three courses, and the folder is a view that is written
anew from the portal's tables after every command. Where the two exchanges differ on purpose, the test is listed in
NOT_APPLICABLE with the reason.
"""

import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbgrader.tests.apps
import pytest
from nbgrader.utils import notebook_hash, parse_utc
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.app import create_app
from naruteo_portal.assessment.exchange import get_taught_submission, learner_place
from naruteo_portal.assessment.models import ReturnedFeedback, Submission
from naruteo_portal.assessment.releases import create_release, latest_release
from naruteo_portal.assessment.returned_feedback import return_feedback
from naruteo_portal.assessment.submissions import receive_submission
from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.catalogue.models import Edition, Enrolment, Task
from naruteo_portal.core import hub
from naruteo_portal.core.database import make_engine
from naruteo_portal.core.embedded_postgres import EmbeddedPostgres
from naruteo_portal.core.hub import HubUser
from naruteo_portal.core.schema import migrate
from naruteo_portal.core.storage import BlobStore, Tree
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.settings import Settings
from naruteo_testing.classroom import Classroom, enrolment_of, make_classroom
from naruteo_testing.database import empty_tables
from naruteo_testing.factories import make_account
from naruteo_testing.styleguide import served

HANDLE = "oneperson"
COURSES = ("abc101", "abc102", "xyz200")
FILES = Path(nbgrader.tests.apps.__file__).parent / "files"
SECRETS = {"foo": "submission_secret.txt", "bar": "submission_secret2.txt"}
"""Students whose work nbgrader's feedback tests lay into the course folder; here they have handed it in."""
TIME_FORM = "%Y-%m-%d %H:%M:%S.%f %Z"

KEPT = "the portal keeps releases and submissions; no command removes them"
PERMISSIONS = "there is no shared folder whose permissions could be right or wrong"
IDENTITY = "the submitter is whoever the Hub's token belongs to; --student cannot name somebody else"
NOT_APPLICABLE = {
    "test_nbgrader_list::test_list_remove_outbound": KEPT,
    "test_nbgrader_list::test_list_remove_inbound": KEPT,
    "test_nbgrader_list::test_list_cached": f"{KEPT} (the test removes with --inbound)",
    "test_nbgrader_releaseassignment::test_exchange_bad_perms": PERMISSIONS,
    "test_nbgrader_releaseassignment::test_permissions[False]": PERMISSIONS,
    "test_nbgrader_releaseassignment::test_permissions[True]": PERMISSIONS,
    "test_nbgrader_collect::test_permissions[False]": PERMISSIONS,
    "test_nbgrader_collect::test_permissions[True]": PERMISSIONS,
    "test_nbgrader_releasefeedback::test_permissions[False]": PERMISSIONS,
    "test_nbgrader_releasefeedback::test_permissions[True]": PERMISSIONS,
    "test_nbgrader_submit::test_submit_with_student_id": IDENTITY,
    "test_nbgrader_collect::test_owner_check": IDENTITY,
    "test_nbgrader_submit::test_submit_missing": (
        "files without any notebook of the release are another assignment's and refused, strict or not"
    ),
    "test_nbgrader_submit::test_submit_max_file_size": (
        "the size that the test sets leaves the assignment's only notebook out, and such a hand-in is refused"
    ),
    "test_nbgrader_submit::test_submit_max_dir_size": (
        "too large a folder is refused with a sentence and exit code 1, not with a RuntimeError"
    ),
}


class View:
    """The portal's tables as the folder that nbgrader's tests look into."""

    def __init__(self, app: Portal, rooms: dict[str, Classroom], folder: Path, course_folder: Path | None) -> None:
        self.app = app
        self.rooms = rooms
        self.folder = folder
        self.course_folder = course_folder
        self.submits = 0
        self.shown: dict[Path, tuple[str, bytes]] = {}

    def before(self, arguments: list[str]) -> None:
        """What this exchange needs and the file exchange does not."""
        self._take_changed_feedback()
        if arguments[0] == "release_assignment":
            self._lay_out_source()
        if arguments[0] == "submit":
            # The same files again are the same submission here; a learner who submits again has changed something.
            if self.submits:
                for place in Path.cwd().glob("**/ps1/*.ipynb"):
                    document = json.loads(place.read_text(encoding="utf-8"))
                    document["metadata"]["again"] = self.submits
                    place.write_text(json.dumps(document), encoding="utf-8")
            self.submits += 1

    def _lay_out_source(self) -> None:
        """nbgrader's tests release without a source, which the portal needs for grading."""
        for release in (self.course_folder or Path()).glob("release/*"):
            source = release.parent.parent / "source" / release.name
            if not source.exists():
                shutil.copytree(release, source)

    def _take_changed_feedback(self) -> None:
        """A test that writes into the feedback folder stands for an instructor who returned other pages."""
        with Session(self.app.engine) as session:
            teacher = self.rooms["abc101"].instructor
            for place, (reference, content) in self.shown.items():
                if place.is_file() and (changed := place.read_bytes()) != content:
                    submission = get_taught_submission(session, teacher, reference)
                    return_feedback(
                        session, submission, {"p1.html": changed}, blobs=BlobStore(self.app.settings.blobs),
                        actor=Actor("person", teacher.id),
                    )  # fmt: skip
            session.commit()

    def after(self) -> None:
        """Write the view anew."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.shown = {}
        blobs = BlobStore(self.app.settings.blobs)
        with Session(self.app.engine) as session:
            for task in session.scalars(select(Task).options(joinedload(Task.edition).joinedload(Edition.course))):
                release = latest_release(session, task.id)
                if release is not None:
                    place = self.folder / task.edition.course.slug / "outbound" / task.name
                    place.mkdir(parents=True)
                    blobs.unpack(Tree.from_json(release.released_tree), place)
                    (self.folder / task.edition.course.slug / "inbound").mkdir(exist_ok=True)
            query = select(Submission).options(
                joinedload(Submission.task).joinedload(Task.edition).joinedload(Edition.course),
                joinedload(Submission.enrolment).joinedload(Enrolment.account),
            )
            for submission in session.scalars(query):
                self._show(session, submission, blobs)

    def _show(self, session: Session, submission: Submission, blobs: BlobStore) -> None:
        course = self.folder / submission.task.edition.course.slug
        student = submission.enrolment.account.handle
        timestamp = submission.received_at.astimezone(UTC).strftime(TIME_FORM)
        place = course / "inbound" / f"{student}+{submission.task.name}+{timestamp}+{submission.reference}"
        place.mkdir(parents=True)
        blobs.unpack(Tree.from_json(submission.tree), place)
        (place / "timestamp.txt").write_text(timestamp, encoding="utf-8")
        given = session.scalar(select(ReturnedFeedback).where(ReturnedFeedback.submission_id == submission.id))
        for file in Tree.from_json(given.tree).files if given else ():
            secret = (FILES / SECRETS[student]).read_text() if student in SECRETS else submission.reference
            name = notebook_hash(secret=secret, notebook_id=file.path.removesuffix(".html"))
            page = course / "feedback" / f"{name}.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_bytes(blobs.get(file.sha256))
            self.shown[page] = (submission.reference, blobs.get(file.sha256))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what asks for the file exchange itself, saying why."""
    for item in items:
        reason = NOT_APPLICABLE.get(f"{_module(item)}::{item.name}")
        if reason is not None:
            item.add_marker(pytest.mark.skip(reason=reason))


def _module(item: pytest.Item) -> str:
    return item.module.__name__.rpartition(".")[2] if isinstance(item, pytest.Function) else ""


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Portal, str]]:
    """A portal on a real socket."""
    # A Unix socket's path is short, so the folder stands near the root.
    postgres = EmbeddedPostgres(Path("/tmp") / f"naruteo-upstream-{uuid.uuid4().hex[:8]}" / "postgres")
    url = postgres.create_database("upstream")
    engine = make_engine(url)
    migrate(engine)
    settings = Settings(
        data=tmp_path_factory.mktemp("data"), database_url=url,
        secret_key=SecretStr("only for tests, and long enough for them"),
    )  # fmt: skip
    app = create_app(settings, engine)
    with served(app) as origin:
        yield app, f"{origin}/api/exchange/v1"
    engine.dispose()
    postgres.stop()


def make_courses(session: Session, app: Portal) -> dict[str, Classroom]:
    """Three courses with the unreleased tasks ps1 and ps2, taught and learned by the same person."""
    one = make_account(session)
    one.handle = HANDLE
    rooms = {}
    for slug in COURSES:
        room = rooms[slug] = make_classroom(session, BlobStore(app.settings.blobs), slug)
        room.add_instructor(one)
        session.add(enrolment_of(room.cohort, one))
        for task in ("ps1", "ps2"):
            room.add_task(task, release=False)
    rooms["abc101"].instructor = one
    session.flush()
    return rooms


def hand_in_for(session: Session, room: Classroom, student: str, notebook: str) -> None:
    """Work that a student of nbgrader's feedback tests has handed in at the time that stands in their files."""
    account = room.add_learner()
    account.handle = student
    session.flush()
    if latest_release(session, room.tasks["ps1"].id) is None:
        content = {"p1.ipynb": (FILES / "submitted-unchanged.ipynb").read_bytes()}
        create_release(session, room.tasks["ps1"], content, content, room.blobs, SYSTEM)
    place = learner_place(session, account, room.course.slug, "ps1")
    receipt = receive_submission(
        session, place, {"p1.ipynb": (FILES / notebook).read_bytes()},
        key=uuid.uuid4().hex, incomplete=True, blobs=room.blobs, actor=SYSTEM,
    )  # fmt: skip
    at: datetime = parse_utc((FILES / "timestamp.txt").read_text())
    receipt.submission.received_at = at.replace(tzinfo=UTC)


@pytest.fixture(autouse=True)
def behind(
    request: pytest.FixtureRequest, running: tuple[Portal, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Put the portal behind the commands that one test runs."""
    app, address = running
    empty_tables(app.engine)
    with Session(app.engine, expire_on_commit=False) as session:
        rooms = make_courses(session, app)
        if _module(request.node) == "test_nbgrader_releasefeedback":
            hand_in_for(session, rooms["abc101"], "foo", "submitted-unchanged.ipynb")
            hand_in_for(session, rooms["abc101"], "bar", "submitted-changed.ipynb")
        session.commit()
    folder = Path(request.getfixturevalue("exchange")) if "exchange" in request.fixturenames else Path(os.devnull)
    course = Path(request.getfixturevalue("course_dir")) if "course_dir" in request.fixturenames else None
    view = View(app, rooms, folder, course)
    module: Any = request.module
    run: Callable[..., str] = module.run_nbgrader

    def run_with_view(arguments: list[str], **options: Any) -> str:
        view.before(arguments)
        try:
            return run(arguments, **options)
        finally:
            if folder != Path(os.devnull):
                view.after()

    monkeypatch.setattr(hub, "whose_token", lambda _settings, _token: HubUser(HANDLE, frozenset()))
    monkeypatch.setattr(module, "run_nbgrader", run_with_view)
    if hasattr(module, "get_username"):
        monkeypatch.setattr(module, "get_username", lambda: HANDLE)
    for name, value in {"NARUTEO_EXCHANGE_URL": address, "JUPYTERHUB_API_TOKEN": "token", "USER": HANDLE}.items():
        monkeypatch.setitem(os.environ, name, value)
    yield

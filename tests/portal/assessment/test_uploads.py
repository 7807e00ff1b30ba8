"""A course that is uploaded: taken in whole or not at all, checked by the worker, published by the command's code."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from naruteo_hub.grading import build_release
from naruteo_portal.assessment.alone import Died, run_alone
from naruteo_portal.assessment.archives import ArchiveLimits, pack
from naruteo_portal.assessment.models import Release
from naruteo_portal.assessment.publishing import files_below, publish_course
from naruteo_portal.assessment.upload_jobs import check_upload, fail_lost, read_answer
from naruteo_portal.assessment.upload_models import CourseUpload, UploadState
from naruteo_portal.assessment.uploads import (
    FindingsNotAccepted,
    NoCourseInside,
    NotAnArchive,
    UploadIsOver,
    UploadNotReady,
    discard_upload,
    files_in,
    is_clean,
    publish_upload,
    take_upload,
)
from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.audit.models import Event
from naruteo_portal.catalogue.errors import OwnedByAnother
from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.jobs import Worker
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account, Organisation
from naruteo_portal.settings import Settings
from naruteo_testing.catalogue import write_course
from naruteo_testing.factories import make_account, make_organisation

LIMITS = ArchiveLimits(size=1_000_000, files=100)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_course(tmp_path / "press-line")


@pytest.fixture
def owner(session: Session) -> Organisation:
    return make_organisation(session)


@pytest.fixture
def author(session: Session) -> Account:
    return make_account(session, "이정민")


def send(session: Session, settings: Settings, folder: Path, owner: Organisation, author: Account) -> CourseUpload:
    upload = take_upload(
        session, owner, files_below(folder), file_name="press-line.zip", blobs=BlobStore(settings.blobs),
        actor=Actor("person", author.id),
    )  # fmt: skip
    session.commit()
    return upload


def check(session: Session, engine: Engine, settings: Settings, upload: CourseUpload) -> CourseUpload:
    check_upload(Worker(engine, settings), upload.id)
    session.expire_all()
    return session.get_one(CourseUpload, upload.id)


def test_the_folder_may_be_packed_with_or_without_its_name(folder: Path) -> None:
    files = files_below(folder)
    within = {f"press-line/{path}": content for path, content in files.items()}
    by_a_mac = {**within, "__MACOSX/press-line/._course.yaml": b"x", "press-line/.DS_Store": b"x"}
    for packed in (files, within, by_a_mac):
        assert files_in(pack(packed), LIMITS) == files


@pytest.mark.parametrize(
    ("body", "refusal"),
    [(b"no zip", NotAnArchive), (pack({"a/readme.md": b"x"}), NoCourseInside), (pack({}), NoCourseInside)],
)
def test_what_is_no_course_is_refused(body: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        files_in(body, LIMITS)


def test_a_checked_upload_becomes_an_edition_as_the_command_would_make_it(
    session: Session, engine: Engine, settings: Settings, folder: Path, owner: Organisation, author: Account
) -> None:
    blobs, actor = BlobStore(settings.blobs), Actor("person", author.id)
    upload = send(session, settings, folder, owner, author)
    with pytest.raises(UploadNotReady):
        publish_upload(session, upload, blobs, despite_findings=True, actor=actor)
    session.rollback()  # the worker waits for what is locked
    upload = check(session, engine, settings, upload)
    assert (upload.state, upload.slug, upload.faults) == (UploadState.READY, "press-line", [])
    assert upload.report is not None
    # The small course has no known wrong answers, which the check finds.
    assert {each["rule"] for each in upload.report["findings"]} == {"wrong-answers"}
    assert not is_clean(upload)
    with pytest.raises(FindingsNotAccepted):
        publish_upload(session, upload, blobs, despite_findings=False, actor=actor)

    upload = session.get_one(CourseUpload, upload.id)
    session.refresh(upload, ["organisation"])
    made = publish_upload(session, upload, blobs, despite_findings=True, actor=actor)
    session.commit()
    assert (made.new, made.edition.number, made.edition.published_by_id) == (True, 1, author.id)
    releases = session.scalars(select(Release).order_by(Release.id)).all()
    assert [release.released_tree for release in releases] == [
        upload.released[name] for name in ("01-start", "02-more")
    ]
    assert "BEGIN SOLUTION" not in str(blobs.get(releases[0].released_tree[1]["sha256"]))
    verbs = session.scalars(select(Event.verb).order_by(Event.id)).all()
    assert [verb for verb in verbs if "upload" in verb] == [
        "uploaded a course", "checked an upload", "published an upload",
    ]  # fmt: skip

    again = publish_course(session, folder, build_release, blobs, actor=SYSTEM, organisation=owner.slug)
    assert (again.new, again.edition.id) == (False, made.edition.id)
    with pytest.raises(UploadIsOver):
        discard_upload(session, upload, actor=actor)


def test_a_check_that_ends_while_somebody_publishes_is_seen_whole(
    session: Session, engine: Engine, settings: Settings, folder: Path, owner: Organisation, author: Account
) -> None:
    blobs = BlobStore(settings.blobs)
    upload = send(session, settings, folder, owner, author)
    session.refresh(upload, ["organisation"])
    session.commit()
    check_upload(Worker(engine, settings), upload.id)
    assert upload.state is UploadState.CHECKING
    made = publish_upload(session, upload, blobs, despite_findings=True, actor=SYSTEM)
    assert (made.new, len(upload.released)) == (True, 2)


def test_faults_of_the_manifest_come_with_their_lines(
    session: Session, engine: Engine, settings: Settings, folder: Path, owner: Organisation, author: Account
) -> None:
    manifest = folder / "course.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("weight: 40", "weight: 50"), encoding="utf-8")
    upload = check(session, engine, settings, send(session, settings, folder, owner, author))
    assert upload.state is UploadState.FAULTY
    assert [fault["place"] for fault in upload.faults] == ["course.yaml:21:3 tasks"]
    assert "110" in upload.faults[0]["words"]["ko"]


def test_what_nbgrader_cannot_prepare_is_said(
    session: Session, engine: Engine, settings: Settings, folder: Path, owner: Organisation, author: Account
) -> None:
    source = folder / "source" / "01-start" / "work.ipynb"
    document = json.loads(source.read_text(encoding="utf-8"))
    document["cells"][0]["source"] = "### BEGIN SOLUTION\nx = 1"
    source.write_text(json.dumps(document), encoding="utf-8")
    upload = check(session, engine, settings, send(session, settings, folder, owner, author))
    assert (upload.state, upload.faults[0]["place"]) == (UploadState.FAULTY, "source/01-start")


def test_a_discarded_upload_is_not_checked_any_more(
    session: Session, engine: Engine, settings: Settings, folder: Path, owner: Organisation, author: Account
) -> None:
    upload = send(session, settings, folder, owner, author)
    discard_upload(session, upload, actor=SYSTEM)
    session.commit()
    assert check(session, engine, settings, upload).state is UploadState.DISCARDED


def test_another_organisations_course_is_not_replaced(
    session: Session, engine: Engine, settings: Settings, folder: Path, owner: Organisation, author: Account
) -> None:
    blobs = BlobStore(settings.blobs)
    publish_course(session, folder, build_release, blobs, actor=SYSTEM)
    (folder / "source" / "01-start" / "numbers.csv").write_text("a,b\n3,4\n", encoding="utf-8")
    upload = check(session, engine, settings, send(session, settings, folder, owner, author))
    session.refresh(upload, ["organisation"])
    with pytest.raises(OwnedByAnother):
        publish_upload(session, upload, blobs, despite_findings=True, actor=SYSTEM)


def test_a_check_that_was_broken_off_still_says_what_it_found(settings: Settings, tmp_path: Path) -> None:
    blobs = BlobStore(settings.blobs)
    nothing = read_answer(tmp_path, blobs)
    assert (nothing.slug, [fault["place"] for fault in nothing.faults]) == (None, [""])

    (tmp_path / "manifest.json").write_text('{"slug": "press-line"}', encoding="utf-8")
    (tmp_path / "released" / "01-start").mkdir(parents=True)
    (tmp_path / "released" / "01-start" / "work.ipynb").write_bytes(b"{}")
    half = read_answer(tmp_path, blobs)
    assert (half.slug, half.faults, half.report, list(half.released)) == ("press-line", [], None, ["01-start"])


def test_a_process_that_does_not_end_well_is_no_answer() -> None:
    with pytest.raises(Died, match="status 1"):
        run_alone(("-m", "naruteo_portal.no_such_module"))
    with pytest.raises(Died, match="longer than 0 seconds"):
        run_alone(("-m", "this"), seconds=0.001)


def test_a_check_that_nobody_makes_any_more_is_said_to_have_broken_off(
    session: Session, engine: Engine, settings: Settings, folder: Path, owner: Organisation, author: Account
) -> None:
    """As after a check that took its worker along five times."""
    lost = send(session, settings, folder, owner, author)
    session.execute(text("UPDATE procrastinate_jobs SET status = 'failed'"))
    waits = send(session, settings, folder, owner, author)
    fail_lost(Worker(engine, settings))
    session.expire_all()
    assert (lost.state, waits.state) == (UploadState.FAULTY, UploadState.CHECKING)
    assert "다시 올려" in lost.faults[0]["words"]["ko"]
    assert session.scalars(select(Event.object_id).where(Event.verb == "checked an upload")).all() == [lost.id]

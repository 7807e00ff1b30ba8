"""Publishing in the portal: upload, look, publish; editions with their differences; previews of both."""

import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.archives import pack
from naruteo_portal.assessment.publishing import files_below, publish_course
from naruteo_portal.assessment.upload_models import CourseUpload, UploadState
from naruteo_portal.assessment.uploads import CheckedUpload, settle_check
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.catalogue.models import Edition
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_portal.settings import Settings
from naruteo_testing.catalogue import make_cohort, make_enrolment, write_course
from naruteo_testing.factories import client_of, make_account, make_organisation

PASSES = {"passes": True, "unchecked": "", "findings": []}
FINDING = {
    "rule": "leaks", "reason": "A hidden test stands in what learners receive.", "assignment": "01-start",
    "notebook": "work", "cell": "test-01-start", "detail": "",
}  # fmt: skip
READING = """reading:
  - file: reading/start.md
    title: {ko: 먼저 읽기, en: Read first}
    minutes: 5
"""


@pytest.fixture
def provider(session: Session) -> Organisation:
    return make_organisation(session, OrganisationKind.TRAINING_PROVIDER, name="나루 배움터")


@pytest.fixture
def teacher(session: Session, provider: Organisation) -> Account:
    return make_account(session, "이정민", roles=((Role.INSTRUCTOR, provider),))


@pytest.fixture
def instructor(app: Portal, session: Session, teacher: Account) -> FlaskClient:
    return client_of(app, teacher, session)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_course(tmp_path / "press-line")
    (folder / "reading").mkdir()
    (folder / "reading" / "start.md").write_text("# 먼저 읽기\n\n프레스를 봅니다.\n", encoding="utf-8")
    manifest = folder / "course.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8") + READING, encoding="utf-8")
    return folder


def release(folder: Path, task: str) -> dict[str, bytes]:
    """What learners receive: the source without its solution."""
    files = files_below(folder / "source" / task)
    text = files["work.ipynb"].decode()
    files["work.ipynb"] = text.replace("### BEGIN SOLUTION", "").replace("return 2 * number", "...").encode()
    return files


def publish(session: Session, settings: Settings, folder: Path, provider: Organisation) -> Edition:
    made = publish_course(session, folder, release, BlobStore(settings.blobs), actor=SYSTEM, organisation=provider.slug)
    session.commit()
    return made.edition


def send(client: FlaskClient, folder: Path, provider: Organisation, body: bytes | None = None) -> str:
    """Upload a folder and return where its page is."""
    content = body if body is not None else pack(files_below(folder))
    data = {"organisation": provider.slug, "file": (io.BytesIO(content), "press-line.zip")}
    answer = client.post("/course-uploads", data=data)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def checked(session: Session, settings: Settings, folder: Path, **found: object) -> CourseUpload:
    """Let the check of the only upload come to an end."""
    blobs = BlobStore(settings.blobs)
    upload = session.scalars(select(CourseUpload)).one()
    released = {name: blobs.put_tree(release(folder, name)) for name in ("01-start", "02-more")}
    values: dict[str, object] = {"slug": "press-line", "faults": [], "released": released, "report": PASSES, **found}
    settle_check(session, upload.id, CheckedUpload(**values))  # type: ignore[arg-type]
    session.commit()
    return upload


def correct(folder: Path) -> None:
    source = folder / "source" / "01-start" / "work.ipynb"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("assert double(2) == 4", "assert double(3) == 6"), encoding="utf-8")


def test_an_upload_is_checked_looked_at_and_published(
    instructor: FlaskClient, session: Session, settings: Settings, provider: Organisation, folder: Path
) -> None:
    edition = publish(session, settings, folder, provider)
    cohort = make_cohort(session, edition)
    session.commit()
    assert "과정 게시" in instructor.get("/courses").text
    correct(folder)
    address = send(instructor, folder, provider)
    assert "과정을 점검하고 있습니다" in instructor.get(address).text
    assert instructor.post(f"{address}/publish").status_code == 303  # not yet: it says so and changes nothing

    checked(session, settings, folder)
    page = instructor.get(address).text
    assert "점검에서 고칠 것을 찾지 못했습니다" in page
    assert "제1판에서 바뀌는 것" in page
    assert "+assert double(3) == 6" in page
    assert cohort.name["ko"] in page
    published = instructor.post(f"{address}/publish")
    assert published.location == "/courses/press-line/editions/2"
    page = instructor.get(published.location).text
    assert "이정민" in page
    assert "-assert double(2) == 4" in page
    assert cohort.name["ko"] in page
    assert "제2판" in instructor.get("/courses/press-line/editions").text
    assert "이미 게시했거나" in instructor.post(f"{address}/discard").text


def test_what_the_check_found_is_shown_and_published_only_knowingly(
    instructor: FlaskClient, session: Session, settings: Settings, provider: Organisation, folder: Path
) -> None:
    address = send(instructor, folder, provider)
    checked(session, settings, folder, report={"passes": False, "unchecked": "", "findings": [FINDING]})
    page = instructor.get(address).text
    assert FINDING["reason"] in page
    assert "이 과정의 첫 판입니다" in page
    refused = instructor.post(f"{address}/publish")
    assert (refused.status_code, "점검에서 찾은 것이 있습니다" in refused.text) == (422, True)
    assert session.scalar(select(Edition.id)) is None
    assert instructor.post(f"{address}/publish", data={"despite_findings": "y"}).status_code == 303
    session.rollback()
    assert session.scalar(select(Edition.number)) == 1


def test_faults_are_listed_and_discarding_changes_nothing(
    instructor: FlaskClient, session: Session, settings: Settings, provider: Organisation, folder: Path
) -> None:
    address = send(instructor, folder, provider)
    fault = {"place": "course.yaml:21:3 tasks", "words": {"ko": "합이 110입니다.", "en": "They add up to 110."}}
    checked(session, settings, folder, faults=[fault], released={}, report=None)
    assert "<code>course.yaml:21:3 tasks</code>: 합이 110입니다." in instructor.get(address).text
    assert instructor.get(f"/previews/upload/{address.rsplit('/', 1)[1]}").status_code == 404
    assert instructor.post(f"{address}/discard").status_code == 303
    session.rollback()
    assert session.scalars(select(CourseUpload.state)).one() is UploadState.DISCARDED


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"no zip", "ZIP 파일이 아닙니다"),
        (pack({"a.txt": b"x"}), "course.yaml이 없습니다"),
        (pack({"course.yaml": b"0" * 21 * 1024 * 1024}), "MB"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_the_field(
    instructor: FlaskClient, session: Session, provider: Organisation, body: bytes, said: str
) -> None:
    data = {"organisation": provider.slug, "file": (io.BytesIO(body), "course.zip")}
    refused = instructor.post("/course-uploads", data=data)
    assert (refused.status_code, said in refused.text) == (422, True)
    assert session.scalar(select(CourseUpload.id)) is None


def test_a_preview_shows_what_learners_receive_and_no_more(
    instructor: FlaskClient, session: Session, settings: Settings, provider: Organisation, folder: Path
) -> None:
    edition = publish(session, settings, folder, provider)
    send(instructor, folder, provider)
    upload = checked(session, settings, folder)
    for address in (f"/previews/edition/{edition.id}", f"/previews/upload/{upload.id}"):
        course = instructor.get(address).text
        assert "미리 보기." in course
        assert f"{address}/tasks/01-start" in course
        assert "프레스를 봅니다." in instructor.get(f"{address}/reading/1").text
        task = instructor.get(f"{address}/tasks/01-start").text
        assert "def double(number):" in task
        assert "assert double(2) == 4" in task
        assert "return 2 * number" not in task
        assert "numbers.csv" in task
        for missing in ("/reading/2", "/tasks/no-such-task", "/figures/a.png", "/tasks/01-start/pictures/numbers.csv"):
            assert instructor.get(f"{address}{missing}").status_code == 404


def test_a_task_that_the_instructor_teaches_can_be_tried(
    instructor: FlaskClient, session: Session, settings: Settings, provider: Organisation, folder: Path,
    teacher: Account,
) -> None:  # fmt: skip
    edition = publish(session, settings, folder, provider)
    address, said = f"/previews/edition/{edition.id}/tasks/01-start", "JupyterLab에서 해 보기"
    assert said not in instructor.get(address).text
    cohort = make_cohort(session, edition, instructors=(teacher,))
    session.commit()
    assert said in instructor.get(address).text
    # Who learns in the course as well would fetch, and hand in, in earnest.
    make_enrolment(session, cohort, teacher)
    session.commit()
    assert said not in instructor.get(address).text


def test_stored_files_are_checked_on_the_page(
    instructor: FlaskClient, session: Session, settings: Settings, provider: Organisation, folder: Path
) -> None:
    edition = publish(session, settings, folder, provider)
    page = f"/courses/press-line/editions/{edition.number}"
    assert edition.sha256 in instructor.get(page).text
    assert "모두 기록된 해시와 같습니다" in instructor.get(f"{page}?check=1").text
    for path in Path(settings.blobs).rglob("*"):
        if path.is_file() and path.read_bytes() == b"a,b\n1,2\n":
            path.unlink()
    assert "손상되었거나 없음: 01-start/numbers.csv" in instructor.get(f"{page}?check=1").text


READERS = {"visitor": 302, "learner": 403, "other instructor": 404, "instructor": 200, "administrator": 200}


@pytest.mark.parametrize("who", READERS)
def test_who_may_look_and_publish(
    app: Portal, instructor: FlaskClient, session: Session, settings: Settings, provider: Organisation, folder: Path,
    who: str,
) -> None:  # fmt: skip
    edition = publish(session, settings, folder, provider)
    upload = send(instructor, folder, provider)
    checked(session, settings, folder)
    agency = make_organisation(session, OrganisationKind.AGENCY)
    people = {
        "learner": make_account(session, roles=((Role.LEARNER, provider),)),
        "other instructor": make_account(session, roles=((Role.INSTRUCTOR, make_organisation(session)),)),
        "administrator": make_account(session, roles=((Role.ADMINISTRATOR, agency),)),
    }
    client = (
        app.test_client()
        if who == "visitor"
        else instructor
        if who == "instructor"
        else client_of(app, people[who], session)
    )
    pages = (
        upload,
        "/courses/press-line/editions",
        "/courses/press-line/editions/1",
        f"/previews/edition/{edition.id}",
    )
    assert {client.get(page).status_code for page in pages} == {READERS[who]}
    if READERS[who] != 200:
        assert {client.post(f"{upload}/{act}").status_code for act in ("publish", "discard")} == {READERS[who]}

"""The exchange's interface, called as notebook servers call it."""

import socket
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from naruteo_portal.api import exchange
from naruteo_portal.api.exchange import sent_files
from naruteo_portal.assessment.archives import ArchiveLimits, pack, unpack
from naruteo_portal.assessment.models import GradingRun, Submission, SubmissionState
from naruteo_portal.audit.models import Event
from naruteo_portal.catalogue.models import CohortState, EnrolmentState
from naruteo_portal.core.clock import now
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, AccountState
from naruteo_portal.settings import Settings
from naruteo_testing.classroom import RELEASED, SOURCE, Classroom, make_classroom, solved
from naruteo_testing.factories import make_account, sign_in
from naruteo_testing.hub_tokens import hub_tokens, token_of  # noqa: F401 - a fixture
from naruteo_testing.styleguide import served

API = "/api/exchange/v1"
WORK = f"{API}/courses/shop-floor/assignments/first"
ANY = ArchiveLimits(10_000_000, 1000)
pytestmark = pytest.mark.usefixtures("hub_tokens")


@pytest.fixture
def classroom(session: Session, settings: Settings) -> Classroom:
    room = make_classroom(session, BlobStore(settings.blobs))
    room.add_task("first")
    session.commit()
    return room


def kept_files(settings: Settings) -> list[Path]:
    return sorted(Path(settings.blobs).rglob("*"))


class Caller:
    """One person's notebook server."""

    def __init__(self, client: FlaskClient, account: Account) -> None:
        self.client = client
        self.headers = {"Authorization": f"token {token_of(account.handle)}"}

    def get(self, path: str, **arguments: Any) -> TestResponse:
        return self.client.get(path, headers=self.headers, **arguments)

    def put(self, path: str, files: Mapping[str, bytes]) -> TestResponse:
        return self.client.put(path, headers=self.headers, data=pack(files))

    def submit(self, files: Mapping[str, bytes], *, key: str = "", path: str = WORK, query: str = "") -> TestResponse:
        headers = {**self.headers, "Idempotency-Key": key or uuid.uuid4().hex}
        return self.client.post(f"{path}/submissions{query}", headers=headers, data=pack(files))


@pytest.fixture
def learner(client: FlaskClient, classroom: Classroom) -> Caller:
    return Caller(client, classroom.learner)


@pytest.fixture
def instructor(client: FlaskClient, classroom: Classroom) -> Caller:
    return Caller(client, classroom.instructor)


def test_a_learner_lists_fetches_and_submits(learner: Caller, classroom: Classroom) -> None:
    (listed,) = learner.get(f"{API}/assignments").json["assignments"]
    assert (listed["course"], listed["assignment"], listed["notebooks"]) == ("shop-floor", "first", ["work"])
    assert unpack(learner.get(f"{WORK}/release").data, ANY) == {"work.ipynb": RELEASED, "data/a.csv": b"a\n1\n"}
    answer = learner.submit({"work.ipynb": solved()})
    assert answer.status_code == 201
    receipt = answer.json
    assert receipt["student"] == classroom.learner.handle
    assert (receipt["attempt"], receipt["late"], receipt["state"]) == (1, False, "queued")
    assert unpack(learner.get(f"{API}/submissions/{receipt['reference']}/files").data, ANY) == {"work.ipynb": solved()}


def test_who_is_given_more_time_while_the_files_come_in_is_not_late(
    learner: Caller, classroom: Classroom, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    classroom.scheduled["first"].due_at = now() - timedelta(hours=1)
    session.commit()

    def slowly(limits: ArchiveLimits) -> dict[str, bytes]:
        classroom.scheduled["first"].due_at = now() + timedelta(hours=1)
        session.commit()
        return sent_files(limits)

    monkeypatch.setattr(exchange, "sent_files", slowly)
    assert learner.submit({"work.ipynb": solved()}).json["late"] is False


def test_an_instructor_releases_again_only_by_force(instructor: Caller, learner: Caller) -> None:
    first = learner.submit({"work.ipynb": solved()}).json
    sides = {"source/work.ipynb": SOURCE, "release/work.ipynb": RELEASED}
    assert instructor.put(f"{WORK}/release", sides).status_code == 409
    assert instructor.put(f"{WORK}/release?force=1", sides).json["release"] == 2
    (kept,) = instructor.get(f"{API}/submissions").json["submissions"]
    assert kept["reference"] == first["reference"]


def problem(answer: TestResponse, status: int, code: str) -> dict[str, str]:
    """The words of a refusal, which must be there in both languages."""
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json"), answer.text
    body = answer.json
    assert body["title"] == code
    assert body["messages"].keys() == {"ko", "en"}
    assert body["messages"]["ko"] != body["messages"]["en"]
    return dict(body["messages"])


@pytest.mark.parametrize("header", [None, "", "token", "token ", "token nobody-knows-this", "Basic dTpw"])
def test_without_a_good_token_nothing_is_told(client: FlaskClient, classroom: Classroom, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    problem(client.get(f"{API}/assignments", headers=headers), 401, "not-signed-in")
    problem(client.get(f"{WORK}/release", headers=headers), 401, "not-signed-in")


def test_a_suspended_account_is_out(learner: Caller, classroom: Classroom, session: Session) -> None:
    classroom.learner.state = AccountState.SUSPENDED
    session.commit()
    problem(learner.get(f"{API}/assignments"), 401, "not-signed-in")


def test_a_cookie_counts_for_nothing(client: FlaskClient, classroom: Classroom, session: Session) -> None:
    sign_in(client, classroom.learner, session)
    problem(client.get(f"{API}/assignments"), 401, "not-signed-in")


def test_refusals_are_said_in_the_accounts_language(learner: Caller, classroom: Classroom, session: Session) -> None:
    missing = f"{API}/courses/shop-floor/assignments/nothing/release"
    assert "과제가 없습니다" in learner.get(missing).json["detail"]
    assert learner.get(missing).headers["Content-Language"] == "ko"
    classroom.learner.locale = "en"
    session.commit()
    assert "has no assignment" in learner.get(missing).json["detail"]
    assert learner.get(missing).headers["Content-Language"] == "en"


def test_who_has_no_place_gets_nothing(client: FlaskClient, classroom: Classroom, session: Session) -> None:
    strangers = [
        make_account(session),
        *[classroom.add_learner(state) for state in EnrolmentState if state is not EnrolmentState.ADMITTED],
    ]
    session.commit()
    for stranger in strangers:
        caller = Caller(client, stranger)
        assert caller.get(f"{API}/assignments").json["assignments"] == []
        problem(caller.get(f"{WORK}/release"), 403, "not-enrolled")
        problem(caller.submit({"work.ipynb": solved()}), 403, "not-enrolled")
        problem(caller.get(f"{API}/courses/shop-floor/source"), 403, "not-an-instructor")


def test_a_cohort_that_is_over_takes_nothing_but_keeps_what_it_has(
    learner: Caller, classroom: Classroom, session: Session
) -> None:
    reference = learner.submit({"work.ipynb": solved()}).json["reference"]
    classroom.cohort.state = CohortState.CLOSED
    session.commit()
    problem(learner.submit({"work.ipynb": solved(1)}), 403, "not-enrolled")
    assert learner.get(f"{API}/submissions/{reference}/files").status_code == 200


def test_what_is_not_open_yet_says_when(learner: Caller, classroom: Classroom, session: Session) -> None:
    classroom.scheduled["first"].opens_at = datetime(2099, 1, 1, tzinfo=UTC)
    classroom.scheduled["first"].due_at = datetime(2099, 2, 1, tzinfo=UTC)
    classroom.add_task("unreleased", release=False)
    session.commit()
    assert learner.get(f"{API}/assignments").json["assignments"] == []
    words = problem(learner.get(f"{WORK}/release"), 403, "not-released")
    assert "2099-01-01 09:00" in words["ko"]
    problem(learner.submit({"work.ipynb": solved()}), 403, "not-released")
    problem(learner.get(f"{API}/courses/shop-floor/assignments/unreleased/release"), 403, "not-released")


def test_names_that_do_not_exist(learner: Caller) -> None:
    problem(learner.get(f"{API}/courses/no-course/assignments/first/release"), 404, "unknown-course")
    problem(learner.get(f"{API}/courses/shop-floor/assignments/second/release"), 404, "unknown-assignment")
    problem(learner.get(f"{API}/submissions/S-2026-2222-22/files"), 404, "unknown-submission")
    problem(learner.get(f"{API}/submissions/%00/files"), 404, "not-found")
    problem(learner.get(f"{API}/assignments?course=%00"), 404, "not-found")
    problem(learner.get(f"{API}/nothing"), 404, "not-found")


def test_another_course_takes_no_work_of_this_one(learner: Caller, classroom: Classroom, session: Session) -> None:
    other = make_classroom(session, classroom.blobs, "other-course")
    other.add_task("first")
    session.commit()
    wrong = f"{API}/courses/other-course/assignments/first"
    problem(learner.submit({"work.ipynb": solved()}, path=wrong), 403, "not-enrolled")
    problem(Caller(learner.client, other.instructor).put(f"{WORK}/release", {"a": b""}), 403, "not-an-instructor")


def test_the_same_hand_in_twice_is_one(learner: Caller) -> None:
    first = learner.submit({"work.ipynb": solved()}, key="the-same-key")
    again = learner.submit({"work.ipynb": solved()}, key="the-same-key")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    problem(learner.submit({"work.ipynb": solved(1)}, key="the-same-key"), 409, "key-used-before")


@pytest.mark.parametrize(
    ("files", "status", "code"),
    [
        ({"work.ipynb": b"no notebook"}, 422, "not-a-notebook"),
        ({"work.ipynb": solved(), "../x": b""}, 422, "path-leads-out"),
        ({"work.ipynb": solved(), "Work.ipynb": b""}, 422, "same-name"),
        ({"work.ipynb": solved(), "a?": b""}, 422, "bad-file-name"),
        ({"other.ipynb": solved()}, 422, "wrong-assignment"),
        ({"data.csv": b""}, 422, "notebooks-missing"),
        ({f"{number}": b"" for number in range(21)}, 413, "too-many-files"),
        ({"work.ipynb": solved(), "big": b"\0" * 2_000_000}, 413, "too-large"),
    ],
)
def test_what_is_refused_leaves_nothing(
    learner: Caller,
    classroom: Classroom,
    session: Session,
    files: dict[str, bytes],
    status: int,
    code: str,
    settings: Settings,
) -> None:
    before = kept_files(settings)
    problem(learner.submit(files), status, code)
    assert kept_files(settings) == before
    assert session.scalar(select(func.count()).select_from(Submission)) == 0


def test_a_body_that_is_too_large_is_not_even_read(learner: Caller, settings: Settings) -> None:
    for size in (1024 * 1024 + 1, settings.max_submission_bytes + 1, 100 * 1024 * 1024):
        headers = {**learner.headers, "Idempotency-Key": "a-good-key"}
        length = {"CONTENT_LENGTH": str(size)}
        answer = learner.client.post(f"{WORK}/submissions", headers=headers, data=b"x", environ_overrides=length)
        assert answer.status_code == 413


def test_an_upload_that_breaks_off_leaves_nothing(
    app: Portal, learner: Caller, classroom: Classroom, session: Session, settings: Settings
) -> None:
    before = kept_files(settings)
    body = pack({"work.ipynb": solved()})
    with served(app) as address:
        url = urlsplit(address)
        with socket.create_connection((url.hostname, url.port)) as connection:
            head = (
                f"POST {WORK}/submissions HTTP/1.1\r\nHost: x\r\nIdempotency-Key: abcdefgh\r\n"
                f"Authorization: {learner.headers['Authorization']}\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            connection.sendall(head.encode() + body[: len(body) // 2])
            connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(1000)
    assert answer == b"" or b" 4" in answer.splitlines()[0]
    assert kept_files(settings) == before
    assert session.scalar(select(func.count()).select_from(Submission)) == 0


def test_learners_see_only_their_own(learner: Caller, classroom: Classroom, session: Session) -> None:
    other = Caller(learner.client, classroom.add_learner())
    session.commit()
    reference = learner.submit({"work.ipynb": solved()}).json["reference"]
    assert other.get(f"{API}/submissions").json["submissions"] == []
    assert other.get(f"{API}/submissions?student={classroom.learner.handle}").json["submissions"] == []
    for path in ("files", "feedback"):
        problem(other.get(f"{API}/submissions/{reference}/{path}"), 404, "unknown-submission")
    problem(other.put(f"{API}/submissions/{reference}/feedback", {"work.html": b""}), 404, "unknown-submission")
    problem(learner.put(f"{API}/submissions/{reference}/feedback", {"work.html": b""}), 403, "not-an-instructor")
    problem(learner.put(f"{WORK}/release", {"source/work.ipynb": SOURCE}), 403, "not-an-instructor")
    problem(learner.get(f"{API}/courses/shop-floor/source"), 403, "not-an-instructor")


def test_instructors_see_the_cohorts_that_they_teach(
    learner: Caller, instructor: Caller, classroom: Classroom, session: Session
) -> None:
    colleague = make_classroom(session, classroom.blobs, "other-course").instructor
    session.commit()
    reference = learner.submit({"work.ipynb": solved()}).json["reference"]
    (entry,) = instructor.get(f"{API}/submissions?course=shop-floor&assignment=first&student=*").json["submissions"]
    assert (entry["reference"], entry["student"], entry["feedback"]) == (reference, classroom.learner.handle, {})
    assert instructor.get(f"{API}/submissions?course=other-course").json["submissions"] == []
    typed = reference.lower().replace("-", "")
    assert unpack(instructor.get(f"{API}/submissions/{typed}/files").data, ANY) == {"work.ipynb": solved()}
    problem(Caller(learner.client, colleague).get(f"{API}/submissions/{reference}/files"), 404, "unknown-submission")


def test_instructors_get_the_source_and_learners_never_do(instructor: Caller, learner: Caller) -> None:
    assert unpack(instructor.get(f"{API}/courses/shop-floor/source").data, ANY) == {"first/work.ipynb": SOURCE}
    assert instructor.get(f"{WORK}/release").status_code == 200
    for path in (f"{WORK}/release", f"{API}/assignments", f"{API}/submissions"):
        assert b"x = 42" not in learner.get(path).data


def test_a_release_of_the_wrong_shape_is_refused(instructor: Caller) -> None:
    problem(instructor.put(f"{WORK}/release?force=1", {"work.ipynb": SOURCE}), 422, "path-leads-out")
    only_release = {"release/work.ipynb": RELEASED}
    problem(instructor.put(f"{WORK}/release?force=1", only_release), 422, "release-does-not-fit")
    problem(instructor.put(f"{WORK}/release", {"source/work.ipynb": SOURCE}), 409, "already-released")


def graded(session: Session, classroom: Classroom, reference: str, fragment: str) -> GradingRun:
    """Settle the queued run of a submission with one feedback page in each language."""
    submission = session.scalars(select(Submission).where(Submission.reference == reference)).one()
    run = session.scalars(select(GradingRun).where(GradingRun.submission_id == submission.id)).one()
    pages = {language: {"work": classroom.blobs.put(f"{language}: {fragment}".encode())} for language in ("ko", "en")}
    run.state, run.finished_at, run.score, run.max_score, run.feedback = SubmissionState.GRADED, now(), 2, 2, pages
    submission.state, submission.current_run_id = SubmissionState.GRADED, run.id
    session.commit()
    return run


def test_feedback_of_the_grader_is_a_whole_page_in_the_learners_language(
    learner: Caller, classroom: Classroom, session: Session
) -> None:
    reference = learner.submit({"work.ipynb": solved()}).json["reference"]
    problem(learner.get(f"{API}/submissions/{reference}/feedback"), 404, "no-feedback")
    graded(session, classroom, reference, "<p>잘했습니다</p>")
    answer = learner.get(f"{API}/submissions/{reference}/feedback")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    page = unpack(answer.data, ANY)["work.html"].decode()
    assert page.startswith("<!DOCTYPE html>")
    assert '<html lang="ko">' in page
    assert "ko: <p>잘했습니다</p>" in page
    assert reference in page
    version = learner.get(f"{API}/submissions").json["submissions"][0]["feedback"]["work"]
    classroom.learner.locale = "en"
    session.commit()
    assert b"en: <p>" in unpack(learner.get(f"{API}/submissions/{reference}/feedback").data, ANY)["work.html"]
    assert learner.get(f"{API}/submissions").json["submissions"][0]["feedback"]["work"] != version


def test_an_instructors_feedback_counts_until_the_work_is_graded_again(
    learner: Caller, instructor: Caller, classroom: Classroom, session: Session
) -> None:
    reference = learner.submit({"work.ipynb": solved()}).json["reference"]
    run = graded(session, classroom, reference, "<p>by the grader</p>")
    path = f"{API}/submissions/{reference}/feedback"
    assert instructor.put(path, {"work.html": b"<p>by hand</p>"}).status_code == 200
    assert unpack(learner.get(path).data, ANY) == {"work.html": b"<p>by hand</p>"}
    assert instructor.put(path, {"work.html": b"<p>better</p>"}).status_code == 200
    assert unpack(learner.get(path).data, ANY) == {"work.html": b"<p>better</p>"}
    run.finished_at = now()
    session.commit()
    assert b"by the grader" in unpack(learner.get(path).data, ANY)["work.html"]
    problem(instructor.put(path, {"work.exe": b""}), 422, "bad-file-name")
    problem(instructor.put(path, {"a/work.html": b""}), 422, "bad-file-name")
    verbs = session.scalars(select(Event.verb).where(Event.object_kind == "submission")).all()
    assert verbs.count("returned feedback") == 2


def test_who_acts_stands_in_the_audit_trail(learner: Caller, classroom: Classroom, session: Session) -> None:
    learner.submit({"work.ipynb": solved()})
    events = session.scalars(select(Event).where(Event.object_kind == "submission")).all()
    assert {event.actor_id for event in events} == {classroom.learner.id}


def test_the_newest_edition_that_somebody_teaches_is_the_one_they_release(
    instructor: Caller, classroom: Classroom, session: Session
) -> None:
    newer = classroom.next_edition()
    newer.add_task("first", release=False)
    session.commit()
    sides = {"source/work.ipynb": SOURCE, "release/work.ipynb": RELEASED}
    assert instructor.put(f"{WORK}/release", sides).json["release"] == 1
    learner = Caller(instructor.client, classroom.learner)
    assert learner.get(f"{API}/assignments").json["assignments"][0]["files"][0]["path"] == "data/a.csv"


def test_lists_ask_the_database_the_same_number_of_questions_however_long_they_are(
    learner: Caller, instructor: Caller, classroom: Classroom, session: Session, engine: Engine
) -> None:
    def questions(caller: Caller, path: str) -> int:
        asked: list[str] = []
        event.listen(engine, "before_cursor_execute", listener := lambda *call: asked.append(call[2]))
        assert caller.get(path).status_code == 200
        event.remove(engine, "before_cursor_execute", listener)
        return len(asked)

    learner.submit({"work.ipynb": solved()})
    paths = [(who, f"{API}/{what}") for who in (learner, instructor) for what in ("assignments", "submissions")]
    before = [questions(who, path) for who, path in paths]
    for number in range(5):
        classroom.add_task(f"more-{number}")
        session.commit()
        assert learner.submit({"work.ipynb": solved(number)}).status_code == 201
    assert [questions(who, path) for who, path in paths] == before

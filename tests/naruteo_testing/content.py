"""Content for a running platform, made by the domains' own verbs in its database; its grader grades it in earnest."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import nbformat
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, joinedload

from naruteo_portal.assessment.exchange import learner_place
from naruteo_portal.assessment.models import Keeping, RegradeScope, Submission, SubmissionState
from naruteo_portal.assessment.queries import get_taught_cohort
from naruteo_portal.assessment.regrade_queries import progress_of_regrade
from naruteo_portal.assessment.regrade_requests import WHOLE, ask_again
from naruteo_portal.assessment.regrades import start_regrade
from naruteo_portal.assessment.submissions import receive_submission
from naruteo_portal.assessment.tests_in_force import newest_tests
from naruteo_portal.assessment.upload_models import CourseUpload, UploadState
from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.catalogue.cohorts import CohortPlan, open_cohort
from naruteo_portal.catalogue.enrolment import admit, apply
from naruteo_portal.catalogue.models import Admission, Cohort, Course, Edition, Enrolment
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.database import make_engine, unit_of_work
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.demo import COURSE, COURSES, DEMO_PASSWORD, INSTRUCTOR
from naruteo_portal.identity.accounts import find_account, open_account
from naruteo_portal.identity.models import Account, SignInSession
from naruteo_portal.identity.names import Names
from naruteo_portal.identity.readers import reader_of
from naruteo_testing.completion import make_certificate, make_correction
from naruteo_testing.figures import enter, statement
from naruteo_testing.similarity import make_pair

GRADED_WITHIN = 90.0
OFFICER = "minho@example.kr"


@contextmanager
def database_of(data: Path) -> Iterator[Engine]:
    """The embedded database of a platform that runs on a data folder."""
    engine = make_engine(f"postgresql://postgres:@/postgres?host={data / 'postgres'}")
    try:
        yield engine
    finally:
        engine.dispose()


def account_of(session: Session, email: str, name: str = "문가온") -> Account:
    """The account of an address, opened if there is none."""
    return find_account(session, email) or open_account(
        session, actor=SYSTEM, email=email, names=Names(name), password=DEMO_PASSWORD, locale="ko"
    )


def side_cohort(session: Session, name: str, learner: str, applicant: str) -> Cohort:
    """A cohort of the demo course beside the demo's own: one learner has a place in it, and somebody waits for one."""
    learning, waiting = account_of(session, learner), account_of(session, applicant)
    for cohort in session.scalars(select(Cohort)):
        if cohort.name["ko"] == name:
            return cohort
    edition = session.scalars(
        select(Edition).join(Course).where(Course.slug == COURSE).order_by(Edition.number.desc())
    ).first()
    instructor = find_account(session, INSTRUCTOR)
    assert edition is not None
    assert instructor is not None
    starts_on = today_in_korea() - timedelta(days=3)
    plan = CohortPlan(
        name={"ko": name, "en": "A landing beside"}, starts_on=starts_on, ends_before=starts_on + timedelta(days=70),
        apply_until=now() + timedelta(days=7), seats=8, admission=Admission.BY_DECISION,
    )  # fmt: skip
    cohort = open_cohort(session, edition, plan, actor=SYSTEM, instructors=[instructor.id])
    admit(session, cohort, [apply(session, cohort, learning, actor=SYSTEM)], actor=SYSTEM)
    apply(session, cohort, waiting, actor=SYSTEM)
    return cohort


def solved(task: str) -> dict[str, bytes]:
    """The files of a task of the demo course as somebody hands them in who has solved all of it."""
    folder = COURSES / COURSE / "source" / task
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    for path in folder.glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            lines = cell.source.splitlines(keepends=True)
            cell.source = "".join(line for line in lines if "### BEGIN" not in line and "### END" not in line)
        files[path.name] = nbformat.writes(notebook).encode()
    return files


def hand_in(engine: Engine, data: Path, email: str, task: str, *, marker: str = "") -> str:
    """Hand a solved task in, as the exchange does; a marker makes it a different attempt. Returns the reference."""
    with unit_of_work(engine) as session:
        account = account_of(session, email)
        place = learner_place(session, account, COURSE, task)
        contents = solved(task) | ({"notes.txt": marker.encode()} if marker else {})
        receipt = receive_submission(
            session, place, contents, key=f"content-{account.handle}-{task}-{marker}", incomplete=False,
            blobs=BlobStore(data / "blobs"), actor=Actor("person", account.id),
        )  # fmt: skip
        return receipt.submission.reference


def wait_until_graded(engine: Engine, reference: str) -> SubmissionState:
    """Wait for the platform's own grader and return the state in which it left the submission."""
    deadline = time.monotonic() + GRADED_WITHIN
    while True:
        with unit_of_work(engine) as session:
            state = session.scalars(select(Submission.state).where(Submission.reference == reference)).one()
        if state.settled:
            return state
        assert time.monotonic() < deadline, f"{reference} is still {state}"
        time.sleep(0.3)


def wait_until_checked(engine: Engine, upload_id: int) -> UploadState:
    """Wait for the platform's own check of an uploaded course and return the state in which it left it."""
    deadline = time.monotonic() + GRADED_WITHIN
    while True:
        with unit_of_work(engine) as session:
            state = session.get_one(CourseUpload, upload_id).state
        if state is not UploadState.CHECKING:
            return state
        assert time.monotonic() < deadline, f"upload {upload_id} is still being checked"
        time.sleep(0.3)


def grade_cohort_again(engine: Engine, data: Path, reference: str) -> int:
    """Start a re-grade of what the cohort of a submission has handed in for its task, and wait for its end."""
    with unit_of_work(engine) as session:
        submission = session.scalars(
            select(Submission)
            .where(Submission.reference == reference)
            .options(joinedload(Submission.enrolment), joinedload(Submission.task))
        ).one()
        instructor = find_account(session, INSTRUCTOR)
        assert instructor is not None
        reader = reader_of(session, instructor, session_id=0)
        cohort = get_taught_cohort(session, reader, submission.enrolment.cohort_id)
        tests = next(
            each for each in newest_tests(session, BlobStore(data / "blobs"), cohort) if each.task is submission.task
        )
        regrade = start_regrade(
            session, cohort, tests, scope=RegradeScope.ALL, keeping=Keeping.BETTER, reason="검사를 고쳤습니다",
            actor=Actor("person", instructor.id),
        )  # fmt: skip
    deadline = time.monotonic() + GRADED_WITHIN
    while True:
        with unit_of_work(engine) as session:
            progress = progress_of_regrade(session, regrade)
        if progress.finished:
            return regrade.id
        assert time.monotonic() < deadline, f"the re-grade is still at {progress.done} of {progress.total}"
        time.sleep(0.3)


def ask_about(engine: Engine, reference: str) -> None:
    """Let the learner of a graded submission ask for another look at all of it."""
    with unit_of_work(engine) as session:
        submission = session.scalars(
            select(Submission)
            .where(Submission.reference == reference)
            .options(joinedload(Submission.enrolment).joinedload(Enrolment.cohort), joinedload(Submission.current_run))
        ).one()
        place = submission.enrolment
        actor = Actor("person", place.account_id)
        ask_again(session, submission, WHOLE, reason="왜 그런가요?", cohort=place.cohort, actor=actor)


def finish_course(engine: Engine, reference: str) -> str:
    """Let the learner of a submission miss an entry in their log, and give them a certificate; returns its page."""
    with unit_of_work(engine) as session:
        place = session.scalars(select(Enrolment).join(Submission).where(Submission.reference == reference)).one()
        make_correction(session, place)
        return f"/certificates/{make_certificate(session, place).number}"


def state_a_figure(engine: Engine, data: Path) -> None:
    """Let the demo's officer enter a figure of a programme; another one would have to confirm it."""
    with unit_of_work(engine) as session:
        officer = session.scalars(
            select(Account).where(Account.email == OFFICER).options(joinedload(Account.person))
        ).one()
        enter(session, BlobStore(data / "blobs"), officer, statement("least_score", "60"))


def sign_ins_of(session: Session, email: str) -> list[SignInSession]:
    """The sign-in sessions of an account that nobody has ended, the newest first."""
    account = account_of(session, email)
    return list(
        session.scalars(
            select(SignInSession)
            .where(SignInSession.account_id == account.id, SignInSession.ended_at.is_(None))
            .order_by(SignInSession.id.desc())
        )
    )


def pair_up(engine: Engine, references: Sequence[str]) -> str:
    """Let two submissions of a cohort be listed, as if comparing had found that they share much; returns the path."""
    with unit_of_work(engine) as session:
        one, other = (
            session.scalars(select(Submission).where(Submission.reference == each)).one() for each in references
        )
        cohort_id = session.scalars(select(Enrolment.cohort_id).where(Enrolment.id == one.enrolment_id)).one()
        pair = make_pair(session, cohort_id, one, other, account_of(session, INSTRUCTOR).id)
        return f"/similar-pairs/{pair.id}"

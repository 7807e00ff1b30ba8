"""The job that grades: what it does with results, with deaths, with a full disk and when the database is away."""

import errno
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from naruteo_hub.grading import Flag, Result
from naruteo_portal.assessment import jobs
from naruteo_portal.assessment.alone import Died, grade_alone
from naruteo_portal.assessment.grading import start_run
from naruteo_portal.assessment.jobs import grade_submission, hand_back
from naruteo_portal.assessment.lease import lease
from naruteo_portal.assessment.models import GradingRun, SubmissionState
from naruteo_portal.core import database
from naruteo_portal.core.jobs import Worker
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.settings import Settings
from naruteo_testing.submissions import make_queued_run

GRADED = Result("graded", 7.0, 10.0, feedback={"ko": {"work": "<p>좋아요</p>"}, "en": {"work": "<p>Good</p>"}})
FAILED = Result("failed", flags=(Flag("internal_error", "OSError"),))
Grader = Callable[[list[Result | Exception]], list[int]]


@pytest.fixture
def worker(engine: Engine, settings: Settings) -> Worker:
    return Worker(engine, settings)


@pytest.fixture
def run(session: Session, settings: Settings) -> GradingRun:
    return make_queued_run(session, settings)


@pytest.fixture
def grader(monkeypatch: pytest.MonkeyPatch) -> Grader:
    """Lets the grader bring these results one after another; the list that is given back counts its calls."""

    def bring(results: list[Result | Exception]) -> list[int]:
        calls: list[int] = []

        def grade(*_arguments: Any, **_options: Any) -> Result:
            calls.append(len(calls))
            result = results[min(len(calls), len(results)) - 1]
            if isinstance(result, Exception):
                raise result
            return result

        monkeypatch.setattr(jobs, "grade", grade)
        monkeypatch.setattr(jobs, "grade_alone", grade)
        return calls

    return bring


def waiting(session: Session) -> int:
    return session.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE scheduled_at IS NOT NULL")) or 0


def test_a_result_is_kept_with_its_feedback(session: Session, worker: Worker, run: GradingRun, grader: Grader) -> None:
    grader([GRADED])
    grade_submission(worker, run.id)
    session.refresh(run)
    assert (run.state, run.score, run.tries) == (SubmissionState.GRADED, 7.0, 1)
    assert BlobStore(worker.settings.blobs).get(run.feedback["en"]["work"]) == b"<p>Good</p>"


def test_what_somebody_else_has_in_hand_is_left_alone(
    session: Session, worker: Worker, run: GradingRun, grader: Grader
) -> None:
    calls = grader([GRADED])
    with lease(worker.engine, run.id):
        grade_submission(worker, run.id)
    assert calls == []


@pytest.mark.parametrize("fault", [FAILED, ValueError("odd"), Died("ended with status -9")], ids=repr)
def test_three_tries_that_fail_set_a_submission_aside(
    session: Session, worker: Worker, run: GradingRun, grader: Grader, fault: Result | Exception
) -> None:
    grader([fault])
    for number in (1, 2, 3):
        grade_submission(worker, run.id)
        session.refresh(run)
        assert run.state is (SubmissionState.FAILED if number == 3 else SubmissionState.QUEUED)
    assert [flag["code"] for flag in run.flags] == ["internal_error", "set_aside"]
    assert all(flag["messages"]["ko"] for flag in run.flags)


def test_a_full_disk_is_waited_for_and_costs_no_try(
    session: Session, worker: Worker, run: GradingRun, grader: Grader
) -> None:
    full: list[Result | Exception] = [OSError(errno.ENOSPC, "No space left on device")] * 12
    grader([*full, GRADED])
    for _ in full:
        grade_submission(worker, run.id)
    session.refresh(run)
    assert (run.state, run.faults, waiting(session)) == (SubmissionState.QUEUED, 0, len(full))
    grade_submission(worker, run.id)
    session.refresh(run)
    assert run.state is SubmissionState.GRADED


def test_a_fault_of_the_grader_on_a_full_disk_is_the_disks(
    session: Session, worker: Worker, run: GradingRun, grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_folders: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(jobs, "_require_room", no_room)
    grader([FAILED])
    grade_submission(worker, run.id)
    session.refresh(run)
    assert (run.state, run.faults) == (SubmissionState.QUEUED, 0)


def test_a_result_waits_until_the_database_is_back(
    session: Session, worker: Worker, run: GradingRun, grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = grader([GRADED])
    away = [True, True]
    settle = jobs.settle_run

    def sometimes(*arguments: Any, **options: Any) -> bool:
        if away:
            away.pop()
            raise OperationalError("UPDATE", {}, Exception("server closed the connection unexpectedly"))
        return settle(*arguments, **options)

    monkeypatch.setattr(jobs, "settle_run", sometimes)
    monkeypatch.setattr(database, "FIRST_PAUSE_SECONDS", 0.01)
    grade_submission(worker, run.id)
    session.refresh(run)
    assert (run.state, run.score, len(calls)) == (SubmissionState.GRADED, 7.0, 1)


def test_what_is_in_hand_is_given_back_when_the_worker_has_to_end(
    session: Session, worker: Worker, run: GradingRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    def grade(*_arguments: Any, **_options: Any) -> Result:
        hand_back(worker.engine)
        return GRADED

    monkeypatch.setattr(jobs, "grade", grade)
    grade_submission(worker, run.id)
    session.refresh(run)
    # What the ending worker still brings comes too late; the next one grades.
    assert (run.state, run.faults, run.losses, run.score) == (SubmissionState.QUEUED, 0, 0, None)
    assert not jobs.IN_HAND


def test_after_a_lost_worker_a_submission_is_graded_by_another_process(
    session: Session, worker: Worker, run: GradingRun, grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = grader([GRADED])
    monkeypatch.setattr(jobs, "_grade_here", lambda *_: pytest.fail("graded where the first worker was lost"))
    start_run(session, run.id)
    session.commit()
    grade_submission(worker, run.id)
    session.refresh(run)
    assert (run.state, run.losses, len(calls)) == (SubmissionState.GRADED, 1, 1)


def test_the_other_process_brings_the_graders_own_result(tmp_path: Path) -> None:
    result = grade_alone(tmp_path, "none", tmp_path, tmp_path / "cache", None)
    assert (result.state, [flag.code for flag in result.flags]) == ("failed", ["course_error"])


def test_the_death_of_the_other_process_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dying = f"import os; os.kill(os.getpid(), {int(signal.SIGKILL)})"
    monkeypatch.setattr("naruteo_portal.assessment.alone.GRADER", ("-c", dying))
    with pytest.raises(Died, match="-9"):
        grade_alone(tmp_path, "none", tmp_path, tmp_path / "cache", None)
    assert list(tmp_path.iterdir()) == []

"""A corrected test reaches a running cohort: published by the command's own verb, graded by the real grader."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from naruteo_hub.grading import build_release
from naruteo_portal.assessment.exchange import learner_place
from naruteo_portal.assessment.jobs import grade_submission
from naruteo_portal.assessment.models import GradingRun, Keeping, Regrade, RegradeScope, Submission, SubmissionState
from naruteo_portal.assessment.publishing import publish_course
from naruteo_portal.assessment.queries import get_taught_cohort
from naruteo_portal.assessment.regrade_jobs import regrade_submission
from naruteo_portal.assessment.regrades import publish_regrade, start_regrade
from naruteo_portal.assessment.submissions import receive_submission
from naruteo_portal.assessment.tests_in_force import NewestTests, newest_tests
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.catalogue.models import Cohort, Edition
from naruteo_portal.core.jobs import Worker
from naruteo_portal.core.storage import BlobStore, Tree
from naruteo_portal.identity.models import Account, Organisation, Role
from naruteo_portal.settings import Settings
from naruteo_testing.catalogue import make_cohort, make_enrolment, write_course
from naruteo_testing.factories import make_account, make_membership, make_reader
from naruteo_testing.regrades import REASON, regraded

WRONG, RIGHT = "assert double(2) == 5", "assert double(2) == 4"


class Running:
    """A published course with a wrong test, and a cohort that takes it."""

    def __init__(self, session: Session, engine: Engine, settings: Settings, folder: Path) -> None:
        self.session, self.folder = session, write_course(folder)
        self.blobs, self.worker = BlobStore(settings.blobs), Worker(engine, settings)
        self.instructor = make_account(session, "이정민")
        self.correct(RIGHT, WRONG)
        edition = self.publish()
        provider = session.get_one(Organisation, session.scalars(select(Organisation.id)).one())
        make_membership(session, self.instructor, provider, Role.INSTRUCTOR)
        self.cohort: Cohort = make_cohort(session, edition, instructors=(self.instructor,))
        for scheduled in self.cohort.schedule:
            scheduled.opens_at = scheduled.opens_at.replace(year=2020)
        self.learner = self.enrol()

    def enrol(self) -> Account:
        learner = make_account(self.session)
        make_enrolment(self.session, self.cohort, learner)
        self.session.commit()
        return learner

    def correct(self, before: str, after: str) -> None:
        """Write another line into the source of the first task."""
        source = self.folder / "source" / "01-start" / "work.ipynb"
        source.write_text(source.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")

    def publish(self) -> Edition:
        publication = publish_course(self.session, self.folder, build_release, self.blobs, actor=SYSTEM)
        self.session.commit()
        assert publication.new
        return publication.edition

    def hand_in(self, learner: Account, answer: str, key: str, test: str | None = None) -> Submission:
        """Hand in the task as released now, with an answer and perhaps another text in the test; grade it."""
        place = learner_place(self.session, learner, self.folder.name, "01-start")
        files = self.blobs.get_tree(Tree.from_json(place.release.released_tree))
        notebook = json.loads(files["work.ipynb"])
        notebook["cells"][0]["source"] = answer
        if test:
            notebook["cells"][1]["source"] = test
        files["work.ipynb"] = json.dumps(notebook).encode()
        submission = receive_submission(
            self.session, place, files, key=key, incomplete=False, blobs=self.blobs, actor=SYSTEM
        ).submission
        self.session.commit()
        for run_id in self.session.scalars(select(GradingRun.id).where(GradingRun.submission_id == submission.id)):
            grade_submission(self.worker, run_id)
        self.session.refresh(submission, ["state", "current_run_id"])
        return submission

    def tests(self) -> NewestTests:
        reader = make_reader(self.session, self.instructor)
        return newest_tests(self.session, self.blobs, get_taught_cohort(self.session, reader, self.cohort.id))[0]

    def regrade(self) -> Regrade:
        started = start_regrade(
            self.session, self.cohort, self.tests(), scope=RegradeScope.ALL, keeping=Keeping.NEW, reason=REASON,
            actor=SYSTEM,
        )  # fmt: skip
        self.session.commit()
        for each in regraded(self.session, started):
            regrade_submission(self.worker, each)
        return started

    def result(self, submission: Submission) -> tuple[SubmissionState, float | None, list[str]]:
        """What counts for a submission: state, points and what was odd about it."""
        run = self.session.get_one(GradingRun, submission.current_run_id, populate_existing=True)
        return run.state, run.score, [flag["code"] for flag in run.flags]


@pytest.fixture
def running(session: Session, engine: Engine, settings: Settings, tmp_path: Path) -> Running:
    return Running(session, engine, settings, tmp_path / "press-line")


GOOD, BAD = "def double(number):\n    return number + number", "def double(number):\n    return 3"


def test_a_corrected_test_reaches_a_running_cohort(running: Running) -> None:
    good = running.hand_in(running.learner, GOOD, key="key-good")
    bad = running.hand_in(running.enrol(), BAD, key="key-bad-1", test="assert True")
    assert [running.result(each)[:2] for each in (good, bad)] == [(SubmissionState.GRADED, 0.0)] * 2
    assert running.tests().graded_by_others == 0

    running.correct(WRONG, RIGHT)
    assert running.publish().number == 2
    tests = running.tests()
    assert (tests.corrected, tests.misfit, tests.submissions, tests.graded_by_others) == (True, None, 2, 2)

    started = running.regrade()
    assert running.result(good)[1] == 0.0, "nothing counts before it is published"
    publish_regrade(running.session, started, actor=SYSTEM)
    running.session.commit()

    # Who left the wrong test as it was is not taken for somebody who tampered with it; who did, is.
    assert running.result(good) == (SubmissionState.GRADED, 5.0, [])
    assert running.result(bad)[1:] == (0.0, ["changed_locked_cell"])


def test_what_is_handed_in_later_is_graded_by_the_corrected_test(running: Running) -> None:
    running.hand_in(running.learner, BAD, key="key-first")
    running.correct(WRONG, RIGHT)
    running.publish()
    publish_regrade(running.session, running.regrade(), actor=SYSTEM)
    running.session.commit()

    later = running.hand_in(running.learner, GOOD, key="key-later")
    assert running.result(later)[1] == 5.0
    tests = running.tests()
    assert (tests.corrected, tests.graded_by_others) == (False, 0)


def test_a_correction_can_reach_a_task_that_nobody_has_handed_in(running: Running) -> None:
    running.correct(WRONG, RIGHT)
    running.publish()
    publish_regrade(running.session, running.regrade(), actor=SYSTEM)
    running.session.commit()
    assert running.result(running.hand_in(running.learner, GOOD, key="key-first"))[1] == 5.0


def test_an_edition_that_no_longer_fits_leaves_the_cohort_its_own_tests(running: Running) -> None:
    running.hand_in(running.learner, GOOD, key="key-good")
    running.correct("solution-01-start", "another-01-start")
    running.publish()
    tests = running.tests()
    assert not tests.corrected
    assert tests.misfit is not None
    assert "solution-01-start" in str(tests.misfit.why)

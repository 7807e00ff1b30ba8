"""The platform's own cohorts in the shape that the analytics read."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from naruteo_portal.assessment.grading import Verdict, queue_grading, settle_run, start_run
from naruteo_portal.assessment.models import SubmissionState
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.catalogue.models import EnrolmentState
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.jobs import Worker
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.insight.jobs import make_release, weekly_releases
from naruteo_portal.insight.models import Programme, Release, ReleaseState, Source
from naruteo_portal.insight.own_cohorts import name_of, own_rows
from naruteo_portal.insight.programmes import open_own_programmes
from naruteo_portal.insight.queries import view_of
from naruteo_portal.settings import Settings
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.completion import make_certificate, make_trace
from naruteo_testing.factories import make_account, make_organisation
from naruteo_testing.submissions import make_release as make_task_release
from naruteo_testing.submissions import make_submission

CELLS = [{"notebook": "work", "grade_id": "t", "points": 7.0, "max_points": 10.0, "kind": "auto"}]


def test_a_cohort_becomes_rows_and_a_release(session: Session, settings: Settings, engine: Engine) -> None:
    provider = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    edition = make_edition(session, provider, "press-line")
    teacher = make_account(session, roles=((Role.INSTRUCTOR, provider),))
    today = today_in_korea()
    over = make_cohort(session, edition, instructors=(teacher,))
    over.starts_on, over.ends_before = today - timedelta(days=40), today
    learner, gone, waiting = (make_enrolment(session, over, make_account(session)) for _ in range(3))
    gone.state, gone.decided_at = EnrolmentState.WITHDRAWN, datetime.now(UTC) - timedelta(days=20)
    waiting.state = EnrolmentState.APPLIED
    submission = make_submission(session, learner, make_task_release(session, edition.tasks[0]), 1)
    run = queue_grading(session, submission, actor=SYSTEM)
    start_run(session, run.id)
    settle_run(session, run.id, Verdict(SubmissionState.GRADED, 7.0, 10.0, CELLS, [], {}, 1.0))
    make_trace(session, learner)
    make_certificate(session, learner)
    open_own_programmes(session, settings)
    open_own_programmes(session, settings)
    programme = session.query(Programme).filter_by(source=Source.PLATFORM).one()
    session.commit()

    tables, events = own_rows(session, programme)
    (cohort,), people = tables["cohorts"], {row["enrolment"]: row for row in tables["enrolments"]}
    assert cohort == {"cohort": name_of(over), "course": "press-line", "starts": over.starts_on, "length": 40}
    assert set(people) == {learner.id, gone.id}
    assert (people[learner.id]["outcome"], people[learner.id]["certified"]) == ("fail", True)
    assert (people[gone.id]["outcome"], people[gone.id]["left"]) == ("withdrawn", 20)
    assert [(row["score"], row["banked"]) for row in tables["results"]] == [(70.0, False)]
    assert [(row["item"], row["score"]) for row in tables["responses"]] == [("work t", 7.0)]
    assert "destinations" not in tables
    assert len(events[name_of(over)]) == 2

    worker = Worker(engine, settings)
    weekly_releases(worker)
    session.expire_all()
    release = session.query(Release).one()
    make_release(worker, release.id)
    session.refresh(release)
    assert release.state is ReleaseState.READY, release.trouble
    # Two people: nothing but that there are few.
    assert view_of(session, release)["funnel"][0]["count"]["n"] is None


def test_an_organisation_without_courses_has_no_programme(session: Session, settings: Settings) -> None:
    make_organisation(session)
    open_own_programmes(session, settings)
    assert session.query(Programme).count() == 0

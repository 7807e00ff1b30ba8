"""The pages of a submission in a real browser: its steps, its wait, and the form that settles it."""

import pytest
from sqlalchemy.orm import Session

from naruteo_portal.assessment.graders import report
from naruteo_portal.assessment.grading import Verdict, queue_grading, settle_run, start_run
from naruteo_portal.assessment.models import SubmissionState
from naruteo_portal.assessment.reviews import CellDecision, review
from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, OrganisationKind, Role
from naruteo_portal.settings import Settings
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import make_account, make_organisation
from naruteo_testing.served_pages import IN_BOTH_LANGUAGES, check_pages
from naruteo_testing.submissions import make_release, make_submission

CELLS = [
    {"notebook": "work", "grade_id": "add-rate", "anchor": "nb-1", "points": 7.0, "max_points": 7.0, "kind": "auto"},
    {"notebook": "work", "grade_id": "essay", "anchor": "nb-2", "points": None, "max_points": 3.0, "kind": "manual"},
]
ODD = {
    "code": "timeout", "evidence": "work: add-rate",
    "messages": {"ko": "셀의 실행 시간이 너무 길어 멈췄습니다.", "en": "A cell ran for too long and was stopped."},
}  # fmt: skip


# The journeys see every page; this sees them with more to show.
@pytest.mark.thorough
@IN_BOTH_LANGUAGES
def test_every_page_is_accessible(app: Portal, session: Session, settings: Settings, locale: str) -> None:
    provider = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    instructor = make_account(session, "이정민", roles=((Role.INSTRUCTOR, provider),))
    learner = make_account(session)
    edition = make_edition(session, provider, "press-line")
    cohort = make_cohort(session, edition, instructors=(instructor,))
    place, release = make_enrolment(session, cohort, learner), make_release(session, edition.tasks[0])
    in_doubt, waiting, decided = (make_submission(session, place, release, attempt) for attempt in (1, 2, 3))
    written = BlobStore(settings.blobs).put(b'<section id="nb-1"><p class="nb-score">7</p></section>')
    feedback = {language: {"work": written} for language in ("ko", "en")}
    for each in (in_doubt, decided):
        run = queue_grading(session, each, actor=SYSTEM)
        start_run(session, run.id)
        settle_run(session, run.id, Verdict(SubmissionState.NEEDS_REVIEW, 7.0, 10.0, CELLS, [ODD], feedback, 1.0))
    decisions = [
        CellDecision(7.0),
        CellDecision(2.0, "단위도요.", ({"words": "분명함", "points": 2},)),
    ]
    review(session, decided, run.id, decisions, reason="Read", actor=Actor("person", instructor.id))
    queue_grading(session, waiting, actor=SYSTEM)
    report(session, "a machine", 1)
    session.commit()
    paths = [f"/submissions/{each.reference}" for each in (in_doubt, waiting, decided)]
    pages: dict[Account | None, list[str]] = {
        learner: [*paths, f"/cohorts/{cohort.id}/tasks/{release.task.name}"],
        instructor: [*paths, f"/cohorts/{cohort.id}/submissions"],
    }
    check_pages(app, session, pages, locale, "submission")

"""A portal with as many rows as wanted, and the pages whose queries must not grow with them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.gradebook.models import GradebookImport
from naruteo_portal.assessment.grading import Verdict, queue_grading, settle_run, start_run
from naruteo_portal.assessment.marks import Draft, save_mark
from naruteo_portal.assessment.models import (
    Regrade,
    RegradeRequest,
    RegradeState,
    Release,
    RequestState,
    Submission,
    SubmissionState,
)
from naruteo_portal.assessment.regrades import add_newcomers, take_in_hand
from naruteo_portal.assessment.upload_models import CourseUpload, UploadState
from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.catalogue.models import (
    Accommodation,
    AccommodationKind,
    Cohort,
    CohortInstructor,
    CohortMessage,
    Edition,
    Enrolment,
    EnrolmentState,
)
from naruteo_portal.core.clock import now
from naruteo_portal.core.i18n import Message
from naruteo_portal.identity.models import Account, Organisation, OrganisationKind, Role
from naruteo_portal.incentives.claims.models import Claim, ClaimAppeal
from naruteo_portal.incentives.employers.models import RosterUpload
from naruteo_portal.learning.models import CorrectionState, LearningTrace
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.claim_growth import claim_more, grow_claims, past_cohort, state_figures
from naruteo_testing.claims import make_claim_with_appeal, make_employer
from naruteo_testing.completion import make_certificate, make_correction, make_trace
from naruteo_testing.decisions import OfficersWork, make_officers_work
from naruteo_testing.employers import Firm, make_employee, make_fact, make_firm
from naruteo_testing.employers import make_upload as make_upload_of_roster
from naruteo_testing.factories import make_account, make_organisation
from naruteo_testing.gradebooks import make_gradebook_files
from naruteo_testing.queries import Pages
from naruteo_testing.register import instructorship, make_entry, make_substitute
from naruteo_testing.regrades import make_regrade, regraded, verdict
from naruteo_testing.similarity import make_pair
from naruteo_testing.submissions import make_release, make_submission

ALSO_ASKED = {"minimum_days": 2, "survey": True}


@dataclass(frozen=True)
class Town:
    """A course with a cohort, and one reader of each kind."""

    agency: Organisation
    provider: Organisation
    edition: Edition
    cohort: Cohort
    release: Release
    place: Enrolment
    learner: Account
    instructor: Account
    officer: Account
    administrator: Account
    submission: Submission
    regrade: Regrade
    waiting: Submission
    """One that waits for a person."""
    came_back: GradebookImport
    instructorship: int
    """The role of the instructor."""
    documented: str
    """The number of a claim with documents."""
    documented_by: Account
    firm: Firm
    roster: RosterUpload
    work: OfficersWork
    employer: Organisation
    hr: Account
    claim: Claim
    """A draft of the employer's."""
    appeal: ClaimAppeal
    past: Cohort
    """One in which the employer's people were."""


def found_town(session: Session) -> Town:
    """A small town: one of everything."""
    agency = make_organisation(session, OrganisationKind.AGENCY)
    provider = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    instructor = make_account(session, "이정민", roles=((Role.INSTRUCTOR, provider),))
    learner = make_account(session, roles=((Role.LEARNER, provider),))
    employer = make_organisation(session, name="한강정밀")
    hr = make_account(session, "최유진", roles=((Role.EMPLOYER_HR, employer),))
    edition = make_edition(session, provider, "press-line")
    edition.manifest = edition.manifest | {"completion": {**edition.manifest["completion"], **ALSO_ASKED}}
    cohort = make_cohort(session, edition, instructors=(instructor,))
    papers = make_employer(session)
    place = make_enrolment(session, cohort, learner)
    release = make_release(session, edition.tasks[0])
    submission = hand_in(session, place, release, 1)
    officer = make_account(session, "강민호", roles=((Role.PROGRAMME_OFFICER, agency),))
    town = Town(
        agency,
        provider,
        edition,
        cohort,
        release,
        place,
        learner,
        instructor,
        officer,
        make_account(session, "한지우", roles=((Role.ADMINISTRATOR, agency),)),
        submission,
        make_regrade(session, cohort, submission),
        leave_to_a_person(session, place, make_release(session, edition.tasks[1])),
        make_gradebook_files(session, cohort, instructor)[0],
        instructorship(session, instructor),
        papers.draft().reference,
        papers.hr,
        firm := make_firm(session),
        make_upload_of_roster(session, firm),
        make_officers_work(session, officer),
        employer,
        hr,
        *make_claim_with_appeal(session, employer, hr),
        past_cohort(session, edition),
    )
    grow(session, town, 1)
    return town


def hand_in(session: Session, place: Enrolment, release: Release, attempt: int) -> Submission:
    """A submission that was graded twice."""
    submission = make_submission(session, place, release, attempt)
    for _ in range(2):
        run = queue_grading(session, submission, actor=SYSTEM)
        start_run(session, run.id)
        cells = [{"notebook": "work", "grade_id": "t", "points": 7.0, "max_points": 10.0, "kind": "auto"}]
        settle_run(session, run.id, Verdict(SubmissionState.GRADED, 7.0, 10.0, cells, [], {}, 1.0))
    return submission


def make_upload(session: Session, town: Town) -> None:
    """A course that was uploaded and discarded."""
    session.add(
        CourseUpload(
            organisation_id=town.provider.id, uploaded_by_id=town.instructor.id, uploaded_at=now(), tree=[],
            file_name="press-line.zip", sha256="0" * 64, state=UploadState.DISCARDED,
        )
    )  # fmt: skip


def ask_again(session: Session, submission: Submission) -> None:
    """A request about a submission, answered with the points kept, and one that waits."""
    for state in (RequestState.KEPT, RequestState.OPEN):
        session.add(
            RegradeRequest(
                submission_id=submission.id, run_id=submission.current_run_id, notebook="work", grade_id="t",
                reason="왜 그런가요?", state=state, asked_at=now(), answer="다시 보았습니다", answered_at=now(),
                answered_by_id=submission.enrolment.account_id, answer_run_id=None,
            )
        )  # fmt: skip


def excuse(session: Session, place: Enrolment, town: Town, *, ended: bool = False) -> None:
    """Excuse somebody from the town's first task, now or until just now."""
    session.add(
        Accommodation(
            enrolment_id=place.id, task_id=town.release.task_id, kind=AccommodationKind.EXCUSE, due_at=None,
            reason="입원", granted_at=now(), granted_by_id=make_account(session, "강사").id,
            ended_at=now() if ended else None, ended_by_id=town.instructor.id if ended else None,
        )
    )  # fmt: skip


def leave_to_a_person(session: Session, place: Enrolment, release: Release) -> Submission:
    """A submission for which a person has to give points, and somebody has begun to."""
    submission = make_submission(session, place, release)
    run = queue_grading(session, submission, actor=SYSTEM)
    start_run(session, run.id)
    cells = [{"notebook": "work", "grade_id": "essay", "points": None, "max_points": 3.0, "kind": "manual"}]
    settle_run(session, run.id, Verdict(SubmissionState.NEEDS_REVIEW, 0.0, 3.0, cells, [], {}, 1.0))
    instructor = session.scalars(
        select(CohortInstructor.account_id).where(CohortInstructor.cohort_id == place.cohort_id)
    ).first()
    actor = Actor("person", instructor)
    save_mark(session, submission, cells[0], Draft(2.0, "좋습니다"), version=0, actor=actor)
    return submission


def learn(session: Session, seat: Enrolment, number: int) -> None:
    """Leave a trace on a task, and corrections of the log in each state."""
    make_trace(session, seat, subject=f"task-{number}-{session.scalar(select(func.count(LearningTrace.id)))}")
    for state in CorrectionState:
        make_correction(session, seat, state, number)


def employ(session: Session, town: Town, cohort: Cohort, number: int) -> None:
    """One more employee of the firm, who learns in two cohorts, and one more fact of the firm."""
    worker = make_account(session, f"일꾼 {number}", roles=((Role.LEARNER, town.firm.employer),))
    make_employee(session, town.firm, f"{number}-{worker.id}", email=worker.email)
    make_enrolment(session, town.cohort, worker)
    learn(session, make_enrolment(session, cohort, worker), number)
    make_fact(session, town.firm, "firm_size", "priority", taken_back_at=now(), taken_back_by_id=town.firm.hr.id)
    make_fact(session, town.firm, "restricted", False, valid_from=date(2000, 1, 1), ends_before=date(2000, 1, 2))
    make_upload_of_roster(session, town.firm)


def grade_again(session: Session, town: Town) -> None:
    """Let the town's re-grade take in everything and come to its end, with other points than before."""
    add_newcomers(session, town.regrade, actor=SYSTEM)
    for regraded_id in regraded(session, town.regrade):
        run_id = take_in_hand(session, regraded_id)
        if run_id is not None and start_run(session, run_id):
            settle_run(session, run_id, verdict(2.0, 3.0))


def grow(session: Session, town: Town, times: int) -> None:
    """Add so many of everything that a page lists."""
    attempts = session.scalar(select(func.count()).where(Submission.enrolment_id == town.place.id)) or 0
    for number in range(times):
        employer = make_organisation(session)
        make_account(session, f"직원 {number}", roles=((Role.EMPLOYER_HR, employer),))
        course = make_edition(session, town.provider)
        another = make_cohort(session, course, instructors=(town.instructor,))
        make_release(session, course.tasks[0])
        # The learner is in more courses, waits for more, has more attempts and more classmates, who hand in as well.
        make_enrolment(session, another, town.learner)
        make_enrolment(session, make_cohort(session, course), town.learner, EnrolmentState.APPLIED)
        attempts += 1
        hand_in(session, town.place, town.release, attempts)
        classmate = make_account(session, f"동료 {number}", roles=((Role.LEARNER, town.provider),))
        seat = make_enrolment(session, town.cohort, classmate)
        work = hand_in(session, seat, town.release, 1)
        ask_again(session, work)
        make_pair(session, town.cohort.id, work, town.submission, town.instructor.id)
        excuse(session, seat, town)
        excuse(session, town.place, town, ended=True)
        leave_to_a_person(session, seat, town.waiting.release)
        learn(session, seat, number)
        learn(session, town.place, number)
        make_certificate(session, seat)
        make_enrolment(session, town.cohort, make_account(session), EnrolmentState.APPLIED)
        session.add(
            CohortMessage(
                cohort_id=town.cohort.id, sent_by_id=make_account(session, "강사").id, sent_at=now(),
                subject={"ko": "안내", "en": ""}, body={"ko": "안내", "en": ""}, receivers=1,
                chosen_by={"standing": "everybody", "task": None, "picked": False},
            )
        )  # fmt: skip
        session.add(CohortInstructor(cohort_id=another.id, account_id=make_account(session, "강사").id))
        make_regrade(session, town.cohort, town.submission, state=RegradeState.DISCARDED)
        make_cohort(session, town.edition)
        make_upload(session, town)
        grow_claims(session, town.claim, town.past, number)
        state_figures(session, town.officer, town.agency, number)
        colleague = make_account(session, f"강사 {number}", roles=((Role.INSTRUCTOR, town.provider),))
        make_entry(session, colleague, town.provider)
        make_substitute(session, town.cohort, colleague, town.instructor)
        make_substitute(session, another, colleague, town.instructor)
        employ(session, town, another, number)
        make_officers_work(session, town.officer)
        notify(
            session,
            town.learner,
            kind=NoticeKind.RESULT,
            subject=Message("결과"),
            body=Message("나왔어요."),
            address="/",
        )
    grade_again(session, town)
    claim_more(session, town.documented, town.documented_by, times)
    session.commit()


def pages(town: Town) -> Pages:
    """The pages by name: who reads, and where."""
    cohort, claim = f"/cohorts/{town.cohort.id}", f"/claims/{town.claim.reference}"
    return {
        "learner's home": (town.learner, "/"),
        "task": (town.learner, f"{cohort}/tasks/{town.release.task.name}"),
        "due dates": (town.learner, "/due-dates"),
        "submission": (town.learner, f"/submissions/{town.submission.reference}"),
        "own enrolments": (town.learner, "/enrolments"),
        "account": (town.learner, "/account"),
        "inbox": (town.learner, "/notices"),
        "catalogue": (town.learner, "/courses"),
        "course": (town.learner, "/courses/press-line"),
        "instructor's home": (town.instructor, "/"),
        "people to follow up": (town.instructor, f"{cohort}/follow-up?standing=not-submitted"),
        "messages to a cohort": (town.instructor, f"{cohort}/messages"),
        "a message to all": (town.instructor, f"{cohort}/messages/new?to=all"),
        "cohort's submissions": (town.instructor, f"{cohort}/submissions"),
        "gradebook": (town.instructor, f"{cohort}/gradebook"),
        "gradebook that came back": (town.instructor, f"{cohort}/gradebook/imports/{town.came_back.id}"),
        "gradebook as a file": (town.instructor, f"{cohort}/gradebook/file.csv?cells=1"),
        "grading queue": (town.instructor, "/grading"),
        "grading by hand": (town.instructor, f"/grading/{town.waiting.reference}"),
        "requests": (town.instructor, "/regrade-requests"),
        "enrolment": (town.instructor, f"/enrolments/{town.place.id}"),
        "extensions of a cohort": (town.instructor, f"{cohort}/accommodations"),
        "extension": (
            town.instructor,
            f"/enrolments/{town.place.id}/tasks/{town.release.task.name}/accommodation",
        ),
        "re-grades of a cohort": (town.instructor, f"{cohort}/regrades"),
        "re-grade": (town.instructor, f"/regrades/{town.regrade.id}"),
        "similar submissions of a cohort": (town.instructor, f"{cohort}/similarity"),
        "similar submissions": (town.instructor, f"{cohort}/similarity/{town.release.task.name}"),
        "two submissions": (town.instructor, "/similar-pairs/1"),
        "editions": (town.instructor, "/courses/press-line/editions"),
        "edition": (town.instructor, "/courses/press-line/editions/1"),
        "preview of a course": (town.instructor, f"/previews/edition/{town.edition.id}"),
        "uploads": (town.instructor, "/course-uploads"),
        "own enrolment": (town.learner, f"/enrolments/{town.place.id}"),
        "own learning log": (town.learner, f"/enrolments/{town.place.id}/learning-log"),
        "corrections of logs": (town.instructor, "/log-corrections"),
        "learning log of a cohort": (town.instructor, f"{cohort}/learning-log"),
        "completion in a cohort": (town.instructor, f"{cohort}/completion"),
        "survey of a cohort": (town.instructor, f"{cohort}/survey"),
        "employer's home": (town.firm.hr, "/"),
        "employer": (town.firm.hr, town.firm.address),
        "roster": (town.firm.hr, f"{town.firm.address}/roster"),
        "roster that came back": (town.firm.hr, f"{town.firm.address}/roster/imports/{town.roster.id}"),
        "upload of a roster": (town.firm.hr, f"{town.firm.address}/roster/imports"),
        "facts of an employer": (town.firm.hr, f"{town.firm.address}/facts"),
        "employers": (town.officer, "/employers"),
        "cohorts": (town.officer, "/cohorts"),
        "schedule": (town.officer, f"{cohort}/schedule"),
        "moved dates": (town.officer, f"{cohort}/schedule/shift?scope=all&days=7"),
        "copy of a cohort": (town.officer, f"{cohort}/copy"),
        "cohort": (town.officer, cohort),
        "substitutes of a cohort": (town.officer, f"{cohort}/substitutes"),
        "change of a cohort": (town.officer, f"{cohort}/edit"),
        "instructor register": (town.officer, "/instructors"),
        "instructor register as a file": (town.officer, "/instructors/register.csv"),
        "instructor": (town.officer, f"/instructors/{town.instructorship}"),
        "people": (town.officer, "/people"),
        "person": (town.officer, f"/people/{town.learner.handle}"),
        "organisations": (town.officer, "/organisations"),
        "organisation": (town.officer, f"/organisations/{town.provider.slug}"),
        "documents of a claim": (town.documented_by, f"/claims/{town.documented}/documents"),
        "contracts of a claim": (town.documented_by, f"/claims/{town.documented}/documents/contract"),
        "claims": (town.hr, "/claims"),
        "claims as a file": (town.hr, "/claims/claims.csv"),
        "new claim": (town.hr, "/claims/new"),
        "claim": (town.hr, claim),
        "trainees of a claim": (town.hr, f"{claim}/trainees"),
        "facts of a claim": (town.hr, f"{claim}/facts"),
        "check of a claim": (town.hr, f"{claim}/check"),
        "receipt of a claim": (town.hr, f"{claim}/receipt"),
        "agents": (town.hr, "/claim-agents"),
        "appeals": (town.officer, "/claim-appeals"),
        "appeal": (town.officer, f"/claim-appeals/{town.appeal.id}"),
        "programmes": (town.officer, "/programmes"),
        "programme": (town.officer, "/programmes/employer_training"),
        "figures": (town.officer, "/figures"),
        "figure": (town.officer, "/figures/1"),
        "claim queue": (town.officer, "/claim-queue"),
        "claim of an employer": (town.officer, f"/claim-queue/{town.work.claim.reference}"),
        "request for more": (town.officer, f"/claim-queue/{town.work.claim.reference}/supplement"),
        "decision on a claim": (town.officer, f"/claim-queue/{town.work.claim.reference}/decision"),
        "ready phrases": (town.officer, "/claim-phrases"),
        "budgets": (town.officer, "/budgets"),
        "budget": (town.officer, f"/budgets/{town.work.budget_id}"),
        "payment batches": (town.officer, "/payment-batches"),
        "payment batch": (town.officer, f"/payment-batches/{town.work.batch_id}"),
        "payment file that came back": (
            town.officer,
            f"/payment-batches/{town.work.batch_id}/returns/{town.work.return_id}",
        ),
        "audit trail": (town.administrator, "/audit"),
    }

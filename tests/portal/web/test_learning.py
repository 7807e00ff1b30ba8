"""Home, task and submission pages: what learners and instructors see."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.assessment.graders import report
from naruteo_portal.assessment.grading import MOST_TRIES, Verdict, queue_grading, settle_run, start_run, try_again
from naruteo_portal.assessment.models import ReturnedFeedback, Submission, SubmissionState
from naruteo_portal.assessment.reviews import CellDecision, review
from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.catalogue.models import Cohort, EnrolmentState, LatePolicy
from naruteo_portal.catalogue.words import attempt_words, late_words
from naruteo_portal.core.clock import now
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, OrganisationKind, Role, SignInSession
from naruteo_portal.settings import Settings
from naruteo_testing.browser import browser, context
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.styleguide import served
from naruteo_testing.submissions import make_release, make_submission


@dataclass
class Class:
    """A cohort with one learner, one instructor and one graded submission."""

    cohort: Cohort
    learner: Account
    instructor: Account
    submission: Submission


@pytest.fixture
def school(session: Session, settings: Settings) -> Class:
    provider = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    instructor = make_account(session, "이정민", roles=((Role.INSTRUCTOR, provider),))
    learner = make_account(session)
    edition = make_edition(session, provider, "press-line")
    cohort = make_cohort(session, edition, instructors=(instructor,))
    blobs = BlobStore(settings.blobs)
    submission = make_submission(
        session, make_enrolment(session, cohort, learner), make_release(session, edition.tasks[0], blobs)
    )
    run = queue_grading(session, submission, actor=SYSTEM)
    start_run(session, run.id)
    page = blobs.put(b'<section class="nb-cell"><h3>sum_of_scrap</h3></section>')
    cells = [
        {
            "notebook": "work",
            "grade_id": "sum_of_scrap",
            "anchor": "nb-1",
            "points": 7.0,
            "max_points": 10.0,
            "kind": "auto",
        }
    ]
    feedback = {"ko": {"work": page}, "en": {"work": page}}
    settle_run(session, run.id, Verdict(SubmissionState.GRADED, 7.0, 10.0, cells, [], feedback, 1.0))
    session.commit()
    return Class(cohort, learner, instructor, submission)


@pytest.fixture
def learner(app: Portal, session: Session, school: Class) -> FlaskClient:
    return client_of(app, school.learner, session)


@pytest.fixture
def instructor(app: Portal, session: Session, school: Class) -> FlaskClient:
    return client_of(app, school.instructor, session)


def test_home_says_what_is_next_and_how_far_one_has_come(learner: FlaskClient) -> None:
    page = learner.get("/").text
    assert "과제 1/2 · 진도 50 %" in page
    assert "더 하기" in page
    assert "assignment=02-more" in page


def test_the_english_home_is_one_link_away(learner: FlaskClient) -> None:
    learner.get("/language/en?next=/")
    assert "What to do next" in learner.get("/").text


def test_a_task_lists_attempts_and_the_rule_that_counts(learner: FlaskClient, school: Class) -> None:
    page = learner.get(f"/cohorts/{school.cohort.id}/tasks/01-start").text
    assert "몇 번이든 낼 수 있고, 가장 좋은 결과를 인정해요." in page
    assert school.submission.reference in page
    assert "7 / 10" in page


@pytest.mark.parametrize("policy", LatePolicy)
def test_a_task_says_the_rules_as_the_course_does(
    learner: FlaskClient, session: Session, school: Class, policy: LatePolicy
) -> None:
    task = school.submission.task
    task.late_policy, task.max_attempts = policy, 3
    session.commit()
    page = learner.get(f"/cohorts/{school.cohort.id}/tasks/{task.name}").text
    assert late_words(task).said_in("ko") in page
    assert attempt_words(task).said_in("ko") in page
    assert late_words(task).said_in("ko") in learner.get("/courses/press-line").text


def test_what_was_set_aside_says_so_and_tells_staff_what_happened(
    learner: FlaskClient, instructor: FlaskClient, session: Session, school: Class
) -> None:
    failed = make_submission(session, school.submission.enrolment, school.submission.release, attempt=2)
    run = queue_grading(session, failed, actor=SYSTEM)
    for _ in range(MOST_TRIES):
        work = start_run(session, run.id)
        assert work is not None
        try_again(session, work, Verdict(SubmissionState.FAILED, None, None, [], [], {}, 0.0))
    session.commit()
    reasons = []
    for client in (learner, instructor):
        page = client.get(f"/submissions/{failed.reference}").text
        assert "따로 두었습니다" in page
        reasons.append("3 tries that failed" in page)
    assert reasons == [False, True]
    assert failed.reference in instructor.get(f"/cohorts/{school.cohort.id}/submissions?state=failed").text


def test_a_fresh_receipt_stands_out_and_later_does_not(learner: FlaskClient, session: Session, school: Class) -> None:
    address = f"/cohorts/{school.cohort.id}/tasks/01-start"
    page = learner.get(address).text
    assert "제출물을 받았습니다." in page
    assert f"{school.submission.sha256[:12]}…" in page
    school.submission.received_at -= timedelta(hours=1)
    session.commit()
    page = learner.get(address).text
    assert "제출물을 받았습니다." not in page
    assert school.submission.reference in page


def test_tasks_lead_to_one_another(learner: FlaskClient, school: Class) -> None:
    first, second = (learner.get(f"/cohorts/{school.cohort.id}/tasks/{name}").text for name in ("01-start", "02-more"))
    assert "다음: 더 하기" in first
    assert "이전: " not in first
    assert "이전: 시작" in second
    assert "다음: " not in second


def test_home_says_which_rules_are_met_and_what_remains(learner: FlaskClient) -> None:
    page = learner.get("/").text
    assert "수료까지 과제 1개" in page
    assert "지금까지 과정 전체 점수: 28 %" in page
    assert page.count("아직</span>") == 3


def test_enrolment_and_course_say_how_one_stands(learner: FlaskClient, school: Class) -> None:
    for address in (f"/enrolments/{school.submission.enrolment_id}", "/courses/press-line"):
        page = learner.get(address).text
        assert "나의 진도" in page
        assert "수료까지 과제 1개" in page


def test_home_shows_what_one_waits_for(app: Portal, session: Session, school: Class) -> None:
    waiting = make_account(session)
    enrolment = make_enrolment(session, school.cohort, waiting, EnrolmentState.WAITING)
    client = client_of(app, waiting, session)
    page = client.get("/").text
    assert "나의 신청" in page
    assert "대기" in page
    assert f'href="/enrolments/{enrolment.id}"' in page
    assert "아직 듣는 과정이 없습니다." not in page


def test_htmx_gets_the_attempts_alone(learner: FlaskClient, school: Class) -> None:
    page = learner.get(f"/cohorts/{school.cohort.id}/tasks/01-start", headers={"HX-Request": "true"}).text
    assert "<html" not in page
    assert school.submission.reference in page


@pytest.mark.parametrize("address", ["/cohorts/{cohort}/tasks/01-start", "/submissions/{reference}"])
def test_htmx_gets_nothing_while_nothing_has_changed(
    learner: FlaskClient, session: Session, school: Class, address: str
) -> None:
    page = address.format(cohort=school.cohort.id, reference=school.submission.reference)
    queue_grading(session, school.submission, actor=SYSTEM, reason="Again")
    session.commit()
    again = re.search(r'hx-get="([^"]+)"', learner.get(page).text)
    assert again
    assert learner.get(again[1], headers={"HX-Request": "true"}).status_code == 204
    school.submission.state = SubmissionState.RUNNING
    session.commit()
    assert learner.get(again[1], headers={"HX-Request": "true"}).status_code == 200


def test_a_page_that_fetches_itself_keeps_nobody_signed_in(
    learner: FlaskClient, session: Session, school: Class
) -> None:
    sitting = session.scalars(select(SignInSession).where(SignInSession.account_id == school.learner.id)).one()
    sitting.last_seen_at = long_ago = now() - timedelta(minutes=5)
    session.commit()
    learner.get(f"/cohorts/{school.cohort.id}/tasks/01-start?seen=x", headers={"HX-Request": "true"})
    session.refresh(sitting)
    assert sitting.last_seen_at == long_ago
    learner.get("/")
    session.refresh(sitting)
    assert sitting.last_seen_at > long_ago


@pytest.mark.parametrize("address", ["/cohorts/{cohort}/tasks/01-start", "/submissions/{reference}"])
def test_strangers_find_nothing(app: Portal, session: Session, school: Class, address: str) -> None:
    stranger = client_of(app, make_account(session), session)
    answer = stranger.get(address.format(cohort=school.cohort.id, reference=school.submission.reference))
    assert answer.status_code == 404


def test_a_submission_shows_receipt_points_and_feedback(learner: FlaskClient, school: Class) -> None:
    page = learner.get(f"/submissions/{school.submission.reference}").text
    assert school.submission.sha256 in page
    assert "sum_of_scrap" in page
    assert '<section class="nb-cell">' in page
    assert "다시 채점" not in page


def test_a_file_comes_back_as_it_was_handed_in(learner: FlaskClient, school: Class) -> None:
    answer = learner.get(f"/submissions/{school.submission.reference}/files/work.ipynb")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert learner.get(f"/submissions/{school.submission.reference}/files/../x").status_code == 404


def test_feedback_that_an_instructor_returned_can_be_downloaded(
    learner: FlaskClient, session: Session, school: Class, settings: Settings
) -> None:
    tree = BlobStore(settings.blobs).put_tree({"work.html": b"<p>Well done</p>"})
    session.add(
        ReturnedFeedback(
            submission_id=school.submission.id,
            tree=tree.to_json(),
            returned_at=now(),
            returned_by_id=school.instructor.id,
        )
    )
    session.commit()
    address = f"/submissions/{school.submission.reference}"
    assert "강사가 돌려준 피드백" in learner.get(address).text
    answer = learner.get(f"{address}/returned/work.html")
    assert answer.data == b"<p>Well done</p>"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert learner.get(f"{address}/returned/other.html").status_code == 404


def test_an_instructor_sees_the_cohort_and_may_grade_again(instructor: FlaskClient, school: Class) -> None:
    listed = instructor.get(f"/cohorts/{school.cohort.id}/submissions").text
    assert school.submission.reference in listed
    assert "김하늘" in listed
    instructor.set_cookie("language", "en")
    assert "Kim Haneul" in instructor.get(f"/cohorts/{school.cohort.id}/submissions").text
    instructor.set_cookie("language", "ko")

    address = f"/submissions/{school.submission.reference}"
    assert instructor.post(f"{address}/regrade", data={"reason": " "}).status_code == 422
    answer = instructor.post(f"{address}/regrade", data={"reason": "시험이 틀렸습니다."})
    assert (answer.status_code, answer.location) == (303, address)
    assert "채점 대기" in instructor.get(address).text
    assert instructor.post(f"{address}/regrade", data={"reason": "또"}).status_code == 409


def test_filters_narrow_the_list(instructor: FlaskClient, school: Class) -> None:
    address = f"/cohorts/{school.cohort.id}/submissions"
    assert school.submission.reference in instructor.get(f"{address}?task=01-start&state=graded").text
    assert school.submission.reference not in instructor.get(f"{address}?task=02-more").text
    assert school.submission.reference not in instructor.get(f"{address}?state=failed").text


def test_a_learner_may_not_grade_or_list(learner: FlaskClient, school: Class) -> None:
    assert learner.get(f"/cohorts/{school.cohort.id}/submissions").status_code == 403
    answer = learner.post(f"/submissions/{school.submission.reference}/regrade", data={"reason": "!"})
    assert answer.status_code == 403


def test_a_printed_receipt_stands_alone(app: Portal, session: Session, school: Class) -> None:
    cookie = client_of(app, school.learner, session).get_cookie("naruteo")
    assert cookie is not None
    with served(app) as origin, browser() as started, context(started, url=origin) as opened:
        opened.add_cookies([{"name": "naruteo", "value": cookie.value, "url": origin}])
        page = opened.new_page()
        page.goto(f"{origin}/submissions/{school.submission.reference}")
        page.emulate_media(media="print")
        shown = page.locator("body").inner_text()
        assert page.pdf(format="A4").startswith(b"%PDF")
    order = [
        shown.index(words) for words in ("나루터", "접수증", "김하늘", "프레스 라인", "SHA-256", "결과", "문항별 점수")
    ]
    assert order == sorted(order)
    assert "홈" not in shown
    assert "로그아웃" not in shown


def test_everybody_concerned_sees_the_place_in_the_queue_and_the_wait(
    learner: FlaskClient, instructor: FlaskClient, session: Session, school: Class
) -> None:
    queue_grading(session, school.submission, actor=SYSTEM, reason="Again")
    session.commit()
    pages = (
        (learner, f"/cohorts/{school.cohort.id}/tasks/01-start"),
        (learner, f"/submissions/{school.submission.reference}"),
        (instructor, f"/submissions/{school.submission.reference}"),
        (instructor, f"/cohorts/{school.cohort.id}/submissions"),
    )
    for reader, address in pages:
        page = reader.get(address).text
        assert "다음 차례입니다." in page, address
        assert "예상 대기 시간은 알 수 없습니다." in page, address
    report(session, "a machine", 1)
    session.commit()
    for reader, address in pages:
        assert "몇 초 안에 결과가 나올 것으로 보입니다." in reader.get(address).text, address


def test_a_submission_tells_what_happened_when_and_why(learner: FlaskClient, session: Session, school: Class) -> None:
    address = f"/submissions/{school.submission.reference}"
    run = queue_grading(session, school.submission, actor=SYSTEM, reason="A test was wrong")
    start_run(session, run.id)
    odd = {"code": "timeout", "evidence": "work: t", "messages": {"ko": "너무 오래 걸렸습니다.", "en": "Too long."}}
    cells = [{"notebook": "work", "grade_id": "essay", "points": None, "max_points": 3.0, "kind": "manual"}]
    settle_run(session, run.id, Verdict(SubmissionState.NEEDS_REVIEW, 0.0, 3.0, cells, [odd], {}, 1.0))
    session.commit()
    page = learner.get(address).text.partition('class="timeline"')[2].partition("</ol>")[0]
    steps = ["접수", "채점 대기", "채점 중", "채점 완료", "채점 대기", "A test was wrong", "채점 중", "강사 확인 예정"]
    assert [step for step in steps if step not in page] == []
    assert "너무 오래 걸렸습니다. 사람이 채점하는 과제가 있습니다." in page
    assert "work: t" not in page


def doubtful(session: Session, school: Class, feedback: dict[str, dict[str, str]] | None = None) -> None:
    """Let the school's submission wait for a person: one cell is odd, one is graded by hand."""
    run = queue_grading(session, school.submission, actor=SYSTEM, reason="Again")
    start_run(session, run.id)
    cells = [
        {"notebook": "work", "grade_id": "t", "anchor": "nb-1", "points": 7.0, "max_points": 7.0, "kind": "auto"},
        {"notebook": "work", "grade_id": "essay", "anchor": "nb-2", "points": None, "max_points": 3.0,
         "kind": "manual", "heading": "나의 생각"},
    ]  # fmt: skip
    odd = {"code": "timeout", "evidence": "work: t", "messages": {"ko": "이상합니다.", "en": "This is odd."}}
    settle_run(session, run.id, Verdict(SubmissionState.NEEDS_REVIEW, 7.0, 10.0, cells, [odd], feedback or {}, 1.0))
    session.commit()


def test_an_instructor_sees_the_evidence_and_decides(
    learner: FlaskClient, instructor: FlaskClient, session: Session, school: Class
) -> None:
    doubtful(session, school)
    address = f"/submissions/{school.submission.reference}"
    theirs, ours = learner.get(address).text, instructor.get(address).text
    assert "사람이 확인하고 결정합니다." in theirs
    assert "이상합니다." in theirs
    assert "work: t</code>" in ours
    assert "work: t</code>" not in theirs
    desk = f"/grading/{school.submission.reference}"
    assert f'href="{desk}"' in ours
    assert f'href="{desk}"' not in theirs
    for number, cell, points in ((0, "work/t", "3"), (1, "work/essay", "2.5")):
        noted = {f"c{number}-cell": cell, f"c{number}-points": points}
        saved = instructor.post(f"{desk}/cells/{number}", data=noted)
        assert (saved.status_code, saved.location) == (303, f"{desk}#cell-{number}")
    seen = re.search(r'name="seen" value="(\w+)"', instructor.get(desk).text)
    assert seen
    sent = {"seen": seen[1], "reason": "직접 읽었습니다."}
    assert learner.post(f"{desk}/release", data=sent).status_code == 403
    refused = instructor.post(f"{desk}/release", data={**sent, "reason": " "})
    assert refused.status_code == 422
    answer = instructor.post(f"{desk}/release", data=sent)
    assert (answer.status_code, answer.location) == (303, address)
    page = learner.get(address).text
    assert "5.5</strong> / 10" in page
    assert "강사가 확인했습니다" in page
    assert "직접 읽었습니다." in page
    assert instructor.post(f"{desk}/release", data=sent).status_code == 422


def test_after_a_decision_the_feedback_no_longer_says_that_points_wait(
    learner: FlaskClient, session: Session, school: Class, settings: Settings
) -> None:
    written = BlobStore(settings.blobs).put('<p class="nb-score">3점은 사람의 확인을 기다리고 있습니다</p>'.encode())
    doubtful(session, school, {"ko": {"work": written}})
    address = f"/submissions/{school.submission.reference}"
    assert "nb-feedback--decided" not in learner.get(address).text
    run_id = school.submission.current_run_id
    assert run_id is not None
    points, actor = [CellDecision(7.0), CellDecision(2.0)], Actor("person", school.instructor.id)
    review(session, school.submission, run_id, points, reason="읽었습니다", actor=actor)
    session.commit()
    page = learner.get(address).text
    assert "강사가 점수를 확정했습니다: 읽었습니다" in page
    assert "강사가 점수를 확정하기 전에 작성한 피드백입니다." in page
    # The style sheet hides the grader's sum and what it says to be waiting.
    assert 'class="nb-feedback nb-feedback--decided"' in page

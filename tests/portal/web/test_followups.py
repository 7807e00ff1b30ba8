"""Who has not started, handed in or passed, and writing to them: whom it reaches, in which language, what is kept."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.models import Event
from naruteo_portal.catalogue.models import Cohort, CohortMessage, Enrolment, EnrolmentState, ScheduledTask
from naruteo_portal.core.clock import now
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity import limits
from naruteo_portal.identity.models import Account, OrganisationKind, Role
from naruteo_portal.notices.models import Notice
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.completion import make_trace
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.mails import mails
from naruteo_testing.regrades import grade_as, verdict
from naruteo_testing.submissions import make_release, make_submission

KOREAN = {"subject_ko": "이번 주 과제", "body_ko": "도움이 필요하면 알려 주세요.", "subject_en": "", "body_en": ""}
ENGLISH = {"subject_en": "This week's task", "body_en": "Tell me if you need help."}


@dataclass
class Group:
    """A cohort with one open task and one that opens later: one person passed the first, one did nothing."""

    cohort: Cohort
    instructor: Account
    diligent: Enrolment
    idle: Enrolment

    @property
    def address(self) -> str:
        return f"/cohorts/{self.cohort.id}"


@pytest.fixture
def group(session: Session) -> Group:
    provider = make_organisation(session, OrganisationKind.TRAINING_PROVIDER)
    instructor = make_account(session, "이정민", name_roman="Lee Jeongmin", roles=((Role.INSTRUCTOR, provider),))
    edition = make_edition(session, provider)
    cohort = make_cohort(session, edition, instructors=(instructor,))
    first, second = session.scalars(
        select(ScheduledTask).where(ScheduledTask.cohort_id == cohort.id).order_by(ScheduledTask.task_id)
    )
    first.opens_at, second.opens_at = now() - timedelta(days=1), now() + timedelta(days=1)
    diligent = make_enrolment(session, cohort, make_account(session, "이바다"))
    idle = make_enrolment(session, cohort, make_account(session, "Nguyễn Thị Mai", locale="en"))
    make_enrolment(session, cohort, make_account(session, "서대기"), EnrolmentState.WAITING)
    grade_as(session, make_submission(session, diligent, make_release(session, edition.tasks[0])), verdict(5))
    session.commit()
    return Group(cohort, instructor, diligent, idle)


@pytest.fixture
def desk(app: Portal, session: Session, group: Group) -> FlaskClient:
    return client_of(app, group.instructor, session)


def listed(desk: FlaskClient, group: Group, query: str) -> set[str]:
    page = desk.get(f"{group.address}/follow-up?{query}").text
    return {name for name in ("이바다", "Nguyễn Thị Mai", "서대기") if name in page}


def form(group: Group, *places: Enrolment, **fields: str) -> dict[str, str]:
    return {"people": ",".join(str(place.id) for place in places), "standing": "not-submitted", **KOREAN, **fields}


def send(desk: FlaskClient, group: Group, *places: Enrolment, **fields: str) -> int:
    return desk.post(f"{group.address}/messages/new", data=form(group, *places, act="send", **fields)).status_code


def test_the_list_is_narrowed_by_how_people_stand(desk: FlaskClient, group: Group) -> None:
    both = {"이바다", "Nguyễn Thị Mai"}
    assert listed(desk, group, "") == both
    assert listed(desk, group, "standing=not-started") == {"Nguyễn Thị Mai"}
    assert listed(desk, group, "standing=not-submitted") == {"Nguyễn Thị Mai"}
    assert listed(desk, group, "standing=not-submitted&task=01-start") == {"Nguyễn Thị Mai"}
    assert listed(desk, group, "standing=not-submitted&task=02-more") == set(), "it has not opened"
    assert listed(desk, group, "standing=not-passed") == both
    assert listed(desk, group, "standing=nonsense&task=nonsense") == both
    counts = re.findall(r'<span class="count">(\d+)</span>', desk.get(f"{group.address}/follow-up").text)
    assert counts == ["2", "1", "1", "2"]


def test_whoever_has_opened_something_has_started(desk: FlaskClient, session: Session, group: Group) -> None:
    make_trace(session, group.idle)
    session.commit()
    assert listed(desk, group, "standing=not-started") == set()
    assert "모두 학습을 시작했어요" in desk.get(f"{group.address}/follow-up?standing=not-started").text
    assert listed(desk, group, "standing=not-submitted") == {"Nguyễn Thị Mai"}


def test_empty_lists_say_why_they_are_empty(desk: FlaskClient, session: Session, group: Group) -> None:
    assert (
        "제출할 과제가 남은 사람이 없어요"
        in desk.get(f"{group.address}/follow-up?standing=not-submitted&task=02-more").text
    )
    assert "아직 이 기수에 보낸 메시지가 없어요" in desk.get(f"{group.address}/messages").text
    for place in (group.diligent, group.idle):
        session.merge(place).state = EnrolmentState.WITHDRAWN
    session.commit()
    assert "수강하는 사람이 없습니다" in desk.get(f"{group.address}/follow-up").text


def test_the_page_shows_no_points(desk: FlaskClient, group: Group) -> None:
    page = desk.get(f"{group.address}/follow-up").text
    assert "S-TEST" not in page
    assert "5 / 5" not in page


def test_only_those_who_teach_the_cohort_may_look_and_write(app: Portal, session: Session, group: Group) -> None:
    stranger = make_account(session, roles=((Role.INSTRUCTOR, make_organisation(session)),))
    other = client_of(app, stranger, session)
    for page in ("follow-up", "messages", "messages/new"):
        assert other.get(f"{group.address}/{page}").status_code == 404
    assert send(other, group, group.idle) == 404
    assert mails(session) == []


def test_whoever_is_to_get_it_is_shown_before_anything_is_sent(
    desk: FlaskClient, session: Session, group: Group
) -> None:
    everybody = desk.get(f"{group.address}/messages/new?to=all").text
    assert f'value="{group.idle.id},{group.diligent.id}"' in everybody
    picked = desk.get(f"{group.address}/messages/new?to=chosen&people={group.idle.id}").text
    assert "Nguyễn Thị Mai" in picked
    assert "이바다" not in picked
    empty = desk.get(f"{group.address}/messages/new?to=chosen&standing=not-passed")
    assert (empty.status_code, empty.location) == (303, f"{group.address}/follow-up?standing=not-passed&task=")
    preview = desk.post(f"{group.address}/messages/new", data=form(group, group.diligent, group.idle)).text
    assert "도움이 필요하면 알려 주세요." in preview
    assert "영어를 쓰지만 한국어 글을 받는 사람: 1명" in preview
    assert "(This message was written in Korean only.)" in preview
    assert mails(session) == []


def test_each_gets_their_language_and_the_history_keeps_it(desk: FlaskClient, session: Session, group: Group) -> None:
    assert send(desk, group, group.diligent, group.idle, task="01-start", **ENGLISH) == 303
    korean, english = session.scalars(select(Notice).order_by(Notice.account_id)).all()
    assert (korean.subject, korean.address) == ("이번 주 과제", f"/enrolments/{group.diligent.id}")
    assert korean.body.startswith("도움이 필요하면 알려 주세요.\n\n이정민 드림\n")
    assert english.subject == "This week's task"
    assert english.body.startswith("Tell me if you need help.\n\nLee Jeongmin\n")
    assert sorted(mail.subject for mail in mails(session)) == ["This week's task", "이번 주 과제"]
    kept = session.scalars(select(CohortMessage)).one()
    assert kept.chosen_by == {"standing": "not-submitted", "task": "01-start", "picked": False}
    event = session.scalars(select(Event).where(Event.verb == "wrote to people of")).one()
    assert sorted(event.details["receivers"]) == [group.diligent.account_id, group.idle.account_id]
    history = desk.get(f"{group.address}/messages").text
    for words in ("이번 주 과제", "Tell me if you need help.", "2명에게", "이정민", "제출 안 함"):
        assert words in history


def test_words_in_one_language_say_so_to_readers_of_the_other(
    desk: FlaskClient, session: Session, group: Group
) -> None:
    assert send(desk, group, group.idle) == 303
    notice = session.scalars(select(Notice)).one()
    assert notice.subject == "이번 주 과제"
    assert notice.body.startswith("(This message was written in Korean only.)\n\n도움이 필요하면")


@pytest.mark.parametrize(
    "fields",
    [
        {"subject_ko": "", "body_ko": ""},
        {"subject_ko": ""},
        {"body_ko": " \n "},
        {"subject_en": "Only a subject"},
        {"subject_ko": "가" * 151},
        {"body_ko": "가" * 4001},
        {"people": ""},
    ],
)
def test_what_is_missing_is_said_and_nothing_is_sent(
    desk: FlaskClient, session: Session, group: Group, fields: dict[str, str]
) -> None:
    assert send(desk, group, group.idle, **fields) == 422
    assert session.scalars(select(CohortMessage)).all() == []
    assert mails(session) == []


def test_a_line_break_never_becomes_a_header(desk: FlaskClient, session: Session, group: Group) -> None:
    assert send(desk, group, group.idle, subject_ko="과제\r\nBcc: all@example.kr") == 303
    assert mails(session)[0].subject == "과제 Bcc: all@example.kr"


def test_people_of_other_cohorts_and_people_who_left_are_not_reached(
    desk: FlaskClient, session: Session, group: Group
) -> None:
    session.merge(group.idle).state = EnrolmentState.WITHDRAWN
    session.commit()
    assert send(desk, group, group.idle) == 409
    assert send(desk, group, group.diligent, people=f"{group.diligent.id},999999") == 409
    assert send(desk, group, people="1,x") == 404
    assert mails(session) == []


def test_a_second_click_sends_nothing_twice(desk: FlaskClient, session: Session, group: Group) -> None:
    assert [send(desk, group, group.idle), send(desk, group, group.idle)] == [303, 409]
    assert len(mails(session)) == 1


def test_nobody_is_flooded(desk: FlaskClient, group: Group) -> None:
    sent = [
        send(desk, group, group.idle, subject_ko=f"소식 {number}")
        for number in range(limits.MESSAGE_OF_ACCOUNT.most + 1)
    ]
    assert sent == [303] * limits.MESSAGE_OF_ACCOUNT.most + [429]


def test_the_words_can_be_changed_after_the_preview(desk: FlaskClient, group: Group) -> None:
    answer = desk.post(f"{group.address}/messages/new", data=form(group, group.idle, act="change"))
    assert answer.status_code == 200
    assert 'value="이번 주 과제"' in answer.text

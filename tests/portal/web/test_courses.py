"""The catalogue and the page of a course, as visitors and learners see them."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import Cohort, CohortState, Delivery, Edition, EnrolmentState, Level
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.edge.transaction import Portal
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.queries import counted


def read(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return answer.text


@pytest.fixture
def courses(session: Session) -> dict[str, Cohort]:
    """Two different courses, one of them with a cohort that starts in ten days."""
    provider = make_organisation(session, name="나루터 교육원")
    today = today_in_korea()
    press = make_edition(session, provider, "press-line")
    make_edition(
        session, provider, "welding",
        title={"ko": "용접 데이터", "en": "Welding data"},
        summary={"ko": "전류를 봅니다.", "en": "You look at currents."},
        level=Level.ADVANCED, hours=40, delivery=Delivery.REMOTE, languages=["ko"],
        skills=[{"label": {"ko": "시계열", "en": "time series"}, "esco": None}],
    )  # fmt: skip
    cohort = make_cohort(session, press, seats=3, starts_on=today + timedelta(days=10))
    session.commit()
    return {"press": cohort}


def test_everybody_finds_courses(client: FlaskClient, courses: dict[str, Cohort]) -> None:
    page = read(client, "/courses")

    assert "프레스 라인" in page
    assert "용접 데이터" in page
    assert "나루터 교육원" in page
    client.set_cookie("language", "en")
    assert "Free seats: 3 of 3" in read(client, "/courses")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=용접", "welding"),
        ("q=CURRENTS+welding", "welding"),
        ("q=시계열", "welding"),
        ("q=100%25", ""),
        ("q=esco", ""),
        ("q=교육원", "press-line welding"),
        ("level=advanced", "welding"),
        ("level=nonsense", "press-line welding"),
        ("length=8-20", "press-line"),
        ("length=20-40", "welding"),
        ("length=40-", ""),
        ("delivery=blended", "press-line"),
        ("language=en", "press-line"),
        ("language=ko", "press-line welding"),
        ("skill=time+series", "welding"),
        ("starts=2026-01-01", "press-line"),
        ("starts=2999-01-01", ""),
        ("starts=someday", "press-line welding"),
        ("q=press&level=advanced", ""),
        ("page=99", "press-line welding"),
    ],
)
def test_filters_stand_in_the_address(client: FlaskClient, courses: dict[str, Cohort], query: str, found: str) -> None:
    page = read(client, f"/courses?{query}")

    for slug in ("press-line", "welding"):
        assert (f'href="/courses/{slug}"' in page) == (slug in found.split()), query


def test_a_course_says_its_rules_in_plain_words(client: FlaskClient, courses: dict[str, Cohort]) -> None:
    client.set_cookie("language", "en")
    page = read(client, "/courses/press-line")

    for said in (
        "Submit all 2 tasks.",
        "Reach at least 40 % in each task.",
        "Reach at least 60 % of the whole course",
        "You may submit as often as you like; the best attempt counts.",
        "marked as late from 30 minutes after the due time on",
        "Day 8, 23:59",
        "When the cohort ends",
        "Big data analysis",
        "perform data cleansing",
        "Sign in to apply",
        "3 of 3 free",
    ):
        assert said in page, said


def test_a_course_that_does_not_exist(client: FlaskClient, session: Session) -> None:
    read(client, "/courses/none", 404)


def test_only_open_cohorts_are_offered(client: FlaskClient, session: Session, courses: dict[str, Cohort]) -> None:

    for state in (CohortState.DRAFT, CohortState.CLOSED):
        courses["press"].state = state
        session.add(courses["press"])
        session.commit()
        assert "아직 계획된 기수가 없습니다" in read(client, "/courses/press-line"), state


def test_an_old_edition_is_not_listed_but_its_cohorts_are(
    client: FlaskClient, session: Session, courses: dict[str, Cohort]
) -> None:
    old = session.get_one(Edition, courses["press"].edition_id)
    newer = make_edition(session, make_organisation(session), "other", title={"ko": "새 판", "en": "New"})
    newer.course_id, newer.number = old.course_id, 2
    session.commit()

    assert "새 판" in read(client, "/courses")
    assert "프레스 라인" not in read(client, "/courses")
    assert "1기" in read(client, "/courses/press-line")


def test_a_learner_sees_their_state_instead_of_the_button(
    app: Portal, session: Session, courses: dict[str, Cohort]
) -> None:
    learner = make_account(session, locale="en")
    client = client_of(app, learner, session)
    assert ">Apply<" in read(client, "/courses/press-line")

    make_enrolment(session, courses["press"], learner, EnrolmentState.ADMITTED)
    session.commit()

    page = read(client, "/courses/press-line")
    assert "Has a place" in page
    assert ">Apply<" not in page


def test_a_full_cohort_offers_its_waiting_list(app: Portal, session: Session, courses: dict[str, Cohort]) -> None:
    for _ in range(3):
        make_enrolment(session, courses["press"], make_account(session))
    client = client_of(app, make_account(session, locale="en"), session)

    assert "Apply for the waiting list" in read(client, "/courses/press-line")
    assert "Waiting list only" in read(client, "/courses")


def test_the_number_of_queries_does_not_grow(
    app: Portal, engine: Engine, session: Session, courses: dict[str, Cohort]
) -> None:
    client = client_of(app, make_account(session), session)
    numbers = []
    for more in (0, 8):
        for at in range(more):
            edition = make_edition(
                session, make_organisation(session), title={"ko": f"과정 {at}", "en": f"Course {at}"}
            )
            make_cohort(session, edition)
            make_cohort(session, session.get_one(Edition, courses["press"].edition_id), name=f"{at}기")
        session.commit()
        for address in ("/courses", "/courses/press-line"):
            with counted(engine) as statements:
                read(client, address)
            numbers.append(len(statements))

    assert numbers[:2] == numbers[2:]
    assert max(numbers) <= 9, numbers

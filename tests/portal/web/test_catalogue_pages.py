"""The pages of courses, cohorts and enrolments in a real browser, in both languages and at both widths."""

import pytest
from sqlalchemy.orm import Session

from naruteo_portal.catalogue.models import EnrolmentState
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import Account, OrganisationKind, Role
from naruteo_testing.browser import browser, context
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import make_account, make_organisation
from naruteo_testing.served_pages import IN_BOTH_LANGUAGES, check_pages, sign_in_to
from naruteo_testing.styleguide import served


# The journeys see every page; this sees them with more to show.
@pytest.mark.thorough
@IN_BOTH_LANGUAGES
def test_every_page_is_accessible(app: Portal, session: Session, locale: str) -> None:
    provider = make_organisation(session, OrganisationKind.TRAINING_PROVIDER, name="나루터 교육원")
    teacher = make_account(session, "이정민", roles=((Role.INSTRUCTOR, provider),))
    edition = make_edition(session, provider, "press-line")
    cohort = make_cohort(session, edition, seats=1, instructors=(teacher,))
    learner = make_account(session, "김하늘")
    make_enrolment(session, cohort, learner, EnrolmentState.ADMITTED)
    waiting = make_account(session, "Nguyễn Thị Mai")
    make_enrolment(session, cohort, waiting, EnrolmentState.WAITING)
    for name in ("박서준", "Bat-Erdene Ганбаатар"):
        make_enrolment(session, cohort, make_account(session, name), EnrolmentState.APPLIED)
    pages: dict[Account | None, list[str]] = {
        None: ["/courses", "/courses?q=none", "/courses/press-line"],
        learner: ["/enrolments", "/enrolments/1", "/enrolments/1/withdraw", "/courses/press-line"],
        waiting: ["/enrolments/2"],
        teacher: [
            "/cohorts", "/cohorts/1", "/cohorts/1?view=left", "/cohorts/1?view=admitted", "/cohorts/1/edit",
            "/cohorts/1/schedule", "/cohorts/new", "/cohorts/new?course=press-line",
        ],
    }  # fmt: skip
    session.commit()
    check_pages(app, session, pages, locale, "catalogue")


def test_errors_of_a_form_lead_to_their_fields(app: Portal, session: Session) -> None:
    provider = make_organisation(session)
    teacher = make_account(session, roles=((Role.INSTRUCTOR, provider),))
    make_edition(session, provider, "press-line")
    with (
        served(app) as address,
        browser() as started,
        context(started, url=address, java_script_enabled=False) as opened,
    ):
        sign_in_to(opened, address, app, session, teacher)
        page = opened.new_page()
        page.goto(f"{address}/cohorts/new?course=press-line")
        page.click("main button[type=submit]")
        page.click("text=첫날: 첫날을 적어 주세요.")
        assert page.url.endswith("#starts_on")

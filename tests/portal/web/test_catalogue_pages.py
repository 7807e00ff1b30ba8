"""The pages of courses, cohorts and enrolments in a real browser, in both languages and at both widths."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from naruteo_portal.catalogue.models import EnrolmentState
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_testing.browser import browser, check_page, context
from naruteo_testing.catalogue import make_cohort, make_edition, make_enrolment
from naruteo_testing.factories import client_of, make_account, make_organisation


@pytest.fixture
def address(app: Portal) -> Iterator[str]:
    """The portal under test, served on a free port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_every_page_is_accessible(app: Portal, session: Session, address: str, locale: str) -> None:
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
    pages = {
        None: ["/courses", "/courses?q=none", "/courses/press-line"],
        learner: ["/enrolments", "/enrolments/1", "/enrolments/1/withdraw", "/courses/press-line"],
        waiting: ["/enrolments/2"],
        teacher: [
            "/cohorts", "/cohorts/1", "/cohorts/1?view=left", "/cohorts/1?view=admitted", "/cohorts/1/edit",
            "/cohorts/1/schedule", "/cohorts/new", "/cohorts/new?course=press-line",
        ],
    }  # fmt: skip
    shots = os.environ.get("NARUTEO_TEST_SHOTS")
    session.commit()
    with browser() as started:
        for account, paths in pages.items():
            with context(started, locale=locale, url=address) as opened:
                if account is not None:
                    cookie = client_of(app, account, session).get_cookie("naruteo")
                    assert cookie is not None
                    opened.add_cookies([{"name": "naruteo", "value": cookie.value, "url": address}])
                page = opened.new_page()
                for path in paths:
                    who = account.person.name_native[:2] if account else "visitor"
                    name = f"{who}{path}-{locale}".replace("/", "-").replace("?", "-")
                    check_page(page, address + path, shots=Path(shots) if shots else None, name=name)


def test_errors_of_a_form_lead_to_their_fields(app: Portal, session: Session, address: str) -> None:
    provider = make_organisation(session)
    teacher = make_account(session, roles=((Role.INSTRUCTOR, provider),))
    make_edition(session, provider, "press-line")
    cookie = client_of(app, teacher, session).get_cookie("naruteo")
    assert cookie is not None
    with browser() as started, context(started, url=address, java_script_enabled=False) as opened:
        opened.add_cookies([{"name": "naruteo", "value": cookie.value, "url": address}])
        page = opened.new_page()
        page.goto(f"{address}/cohorts/new?course=press-line")
        page.click("main button[type=submit]")
        page.click("text=첫날: 첫날을 적어 주세요.")
        assert page.url.endswith("#starts_on")

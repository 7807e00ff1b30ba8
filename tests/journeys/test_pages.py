"""Every page of the portal, as the people who may open it see it: both languages, a desk and a telephone."""

import csv
import io
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext
from pydantic import SecretStr
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter
from werkzeug.routing.exceptions import RequestRedirect

from naruteo_portal.app import create_app
from naruteo_portal.assessment.archives import pack
from naruteo_portal.assessment.publishing import files_below
from naruteo_portal.assessment.upload_models import UploadState
from naruteo_portal.catalogue.models import Enrolment, EnrolmentState
from naruteo_portal.core.clock import now
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.tokens import new_token, token_sha256
from naruteo_portal.demo import DEMO_PASSWORD, PEOPLE
from naruteo_portal.edge.guards import permission_of
from naruteo_portal.identity.mail_links import make_link
from naruteo_portal.identity.models import AccountState, Invitation, MailPurpose, Organisation, Role
from naruteo_portal.settings import Settings
from naruteo_testing.browser import WIDTHS, bring_axe, check_page
from naruteo_testing.candidates import fill_profile
from naruteo_testing.catalogue import write_course
from naruteo_testing.claim_growth import pages_of_claims
from naruteo_testing.claim_papers import make_document
from naruteo_testing.content import (
    account_of,
    ask_about,
    database_of,
    finish_course,
    grade_cohort_again,
    hand_in,
    pair_up,
    side_cohort,
    state_a_figure,
    wait_until_checked,
    wait_until_graded,
)
from naruteo_testing.decisions import make_officers_work
from naruteo_testing.opening_growth import fill_openings
from naruteo_testing.openings import Offering
from naruteo_testing.platform import Platform
from naruteo_testing.review_growth import reviews_in_demo
from naruteo_testing.round_growth import pages_in_demo

pytestmark = pytest.mark.journey

VISITOR = "visitor"
NEWCOMER = "newcomer@example.kr"
APPLICANT = "applicant@example.kr"
LEARNER = "seojun@example.kr"
TASK = "01-first-table"
COHORT = "곁의 기수"
EVERYBODY = (VISITOR, NEWCOMER, APPLICANT, *(person.email for person in PEOPLE))

# Routes that answer a browser's GET with something else than a page.
DOWNLOADS = (
    "submissions.submitted_file", "due_dates.task_file", "submissions.returned_file", "regrades.changes",
    "gradebook.file", "instructors.file", "figures.copy", "payments.file", "claims.file", "review_files.file",
    "programme_imports.faults", "exploration.public_file",
    "gradebook_exports.archive", "bulk.template", "bulk.corrections", "employer_facts.evidence", "roster.file",
    "roster.template", "roster.corrections", "learning_log.log_file", "learning_log.cohort_file",
    "claim_documents.file", "claim_documents.made", "claim_documents.archive", "claim_documents.accounting",
    "claim_documents.letter", "tax_sheets.sheet", "results.paper", "results.letter", "outcome_questions.letter",
    "candidate_papers.file", "round_files.instance", "round_files.answer", "round_files.evidence", "suitability.model",
)  # fmt: skip
NOT_PAGES = {
    "static": "a file",
    **dict.fromkeys(("health.live", "health.ready", "oidc_api.configuration", "oidc_api.keys"), "for programs"),
    **dict.fromkeys((f"reviews_api.{each}" for each in ("openapi", "programmes", "programme", "view")), "for programs"),
    "oidc.authorize": "leads on to the Hub; its refusal is among the odd pages below",
    "sign_in.keep_alive": "for our own script",
    **dict.fromkeys(("preferences.language", "preferences.display"), "leads back"),
    "review_waits.prepared": "leads on to the figures",
    "notices.follow": "leads on to what the notice is about",
    **dict.fromkeys(("courses.figure", "previews.figure", "previews.picture", "review_files.chart"), "an image"),
    **dict.fromkeys(DOWNLOADS, "a download"),
}
# What looks different for some is looked at as each of them; every other page as the first who may.
STAFF = ("jeongmin@example.kr", "minho@example.kr", "admin@example.kr")
SEEN_AGAIN_BY = {
    "home.home": EVERYBODY,
    "candidates.profile": (NEWCOMER, APPLICANT),
    "courses.course": (NEWCOMER, LEARNER),
    "cohorts.cohort": STAFF,
    "submissions.submission": STAFF,
    "people.person": STAFF,
}
REFUSALS = (
    (VISITOR, "/no-such-page", 404),
    (VISITOR, "/invitations/accept?token=used-up", 410),
    (VISITOR, "/oidc/authorize?client_id=nobody", 400),
    (LEARNER, "/people", 403), (LEARNER, "/submissions/S-2026-AAAA-AAAA", 404),
)  # fmt: skip
# The same pages with nothing to show, or with something else.
VARIANTS = {
    "people.people": "?q=nobody-of-this-name",
    "cohorts.cohort": "?view=waiting",
    "cohorts.new": "?course=shop-floor-python",
    "cohort_calendar.preview": "?scope=all&days=-2",
    "cohorts.cohorts": "?q=no-such-cohort",
    "courses.catalogue": "?q=no-such-course",
    "submissions.cohort": "?state=failed",
    "grading.queue": "?task=no-such-task",
    "regrades.regrade": "?view=unchanged",
    "audit.events": "?person=nobody",
    "notices.inbox": "?show=unread",
    "pre_check.pre_check": "?programme=employer_training&check=1&mode=remote&hours=20&part_ended_on=2026-11-01",
    "readiness.readiness": "?check=1&degree=master&topik=4&yearly_wage=36000000&occupation_listed=yes",
    "claim_queue.queue": "?view=overdue",
    "budgets.budgets": "?year=2000",
    "followups.people": "?standing=not-submitted",
}


@dataclass
class Tour:
    """Who can open what: for each person the cookies of their sign-in and one address of each page."""

    portal: str
    routes: MapAdapter
    cookies: dict[str, Any] = field(default_factory=dict)
    addresses: dict[str, dict[str, str]] = field(default_factory=dict)

    def endpoint(self, address: str) -> str | None:
        """The route behind an address of the portal."""
        try:
            return str(self.routes.match(urlsplit(address).path, method="GET")[0])
        except (HTTPException, RequestRedirect):
            return None

    def stops(self) -> Iterator[tuple[str, str]]:
        """Each page once, and those that differ as everybody who may open them."""
        seen: set[str] = set()
        for person in EVERYBODY:
            for endpoint, address in self.addresses[person].items():
                if endpoint not in seen and endpoint in VARIANTS:
                    yield person, address.partition("?")[0] + VARIANTS[endpoint]
                if endpoint not in seen or person in SEEN_AGAIN_BY.get(endpoint, ()):
                    seen.add(endpoint)
                    yield person, address


def walk(tour: Tour, context: BrowserContext, person: str, first: list[str]) -> list[str]:
    """Follow every link that leads to a page not seen yet; return what does not answer as it should."""
    found, wrong = tour.addresses.setdefault(person, {}), []
    waiting = [f"{tour.portal}{path}" for path in ("/", *first)]
    while waiting:
        address = waiting.pop(0)
        endpoint = tour.endpoint(address)
        if endpoint is None or endpoint in NOT_PAGES or endpoint in found:
            continue
        answer = context.request.get(address)
        if not answer.ok:
            wrong.append(f"{person}: {answer.status} {address}")
            continue
        if tour.endpoint(answer.url) != endpoint:
            continue  # led elsewhere, for instance to sign in
        found[endpoint] = address
        links = re.findall(r"<a\b[^>]*\bhref=\"([^\"#]+)", answer.text())
        waiting += [to for to in (urljoin(address, unescape(link)) for link in links) if to.startswith(tour.portal)]
    return wrong


@pytest.fixture(scope="module")
def tour(platform: Platform, browser: Browser) -> Tour:
    """Content that fills the pages, everybody signed in once, and every link followed."""
    app = create_app(Settings(secret_key=SecretStr("x" * 32), database_url="postgresql://unused/unused"))
    tour = Tour(platform.portal, app.url_map.bind(urlsplit(platform.portal).netloc))
    with database_of(platform.data) as engine:
        with unit_of_work(engine) as session:
            cohort = side_cohort(session, COHORT, LEARNER, APPLICANT)
            cohort_id, edition_id = cohort.id, cohort.edition_id
            place = session.query(Enrolment).filter_by(cohort_id=cohort_id, state=EnrolmentState.ADMITTED).one()
            extension = f"/enrolments/{place.id}/tasks/{TASK}/accommodation"
            newcomer = account_of(session, NEWCOMER, "도하나")
            suspended = account_of(session, "suspended@example.kr", "길마루")
            suspended.state = AccountState.SUSPENDED
            decisions = [f"/people/{suspended.handle}/reactivate", f"/people/{newcomer.handle}/suspend"]
            links = mailed_links(session)
            work = make_officers_work(session, account_of(session, "minho@example.kr"))
            document = make_document(session, work.claim, account_of(session, "yujin@example.kr"))
            judge = f"/claims/{work.claim.reference}/documents/files/{document.id}/judge"
            firm = session.query(Organisation).filter_by(slug="hangang-precision").one()
            fill_profile(session, newcomer)
            offering = Offering(firm, account_of(session, "yujin@example.kr"), account_of(session, "minho@example.kr"))
            fill_openings(session, app.settings, offering, account_of(session, LEARNER))
            more = {**pages_in_demo(session), **reviews_in_demo(session, app.settings)}
            claims = pages_of_claims(session, firm, account_of(session, "yujin@example.kr"), newcomer)
        # Two attempts: the table of attempts has something to compare.
        references = [hand_in(engine, platform.data, LEARNER, TASK, marker=marker) for marker in ("", "second")]
        for reference in references:
            wait_until_graded(engine, reference)
        ask_about(engine, references[-1])
        certificate = finish_course(engine, references[-1])
        state_a_figure(engine, platform.data)
        grade_cohort_again(engine, platform.data, references[-1])
        pair = pair_up(engine, references)
    own = [f"/submissions/{references[-1]}"]
    first = {
        VISITOR: ["/password", "/password/sent", "/sign-up", "/sign-up/sent", "/certificates", certificate, *links],
        NEWCOMER: ["/oidc/end-session?client_id=jupyterhub"],
        LEARNER: [*own, "/interviews"],
        "minho@example.kr": [judge],
    }
    wrong = []
    for person in EVERYBODY:
        context = browser.new_context()
        if person != VISITOR:
            sign_in_quietly(context, platform.portal, person)
        if person == "admin@example.kr":
            first[person] = [upload_a_list(context, platform.portal), *decisions]
        if person == "yujin@example.kr":
            first[person] = [upload_a_roster(context, platform.portal), *claims]
        if person == "jeongmin@example.kr":
            gradebook = upload_a_gradebook(context, platform.portal, cohort_id)
            # Pages that this cohort fills and another does not.
            pages = ("regrades", "survey", "messages/new?to=all")
            filled = [f"/cohorts/{cohort_id}/{page}" for page in pages]
            preview = f"/previews/edition/{edition_id}/reading/1"
            course = upload_a_course(context, platform)
            first[person] = [*own, pair, "/log-corrections", gradebook, preview, course, extension, *filled]
        tour.cookies[person] = context.storage_state()
        wrong += walk(tour, context, person, [*first.get(person, []), *more.get(person, [])])
        context.close()
    assert wrong == []
    return tour


def sign_in_quietly(context: BrowserContext, portal: str, email: str) -> None:
    """Send the form of the sign-in page."""
    page = context.request.get(f"{portal}/sign-in").text()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token, page
    form = {"csrf_token": token[1], "email": email, "password": DEMO_PASSWORD}
    answer = context.request.post(f"{portal}/sign-in", form=form)
    assert answer.ok, answer.text()
    assert answer.url == f"{portal}/"


def upload_a_list(context: BrowserContext, portal: str) -> str:
    """Have a list of people looked at, one row of it wrong; return the path of what was found."""
    text = "메일 주소,이름\nnew.one@example.kr,백새롬\nnot-an-address,육하람\n"
    return upload(context, f"{portal}/organisations/hangang-precision/invitations/import", text)


def upload_a_roster(context: BrowserContext, portal: str) -> str:
    """Have a roster looked at, with a new, a changed and a wrong row; return the path of what was found."""
    text = "사번,이름,입사일\n0024,백새롬,2026-03-02\n0012,김하늘,2019-03-05\n0025,,\n"
    return upload(context, f"{portal}/employers/hangang-precision/roster/imports", text)


def upload_a_gradebook(context: BrowserContext, portal: str, cohort_id: int) -> str:
    """Have a gradebook with other points compared, one row of it wrong; return the path of what was found."""
    gradebook = f"{portal}/cohorts/{cohort_id}/gradebook"
    file = context.request.get(f"{gradebook}/file.csv?cells=1").body().decode("utf-8-sig")
    heading, *rows = csv.reader(io.StringIO(file))
    cell = next(index for index, name in enumerate(heading) if re.search(r"\[points/[^/]+/[^/]+/", name))
    for row in rows:
        row[cell] = "0" if row[cell] else ""
    text = io.StringIO()
    csv.writer(text).writerows([heading, *rows, ["nobody", *heading[1:]]])
    return upload(context, f"{gradebook}/imports", text.getvalue())


def upload(context: BrowserContext, address: str, text: str) -> str:
    """Send a CSV file by the form of a page; return the path of the page that follows."""
    page = context.new_page()
    page.goto(address)
    page.set_input_files("input[type=file]", {"name": "파일.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.click("main form button[type=submit]")
    page.wait_for_url(f"{address}/*")
    return urlsplit(page.url).path


def upload_a_course(context: BrowserContext, platform: Platform) -> str:
    """Have a small course checked; return the path of what was found."""
    page = context.new_page()
    page.goto(f"{platform.portal}/course-uploads")
    with tempfile.TemporaryDirectory() as place:
        folder = write_course(Path(place) / "press-line-tour")
        archive = {"name": "press-line.zip", "mimeType": "application/zip", "buffer": pack(files_below(folder))}
    page.set_input_files("input[type=file]", archive)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/course-uploads/*")
    path = urlsplit(page.url).path
    page.close()
    # A page that is about to change is no page to look at.
    with database_of(platform.data) as engine:
        assert wait_until_checked(engine, int(path.rsplit("/", 1)[1])) is UploadState.READY
    return path


def mailed_links(session: Session) -> list[str]:
    """The pages that people only reach from a mail."""
    account = account_of(session, NEWCOMER)
    organisation = session.query(Organisation).filter_by(slug="hangang-precision").one()
    token = new_token()
    invitation = Invitation(
        organisation_id=organisation.id, role=Role.LEARNER, email="invited@example.kr", name_native="제갈온",
        name_roman=None, locale="ko", token_sha256=token_sha256(token), invited_by_id=account.id, invited_at=now(),
        expires_at=now() + timedelta(days=7), accepted_at=None, withdrawn_at=None,
    )  # fmt: skip
    session.add(invitation)
    return [
        f"/invitations/accept?token={token}",
        f"/sign-up/confirm?token={make_link(session, MailPurpose.SIGN_UP, 'fresh@example.kr', None)}",
        f"/password/new?token={make_link(session, MailPurpose.RESET_PASSWORD, NEWCOMER, account)}",
        f"/account/email/confirm?token={make_link(session, MailPurpose.CHANGE_EMAIL, 'other@example.kr', account)}",
    ]


def test_no_page_is_left_out(tour: Tour) -> None:
    app = create_app(Settings(secret_key=SecretStr("x" * 32), database_url="postgresql://unused/unused"))
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and permission_of(app, rule.endpoint).kind != "program"
    }
    assert set(NOT_PAGES) <= pages
    seen = {endpoint for addresses in tour.addresses.values() for endpoint in addresses}
    assert pages - set(NOT_PAGES) - seen == set()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_is_sound(tour: Tour, browser: Browser, language: str, pytestconfig: pytest.Config) -> None:
    wrong: list[str] = []
    # Each page is seen once, the languages and widths taking turns; `--thorough` sees all four pairs of them.
    thorough, mine, turn = pytestconfig.getoption("--thorough"), int(language == "en"), 0
    for person, addresses in by_person(tour.stops()).items():
        context = open_context(tour, browser, person, language)
        page = context.new_page()
        for address in addresses:
            turn += 1
            if not thorough and turn % 2 != mine:
                continue
            try:
                check_page(page, address, widths=tuple(WIDTHS) if thorough else (tuple(WIDTHS)[turn // 2 % 2],))
            except pytest.fail.Exception as fault:
                wrong.append(f"{person}: {fault}")
        context.close()
    assert not wrong, "\n".join(wrong)


def test_pages_are_sound_in_high_contrast(tour: Tour, browser: Browser) -> None:
    sample = {
        VISITOR: ("courses.course", "sign_in.sign_in"),
        LEARNER: ("home.home", "tasks.task", "submissions.submission"),
        "jeongmin@example.kr": ("submissions.cohort", "cohorts.schedule"),
        "admin@example.kr": ("people.people", "bulk.preview", "audit.events"),
    }
    for person, endpoints in sample.items():
        context = open_context(tour, browser, person, "ko", display="high-contrast")
        page = context.new_page()
        for endpoint in endpoints:
            check_page(page, tour.addresses[person][endpoint], widths=(1280,))
        context.close()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_refusals_are_pages_too(tour: Tour, browser: Browser, language: str, pytestconfig: pytest.Config) -> None:
    # Each in both languages and at both widths, but only `--thorough` sees all four pairs of them.
    for turn, (person, path, status) in enumerate(REFUSALS):
        mine = tuple(WIDTHS)[(turn + (language == "en")) % 2]
        widths = tuple(WIDTHS) if pytestconfig.getoption("--thorough") else (mine,)
        context = open_context(tour, browser, person, language)
        check_page(context.new_page(), f"{tour.portal}{path}", status=status, widths=widths)
        context.close()


def open_context(tour: Tour, browser: Browser, person: str, language: str, display: str = "system") -> BrowserContext:
    """A browser profile in which a person is signed in already and has chosen language and contrast."""
    context = browser.new_context(storage_state=tour.cookies[person], timezone_id="Asia/Seoul")
    chosen = {"language": language, "display": display}
    context.add_cookies([{"name": name, "value": value, "url": tour.portal} for name, value in chosen.items()])
    bring_axe(context)
    return context


def by_person(stops: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    """The addresses that each person looks at."""
    found: dict[str, list[str]] = {}
    for person, address in stops:
        found.setdefault(person, []).append(address)
    return found

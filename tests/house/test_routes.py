"""Every route for every role: whoever may not come in is stopped at the door, whoever may meets no fault."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from naruteo_portal.assessment.rubrics import add_rubric_item
from naruteo_portal.assessment.uploads import take_upload
from naruteo_portal.audit.events import Actor
from naruteo_portal.core.clock import now
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.core.tokens import new_token, token_sha256
from naruteo_portal.edge import answers, transaction
from naruteo_portal.edge.guards import Permission, permission_of
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import (
    Account,
    ImportReport,
    Invitation,
    Membership,
    Organisation,
    OrganisationKind,
    Role,
    SignInSession,
)
from naruteo_portal.notices.models import Notice, NoticeKind
from naruteo_portal.talent.rankings.pipeline import follow
from naruteo_portal.talent.rounds.models import RoundOpening
from naruteo_testing.answers import write_outcome
from naruteo_testing.candidates import add_skill, make_candidate, make_paper
from naruteo_testing.claim_papers import make_document
from naruteo_testing.claims import make_claim_with_appeal
from naruteo_testing.classroom import make_classroom
from naruteo_testing.completion import make_certificate, make_correction
from naruteo_testing.database import empty_tables
from naruteo_testing.decisions import make_officers_work
from naruteo_testing.employers import make_fact, make_firm
from naruteo_testing.factories import client_of, make_account, make_organisation
from naruteo_testing.figures import enter, statement
from naruteo_testing.gradebooks import make_gradebook_files
from naruteo_testing.opening_growth import FLAGGED
from naruteo_testing.openings import Offering, make_interview, plan
from naruteo_testing.openings import make_opening as write_draft
from naruteo_testing.register import instructorship, make_entry, make_substitute
from naruteo_testing.regrades import make_regrade
from naruteo_testing.requests import make_request
from naruteo_testing.review_growth import make_reviewed
from naruteo_testing.rounds import make_opening, make_round, round_with_result
from naruteo_testing.similarity import make_pair
from naruteo_testing.submissions import make_release, make_submission
from naruteo_testing.suitability import use_a_model

Who = Role | str
VISITOR, NOBODY = "visitor", "signed in without a role"
EVERYBODY: tuple[Who, ...] = (VISITOR, NOBODY, *Role)
PATH_VALUES: dict[str, object] = {
    "mode": "normal", "code": "en", "kind": "csv", "filename": "site.css", "path": "work.ipynb",
    "number": 1, "edition": 1, "source": "edition", "token": "no-such-token", "token_id": 1, "table": "days",
    "programme": "employer_training", "parameter": "least_score",
    "purpose": "matching", "paper": "degree", "item": "contract", "statement": "cost", "ending": "pdf", "year": 2026,
}  # fmt: skip
MANIFEST = {
    "ncs": [],
    "skills": [],
    "reading": [
        {"file": "reading/a.md", "title": {"ko": "글", "en": "A text"}, "minutes": 5, "markdown": "# 글\n\n읽습니다.\n"}
    ],
    "completion": {
        "minimum_score": 60,
        "minimum_per_task": 40,
        "must_submit": ["week1"],
        "minimum_days": 3,
        "survey": True,
    },
}


@dataclass
class World:
    """One thing of each kind, reachable for whoever has the right role, and somebody who looks at them."""

    client: FlaskClient
    values: dict[str, object]

    def ask(self, method: str, rule: Rule) -> TestResponse:
        values = self.values | ({"reference": self.values["claim"]} if rule.rule.startswith("/claims/") else {})
        if rule.endpoint == "review_files.file":
            values["ending"] = "csv"  # a paper takes seconds, and is made in tests/portal/web/test_reviews.py
        unknown = rule.arguments - values.keys()
        assert not unknown, f"give {unknown} of {rule.rule} a value in tests/house/test_routes.py"
        url = rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)
        assert url is not None, rule.rule
        return self.client.open(url[1], method=method, buffered=True)


def make_world(app: Portal, session: Session, who: Who) -> World:
    """A small platform with one cohort, one submission, one invitation and one looked-at import."""
    session.rollback()  # an open transaction would keep the tables from being emptied
    empty_tables(app.engine)
    classroom = make_classroom(session, BlobStore(app.settings.blobs))
    classroom.edition.manifest = MANIFEST
    task = classroom.add_task("week1", release=False)
    submission = make_submission(session, classroom.enrolment, make_release(session, task, classroom.blobs))
    regrade = make_regrade(session, classroom.cohort, submission)
    asked = make_request(session, submission)
    assert classroom.enrolment is not None
    correction = make_correction(session, classroom.enrolment)
    certificate = make_certificate(session, classroom.enrolment)
    organisation_id = classroom.course.organisation_id
    cell = {"notebook": "work", "grade_id": "essay", "max_points": 3.0}
    line = add_rubric_item(
        session, classroom.course.id, task.name, cell, "Clear", 2.0, actor=Actor("person", classroom.instructor.id)
    )  # fmt: skip
    firm = make_firm(session, "routes-firm")
    fact = make_fact(session, firm, "firm_size", "priority")
    pair = make_pair(session, classroom.cohort.id, submission, submission, classroom.instructor.id)
    agency = make_organisation(session, OrganisationKind.AGENCY)
    account = classroom.learner if who is Role.LEARNER else make_account(session, "강지수")
    for place in (organisation_id, agency.id):
        if isinstance(who, Role):
            since = now().date() - timedelta(days=2)
            session.add(Membership(account_id=account.id, organisation_id=place, role=who, since=since, until=None))
    if who is Role.INSTRUCTOR:
        classroom.add_instructor(account)
    other = make_account(session, "서하린")
    membership = Membership(
        account_id=other.id, organisation_id=organisation_id, role=Role.LEARNER, since=now().date(), until=None
    )
    invitation = Invitation(
        organisation_id=organisation_id, role=Role.LEARNER, email="new@example.kr", name_native="남궁민",
        name_roman=None, locale="ko", token_sha256=token_sha256(new_token()), invited_by_id=other.id, invited_at=now(),
        expires_at=now() + timedelta(days=7), accepted_at=None, withdrawn_at=None,
    )  # fmt: skip
    report = ImportReport(
        organisation_id=organisation_id, uploaded_by_id=account.id, uploaded_at=now(), file_name="people.csv",
        encoding="utf-8", rows=[], carried_out_at=None,
    )  # fmt: skip
    provider = session.get_one(Organisation, organisation_id)
    teacher = make_account(session, roles=((Role.INSTRUCTOR, provider),)) if who is not Role.INSTRUCTOR else account
    make_entry(session, teacher, provider)
    substitute = make_substitute(session, classroom.cohort, other, classroom.instructor)
    upload = take_upload(
        session, provider, {"course.yaml": b"manifest: 1"}, file_name="course.zip", blobs=classroom.blobs,
        actor=Actor("person", other.id),
    )  # fmt: skip
    draft, appeal = make_claim_with_appeal(session, provider, other)
    notice = Notice(
        account_id=account.id, kind=NoticeKind.RESULT, locale="ko", subject="결과", body="나왔어요.", address="/",
        created_at=now(), read_at=None,
    )  # fmt: skip
    session.add_all([membership, invitation, report, notice])
    colleague = make_account(session, roles=((Role.PROGRAMME_OFFICER, agency),))
    is_officer = who is Role.PROGRAMME_OFFICER
    work = make_officers_work(session, account if is_officer else colleague)
    claim = work.claim if is_officer else draft
    document = make_document(session, claim, account, classroom.blobs)
    came_back, export = make_gradebook_files(session, classroom.cohort, account)
    figure = enter(session, classroom.blobs, colleague, statement("least_score", "60"))
    round_ = round_with_result(session, app.settings, colleague)
    candidate = make_candidate(session, account, skills=())
    skill, paper = add_skill(session, candidate, "python"), make_paper(session, candidate)
    draft = write_draft(session, Offering(firm.employer, other, colleague), plan(description=FLAGGED), open_=False)
    draft.organisation_id = organisation_id
    opening = make_opening(session, provider)
    question = write_outcome(session, round_, candidate, opening)
    open_round = make_round(session, app.settings, colleague)
    session.add_all(
        RoundOpening(round_id=open_round.id, opening_id=each.id, seats=1, target=None, place_in_order=None)
        for each in (opening, draft)
    )
    followed = follow(session, draft, candidate, actor=Actor("person", other.id), account_id=other.id)
    interview = make_interview(session, followed, other)
    reviewed = make_reviewed(session, app.settings, provider, account)
    session.commit()
    client = app.test_client() if who == VISITOR else client_of(app, account, session)
    return World(client, {**PATH_VALUES, **ids(session, account, other, classroom.cohort.id, classroom.enrolment.id),
                          "slug": classroom.course.slug, "course": classroom.course.slug, "name": task.name,
                          "assignment": task.name, "reference": submission.reference, "membership_id": membership.id,
                          "invitation_id": invitation.id, "report_id": report.id,
                          "regrade_id": regrade.id, "item_id": line.id, "request_id": asked.id,
                          "pair_id": pair.id, "fact_id": fact.id, "substitute_id": substitute.id,
                          "instructorship_id": instructorship(session, teacher),
                          "import_id": came_back.id, "export_id": export.id,
                          "claim": claim.reference, "document_id": document.id,
                          "upload_id": upload.id, "source_id": classroom.edition.id, "notice_id": notice.id,
                          "budget_id": work.budget_id, "batch_id": work.batch_id,
                          "return_id": work.return_id, "phrase_id": work.phrase_id,
                          "correction_id": correction.id, "figure_id": figure.id, "appeal_id": appeal.id,
                          "skill_id": skill.id, "paper_id": paper.id, "candidate": candidate.reference,
                          "offered": draft.reference, "opening_flag_id": draft.flags[0].id,
                          "entry_id": followed.id, "interview_id": interview.id,
                          "opening": opening.reference, "round_reference": round_.reference,
                          "question": question.reference, "fit_id": use_a_model(session, colleague).id, **reviewed,
                          "certificate": certificate.number})  # fmt: skip


def ids(session: Session, account: Account, other: Account, cohort_id: int, enrolment_id: int) -> dict[str, object]:
    """The ids that do not depend on the kind of thing."""
    signed_in = session.query(SignInSession.id).filter_by(account_id=account.id).first()
    return {
        "handle": other.handle, "cohort_id": cohort_id, "enrolment_id": enrolment_id,
        "session_id": signed_in[0] if signed_in else 1,
    }  # fmt: skip


def asked_of(app: Portal) -> Iterator[tuple[Rule, str, Permission]]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, permission_of(app, rule.endpoint)


def may(who: Who, permission: Permission) -> bool:
    if permission.kind == "anyone":
        return True
    return who != VISITOR and (permission.kind == "signed in" or who in permission.roles)


def fault(who: Who, permission: Permission, answer: TestResponse) -> str | None:
    """What is wrong with an answer, if anything."""
    to_sign_in = answer.status_code == 302 and answer.location.startswith("/sign-in")
    if permission.kind == "program":
        return None if 400 <= answer.status_code < 500 else "a program's route took a cookie, or nothing at all"
    if not may(who, permission):
        if who == VISITOR:
            told = answer.status_code == 401 and answer.mimetype == "application/problem+json"
            return None if to_sign_in or told else "a visitor was not led to sign in"
        return None if answer.status_code == 403 else "somebody without the role was not refused"
    if answer.status_code >= 500:
        return "a fault"
    if to_sign_in and who != VISITOR:
        return "somebody signed in was sent to sign in"
    if answer.status_code != 204 and answer.mimetype == "text/html" and not answer.location:
        page = answer.text
        if len(re.findall(r"<h1\b", page)) != 1 or not re.search(r'<html lang="(ko|en)"', page):
            return "a page without its language or with other than one main heading"
    if not answer.headers.get("Content-Security-Policy"):
        return "no policy"
    return None


class Undone(Session):
    """Sends what would be committed to the database and takes it back, so that every request finds the same world."""

    def commit(self) -> None:
        self.flush()
        self.rollback()


@pytest.mark.parametrize("who", EVERYBODY, ids=str)
def test_every_route(app: Portal, session: Session, who: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(app, session, who)
    monkeypatch.setattr(transaction, "Session", Undone)
    wrong: list[str] = []
    cookie = world.client.get_cookie("naruteo")
    for rule, method, permission in asked_of(app):
        if rule.endpoint == "health.ready":
            continue  # says 503 whenever a part is missing, as in tests
        if cookie is not None:
            world.client.set_cookie("naruteo", cookie.value)  # one of the routes signs out
        with monkeypatch.context() as plain:
            if not may(who, permission):
                # Refusals all look alike, and thousands are not looked at.
                plain.setattr(answers, "render_template", lambda *_names, **_values: "")
            answer = world.ask(method, rule)
        found = fault(who, permission, answer)
        if found:
            wrong.append(f"{method} {rule.rule}: {answer.status_code}, {found}")
    assert wrong == []


def test_a_page_that_exists_for_nobody_is_said_to_be_missing(client: FlaskClient) -> None:
    for address in ("/no-such-page", "/static/no-such-file.css", "/cohorts/not-a-number"):
        assert client.get(address).status_code == 404


def test_forms_are_refused_without_their_anti_forgery_token(
    app: Portal, session: Session, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    world = make_world(app, session, Role.ADMINISTRATOR)
    taken = []
    for rule, method, permission in asked_of(app):
        if method != "GET" and permission.kind != "program":
            answer = world.ask(method, rule)
            if answer.status_code != 400:
                taken.append(f"{method} {rule.rule}: {answer.status_code}")
    assert taken == []


def test_only_programs_are_spared_the_anti_forgery_token(app: Portal) -> None:
    exempt = app.extensions["csrf"]._exempt_blueprints
    changing = {
        rule.endpoint
        for rule, method, permission in asked_of(app)
        if method != "GET" and permission.kind != "program" and rule.endpoint.split(".")[0] in exempt
    }
    assert changing == set()


@pytest.mark.parametrize("what", [lambda rule: rule.rule == rule.rule.lower(), lambda rule: "_" not in _fixed(rule)])
def test_addresses_are_lower_case_words_with_hyphens(app: Portal, what: Callable[[Rule], bool]) -> None:
    assert [rule.rule for rule in app.url_map.iter_rules() if not what(rule)] == []


def _fixed(rule: Rule) -> str:
    return re.sub(r"<[^>]*>", "", rule.rule)

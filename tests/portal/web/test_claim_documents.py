"""The pages of a claim's documents: who sees and changes them, and files that cannot act in the portal."""

import io
import zipfile

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor
from naruteo_portal.core.clock import now
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.edge.transaction import Portal
from naruteo_portal.identity.models import OrganisationKind, Role
from naruteo_portal.incentives.claims.claims import move
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.queries import get_any_claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.decisions.answers import answer_of
from naruteo_portal.incentives.decisions.decisions import propose
from naruteo_portal.incentives.decisions.models import DecisionKind
from naruteo_portal.incentives.documents.models import ClaimDocument, DocumentState
from naruteo_portal.incentives.documents.pack import keep_letter, keep_statements
from naruteo_testing.claims import Employer, make_employer, plan
from naruteo_testing.factories import client_of, make_account, make_organisation

PDF = b"%PDF-1.7 <script>alert(1)</script>%%EOF"


@pytest.fixture
def employer(session: Session) -> Employer:
    return make_employer(session)


@pytest.fixture
def claim(session: Session, employer: Employer) -> Claim:
    made = employer.draft(plan())
    session.commit()
    return made


@pytest.fixture
def hr(app: Portal, session: Session, employer: Employer, claim: Claim) -> FlaskClient:
    return client_of(app, employer.hr, session)


@pytest.fixture
def officer(app: Portal, session: Session, employer: Employer, claim: Claim) -> FlaskClient:
    return client_of(app, employer.officer, session)


def send(client: FlaskClient, claim: Claim, name: str = "계약서.pdf", content: bytes = PDF, **query: int) -> int:
    answer = client.post(
        f"/claims/{claim.reference}/documents/contract",
        data={"file": (io.BytesIO(content), name)},
        query_string=query,
    )
    return answer.status_code


def only_document(session: Session) -> ClaimDocument:
    session.expire_all()
    return session.query(ClaimDocument).filter(ClaimDocument.left_at.is_(None)).one()


def test_hr_uploads_and_gets_the_very_bytes_back_as_a_download(hr: FlaskClient, session: Session, claim: Claim) -> None:
    assert send(hr, claim, "../<x>계약서.pdf") == 303
    document = only_document(session)
    assert document.file_name == "x계약서.pdf"
    answer = hr.get(f"/claims/{claim.reference}/documents/files/{document.id}")
    assert answer.data == PDF
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    page = hr.get(f"/claims/{claim.reference}/documents/contract").text
    assert "x계약서.pdf" in page


def test_what_is_refused_says_so_at_the_field_and_keeps_nothing(
    hr: FlaskClient, session: Session, claim: Claim
) -> None:
    for name, content in (("a.pdf", b"<html>"), ("a.exe", PDF), ("a.pdf", b"")):
        assert send(hr, claim, name, content) == 422
    assert session.query(ClaimDocument).count() == 0
    assert hr.post(f"/claims/{claim.reference}/documents/contract").status_code == 422


def test_a_file_takes_the_place_of_one_and_a_wrong_one_is_taken_back(
    hr: FlaskClient, session: Session, claim: Claim
) -> None:
    send(hr, claim)
    first = only_document(session).id
    assert send(hr, claim, content=PDF + b"%%EOF", replaces=first) == 303
    second = only_document(session).id
    assert second != first
    assert send(hr, claim, content=b"%PDF-3%%EOF", replaces=first) == 404
    back = f"/claims/{claim.reference}/documents/files/{second}/take-back"
    assert hr.post(back).status_code == 303
    assert hr.post(back).status_code == 409


def test_officers_judge_while_the_claim_is_with_them(
    hr: FlaskClient, officer: FlaskClient, session: Session, employer: Employer, claim: Claim
) -> None:
    send(hr, claim)
    document = only_document(session)
    judge = f"/claims/{claim.reference}/documents/files/{document.id}/judge"
    assert officer.post(judge, data={"act": "accept"}).status_code == 404, "a draft is its employer's own business"
    handed_in = get_any_claim(session, claim.reference)
    handed_in.submitted_at = now()
    move(session, handed_in, ClaimState.SUBMITTED, actor=employer.actor)
    session.commit()
    assert send(hr, claim, content=b"%PDF-2%%EOF") == 403
    assert hr.post(judge, data={"act": "accept"}).status_code == 403
    assert officer.post(judge, data={"act": "reject"}).status_code == 422
    assert officer.post(judge, data={"act": "reject", "reason": "서명이 없습니다"}).status_code == 303
    assert only_document(session).state is DocumentState.REJECTED
    assert "서명이 없습니다" in hr.get(f"/claims/{claim.reference}/documents/contract").text
    assert officer.post(judge, data={"act": "accept"}).status_code == 303
    assert only_document(session).reason is None


def test_nobody_else_sees_a_claims_documents(app: Portal, session: Session, hr: FlaskClient, claim: Claim) -> None:
    send(hr, claim)
    document = only_document(session)
    other = make_organisation(session, name="다른회사")
    stranger = client_of(app, make_account(session, roles=((Role.EMPLOYER_HR, other),)), session)
    session.commit()
    base = f"/claims/{claim.reference}/documents"
    for address in (base, f"{base}.zip", f"{base}/contract", f"{base}/files/{document.id}", f"{base}/made/pdf/cost"):
        assert stranger.get(address).status_code == 404, address
        assert app.test_client().get(address).status_code == 302, address


def test_auditors_read_and_change_nothing(app: Portal, session: Session, claim: Claim) -> None:
    agency = make_organisation(session, OrganisationKind.AGENCY)
    auditor = client_of(app, make_account(session, roles=((Role.AUDITOR, agency),)), session)
    claim.submitted_at = now()
    session.commit()
    assert auditor.get(f"/claims/{claim.reference}/documents").status_code == 200
    assert send(auditor, claim) == 403


@pytest.mark.parametrize("ending", ["pdf", "xlsx"])
def test_statements_are_made_of_the_claim_and_later_are_those_that_were_kept(
    app: Portal, hr: FlaskClient, session: Session, claim: Claim, ending: str
) -> None:
    address = f"/claims/{claim.reference}/documents/made/{ending}/cost"
    assert hr.get(address).data.startswith(b"%PDF" if ending == "pdf" else b"PK")
    keep_statements(session, get_any_claim(session, claim.reference), BlobStore(app.settings.blobs))
    session.commit()
    assert hr.get(address).data == hr.get(address).data
    assert hr.get(f"/claims/{claim.reference}/documents/made/{ending}/wages").status_code == 404


def test_everything_comes_in_one_archive(hr: FlaskClient, claim: Claim) -> None:
    send(hr, claim)
    answer = hr.get(f"/claims/{claim.reference}/documents.zip")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={claim.reference}.zip"
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert "manifest.json" in names
    assert any(name.startswith("uploaded/contract/") for name in names)


def test_the_letter_comes_with_the_decision_and_stays_as_it_was_kept(
    app: Portal, hr: FlaskClient, session: Session, employer: Employer, claim: Claim
) -> None:
    address = f"/claims/{claim.reference}/decision-letter"
    assert hr.get(address).status_code == 404
    held = employer.claim(plan("0002"))
    move(session, held, ClaimState.IN_REVIEW, actor=employer.actor)
    seen = answer_of(session, held).seen
    officer = Actor("person", employer.officer.id)
    propose(
        session,
        held,
        DecisionKind.REJECT,
        "기간이 지났습니다.",
        seen=seen,
        version=held.version,
        limit=0,
        actor=officer,
    )
    session.commit()
    address = f"/claims/{held.reference}/decision-letter"
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(hr.get(address).data)).pages)
    for wanted in (f"{held.reference}-1", "기간이 지났습니다.", "강민호", "반려", "행정심판"):
        assert wanted in said, wanted
    assert address in hr.get(f"/claims/{held.reference}/documents").text
    store = BlobStore(app.settings.blobs)
    keep_letter(session, get_any_claim(session, held.reference), store)
    session.commit()
    archive = zipfile.ZipFile(io.BytesIO(hr.get(f"/claims/{held.reference}/documents.zip").data))
    assert archive.read("ko/decision-1.pdf") == hr.get(address).data


@pytest.mark.parametrize("ending", ["pdf", "xlsx"])
def test_the_tax_sheet_of_a_year_is_for_whoever_reads_the_claims(
    app: Portal, hr: FlaskClient, session: Session, employer: Employer, claim: Claim, ending: str
) -> None:
    address = f"/organisations/{employer.organisation.slug}/tax-sheets/{claim.year}/{ending}"
    assert hr.get(address).data.startswith(b"%PDF" if ending == "pdf" else b"PK")
    stranger = make_employer(session, "다른회사")
    session.commit()
    assert client_of(app, stranger.hr, session).get(address).status_code == 404


def test_a_claim_that_is_not_paid_has_no_journal_line(
    hr: FlaskClient, session: Session, employer: Employer, claim: Claim
) -> None:
    address = f"/claims/{claim.reference}/accounting.csv"
    assert hr.get(address).status_code == 409
    held = get_any_claim(session, claim.reference)
    held.amount = 252_000
    for state in (ClaimState.SUBMITTED, ClaimState.IN_REVIEW, ClaimState.APPROVED, ClaimState.PAID):
        move(session, held, state, actor=employer.actor)
    session.commit()
    assert f",252000,{claim.reference}" in hr.get(address).data.decode("utf-8-sig")


@pytest.mark.parametrize("address", ["no-such-item", "files/0", "made/pdf/no-such-statement"])
def test_what_does_not_exist_is_said_to_be_missing(hr: FlaskClient, claim: Claim, address: str) -> None:
    assert hr.get(f"/claims/{claim.reference}/documents/{address}").status_code == 404


def test_the_checklist_says_what_is_missing(hr: FlaskClient, claim: Claim) -> None:
    page = hr.get(f"/claims/{claim.reference}/documents").text
    assert "훈련기관의 훈련생 출석부" in page
    assert "평생능력규칙 7-2①" in page
    assert "빠진 서류 있음" in page

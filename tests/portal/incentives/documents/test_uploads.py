"""Documents of a claim: who may change them and when, one replaced alone, and all of them in one archive."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from naruteo_portal.core.storage import BlobStore
from naruteo_portal.incentives.attachments import Checked, FileKind
from naruteo_portal.incentives.claims.claims import move
from naruteo_portal.incentives.claims.errors import NotFromHere
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.documents import uploads
from naruteo_portal.incentives.documents.checklist import Item
from naruteo_portal.incentives.documents.models import ClaimDocument, DocumentState
from naruteo_portal.incentives.documents.pack import claim_archive, keep_statements
from naruteo_portal.incentives.documents.uploads import (
    MOST_FILES,
    Decided,
    Standing,
    TooManyDocuments,
    TooMuchTogether,
    UploadedAlready,
    checklist_lines,
    decide,
    is_complete,
    take_back,
    upload,
)
from naruteo_testing.claims import Employer, make_employer, plan


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


@pytest.fixture
def employer(session: Session) -> Employer:
    return make_employer(session)


@pytest.fixture
def claim(employer: Employer) -> Claim:
    return employer.draft(plan())


def pdf(words: str) -> Checked:
    return Checked(f"{words}.pdf", FileKind.PDF, f"%PDF-{words}%%EOF".encode())


def put(
    employer: Employer, claim: Claim, blobs: BlobStore, words: str, item: Item = Item.CONTRACT,
    replaces: ClaimDocument | None = None,
) -> ClaimDocument:  # fmt: skip
    return upload(employer.session, claim, item, pdf(words), blobs=blobs, replaces=replaces, actor=employer.actor)


def standing(session: Session, claim: Claim, item: Item) -> Standing:
    return next(each.standing for each in checklist_lines(session, claim) if each.requirement.item is item)


def test_a_document_that_is_rejected_is_replaced_alone(
    session: Session, employer: Employer, claim: Claim, blobs: BlobStore
) -> None:
    first, second = put(employer, claim, blobs, "가"), put(employer, claim, blobs, "나", Item.ATTENDANCE)
    assert standing(session, claim, Item.ATTENDANCE) is Standing.WAITING
    move(session, claim, ClaimState.SUBMITTED, actor=employer.actor)
    decide(session, claim, first, None, actor=employer.actor)
    decide(session, claim, second, "서명이 없습니다", actor=employer.actor)
    assert standing(session, claim, Item.ATTENDANCE) is Standing.REJECTED
    assert not is_complete(checklist_lines(session, claim))
    for state in (ClaimState.IN_REVIEW, ClaimState.SUPPLEMENT):
        move(session, claim, state, actor=employer.actor)
    third = put(employer, claim, blobs, "다", Item.ATTENDANCE, replaces=second)
    assert (second.state, second.left_at is None) == (DocumentState.REJECTED, False)
    assert (first.state, third.state) == (DocumentState.ACCEPTED, DocumentState.WAITING)
    assert is_complete(checklist_lines(session, claim))
    with pytest.raises(Decided):
        put(employer, claim, blobs, "라", Item.CONTRACT, replaces=first)
    with pytest.raises(Decided):
        take_back(session, claim, first, actor=employer.actor)


def test_documents_stay_as_they_are_while_officers_look_at_them(
    session: Session, employer: Employer, claim: Claim, blobs: BlobStore
) -> None:
    document = put(employer, claim, blobs, "가")
    with pytest.raises(NotFromHere):
        decide(session, claim, document, None, actor=employer.actor)
    move(session, claim, ClaimState.SUBMITTED, actor=employer.actor)
    with pytest.raises(NotFromHere):
        put(employer, claim, blobs, "나")
    with pytest.raises(NotFromHere):
        take_back(session, claim, document, actor=employer.actor)


def test_the_same_file_is_not_taken_twice_unless_it_was_taken_back(
    session: Session, employer: Employer, claim: Claim, blobs: BlobStore
) -> None:
    document = put(employer, claim, blobs, "가")
    with pytest.raises(UploadedAlready):
        put(employer, claim, blobs, "가", Item.OTHER)
    take_back(session, claim, document, actor=employer.actor)
    assert put(employer, claim, blobs, "가").left_at is None


def test_a_line_does_not_fill_without_end(employer: Employer, claim: Claim, blobs: BlobStore) -> None:
    for number in range(MOST_FILES):
        put(employer, claim, blobs, str(number))
    with pytest.raises(TooManyDocuments):
        put(employer, claim, blobs, "more")


def test_all_documents_of_a_claim_fit_into_one_archive(
    employer: Employer, claim: Claim, blobs: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_TOGETHER", 2 * len(pdf("가").content))
    first = put(employer, claim, blobs, "가")
    put(employer, claim, blobs, "나")
    with pytest.raises(TooMuchTogether):
        put(employer, claim, blobs, "다")
    assert put(employer, claim, blobs, "다", replaces=first).left_at is None


def test_the_archive_holds_everything_with_its_hashes(
    session: Session, employer: Employer, claim: Claim, blobs: BlobStore
) -> None:
    put(employer, claim, blobs, "가")
    keep_statements(session, claim, blobs)
    first = claim_archive(session, claim, blobs)
    assert claim_archive(session, claim, blobs) == first
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        manifest = json.loads(packed.read("manifest.json"))
        assert set(packed.namelist()) == {"manifest.json", *(each["path"] for each in manifest["files"])}
        for each in manifest["files"]:
            content = packed.read(each["path"])
            assert (each["size"], each["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert manifest["claim"] == claim.reference
    sources = [each["source"] for each in manifest["files"]]
    assert (sources.count("platform"), sources.count("employer")) == (24, 1)


def test_statements_are_kept_as_they_were_when_the_claim_was_handed_in(
    session: Session, employer: Employer, claim: Claim, blobs: BlobStore
) -> None:
    keep_statements(session, claim, blobs)
    before = claim_archive(session, claim, blobs)
    claim.lines[0].trainee_name = "다른 이름"
    assert claim_archive(session, claim, blobs) == before
    keep_statements(session, claim, blobs)
    assert claim_archive(session, claim, blobs) != before

"""Records of claims that papers are made of, and documents of claims, as tests need them."""

import secrets
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from naruteo_portal.core.clock import now
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account
from naruteo_portal.incentives.attachments import FileKind
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.documents.checklist import Item
from naruteo_portal.incentives.documents.letters import UNCONFIRMED_APPEALS, Letter, LetterLine, Reason
from naruteo_portal.incentives.documents.models import ClaimDocument, DocumentState
from naruteo_portal.incentives.documents.records import Attempt, ClaimRecord, Learning, Trainee, Training

AT = datetime(2026, 4, 2, 5, tzinfo=UTC)
FIRST_DAY = date(2026, 3, 2)
HOSTILE = '=cmd|" #read("/etc/passwd") <script>'
NAMES = ("김하늘", "Nguyễn Thị Ánh Tuyết", HOSTILE)
HELD_HERE = Training(
    "cohort-17", {"ko": "프레스 라인", "en": "The press line"}, FIRST_DAY, date(2026, 3, 27), "remote", "40",
    {"ko": "나루 배움터", "en": "Naru Learning Place"}, "1234567891", f"press 1 · SHA-256 {'a1' * 32}",
)  # fmt: skip
HELD_ELSEWHERE = Training(
    "R-2026-001", {"ko": "현장 데이터 분석", "en": "Shop-floor data"}, FIRST_DAY, date(2026, 3, 27), "classroom", "40"
)


def learning(place: int = 0) -> Learning:
    """Five days, two of them with minutes, one attempt that counts and one that waits for its result."""
    return Learning(
        enrolment=f"EN-{place:06}", name_roman="Kim Haneul" if place % 3 == 0 else None,
        days={FIRST_DAY + timedelta(day): 90 if day % 4 == 0 else None for day in range(5)},
        tasks_done=1, tasks=2, score=37.5,
        attempts=(
            Attempt({"ko": "시작", "en": "The start"}, 1, AT - timedelta(20), False, 7.5, 10, True),
            Attempt({"ko": "시작", "en": "The start"}, 2, AT - timedelta(19), True, None, 10, False),
        ),
        complete=place % 3 != 2, certificate="ABCDE-FGHJK-MNPQR-STUVW" if place % 3 == 0 else None,
        certified_on=date(2026, 3, 28) if place % 3 == 0 else None,
    )  # fmt: skip


def record(trainees: int = 3, *, amount: int | None = 252_000, here: bool = True) -> ClaimRecord:
    """A claim for some trainees, whose amount may be unknown."""
    return ClaimRecord(
        reference="CL-2026-7K3M-Q2",
        programme={"ko": "사업주 직업능력개발훈련", "en": "Employer training"},
        legal_basis={"ko": "고용보험법 제27조", "en": "고용보험법 제27조"},
        employer={"ko": "㈜한강정밀", "en": "Hangang Precision"},
        business_number="1234567891",
        year=2026,
        claimed_on=date(2026, 4, 1),
        amount=None if amount is None else amount * trainees,
        as_of=AT,
        rules=(f"2026-01-02 · SHA-256 {'e8' * 32}",),
        trainees=tuple(
            Trainee(
                number=f"{place:04}", name=NAMES[place % len(NAMES)],
                training=HELD_HERE if here else HELD_ELSEWHERE, status="insured", cost=300_000 if place else None,
                outcome="undetermined" if amount is None else "eligible", judged=amount, amount=amount,
                estimate=250_000, learning=learning(place) if here else None,
            )
            for place in range(trainees)
        ),
    )  # fmt: skip


def make_document(session: Session, claim: Claim, account: Account, blobs: BlobStore | None = None) -> ClaimDocument:
    """A contract that was uploaded; its file is kept if there is a store."""
    sha256 = blobs.put(b"%PDF-1.7 %%EOF") if blobs else secrets.token_hex(32)
    document = ClaimDocument(
        claim=claim, item=Item.CONTRACT, file_name="계약서.pdf", kind=FileKind.PDF, size=14, sha256=sha256,
        uploaded_at=now(), uploaded_by_id=account.id, state=DocumentState.WAITING, reason=None, decided_at=None,
        decided_by_id=None, left_at=None,
    )  # fmt: skip
    session.add(document)
    session.flush()
    return document


MET = Reason({"ko": "피보험자입니다.", "en": "The trainee is insured."}, True, "고용보험법 제27조 (2021-01-05)", None)
FAILED = Reason(
    {"ko": "30일 안에 신청했습니다.", "en": "It was claimed within 30 days."}, False,
    "고용보험법 시행규칙 제60조 (2023-12-29)", {"ko": "기간이 지나면 받을 수 없습니다.", "en": "It is too late."},
)  # fmt: skip
TITLE = {"ko": "프레스 라인", "en": "The press line"}


def letter(*lines: LetterLine, approved: bool = False) -> Letter:
    """A claim that was rejected because it came late, unless it is said otherwise."""
    return Letter(
        number="CL-2026-7K3M-Q2-1", reference="CL-2026-7K3M-Q2",
        programme={"ko": "사업주 직업능력개발훈련", "en": "Employer training"},
        legal_basis={"ko": "고용보험법 제27조", "en": "고용보험법 제27조"},
        employer={"ko": "㈜한강정밀", "en": "Hangang Precision"}, business_number="1234567891",
        claimed_on=date(2026, 4, 1), decided_at=datetime(2026, 4, 20, 1, tzinfo=UTC),
        decided_by={"ko": "운영기관", "en": "The agency"}, approved=approved, amount=252_000 if approved else 0,
        words="기간이 지났습니다.\n#read(\"x\") <b>", rules=(f"2026-01-02 · SHA-256 {'e8' * 32}",),
        lines=lines or (LetterLine("0001", "김하늘", TITLE, "not_eligible", 0, (MET, FAILED)),),
        appeals=UNCONFIRMED_APPEALS,
    )  # fmt: skip

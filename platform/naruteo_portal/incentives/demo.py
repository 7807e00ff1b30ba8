"""Demo content: figures that two officers stated, a budget, and a claim of one employer in every state."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.identity.models import Account, Organisation
from naruteo_portal.identity.readers import reader_of
from naruteo_portal.incentives.attachments import check_file
from naruteo_portal.incentives.claims.claims import LinePlan, hold_claim, move, set_lines, submit
from naruteo_portal.incentives.claims.drafts import begin_claim
from naruteo_portal.incentives.claims.models import Claim
from naruteo_portal.incentives.claims.states import ClaimState
from naruteo_portal.incentives.decisions.answers import answer_of
from naruteo_portal.incentives.decisions.decisions import propose
from naruteo_portal.incentives.decisions.models import DecisionKind
from naruteo_portal.incentives.decisions.payments import COLUMNS, make_batch, release_batch
from naruteo_portal.incentives.decisions.returns import carry_out, get_return, take_return
from naruteo_portal.incentives.decisions.review import ask_for_more, begin_review
from naruteo_portal.incentives.employers.demo import demo_paper
from naruteo_portal.incentives.employers.facts import EMPLOYER_TRAINING
from naruteo_portal.incentives.figures.in_force import latest_confirmation
from naruteo_portal.incentives.figures.statements import Statement, confirm_figure, enter_figure
from naruteo_portal.incentives.ledger.budgets import open_budget

SOURCE = "나루터 데모용 가상 수치(실제 고시가 아님) / invented for the demo, not a real notice"
FIGURES: dict[str, Any] = {
    "unit_cost": {"classroom": "7000", "on_site": "7000", "remote": "5000", "blended": "6000"},
    "support_rate": {"priority": "0.90", "under_1000": "0.80", "from_1000": "0.40"},
    "least_attendance": "0.80",
    "least_progress": "0.80",
    "least_score": "60",
    "least_ceiling": "5000000",
}
"""What the programme's own files leave open; nobody may take these for the notices' figures."""
ALLOTTED_WON = 300_000_000
TITLES = (
    {"ko": "사출 공정 데이터 분석", "en": "Data of injection moulding"},
    {"ko": "설비 보전과 진동 분석", "en": "Maintenance and vibration"},
)
HOURS = (40, 24)


@dataclass(frozen=True)
class Wanted:
    """A claim of the demo: the state that it reaches, and whom it is made for."""

    state: ClaimState
    trainees: tuple[tuple[str, str, str], ...]
    """(number, name, attendance) of each."""
    ended_days_ago: int


WANTED = (
    Wanted(ClaimState.PAID, (("0015", "이도윤", "0.97"), ("0016", "정하은", "1")), 28),
    Wanted(ClaimState.APPROVED, (("0017", "최지호", "0.92"),), 27),
    Wanted(ClaimState.REJECTED, (("0018", "강수아", "0.55"),), 26),
    Wanted(ClaimState.SUPPLEMENT, (("0020", "임지안", "0.88"), ("0021", "한유나", "0.80")), 20),
    Wanted(ClaimState.IN_REVIEW, (("0022", "오건우", "0.95"), ("0015", "이도윤", "0.81")), 15),
    Wanted(ClaimState.SUBMITTED, (("0016", "정하은", "1"),), 12),
    Wanted(ClaimState.WITHDRAWN, (("0017", "최지호", "1"),), 11),
    Wanted(ClaimState.DRAFT, (("0018", "강수아", "0.96"), ("0021", "한유나", "0.79")), 8),
)


@dataclass(frozen=True)
class Cast:
    """Who does what in the demo."""

    employer: Organisation
    hr: Account
    officer: Account
    second_officer: Account


def make_demo_claims(session: Session, cast: Cast, blobs: BlobStore, limit: int) -> None:
    """Make what the demo lacks, each step as its people would take it; what people did with it stays.

    `limit` is the number of won above which a second officer confirms.
    """
    if session.scalars(select(Claim.id).limit(1)).first() is not None:
        return
    _state_figures(session, cast, blobs)
    for year in sorted({_ended(wanted).year for wanted in WANTED}):
        open_budget(session, EMPLOYER_TRAINING, "", year, ALLOTTED_WON, "데모 예산 배정", actor=_by(cast.officer))
    for place, wanted in enumerate(WANTED):
        _lead(session, cast, _draft(session, cast, wanted, place % len(TITLES)), wanted.state, limit)


def _state_figures(session: Session, cast: Cast, blobs: BlobStore) -> None:
    today = today_in_korea()
    copy = check_file("demo.pdf", demo_paper(SOURCE))
    first, second = (reader_of(session, each, session_id=0) for each in (cast.officer, cast.second_officer))
    for name, value in FIGURES.items():
        statement = Statement(
            EMPLOYER_TRAINING, name, date(2023, 12, 29), None, {"value": value}, today, SOURCE, "", "", ""
        )
        figure = enter_figure(session, statement, copy, blobs=blobs, reader=first, actor=_by(cast.officer))
        latest = latest_confirmation(session)
        seen = (latest[0] or 0) if latest else 0
        confirm_figure(session, figure, seen=seen, reader=second, actor=_by(cast.second_officer))


def _draft(session: Session, cast: Cast, wanted: Wanted, course: int) -> Claim:
    ended = _ended(wanted)
    started = ended - timedelta(days=11)
    facts = {
        "course_recognised_on": (started - timedelta(days=30)).isoformat(), "held_as_recognised": True,
        "mode": "classroom", "hours": HOURS[course], "trainee": "insured",
    }  # fmt: skip
    plans = [
        LinePlan(number, name, f"R-DEMO-{course + 1}", TITLES[course], started, ended, {**facts, "attendance": share})
        for number, name, share in wanted.trainees
    ]
    claim = begin_claim(session, cast.employer, EMPLOYER_TRAINING, ended.year, actor=_by(cast.hr))
    set_lines(session, claim, plans, version=claim.version, actor=_by(cast.hr))
    return claim


def _lead(session: Session, cast: Cast, claim: Claim, state: ClaimState, limit: int) -> None:
    """Take a draft as far as it shall come."""
    if state is ClaimState.DRAFT:
        return
    submit(session, claim, claim.employer_facts, version=claim.version, actor=_by(cast.hr))
    if state is ClaimState.SUBMITTED:
        return
    if state is ClaimState.WITHDRAWN:
        hold_claim(session, claim)
        move(session, claim, state, actor=_by(cast.hr), words="다음 달에 함께 신청하겠습니다.")
        return
    officer = _by(cast.officer)
    begin_review(session, claim, version=claim.version, actor=officer)
    if state is ClaimState.SUPPLEMENT:
        words = "훈련생 출석부에 마지막 날의 서명이 없습니다. 서명이 있는 출석부를 올려 주십시오."
        due_on = today_in_korea() + timedelta(days=7)
        ask_for_more(session, claim, words, due_on, version=claim.version, actor=officer)
    elif state in (ClaimState.APPROVED, ClaimState.PAID):
        _decide(session, cast, claim, DecisionKind.APPROVE, "지급 요건을 모두 갖추었습니다.", limit)
    elif state is ClaimState.REJECTED:
        _decide(session, cast, claim, DecisionKind.REJECT, "출석률이 수료 기준에 미치지 못합니다.", limit)
    if state is ClaimState.PAID:
        _pay(session, cast, claim)


def _decide(session: Session, cast: Cast, claim: Claim, kind: DecisionKind, reason: str, limit: int) -> None:
    seen = answer_of(session, claim).seen
    propose(session, claim, kind, reason, seen=seen, version=claim.version, limit=limit, actor=_by(cast.officer))


def _pay(session: Session, cast: Cast, claim: Claim) -> None:
    batch = make_batch(session, [claim.reference], actor=_by(cast.officer))
    release_batch(session, batch, actor=_by(cast.second_officer))
    session.flush()
    heading = ",".join(words.said_in("ko") for words in COLUMNS.values())
    row = f"{claim.reference},,,{claim.amount},지급,{today_in_korea()},"
    reader = reader_of(session, cast.officer, session_id=0)
    file = take_return(session, batch, f"{heading}\n{row}\n".encode(), file_name="demo.csv", actor=_by(cast.officer))
    session.flush()
    carry_out(session, get_return(session, reader, batch.id, file.id), actor=SYSTEM)


def _by(account: Account) -> Actor:
    return Actor("person", account.id)


def _ended(wanted: Wanted) -> date:
    return today_in_korea() - timedelta(days=wanted.ended_days_ago)

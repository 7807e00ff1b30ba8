"""Reminding candidates of papers and statuses that expire: 90 and 30 days before, once each."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import SYSTEM, record
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.expiries import step_before
from naruteo_portal.core.i18n import N_
from naruteo_portal.identity.models import Account, AccountState
from naruteo_portal.notices.models import NoticeKind
from naruteo_portal.notices.notices import notify
from naruteo_portal.talent.candidates.document_models import CandidateDocument
from naruteo_portal.talent.candidates.documents import PAPERS
from naruteo_portal.talent.candidates.models import Candidate

SUBJECT = N_("%(paper)s expires soon")
BODY = N_(
    "In your talent profile, %(paper)s is good until %(day)s. Renewing it, with an apostille or a translation, can "
    "take weeks.\nWhen you have the new one, enter its day among your papers."
)


def remind_of_papers(session: Session) -> None:
    """Remind of every paper that expires within 90 or 30 days, if nobody was reminded of it at that distance."""
    today = today_in_korea()
    rows = session.execute(
        select(CandidateDocument, Account)
        .join(Candidate, Candidate.id == CandidateDocument.candidate_id)
        .join(Account, Account.id == Candidate.account_id)
        .where(
            Candidate.closed_at.is_(None), Account.state == AccountState.ACTIVE, CandidateDocument.valid_until >= today
        )
        .order_by(CandidateDocument.id)
        # Two jobs at once would both find nobody reminded.
        .with_for_update(of=CandidateDocument)
    ).all()
    for document, account in rows:
        if document.valid_until is not None:
            _remind(session, document, account, document.valid_until, today)


def _remind(session: Session, document: CandidateDocument, account: Account, day: date, today: date) -> None:
    step = step_before(day, today)
    mark = f"{day} {step}"
    if step is None or mark in document.reminded:
        return
    document.reminded = [*document.reminded, mark]
    paper = PAPERS[document.paper].words.both()
    notify(
        session, account, kind=NoticeKind.TALENT_PROFILE, subject=N_(SUBJECT.text, paper=paper),
        body=N_(BODY.text, paper=paper, day=day), address="/talent/profile/papers",
    )  # fmt: skip
    record(session, SYSTEM, "reminded of an expiry", document, day=day.isoformat(), days=step)

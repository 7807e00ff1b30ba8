"""Candidates whom an opening follows, stage by stage, and interviews: inviting, answering, cancelling; all logged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.errors import Conflict, Invalid, NotFound
from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.core.paging import Page, page_of
from naruteo_portal.identity.bulk.rows import holds_resident_number
from naruteo_portal.identity.models import Account
from naruteo_portal.talent.candidates.consents import consents_to
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rankings.models import Interview, InterviewState, PipelineEntry, PipelineStep, Stage
from naruteo_portal.talent.rankings.news import tell_answered, tell_cancelled, tell_invited
from naruteo_portal.talent.rankings.pool import SEEN
from naruteo_portal.talent.rankings.stages import ANSWERS

WAITING = (InterviewState.INVITED, InterviewState.ACCEPTED)
LEAST_MINUTES, MOST_MINUTES = 5, 480


class InterviewRefused(Invalid):
    """An invitation or a note cannot be taken like this; `field` says what is wrong."""

    def __init__(self, field: str, message: Message) -> None:
        super().__init__(message)
        self.field = field


class InterviewHasMoved(Conflict):
    """The invitation was answered, cancelled or has passed."""

    def __init__(self) -> None:
        super().__init__(N_("This interview was answered or cancelled meanwhile, or its time has passed."))


class InterviewWaits(Conflict):
    """There is an invitation already."""

    def __init__(self) -> None:
        super().__init__(N_("There is an interview already. Cancel it before you ask for another one."))


@dataclass(frozen=True)
class Invitation:
    """What somebody is invited to."""

    starts_at: datetime
    minutes: int
    place: str
    words: str


def follow(session: Session, opening: Opening, candidate: Candidate, *, actor: Actor, account_id: int) -> PipelineEntry:
    """Follow a candidate whom the opening may see; again is no error."""
    # Two who press at once must not both begin.
    session.execute(select(Opening.id).where(Opening.id == opening.id).with_for_update())
    entry = session.scalar(
        select(PipelineEntry).where(
            PipelineEntry.opening_id == opening.id, PipelineEntry.candidate_id == candidate.id
        )
    )  # fmt: skip
    if entry is None:
        entry = PipelineEntry(
            opening_id=opening.id, candidate_id=candidate.id, stage=Stage.INTERESTED, changed_at=now()
        )
        session.add(entry)
        session.flush()
        _step(session, entry, Stage.INTERESTED, "", actor, account_id)
    return entry


def move_on(session: Session, entry: PipelineEntry, stage: Stage, words: str, *, actor: Actor, account_id: int) -> None:
    """Put an entry at another stage, with a note that only those who choose read."""
    session.refresh(entry, ["stage"], with_for_update=True)
    if stage is entry.stage:
        raise InterviewRefused("stage", N_("It stands at this stage already."))
    if holds_resident_number(words):
        raise InterviewRefused("note", N_("This looks like a resident registration number. We may not take it."))
    _step(session, entry, stage, words, actor, account_id)


def invite(session: Session, entry: PipelineEntry, to: Invitation, *, actor: Actor, account_id: int) -> Interview:
    """Ask a candidate to an interview, in a round or outside it; the entry's opening and candidate must be loaded."""
    session.refresh(entry, ["stage"], with_for_update=True)
    if to.starts_at <= now():
        raise InterviewRefused("starts_at", N_("Choose a time that lies ahead."))
    if not LEAST_MINUTES <= to.minutes <= MOST_MINUTES:
        raise InterviewRefused("minutes", N_("Between 5 and 480 minutes."))
    for field in ("place", "words"):
        if holds_resident_number(getattr(to, field)):
            raise InterviewRefused(field, N_("This looks like a resident registration number. We may not take it."))
    waits = select(Interview.id).where(Interview.entry_id == entry.id, Interview.state.in_(WAITING))
    if session.scalar(waits) is not None:
        raise InterviewWaits
    interview = Interview(
        entry_id=entry.id, starts_at=to.starts_at, minutes=to.minutes, place=to.place, words=to.words,
        state=InterviewState.INVITED, invited_at=now(), invited_by_id=account_id, answered_at=None, answer_words="",
    )  # fmt: skip
    session.add(interview)
    session.flush()
    record(
        session, actor, "asked to an interview", interview, opening=entry.opening.reference,
        candidate=entry.candidate.reference, starts_at=to.starts_at.isoformat(),
    )  # fmt: skip
    _step(session, entry, Stage.INTERVIEW_ASKED, "", actor, account_id)
    tell_invited(session, entry, interview)
    return interview


def answer(session: Session, interview: Interview, state: InterviewState, words: str, *, actor: Actor) -> None:
    """Answer an invitation, as its candidate; a promise may be taken back until it begins."""
    session.refresh(interview, ["state"], with_for_update=True)
    if interview.state not in WAITING or interview.starts_at <= now():
        raise InterviewHasMoved
    if state not in ANSWERS:
        raise InterviewRefused("answer", N_("Choose an answer."))
    if holds_resident_number(words):
        raise InterviewRefused("words", N_("This looks like a resident registration number. We may not take it."))
    interview.state, interview.answer_words, interview.answered_at = state, words, now()
    record(session, actor, "answered an invitation", interview, answer=state.value)
    tell_answered(session, interview.entry, interview)


def cancel(session: Session, interview: Interview, *, actor: Actor) -> None:
    """Cancel an interview that lies ahead, as those who invited; the candidate is told."""
    session.refresh(interview, ["state"], with_for_update=True)
    if interview.state not in WAITING or interview.starts_at <= now():
        raise InterviewHasMoved
    interview.state = InterviewState.CANCELLED
    record(session, actor, "cancelled an interview", interview)
    tell_cancelled(session, interview.entry, interview)


def pipeline_page(session: Session, opening: Opening, number: int) -> Page[PipelineEntry]:
    """One page of those whom an opening follows, the latest change first; who may be seen no longer is left out."""
    query = (
        select(PipelineEntry)
        .join(PipelineEntry.candidate)
        .where(PipelineEntry.opening_id == opening.id, consents_to(*SEEN))
        .order_by(PipelineEntry.changed_at.desc(), PipelineEntry.id.desc())
        .options(joinedload(PipelineEntry.candidate), selectinload(PipelineEntry.interviews))
    )
    return page_of(session, query, number)


def get_entry(session: Session, opening: Opening, entry_id: int) -> PipelineEntry:
    """One entry of an opening with its history; NotFound if the candidate may be seen no longer."""
    found = session.scalar(
        select(PipelineEntry)
        .join(PipelineEntry.candidate)
        .where(PipelineEntry.id == entry_id, PipelineEntry.opening_id == opening.id, consents_to(*SEEN))
        .options(
            joinedload(PipelineEntry.candidate),
            joinedload(PipelineEntry.opening).joinedload(Opening.organisation),
            selectinload(PipelineEntry.interviews).joinedload(Interview.entry),
            selectinload(PipelineEntry.steps).joinedload(PipelineStep.by).joinedload(Account.person),
        )
    )
    if found is None:
        raise NotFound
    return found


def own_interviews(session: Session, account_id: int) -> Sequence[Interview]:
    """The invitations that somebody got as a candidate, the latest first."""
    return session.scalars(_own(account_id).order_by(Interview.starts_at.desc(), Interview.id.desc())).all()


def own_interview(session: Session, account_id: int, interview_id: int) -> Interview:
    """One invitation that somebody got as a candidate; NotFound for all others."""
    found = session.scalar(_own(account_id).where(Interview.id == interview_id))
    if found is None:
        raise NotFound
    return found


def _own(account_id: int) -> Select[Interview]:
    return (
        select(Interview)
        .join(Interview.entry)
        .join(PipelineEntry.candidate)
        .where(Candidate.account_id == account_id)
        .options(
            joinedload(Interview.entry).options(
                joinedload(PipelineEntry.candidate),
                joinedload(PipelineEntry.opening).joinedload(Opening.organisation),
            )
        )
    )


def _step(session: Session, entry: PipelineEntry, stage: Stage, words: str, actor: Actor, account_id: int) -> None:
    entry.stage, entry.changed_at = stage, now()
    session.add(PipelineStep(entry_id=entry.id, stage=stage, at=now(), by_id=account_id, words=words))
    record(session, actor, "moved a candidate on", entry, stage=stage.value)

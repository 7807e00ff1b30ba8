"""A published round with somebody who got the seat and somebody who did not, and questions about it."""

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor
from naruteo_portal.core.clock import now, today_in_korea
from naruteo_portal.core.references import Numbered, new_reference
from naruteo_portal.settings import Settings
from naruteo_portal.talent.answers.models import OutcomeExplanation, OutcomeQuestion, QuestionKind, QuestionState
from naruteo_portal.talent.answers.queries import own_outcome, own_question
from naruteo_portal.talent.answers.questions import ask
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.models import OfferState, Outcome, Round
from naruteo_portal.talent.rounds.states import RoundState
from naruteo_testing.rounds import Fair, lead_to, open_fair

TOOK, LEFT = 0, 1
"""Who took the seat, and who is left over."""


def publish_fair(session: Session, settings: Settings) -> Fair:
    """A published round with one seat and two candidates."""
    fair = open_fair(session, settings)
    seat = fair.add_opening()
    took, left = fair.add_candidate(seat), fair.add_candidate(seat)
    fair.rank(seat, took, left)
    lead_to(fair, RoundState.PUBLISHED)
    session.commit()
    return fair


def outcome_of(session: Session, fair: Fair, number: int) -> Outcome:
    """The outcome of one of the candidates, as its page has it."""
    return own_outcome(session, fair.candidates[number], fair.round.reference)


def make_question(
    session: Session, fair: Fair, kind: QuestionKind = QuestionKind.APPEAL, number: int = LEFT
) -> OutcomeQuestion:
    """A question of one of the candidates, as its page has it."""
    candidate = fair.candidates[number]
    actor = Actor("person", candidate.account_id)
    asked = ask(session, outcome_of(session, fair, number), kind, "왜 배정되지 않았나요?", actor=actor)
    session.commit()
    return own_question(session, candidate, asked.reference)


def write_outcome(session: Session, round_: Round, candidate: Candidate, opening: Opening) -> OutcomeQuestion:
    """An offer, its reasons and a question about it, written down without running anything."""
    outcome = Outcome(
        round_id=round_.id, candidate_id=candidate.id, opening_id=opening.id, offer=OfferState.OFFERED,
        answered_at=None, override_reason=None, override_by_id=None,
    )  # fmt: skip
    session.add(outcome)
    session.flush()
    said = {"ko": ["배정되었어요."], "en": ["You are placed."]}
    reason = {"kind": "placed", "opening": opening.reference, "wish": 1, "facts": {}, "changes": [], "said": said}
    question = OutcomeQuestion(
        reference=new_reference(Numbered.QUESTION, now(), lambda _taken: False), outcome_id=outcome.id,
        kind=QuestionKind.APPEAL, state=QuestionState.OPEN, words="다시 보아 주세요.", asked_at=now(),
        asked_on=today_in_korea(), answer="", answered_at=None, answered_by_id=None, withdrawn_at=None,
    )  # fmt: skip
    explanation = OutcomeExplanation(
        outcome_id=outcome.id, made_at=now(), answer_sha256="0" * 64, with_changes=True, reasons=[reason]
    )
    session.add_all([question, explanation])
    session.flush()
    return question

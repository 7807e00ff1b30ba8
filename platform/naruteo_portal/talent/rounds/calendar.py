"""What a round's instants allow: the one place that compares them with the clock."""

from dataclasses import dataclass
from datetime import datetime

from naruteo_portal.talent.rounds.models import Round
from naruteo_portal.talent.rounds.states import RoundState


@dataclass(frozen=True)
class Instants:
    """The four instants of a round."""

    opens_at: datetime
    certify_by: datetime
    publish_at: datetime
    answer_by: datetime

    @property
    def in_order(self) -> bool:
        """Whether each lies after the one before."""
        return self.opens_at < self.certify_by < self.publish_at < self.answer_by


def may_plan(round_: Round, now: datetime) -> bool:
    """Whether its openings and quotas may still be changed: nobody has begun to choose by them."""
    return round_.state is RoundState.PLANNED and now < round_.opens_at


def may_save(round_: Round, now: datetime) -> bool:
    """Whether candidates and openings may save and certify their lists."""
    return round_.state is RoundState.ELICITING and round_.opens_at <= now < round_.certify_by


def may_answer(round_: Round, now: datetime) -> bool:
    """Whether offers may be accepted or declined."""
    return round_.state is RoundState.PUBLISHED and now < round_.answer_by


def may_publish(round_: Round, now: datetime) -> bool:
    """Whether a confirmed outcome may be published: at its instant or later, while offers can still be answered."""
    return round_.state is RoundState.CONFIRMED and round_.publish_at <= now < round_.answer_by


def due_state(round_: Round, now: datetime) -> RoundState | None:
    """The state into which the clock takes a round by itself; None while nothing is due."""
    due = {
        RoundState.PLANNED: (round_.opens_at, RoundState.ELICITING),
        RoundState.ELICITING: (round_.certify_by, RoundState.FROZEN),
        RoundState.CONFIRMED: (round_.publish_at, RoundState.PUBLISHED),
        RoundState.PUBLISHED: (round_.answer_by, RoundState.CLOSED),
    }
    instant, after = due.get(round_.state, (None, None))
    if instant is None or now < instant:
        return None
    # When it is too late for answers, an officer has to give more time first.
    return after if after is not RoundState.PUBLISHED or may_publish(round_, now) else None

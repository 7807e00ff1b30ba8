"""Where a candidate stands in a round: the stage, who acts next, and until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from naruteo_portal.core.i18n import N_, Message
from naruteo_portal.talent.choices.arranging import Standing
from naruteo_portal.talent.rounds.models import OfferState, Outcome, Round
from naruteo_portal.talent.rounds.states import RoundState


class Actor(StrEnum):
    """Who has to act next."""

    CANDIDATE = "candidate"
    OFFICERS = "officers"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Stage:
    """How far it has come, who acts next, and when that ends or comes."""

    words: Message
    kind: str
    """Of the badge: neutral, info, success, warning or danger."""
    actor: Actor
    at: datetime | None
    what: Message
    """What the next one does."""


ACTORS: dict[Actor, Message] = {
    Actor.CANDIDATE: N_("You"),
    Actor.OFFICERS: N_("The officers of the round"),
    Actor.NOBODY: N_("Nobody"),
}


def stage_of(round_: Round, standing: Standing, outcome: Outcome | None) -> Stage:
    """The stage of a candidate; `outcome` is theirs in a published round, None if their list did not count."""
    state = round_.state
    if state is RoundState.CANCELLED:
        return Stage(N_("Cancelled"), "neutral", Actor.NOBODY, None, N_("The round does not take place."))
    if state is RoundState.PLANNED:
        return Stage(
            N_("Not open yet"), "neutral", Actor.OFFICERS, round_.opens_at, N_("The round opens for lists.")
        )  # fmt: skip
    if state is RoundState.ELICITING:
        return _eliciting(round_, standing)
    if standing not in (Standing.CERTIFIED, Standing.CHANGED):
        return Stage(
            N_("Without you"), "neutral", Actor.NOBODY, None,
            N_("You certified no list in time, so you take no part in this round."),
        )  # fmt: skip
    if state in (RoundState.FROZEN, RoundState.RUN):
        return Stage(
            N_("Lists are frozen"), "info", Actor.OFFICERS, round_.publish_at,
            N_("Officers run the assignment; a second one looks at it and answers for it by name."),
        )  # fmt: skip
    if state is RoundState.CONFIRMED:
        return Stage(
            N_("Confirmed"), "info", Actor.OFFICERS, round_.publish_at, N_("The outcome is published to everybody.")
        )  # fmt: skip
    return _published(round_, outcome)


def _eliciting(round_: Round, standing: Standing) -> Stage:
    words, kind, what = {
        Standing.EMPTY: (N_("Taking lists"), "info", N_("Make your list, then certify it.")),
        Standing.SAVED: (N_("Saved, not certified"), "warning", N_("Certify your list, or it does not count.")),
        Standing.CHANGED: (
            N_("Changed since you certified"), "warning", N_("Certify the changed list, or the one before counts."),
        ),
        Standing.CERTIFIED: (N_("Certified"), "success", N_("Nothing more is needed. You may still change your list.")),
    }[standing]  # fmt: skip
    return Stage(words, kind, Actor.CANDIDATE, round_.certify_by, what)


def _published(round_: Round, outcome: Outcome | None) -> Stage:
    offer = outcome.offer if outcome else None
    if offer is OfferState.OFFERED:
        if round_.state is RoundState.PUBLISHED:
            return Stage(
                N_("A place for you"), "warning", Actor.CANDIDATE, round_.answer_by,
                N_("Accept or decline; without an answer the offer lapses."),
            )  # fmt: skip
        offer = OfferState.LAPSED
    if offer is None:
        return Stage(
            N_("No place in this round"), "neutral", Actor.NOBODY, None,
            N_("Your result says why, exactly. Free places may be handed out in a second round."),
        )  # fmt: skip
    words, kind, what = {
        OfferState.ACCEPTED: (
            N_("You accepted"), "success", N_("The place is yours. Those who offer it will write to you."),
        ),
        OfferState.DECLINED: (N_("You declined"), "neutral", N_("You declined the place.")),
        OfferState.LAPSED: (N_("Lapsed"), "neutral", N_("There was no answer in time, so the offer has ended.")),
    }[offer]  # fmt: skip
    return Stage(words, kind, Actor.NOBODY, None, what)

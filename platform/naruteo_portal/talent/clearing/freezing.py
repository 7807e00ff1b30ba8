"""Freezing a round at its deadline: certified lists become the instance that everything later is decided on."""

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.settings import Settings
from naruteo_portal.talent.clearing.archive import keep
from naruteo_portal.talent.clearing.instances import build_instance, true_seed
from naruteo_portal.talent.rounds.models import Round
from naruteo_portal.talent.rounds.moves import hold_round, move
from naruteo_portal.talent.rounds.states import RoundState


def freeze(session: Session, round_: Round, settings: Settings, archive: BlobStore, *, actor: Actor) -> None:
    """Freeze a round whose deadline has passed; nothing if it is frozen already, or not due.

    Whoever is just certifying shares the round's lock (see migration 0024): their list is in before this reads, or is
    refused. The instance lies on its shelf before the database names it, under its own hash, so doing this again after
    a crash comes to the same.
    """
    hold_round(session, round_)
    if round_.state is not RoundState.ELICITING or now() < round_.certify_by:
        return
    instance = build_instance(session, round_, true_seed(round_, settings))
    round_.frozen_at, round_.input_sha256 = now(), keep(archive, instance)
    move(session, round_, RoundState.FROZEN, actor=actor)
    record(
        session, actor, "froze a round", round_, sha256=round_.input_sha256,
        candidates=len(instance["candidates"]), openings=len(instance["openings"]),
    )  # fmt: skip

"""Publishing a confirmed round: everybody's outcome, the lottery's seed, the offers, and who is told."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.database import is_one_of
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.clearing.archive import answer_of, final_run, instance_of
from naruteo_portal.talent.clearing.confirming import overrides_of
from naruteo_portal.talent.clearing.errors import NoTimeToAnswer, TooEarlyToPublish
from naruteo_portal.talent.clearing.instances import true_seed
from naruteo_portal.talent.clearing.news import tell_published
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.calendar import may_publish
from naruteo_portal.talent.rounds.models import OfferState, Outcome, Round
from naruteo_portal.talent.rounds.moves import hold_round, move
from naruteo_portal.talent.rounds.states import RoundState


def publish(session: Session, round_: Round, settings: Settings, archive: BlobStore, *, actor: Actor) -> None:
    """Publish a confirmed round once: outcomes, seed and offers come to be together, or not at all."""
    hold_round(session, round_, RoundState.CONFIRMED)
    if not may_publish(round_, now()):
        raise TooEarlyToPublish if now() < round_.publish_at else NoTimeToAnswer
    run = final_run(session, round_)
    if run is None:
        raise LookupError(f"Round {round_.id} was confirmed without a run")
    matches, overrides = answer_of(run, archive)["matches"], {each["candidate"]: each for each in overrides_of(run)}
    references = [each["id"] for each in instance_of(run, archive)["candidates"]]
    candidates = _ids(session, Candidate, references)
    openings = _ids(session, Opening, set(matches.values()))
    for reference in references:
        place, told = matches.get(reference), overrides.get(reference)
        session.add(
            Outcome(
                round_id=round_.id, candidate_id=candidates[reference],
                opening_id=openings[place] if place is not None else None,
                offer=OfferState.OFFERED if place is not None else None, answered_at=None,
                override_reason=told["reason"] if told else None, override_by_id=told["by_id"] if told else None,
            )
        )  # fmt: skip
    round_.revealed_seed, round_.published_at = true_seed(round_, settings).hex(), now()
    move(session, round_, RoundState.PUBLISHED, actor=actor)
    record(
        session, actor, "published a round", round_, answer=run.answer_sha256, offers=len(matches),
        seed=round_.revealed_seed,
    )  # fmt: skip
    tell_published(session, round_)


def _ids(session: Session, table: type[Candidate | Opening], references: Collection[str]) -> dict[str, int]:
    query = select(table.reference, table.id).where(is_one_of(table.reference, references))
    return {reference: row_id for reference, row_id in session.execute(query)}

"""Publishing a confirmed round: everybody's outcome, the lottery's seed, the offers, and who is told."""

from collections.abc import Collection

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.database import is_one_of
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.settings import Settings
from naruteo_portal.talent.candidates.models import Candidate
from naruteo_portal.talent.clearing.archive import answer_of, final_run
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
    answer, overrides = answer_of(run, archive), {each["candidate"]: each for each in overrides_of(run)}
    matches = answer["matches"]
    references = sorted({*matches, *answer["unmatched"]})
    candidates, openings = _ids(session, Candidate, references), _ids(session, Opening, set(matches.values()))
    outcomes = []
    for reference in references:
        place, told = matches.get(reference), overrides.get(reference, {})
        outcomes.append(
            {
                "round_id": round_.id, "candidate_id": candidates[reference],
                "opening_id": None if place is None else openings[place],
                "offer": None if place is None else OfferState.OFFERED,
                "override_reason": told.get("reason"), "override_by_id": told.get("by_id"),
            }
        )  # fmt: skip
    if outcomes:
        session.execute(insert(Outcome), outcomes, execution_options={"render_nulls": True})
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

"""The second pair of eyes: another officer confirms a result by name, or sends it back; overrides are verified anew."""

from typing import Any

from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.clock import now
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.settings import Settings
from naruteo_portal.talent.clearing.archive import answer_of, final_run, instance_of
from naruteo_portal.talent.clearing.errors import (
    NothingChanged,
    NotInTheRound,
    NotVerified,
    OverrideRefused,
    PartsThem,
    ReasonNeeded,
    RunIsAnother,
    SecondPersonNeeded,
)
from naruteo_portal.talent.clearing.running import hindrances, judged, keep_run, refusals
from naruteo_portal.talent.clearing.signing import signing_key
from naruteo_portal.talent.clearing.stakes import require_no_stake
from naruteo_portal.talent.rounds.models import Round, Run, RunKind
from naruteo_portal.talent.rounds.moves import hold_round, move
from naruteo_portal.talent.rounds.states import RoundState


def confirm(session: Session, round_: Round, seen_run_id: int, *, actor: Actor) -> None:
    """Answer for a result by name, as somebody who had no hand in it, having seen exactly this run."""
    run = _hold_result(session, round_, seen_run_id, actor)
    if hindrances(run):
        raise NotVerified
    if actor.account_id is None or actor.account_id in had_a_hand(round_, run):
        raise SecondPersonNeeded
    round_.confirmed_by_id, round_.confirmed_at = actor.account_id, now()
    move(session, round_, RoundState.CONFIRMED, actor=actor)
    record(session, actor, "confirmed a round", round_, run=run.id, answer=run.answer_sha256)


def send_back(session: Session, round_: Round, seen_run_id: int, reason: str, *, actor: Actor) -> None:
    """Refuse a result, with its overrides; the lists stay frozen, and the assignment has to be run again."""
    _hold_result(session, round_, seen_run_id, actor)
    if not reason:
        raise ReasonNeeded
    round_.run_by_id = None
    move(session, round_, RoundState.FROZEN, actor=actor, words=reason)


def had_a_hand(round_: Round, run: Run) -> set[int | None]:
    """Who ran the assignment or overrode an outcome of it."""
    return {round_.run_by_id, *(each["by_id"] for each in overrides_of(run))}


def overrides_of(run: Run) -> list[dict[str, Any]]:
    """The overrides in a run, the earliest first, each with candidate, from, to, reason, by_id, at and blocking."""
    return list(run.change.get("overrides", ()))


def override(
    session: Session, round_: Round, seen_run_id: int, candidate: str, opening: str | None, reason: str,
    settings: Settings, archive: BlobStore, *, actor: Actor,
) -> Run:  # fmt: skip
    """Place one candidate elsewhere (None: nowhere), for a reason; a new final run that is verified like any other.

    What it makes others miss is kept with it: the pairs of candidate and opening that block from now on. What would
    break a rule (seats, caps, gates, who accepts whom) is refused.
    """
    run = _hold_result(session, round_, seen_run_id, actor)
    if not reason:
        raise ReasonNeeded
    instance, answer = instance_of(run, archive), answer_of(run, archive)
    for reference, kind in ((candidate, "candidates"), (opening, "openings")):
        if reference is not None and reference not in {each["id"] for each in instance[kind]}:
            raise NotInTheRound(reference)
    if any(candidate in each["members"] for each in instance.get("linked", ())):
        raise PartsThem
    before = answer["matches"].get(candidate)
    if before == opening:
        raise NothingChanged
    result = judged(instance, overridden(answer, candidate, before, opening), signing_key(settings))
    if broken := refusals(result):
        raise OverrideRefused([fault["words"] for fault in broken])
    known = answer["certificate"]["blocking_pairs_by_overrides"]
    made = [each for each in result.answer["certificate"]["blocking_pairs_by_overrides"] if each not in known]
    entry = {
        "candidate": candidate, "from": before, "to": opening, "reason": reason, "by_id": actor.account_id,
        "at": now().isoformat(), "blocking": made,
    }  # fmt: skip
    change = {"overrides": [*overrides_of(run), entry]}
    kept = keep_run(session, round_, RunKind.FINAL, result, archive, by_id=_person(actor), change=change)
    record(
        session, actor, "overrode an outcome", round_, candidate=candidate, before=before, after=opening,
        run=kept.id, blocking=len(made),
    )  # fmt: skip
    return kept


def overridden(answer: dict[str, Any], candidate: str, before: str | None, after: str | None) -> dict[str, Any]:
    """The answer with one candidate elsewhere, and the override told in it."""
    matches = {one: place for one, place in answer["matches"].items() if one != candidate}
    if after is not None:
        matches[candidate] = after
    unmatched = {*answer["unmatched"], candidate} - matches.keys()
    told = [*answer.get("overrides", ()), {"candidate": candidate, "from": before, "to": after}]
    return {**answer, "matches": dict(sorted(matches.items())), "unmatched": sorted(unmatched), "overrides": told}


def _hold_result(session: Session, round_: Round, seen_run_id: int, actor: Actor) -> Run:
    hold_round(session, round_, RoundState.RUN)
    require_no_stake(session, round_, actor)
    run = final_run(session, round_)
    if run is None or run.id != seen_run_id:
        raise RunIsAnother
    return run


def _person(actor: Actor) -> int:
    if actor.account_id is None:
        raise SecondPersonNeeded
    return actor.account_id

"""The runs of a round: asked for by officers, carried out by jobs, and compared by their counts."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from naruteo_portal.audit.events import Actor, record
from naruteo_portal.core.jobs import enqueue, locks_in_use
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.settings import Settings
from naruteo_portal.talent.clearing.archive import read
from naruteo_portal.talent.clearing.errors import NothingChanged, NotTriedTogether, SolverMissing
from naruteo_portal.talent.clearing.instances import build_instance, trial_seed
from naruteo_portal.talent.clearing.running import Result, keep_run, solved
from naruteo_portal.talent.clearing.signing import signing_key
from naruteo_portal.talent.clearing.stakes import require_no_stake
from naruteo_portal.talent.clearing.what_if import Change, changed
from naruteo_portal.talent.links.conditions import solver_is_there
from naruteo_portal.talent.links.queries import count_counted
from naruteo_portal.talent.openings.models import Opening
from naruteo_portal.talent.rounds.models import Round, RoundOpening, Run, RunKind
from naruteo_portal.talent.rounds.moves import hold_round, move
from naruteo_portal.talent.rounds.states import RoundState

TRIABLE = (RoundState.ELICITING, RoundState.FROZEN, RoundState.RUN)
"""States in which dry runs and what-ifs make sense: there are lists, and nobody has confirmed an outcome."""
MOST_SHOWN = 12


def ask_trial(session: Session, round_: Round, change: Change | None, *, actor: Actor) -> None:
    """Ask for a dry run on the lists as they are, or (with a change) for a what-if; a job carries it out."""
    hold_round(session, round_, *TRIABLE)
    if change is not None and change.is_empty:
        raise NothingChanged
    _require_possible(session, round_, change)
    content = change.as_json() if change else None
    enqueue(
        session, "talent.try_round", lock=work_on(round_), round_id=round_.id, by_id=actor.account_id, change=content
    )
    record(session, actor, "asked for a trial run", round_, change=content)


def ask_final(session: Session, round_: Round, *, actor: Actor) -> None:
    """Ask for the run that decides, on the frozen lists; a job carries it out."""
    hold_round(session, round_, RoundState.FROZEN)
    require_no_stake(session, round_, actor)
    _require_possible(session, round_, None)
    mark = f"final run of round {round_.id}"
    enqueue(session, "talent.run_round", lock=work_on(round_), once=mark, round_id=round_.id, by_id=actor.account_id)
    record(session, actor, "asked for the final run", round_)


def _require_possible(session: Session, round_: Round, change: Change | None) -> None:
    """Refuse what the job would fail at."""
    together, is_optimal = count_counted(session, round_.id) > 0, change is not None and change.mode is not None
    if (together or is_optimal) and not solver_is_there():
        raise SolverMissing
    if together and change is not None and (change.caps or is_optimal):
        raise NotTriedTogether


def work_on(round_: Round) -> str:
    """The lock that all jobs of one round share."""
    return f"round {round_.id}"


def is_working(session: Session, round_: Round) -> bool:
    """Whether a job for a round waits or works; the round is read anew, as a job that has just ended left it."""
    working = bool(locks_in_use(session, [work_on(round_)]))
    session.refresh(round_, ["state", "run_by_id"])
    return working


def trial_input(session: Session, round_: Round, archive: BlobStore, change: Change | None) -> dict[str, Any]:
    """What a trial runs on: the frozen lists, or those of now with a lottery that is not the real one."""
    if round_.input_sha256 is not None:
        instance = read(archive, round_.input_sha256)
    else:
        instance = build_instance(session, round_, trial_seed(round_))
    return changed(instance, change, _wages(session, round_)) if change else instance


def keep_trial(
    session: Session, round_: Round, result: Result, archive: BlobStore, *, by_id: int, change: Change | None
) -> Run:
    """Keep a dry run or a what-if."""
    kind = RunKind.WHAT_IF if change else RunKind.DRY
    return keep_run(session, round_, kind, result, archive, by_id=by_id, change=change.as_json() if change else None)


def try_round(
    session: Session, round_: Round, change: Change | None, settings: Settings, archive: BlobStore, *, by_id: int
) -> Run:
    """A dry run or a what-if from beginning to end."""
    instance = trial_input(session, round_, archive, change)
    return keep_trial(session, round_, solved(instance, signing_key(settings)), archive, by_id=by_id, change=change)


def keep_final(session: Session, round_: Round, result: Result, archive: BlobStore, *, actor: Actor) -> Run | None:
    """Keep the run that decides and move the round; None if the round is not frozen any more, or on another input."""
    hold_round(session, round_)
    if round_.state is not RoundState.FROZEN or actor.account_id is None:
        return None
    run = keep_run(session, round_, RunKind.FINAL, result, archive, by_id=actor.account_id)
    round_.run_by_id = actor.account_id
    move(session, round_, RoundState.RUN, actor=actor)
    record(
        session, actor, "ran the assignment", round_, run=run.id, input=run.input_sha256, answer=run.answer_sha256,
        faults=len(run.faults),
    )  # fmt: skip
    return run


def run_round(session: Session, round_: Round, settings: Settings, archive: BlobStore, *, actor: Actor) -> Run | None:
    """The run that decides, from beginning to end, on the frozen lists."""
    if round_.state is not RoundState.FROZEN or round_.input_sha256 is None:
        return None
    result = solved(read(archive, round_.input_sha256), signing_key(settings))
    return keep_final(session, round_, result, archive, actor=actor)


def trials_of(session: Session, round_: Round) -> Sequence[Run]:
    """The latest dry runs and what-ifs, the oldest of them first, for comparison side by side."""
    latest = session.scalars(
        select(Run)
        .where(Run.round_id == round_.id, Run.kind != RunKind.FINAL)
        .order_by(Run.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    return latest[::-1]


def _wages(session: Session, round_: Round) -> Mapping[str, int | None]:
    rows = session.execute(
        select(Opening.reference, Opening.yearly_wage).join(RoundOpening).where(RoundOpening.round_id == round_.id)
    )
    return {reference: wage for reference, wage in rows}

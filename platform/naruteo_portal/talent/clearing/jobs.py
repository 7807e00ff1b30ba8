"""Background work of rounds: moving them at their instants, and running the assignment outside of transactions."""

from typing import Any

from sqlalchemy import select

from naruteo_portal.audit.events import SYSTEM, Actor
from naruteo_portal.core.clock import now
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job, one_by_one
from naruteo_portal.talent.clearing.archive import archive_of, read
from naruteo_portal.talent.clearing.moving import move_on
from naruteo_portal.talent.clearing.reminders import remind_of_deadlines
from naruteo_portal.talent.clearing.running import solved
from naruteo_portal.talent.clearing.runs import TRIABLE, keep_final, keep_trial, trial_input
from naruteo_portal.talent.clearing.signing import signing_key
from naruteo_portal.talent.clearing.what_if import Change
from naruteo_portal.talent.rounds.calendar import due_state
from naruteo_portal.talent.rounds.models import Round
from naruteo_portal.talent.rounds.states import MOVES, RoundState


@job("talent.move_rounds", cron="* * * * *")
def move_rounds(worker: Worker) -> None:
    """Open, freeze, publish and close every round whose instant has come; late is as good as in time."""
    with unit_of_work(worker.engine) as session:
        under_way = session.scalars(select(Round).where(Round.state.in_([each for each in MOVES if MOVES[each]])))
        due = [round_.id for round_ in under_way if due_state(round_, now()) is not None]
    one_by_one(due, lambda each: _move(worker, each), "round not moved")


@job("talent.remind_of_deadlines", cron="*/10 * * * *")
def remind(worker: Worker) -> None:
    """A day before each deadline of a round."""
    with unit_of_work(worker.engine) as session:
        remind_of_deadlines(session)


def _move(worker: Worker, round_id: int) -> None:
    with unit_of_work(worker.engine) as session:
        round_ = session.get_one(Round, round_id)
        move_on(session, round_, worker.settings, archive_of(worker.settings), actor=SYSTEM)


@job("talent.try_round")
def try_a_round(worker: Worker, round_id: int, by_id: int, change: dict[str, Any] | None) -> None:
    """Carry out a dry run or a what-if on the frozen or the present lists."""
    archive, wanted = archive_of(worker.settings), Change.from_json(change) if change else None
    with unit_of_work(worker.engine) as session:
        round_ = session.get_one(Round, round_id)
        if round_.state not in TRIABLE:
            return
        instance = trial_input(session, round_, archive, wanted)
    result = solved(instance, signing_key(worker.settings))
    with unit_of_work(worker.engine) as session:
        keep_trial(session, session.get_one(Round, round_id), result, archive, by_id=by_id, change=wanted)


@job("talent.run_round")
def run_a_round(worker: Worker, round_id: int, by_id: int) -> None:
    """Carry out the run that decides; doing it twice comes to the same."""
    archive = archive_of(worker.settings)
    with unit_of_work(worker.engine) as session:
        round_ = session.get_one(Round, round_id)
        if round_.state is not RoundState.FROZEN or round_.input_sha256 is None:
            return
        instance = read(archive, round_.input_sha256)
    result = solved(instance, signing_key(worker.settings))
    with unit_of_work(worker.engine) as session:
        keep_final(session, session.get_one(Round, round_id), result, archive, actor=Actor("person", by_id))

"""Who has a run in hand: a lock that the database takes back the moment its holder is gone, whatever the clocks say."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import structlog
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from naruteo_portal.assessment.grading import ask_for_run
from naruteo_portal.assessment.models import GradingRun

log = structlog.get_logger("naruteo.grading")
# The first half of the lock's key; any numbers will do that nobody else uses.
RUN_IN_HAND = 0x6E720001
RECOVERY = 0x6E720002
# The second half has 32 bits, one of them the sign.
RUNS = 2**31

LOST = text("""
    SELECT run.id FROM grading_run AS run
    WHERE run.state IN ('queued', 'running')
    AND NOT EXISTS (
        SELECT FROM pg_locks
        WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND classid::bigint = :lock AND objid::bigint = run.id % :runs AND objsubid = 2 AND granted
    )
    AND NOT EXISTS (
        SELECT FROM procrastinate_jobs
        WHERE task_name = 'assessment.grade' AND status = 'todo' AND (args ->> 'run_id')::bigint = run.id
        -- The longest pause is much shorter: whoever wrote such a time had another clock.
        AND (scheduled_at IS NULL OR scheduled_at < now() + interval '10 minutes')
    )
""")


@contextmanager
def lease(engine: Engine, run_id: int) -> Iterator[bool]:
    """Hold a run for as long as this process lives; False if somebody else holds it."""
    key = (RUN_IN_HAND, run_id % RUNS)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        held = bool(connection.scalar(select(func.pg_try_advisory_lock(*key))))
        try:
            yield held
        finally:
            if held:
                # Without the connection the lock is gone as well.
                with suppress(DBAPIError):
                    connection.execute(select(func.pg_advisory_unlock(*key)))


def lost_runs(session: Session) -> set[int]:
    """The runs that are not settled, that nobody has in hand and for which no job waits."""
    return set(session.scalars(LOST, {"lock": RUN_IN_HAND, "runs": RUNS}))


def recover(session: Session, seen_before: set[int]) -> set[int]:
    """Ask again for the runs that are lost and were already `seen_before`; returns those that are lost now.

    What is seen once may just be on its way from the queue into somebody's hands.
    """
    if not session.scalar(select(func.pg_try_advisory_xact_lock(RECOVERY, 0))):
        return set()  # another worker is at it
    lost = lost_runs(session)
    for run in session.scalars(select(GradingRun).where(GradingRun.id.in_(lost & seen_before)).order_by(GradingRun.id)):
        log.warning("lost", run=run.id)
        ask_for_run(session, run)
    return lost - seen_before

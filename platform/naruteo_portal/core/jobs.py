"""Background work: asked for inside the transaction that needs it, run by procrastinate."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from naruteo_portal.settings import Settings

log = structlog.get_logger("naruteo.jobs")
TRIES = 5
DEFER = text(
    """
    SELECT procrastinate_defer_jobs_v1(ARRAY[
        ROW(:queue, :name, :priority, :lock, :queueing_lock, CAST(:arguments AS jsonb), CAST(:at AS timestamptz))
        ]::procrastinate_job_to_defer_v1[])
    """
)
DEFER_EACH = text(
    """
    SELECT procrastinate_defer_jobs_v1(array_agg(
        ROW('default', :name, 0, NULL, NULL, arguments, NULL)::procrastinate_job_to_defer_v1 ORDER BY place
        )) FROM jsonb_array_elements(CAST(:each AS jsonb)) WITH ORDINALITY AS asked (arguments, place)
    """
)
AT_A_TIME = 1_000
# Workers pass over rows that others hold.
WAITING = text("SELECT true FROM procrastinate_jobs WHERE queueing_lock = :once AND status = 'todo' FOR SHARE")
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('naruteo job ' || :once))")
FORGET_MARK = text("UPDATE procrastinate_jobs SET queueing_lock = NULL WHERE queueing_lock = :once")


@dataclass(frozen=True)
class Worker:
    """What a job is given besides its own arguments."""

    engine: Engine
    settings: Settings


@dataclass(frozen=True)
class Job:
    """A piece of background work that is known by name."""

    name: str
    run: Callable[..., None]
    queue: str
    tries: int
    cron: str | None


JOBS: dict[str, Job] = {}


def job(
    name: str, *, queue: str = "default", tries: int = TRIES, cron: str | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function `(worker: Worker, **arguments)` as the job `name`; with `cron` it also runs by the clock."""

    def register(run: Callable[..., None]) -> Callable[..., None]:
        if name in JOBS:
            raise ValueError(f"Two jobs are named {name}")
        JOBS[name] = Job(name, run, queue, tries, cron)
        return run

    return register


def one_by_one(ids: Iterable[int], act: Callable[[int], None], failed: str) -> None:
    """Act on each; one that cannot be done is logged as `failed` and must not keep the others from it."""
    for each in ids:
        try:
            act(each)
        except Exception:
            log.exception(failed, id=each)


def enqueue(
    session: Session,
    name: str,
    *,
    queue: str = "default",
    lock: str | None = None,
    once: str | None = None,
    at: datetime | None = None,
    priority: int = 0,
    **arguments: Any,
) -> None:
    """Ask for a job in the caller's transaction: no commit, no job.

    `lock`: jobs that share it run one after another. `once`: while a job with this mark waits, asking again is void.
    Jobs of a higher `priority` are taken first, equal ones in the order in which they were asked for.
    """
    if once is not None and _waits(session, once):
        return
    values = {"queue": queue, "name": name, "lock": lock, "queueing_lock": once, "priority": priority, "at": at}
    session.execute(DEFER, {**values, "arguments": json.dumps(arguments)})


def _waits(session: Session, once: str) -> bool:
    """Whether a job with a mark waits; if so, until the caller's transaction ends, so that it sees what that did."""
    mark = {"once": once}
    if session.scalar(WAITING, mark):
        return True
    # Of two who ask at once the second waits here, and finds what the first has asked for.
    session.execute(ONE_AT_A_TIME, mark)
    if session.scalar(WAITING, mark):
        return True
    # A job that has begun goes back into the queue if it fails, where no two may have the same mark.
    session.execute(FORGET_MARK, mark)
    return False


def enqueue_each(session: Session, name: str, arguments: Sequence[Mapping[str, Any]]) -> None:
    """Ask for the same job as often as there are arguments, a thousand with each statement."""
    for begin in range(0, len(arguments), AT_A_TIME):
        session.execute(DEFER_EACH, {"name": name, "each": json.dumps(arguments[begin : begin + AT_A_TIME])})


def locks_in_use(session: Session, locks: Collection[str]) -> set[str]:
    """Those of the locks for which a job waits or works."""
    found = session.scalars(
        text("SELECT DISTINCT lock FROM procrastinate_jobs WHERE lock = ANY(:locks) AND status IN ('todo', 'doing')"),
        {"locks": list(locks)},
    )
    return set(found)


def is_asked_for(session: Session, name: str, **arguments: Any) -> bool:
    """Whether a job with these arguments waits or works."""
    found = text(
        "SELECT true FROM procrastinate_jobs WHERE task_name = :name AND args @> CAST(:arguments AS jsonb)"
        " AND status IN ('todo', 'doing') LIMIT 1"
    )
    return bool(session.scalar(found, {"name": name, "arguments": json.dumps(arguments)}))


def asked_for(session: Session, names: Collection[str], argument: str) -> set[int]:
    """The values of an argument, a number, with which jobs of these names wait or work."""
    found = text(
        "SELECT DISTINCT CAST(args ->> :argument AS bigint) FROM procrastinate_jobs"
        " WHERE task_name = ANY(:names) AND status IN ('todo', 'doing')"
    )
    return set(session.scalars(found, {"names": list(names), "argument": argument}))


# Workers report every ten seconds, by the database's clock; after a jump of it a report may lie ahead.
STALLED = text("""
    SELECT id, task_name, attempts FROM procrastinate_jobs AS job
    WHERE status = 'doing' AND NOT EXISTS (
        SELECT FROM procrastinate_workers AS worker WHERE worker.id = job.worker_id
        AND worker.last_heartbeat BETWEEN now() - interval '30 seconds' AND now() + interval '30 seconds'
    )
    ORDER BY id
    FOR UPDATE SKIP LOCKED
""")
RETRY = text("SELECT procrastinate_retry_job_v2(:id, NULL, NULL, NULL, NULL)")
GIVE_UP = text("SELECT procrastinate_finish_job_v1(:id, 'failed', false)")


def retry_stalled(session: Session) -> list[int]:
    """Put back into the queue what a worker had in hand when it was killed; returns the jobs' ids.

    A job that was tried as often as it may be has failed: it may be what kills its workers.
    """
    stalled = session.execute(STALLED).all()
    for job_id, name, attempts in stalled:
        again = attempts + 1 < (JOBS[name].tries if name in JOBS else TRIES)
        session.execute(RETRY if again else GIVE_UP, {"id": job_id})
    return [job_id for job_id, _name, _attempts in stalled]

"""Running background jobs: every registered job as a procrastinate task, taken up again whatever dies meanwhile."""

import asyncio
import contextlib
import os
import shutil
import signal
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import structlog
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException
from sqlalchemy.exc import DBAPIError

from naruteo_portal.assessment import calendar_jobs, regrade_jobs, reminder_jobs, upload_jobs
from naruteo_portal.assessment import jobs as assessment_jobs
from naruteo_portal.assessment.gradebook import jobs as gradebook_jobs
from naruteo_portal.assessment.lease import recover
from naruteo_portal.assessment.similarity import jobs as similarity_jobs
from naruteo_portal.catalogue import jobs as catalogue_jobs
from naruteo_portal.catalogue.register import jobs as register_jobs
from naruteo_portal.core import mail
from naruteo_portal.core.database import is_away, unit_of_work
from naruteo_portal.core.jobs import JOBS, Job, Worker, retry_stalled
from naruteo_portal.core.scratch import own_scratch, sweep
from naruteo_portal.identity import jobs as identity_jobs
from naruteo_portal.insight import jobs as insight_jobs
from naruteo_portal.insight import news_jobs as review_news_jobs
from naruteo_portal.insight.cohort_figures import jobs as cohort_figures_jobs
from naruteo_portal.insight.intake import jobs as intake_jobs
from naruteo_portal.learning import jobs as learning_jobs
from naruteo_portal.notices import jobs as notices_jobs
from naruteo_portal.talent.answers import jobs as answers_jobs
from naruteo_portal.talent.candidates import jobs as candidates_jobs
from naruteo_portal.talent.choices import jobs as choices_jobs
from naruteo_portal.talent.clearing import jobs as rounds_jobs
from naruteo_portal.talent.suitability import jobs as suitability_jobs

# Importing these registers their jobs.
JOB_MODULES = (
    answers_jobs, assessment_jobs, calendar_jobs, gradebook_jobs, regrade_jobs, reminder_jobs, similarity_jobs,
    upload_jobs, catalogue_jobs, identity_jobs, learning_jobs, notices_jobs, register_jobs, rounds_jobs,
    candidates_jobs, choices_jobs, suitability_jobs, review_news_jobs, insight_jobs, intake_jobs, cohort_figures_jobs,
    mail,
)  # fmt: skip
SHUTDOWN_SECONDS = 10
LOOK_SECONDS = 5
RECONNECT_SECONDS = 1
log = structlog.get_logger("naruteo.worker")


class Connector(PsycopgConnector):
    """A connection to the queue that ends when the database has been away, so that the worker begins anew.

    A job that was fetched in that very moment would otherwise stay in the hands of a worker that never heard of it.
    """

    async def _loop_notify(self, *arguments: Any, **options: Any) -> None:
        await super()._loop_notify(*arguments, **options)
        raise ConnectorException("The database was away.")


def make_queue(database_url: str, worker: Worker) -> App:
    """The procrastinate application with every registered job."""
    queue = App(connector=Connector(conninfo=database_url))
    for job in JOBS.values():
        task = queue.task(
            name=job.name, queue=job.queue, retry=RetryStrategy(max_attempts=job.tries, exponential_wait=2)
        )(_runner(job, worker))
        if job.cron:
            queue.periodic(cron=job.cron)(task)
    return queue


def _runner(job: Job, worker: Worker) -> Callable[..., None]:
    def run(**arguments: Any) -> None:
        if job.cron:
            arguments.pop("timestamp", None)
        job.run(worker, **arguments)

    return run


class LookingAfter:
    """What each worker does besides its jobs: take up what others lost, and clear away what they left."""

    def __init__(self, worker: Worker, scratch: Path) -> None:
        self._worker = worker
        self._scratch = scratch
        self._lost: set[int] = set()

    def look(self) -> None:
        """Look once."""
        for folder in (*sweep(self._scratch.parent), *assessment_jobs.clear_away(self._worker.settings)):
            log.warning("left behind", folder=folder.name)
        try:
            with unit_of_work(self._worker.engine) as session:
                for job_id in retry_stalled(session):
                    log.warning("stalled", job_id=job_id)
                self._lost = recover(session, self._lost)
        except DBAPIError as error:
            if not is_away(error):
                raise

    def go_on(self) -> None:
        """Look until this process ends."""
        pause = threading.Event()
        # The clock on the wall may jump; this one does not.
        while not pause.wait(LOOK_SECONDS):
            try:
                self.look()
            except Exception:  # the next look may do better, and nobody else would take this one's place
                log.exception("look failed")


def run_worker(worker: Worker, queues: Sequence[str], concurrency: int) -> None:
    """Work until told to stop by a signal; no queues named means all of them."""
    with own_scratch() as scratch:
        looking = LookingAfter(worker, scratch)
        looking.look()
        threading.Thread(target=looking.go_on, daemon=True).start()
        asyncio.run(_until_stopped(worker, scratch, queues, concurrency))


async def _until_stopped(worker: Worker, scratch: Path, queues: Sequence[str], concurrency: int) -> None:
    stopped = asyncio.Event()

    def stop() -> None:
        if not stopped.is_set():
            stopped.set()
            threading.Thread(target=_leave, args=(worker, scratch), daemon=True).start()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    while not stopped.is_set():
        working = asyncio.create_task(_work(worker, queues, concurrency))
        stopping = asyncio.create_task(stopped.wait())
        await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
        working.cancel()
        try:
            await working
        except asyncio.CancelledError:
            break
        except Exception as error:  # a database that is away says so in many ways
            log.warning("begin anew", error=type(error).__name__, reason=str(error)[:200])
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(stopping), RECONNECT_SECONDS)


async def _work(worker: Worker, queues: Sequence[str], concurrency: int) -> None:
    queue = make_queue(worker.settings.database_url, worker)
    only: dict[str, Any] = {"queues": list(queues)} if queues else {}
    async with queue.open_async():
        await queue.run_worker_async(
            **only,
            concurrency=concurrency,
            install_signal_handlers=False,
            # Mails with their links would otherwise stay in the queue's table for ever.
            delete_jobs="successful",
        )


def _leave(worker: Worker, scratch: Path) -> None:
    """Whoever is asked to stop first ends what is in hand; what takes too long is given back."""
    threading.Event().wait(SHUTDOWN_SECONDS)
    log.warning("gives back", runs=len(assessment_jobs.IN_HAND))
    giving = threading.Thread(target=assessment_jobs.hand_back, args=(worker.engine,), daemon=True)
    giving.start()
    giving.join(RECONNECT_SECONDS)
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(0)

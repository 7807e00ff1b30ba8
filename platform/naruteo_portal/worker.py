"""Running background jobs: every registered job as a procrastinate task."""

from collections.abc import Callable, Sequence
from typing import Any

import structlog
from procrastinate import App, PsycopgConnector, RetryStrategy

from naruteo_portal.assessment import jobs as assessment_jobs
from naruteo_portal.assessment import regrade_jobs
from naruteo_portal.catalogue import jobs as catalogue_jobs
from naruteo_portal.core import mail
from naruteo_portal.core.jobs import JOBS, Job, Worker
from naruteo_portal.identity import jobs as identity_jobs

# Importing these registers their jobs.
JOB_MODULES = (assessment_jobs, regrade_jobs, catalogue_jobs, identity_jobs, mail)
SHUTDOWN_SECONDS = 10
log = structlog.get_logger("naruteo.worker")


def make_queue(database_url: str, worker: Worker) -> App:
    """The procrastinate application with every registered job."""
    queue = App(connector=PsycopgConnector(conninfo=database_url))
    for job in JOBS.values():
        task = queue.task(
            name=job.name, queue=job.queue, retry=RetryStrategy(max_attempts=job.tries, exponential_wait=2)
        )(_runner(job, worker))
        if job.cron:
            queue.periodic(cron=job.cron)(task)

    async def retry_stalled(timestamp: int) -> None:
        """Take up again what a worker had in hand when it was killed."""
        for stalled in await queue.job_manager.get_stalled_jobs():
            log.warning("stalled", job=stalled.task_name, job_id=stalled.id, at=timestamp)
            await queue.job_manager.retry_job(stalled)

    queue.periodic(cron="* * * * *")(queue.task(name="core.retry_stalled", pass_context=False)(retry_stalled))
    return queue


def _runner(job: Job, worker: Worker) -> Callable[..., None]:
    def run(**arguments: Any) -> None:
        if job.cron:
            arguments.pop("timestamp", None)
        job.run(worker, **arguments)

    return run


def run_worker(worker: Worker, queues: Sequence[str], concurrency: int) -> None:
    """Work until told to stop by a signal; no queues named means all of them."""
    make_queue(worker.settings.database_url, worker).run_worker(
        queues=list(queues) or None,
        concurrency=concurrency,
        shutdown_graceful_timeout=SHUTDOWN_SECONDS,
        install_signal_handlers=True,
        # Mails with their links would otherwise stay in the queue's table for ever.
        delete_jobs="successful",
    )

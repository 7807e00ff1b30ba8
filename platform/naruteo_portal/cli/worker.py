"""`naruteo worker`: run background jobs."""

import contextlib
import threading

import click

from naruteo_hub.grading import preload_all
from naruteo_portal.assessment.graders import counted_in
from naruteo_portal.cli.configuration import read_settings
from naruteo_portal.core.database import make_engine
from naruteo_portal.core.jobs import Worker
from naruteo_portal.edge.logs import set_up_logs
from naruteo_portal.worker import run_worker


@click.command()
@click.option("--queue", "queues", multiple=True, help="Only jobs of this queue; may be given more than once.")
@click.option("--concurrency", default=1, show_default=True, type=click.IntRange(1), help="Jobs at the same time.")
def worker(queues: tuple[str, ...], concurrency: int) -> None:
    """Run background jobs until stopped; start as many of these as there is work for."""
    settings = read_settings()
    set_up_logs(settings.log_format)
    engine = make_engine(settings.database_url)
    grades = not queues or "grading" in queues
    if grades:
        # Beside the first steps of the worker: until it is done, a first submission waits no longer than it must.
        threading.Thread(target=preload_all, daemon=True).start()
    with counted_in(engine, concurrency) if grades else contextlib.nullcontext():
        run_worker(Worker(engine, settings), queues, concurrency)

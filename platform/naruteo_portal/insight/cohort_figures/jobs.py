"""Background work on instructors' own figures."""

import tempfile
from importlib import import_module
from pathlib import Path

import structlog

from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.jobs import Worker, job
from naruteo_portal.insight.cohort_figures.figures import keep_figures
from naruteo_portal.insight.errors import BEYOND_US
from naruteo_portal.insight.own_cohorts import cohort_to_read, name_of, rows_of
from naruteo_portal.insight.releases import QUEUE

log = structlog.get_logger("naruteo.insight")


@job("insight.make_cohort_figures", queue=QUEUE)
def make_cohort_figures(worker: Worker, cohort_id: int) -> None:
    """Make the figures of one cohort; what cannot be made is said, as trying again would not help."""
    with unit_of_work(worker.engine) as session:
        cohort = cohort_to_read(session, cohort_id)
        tables, events = rows_of(session, {cohort_id: cohort})
        name, day = name_of(cohort), (today_in_korea() - cohort.starts_on).days
    with tempfile.TemporaryDirectory(prefix="cohort-") as place:
        import_module("naruteo_analytics.release.folders").write_rows(Path(place), tables, events)
        try:
            document = import_module("naruteo_analytics.own_cohort").figures_of(Path(place), name, day)
        except BEYOND_US:
            log.exception("figures not made", cohort_id=cohort_id)
            document = None
    with unit_of_work(worker.engine) as session:
        keep_figures(session, cohort_id, document)

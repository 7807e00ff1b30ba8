"""The command `naruteo course gradebook`: a cohort's gradebook for nbgrader, for whoever runs the platform."""

import shutil
import tempfile
from pathlib import Path

import click

from naruteo_hub.gradebook import DATABASE
from naruteo_hub.grading import CourseFault
from naruteo_portal.assessment.gradebook.nbgrader_course import content_of, pack, write_course
from naruteo_portal.assessment.gradebook.standings import gradebook_of
from naruteo_portal.assessment.queries import get_any_cohort
from naruteo_portal.audit.events import SYSTEM, record
from naruteo_portal.cli.configuration import read_settings
from naruteo_portal.core.connection import opened_engine
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.storage import BlobStore


@click.command()
@click.argument("cohort", metavar="COHORT", type=int)
@click.option("--out", metavar="FILE", required=True, type=click.Path(dir_okay=False, path_type=Path),
              help="FILE.zip: all that the formgrader needs. FILE.db: the database alone.")  # fmt: skip
@click.option("--names", is_flag=True, help="With names and mail addresses, unless the cohort hides names.")
def gradebook(cohort: int, out: Path, names: bool) -> None:
    """Write the gradebook of COHORT, the number in its address in the portal, as nbgrader keeps it."""
    if out.suffix not in (".zip", ".db"):
        raise click.UsageError("FILE must end in .zip or .db")
    settings = read_settings()
    with opened_engine(settings) as engine, unit_of_work(engine) as session:
        try:
            found = get_any_cohort(session, cohort)
        except NotFound:
            raise click.ClickException(f"There is no cohort {cohort}. Its number stands in its address.") from None
        content = content_of(session, gradebook_of(session, found, with_cells=True), with_names=names)
        record(session, SYSTEM, "took a gradebook", found, names=names)
    with tempfile.TemporaryDirectory(prefix="gradebook-") as place:
        course = Path(place)
        try:
            write_course(content, BlobStore(settings.blobs), course)
            if out.suffix == ".zip":
                pack(course, out)
            else:
                shutil.copyfile(course / DATABASE, out)
        except CourseFault as fault:
            raise click.ClickException(str(fault)) from None
        except OSError as fault:
            raise click.ClickException(f"{out} cannot be written: {fault.strerror}") from None
    click.echo(f"{out}: {len(content.learners)} learners, {len(content.assignments)} tasks, "
               f"{len(content.handed_in)} submissions that count.")  # fmt: skip

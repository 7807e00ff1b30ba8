"""`naruteo course`: make, check and publish a course folder."""

from pathlib import Path

import click

from naruteo_hub.checking.new_course import CannotMake, make_course
from naruteo_hub.grading import CourseFault, build_release
from naruteo_portal.assessment.integrity import check_edition
from naruteo_portal.assessment.publishing import publish_course
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.catalogue.edition_queries import all_editions
from naruteo_portal.catalogue.manifest import ManifestError
from naruteo_portal.cli.configuration import read_settings
from naruteo_portal.cli.course_check import check
from naruteo_portal.cli.course_gradebook import gradebook
from naruteo_portal.core.connection import opened_engine
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.schema import migrate
from naruteo_portal.core.storage import BlobStore

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def course() -> None:
    """Courses."""


course.add_command(check)
course.add_command(gradebook)


@course.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Make a small course in DIR, in Korean and English, that passes `naruteo course check`."""
    try:
        written = make_course(folder)
    except CannotMake as reason:
        raise click.ClickException(str(reason)) from None
    for path in written:
        click.echo(path)
    click.echo(f"Next: naruteo course check {folder}")


@course.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--organisation", metavar="SLUG", help="Who offers the course.  [the one that course.yaml names]")
@click.option(
    "--language", type=click.Choice(["ko", "en"]), default="ko", show_default=True, help="Language of what is at fault."
)
def publish(folder: Path, organisation: str | None, language: str) -> None:
    """Publish the course in DIR: a new edition if anything in it has changed, and nothing if not."""
    settings = read_settings()
    try:
        with opened_engine(settings) as engine:
            migrate(engine)
            with unit_of_work(engine) as session:
                publication = publish_course(
                    session,
                    folder.resolve(),
                    build_release,
                    BlobStore(settings.blobs),
                    actor=SYSTEM,
                    organisation=organisation,
                )
    except ManifestError as fault:
        click.echo(fault.explain(language), err=True)
        raise SystemExit(1) from None
    except CourseFault as fault:
        raise click.ClickException(str(fault)) from None
    except Refusal as refusal:
        raise click.ClickException(refusal.message.said_in("ko" if language == "ko" else "en")) from None
    edition = publication.edition
    if publication.new:
        click.echo(f"Published {folder.resolve().name}, edition {edition.number}.")
        if edition.number > 1:
            click.echo(
                "Running cohorts keep theirs; corrected tests reach them when their instructors grade them again."
            )
    else:
        click.echo(f"Nothing has changed since edition {edition.number} of {folder.resolve().name}.")


@course.command()
@click.argument("slug", required=False)
def verify(slug: str | None) -> None:
    """Read every stored file of the editions of a course, or of all, and compare it with the hash written down.

    Exit status: 0 everything is as it was published, 1 something is not.
    """
    settings = read_settings()
    sound = True
    with opened_engine(settings) as engine, unit_of_work(engine) as session:
        blobs = BlobStore(settings.blobs)
        editions = all_editions(session, slug)
        if not editions:
            raise click.ClickException("There is no such course." if slug else "No course has been published.")
        for edition in editions:
            found = check_edition(session, edition, blobs)
            sound = sound and found.sound
            click.echo(f"{edition.course.slug}, edition {edition.number}: {found.files} files, {edition.sha256}")
            for path in found.damaged:
                click.echo(f"  damaged or gone: {path}", err=True)
            for what in found.wrong_hashes:
                click.echo(f"  another hash than written down: {what}", err=True)
    if not sound:
        raise SystemExit(1)

"""`naruteo migrate`: bring the database up to the present tables."""

import click

from naruteo_portal.cli.configuration import read_settings
from naruteo_portal.core.connection import opened_engine
from naruteo_portal.core.database import DatabaseUnreachable
from naruteo_portal.core.schema import migrate as apply_migrations


@click.command()
def migrate() -> None:
    """Apply the migrations that the database lacks."""
    try:
        with opened_engine(read_settings()) as engine:
            apply_migrations(engine)
    except DatabaseUnreachable as failure:
        raise click.ClickException(str(failure)) from None
    click.echo("The database is up to date.")

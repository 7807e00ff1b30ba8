"""`naruteo migrate`: bring the database up to the present tables."""

import click

from naruteo_portal.core.connection import opened_engine
from naruteo_portal.core.schema import migrate as apply_migrations
from naruteo_portal.settings import Settings


@click.command()
def migrate() -> None:
    """Apply the migrations that the database lacks."""
    with opened_engine(Settings()) as engine:
        apply_migrations(engine)
    click.echo("The database is up to date.")

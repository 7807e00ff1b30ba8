"""The commands `naruteo claims …`: what whoever runs the platform does with claims of employers."""

from pathlib import Path

import click

from naruteo_portal.audit.events import SYSTEM, record
from naruteo_portal.cli.configuration import read_settings
from naruteo_portal.core.connection import opened_engine
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.incentives.claims.queries import get_any_claim
from naruteo_portal.incentives.documents.pack import claim_archive


@click.group()
def claims() -> None:
    """Look after claims of employers."""


@claims.command()
@click.argument("reference", metavar="REF")
@click.option("--out", metavar="FILE", required=True, type=click.Path(dir_okay=False, path_type=Path),
              help="FILE.zip: statements, uploads and manifest.json.")  # fmt: skip
def documents(reference: str, out: Path) -> None:
    """Write all documents of the claim REF, with a manifest of their hashes."""
    if out.suffix != ".zip":
        raise click.UsageError("FILE must end in .zip")
    settings = read_settings()
    with opened_engine(settings) as engine, unit_of_work(engine) as session:
        try:
            found = get_any_claim(session, reference)
        except NotFound:
            raise click.ClickException(f"There is no claim {reference}; a number looks like CL-2026-7K3M-Q2.") from None
        content = claim_archive(session, found, BlobStore(settings.blobs))
        record(session, SYSTEM, "took a claim’s documents", found)
    try:
        out.write_bytes(content)
    except OSError as fault:
        raise click.ClickException(f"{out} cannot be written: {fault.strerror}") from None

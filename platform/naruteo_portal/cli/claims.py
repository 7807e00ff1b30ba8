"""The commands `naruteo claims …`: what whoever runs the platform does with claims of employers."""

import json
import time
from dataclasses import asdict
from pathlib import Path

import click

from naruteo_portal.audit.events import SYSTEM, record
from naruteo_portal.cli.configuration import read_settings
from naruteo_portal.core.connection import opened_engine
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.errors import NotFound
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.incentives.claims.queries import get_any_claim
from naruteo_portal.incentives.decisions.replay import replay as judge_again
from naruteo_portal.incentives.documents.pack import claim_archive
from naruteo_portal.incentives.ledger.checking import ledger_faults


@click.group()
def claims() -> None:
    """Claims of employers, for whoever runs or audits the platform."""


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


@claims.command()
@click.option("--json", "json_wanted", is_flag=True, help="Print the whole answer as JSON.")
@click.pass_context
def replay(context: click.Context, json_wanted: bool) -> None:
    """Judge every decided claim again by the rules of its days and its stored facts, and check the ledger.

    Exit status: 0 everything agrees and balances, 1 something differs and is named. Nothing is changed.
    """
    started = time.monotonic()
    with opened_engine(read_settings()) as engine, unit_of_work(engine) as session:
        faults = ledger_faults(session)
        done = judge_again(session)
    seconds = time.monotonic() - started
    if json_wanted:
        answer = {**asdict(done), "ledger": [asdict(fault) for fault in faults], "seconds": round(seconds, 1)}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        for each in done.differences:
            click.echo(f"{each.reference}: {each.what}: decided {each.decided}, judged again {each.judged}")
        for fault in faults:
            click.echo(f"ledger: {fault.subject}: {fault.words}")
        click.echo(
            f"{done.claims} decided claims with {done.lines} lines judged again in {seconds:.1f} s: "
            f"{len(done.differences)} differences. Ledger: {len(faults)} faults."
        )
    context.exit(1 if done.differences or faults else 0)

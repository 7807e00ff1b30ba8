"""The commands `naruteo cohorts …`: what whoever runs the platform does with programmes under review."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from naruteo_analytics.intake.final import Final
from naruteo_portal.audit.events import SYSTEM
from naruteo_portal.cli.configuration import read_settings
from naruteo_portal.core.connection import opened_engine
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.errors import Refusal
from naruteo_portal.core.i18n import DEFAULT_LOCALE, as_locale
from naruteo_portal.core.storage import BlobStore
from naruteo_portal.insight.errors import BEYOND_US
from naruteo_portal.insight.intake.imports import Checked, check_fits, load_checked
from naruteo_portal.insight.intake.jobs import check_folder
from naruteo_portal.insight.intake.queries import get_any_organisation, get_any_programme
from naruteo_portal.insight.intake.weeks import LostWeeks, lost_weeks, say_losses
from naruteo_portal.insight.intake.words import FORMS, say
from naruteo_portal.insight.models import Source
from naruteo_portal.insight.programmes import open_programme

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def cohorts() -> None:
    """Programmes under review, for whoever runs the platform."""


@cohorts.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--form", type=click.Choice([each.value for each in FORMS]), default="oulad", show_default=True,
              help="What the tables look like.")  # fmt: skip
@click.option("--programme", metavar="REF", help="The programme whose data they replace, for instance PR-2026-7K3M-Q2.")
@click.option("--organisation", metavar="SLUG", help="Or whose new programme they are.")
@click.option("--title", nargs=2, metavar="KO EN", help="The new programme's title in Korean and English.")
@click.option("--final", type=(str, click.FloatRange(0, 100)), metavar="TITLE PER_CENT",
              help="OneRoster: the line item with the final result, and from which per cent it is passed.")  # fmt: skip
@click.option("--dry-run", is_flag=True,
              help="Check every row, and with --programme what its releases have shown, and load nothing.")  # fmt: skip
@click.option("--language", type=click.Choice(["ko", "en"]), default="ko", show_default=True,
              help="Language of what is wrong.")  # fmt: skip
@click.option("--json", "json_wanted", is_flag=True, help="Print what was read and what is wrong as JSON.")
@click.pass_context
def load(
    context: click.Context, folder: Path, form: str, programme: str | None, organisation: str | None,
    title: tuple[str, str] | None, final: tuple[str, float] | None, dry_run: bool, language: str, json_wanted: bool,
) -> None:  # fmt: skip
    """Load a programme under review from the tables in DIR, however large, and ask for a release of it.

    Each row is checked first, and nothing is loaded while anything is wrong. Exit status: 0 loaded (or nothing is
    wrong), 1 something is wrong and is named.
    """
    if not dry_run and (programme is None) == (organisation is None or title is None):
        raise click.UsageError("Name a --programme, or an --organisation and a --title for a new one.")
    settings, source = read_settings(), Source(form)
    if final is not None and source is not Source.ONEROSTER:
        raise click.UsageError("--final is for --form oneroster: OULAD's tables say themselves who has passed.")
    blobs = BlobStore(settings.blobs)
    with tempfile.TemporaryDirectory(prefix="load-") as place:
        declared = Final(*final) if final else None
        try:
            checked = check_folder(folder, Path(place, "shape"), source, blobs, final=declared)
        except BEYOND_US as fault:
            raise click.ClickException(f"The tables do not belong together: {fault}") from None
    lost: list[LostWeeks] = []
    if (programme is not None or not dry_run) and not checked.faults.in_all:
        try:
            with opened_engine(settings) as engine, unit_of_work(engine) as session:
                if programme is not None:
                    found = get_any_programme(session, programme)
                    lost = lost_weeks(session, found, checked.weeks)
                else:
                    owner = get_any_organisation(session, organisation or "")
                    names = dict(zip(("ko", "en"), title or (), strict=False))
                    found = open_programme(session, owner.id, names, source, settings, actor=SYSTEM)
                    session.flush()
                if dry_run:
                    check_fits(session, found, checked)
                else:
                    load_checked(session, found, source, checked, actor=SYSTEM)
                programme = found.reference
        except Refusal as refusal:
            raise click.ClickException(refusal.message.said_in(as_locale(language) or DEFAULT_LOCALE)) from None
    _report(checked, lost, programme, language, json_wanted)
    context.exit(1 if checked.faults.in_all else 0)


def _report(
    checked: Checked, lost: Sequence[LostWeeks], programme: str | None, language: str, json_wanted: bool
) -> None:  # fmt: skip
    locale = as_locale(language) or DEFAULT_LOCALE
    faults = [
        {
            "file": each.file, "row": each.row, "column": each.column, "kind": each.kind,
            "words": say(each).said_in(locale),
        }
        for each in checked.faults.listed
    ]  # fmt: skip
    if json_wanted:
        answer = {
            "programme": programme, "rows": dict(checked.counts), "outcomes": dict(checked.outcomes),
            "faults_in_all": checked.faults.in_all, "faults": faults, "lost_weeks": [asdict(each) for each in lost],
        }  # fmt: skip
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    for each in faults:
        click.echo(
            ":".join(str(part) for part in (each["file"], each["row"], each["column"]) if part) + f": {each['words']}"
        )
    for what_to_do, cohorts in say_losses(lost):
        for words in (what_to_do, *cohorts):
            click.echo(words.said_in(locale))
    for name, count in checked.counts.items():
        click.echo(f"{name}: {count:,} rows")
    click.echo(f"{checked.faults.in_all:,} faults" if checked.faults.in_all else f"Nothing is wrong. {programme or ''}")

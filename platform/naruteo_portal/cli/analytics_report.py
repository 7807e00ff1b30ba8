"""The command `naruteo analytics report`: a programme's cohorts in one page, with protected figures alone."""

import json
import os
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from naruteo_analytics import rollup
from naruteo_analytics.disclosure import Policy
from naruteo_analytics.release.making import Made, make
from naruteo_portal.cli.analytics_folders import made_folder, not_written, sound_programme
from naruteo_portal.core.clock import today_in_korea
from naruteo_portal.core.i18n import N_, Locale, Message
from naruteo_portal.insight import drawing
from naruteo_portal.insight.reviews.definitions import DEFINITIONS
from naruteo_portal.insight.reviews.files import said_value
from naruteo_portal.insight.reviews.standalone import page_of

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
OUT = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])
COUNT = click.IntRange(min=1)
LEAST = click.IntRange(min=2)


@click.command()
@click.argument("folder", metavar="FOLDER", type=FOLDER)
@click.option("--out", required=True, type=OUT, metavar="DIR", help="Where report.html and report.json go.")
@click.option("--k", type=LEAST, default=10, show_default=True, help="No count below this is shown.")
@click.option("--n-rate", type=COUNT, default=25, show_default=True, help="No rate of a group below this is shown.")
@click.option("--width", type=COUNT, default=5, show_default=True,
              help="So many persons wide is at least what can be worked out about a hidden count.")  # fmt: skip
@click.option("--as-of", type=DAY, metavar="DAY", help="The day whose data this is.  [today in Korea]")
@click.option("--register", type=FILE, metavar="FILE",
              help="What earlier reports showed; read if it is there, and written. As secret as the data.")  # fmt: skip
@click.option("--language", type=click.Choice(["ko", "en"]), default="ko", show_default=True)
def report(
    folder: Path, out: Path, k: int, n_rate: int, width: int, as_of: datetime | None, register: Path | None,
    language: Locale,
) -> None:  # fmt: skip
    """Review the cohorts in FOLDER, which is in the shape or holds OULAD's tables as Parquet, in one page.

    Small counts are hidden, and with them all others from which they could be worked out. Two reports on data that
    changed between them can be compared to find one person's row: use the same --register for all reports of a
    programme, and the later ones show nothing that gives away what the earlier ones hid.

    Exit status: 0 written, 2 the folder or the register cannot be read, or DIR not be written.
    """
    day = as_of.date() if as_of else today_in_korea()
    rules = {"k": k, "n_rate": n_rate, "width": width}
    try:
        policy = Policy(**rules)
        earlier = register.read_bytes() if register and register.is_file() else None
        made = _made(folder, policy, day, earlier, [out, register.parent] if register else [out])
    except (ValueError, OSError) as fault:  # the library's own, and what Parquet says of a damaged file
        raise click.UsageError(str(fault)) from None
    try:
        # First, so that nothing is ever shown that later reports do not know of.
        if register:
            _write_secret(register, made.register)
        _write(made, out, {**rules, "as_of": day.isoformat()}, folder.name, language)
    except OSError as fault:
        raise not_written(fault) from None
    told = made.summary
    click.echo(f"{out / 'report.html'}, {out / 'report.json'}")
    click.echo(f"{told['shown']:,} of {told['cells']:,} counts are shown; SHA-256 {made.checksum}")


def _made(folder: Path, policy: Policy, day: date, earlier: bytes | None, targets: list[Path]) -> Made:
    """The release; since it takes a while, whether `targets` can be written to is tried before.

    What is reckoned of single people on the way is deleted with the temporary folder.
    """
    with TemporaryDirectory() as name:
        events, rolled = Path(name) / "events", Path(name) / "rollup"
        programme = sound_programme(folder, events)
        for target in targets:
            made_folder(target)
        rollup.refresh(programme.events, rolled)
        together = rollup.read(rolled, programme.events)
        return make(programme, together, policy, day, secret=secrets.token_bytes(32), earlier=earlier)


def _write(made: Made, out: Path, rules: Mapping[str, Any], title: str, language: Locale) -> None:
    definitions = {
        name: [part.both() for part in (each.title, each.text, each.trap) if part] for name, each in DEFINITIONS.items()
    }
    document = {
        "checksum": made.checksum, "rules": dict(rules), "summary": made.summary, "definitions": definitions,
        "views": made.views,
    }  # fmt: skip
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (out / "report.json").write_text(text + "\n", encoding="utf-8")
    cover: list[tuple[Message, Message | str]] = [
        (N_("Reviewed programme"), title),
        (N_("Data as of"), said_value(date.fromisoformat(rules["as_of"]))),
        (N_("Checksum of the release (SHA-256)"), made.checksum),
        (N_("No count below"), str(rules["k"])),
        (N_("No rate of a group below"), str(rules["n_rate"])),
    ]
    (out / "report.html").write_text(page_of(made.views, cover, language, drawing.draw), encoding="utf-8")


def _write_secret(path: Path, content: bytes) -> None:
    """For the owner's eyes alone, and in one step."""
    fresh = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)
    fresh.replace(path)

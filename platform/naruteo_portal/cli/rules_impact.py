"""`naruteo rules impact`: what a draft of the rules would do to the claims that are stored."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from naruteo_portal.cli.configuration import read_settings
from naruteo_portal.core.connection import opened_engine
from naruteo_portal.core.database import unit_of_work
from naruteo_portal.core.errors import Refusal
from naruteo_portal.incentives.figures.in_force import drafts_in, programmes_in_force
from naruteo_portal.incentives.figures.queries import get_figure
from naruteo_portal.incentives.figures.statements import try_out
from naruteo_portal.incentives.impact import Impact, Side, impact_on_claims
from naruteo_portal.rules.programme import Programme
from naruteo_portal.rules.reading import UnsoundRules

AMOUNTS = {
    "amount": ("판단된 금액(원)", "Amount that is known (won)"),
    "people_eligible": ("지원 대상인 사람", "People eligible"),
    "people_not_eligible": ("지원 대상이 아닌 사람", "People not eligible"),
    "people_undetermined": ("판단할 수 없는 사람", "People undetermined"),
    "unknown_amounts": ("금액을 알 수 없는 항목", "Lines whose amount is not known"),
}


@click.command()
@click.option(
    "--rules", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="A folder of programmes: the draft. Confirmed figures are laid over it as over Naruteo's own.",
)  # fmt: skip
@click.option("--figure", "figure_id", type=int, metavar="NUMBER", help="A figure that waits for its confirmation.")
@click.option("--programme", "name", help="Only this programme.")
@click.option("--json", "json_wanted", is_flag=True, help="Print the answer as JSON.")
@click.option("--language", type=click.Choice(["ko", "en"]), default="en", show_default=True)
def impact(folder: Path | None, figure_id: int | None, name: str | None, json_wanted: bool, language: str) -> None:
    """Judge the stored claims again, by the rules in force and by a draft, and say what differs in money and people.

    Nothing is changed. Exit status: 0 judged, 1 the draft cannot judge anything, 2 there is no such draft.
    """
    if (folder is None) == (figure_id is None):
        raise click.UsageError("Name one draft: --rules DIR or --figure NUMBER.")
    try:
        with opened_engine(read_settings()) as engine, unit_of_work(engine) as session:
            drafts: Mapping[str, Programme] = (
                drafts_in(session, folder) if folder else try_out(session, get_figure(session, figure_id or 0))
            )
            present = programmes_in_force(session)
            after = {each: drafts[each] for each in drafts if each in present and name in (None, each)}
            if not after:
                raise click.UsageError(f"The draft changes no such programme. There are: {', '.join(present)}.")
            impacts = impact_on_claims(session, present, after)
    except UnsoundRules as unsound:
        raise click.ClickException("\n".join(fault.said_in(language) for fault in unsound.faults)) from None
    except Refusal as refusal:
        raise click.ClickException(refusal.message.said_in("ko" if language == "ko" else "en")) from None
    if json_wanted:
        click.echo(json.dumps([as_json(each) for each in impacts], ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(line for each in impacts for line in _lines(each, language == "ko")))


def as_json(found: Impact) -> dict[str, Any]:
    """An impact in plain values; amounts are won."""
    return {
        "programme": found.programme,
        "open_claims": found.claims,
        "people_judged_otherwise": len(found.changed),
        "before": _side(found.before),
        "after": _side(found.after),
        "decided_otherwise": [
            {
                "claim": each.reference, "state": each.state.value, "decided_amount": each.decided_amount,
                "lines": each.lines, "change": each.change,
            }
            for each in found.decided
        ],
        "unreadable": found.unreadable,
    }  # fmt: skip


def _side(side: Side) -> dict[str, int]:
    return {
        "amount": side.amount,
        "people_eligible": len(side.eligible),
        "people_not_eligible": len(side.not_eligible),
        "people_undetermined": len(side.undetermined),
        "unknown_amounts": side.unknown_amounts,
    }


def _lines(found: Impact, korean: bool) -> Iterator[str]:
    people = len(found.changed)
    if korean:
        yield f"{found.programme}: 진행 중인 신청 {found.claims}건, 판단이 달라지는 사람 {people}명"
    else:
        yield f"{found.programme}: {found.claims} open claims, {people} people judged otherwise"
    before, after = _side(found.before), _side(found.after)
    for key, words in AMOUNTS.items():
        change = after[key] - before[key]
        yield f"  {words[0 if korean else 1]}: {before[key]:,} -> {after[key]:,} ({change:+,})"
    if found.decided:
        yield "  이미 결정되어 그대로 유지되는 신청:" if korean else "  Decided, and staying as they are:"
    for each in found.decided:
        decided = "?" if each.decided_amount is None else f"{each.decided_amount:,}"
        yield f"    {each.reference} ({each.state.value}): {decided}, {each.change:+,}"
    if found.unreadable:
        said = "세지 않은 신청(사실을 읽을 수 없음)" if korean else "Not counted, as their facts cannot be read"
        yield f"  {said}: {', '.join(found.unreadable)}"

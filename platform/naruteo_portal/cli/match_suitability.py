"""The commands `naruteo match fit`, `score` and `evaluate`: learn suitability, use it, and measure it on real data."""

import json
from pathlib import Path
from typing import Any

import click

from naruteo_matching.evaluation.parts import PARTS
from naruteo_matching.evaluation.parts import evaluate as run_parts
from naruteo_matching.forbidden import Forbidden
from naruteo_matching.suitability import drift
from naruteo_matching.suitability.card import as_markdown, fit_with_card
from naruteo_matching.suitability.scoring import BadModel, Scorer
from naruteo_matching.suitability.soundness import UnsoundTraining
from naruteo_matching.suitability.table import BadTable, Table, read_table

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TO_WRITE = click.Path(dir_okay=False, path_type=Path)
JSON = click.option("--json", "json_wanted", is_flag=True, help="Print the whole answer as JSON.")
LANGUAGE = click.option("--language", type=click.Choice(["ko", "en"]), default="en", show_default=True)


def _table(path: Path) -> Table:
    try:
        return read_table(path)
    except (BadTable, Forbidden, UnicodeDecodeError) as fault:
        raise click.UsageError(str(fault)) from None


@click.command()
@click.argument("data", metavar="DATA", type=FILE)
@click.option("--model", "model_file", type=TO_WRITE, metavar="FILE", help="Write the model here, as JSON.")
@click.option("--card", "card_file", type=TO_WRITE, metavar="FILE", help="Write the model card here, as Markdown.")
@click.option("--side", type=click.Choice(["candidate", "opening"]), default="candidate", show_default=True)
@click.option("--learner", type=click.Choice(["auto", "logistic", "boosting"]), default="auto", show_default=True)
@click.option("--test-from", type=int, metavar="PERIOD", help="Test on this and later periods.  [the last]")
@JSON
@LANGUAGE
@click.pass_context
def fit(
    context: click.Context, data: Path, model_file: Path | None, card_file: Path | None, side: str, learner: str,
    test_from: int | None, json_wanted: bool, language: str,
) -> None:  # fmt: skip
    """Learn from DATA, a CSV of pairs whose outcome is known, and say how good that is on the last period.

    Columns: outcome (0 or 1), period (a year), candidate, opening, region, group:NAME (only for the fairness report);
    every other column is a feature, empty where it is not known.

    Exit status: 0 learned, 1 the data is not fit to learn from and is told why, 2 it cannot be read.
    """
    try:
        model, card = fit_with_card(_table(data), side=side, learner=learner, test_from=test_from)
    except BadTable as fault:
        raise click.UsageError(str(fault)) from None
    except UnsoundTraining as unsound:
        if json_wanted:
            click.echo(json.dumps({"faults": [vars(each) for each in unsound.faults]}, ensure_ascii=False, indent=1))
        for each in unsound.faults:
            click.echo(each.ko if language == "ko" else each.en, err=True)
        context.exit(1)
    if model_file:
        model.save(model_file)
    if card_file:
        card_file.write_text(as_markdown(card, language), encoding="utf-8")
    if json_wanted:
        content = {**model.scorer_.content, "sha256": model.scorer_.sha256}
        click.echo(json.dumps({"model": content, "card": card}, ensure_ascii=False, indent=1))
    else:
        click.echo(as_markdown(card, language), nl=False)


@click.command()
@click.argument("model_file", metavar="MODEL", type=FILE)
@click.argument("data", metavar="DATA", type=FILE)
@JSON
@LANGUAGE
def score(model_file: Path, data: Path, json_wanted: bool, language: str) -> None:
    """Score the pairs of DATA, a CSV as for `fit`, by MODEL, and say what each feature added and how far they drifted.

    Exit status: 0 scored, 2 a file cannot be read or does not fit the other.
    """
    table = _table(data)
    try:
        model = Scorer.load(model_file)
    except BadModel as fault:
        raise click.UsageError(str(fault)) from None
    lacking = [name for name in model.features if name not in table.features]
    if lacking:
        raise click.UsageError(f"{data.name} lacks the model's features {', '.join(lacking)}.")
    columns = table.X[:, [table.features.index(name) for name in model.features]]
    chances, found = model.score(columns), model.contributions(columns)
    if json_wanted:
        answer = {
            "model": model.sha256, "base": found.base,
            "pairs": [
                {
                    "candidate": table.candidate[at], "opening": table.opening[at], "score": float(chances[at]),
                    "contributions": dict(zip(model.features, found.values[at].tolist(), strict=True)),
                    "unknown": [name for name, known in zip(model.features, found.known[at], strict=True) if not known],
                }
                for at in range(len(chances))
            ],
            "drift": [vars(each) for each in drift.watch(model, columns)],
        }  # fmt: skip
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    korean = language == "ko"
    added = "로그 오즈에 더한 값" if korean else "added to the log-odds"
    for at, chance in enumerate(chances):
        shares = ", ".join(f"{name} {value:+.2f}" for name, value in zip(model.features, found.values[at], strict=True))
        click.echo(f"{table.candidate[at]} -> {table.opening[at]}: {chance:.3f} ({added}: {shares})")
    for each in drift.watch(model, columns):
        if each.meaning not in ("stable", "undetermined"):
            told = "분포가 달라졌습니다. 확인하거나 다시 학습하세요." if korean else "has drifted: look, or fit again."
            click.echo(f"{each.feature} {told} (PSI {each.index:.2f})", err=True)


@click.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--part", "parts", multiple=True, type=click.Choice(list(PARTS)), help="Only this part; may be repeated.")
@JSON
def evaluate(folder: Path, parts: tuple[str, ...], json_wanted: bool) -> None:
    """Measure the engine on FOLDER, real data of other markets, beside baselines.

    Exit status: 0 measured and every target reached, 1 a target missed, 2 the folder holds nothing to measure on.
    """
    found = run_parts(folder, parts)
    if all(rows is None for rows in found.values()):
        raise click.UsageError(f"{folder} holds none of the data: {', '.join(needed for _, needed in PARTS.values())}.")
    if json_wanted:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for name, rows in found.items():
            click.echo(f"{name}:" if rows is not None else f"{name}: its data is not there")
            for row in rows or ():
                click.echo("  " + _line(row))
    missed = any(_missed(row) for rows in found.values() for row in rows or ())
    click.get_current_context().exit(1 if missed else 0)


def _line(row: dict[str, Any]) -> str:
    value = row["value"]
    said = f"{value:.4f}" if isinstance(value, float) else str(value)
    target = f" (target {row['target']})" if "target" in row else ""
    return f"{row['measure']}, {row['method']}: {said}{target}" + (f"\n    {row['why']}" if row.get("why") else "")


def _missed(row: dict[str, Any]) -> bool:
    if "target" not in row:
        return False
    return bool(row["value"] > row["target"] if row.get("lower_is_better") else row["value"] < row["target"])

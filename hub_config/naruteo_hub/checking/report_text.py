"""The report of a check as text for a terminal."""

from collections.abc import Iterator
from textwrap import indent

from naruteo_hub.checking.findings import RULES, NotebookFacts, Report, score_of


def as_text(report: Report) -> str:
    """Return the whole report."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    if report.unchecked:
        yield f"{report.course}: cannot be checked."
        yield f"  {report.unchecked}"
        return
    failed = {finding.rule for finding in report.findings}
    for rule, words in RULES.items():
        yield f"  {'✗' if rule in failed else '✓'} {rule:<14} {words}"
    for place, findings in _by_place(report).items():
        yield ""
        yield place or report.course
        for finding in findings:
            cell = f"{finding.cell}: " if finding.cell else ""
            yield f"  ✗ [{finding.rule}] {cell}{finding.reason}"
            if finding.detail:
                yield indent(finding.detail, "      ")
    if report.notebooks:
        yield ""
        yield from _table(report.notebooks)
    yield ""
    yield from _survivors(report.notebooks)
    score = report.mutation_score()
    said = f", mutation score {score:g} %" if score is not None else ""
    count = len(report.findings)
    outcome = "passes" if report.status == 0 else f"does not pass: {count} finding{'s' if count != 1 else ''}"
    yield f"{report.course} {outcome}{said} ({report.seconds:.0f} s)"


def _by_place(report: Report) -> dict[str, list]:  # type: ignore[type-arg]
    places: dict[str, list] = {}  # type: ignore[type-arg]
    for finding in report.findings:
        place = " · ".join(part for part in (finding.assignment, finding.notebook) if part)
        places.setdefault(place, []).append(finding)
    return places


def _table(notebooks: list[NotebookFacts]) -> Iterator[str]:
    yield f"  {'notebook':<28} {'points':>6} {'wrong':>6} {'mutants':>8} {'killed':>7} {'alive':>6} {'same':>5} {'score':>7} {'slowest test':>13} {'memory':>9}"
    for facts in notebooks:
        score = score_of(facts.mutants)
        same = facts.count("unchanged") + facts.count("declared")
        yield (
            f"  {facts.notebook:<28} {facts.points:>6g} {facts.wrong_answers:>6} {len(facts.mutants):>8}"
            f" {facts.count('killed'):>7} {facts.count('survived'):>6} {same:>5}"
            f" {'–' if score is None else f'{score:g} %':>7} {facts.slowest[1]:>11.2f} s {facts.megabytes:>5.0f} MiB"
        )


def _survivors(notebooks: list[NotebookFacts]) -> Iterator[str]:
    for facts in notebooks:
        for judged in facts.mutants:
            if judged.state == "survived":
                yield f"  alive: {facts.assignment} · {facts.notebook} · {judged.cell} ({judged.kind}, line {judged.line})"
                yield indent(judged.diff, "      ")
                if judged.by:
                    yield f"      {judged.by}"
                yield ""

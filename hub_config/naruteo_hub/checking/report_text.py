"""The report of a check as text for a terminal."""

from collections.abc import Iterator
from textwrap import indent

from naruteo_hub.checking.findings import RULES, NotebookFacts, Report, by_place, score_of

COLUMNS = ("notebook", "points", "wrong", "mutants", "killed", "alive", "same", "score", "slowest", "memory")


def as_text(report: Report) -> str:
    """Return the whole report."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    if report.unchecked:
        yield f"{report.course} cannot be checked."
        yield f"  {report.unchecked}"
        return
    broken = {finding.rule for finding in report.findings}
    for rule, words in RULES.items():
        yield f"  {'✗' if rule in broken else '✓'} {rule:<14} {words}"
    for place, findings in by_place(report.findings).items():
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
    told = {(finding.assignment, finding.notebook) for finding in report.findings if finding.rule == "mutants"}
    yield from _survivors([facts for facts in report.notebooks if (facts.assignment, facts.notebook) not in told])
    score = report.mutation_score()
    said = f", mutation score {score:g} %" if score is not None else ""
    count = len(report.findings)
    outcome = "passes" if report.status == 0 else f"does not pass: {count} finding{'s' if count != 1 else ''}"
    yield f"{report.course} {outcome}{said} ({report.seconds:.0f} s)"


def _table(notebooks: list[NotebookFacts]) -> Iterator[str]:
    rows = [COLUMNS, *map(_row, notebooks)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(COLUMNS))]
    for row in rows:
        first, *others = (text.rjust(width) for text, width in zip(row, widths, strict=True))
        yield "  " + "  ".join([first.strip().ljust(widths[0]), *others])


def _row(facts: NotebookFacts) -> tuple[str, ...]:
    score = score_of(facts.mutants)
    return (
        facts.notebook,
        f"{facts.points:g}",
        str(facts.wrong_answers),
        str(len(facts.mutants)),
        str(facts.count("killed")),
        str(facts.count("survived")),
        str(facts.count("unchanged") + facts.count("declared")),
        "–" if score is None else f"{score:g} %",
        f"{facts.slowest[1]:.2f} s",
        f"{facts.megabytes:.0f} MiB",
    )


def _survivors(notebooks: list[NotebookFacts]) -> Iterator[str]:
    if not any(facts.count("survived") for facts in notebooks):
        return
    yield "No test noticed these mistakes:"
    for facts in notebooks:
        for judged in facts.mutants:
            if judged.state == "survived":
                place = f"{facts.assignment} · {facts.notebook} · {judged.cell}"
                yield f"  {place} ({judged.kind}, line {judged.line})"
                yield indent(f"{judged.diff}\n{judged.by}".strip(), "      ")
    yield ""

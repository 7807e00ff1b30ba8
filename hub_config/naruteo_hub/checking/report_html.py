"""The report of a check as one page of HTML that needs nothing else: no script, no font, no address."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from naruteo_hub.checking.findings import RULES, Report, by_place, score_of

TEMPLATES = Path(__file__).resolve().parent / "templates"


def as_html(report: Report) -> str:
    """Return the page."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("report.html.jinja").render(
        report=report,
        score=report.mutation_score(),
        rules=[(rule, words, rule not in {each.rule for each in report.findings}) for rule, words in RULES.items()],
        places=by_place(report.findings),
        notebooks=[(facts, score_of(facts.mutants)) for facts in report.notebooks],
    )

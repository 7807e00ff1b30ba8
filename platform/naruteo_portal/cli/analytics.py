"""The commands `naruteo analytics …`: cohort analytics on files, without a database and without the platform."""

import click

from naruteo_portal.cli import LateCommands

# Each command in a file of its own: all load pandas, and some what takes seconds more.
COMMANDS = {
    "cohorts": ("analytics_cohorts", "Print what came of each cohort; read OULAD, and write it in the shape."),
    "rollup": ("analytics_rollup", "Sum events up to learners and weeks, redoing only what has changed."),
    "items": ("analytics_items", "Say of every item of an exercise whether it measures something."),
    "protect": ("analytics_protect", "Hide the small counts of a table, and those that would give them away."),
    "survival": ("analytics_survival", "Estimate how long it takes until something happens."),
    "report": ("analytics_report", "Review a programme's cohorts in one page that shows nobody."),
}


@click.group(cls=LateCommands, table=COMMANDS)
def analytics() -> None:
    """Say of cohorts who started, stayed, passed and found work."""

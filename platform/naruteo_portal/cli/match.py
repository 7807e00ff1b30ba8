"""The commands `naruteo match …`: the matcher on files, without a database and without the platform."""

import click

from naruteo_portal.cli import LateCommands

# Each command in a file of its own: some load what takes seconds, such as scikit-learn or OR-Tools.
COMMANDS = {
    "solve": ("match_solve", "Place the candidates of an instance, and say who is where."),
    "verify": ("match_verify", "Check an answer and its certificate by code that took no part in making it."),
    "fit": ("match_suitability", "Learn suitability from pairs whose outcome is known, with a model card."),
    "score": ("match_suitability", "Score pairs by a saved model, and say what each feature added."),
    "evaluate": ("match_suitability", "Measure the engine on real data, beside baselines."),
}


@click.group(cls=LateCommands, table=COMMANDS)
def match() -> None:
    """Place candidates at openings, stably and so that everybody can check it."""

"""Which tasks of an exercise measure something: classical statistics, latent models, differential functioning."""

from naruteo_analytics.items.analysis import DEFINITIONS, REVIEW, Analysis, analyse
from naruteo_analytics.items.answers import Answers, from_responses, from_table
from naruteo_analytics.items.differential import Functioning, functioning

__all__ = [
    "DEFINITIONS", "REVIEW", "Analysis", "Answers", "Functioning",
    "analyse", "from_responses", "from_table", "functioning",
]  # fmt: skip

"""Cohorts to choose from in a filter."""

from collections.abc import Iterable

from naruteo_portal.catalogue.models import Cohort
from naruteo_portal.core.i18n import choose
from naruteo_portal.edge.visitor import locale


def options_of(cohorts: Iterable[Cohort]) -> list[tuple[int, str]]:
    """Each cohort by the title of its course and its own name; the editions must be loaded."""
    return [
        (cohort.id, f"{choose(cohort.edition.title, locale())} · {choose(cohort.name, locale())}") for cohort in cohorts
    ]

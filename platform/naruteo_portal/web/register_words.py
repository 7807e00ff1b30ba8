"""What the instructor register warns of, in the reader's language."""

from collections.abc import Sequence

from naruteo_portal.catalogue.models import Cohort, CohortSubstitute
from naruteo_portal.catalogue.register.queries import warnings_for
from naruteo_portal.catalogue.register.words import warning_words
from naruteo_portal.edge.transaction import current_session
from naruteo_portal.edge.visitor import locale
from naruteo_portal.edge.words import called


def warnings_said(cohort: Cohort, substitutes: Sequence[CohortSubstitute]) -> list[str]:
    """What to look at about those who teach a cohort; it stops nothing."""
    return [
        warning_words(warned, called(account.person)).said_in(locale())
        for account, warned in warnings_for(current_session(), cohort, substitutes)
    ]
